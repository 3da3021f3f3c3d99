import { sankey, sankeyLinkHorizontal, type SankeyNode } from "d3-sankey";
import { type Figure, type LegendItem } from "../charts/figure";
import { bloc, BLOCS, patterns } from "../charts/paint";
import { fit } from "../charts/text";
import { s } from "../page/dom";
import { list, number, words } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Chain, type ChainBox } from "../views/views";
import { title } from "./map";

interface Box {
  box: number;
}

interface Flow {
  source: number;
  target: number;
  value: number;
  /** Of it, what belongs to the chosen member. */
  mine: number;
  form: string;
}

/** Least width of a column whose label can be read, px; on narrower pages the picture scrolls. */
const LEAST = 96;

export function chain(model: Model, view: Chain): Figure {
  const { names } = model;
  const kinds: Record<string, string> = {
    purchases: "Bought",
    sales: "Sold",
    from_stock: "From stock",
    to_stock: "Into stock",
    disposal: "Got rid of",
  };
  function label(one: ChainBox): string {
    if (one.kind === "plants") return words(one.name);
    if (one.kind === "material") return title(model, one.name);
    if (one.kind === "users") return words(one.name || "end users");
    return kinds[one.kind] ?? one.kind;
  }
  return {
    id: "chain-flow",
    title: "What flows along the chain",
    note: "Width of a band: t a year of the material it carries, from mines and markets on the left to end users on the right. Bands in and out of a box differ by what is lost on the way.",
    follows: ["year", "scenario", "member"],
    wide: true,
    draw(choice, width) {
      const state = model.state(choice);
      const member = model.member(choice);
      const merged = new Map<string, Flow & { back: boolean }>();
      for (const one of view.flows) {
        const value = at(one.amount_t, state);
        if (value <= 0) continue;
        const key = `${one.from} ${one.to} ${one.form} ${one.back}`;
        const flow = merged.get(key) ?? { source: one.from, target: one.to, value: 0, mine: 0, form: one.form, back: one.back };
        flow.value += value;
        if (one.member === member) flow.mine += value;
        merged.set(key, flow);
      }
      const flows = [...merged.values()].filter((one) => !one.back);
      const back = [...merged.values()].filter((one) => one.back);
      if (flows.length === 0) return `Nothing flows in ${choice.year} in this scenario.`;

      const used = [...new Set(flows.flatMap((one) => [one.source, one.target]))].sort((a, b) => a - b);
      const position = new Map(used.map((box, index) => [box, index]));
      const columns = [...new Set(used.map((box) => view.boxes[box]?.column ?? 0))].sort((a, b) => a - b);
      const fullest = Math.max(...columns.map((column) => used.filter((box) => view.boxes[box]?.column === column).length));
      const wide = Math.max(width, LEAST * columns.length);
      const height = Math.round(Math.max(260, Math.min(fullest * 46, 640)));
      const layout = sankey<Box, Flow>()
        .nodeWidth(12)
        .nodePadding(Math.max(8, Math.min(22, height / fullest / 2)))
        .nodeAlign((node) => (node.box < 0 ? -1 - node.box : columns.indexOf(view.boxes[node.box]?.column ?? 0)))
        .nodeSort((a, b) => order(view.boxes[a.box]) - order(view.boxes[b.box]) || (b.value ?? 0) - (a.value ?? 0))
        .extent([
          [1, 8],
          [wide - 1, height - 8],
        ]);
      // d3-sankey makes as many columns as the longest path has boxes: one path through all columns, too thin to see, keeps ours.
      const thread = columns.map((_, column) => ({ box: -1 - column }));
      const graph = layout({
        nodes: [...used.map((box) => ({ box })), ...thread],
        links: [
          ...flows.map((one) => ({ ...one, source: position.get(one.source) ?? 0, target: position.get(one.target) ?? 0 })),
          ...thread
            .slice(1)
            .map((_, column) => ({ source: used.length + column, target: used.length + column + 1, value: 1e-9, mine: 0, form: "" })),
        ],
      });
      graph.nodes = graph.nodes.filter((node) => node.box >= 0);
      graph.links = graph.links.filter((link) => link.form !== "");

      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${wide} ${height}`, width: wide, height }, defs);
      const line = sankeyLinkHorizontal<Box, Flow>();
      type Node = SankeyNode<Box, Flow>;
      for (const link of graph.links) {
        const [from, to] = [link.source as unknown as Node, link.target as unknown as Node];
        const whose = bloc(view.boxes[from.box]?.bloc ?? "other");
        const share = link.value > 0 ? link.mine / link.value : 0;
        const faint = member !== null && share <= 0;
        chart.append(
          s("path", {
            class: "flow",
            d: line(link) ?? "",
            fill: "none",
            stroke: fill(whose),
            "stroke-width": Math.max(1, link.width ?? 0),
            "stroke-opacity": faint ? 0.13 : 0.5,
            "data-tip": [
              `${title(model, link.form)}: ${number(link.value)} t a year`,
              `${label(view.boxes[from.box] as ChainBox)} (${bloc(view.boxes[from.box]?.bloc ?? "other").label.toLowerCase()}) to ${label(view.boxes[to.box] as ChainBox)} (${bloc(view.boxes[to.box]?.bloc ?? "other").label.toLowerCase()})`,
              ...(member !== null && share > 0 ? [`${number(link.mine)} t of it ${names.members[member]?.title}`] : []),
            ].join("\n"),
          }),
        );
      }
      const step = columns.length > 1 ? (wide - 14) / (columns.length - 1) : wide;
      for (const node of graph.nodes as Node[]) {
        const one = view.boxes[node.box] as ChainBox;
        const [x0, x1, y0, y1] = [node.x0 ?? 0, node.x1 ?? 0, node.y0 ?? 0, node.y1 ?? 0];
        const into = sum((node.targetLinks ?? []).map((link) => link.value));
        const out = sum((node.sourceLinks ?? []).map((link) => link.value));
        const last = columns.indexOf(one.column) === columns.length - 1;
        const text = label(one);
        chart.append(
          s("rect", {
            x: x0,
            y: y0,
            width: x1 - x0,
            height: Math.max(1.5, y1 - y0),
            fill: fill(bloc(one.bloc)),
            rx: 1,
            "data-tip": [
              `${text}, ${bloc(one.bloc).label.toLowerCase()}`,
              ...(into > 0 ? [`in: ${number(into)} t a year`] : []),
              ...(out > 0 ? [`out: ${number(out)} t a year`] : []),
            ].join("\n"),
          }),
          s(
            "text",
            {
              x: last ? x0 - 5 : x1 + 5,
              y: (y0 + y1) / 2,
              dy: "0.35em",
              "text-anchor": last ? "end" : "start",
              "font-size": 11.5,
              fill: "currentColor",
              stroke: "var(--paper)",
              "stroke-width": 3,
              "paint-order": "stroke",
              "stroke-linejoin": "round",
            },
            fit(text, step - 24, 11.5),
          ),
        );
      }

      const legend: LegendItem[] = Object.entries(BLOCS)
        .filter(([key]) => used.some((box) => view.boxes[box]?.bloc === key))
        .map(([, paint]) => ({ label: paint.label, paint }));
      const users = flows.filter((one) => view.boxes[one.target]?.kind === "users");
      const bought = flows.filter((one) => view.boxes[one.source]?.kind === "purchases");
      const rival = sum(bought.filter((one) => view.boxes[one.source]?.bloc === "adversary").map((one) => one.value));
      const returned =
        back.length > 0 ? ` ${number(sum(back.map((one) => one.value)))} t a year run back up the chain and are not drawn.` : "";
      const sold = sum(flows.filter((one) => view.boxes[one.target]?.kind === "sales").map((one) => one.value));
      const served = sum(users.map((one) => one.value));
      const purchased = sum(bought.map((one) => one.value));
      const ends = [
        ...(served > 0 ? [`${number(served)} t a year reach end users`] : []),
        ...(sold > 0 ? [`${number(sold)} t a year are sold at markets`] : []),
        purchased > 0
          ? `${number(purchased)} t are bought at markets, ${rival > 0 ? `${number(rival)} t of it` : "none of it"} where the adversary decides`
          : "nothing is bought at markets",
      ];
      return {
        chart,
        says: `In ${model.span(model.period(choice))} ${list(ends)}.${returned}`,
        legend,
        data: {
          columns: [
            { name: "from" },
            { name: "from_bloc" },
            { name: "to" },
            { name: "to_bloc" },
            { name: "material" },
            { name: "amount_t", unit: "t/yr" },
            ...(member === null ? [] : [{ name: "of_member_t", unit: "t/yr" }]),
          ],
          rows: [...merged.values()].map((one) => {
            const [from, to] = [view.boxes[one.source], view.boxes[one.target]];
            return [
              from ? label(from) : "",
              from?.bloc ?? "",
              to ? label(to) : "",
              to?.bloc ?? "",
              one.form,
              one.value,
              ...(member === null ? [] : [one.mine]),
            ];
          }),
        },
      };
    },
  };
}

/** Boxes of a column stand in the order home, ally, elsewhere, adversary. */
function order(one: ChainBox | undefined): number {
  return one ? ["home", "ally", "other", "adversary"].indexOf(one.bloc) : 9;
}
