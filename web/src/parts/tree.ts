import { type Figure } from "../charts/figure";
import { fit } from "../charts/text";
import { s } from "../page/dom";
import { count, dollars, number, percent } from "../page/format";
import { type Model } from "../model";
import { type Tree } from "../views/views";

/** The scenario tree from left to right; a click on an end chooses that scenario. */
export function tree(model: Model, view: Tree): Figure {
  const { names } = model;
  const first = names.periods[0]?.first_year ?? 0;
  const end = (names.periods.at(-1)?.last_year ?? first) + 1;
  return {
    id: "tree",
    title: "Scenario tree",
    note: "Line width: probability. At the leaves: NPV of the plan in that scenario, $ million. Click a scenario to select it.",
    follows: ["year", "scenario"],
    draw(choice, width) {
      const ends = view.nodes.map((node, at) => ({ node, at })).filter(({ node }) => node.future !== null);
      const children = view.nodes.map((_, at) => view.nodes.flatMap((node, child) => (node.parent === at ? [child] : [])));
      const onPath = new Set<number>();
      for (let at: number | null = names.futures[model.future(choice)]?.node ?? null; at !== null; at = view.nodes[at]?.parent ?? null)
        onPath.add(at);

      const high = 40;
      const head = 24;
      const height = head + Math.max(1, ends.length) * high + 4;
      const label = Math.min(250, width * 0.52);
      const x = (year: number) => 8 + ((year - first) / Math.max(1, end - first)) * (width - label - 16);
      const y = new Map<number, number>();
      let row = 0;
      const place = (at: number): number => {
        const below = children[at] ?? [];
        const where = below.length === 0 ? head + (row++ + 0.5) * high : below.map(place).reduce((a, b) => a + b, 0) / below.length;
        y.set(at, where);
        return where;
      };
      view.nodes.forEach((node, at) => node.parent === null && place(at));

      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
      let reached = -40;
      for (const year of [...new Set(view.nodes.map((node) => node.first_year))].sort((a, b) => a - b)) {
        if (x(year) < reached + 38) continue;
        reached = x(year);
        chart.append(
          s("path", { d: `M${x(year)},${head - 6}V${height}`, stroke: "var(--rule)", "stroke-width": 0.7 }),
          s("text", { x: x(year), y: 12, "text-anchor": x(year) < 20 ? "start" : "middle", "font-size": 11, class: "quiet" }, String(year)),
        );
      }
      view.nodes.forEach((node, at) => {
        const name = names.nodes[at];
        const mine = onPath.has(at);
        const here = y.get(at) ?? 0;
        const from = node.parent === null ? here : (y.get(node.parent) ?? here);
        const [x0, x1] = [x(node.first_year), x(node.last_year + 1)];
        const bend = Math.min(26, (x1 - x0) * 0.4);
        const group = s("g", {
          ...(node.future === null ? {} : { "data-choose": `scenario=${encodeURIComponent(name?.id ?? "")}` }),
          "data-tip": [
            name?.title ?? "",
            `${node.first_year}–${node.last_year}, probability ${percent(node.probability)}`,
            ...(node.npv_musd === null ? [] : [`net present value ${dollars(node.npv_musd)}`]),
            ...node.changes.slice(0, 5),
            ...(node.changes.length > 5 ? [`and ${count(node.changes.length - 5, "more change")}`] : []),
          ].join("\n"),
        });
        group.append(
          s("path", {
            class: "flow",
            d: `M${x0},${from}C${x0 + bend},${from} ${x0 + bend * 0.4},${here} ${x0 + bend * 1.4},${here}H${x1}`,
            fill: "none",
            stroke: mine ? "var(--accent)" : "var(--neutral)",
            "stroke-width": 1.5 + 9 * Math.sqrt(node.probability),
            "stroke-opacity": mine ? 1 : 0.45,
          }),
        );
        if (node.future !== null) {
          const probability = `${percent(node.probability)}${node.npv_musd === null ? "" : `, ${dollars(node.npv_musd)}`}`;
          group.append(
            s("rect", { x: x1, y: here - high / 2, width: width - x1, height: high, fill: "transparent", stroke: "none" }),
            s(
              "text",
              {
                x: x1 + 8,
                y: here - 2,
                "font-size": 12,
                "font-weight": mine ? 680 : 400,
                fill: mine ? "var(--accent)" : "currentColor",
                stroke: "none",
              },
              fit(name?.title ?? "", width - x1 - 10, 12, mine ? 680 : 400),
            ),
            s("text", { x: x1 + 8, y: here + 13, "font-size": 11, class: "quiet", stroke: "none" }, probability),
          );
        }
        chart.append(group);
      });
      chart.append(
        s("path", {
          d: `M${x(choice.year)},${head - 6}V${height}`,
          stroke: "var(--accent)",
          "stroke-width": 1.2,
          "stroke-dasharray": "4 3",
          "pointer-events": "none",
        }),
      );

      const best = [...ends].filter(({ node }) => node.npv_musd !== null).sort((a, b) => (a.node.npv_musd ?? 0) - (b.node.npv_musd ?? 0));
      const says =
        ends.length < 2
          ? "The case has one scenario."
          : best.length < 2
            ? `${count(ends.length, "scenario")}.`
            : `${count(ends.length, "scenario")}; lowest NPV in ${names.nodes[best[0]?.at ?? -1]?.title} (${dollars(best[0]?.node.npv_musd)}), most in ${names.nodes[best.at(-1)?.at ?? -1]?.title} (${number(best.at(-1)?.node.npv_musd)}).`;
      return {
        chart,
        says,
        data: {
          columns: [
            { name: "node" },
            { name: "parent" },
            { name: "first_year" },
            { name: "last_year" },
            { name: "probability", unit: "1" },
            { name: "npv_musd", unit: "MUSD" },
            { name: "changes" },
          ],
          rows: view.nodes.map((node, at) => [
            names.nodes[at]?.id ?? "",
            node.parent === null ? "" : (names.nodes[node.parent]?.id ?? ""),
            node.first_year,
            node.last_year,
            node.probability,
            node.npv_musd,
            node.changes.join("; "),
          ]),
        },
      };
    },
  };
}
