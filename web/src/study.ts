import { type Figure, figure } from "./charts/figure";
import { model as makeModel, type Model } from "./model";
import { controls } from "./page/controls";
import { h, prose } from "./page/dom";
import { number, sentence } from "./page/format";
import { above, date } from "./page/head";
import { store as makeStore, type Store } from "./page/state";
import { balance } from "./parts/balance";
import { chain } from "./parts/chain";
import { audit, inputs, reproduce, results, solver, warnings } from "./parts/check";
import { feeds } from "./parts/feeds";
import { domestic } from "./parts/domestic";
import { losses } from "./parts/losses";
import { service } from "./parts/service";
import { map } from "./parts/map";
import { cash } from "./parts/cash";
import { shares } from "./parts/shares";
import { prices } from "./parts/prices";
import { bylaws } from "./parts/bylaws";
import { harm } from "./parts/harm";
import { kill } from "./parts/kill";
import { purse } from "./parts/purse";
import { timeline } from "./parts/timeline";
import { tree } from "./parts/tree";
import { type Part, type Study } from "./views/views";

/** The picture of a part, or the reason why there is none, in the same place. */
function picture<T>(part: Part<T>, id: string, title: string, make: (view: T) => Figure | string): Figure {
  const got = "missing" in part ? part.missing : make(part.here);
  return typeof got === "string" ? { id, title, note: "", follows: [], draw: () => sentence(got) } : got;
}

/** The parts of the page: id, name in the bar, heading, what it says, pictures. */
function sections(model: Model): [string, string, string, string, Figure[]][] {
  return [
    [
      "chain",
      "Chain",
      "The chain",
      "Sources and uses of material, and domestic production shares.",
      [
        picture(model.map, "map", "Plants and shipments", (view) => map(model, view)),
        picture(model.chain, "chain-flow", "Material flows", (view) => chain(model, view)),
        picture(model.independence, "domestic", "Domestic production share by stage", (view) => domestic(model, view)),
        picture(model.balance, "balance", "Balance by element", (view) => balance(model, view)),
        picture(model.independence, "service", "Demand served by end use", (view) => service(model, view)),
        picture(model.independence, "losses", "Critical dependencies", (view) => losses(model, view)),
      ],
    ],
    [
      "building",
      "Construction",
      "Construction",
      "Permits, construction and operation of plants, and the value of their feeds.",
      [
        picture(model.timeline, "timeline", "Construction timeline", (view) => timeline(model, view)),
        picture(model.feeds, "feeds", "Feed costs and contents", (view) => feeds(model, view)),
      ],
    ],
    [
      "rival",
      "Scenarios and attacks",
      "Scenarios and attacks",
      "The scenario tree, attacks of the adversary, and their cost to it.",
      [
        tree(model, model.tree),
        picture(model.prices, "prices", "Prices with and without an attack", (view) => prices(model, view)),
        picture(model.kill, "kill", "Kill costs", (view) => kill(model, view)),
        picture(model.kill, "purse", "Cash with and without the cheapest exhausting attack", (view) => purse(model, view)),
        picture(model.harm, "harm", "Harm by adversary budget", (view) => harm(model, view)),
        picture(model.kill, "bylaws", "Kill costs by pooling bylaw", (view) => bylaws(model, view)),
      ],
    ],
    [
      "members",
      "Members",
      "The members",
      "Allocations, stability, and cash by member.",
      [
        picture(model.shares, "shares", "Allocations by rule", (view) => shares(model, view)),
        picture(model.cash, "cash", "Cash by member", (view) => cash(model, view)),
      ],
    ],
  ];
}

function head(model: Model): HTMLElement {
  const { proof } = model;
  const solved = "here" in proof.solver ? proof.solver.here : null;
  const checked = "here" in proof.audit ? proof.audit.here : null;
  return h(
    "header",
    {},
    above(),
    h("h1", {}, model.title),
    h(
      "ul",
      { class: "facts" },
      h("li", {}, date(proof.finished)),
      h("li", {}, `case ${model.name}, ${proof.case_hash.slice(0, 12)}`),
      solved &&
        h(
          "li",
          { class: solved.proven ? "good" : "bad" },
          solved.proven && solved.gap_wanted < 1e-6
            ? "proven best"
            : solved.proven
              ? `proven within ${number(solved.gap_wanted * 100)}%`
              : "not proven within the required gap",
        ),
      checked &&
        h(
          "li",
          { class: checked.passed ? "good" : "bad" },
          checked.passed ? "audit passed" : `audit: ${number(checked.breach_count)} breaches`,
        ),
      ...warnings(model).map((text) => h("li", { class: "bad" }, ...prose(text))),
    ),
  );
}

/** The page of a study. */
export function study(document: Study): { nodes: HTMLElement[]; store: Store } {
  const model = makeModel(document);
  const { names } = model;
  const scenario = names.nodes[names.futures[names.likeliest]?.node ?? -1]?.id ?? "";
  // A year in the midst, when things stand.
  const year = model.years[Math.floor(model.years.length / 2)] ?? 0;
  const store = makeStore(
    {
      years: model.years,
      scenarios: names.futures.map((one) => names.nodes[one.node]?.id ?? ""),
      members: names.members.map((one) => one.id),
    },
    { year, scenario, member: "" },
  );
  const parts = sections(model);
  const bar: [string, string][] = [
    ["answer", "Answer"],
    ...parts.map(([id, name]): [string, string] => [id, name]),
    ["check", "Verification"],
  ];
  const heading = (text: string) => h("h2", { tabindex: -1 }, text);
  return {
    store,
    nodes: [
      h("a", { class: "skip", href: "#answer" }, "Skip to the answer"),
      head(model),
      controls(model, store, bar),
      h(
        "main",
        {},
        h(
          "section",
          { id: "answer" },
          heading(model.sentences.length === 10 ? "Ten sentences" : "Summary"),
          h(
            "ol",
            { class: "sentences" },
            ...model.sentences.map((one) => h("li", { "data-topic": one.topic }, h("span", {}, ...prose(one.text)))),
          ),
        ),
        ...parts.map(([id, , title, lead, pictures]) =>
          h(
            "section",
            { id },
            heading(title),
            h("p", { class: "lead" }, lead),
            h("div", { class: "pictures" }, ...pictures.map((one) => figure(one, store))),
          ),
        ),
        h(
          "section",
          { id: "check" },
          heading("Verification"),
          h("p", { class: "lead" }, "How to reproduce the study, proofs, assumptions with sources, and every result."),
          reproduce(model),
          solver(model),
          audit(model),
          inputs(model),
          results(model),
        ),
      ),
      h(
        "footer",
        {},
        "Made by recoop ",
        model.proof.version,
        ". Outlines of countries: Natural Earth. This page is one file and uses no network.",
      ),
    ],
  };
}
