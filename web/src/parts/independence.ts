import { type Figure } from "../charts/figure";
import { s } from "../page/dom";
import { cut, list, number, percent, words } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Independence } from "../views/views";
import { letters } from "../charts/plot";

/** Shares by stage and year as a table of shades with the number in each cell. */
export function domestic(model: Model, view: Independence): Figure {
  const { names, years } = model;
  return {
    id: "domestic",
    title: "How much of each stage is made at home",
    note: "Share of what the home region needs that plants at home make, by value, %. The fuller the shade, the more. A dash: nothing of the stage is needed.",
    follows: ["year", "scenario"],
    draw(choice, width) {
      if (view.stages.length === 0) return "Nothing is needed at home.";
      const path = model.path(choice);
      const left = Math.min(92, width * 0.24);
      const wide = (width - left) / years.length;
      const high = 30;
      const head = 24;
      const height = head + view.stages.length * high + 6;
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
      const now = model.period(choice);
      years.forEach((year, period) => {
        const chosen = period === now;
        chart.append(
          s("text", { x: left + (period + 0.5) * wide, y: 14, "text-anchor": "middle", "font-size": wide < 34 ? 10 : 11, "font-weight": chosen ? 700 : 400, fill: chosen ? "var(--accent)" : "var(--quiet)", "data-choose": `year=${year}` }, wide < 34 ? `’${String(year).slice(-2)}` : String(year)),
        );
      });
      const rows: (string | number | null)[][] = [];
      view.stages.forEach((stage, index) => {
        const y = head + index * high;
        const name = names.stages[stage.stage] ?? "";
        chart.append(s("text", { x: 0, y: y + high / 2, dy: "0.35em", "font-size": 12, fill: "currentColor" }, cut(words(name), letters(left - 6))));
        years.forEach((year, period) => {
          const state = path[period] ?? 0;
          const needed = at(stage.needed_musd, state);
          const share = needed > 0 ? at(stage.share, state) : null;
          rows.push([name, year, share, needed, at(stage.made_musd, state)]);
          chart.append(
            s(
              "g",
              {
                "data-choose": `year=${year}`,
                "data-tip": [
                  `${words(name)}, ${model.span(period)}: ${share === null ? "not needed" : percent(share)}`,
                  `needed at home: worth ${number(needed)} million USD a year`,
                  `made at home of it: ${number(at(stage.made_musd, state))}`,
                ].join("\n"),
              },
              s("rect", { x: left + period * wide + 1, y: y + 1, width: Math.max(1, wide - 2), height: high - 2, rx: 2, fill: share === null ? "none" : "var(--home)", "fill-opacity": share === null ? 0 : 0.05 + 0.5 * share }),
              s("text", { x: left + (period + 0.5) * wide, y: y + high / 2, dy: "0.35em", "text-anchor": "middle", "font-size": wide < 34 ? 10 : 11.5, fill: "currentColor", stroke: "none" }, share === null ? "–" : number(Math.round(share * 100))),
            ),
          );
        });
      });
      chart.append(s("rect", { x: left + now * wide, y: head - 1, width: wide, height: height - head - 4, rx: 3, fill: "none", stroke: "var(--accent)", "stroke-width": 2, "pointer-events": "none" }));
      const state = path[now] ?? 0;
      const shares = view.stages.filter((stage) => at(stage.needed_musd, state) > 0).map((stage) => [names.stages[stage.stage] ?? "", at(stage.share, state)] as const);
      const least = [...shares].sort((a, b) => a[1] - b[1]);
      const lowest = least.filter((one) => least[0] && one[1] <= least[0][1] + 0.005);
      const says =
        least.length === 0
          ? `Nothing is needed at home in ${choice.year}.`
          : `In ${model.span(now)} the least is made at home of ${list(lowest.map((one) => `${one[0]}`))} (${percent(least[0]?.[1])})${least.length > lowest.length ? `, the most of ${least.at(-1)?.[0]} (${percent(least.at(-1)?.[1])})` : ""}.`;
      return {
        chart,
        says,
        data: { columns: [{ name: "stage" }, { name: "year" }, { name: "share", unit: "1" }, { name: "needed_musd", unit: "MUSD/yr" }, { name: "made_musd", unit: "MUSD/yr" }], rows },
      };
    },
  };
}

const PRIORITIES = ["defence", "critical", "commercial"];

/** What is wanted and not served, by demand. */
export function service(model: Model, view: Independence): Figure {
  const { names, years } = model;
  return {
    id: "service",
    title: "Whose need is served",
    note: "Share of what each end user wants that is served, %, defence first. A cross and no shade: nothing is served; a dash: nothing is wanted.",
    follows: ["year", "scenario", "member"],
    draw(choice, width) {
      const member = model.member(choice);
      const path = model.path(choice);
      const groups = new Map<string, { title: string; priority: string; parts: typeof view.service }>();
      for (const one of view.service) {
        const demand = names.demands[one.demand];
        if (!demand || (member !== null && demand.member !== member)) continue;
        const key = `${demand.priority}\u0000${demand.end_use}`;
        const group = groups.get(key) ?? { title: demand.end_use, priority: demand.priority, parts: [] };
        group.parts.push(one);
        groups.set(key, group);
      }
      if (groups.size === 0) return member === null ? "The case has no demands of end users." : `${names.members[member]?.title} has no need of its own.`;
      const rows = [...groups.values()].sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.title.localeCompare(b.title));
      const left = Math.min(190, width * 0.38);
      const wide = (width - left) / years.length;
      const [high, head] = [26, 24];
      const now = model.period(choice);
      const cells: (string | number | null)[][] = [];
      const marks: SVGElement[] = [];
      let y = head;
      let priority = "";
      for (const row of rows) {
        if (row.priority !== priority) {
          priority = row.priority;
          marks.push(s("text", { x: 0, y: y + 14, "font-size": 11.5, "font-weight": 650, class: "quiet" }, words(priority)));
          y += 20;
        }
        const top = y;
        marks.push(s("text", { x: 0, y: top + high / 2, dy: "0.35em", "font-size": 12, fill: "currentColor" }, cut(words(row.title), letters(left - 6))));
        years.forEach((year, period) => {
          const state = path[period] ?? 0;
          const wanted = sum(row.parts.map((one) => at(one.demanded_t, state)));
          const served = sum(row.parts.map((one) => at(one.served_t, state)));
          const share = wanted > 0 ? served / wanted : null;
          cells.push([row.title, row.priority, year, wanted, served, sum(row.parts.map((one) => at(one.short_t, state)))]);
          marks.push(
            s(
              "g",
              { "data-choose": `year=${year}`, "data-tip": [`${words(row.title)}, ${model.span(period)}: ${share === null ? "nothing wanted" : `${percent(share)} served`}`, `wanted ${number(wanted)} t a year, served ${number(served)} t`].join("\n") },
              s("rect", { x: left + period * wide + 1, y: top + 1, width: Math.max(1, wide - 2), height: high - 2, rx: 2, fill: share === null ? "none" : "var(--ally)", "fill-opacity": share === null ? 0 : 0.05 + 0.5 * share }),
              s("text", { x: left + (period + 0.5) * wide, y: top + high / 2, dy: "0.35em", "text-anchor": "middle", "font-size": wide < 34 ? 10 : 11, fill: "currentColor", stroke: "none" }, share === null ? "–" : share <= 0 ? "×" : number(Math.floor(share * 100 + 1e-6))),
            ),
          );
        });
        y += high;
      }
      const height = y + 6;
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
      years.forEach((year, period) =>
        chart.append(s("text", { x: left + (period + 0.5) * wide, y: 14, "text-anchor": "middle", "font-size": wide < 34 ? 10 : 11, "font-weight": period === now ? 700 : 400, fill: period === now ? "var(--accent)" : "var(--quiet)", "data-choose": `year=${year}` }, wide < 34 ? `’${String(year).slice(-2)}` : String(year))),
      );
      chart.append(...marks, s("rect", { x: left + now * wide, y: head - 1, width: wide, height: height - head - 4, rx: 3, fill: "none", stroke: "var(--accent)", "stroke-width": 2, "pointer-events": "none" }));
      const state = path[now] ?? 0;
      const parts = rows.flatMap((row) => row.parts);
      const wanted = sum(parts.map((one) => at(one.demanded_t, state)));
      const short = rows.map((row) => [row.title, sum(row.parts.map((one) => at(one.short_t, state)))] as const).filter((one) => one[1] > 1e-3).sort((a, b) => b[1] - a[1]);
      return {
        chart,
        says:
          wanted === 0
            ? `Nothing is wanted in ${choice.year}.`
            : short.length === 0
              ? `In ${model.span(now)} all ${number(wanted)} t a year that are wanted are served.`
              : `In ${model.span(now)} ${number(sum(short.map((one) => one[1])))} of ${number(wanted)} t a year are not served, most of it ${list(short.slice(0, 2).map((one) => `${words(one[0]).toLowerCase()} (${number(one[1])} t)`))}.`,
        data: { columns: [{ name: "end_use" }, { name: "priority" }, { name: "year" }, { name: "demanded_t", unit: "t/yr" }, { name: "served_t", unit: "t/yr" }, { name: "short_t", unit: "t/yr" }], rows: cells },
      };
    },
  };
}

/** What the plan cannot do without, worst first. */
export function losses(model: Model, view: Independence): Figure | string {
  if ("missing" in view.links) return view.links.missing;
  const links = view.links.here;
  const { names } = model;
  const worst = [...links.losses].sort((a, b) => b.harm_musd - a.harm_musd).slice(0, 12);
  return {
    id: "losses",
    title: "What the plan cannot do without",
    note: "What operations are worth less when one thing is lost and everything else is decided again, million USD of present value; the twelve worst.",
    follows: ["member"],
    draw(choice, width) {
      if (worst.length === 0) return "No single loss does any harm.";
      const member = model.member(choice);
      const most = Math.max(1e-9, ...worst.map((one) => one.harm_musd));
      const high = 36;
      const height = worst.length * high + 4;
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
      worst.forEach((one, index) => {
        const y = index * high;
        const faint = member !== null && one.facility !== null && names.facilities[one.facility]?.member !== member;
        const text = `${one.title} (${one.kind})`;
        chart.append(
          s(
            "g",
            {
              opacity: faint ? 0.3 : 1,
              "data-tip": [text, `${number(one.harm_musd)} million USD less`, `defence not served: ${number(one.defence_short_t)} t; critical: ${number(one.critical_short_t)} t over the years`].join("\n"),
            },
            s("text", { x: 0, y: y + 13, "font-size": 12, fill: "currentColor", stroke: "none" }, cut(text, letters(width - 70))),
            s("text", { x: width, y: y + 13, "text-anchor": "end", "font-size": 12, fill: "currentColor", stroke: "none" }, number(one.harm_musd)),
            s("rect", { x: 0, y: y + 18, width: Math.max(1, (Math.max(0, one.harm_musd) / most) * width), height: 9, rx: 1.5, fill: "var(--s1)" }),
          ),
        );
      });
      return {
        chart,
        says: links.sentences.join(" "),
        data: {
          columns: [{ name: "kind" }, { name: "lost" }, { name: "harm_musd", unit: "MUSD" }, { name: "defence_short_t", unit: "t" }, { name: "critical_short_t", unit: "t" }],
          rows: [...links.losses].map((one) => [one.kind, one.title, one.harm_musd, one.defence_short_t, one.critical_short_t]),
        },
      };
    },
  };
}
