import * as Plot from "@observablehq/plot";
import { type Figure, type LegendItem } from "../charts/figure";
import { type Paint, patterns, series } from "../charts/paint";
import { plot } from "../charts/plot";
import { dollars, number, words } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Cash } from "../views/views";

/** Kinds of money as a reader sums them up. */
const HEADS: [string, string[]][] = [
  ["Sales and demand served", ["sales", "demand_value"]],
  ["Support and loans", ["capex_support", "debt_drawn", "policy_transfer", "salvage"]],
  ["Purchases", ["purchases"]],
  ["Running costs", ["variable_cost", "fixed_cost", "shipping", "tariff", "holding", "disposal", "shortage"]],
  ["Capital", ["capex"]],
  ["Debt service and tax", ["debt_service", "tax"]],
];

export function cash(model: Model, view: Cash): Figure {
  const { names, years } = model;
  const heads = new Map(HEADS.flatMap(([head, kinds]) => kinds.map((kind) => [kind, head] as const)));
  return {
    id: "cash",
    title: "Cash by member",
    note: "Cash of the plan before allocation, $ million/yr, undiscounted. Above the line: received. Point: balance.",
    follows: ["year", "scenario", "member"],
    draw(choice, width) {
      const path = model.path(choice);
      const member = model.member(choice);
      const flows = view.flows.filter((one) => member === null || one.member === member);
      const cells: (string | number)[][] = [];
      const bars: { head: string; year: string; amount: number; tip: string }[] = [];
      const rest: { year: string; amount: number; tip: string }[] = [];
      const known = [...HEADS.map(([head]) => head), "Other"];
      path.forEach((state, period) => {
        const year = String(years[period] ?? "");
        const byHead = new Map<string, [number, string[]]>();
        let total = 0;
        const kinds = new Map<string, number>();
        for (const one of flows) kinds.set(one.kind, (kinds.get(one.kind) ?? 0) + at(one.amount_musd, state));
        for (const [kind, amount] of kinds) {
          if (amount === 0) continue;
          total += amount;
          cells.push([member === null ? "all" : (names.members[member]?.id ?? ""), kind, years[period] ?? 0, amount]);
          const key = heads.get(kind) ?? "Other";
          const entry = byHead.get(key) ?? [0, []];
          entry[0] += amount;
          entry[1].push(`${words(kind).toLowerCase()}: ${number(amount)}`);
          byHead.set(key, entry);
        }
        for (const [head, [amount, parts]] of byHead)
          bars.push({
            head,
            year,
            amount,
            tip: [`${head}, ${model.span(period)}: ${dollars(amount)}/yr`, ...(parts.length > 1 ? parts : [])].join("\n"),
          });
        rest.push({ year, amount: total, tip: `Balance, ${model.span(period)}\n${dollars(total)}/yr` });
      });
      if (bars.length === 0) return `${member === null ? "No member" : names.members[member]?.title} has no cash flow in this scenario.`;
      const used = known.filter((head) => bars.some((one) => one.head === head));
      const { defs, fill } = patterns();
      const paints = new Map(known.map((head, index) => [head, series(index)]));
      const chosen = String(choice.year);
      const chart = plot(width, {
        height: Math.max(250, Math.min(360, width * 0.62)),
        marginLeft: 56,
        x: {
          type: "band",
          domain: years.map(String),
          label: null,
          tickFormat: (year: string) => (width < 420 ? `’${year.slice(-2)}` : year),
          tickSize: 3,
          padding: 0.22,
        },
        y: { label: "$ million/yr", grid: true, nice: true, ticks: 5 },
        marks: [
          Plot.barY(
            bars.sort((a, b) => known.indexOf(a.head) - known.indexOf(b.head)),
            { x: "year", y: "amount", fill: (one: { head: string }) => fill(paints.get(one.head) as Paint), title: "tip" },
          ),
          Plot.ruleY([0]),
          Plot.lineY(rest, { x: "year", y: "amount", stroke: "currentColor", strokeWidth: 1.4 }),
          Plot.dot(rest, { x: "year", y: "amount", r: 3.4, fill: "var(--paper)", stroke: "currentColor", strokeWidth: 1.4, title: "tip" }),
        ],
      });
      chart.prepend(defs);
      const now = rest.find((one) => one.year === chosen);
      const paid =
        member === null || "missing" in model.shares ? undefined : model.shares.here.payments.find((one) => one.member === member);
      const payment =
        paid && "here" in model.shares
          ? ` Under ${words(model.shares.here.scheduled).toLowerCase()} it ${at(paid.payment_musd, model.state(choice)) >= 0 ? "is paid" : "pays"} ${dollars(Math.abs(at(paid.payment_musd, model.state(choice))))} that year.`
          : "";
      return {
        chart,
        says: `${member === null ? "All members together" : names.members[member]?.title}: ${dollars(now?.amount ?? 0)} balance in ${model.span(model.period(choice))}; ${number(sum(rest.map((one, period) => one.amount * span(model, period))))} over the whole horizon.${payment}`,
        legend: [
          ...used.map((head): LegendItem => ({ label: head, paint: paints.get(head) as Paint })),
          { label: "Balance", paint: { color: "var(--paper)", pattern: "ring" } },
        ],
        data: { columns: [{ name: "member" }, { name: "kind" }, { name: "year" }, { name: "amount_musd", unit: "MUSD/yr" }], rows: cells },
      };
    },
  };
}

function span(model: Model, period: number): number {
  const one = model.names.periods[period];
  return one ? one.last_year - one.first_year + 1 : 1;
}
