import { type Figure } from "../charts/figure";
import { shades } from "../charts/shades";
import { list, number, percent, words } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Independence, type Service } from "../views/views";

const PRIORITIES = ["defense", "critical", "commercial"];

/** Demands of one end use and priority. */
interface Use {
  title: string;
  priority: string;
  parts: Service[];
}

/** What is wanted and what is served of it, by end use. */
export function service(model: Model, view: Independence): Figure {
  const { names, years } = model;
  const links = "here" in view.links ? view.links.here : null;

  /** On whom what is served depends, as far as the stress says so. */
  function dependence(use: Use, state: number): string[] {
    return ["adversary", "allies"].flatMap((on) => {
      const known = (links?.dependence ?? []).filter((one) => one.on === on && use.parts.some((part) => part.demand === one.demand));
      const served = (demand: number) => sum(use.parts.filter((part) => part.demand === demand).map((part) => at(part.served_t, state)));
      const total = sum(known.map((one) => served(one.demand)));
      const share = total > 0 ? sum(known.map((one) => at(one.share, state) * served(one.demand))) / total : 0;
      return share > 0 ? [`${percent(share)} of it passes a step of the ${on}`] : [];
    });
  }

  return {
    id: "service",
    title: "Demand served by end use",
    note: "Share of demand served, %, defense first. Cross: none served. Dash: no demand.",
    follows: ["year", "scenario", "member"],
    draw(choice, width) {
      const member = model.member(choice);
      const path = model.path(choice);
      const found = new Map<string, Use>();
      for (const one of view.service) {
        const demand = names.demands[one.demand];
        if (!demand || (member !== null && demand.member !== member)) continue;
        const key = `${demand.priority}\n${demand.end_use}`;
        const use = found.get(key) ?? { title: words(demand.end_use), priority: demand.priority, parts: [] };
        use.parts.push(one);
        found.set(key, use);
      }
      if (found.size === 0)
        return member === null ? "The case has no demands of end users." : `${names.members[member]?.title} has no need of its own.`;
      const uses = [...found.values()].sort(
        (a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.title.localeCompare(b.title),
      );
      const of = (use: Use, kind: "demanded_t" | "served_t" | "short_t", period: number) =>
        sum(use.parts.map((one) => at(one[kind], path[period] ?? 0)));
      const rows = uses.map((use) => ({
        title: use.title,
        group: words(use.priority),
        cells: years.map((_, period) => {
          const [wanted, served] = [of(use, "demanded_t", period), of(use, "served_t", period)];
          const share = wanted > 0 ? served / wanted : null;
          return {
            share,
            // All is 100 only when nothing lacks.
            text: share === null ? "–" : share <= 0 ? "×" : number(Math.floor(share * 100 + 1e-6)),
            tip: [
              `${use.title}, ${model.span(period)}: ${share === null ? "no demand" : `${percent(share)} served`}`,
              `wanted ${number(wanted)} t a year, served ${number(served)} t`,
              ...dependence(use, path[period] ?? 0),
            ].join("\n"),
          };
        }),
      }));

      const now = model.period(choice);
      const wanted = sum(uses.map((use) => of(use, "demanded_t", now)));
      const short = uses
        .map((use) => ({ title: use.title.toLowerCase(), amount: of(use, "short_t", now) }))
        .filter((one) => one.amount > 1e-3)
        .sort((a, b) => b.amount - a.amount);
      const when = `In ${model.span(now)},`;
      return {
        chart: shades(model, choice, width, rows, "var(--ally)"),
        says:
          wanted === 0
            ? `${when} there is no demand.`
            : short.length === 0
              ? `${when} all ${number(wanted)} t a year of demand are served.`
              : `${when} ${number(sum(short.map((one) => one.amount)))} of ${number(wanted)} t a year are unserved, most of it ${list(short.slice(0, 2).map((one) => `${one.title} (${number(one.amount)} t)`))}.`,
        data: {
          columns: [
            { name: "end_use" },
            { name: "priority" },
            { name: "year" },
            { name: "demanded_t", unit: "t/yr" },
            { name: "served_t", unit: "t/yr" },
            { name: "short_t", unit: "t/yr" },
          ],
          rows: uses.flatMap((use) =>
            years.map((year, period) => [
              use.parts[0] ? (names.demands[use.parts[0].demand]?.end_use ?? "") : "",
              use.priority,
              year,
              of(use, "demanded_t", period),
              of(use, "served_t", period),
              of(use, "short_t", period),
            ]),
          ),
        },
      };
    },
  };
}
