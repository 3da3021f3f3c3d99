import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** File of the licenses, before it becomes part of the page. */
const LICENCES = "licenses.md";

/**
 * A content security policy that admits the page's own script by its hash and nothing else: no network, and no text of a
 * case can ever run, whatever it holds. And the licenses of what is bundled, as they ask for.
 */
function seal(): Plugin {
  return {
    name: "seal",
    enforce: "post",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const licenses = bundle[LICENCES];
        if (licenses?.type !== "asset") throw new Error("the licenses of what is bundled are not known");
        delete bundle[LICENCES];
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".html")) continue;
          const html = String(file.source);
          const script = /<script type="module"[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1];
          if (script === undefined) throw new Error("the page has no inline script");
          const hash = createHash("sha256").update(script).digest("base64");
          const rules = [
            "default-src 'none'",
            `script-src 'sha256-${hash}'`,
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
          ];
          const policy = `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}" />`;
          const notice = `<!--\n${String(licenses.source).replaceAll("--", "- -")}\n-->`;
          file.source = html.replace("<head>", () => `<head>\n    ${policy}`).replace("</body>", () => `${notice}\n  </body>`);
        }
      },
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), seal()],
  build: {
    target: "es2022",
    cssMinify: true,
    rollupOptions: { input: "report.html" },
    reportCompressedSize: false,
    license: { fileName: LICENCES },
  },
});
