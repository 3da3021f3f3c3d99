// Takes a picture of the head of a report: node picture.mjs REPORT PNG

import { pathToFileURL } from "node:url";
import { chromium as browsers } from "@playwright/test";
import { chromium } from "./chromium.mjs";

const [report, picture] = process.argv.slice(2);
if (!report || !picture) throw new Error("usage: picture.mjs REPORT PNG");
const browser = await browsers.launch(chromium());
const page = await browser.newPage({ viewport: { width: 1240, height: 1500 }, colorScheme: "light" });
await page.goto(pathToFileURL(report).href);
await page.locator("#map svg, #chain-flow svg").first().waitFor();
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 1240, height: 1500 } });
await browser.close();
