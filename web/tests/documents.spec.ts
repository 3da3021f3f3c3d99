import { readdirSync } from "node:fs";
import { at, model } from "../src/model";
import { number } from "../src/page/format";
import { drawn, expect, test, written } from "./open";

/** Documents of real cases, written by `make web-documents`. */
const names = readdirSync(new URL("documents", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

for (const name of names) {
  test(`${name}: every part draws, or says why not, for every choice`, async ({ report }) => {
    const document = written(name);
    if (document.kind !== "study") throw new Error("not a study");
    const page = await report(document);
    const figures = await page.locator("figure").count();
    expect(figures).toBe(16);
    expect(await drawn(page).count()).toBeGreaterThan(6);
    await expect(page.locator(".sentences li")).toHaveCount(document.sentences.length);
    const { names } = document;
    const choose = async (label: string, value: string) => {
      const control = page.getByLabel(label, { exact: true });
      await (label === "Year" ? control.fill(value) : control.selectOption(value));
      for (const figure of await page.locator("figure").all()) {
        await expect(figure.locator(".says")).not.toBeEmpty();
        const missing = await figure.evaluate((one) => one.classList.contains("missing"));
        expect(await figure.locator(".plot svg").count()).toBe(missing ? 0 : 1);
        expect(await figure.innerHTML()).not.toMatch(/NaN|undefined|Infinity|∞/);
      }
    };
    for (const period of names.periods.keys()) await choose("Year", String(period));
    for (const future of names.futures) await choose("Scenario", names.nodes[future.node]?.id ?? "");
    for (const member of names.members) await choose("Member", member.id);
  });

  test(`${name}: what the chart offers as numbers stands in the result tables`, async ({ report }) => {
    const document = written(name);
    if (document.kind !== "study") throw new Error("not a study");
    const page = await report(document);
    const lookup = model(document);
    const { names, cash } = document;
    if ("missing" in cash) throw new Error(cash.missing);
    // By hand from the table `cash_flow`, as a reader would: the rows of a member in a year.
    const table = document.results.find((one) => one.name === "cash_flow");
    const column = (wanted: string) => table?.columns.find((one) => one.name === wanted)?.cells;
    const labels = (wanted: string): string[] => {
      const cells = column(wanted);
      return cells && "labels" in cells ? cells.labels.at.map((each) => cells.labels.words[each] ?? "") : [];
    };
    const numbers = (wanted: string): (number | null)[] => {
      const cells = column(wanted);
      return cells && "numbers" in cells ? cells.numbers : [];
    };
    const [members, scenarios, years, amounts] = [labels("member"), labels("scenario"), numbers("year"), numbers("amount_musd")];
    expect(amounts.length).toBe(table?.rows);
    const future = names.futures[names.likeliest];
    const choice = { year: 0, scenario: names.nodes[future?.node ?? -1]?.id ?? "", member: "" };
    for (const [period, year] of lookup.years.entries()) {
      const node = names.nodes[names.states[future?.states[period] ?? -1]?.node ?? -1]?.id;
      for (const [index, member] of names.members.entries()) {
        const rows = amounts.filter((_, row) => members[row] === member.id && scenarios[row] === node && years[row] === year);
        const total = rows.reduce<number>((sum, one) => sum + (one ?? 0), 0);
        const state = lookup.state({ ...choice, year });
        const said = cash.here.flows.filter((one) => one.member === index).reduce((sum, one) => sum + at(one.amount_musd, state), 0);
        expect(Math.abs(said - total)).toBeLessThan(1e-4 * Math.max(1, Math.abs(total)));
        if (rows.length === 0) continue;
        await page.goto(`${page.url().split("#")[0]}#year=${year}&scenario=${choice.scenario}&member=${encodeURIComponent(member.id)}`);
        await expect(page.locator("#cash .says")).toContainText(`: ${number(total)} million USD remain`);
      }
    }
  });
}
