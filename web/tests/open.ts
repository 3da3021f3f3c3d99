import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test as base, expect, type Page } from "@playwright/test";
import type { Comparison, Document, Study } from "../src/views/views";
import { fill } from "./fill";

/** A document that `recoop` wrote (`make web-documents`). */
export function written(name: string): Document {
  return JSON.parse(readFileSync(new URL(`documents/${name}.json`, import.meta.url), "utf8")) as Document;
}

export function study(made: Study): Document {
  return { kind: "study", ...made };
}

export type { Comparison, Study };

/** Opens a document from disk as a reader does. Whatever the browser complains of, or asks the network for, fails the test. */
export const test = base.extend<{ report: (document: Document, hash?: string) => Promise<Page>; complaints: string[] }>({
  complaints: async ({}, use) => use([]),
  report: async ({ page, complaints }, use) => {
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => !/^(file|data|blob):/.test(request.url()) && complaints.push(`asked for ${request.url()}`));
    page.on("dialog", (dialog) => complaints.push(`dialog ${dialog.message()}`));
    await use(async (document, hash = "") => {
      const file = join(mkdtempSync(join(tmpdir(), "recoop-")), "report.html");
      fill(document, file);
      await page.goto(`${pathToFileURL(file)}${hash}`);
      await expect(page.locator("main")).toBeVisible();
      return page;
    });
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** Figures of the page that draw something. */
export function drawn(page: Page) {
  return page.locator("figure:not(.missing):has(.plot)");
}
