import { type Cell, type Grid } from "./page/csv";
import { h, prose, s } from "./page/dom";
import { exact } from "./page/format";
import { above, date } from "./page/head";
import { table } from "./page/table";
import { type Comparison, type Difference, type Side, type Value } from "./views/views";

/** The page of two studies side by side. */
export function comparison(view: Comparison): HTMLElement[] {
  const parts: [string, string, string, Difference[]][] = [
    ["plan", "What is built", "Expected capacity by facility.", view.plan],
    ["money", "Money", "Terms of the objective, expected present value.", view.money],
    ["independence", "Made at home", "Share of each stage that is made at home over the second half of the horizon.", view.independence],
    ["resilience", "Under attack", "Kill costs and harm.", view.resilience],
    ["shares", "Shares", "Shares of members by rule.", view.shares],
  ];
  const inputs: Grid = {
    columns: [{ name: "table" }, { name: "row" }, { name: "column" }, { name: "first" }, { name: "second" }],
    rows: view.inputs.map((one) => [one.table, one.row, one.column || "the whole row", one.left, one.right]),
  };
  return [
    h(
      "header",
      {},
      above(),
      h("h1", {}, view.left.title === view.right.title ? view.left.title : `${view.left.title} and ${view.right.title}`),
      h("ul", { class: "facts" }, h("li", {}, "two studies side by side")),
    ),
    h(
      "main",
      {},
      h(
        "section",
        { id: "answer" },
        h("h2", {}, "What differs"),
        view.sentences.length > 0
          ? h("ol", { class: "sentences" }, ...view.sentences.map((text) => h("li", {}, h("span", {}, ...prose(text)))))
          : h("p", { class: "lead" }, "Nothing of what is compared differs."),
      ),
      h(
        "section",
        { id: "sides" },
        h("h2", {}, "The two studies"),
        h("div", { class: "pictures" }, side("First", view.left, view.right), side("Second", view.right, view.left)),
      ),
      ...parts.map(([id, title, note, rows]) =>
        h(
          "section",
          { id },
          h("h2", {}, title),
          h("p", { class: "lead" }, note),
          rows.length === 0 ? h("p", { class: "note" }, "No difference.") : differences(title, rows),
        ),
      ),
      h(
        "section",
        { id: "inputs" },
        h("h2", {}, "The cases"),
        h("p", { class: "lead" }, "Cells that differ."),
        inputs.rows.length === 0 ? h("p", { class: "note" }, "No difference.") : table({ name: "differences of the cases", ...inputs }),
      ),
    ),
    h("footer", {}, "Made by recoop. Everything on this page is in this one file; it asks the network for nothing."),
  ];
}

/** One study; sentences that the other does not have are marked. */
function side(title: string, one: Side, other: Side): HTMLElement {
  const theirs = new Map(other.sentences.map((sentence) => [sentence.topic, sentence.text]));
  return h(
    "figure",
    {},
    h("h3", {}, `${title}: ${one.run}`),
    h("p", { class: "note" }, `${one.name}, ${date(one.finished)}, case ${one.case_hash.slice(0, 12)}`),
    h(
      "ol",
      { class: "sentences single" },
      ...one.sentences.map((sentence) =>
        h("li", { class: theirs.get(sentence.topic) === sentence.text ? "off" : "" }, h("span", {}, ...prose(sentence.text))),
      ),
    ),
  );
}

/** The number of a value, where it is one. */
function number(value: Value | null): number | null {
  return value !== null && "number" in value ? value.number : null;
}

/** What a table shows of a value: a number, a word, or nothing. */
function cell(value: Value | null): Cell {
  return value === null ? null : "number" in value ? value.number : value.word;
}

/** Numbers that differ, each with a small picture of the two. */
function differences(name: string, rows: Difference[]): HTMLElement {
  const span = new Map<string, [number, number]>();
  for (const one of rows) {
    const [low, high] = span.get(one.unit) ?? [0, 0];
    const both = [one.left, one.right].map(number).filter((value) => value !== null);
    span.set(one.unit, [Math.min(low, ...both), Math.max(high, ...both)]);
  }
  return table({
    name,
    columns: [{ name: "what" }, { name: "unit" }, { name: "first" }, { name: "second" }, { name: "change" }],
    rows: rows.map((one) => {
      const [left, right] = [number(one.left), number(one.right)];
      return [one.what, one.unit, cell(one.left), cell(one.right), left === null || right === null ? null : right - left];
    }),
    cell: (row, column) =>
      column === 4 && typeof row[4] === "number" ? document.createTextNode(`${row[4] > 0 ? "+" : ""}${exact(row[4])}`) : null,
    picture: {
      name: "first over second",
      of([what, unit, left, right]) {
        const [low, high] = span.get(String(unit)) ?? [0, 1];
        const x = (value: number) => ((value - low) / (high - low || 1)) * 140;
        const bar = (value: unknown, y: number, fill: string) =>
          typeof value === "number" &&
          s("rect", { x: Math.min(x(0), x(value)), y, width: Math.max(1, Math.abs(x(value) - x(0))), height: 7, fill });
        return s(
          "svg",
          { width: 142, height: 18, role: "img", "aria-label": `the two numbers of ${what}` },
          bar(left, 1, "var(--neutral)"),
          bar(right, 10, "var(--home)"),
          s("path", { d: `M${x(0)},0V18`, stroke: "var(--quiet)" }),
        );
      },
    },
  });
}
