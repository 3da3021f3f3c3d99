import { type Figure, type LegendItem } from "../charts/figure";
import { type Paint, patterns } from "../charts/paint";
import { yearTicks } from "../charts/plot";
import { fit, room } from "../charts/text";
import { s } from "../page/dom";
import { count, dollars, number, words } from "../page/format";
import { type Model, sum } from "../model";
import { type Timeline } from "../views/views";

const PERMITTING: Paint = { color: "var(--s2)", pattern: "hatch" };
const CONSTRUCTION: Paint = { color: "var(--s2)", pattern: "solid" };
const OPERATION: Paint = { color: "var(--home)", pattern: "solid" };

interface Row {
  title: string;
  stage: string;
  stageAt: number;
  member: string;
  /** Begin and end of each phase, in years. */
  phases: [Paint, string, number, number][];
  from: number;
  size: string;
  capex: number;
  probability: number;
  cells: (string | number)[];
}

export function timeline(model: Model, view: Timeline): Figure {
  const { names } = model;
  const first = names.periods[0]?.first_year ?? 0;
  const end = (names.periods.at(-1)?.last_year ?? first) + 1;
  return {
    id: "timeline",
    title: "Construction timeline",
    note: "Permitting, construction and operation of what the plan commits to, by stage; years.",
    follows: ["year", "scenario", "member"],
    wide: true,
    draw(choice, width) {
      const path = new Set(model.path(choice));
      const member = model.member(choice);
      const rows: Row[] = view.builds
        .filter((one) => path.has(one.state) && (member === null || names.facilities[one.facility]?.member === member))
        .map((one) => {
          const facility = names.facilities[one.facility];
          const unit = names.technologies[facility?.technology ?? -1]?.unit ?? "t";
          return {
            title: facility?.title ?? "",
            stage: names.stages[facility?.stage ?? -1] ?? "",
            stageAt: facility?.stage ?? 0,
            member: names.members[facility?.member ?? -1]?.title ?? "",
            phases: [
              [PERMITTING, "permitting", one.year, one.permitted_year],
              [CONSTRUCTION, "construction", one.permitted_year, one.online_year],
              [OPERATION, "operation", one.online_year, one.last_year + 1],
            ],
            from: one.year,
            size: `${number(one.size_t)} ${unit} a year${one.count > 1 ? ` in ${number(one.count)} units` : ""}`,
            capex: one.capex_musd,
            probability: one.probability,
            cells: [
              facility?.id ?? "",
              names.stages[facility?.stage ?? -1] ?? "",
              names.members[facility?.member ?? -1]?.id ?? "",
              one.year,
              one.permitted_year,
              one.online_year,
              one.last_year,
              one.size_t,
              one.capex_musd,
              one.probability,
            ],
          };
        });
      if (rows.length === 0)
        return member === null
          ? "The plan builds nothing in this scenario."
          : `${names.members[member]?.title} builds nothing in this scenario.`;
      rows.sort((a, b) => a.stageAt - b.stageAt || a.from - b.from || a.title.localeCompare(b.title));

      const narrow = width < 560;
      const left = narrow ? 6 : room([...rows.map((row) => row.title), "processing"], width * 0.34);
      const right = 10;
      // Many rows stand closer.
      const [high, thick, size] = narrow ? [34, 12, 12] : rows.length > 60 ? [15, 9, 11] : rows.length > 30 ? [16, 9, 11.5] : [22, 12, 12];
      const head = 26;
      const x = (year: number) => left + ((Math.min(Math.max(year, first), end) - first) / (end - first)) * (width - left - right);
      const { defs, fill } = patterns();
      const marks: SVGElement[] = [];
      let y = head;
      let stage = "";
      for (const row of rows) {
        if (row.stage !== stage) {
          stage = row.stage;
          marks.push(
            s("text", { x: 0, y: y + 15, "font-size": 11.5, "font-weight": 650, fill: "var(--quiet)" }, words(stage)),
            s("path", { d: `M0,${y + 20.5}H${width}`, stroke: "var(--rule)" }),
          );
          y += 23;
        }
        const bar = narrow ? y + 18 : y + (high - thick) / 2;
        marks.push(
          s(
            "text",
            {
              x: narrow ? 6 : left - 8,
              y: narrow ? y + 14 : y + high / 2,
              dy: narrow ? 0 : "0.35em",
              "text-anchor": narrow ? "start" : "end",
              "font-size": size,
              fill: "currentColor",
            },
            fit(row.title, narrow ? width - 12 : left - 12, size),
          ),
        );
        const tip = [
          row.title,
          `${row.stage}, ${row.member}`,
          row.size,
          `${dollars(row.capex)} of capital`,
          ...row.phases.filter(([, , a, b]) => b > a).map(([, name, a, b]) => `${name}: ${a}${b - 1 > a ? `–${b - 1}` : ""}`),
          ...(row.probability < 1 ? [`probability ${number(row.probability)}`] : []),
        ].join("\n");
        const group = s("g", { "data-tip": tip });
        for (const [paint, name, a, b] of row.phases) {
          const wide = x(b) - x(a);
          if (wide > 0)
            group.append(
              s("rect", {
                x: x(a),
                y: bar + (name === "operation" ? thick / 4 : 0),
                width: Math.max(1, wide - 1),
                height: name === "operation" ? thick / 2 : thick,
                rx: 1.5,
                fill: fill(paint),
              }),
            );
        }
        marks.push(group);
        y += high;
      }
      const height = y + 8;
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      const years = Array.from({ length: end - first }, (_, at) => first + at);
      for (const year of yearTicks(years, width - left)) {
        chart.append(
          s("path", { d: `M${x(year)},${head - 6}V${height}`, stroke: "var(--rule)", "stroke-width": 0.7 }),
          s("text", { x: x(year) + 2, y: head - 10, "font-size": 11, class: "quiet" }, String(year)),
        );
      }
      chart.append(
        ...marks,
        s("path", {
          d: `M${x(choice.year)},${head - 6}V${height}`,
          stroke: "var(--accent)",
          "stroke-width": 1.5,
          "stroke-dasharray": "4 3",
        }),
      );

      const legend: LegendItem[] = [
        { label: "Permitting", paint: PERMITTING },
        { label: "Construction", paint: CONSTRUCTION },
        { label: "Operation (thin)", paint: OPERATION },
      ];
      const begun = rows.filter((row) => row.from <= choice.year);
      return {
        chart,
        says: `${count(rows.length, "commitment")} for ${dollars(sum(rows.map((row) => row.capex)))} in this scenario${member === null ? "" : ` by ${names.members[member]?.title}`}, ${number(begun.length)} of them made by ${choice.year}; ${count(view.standing.length, "plant stands", "plants stand")} without a decision.`,
        legend,
        data: {
          columns: [
            { name: "facility" },
            { name: "stage" },
            { name: "member" },
            { name: "year" },
            { name: "permitted_year" },
            { name: "online_year" },
            { name: "last_year" },
            { name: "size_t", unit: "t/yr" },
            { name: "capex_musd", unit: "MUSD" },
            { name: "probability", unit: "1" },
          ],
          rows: rows.map((row) => row.cells),
        },
      };
    },
  };
}
