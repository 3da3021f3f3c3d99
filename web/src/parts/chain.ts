import { sankey, type SankeyLink, type SankeyNode } from "d3-sankey";
import { type Figure, type LegendItem } from "../charts/figure";
import { bloc, BLOCS, patterns } from "../charts/paint";
import { fit, width as measure } from "../charts/text";
import { h, s } from "../page/dom";
import { list, number } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Chain } from "../views/views";
import { type Group, layout as arrange } from "./columns";
import { title } from "./map";

interface Box {
  group: number;
}

interface Flow {
  source: number;
  target: number;
  value: number;
  /** Of it, what belongs to the chosen member. */
  mine: number;
  forms: Map<string, number>;
}

/** Least width of a column, px; on narrower pages the picture scrolls. */
const LEAST = { brief: 40, full: 96 };

/** More boxes than these are taken together, unless the reader asks for all. */
const MANY = 30;

export function chain(model: Model, view: Chain): Figure {
  const { names } = model;
  const layouts = { brief: arrange(model, view, true), full: arrange(model, view, false) };
  let brief = view.boxes.length > MANY;
  return {
    id: "chain-flow",
    title: "Material flows",
    note: "Width of a band: t a year, from mines and markets on the left to end users on the right; its color: where it comes from. Bands in and out of a box differ by what is lost on the way.",
    follows: ["year", "scenario", "member"],
    wide: true,
    own(redraw) {
      if (view.boxes.length <= MANY) return null;
      const choose = h(
        "select",
        { "aria-label": "Detail of the chain", onchange: () => ((brief = choose.value === "brief"), redraw()) },
        h("option", { value: "brief" }, "Stages"),
        h("option", { value: "full" }, "Every material"),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      const state = model.state(choice);
      const member = model.member(choice);
      const { groups, ends: pairs } = layouts[brief ? "brief" : "full"];
      const merged = new Map<string, Flow>();
      for (const [index, one] of view.flows.entries()) {
        const value = at(one.amount_t, state);
        const [source, target] = pairs[index] ?? [0, 0];
        // Residues that are got rid of are one box.
        if (value <= 0 || source === target || groups[source]?.kind === "disposal") continue;
        const key = `${source} ${target}${brief ? "" : ` ${one.form}`}`;
        const flow = merged.get(key) ?? { source, target, value: 0, mine: 0, forms: new Map<string, number>() };
        flow.value += value;
        if (one.member === member) flow.mine += value;
        flow.forms.set(one.form, (flow.forms.get(one.form) ?? 0) + value);
        merged.set(key, flow);
      }
      const forward = (one: Flow) => (groups[one.source]?.column ?? 0) < (groups[one.target]?.column ?? 0);
      const flows = [...merged.values()].filter(forward);
      const back = [...merged.values()].filter((one) => !forward(one));
      if (flows.length === 0) return `No material flows in ${choice.year} in this scenario.`;

      const used = [...new Set(flows.flatMap((one) => [one.source, one.target]))].sort((a, b) => a - b);
      const position = new Map(used.map((group, index) => [group, index]));
      const columns = [...new Set(used.map((group) => groups[group]?.column ?? 0))].sort((a, b) => a - b);
      const fullest = Math.max(...columns.map((column) => used.filter((group) => groups[group]?.column === column).length));
      const wide = Math.max(width, (brief ? LEAST.brief : LEAST.full) * columns.length);
      const head = brief ? 44 : 8;
      const height = head + Math.round(brief ? Math.max(260, Math.min(width * 0.34, 400)) : Math.max(240, Math.min(fullest * 46, 640)));
      const layout = sankey<Box, Flow>()
        .nodeWidth(12)
        .nodePadding(Math.max(8, Math.min(22, height / fullest / 2)))
        .nodeAlign((node) => (node.group < 0 ? -1 - node.group : columns.indexOf(groups[node.group]?.column ?? 0)))
        .nodeSort((a, b) => order(groups[a.group]) - order(groups[b.group]) || (b.value ?? 0) - (a.value ?? 0))
        .extent([
          [1, head],
          [wide - 1, height - 8],
        ]);
      // d3-sankey makes as many columns as the longest path has boxes: one path through all columns, too thin to see, keeps ours.
      const thread = columns.map((_, column) => ({ group: -1 - column }));
      const graph = layout({
        nodes: [...used.map((group) => ({ group })), ...thread],
        links: [
          ...flows.map((one) => ({ ...one, source: position.get(one.source) ?? 0, target: position.get(one.target) ?? 0 })),
          ...thread.slice(1).map((_, column) => ({
            source: used.length + column,
            target: used.length + column + 1,
            value: 1e-9,
            mine: 0,
            forms: new Map(),
          })),
        ],
      });
      graph.nodes = graph.nodes.filter((node) => node.group >= 0);
      graph.links = graph.links.filter((link) => link.forms.size > 0);

      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${wide} ${height}`, width: wide, height }, defs);
      type Node = SankeyNode<Box, Flow>;
      const named = (one: Group | undefined) => (one ? `${one.label} (${bloc(one.bloc).label.toLowerCase()})` : "");
      for (const link of graph.links) {
        const [from, to] = [groups[(link.source as unknown as Node).group], groups[(link.target as unknown as Node).group]];
        const share = link.value > 0 ? link.mine / link.value : 0;
        const faint = member !== null && share <= 0;
        const forms = [...link.forms].sort((a, b) => b[1] - a[1]);
        chart.append(
          s("path", {
            d: band(link),
            fill: fill(bloc(from?.bloc ?? "other")),
            "fill-opacity": faint ? 0.13 : 0.5,
            "data-tip": [
              `${named(from)} to ${named(to)}: ${number(link.value)} t a year`,
              ...forms.slice(0, 6).map(([form, value]) => `${title(model, form)}: ${number(value)} t a year`),
              ...(forms.length > 6 ? [`and ${forms.length - 6} more`] : []),
              ...(member !== null && share > 0 ? [`${number(link.mine)} t of it ${names.members[member]?.title}`] : []),
            ].join("\n"),
          }),
        );
      }
      const step = columns.length > 1 ? (wide - 14) / (columns.length - 1) : wide;
      for (const node of graph.nodes as Node[]) {
        const one = groups[node.group];
        if (!one) continue;
        const [x0, x1, y0, y1] = [node.x0 ?? 0, node.x1 ?? 0, node.y0 ?? 0, node.y1 ?? 0];
        const into = sum((node.targetLinks ?? []).map((link) => link.value));
        const out = sum((node.sourceLinks ?? []).map((link) => link.value));
        const last = columns.indexOf(one.column) === columns.length - 1;
        chart.append(
          s("rect", {
            x: x0,
            y: y0,
            width: x1 - x0,
            height: Math.max(1.5, y1 - y0),
            fill: fill(bloc(one.bloc)),
            rx: 1,
            "data-tip": [
              named(one),
              ...(into > 0 ? [`in: ${number(into)} t a year`] : []),
              ...(out > 0 ? [`out: ${number(out)} t a year`] : []),
            ].join("\n"),
          }),
        );
        // What is next to nothing needs no word.
        const worth = one.kind !== "disposal" || y1 - y0 > 3;
        if (worth && (!brief || one.heading === ""))
          chart.append(
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
              fit(one.label, brief ? 2 * step : step - 24, 11.5),
            ),
          );
      }
      if (brief) {
        // Stages stand over their columns in the first line, materials in the second, between them.
        const over = new Map<string, number[]>();
        for (const node of graph.nodes as Node[]) {
          const one = groups[node.group];
          if (one && one.heading !== "") over.set(one.heading, [...(over.get(one.heading) ?? []), (node.x0 ?? 0) + 6]);
        }
        const lines = [-Infinity, -Infinity];
        const places = [...over]
          .map(([text, x]) => ({ text, x: sum(x) / x.length, plants: groups.some((one) => one.kind === "plants" && one.heading === text) }))
          .sort((a, b) => a.x - b.x);
        for (const { text, x, plants } of places) {
          const at = plants ? 0 : 1;
          const half = measure(text, 11.5, plants ? 620 : 400) / 2;
          const left = Math.max(x - half, (lines[at] ?? 0) + 8, 0);
          lines[at] = left + 2 * half;
          chart.append(
            s(
              "text",
              {
                x: left,
                y: plants ? 12 : 30,
                "font-size": 11.5,
                "font-weight": plants ? 620 : 400,
                fill: plants ? "currentColor" : "var(--quiet)",
              },
              text,
            ),
          );
        }
      }

      const legend: LegendItem[] = Object.entries(BLOCS)
        .filter(([key]) => used.some((group) => groups[group]?.bloc === key))
        .map(([, paint]) => ({ label: paint.label, paint }));
      const total = (wanted: (one: Flow) => boolean) => sum([...merged.values()].filter(wanted).map((one) => one.value));
      const served = total((one) => groups[one.target]?.kind === "users");
      const sold = total((one) => groups[one.target]?.kind === "sales");
      const purchased = total((one) => groups[one.source]?.kind === "purchases");
      const rival = total((one) => groups[one.source]?.kind === "purchases" && groups[one.source]?.bloc === "adversary");
      const ends = [
        ...(served > 0 ? [`${number(served)} t a year reach end users`] : []),
        ...(sold > 0 ? [`${number(sold)} t a year are sold at markets`] : []),
        purchased > 0
          ? `${number(purchased)} t are bought at markets, ${rival > purchased * 0.999 ? "all of it" : rival > 0 ? `${number(rival)} t of it` : "none of it"} where the adversary decides`
          : "nothing is bought at markets",
      ];
      const returned =
        back.length > 0
          ? ` ${number(sum(back.map((one) => one.value)))} t a year run back (recycled, treated again, or shipped to and fro) and are not drawn.`
          : "";
      return {
        chart,
        says: `In ${model.span(model.period(choice))}, ${list(ends)}.${returned}`,
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
          rows: [...merged.values()].flatMap((one) => {
            const [from, to] = [groups[one.source], groups[one.target]];
            return [...one.forms].map(([form, value]) => [
              from?.label ?? "",
              from?.bloc ?? "",
              to?.label ?? "",
              to?.bloc ?? "",
              form,
              value,
              ...(member === null ? [] : [one.value > 0 ? (one.mine * value) / one.value : 0]),
            ]);
          }),
        },
      };
    },
  };
}

/** A band as an area: a thick line would fold over itself where the way is short. */
function band(link: SankeyLink<Box, Flow>): string {
  const [from, to] = [link.source as unknown as SankeyNode<Box, Flow>, link.target as unknown as SankeyNode<Box, Flow>];
  const half = Math.max(1, link.width ?? 0) / 2;
  const [x0, x1, y0, y1] = [from.x1 ?? 0, to.x0 ?? 0, link.y0 ?? 0, link.y1 ?? 0];
  const x = (x0 + x1) / 2;
  return `M${x0},${y0 - half}C${x},${y0 - half} ${x},${y1 - half} ${x1},${y1 - half}V${y1 + half}C${x},${y1 + half} ${x},${y0 + half} ${x0},${y0 + half}Z`;
}

/** Boxes of a column stand in the order home, ally, elsewhere, adversary; what is got rid of comes last. */
function order(one: Group | undefined): number {
  return one ? ["home", "ally", "other", "adversary"].indexOf(one.bloc) + (one.kind === "disposal" ? 4 : 0) : 9;
}
