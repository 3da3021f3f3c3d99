import AxeBuilder from "@axe-core/playwright";
import { madeComparison, nasty, plain } from "./made";
import { expect, test } from "./open";

test("two studies stand side by side, with what differs", async ({ report }) => {
  const page = await report({ kind: "comparison", ...madeComparison(plain) });
  await expect(page.locator("#sides figure")).toHaveCount(2);
  // Sentences that are the same in both step back.
  await expect(page.locator("#sides figure").first().locator("li:not(.off)")).toHaveCount(6);
  await expect(page.locator("#plan tbody tr").first()).toContainText("+150");
  await expect(page.locator("#independence tbody tr").first()).toContainText("0.75");
  await expect(page.locator("#resilience tbody tr").first()).toContainText("not exhaustible");
  await expect(page.locator("#inputs tbody tr")).toHaveCount(2);
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => one.id)).toEqual([]);
});

test("names with markup do nothing there either", async ({ report }) => {
  const page = await report({ kind: "comparison", ...madeComparison(nasty) });
  await expect(page.locator("#plan tbody tr").first()).toContainText("</script>");
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
});
