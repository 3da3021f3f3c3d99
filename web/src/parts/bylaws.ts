import { type Figure } from "../charts/figure";
import { patterns } from "../charts/paint";
import { fit } from "../charts/text";
import { s } from "../page/dom";
import { list, dollars, number, words } from "../page/format";
import { type Model } from "../model";
import { type Kill } from "../views/views";
import { ALONE, LEVELS, TOGETHER, VERDICTS } from "./attacks";

/** What a pooling bylaw makes the rival spend. */
export function bylaws(model: Model, view: Kill): Figure {
  const { names } = model;
  const levels = [...new Set(view.bylaws.map((one) => one.level))];
  const level = levels[0] ?? "";
  const rows = view.bylaws.filter((one) => one.level === level);
  return {
    id: "bylaws",
    title: "Kill costs by pooling bylaw",
    note: `Cost to the adversary until a first member fails, and until all fail, $ million of present value${level ? `; cost counted as ${LEVELS[level] ?? level}` : ""}.`,
    follows: [],
    draw(_, width) {
      if (rows.length === 0) return "No pooling bylaw was compared.";
      if (rows.every((one) => one.first.verdict === "not_exhaustible" && one.all.verdict === "not_exhaustible"))
        return "Under every pooling bylaw, no modeled attack exhausts a purse.";
      const bars = rows.map((one) => [one.first, one.all] as const);
      const most = Math.max(1e-9, ...bars.flat().map((one) => one.cost_musd ?? one.lower_bound_musd ?? 0));
      const high = 54;
      const right = 132;
      const height = rows.length * high + 18;
      const { defs, fill } = patterns();
      const chart = s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height },
        defs,
        s("text", { x: width, y: height - 4, "text-anchor": "end", "font-size": 11, class: "quiet" }, "$ million"),
      );
      rows.forEach((one, index) => {
        const y = index * high;
        const survivors = list(one.survivors.map((member) => names.members[member]?.title ?? ""));
        const group = s("g", {
          "data-tip": [
            words(one.bylaw),
            ...(
              [
                ["a first member", one.first],
                ["all", one.all],
              ] as const
            ).map(
              ([who, each]) =>
                `to break ${who}: ${each.cost_musd === null ? (VERDICTS[each.verdict] ?? each.verdict) : `${dollars(each.cost_musd)}`}${each.lower_bound_musd === null ? "" : `, at least ${number(each.lower_bound_musd)}`}`,
            ),
            ...(survivors ? [`members left: ${survivors}`] : []),
            ...(
              [
                ["the first", one.unserved_first_t],
                ["all", one.unserved_all_t],
              ] as const
            ).flatMap(([who, t]) => (t === null ? [] : [`defense unserved once ${who} fails: ${number(t)} t`])),
          ].join("\n"),
        });
        group.append(
          s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }),
          s("text", { x: 0, y: y + 13, "font-size": 12, fill: "currentColor", stroke: "none" }, fit(words(one.bylaw), width)),
        );
        (
          [
            [one.first, ALONE, 19],
            [one.all, TOGETHER, 33],
          ] as const
        ).forEach(([each, paint, top]) => {
          const value = each.cost_musd;
          const wide = value === null ? 0 : (Math.max(0, value) / most) * (width - right);
          if (value !== null) group.append(s("rect", { x: 0, y: y + top, width: Math.max(1, wide), height: 10, fill: fill(paint) }));
          group.append(
            s(
              "text",
              { x: wide + 5, y: y + top + 9, "font-size": 11, fill: value === null ? "var(--quiet)" : "currentColor", stroke: "none" },
              value === null ? (VERDICTS[each.verdict] ?? each.verdict) : number(value),
            ),
          );
        });
        chart.append(group);
      });
      const best = [...rows].sort((a, b) => (b.first.cost_musd ?? 0) - (a.first.cost_musd ?? 0))[0];
      return {
        chart,
        says:
          best && best.first.cost_musd !== null
            ? `Highest kill cost of a first member: “${best.bylaw}”, ${dollars(best.first.cost_musd)}.`
            : "Under no pooling bylaw was an attack found that exhausts a first purse.",
        legend: [
          { label: "First member fails", paint: ALONE },
          { label: "All fail", paint: TOGETHER },
        ],
        data: {
          columns: [
            { name: "level" },
            { name: "bylaw" },
            { name: "first" },
            { name: "first_musd", unit: "MUSD" },
            { name: "first_lower_bound_musd", unit: "MUSD" },
            { name: "all" },
            { name: "all_musd", unit: "MUSD" },
            { name: "all_lower_bound_musd", unit: "MUSD" },
            { name: "survivors" },
            { name: "defense_unserved_first_t", unit: "t" },
            { name: "defense_unserved_all_t", unit: "t" },
          ],
          rows: view.bylaws.map((one) => [
            one.level,
            one.bylaw,
            one.first.verdict,
            one.first.cost_musd,
            one.first.lower_bound_musd,
            one.all.verdict,
            one.all.cost_musd,
            one.all.lower_bound_musd,
            one.survivors.map((member) => names.members[member]?.id ?? "").join(";"),
            one.unserved_first_t,
            one.unserved_all_t,
          ]),
        },
      };
    },
  };
}
