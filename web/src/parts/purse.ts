import * as Plot from "@observablehq/plot";
import { type Figure } from "../charts/figure";
import { type Paint } from "../charts/paint";
import { plot, yearTicks } from "../charts/plot";
import { dollars } from "../page/format";
import { type Model } from "../model";
import { type Kill } from "../views/views";
import { LEVELS } from "./attacks";
import { cost } from "./kill";

/** Cash with and without the attack that breaks a purse. */
export function purse(model: Model, view: Kill): Figure {
  const { names } = model;
  return {
    id: "purse",
    title: "Cash with and without the cheapest exhausting attack",
    note: "Cash at the end of each period, without an attack and under the cheapest exhausting attack, $ million.",
    follows: ["year", "member"],
    draw(choice, width) {
      const member = model.member(choice);
      const drawn = view.purses.filter((one) => one.cash_musd.length > 0 && one.under_attack_musd.length > 0);
      const own = member === null ? undefined : drawn.find((one) => one.who.kind === "alone" && one.who.members.includes(member));
      if (member !== null && !own) return `No modeled attack exhausts the purse of ${names.members[member]?.title}, or it has no limit.`;
      const found = own ?? drawn.find((one) => one.who.kind === "all") ?? [...drawn].sort((a, b) => cost(a) - cost(b))[0];
      if (!found) return "No modeled attack exhausts a purse.";
      const name = found.who.kind === "alone" ? (names.members[found.who.members[0] ?? -1]?.title ?? "") : "all with one purse";
      const lines = [
        { label: "Without an attack", values: found.cash_musd, paint: { color: "var(--home)", pattern: "solid" } as Paint, line: "none" },
        {
          label: "Under attack",
          values: found.under_attack_musd,
          paint: { color: "var(--adversary)", pattern: "solid" } as Paint,
          line: "6 3",
        },
      ];
      const points = lines.flatMap(({ label, values, paint }) =>
        values.map((value, period) => ({
          label,
          year: model.years[period] ?? 0,
          value,
          color: paint.color,
          tip: `${label}, end of ${model.span(period)}\n${dollars(value)}`,
        })),
      );
      const chart = plot(width, {
        height: Math.max(220, Math.min(300, width * 0.52)),
        marginLeft: 56,
        x: { label: null, ticks: yearTicks(model.years, width - 72), tickFormat: (year: number) => String(year), tickSize: 4 },
        y: { label: "$ million", grid: true, zero: true, nice: true, ticks: 5 },
        marks: [
          Plot.ruleX([choice.year], { stroke: "var(--accent)", strokeDasharray: "4 3", strokeWidth: 1.2 }),
          Plot.ruleY([0]),
          ...lines.map(({ label, paint, line }) =>
            Plot.line(
              points.filter((one) => one.label === label),
              { x: "year", y: "value", stroke: paint.color, strokeWidth: 2, strokeDasharray: line },
            ),
          ),
          Plot.dot(points, { x: "year", y: "value", r: 2.8, fill: "color", title: "tip" }),
        ],
      });
      return {
        chart,
        says: `${name.charAt(0).toUpperCase()}${name.slice(1)}: an attack that costs the adversary ${dollars(found.cost_musd)} (${LEVELS[found.level] ?? found.level}) exhausts the purse${found.period === null ? "" : ` by the end of ${model.span(found.period)}`}.`,
        legend: lines.map(({ label, paint, line }) => ({ label, paint, line })),
        data: {
          columns: [{ name: "year" }, { name: "cash_musd", unit: "MUSD" }, { name: "under_attack_musd", unit: "MUSD" }],
          rows: found.cash_musd.map((value, period) => [model.years[period] ?? 0, value, found.under_attack_musd[period] ?? null]),
        },
      };
    },
  };
}
