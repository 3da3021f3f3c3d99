import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { at, model } from "../src/model";
import { number } from "../src/page/format";
import type { Study } from "../src/views/views";
import { made, nasty, plain } from "./made";
import { drawn, expect, study, test } from "./open";

const usual = made({ facilities: 24, members: 6, futures: 4, attacks: true, name: plain });

/** What a chart looks like just now. */
function shape(page: Page, id: string): Promise<string> {
  return page.locator(`#${id} .plot svg`).evaluate((chart) => chart.outerHTML.replaceAll(/pattern-\d+/g, ""));
}

const FIGURES = [
  "map",
  "chain-flow",
  "domestic",
  "balance",
  "service",
  "losses",
  "timeline",
  "feeds",
  "tree",
  "prices",
  "kill",
  "purse",
  "harm",
  "bylaws",
  "shares",
  "cash",
];

/** Marks of a kind that no chart may be without. */
const MARKS = "path, rect, circle";

test("every picture draws, says something and can be asked", async ({ report }) => {
  const page = await report(study(usual));
  await expect(drawn(page)).toHaveCount(FIGURES.length);
  for (const id of FIGURES) {
    const figure = page.locator(`#${id}`);
    await expect(figure.locator(".says"), id).not.toBeEmpty();
    expect(await figure.locator(`.plot svg :is(${MARKS})`).count(), id).toBeGreaterThan(2);
    expect(await figure.locator("[data-tip]").count(), id).toBeGreaterThan(0);
    const text = await figure.textContent();
    expect(text, id).not.toMatch(/NaN|undefined|null|Infinity/);
    const chart = await shape(page, id);
    expect(chart, id).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test("year, scenario and member move the pictures that follow them, and no others", async ({ report }) => {
  const follow: Record<string, string[]> = {
    year: ["map", "chain-flow", "domestic", "balance", "service", "timeline", "feeds", "tree", "prices", "purse"],
    scenario: ["map", "chain-flow", "domestic", "balance", "service", "timeline", "feeds", "tree", "prices", "cash"],
    member: ["map", "chain-flow", "timeline", "feeds", "kill", "purse", "harm", "shares", "cash", "losses"],
  };
  const page = await report(study(usual));
  const all = async () =>
    Object.fromEntries(
      await Promise.all(
        FIGURES.map(
          async (id) =>
            [
              id,
              `${await page.locator(`#${id} .says`).textContent()}${(await page.locator(`#${id} .plot svg`).count()) ? await shape(page, id) : ""}`,
            ] as const,
        ),
      ),
    );
  const change: Record<string, () => Promise<unknown>> = {
    year: () => page.getByLabel("Year", { exact: true }).fill("4"),
    scenario: () => page.getByLabel("Scenario", { exact: true }).selectOption("future_2"),
    member: () => page.getByLabel("Member", { exact: true }).selectOption("member_1"),
  };
  for (const [field, act] of Object.entries(change)) {
    const before = await all();
    await act();
    const after = await all();
    const moved = FIGURES.filter((id) => before[id] !== after[id]);
    expect(moved, field).toEqual(expect.arrayContaining(follow[field] ?? []));
    if (field === "year") expect(moved).not.toEqual(expect.arrayContaining(["kill", "harm", "shares"]));
  }
  expect(page.url()).toMatch(/#year=2032&scenario=future_2&member=member_1$/);
});

test("the address holds the choice", async ({ report }) => {
  const page = await report(study(usual), "#year=2030&scenario=future_1&member=member_2");
  await expect(page.getByLabel("Scenario", { exact: true })).toHaveValue("future_1");
  await expect(page.getByLabel("Member", { exact: true })).toHaveValue("member_2");
  await expect(page.locator(".controls output")).toHaveText("2030–2031");
  await page.locator(".choice nav").getByText("Members").click();
  expect(page.url()).toMatch(/#year=2030/);
});

test("an address that makes no sense does no harm", async ({ report }) => {
  const page = await report(study(usual), "#year=1066&scenario=%3Cimg%20src%3Dx%3E&member=nobody");
  await expect(page.getByLabel("Member", { exact: true })).toHaveValue("");
  await expect(drawn(page)).toHaveCount(FIGURES.length);
});

test("hovering and arrow keys show the numbers", async ({ report }) => {
  const page = await report(study(usual));
  const bar = page.locator("#kill [data-tip]").first();
  await bar.scrollIntoViewIfNeeded();
  await bar.hover();
  await expect(page.locator(".tip")).toContainText("Member 1");
  await page.locator("#kill .plot").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".tip")).toBeVisible();
  await expect(page.locator(".tip")).toContainText("Member 2");
  await page.keyboard.press("Escape");
  await expect(page.locator(".tip")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Member", { exact: true })).toHaveValue("member_1");
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".tip")).toContainText("Member 1");
});

test("a click on a scenario or a member chooses it", async ({ report }) => {
  const page = await report(study(usual));
  await page.locator("#tree").getByText("Future 3").click();
  await expect(page.getByLabel("Scenario", { exact: true })).toHaveValue("future_2");
  await page.locator("#shares").getByText("Member 2").click();
  await expect(page.getByLabel("Member", { exact: true })).toHaveValue("member_1");
});

test("every chart is there as CSV and as SVG", async ({ report }) => {
  const page = await report(study(usual));
  // One as a reader takes it; the others are caught before they are written to disk, which is slow.
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#kill .tools").getByText("CSV").click()]);
  expect(file.suggestedFilename()).toBe("kill-costs-all.csv");
  await page.evaluate(() => {
    const taken: { name: string; text: Promise<string> }[] = [];
    let last: Blob | undefined;
    URL.createObjectURL = (blob) => ((last = blob as Blob), "blob:none");
    HTMLAnchorElement.prototype.click = function () {
      if (last) taken.push({ name: this.download, text: last.text() });
    };
    Object.assign(window, { take: async () => ({ name: taken.at(-1)?.name ?? "", text: (await taken.pop()?.text) ?? "" }) });
  });
  const take = () => page.evaluate(() => (window as unknown as { take(): Promise<{ name: string; text: string }> }).take());
  for (const id of FIGURES) {
    await page.locator(`#${id} .tools`).getByText("CSV").click();
    const table = await take();
    expect(table.name, id).toMatch(/^[\p{L}\p{N}-]+\.csv$/u);
    expect(table.text.trim().split("\r\n").length, id).toBeGreaterThan(1);
    await page.locator(`#${id} .tools`).getByText("SVG").click();
    const svg = (await take()).text;
    expect(svg, id).toMatch(/^<svg xmlns=/);
    // Alone, a file has neither our styles nor our colors.
    expect(svg, id).not.toMatch(/var\(|class=|NaN|undefined/);
    const problem = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent ?? "",
      svg,
    );
    expect(problem, id).toBe("");
  }
});

test("numbers of a picture are those of the document", async ({ report }) => {
  const one = usual as Study;
  const page = await report(study(one), "#year=2028&scenario=future_1");
  const lookup = model(one);
  const state = lookup.state({ year: 2028, scenario: "future_1", member: "" });
  if ("missing" in one.balance) throw new Error("no balance");
  const cerium = one.balance.here.products[0];
  if (!cerium) throw new Error("no product");
  const tip = await page.locator("#balance [data-tip]").first().getAttribute("data-tip");
  expect(tip).toContain(`made ${number(at(cerium.made_t, state))} t a year`);
  await page.locator("#balance .tools").getByText("Numbers").click();
  await expect(page.locator("#balance .data tbody tr").first()).toContainText("material_0");
  await expect(page.locator("#kill .says")).toContainText("$20 million");
});

test("tables are searched, sorted and leafed through", async ({ report }) => {
  const page = await report(study(made({ facilities: 120, members: 4, futures: 1, attacks: false, name: plain })));
  await page.locator("#inputs summary", { hasText: "facilities" }).click();
  const table = page.locator("#inputs .table").first();
  await expect(table.locator("tbody tr")).toHaveCount(50);
  await table.getByRole("button", { name: /Later/ }).click();
  await expect(table.locator("tbody tr").first()).toContainText("facility_50");
  await table.getByRole("searchbox").fill("FACILITY_77");
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await expect(table.locator(".count")).toContainText("1 row of 120");
  await table.getByRole("searchbox").fill("");
  const capacity = table.getByRole("button", { name: "capacity_t_per_year" });
  await capacity.click();
  await capacity.click();
  const column = await table.locator("tbody tr td:nth-child(3)").allTextContents();
  const values = column.map(Number);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  await expect(table.locator("th").nth(2)).toHaveAttribute("aria-sort", "descending");
  await page.locator("#results summary", { hasText: "duals" }).click();
  await expect(page.locator("#results")).toContainText("Too long for the page: tables/duals.csv");
});

test("a source is a link where it is an address of the web, and text where it is not", async ({ report }) => {
  const page = await report(study(usual));
  await page.locator("#inputs summary", { hasText: "facilities" }).click();
  const links = page.locator("#inputs .table a");
  await expect(links.first()).toHaveAttribute("href", "https://example.org/report");
  for (const link of await links.all()) expect(await link.getAttribute("href")).toMatch(/^https:/);
});

test("one member, one future, no attacks: each part that is not there says why", async ({ report }) => {
  const page = await report(study(made({ facilities: 6, members: 1, futures: 1, attacks: false, name: plain })));
  for (const id of ["harm", "kill", "purse", "bylaws", "losses"])
    await expect(page.locator(`#${id} .says`), id).toContainText("The case has no attacks.");
  await expect(page.locator("#shares .says")).toContainText("nobody to share with");
  await expect(page.locator("#tree .says")).toContainText("one scenario");
  await expect(page.locator("header .bad").first()).toContainText("Stress was not run");
  await expect(drawn(page)).toHaveCount(FIGURES.length - 6);
});

test("200 plants, 30 members and 8 futures", async ({ report }) => {
  const page = await report(study(made({ facilities: 200, members: 30, futures: 8, attacks: true, name: plain })));
  await expect(drawn(page)).toHaveCount(FIGURES.length);
  await page.getByLabel("Year", { exact: true }).fill("4");
  expect(await page.locator("#map circle[data-tip]").count()).toBeGreaterThan(150);
});

test("names with markup, quotes and other scripts are shown as they are, and nothing of them runs", async ({ report }) => {
  const one = made({ facilities: 20, members: 10, futures: 4, attacks: true, name: nasty });
  const page = await report(study(one));
  await expect(drawn(page)).toHaveCount(FIGURES.length);
  for (const summary of await page.locator("#check summary").all()) await summary.click();
  for (const button of await page.locator("figure .tools").getByText("Numbers").all()) await button.click();
  for (const member of one.names.members) await page.getByLabel("Member", { exact: true }).selectOption(member.id);
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  expect(await page.locator("img, iframe, object, embed, b b").count()).toBe(0);
  for (const member of one.names.members)
    await expect(page.getByLabel("Member", { exact: true }).locator(`option[value="${member.id}"]`)).toHaveText(
      member.title.replaceAll("\u202E", "").replaceAll("\u2028", " "),
    );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#inputs .table").first().getByText("CSV", { exact: true }).click(),
  ]);
  const text = readFileSync(await file.path(), "utf8");
  expect(text).not.toMatch(/(^|,)"?=/m);
});

test("the page refuses what is not its own", async ({ page, report, complaints }) => {
  await report(study(usual));
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = 1";
    document.body.append(script);
    return {
      ran: "pwned" in window,
      asked: await fetch("https://example.org/").then(
        () => true,
        () => false,
      ),
    };
  });
  expect(ran).toEqual({ ran: false, asked: false });
  // Each refusal is logged.
  expect(complaints.length).toBeGreaterThanOrEqual(2);
  expect(complaints.every((one) => one.includes("Content Security Policy"))).toBe(true);
  complaints.length = 0;
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`accessible: ${scheme}, ${width} px`, async ({ page, report }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 850 });
      await report(study(usual));
      await page.locator("#inputs summary").first().click();
      await page.locator("#kill .tools").getByText("Numbers").click();
      const found = await new AxeBuilder({ page }).analyze();
      expect(
        found.violations
          .filter((one) => one.impact === "serious" || one.impact === "critical")
          .map(
            (one) =>
              `${one.id}: ${one.nodes
                .map((node) => node.target)
                .slice(0, 3)
                .join(" ")}`,
          ),
      ).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBe(0);
    });
  }
}

test("light and dark by hand, kept for the next visit", async ({ page, report }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await report(study(usual));
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "Turn dark" }).click();
  expect(await paper()).not.toBe(light);
  await page.reload();
  await expect(page.getByRole("button", { name: "Turn light" })).toBeVisible();
  expect(await paper()).not.toBe(light);
});

test("on paper: light, without controls, every picture", async ({ page, report }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await report(study(usual));
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(4);
  expect(pages).toBeLessThan(20);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".controls")).toBeHidden();
  await expect(page.locator(".choice .paper")).toContainText("Pictures show 2028–2029, scenario Future 1");
  await expect(drawn(page)).toHaveCount(FIGURES.length);
});

test("the keyboard alone reaches everything", async ({ page, report }) => {
  await report(study(usual));
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  const seen = new Set<string>();
  for (let k = 0; k < 140; k += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
    seen.add(name);
  }
  for (const name of ["Year", "Scenario", "Member", "Allocation rule", "CSV of: Cash by member"]) expect([...seen], name).toContain(name);
});

test("a study that was stopped before a plan shows the case and says why the rest is not there", async ({ report }) => {
  const none = { missing: "the study was stopped before" };
  const parts = ["map", "chain", "timeline", "balance", "prices", "independence", "harm", "kill", "shares", "cash", "feeds"] as const;
  const page = await report(
    study({
      ...usual,
      ...Object.fromEntries(parts.map((part) => [part, none])),
      progress: (["plan", "stress", "share"] as const).map((part) => ({ part, status: "stopped", why: "interrupted", seconds: 1 })),
      results: [],
      proof: { ...usual.proof, solver: none, audit: none },
    }),
  );
  await expect(drawn(page)).toHaveCount(1);
  for (const id of FIGURES.filter((one) => one !== "tree"))
    await expect(page.locator(`#${id} .says`)).toHaveText("The study was stopped before.");
  await expect(page.locator("header .bad")).toHaveCount(3);
  await expect(page.locator("#solver")).toContainText("The study was stopped before.");
  await page.locator("#inputs summary", { hasText: "facilities" }).click();
  await expect(page.locator("#inputs tbody tr")).toHaveCount(24);
});
