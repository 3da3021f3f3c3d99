// Takes a picture of a report as it opens at its map: node picture.mjs REPORT WEBP

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium as browsers } from "@playwright/test";
import { chromium } from "./chromium.mjs";

const [report, picture] = process.argv.slice(2);
if (!report || !picture) throw new Error("usage: picture.mjs REPORT WEBP");
const browser = await browsers.launch(chromium());
const page = await browser.newPage({ viewport: { width: 1240, height: 1650 }, colorScheme: "light", reducedMotion: "reduce" });
await page.goto(pathToFileURL(report).href);
await page.locator("#map .plot svg, #chain-flow .plot svg").first().waitFor();
await page.locator(".choice nav").getByText("Chain").click();
await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
await page.waitForTimeout(500);
const browserPage = await page.context().newCDPSession(page);
const { data } = await browserPage.send("Page.captureScreenshot", { format: "webp", quality: 85 });
writeFileSync(picture, Buffer.from(data, "base64"));
await browser.close();
