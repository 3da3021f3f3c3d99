import { type Figure } from "../charts/figure";
import { s } from "../page/dom";
import { list, number, percent, words } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Independence } from "../views/views";
import { fit } from "../charts/text";

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
      if (groups.size === 0)
        return member === null ? "The case has no demands of end users." : `${names.members[member]?.title} has no need of its own.`;
      const rows = [...groups.values()].sort(
        (a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.title.localeCompare(b.title),
      );
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
        marks.push(
          s("text", { x: 0, y: top + high / 2, dy: "0.35em", "font-size": 12, fill: "currentColor" }, fit(words(row.title), left - 6)),
        );
        years.forEach((year, period) => {
          const state = path[period] ?? 0;
          const wanted = sum(row.parts.map((one) => at(one.demanded_t, state)));
          const served = sum(row.parts.map((one) => at(one.served_t, state)));
          const share = wanted > 0 ? served / wanted : null;
          cells.push([row.title, row.priority, year, wanted, served, sum(row.parts.map((one) => at(one.short_t, state)))]);
          marks.push(
            s(
              "g",
              {
                "data-choose": `year=${year}`,
                "data-tip": [
                  `${words(row.title)}, ${model.span(period)}: ${share === null ? "nothing wanted" : `${percent(share)} served`}`,
                  `wanted ${number(wanted)} t a year, served ${number(served)} t`,
                ].join("\n"),
              },
              s("rect", {
                x: left + period * wide + 1,
                y: top + 1,
                width: Math.max(1, wide - 2),
                height: high - 2,
                rx: 2,
                fill: share === null ? "none" : "var(--ally)",
                "fill-opacity": share === null ? 0 : 0.05 + 0.5 * share,
              }),
              s(
                "text",
                {
                  x: left + (period + 0.5) * wide,
                  y: top + high / 2,
                  dy: "0.35em",
                  "text-anchor": "middle",
                  "font-size": wide < 34 ? 10 : 11,
                  fill: "currentColor",
                  stroke: "none",
                },
                share === null ? "–" : share <= 0 ? "×" : number(Math.floor(share * 100 + 1e-6)),
              ),
            ),
          );
        });
        y += high;
      }
      const height = y + 6;
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
      years.forEach((year, period) =>
        chart.append(
          s(
            "text",
            {
              x: left + (period + 0.5) * wide,
              y: 14,
              "text-anchor": "middle",
              "font-size": wide < 34 ? 10 : 11,
              "font-weight": period === now ? 700 : 400,
              fill: period === now ? "var(--accent)" : "var(--quiet)",
              "data-choose": `year=${year}`,
            },
            wide < 34 ? `’${String(year).slice(-2)}` : String(year),
          ),
        ),
      );
      chart.append(
        ...marks,
        s("rect", {
          x: left + now * wide,
          y: head - 1,
          width: wide,
          height: height - head - 4,
          rx: 3,
          fill: "none",
          stroke: "var(--accent)",
          "stroke-width": 2,
          "pointer-events": "none",
        }),
      );
      const state = path[now] ?? 0;
      const parts = rows.flatMap((row) => row.parts);
      const wanted = sum(parts.map((one) => at(one.demanded_t, state)));
      const short = rows
        .map((row) => [row.title, sum(row.parts.map((one) => at(one.short_t, state)))] as const)
        .filter((one) => one[1] > 1e-3)
        .sort((a, b) => b[1] - a[1]);
      return {
        chart,
        says:
          wanted === 0
            ? `Nothing is wanted in ${choice.year}.`
            : short.length === 0
              ? `In ${model.span(now)} all ${number(wanted)} t a year that are wanted are served.`
              : `In ${model.span(now)} ${number(sum(short.map((one) => one[1])))} of ${number(wanted)} t a year are not served, most of it ${list(short.slice(0, 2).map((one) => `${words(one[0]).toLowerCase()} (${number(one[1])} t)`))}.`,
        data: {
          columns: [
            { name: "end_use" },
            { name: "priority" },
            { name: "year" },
            { name: "demanded_t", unit: "t/yr" },
            { name: "served_t", unit: "t/yr" },
            { name: "short_t", unit: "t/yr" },
          ],
          rows: cells,
        },
      };
    },
  };
}
