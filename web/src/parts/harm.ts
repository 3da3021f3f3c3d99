import * as Plot from "@observablehq/plot";
import { type Figure, type LegendItem } from "../charts/figure";
import { DASHES, series } from "../charts/paint";
import { plot } from "../charts/plot";
import { dollars, number, percent, words } from "../page/format";
import { type Model } from "../model";
import { type Harm } from "../views/views";
import { LEVELS } from "./attacks";

interface Point {
  level: string;
  x: number;
  y: number;
  most: number;
  tip: string;
}

export function harm(model: Model, view: Harm): Figure {
  const { names } = model;
  return {
    id: "harm",
    title: "Harm by adversary budget",
    note: "Harm of the worst attack found within each budget, against the adversary's spending; $ million of present value. Points: attacks found. Shade: up to the upper bound.",
    follows: ["member"],
    draw(choice, width) {
      const member = model.member(choice);
      const points: Point[] = [];
      const why: string[] = [];
      for (const level of view.levels) {
        if ("missing" in level.curve) {
          why.push(`${words(level.level)}: ${level.curve.missing}`);
          continue;
        }
        for (const one of level.curve.here.points) {
          const mine = member === null ? one.harm_musd : (one.by_member_musd[member] ?? 0);
          points.push({
            level: level.level,
            x: one.spent_musd,
            y: mine,
            most: member === null ? one.upper_bound_musd : mine,
            tip: [
              `${LEVELS[level.level] ?? level.level}: ${one.budget_musd === null ? "without limit" : `within ${dollars(one.budget_musd)}`}`,
              `spent ${number(one.spent_musd)}, harm ${number(mine)}${member === null ? `, at most ${number(one.upper_bound_musd)}` : ""}`,
              ...(one.cost_exchange_ratio > 0 ? [`cost-exchange ratio ${number(one.cost_exchange_ratio)}`] : []),
              ...one.moves
                .slice(0, 5)
                .map((move) => `${names.attacks[move.attack]?.title}, ${model.span(move.period)}: depth ${percent(move.depth)}`),
              ...(one.moves.length > 5 ? [`and ${one.moves.length - 5} more moves`] : []),
              ...one.unserved
                .filter((each) => each.unserved_t > 0)
                .slice(0, 3)
                .map((each) => `unserved: ${number(each.unserved_t)} t of ${names.demands[each.demand]?.title}`),
            ].join("\n"),
          });
        }
      }
      if (points.length === 0) return why.length > 0 ? why.join(" ") : "No attack was assessed.";
      const levels = [...new Set(points.map((one) => one.level))];
      const lines = levels.map((level) => {
        const own = points.filter((one) => one.level === level).sort((a, b) => a.x - b.x);
        // What a smaller purse can do, a larger one can; what bounds a larger one bounds a smaller one.
        const curve = own.map((one, at) => ({
          ...one,
          y: member === null ? Math.max(...own.slice(0, at + 1).map((each) => each.y)) : one.y,
          most: Math.min(...own.slice(at).map((each) => each.most)),
        }));
        return { level, own: [{ ...(own[0] as Point), x: 0, y: 0, most: 0 }, ...curve] };
      });
      const chart = plot(width, {
        height: Math.max(240, Math.min(340, width * 0.6)),
        marginLeft: 56,
        marginRight: 30,
        marginBottom: 40,
        x: {
          label: "spent by the adversary, $ million →",
          labelAnchor: "right",
          nice: true,
          ticks: Math.max(2, Math.floor(width / 110)),
          domain: [0, Math.max(1, ...points.map((one) => one.x))],
        },
        y: { label: "harm, $ million", grid: true, nice: true, ticks: 5 },
        marks: [
          ...lines.map(({ level, own }) =>
            Plot.areaY(own, { x: "x", y1: "y", y2: "most", fill: series(levels.indexOf(level)).color, fillOpacity: 0.14 }),
          ),
          Plot.ruleY([0]),
          ...lines.map(({ level, own }) =>
            Plot.line(own, {
              x: "x",
              y: "y",
              stroke: series(levels.indexOf(level)).color,
              strokeWidth: 2,
              strokeDasharray: DASHES[levels.indexOf(level)] ?? "none",
            }),
          ),
          Plot.dot(points, { x: "x", y: "y", r: 3.5, fill: (one: Point) => series(levels.indexOf(one.level)).color, title: "tip" }),
        ],
      });
      const worst = [...points].sort((a, b) => b.y - a.y)[0] as Point;
      return {
        chart,
        says: `In the scenario ${names.nodes[names.futures[view.future]?.node ?? -1]?.title ?? ""} the worst attack found takes ${dollars(worst.y)}${member === null ? "" : ` from ${names.members[member]?.title}, before anything is shared,`} and costs the adversary ${number(worst.x)} (${LEVELS[worst.level] ?? worst.level}).${why.length > 0 ? ` Not known: ${why.join(" ")}` : ""}`,
        legend: levels.map((level, index): LegendItem => ({
          label: `Cost counted as ${LEVELS[level] ?? level}`,
          paint: { ...series(index), pattern: "solid" },
          line: DASHES[index] ?? "none",
        })),
        data: {
          columns: [
            { name: "level" },
            { name: "budget_musd", unit: "MUSD" },
            { name: "spent_musd", unit: "MUSD" },
            { name: "harm_musd", unit: "MUSD" },
            { name: "upper_bound_musd", unit: "MUSD" },
            ...(member === null ? [] : [{ name: "harm_of_member_musd", unit: "MUSD" }]),
          ],
          rows: view.levels.flatMap((level) =>
            "missing" in level.curve
              ? []
              : level.curve.here.points.map((one) => [
                  level.level,
                  one.budget_musd,
                  one.spent_musd,
                  one.harm_musd,
                  one.upper_bound_musd,
                  ...(member === null ? [] : [one.by_member_musd[member] ?? 0]),
                ]),
          ),
        },
      };
    },
  };
}
