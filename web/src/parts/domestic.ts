import { type Figure } from "../charts/figure";
import { s } from "../page/dom";
import { list, number, percent, words } from "../page/format";
import { at, type Model } from "../model";
import { type Independence } from "../views/views";
import { fit } from "../charts/text";

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
          s(
            "text",
            {
              x: left + (period + 0.5) * wide,
              y: 14,
              "text-anchor": "middle",
              "font-size": wide < 34 ? 10 : 11,
              "font-weight": chosen ? 700 : 400,
              fill: chosen ? "var(--accent)" : "var(--quiet)",
              "data-choose": `year=${year}`,
            },
            wide < 34 ? `’${String(year).slice(-2)}` : String(year),
          ),
        );
      });
      const rows: (string | number | null)[][] = [];
      view.stages.forEach((stage, index) => {
        const y = head + index * high;
        const name = names.stages[stage.stage] ?? "";
        chart.append(s("text", { x: 0, y: y + high / 2, dy: "0.35em", "font-size": 12, fill: "currentColor" }, fit(words(name), left - 6)));
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
              s("rect", {
                x: left + period * wide + 1,
                y: y + 1,
                width: Math.max(1, wide - 2),
                height: high - 2,
                rx: 2,
                fill: share === null ? "none" : "var(--home)",
                "fill-opacity": share === null ? 0 : 0.05 + 0.5 * share,
              }),
              s(
                "text",
                {
                  x: left + (period + 0.5) * wide,
                  y: y + high / 2,
                  dy: "0.35em",
                  "text-anchor": "middle",
                  "font-size": wide < 34 ? 10 : 11.5,
                  fill: "currentColor",
                  stroke: "none",
                },
                share === null ? "–" : number(Math.round(share * 100)),
              ),
            ),
          );
        });
      });
      chart.append(
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
      const shares = view.stages
        .filter((stage) => at(stage.needed_musd, state) > 0)
        .map((stage) => [names.stages[stage.stage] ?? "", at(stage.share, state)] as const);
      const least = [...shares].sort((a, b) => a[1] - b[1]);
      const lowest = least.filter((one) => least[0] && one[1] <= least[0][1] + 0.005);
      const says =
        least.length === 0
          ? `Nothing is needed at home in ${choice.year}.`
          : (least[0]?.[1] ?? 0) > 0.995
            ? `In ${model.span(now)} all that is needed at home is made at home.`
            : `In ${model.span(now)} the least is made at home of ${list(lowest.map((one) => `${one[0]}`))} (${percent(least[0]?.[1])})${least.length > lowest.length ? `, the most of ${least.at(-1)?.[0]} (${percent(least.at(-1)?.[1])})` : ""}.`;
      return {
        chart,
        says,
        data: {
          columns: [
            { name: "stage" },
            { name: "year" },
            { name: "share", unit: "1" },
            { name: "needed_musd", unit: "MUSD/yr" },
            { name: "made_musd", unit: "MUSD/yr" },
          ],
          rows,
        },
      };
    },
  };
}
