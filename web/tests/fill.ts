import { readFileSync, writeFileSync } from "node:fs";
import type { Document } from "../src/views/views";

const TEMPLATE = new URL("../dist/report.html", import.meta.url);
const PLACE = /(<script type="application\/json" id="data">)[\s\S]*?(<\/script>)/;

/** Puts a document into the built page, as `recoop report` does. */
export function fill(document: Document, file: string): void {
  const json = JSON.stringify(document).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const page = readFileSync(TEMPLATE, "utf8");
  if (!PLACE.test(page)) throw new Error("the page has no place for data");
  writeFileSync(
    file,
    page.replace(PLACE, (_, open: string, close: string) => open + json + close),
  );
}
