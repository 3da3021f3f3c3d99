import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** A Chromium of the system: the first that is there, or the one named by CHROMIUM. */
const chromium = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
if (chromium === undefined) throw new Error("no Chromium found: install one (apt-get install chromium), or name it in CHROMIUM");

export default defineConfig({
  testDir: "tests",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromium, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
    viewport: { width: 1280, height: 900 },
  },
});
