import { type Grid } from "./page/csv";
import { h, s } from "./page/dom";
import { exact } from "./page/format";
import { above, date } from "./page/head";
import { table } from "./page/table";
import { type Comparison, type Difference, type Side } from "./views/views";

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
    h("header", {}, above(), h("h1", {}, view.left.title === view.right.title ? view.left.title : `${view.left.title} and ${view.right.title}`), h("ul", { class: "facts" }, h("li", {}, "two studies side by side"))),
    h(
      "main",
      {},
      h("section", { id: "answer" }, h("h2", {}, "What differs"), view.sentences.length > 0 ? h("ol", { class: "sentences" }, ...view.sentences.map((text) => h("li", {}, h("span", {}, text)))) : h("p", { class: "lead" }, "Nothing of what is compared differs.")),
      h("section", { id: "sides" }, h("h2", {}, "The two studies"), h("div", { class: "pictures" }, side("First", view.left, view.right), side("Second", view.right, view.left))),
      ...parts.map(([id, title, note, rows]) => h("section", { id }, h("h2", {}, title), h("p", { class: "lead" }, note), rows.length === 0 ? h("p", { class: "note" }, "No difference.") : differences(title, rows))),
      h("section", { id: "inputs" }, h("h2", {}, "The cases"), h("p", { class: "lead" }, "Cells that differ."), inputs.rows.length === 0 ? h("p", { class: "note" }, "No difference.") : table({ name: "differences of the cases", ...inputs })),
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
    h("ol", { class: "sentences single" }, ...one.sentences.map((sentence) => h("li", { class: theirs.get(sentence.topic) === sentence.text ? "off" : "" }, h("span", {}, sentence.text)))),
  );
}

/** Numbers that differ, with a small picture of the change. */
function differences(name: string, rows: Difference[]): HTMLElement {
  const most = new Map<string, number>();
  for (const one of rows) most.set(one.unit, Math.max(most.get(one.unit) ?? 0, Math.abs(one.left ?? 0), Math.abs(one.right ?? 0)));
  const change = (one: Difference) => (one.left === null || one.right === null ? null : one.right - one.left);
  return table({
    name,
    columns: [{ name: "what" }, { name: "unit" }, { name: "first" }, { name: "second" }, { name: "change" }, { name: "" }],
    rows: rows.map((one, index) => [one.what, one.unit, one.left, one.right, change(one), index]),
    cell(row, column) {
      if (column === 4) return document.createTextNode(row[4] === null ? "" : `${(row[4] as number) > 0 ? "+" : ""}${exact(row[4] as number)}`);
      if (column !== 5) return null;
      const one = rows[row[5] as number] as Difference;
      const scale = (value: number | null) => (Math.abs(value ?? 0) / (most.get(one.unit) || 1)) * 120;
      return s(
        "svg",
        { width: 124, height: 18, role: "img", "aria-label": "length of the two numbers" },
        s("rect", { x: 0, y: 1, width: Math.max(0.5, scale(one.left)), height: 7, fill: "var(--neutral)" }),
        s("rect", { x: 0, y: 10, width: Math.max(0.5, scale(one.right)), height: 7, fill: "var(--home)" }),
      );
    },
  });
}
