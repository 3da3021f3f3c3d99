import { readdirSync } from "node:fs";
import { at, model } from "../src/model";
import { dollars, exact } from "../src/page/format";
import type { Study } from "../src/views/views";
import { drawn, expect, test, written } from "./open";

/** Documents of real cases, written by `make web-documents`. */
const names = readdirSync(new URL("documents", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

/** Columns of a result table. */
function result(study: Study, name: string) {
  const table = study.results.find((one) => one.name === name);
  const cells = (wanted: string) => table?.columns.find((one) => one.name === wanted)?.cells;
  return {
    rows: table?.rows ?? 0,
    labels(wanted: string): string[] {
      const found = cells(wanted);
      return found && "labels" in found ? found.labels.at.map((each) => found.labels.words[each] ?? "") : [];
    },
    numbers(wanted: string): (number | null)[] {
      const found = cells(wanted);
      return found && "numbers" in found ? found.numbers : [];
    },
  };
}

/** A number as tables show it. */
function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : exact(value);
}

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

  test(`${name}: the cash of every member and year is that of the result table`, async ({ report }) => {
    const document = written(name);
    if (document.kind !== "study") throw new Error("not a study");
    const page = await report(document);
    const lookup = model(document);
    const { names, cash } = document;
    if ("missing" in cash) throw new Error(cash.missing);
    // By hand from the table `cash_flow`, as a reader would: the rows of a member in a year.
    const { labels, numbers, rows: lines } = result(document, "cash_flow");
    const [members, scenarios, years, amounts] = [labels("member"), labels("scenario"), numbers("year"), numbers("amount_musd")];
    expect(amounts.length).toBe(lines);
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
        await expect(page.locator("#cash .says")).toContainText(`: ${dollars(total)} balance`);
      }
    }
  });

  test(`${name}: domestic shares, commitments and kill costs are those of the result tables`, async ({ report }) => {
    const document = written(name);
    if (document.kind !== "study") throw new Error("not a study");
    const page = await report(document);
    const { names } = document;
    const future = names.futures[names.likeliest];
    const path = new Set(
      future?.states.map(
        (state) => `${names.nodes[names.states[state]?.node ?? -1]?.id} ${names.periods[names.states[state]?.period ?? -1]?.first_year}`,
      ),
    );
    const open = async (id: string): Promise<string[][]> => {
      await page.locator(`#${id} .tools`).getByText("Numbers").click();
      const rows = await page.locator(`#${id} .data tbody tr`).all();
      return Promise.all(rows.map((row) => row.locator("td").allTextContents()));
    };

    const share = result(document, "domestic_share");
    const [stages, scenarios, years, shares, needed, made] = [
      share.labels("stage"),
      share.labels("scenario"),
      share.numbers("year"),
      share.numbers("share"),
      share.numbers("needed_musd"),
      share.numbers("made_musd"),
    ];
    const ours = stages.map((_, row) => row).filter((row) => path.has(`${scenarios[row]} ${years[row]}`));
    if (!(await page.locator("#domestic").evaluate((one) => one.classList.contains("missing")))) {
      const got = new Set((await open("domestic")).map((row) => row.join(" ")));
      for (const row of ours)
        expect([...got]).toContain([stages[row], String(years[row]), shown(shares[row]), shown(needed[row]), shown(made[row])].join(" "));
    }

    const builds = result(document, "builds");
    const [facilities, nodes, begun, sizes, capex] = [
      builds.labels("facility"),
      builds.labels("scenario"),
      builds.numbers("year"),
      builds.numbers("size_t"),
      builds.numbers("capex_musd"),
    ];
    const there = facilities.map((_, row) => row).filter((row) => path.has(`${nodes[row]} ${begun[row]}`));
    if (there.length > 0) {
      const got = (await open("timeline")).map((row) => [row[0], row[3], row[7], row[8]].join(" "));
      expect(got.sort()).toEqual(
        there.map((row) => [facilities[row], String(begun[row]), shown(sizes[row]), shown(capex[row])].join(" ")).sort(),
      );
    }

    const kill = result(document, "kill_costs");
    const level = kill.labels("level")[0];
    const [who, levels, verdicts, costs] = [kill.labels("who"), kill.labels("level"), kill.labels("verdict"), kill.numbers("cost_musd")];
    const numbers = (await page.locator("#kill").evaluate((one) => one.classList.contains("missing")))
      ? []
      : (await open("kill")).map((row) => [row[0], row[2], row[4]].join(" "));
    expect(numbers.sort()).toEqual(
      who
        .map((_, row) => row)
        .filter((row) => levels[row] === level)
        .map((row) => [who[row], verdicts[row], shown(costs[row])].join(" "))
        .sort(),
    );
  });
}
