import { existsSync } from "node:fs";

/** How to start a Chromium of the system: the first that is there, or the one named by CHROMIUM. */
export function chromium() {
  const executablePath = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
  );
  if (executablePath === undefined) throw new Error("no Chromium found: install one (apt-get install chromium), or name it in CHROMIUM");
  // Its sandbox does not start for root.
  return { executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] };
}
