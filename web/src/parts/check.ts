import { type Cell } from "../page/csv";
import { h, prose } from "../page/dom";
import { count, exact, list, dollars, number, percent, sentence, words } from "../page/format";
import { table } from "../page/table";
import { type Model } from "../model";
import { type InputTable, type ResultTable } from "../views/views";

/** A part that opens; its content is made when it is first opened. */
function fold(title: string, note: string, content: () => Node[]): HTMLDetailsElement {
  const details = h("details", {}, h("summary", {}, title, h("span", { class: "note" }, ...prose(note))));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(...content());
  });
  return details;
}

function group(title: string, id: string, ...children: Node[]): HTMLElement {
  return h("div", { class: "group", id }, h("h3", {}, title), ...children);
}

function facts(rows: [string, string][]): HTMLElement {
  return h("dl", {}, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, ...prose(value))]));
}

/** Command, fingerprint, solver: what it takes to make the study again, and how well it was solved. */
export function reproduce(model: Model): HTMLElement {
  const { proof, progress } = model;
  const command = h("div", { class: "command", tabindex: 0, role: "region", "aria-label": "Command" }, proof.command);
  const said = h("span", { role: "status", class: "note" });
  const copy = h(
    "button",
    {
      type: "button",
      class: "ghost",
      onclick: () => void navigator.clipboard?.writeText(proof.command).then(() => (said.textContent = " copied")),
    },
    "Copy",
  );
  const options = Object.entries(proof.options).map(([name, value]) => `${name} ${value ?? ""}`);
  return group(
    "Reproduce",
    "reproduce",
    command,
    h("p", { class: "note" }, copy, said),
    facts([
      ["Case", `${model.title} (${model.name})`],
      ["Fingerprint of the case (BLAKE3)", proof.case_hash],
      ["Version of recoop", proof.version],
      ["Finished", proof.finished],
      ...(options.length > 0 ? [["Options", options.join(", ")] as [string, string]] : []),
      ...progress.map((one): [string, string] => [
        words(one.part),
        `${one.status}${one.why ? `: ${one.why}` : ""}, ${number(one.seconds)} s`,
      ]),
    ]),
  );
}

export function solver(model: Model): HTMLElement {
  const { proof } = model;
  if ("missing" in proof.solver) return group("Solver", "solver", h("p", { class: "note" }, ...prose(sentence(proof.solver.missing))));
  const one = proof.solver.here;
  return group(
    "Solver",
    "solver",
    facts([
      ["Solver", one.name],
      ["Status", one.status],
      ["Proven within the gap", one.proven ? "yes" : "no"],
      ["Objective", `$${exact(one.objective_musd)} million`],
      ["Upper bound", one.bound_musd === null ? "not known" : `$${exact(one.bound_musd)} million`],
      ["Gap", `${one.gap === null ? "not known" : percent(one.gap)}, ${percent(one.gap_wanted)} required`],
      ["Effort", `${number(one.iterations)} iterations, ${number(one.nodes)} nodes, ${number(one.seconds)} s`],
    ]),
    ...(proof.open.length > 0
      ? [h("p", { class: "note" }, "Not proven:"), h("ul", { class: "open" }, ...proof.open.map((text) => h("li", {}, ...prose(text))))]
      : [h("p", { class: "note" }, "Every result stated as proven is proven within the gap.")]),
    fold("Size of the program", `${count(one.rows.length, "family", "families")} of rows, ${number(one.columns.length)} of columns`, () => [
      table({
        name: "size of the program",
        columns: [{ name: "kind" }, { name: "family" }, { name: "count" }],
        rows: [
          ...one.rows.map((each): Cell[] => ["rows", each.family, each.count]),
          ...one.columns.map((each): Cell[] => ["columns", each.family, each.count]),
        ],
      }),
    ]),
  );
}

export function audit(model: Model): HTMLElement {
  const { proof } = model;
  if ("missing" in proof.audit) return group("Audit", "audit", h("p", { class: "note" }, ...prose(sentence(proof.audit.missing))));
  const one = proof.audit.here;
  const checks = one.rules.reduce((total, rule) => total + rule.checks, 0);
  return group(
    "Audit",
    "audit",
    h(
      "p",
      { class: one.passed ? "verdict good" : "verdict bad" },
      one.passed
        ? `Passed: ${count(one.rules.length, "rule")}, ${number(checks)} checks, each recomputed from the results alone.`
        : `${count(one.breach_count, "breach", "breaches")} in ${number(checks)} checks.`,
    ),
    ...(one.breaches.length > 0 ? [h("ul", { class: "open" }, ...one.breaches.map((text) => h("li", {}, ...prose(text))))] : []),
    fold("Rules", "with the number of checks and the largest error, in the unit of the rule", () => [
      table({
        name: "audit",
        columns: [{ name: "rule" }, { name: "checks" }, { name: "largest_error" }],
        rows: one.rules.map((rule) => [rule.rule, rule.checks, rule.largest_error]),
      }),
    ]),
  );
}

/** Every row of the case. A source is shown by its name and, where it says where it is, linked. */
export function inputs(model: Model): HTMLElement {
  const { inputs } = model;
  const sources = new Map<string, { title: string; url: string }>();
  const listed = inputs.tables.find((one) => one.name === "sources");
  if (listed) {
    const column = (name: string) => listed.columns.findIndex((one) => one.name === name);
    const [id, title, url] = [column("id"), column("title"), column("url")];
    for (const row of listed.rows) sources.set(row[id] ?? "", { title: row[title] ?? "", url: row[url] ?? "" });
  }
  const { money } = inputs;
  const share = (part: number) => (money.total > 0 ? percent(part / money.total) : "–");
  return group(
    "The case, every row",
    "inputs",
    h(
      "p",
      { class: "note" },
      money.total > 0
        ? `Of the money at stake in rows (${dollars(money.total)}/yr at full use), ${share(money.sourced)} names a source; confidence: high ${share(money.high)}, medium ${share(money.medium)}, low ${share(money.low)}, assumed ${share(money.assumed)}, not stated ${share(money.unstated)}.`
        : "",
    ),
    ...inputs.tables.map((one) => fold(one.name, `${count(one.rows.length, "row")}. ${one.doc}`, () => [inputTable(one, sources)])),
    fold("case.toml", "settings", () => [
      h("pre", { class: "command", tabindex: 0, role: "region", "aria-label": "case.toml" }, inputs.settings),
    ]),
  );
}

function inputTable(one: InputTable, sources: Map<string, { title: string; url: string }>): HTMLElement {
  const source = one.columns.findIndex((column) => column.name === "source");
  const url = one.columns.findIndex((column) => column.name === "url");
  return table({
    name: one.name,
    columns: one.columns.map((column) => ({ name: column.name, doc: column.doc })),
    // A number is sorted as one and shown as it was written.
    rows: one.rows,
    numbers: one.columns.map((column) => column.number),
    cell: (row, column) => {
      const text = String(row[column] ?? "");
      if (column === url) return link(text, text);
      if (column !== source || text === "") return null;
      const known = sources.get(text);
      return h("span", { title: known?.title }, known ? (link(known.url, text) ?? text) : text);
    },
  });
}

/** A link, where the address is one of the web; anything else stays text. */
function link(url: string, text: string): HTMLAnchorElement | null {
  return /^https?:\/\/[^\s]+$/i.test(url) ? h("a", { href: url, rel: "noopener noreferrer external", target: "_blank" }, text) : null;
}

export function results(model: Model): HTMLElement {
  const parts = [...new Set(model.results.map((one) => one.part))];
  return group(
    "Result tables",
    "results",
    h(
      "p",
      { class: "paper note" },
      "On paper only what was opened is printed; every table is a file in the folder of the run (tables/NAME.csv).",
    ),
    ...parts.flatMap((part) => [
      h("h4", {}, words(part)),
      ...model.results
        .filter((one) => one.part === part)
        .map((one) =>
          fold(one.name, `${count(one.rows, "row")}. ${one.doc}`, () =>
            one.columns.length === 0 && one.rows > 0
              ? [h("p", { class: "note" }, `Too long for the page: tables/${one.name}.csv in the folder of the run.`)]
              : [resultTable(one)],
          ),
        ),
    ]),
  );
}

function resultTable(one: ResultTable): HTMLElement {
  const cells = one.columns.map(({ cells }) =>
    "numbers" in cells
      ? (row: number): Cell => cells.numbers[row] ?? null
      : (row: number): Cell => cells.labels.words[cells.labels.at[row] ?? -1] ?? "",
  );
  return table({
    name: one.name,
    columns: one.columns.map((column) => ({ name: column.name, unit: column.unit, doc: column.doc })),
    rows: Array.from({ length: one.rows }, (_, row) => cells.map((cell) => cell(row))),
  });
}

/** What is not as it should be, for the head of the page. */
export function warnings(model: Model): string[] {
  const status: Record<string, string> = { unproven: "is not proven", stopped: "was stopped", failed: "failed", skipped: "was not run" };
  return model.progress
    .filter((one) => one.status !== "done")
    .map((one) => `${words(one.part)} ${list([status[one.status] ?? one.status])}${one.why ? `: ${one.why}` : ""}`);
}
