import { type Figure } from "../charts/figure";
import { bloc, type Paint, patterns } from "../charts/paint";
import { fit, room } from "../charts/text";
import { s } from "../page/dom";
import { list, number, percent } from "../page/format";
import { at, type Model } from "../model";
import { type Balance, type ProductBalance } from "../views/views";

const SHORT: Paint = { color: "var(--s4)", pattern: "cross" };
const BOUGHT: Paint = bloc("other");
const RIVAL: Paint = bloc("adversary");
const SOLD: Paint = { color: "var(--home)", pattern: "solid" };
const DISPOSED: Paint = { color: "var(--s7)", pattern: "dots" };

type Kind = Exclude<keyof ProductBalance, "material" | "elements">;

const KINDS: Kind[] = [
  "in_feeds_t",
  "made_t",
  "bought_adversary_t",
  "bought_other_t",
  "used_t",
  "served_t",
  "sold_t",
  "disposed_t",
  "short_t",
];

export function balance(model: Model, view: Balance): Figure {
  const { names } = model;
  return {
    id: "balance",
    title: "Balance by element",
    note: "Separated products. Left: shortfall of domestic plants (bought at markets, or unserved). Right: output beyond the chain's use (sold at markets, or disposed of). Share of all material made, bought or unserved, %.",
    follows: ["year", "scenario"],
    draw(choice, width) {
      const state = model.state(choice);
      const rows = view.products
        .map((one) => {
          const of = (kind: Kind) => at(one[kind], state);
          const [made, rival, other, short] = [of("made_t"), of("bought_adversary_t"), of("bought_other_t"), of("short_t")];
          const [sold, disposed] = [of("sold_t"), of("disposed_t")];
          const material = names.materials[one.material];
          return {
            name: material?.title ?? "",
            id: material?.id ?? "",
            elements: one.elements.map((element) => names.elements[element]?.id ?? ""),
            of,
            all: made + rival + other + short,
            rival,
            other,
            short,
            sold,
            disposed,
            lacking: rival + other + short,
            over: sold + disposed,
          };
        })
        .filter((row) => row.all > 0 || row.over > 0);
      if (rows.length === 0) return `No separated product moves in ${choice.year} in this scenario.`;

      const share = (value: number, all: number) => (all > 0 ? Math.min(1, value / all) : 0);
      const left = room(
        rows.map((row) => row.name),
        width * 0.3,
      );
      const label = width < 420 ? 44 : 54;
      const [x0, x1] = [left + label, width - label];
      const middle = (x0 + x1) / 2;
      const half = (x1 - x0) / 2;
      const high = 23;
      const head = 34;
      const height = head + rows.length * high + 24;
      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      for (const tick of [-1, -0.5, 0, 0.5, 1]) {
        const x = middle + tick * half;
        chart.append(
          s("path", {
            d: `M${x},${head - 6}V${height - 20}`,
            stroke: tick === 0 ? "currentColor" : "var(--rule)",
            "stroke-width": tick === 0 ? 1 : 0.7,
          }),
          s("text", { x, y: height - 6, "text-anchor": "middle", "font-size": 11, class: "quiet" }, `${Math.abs(tick) * 100}%`),
        );
      }
      chart.append(
        s("text", { x: middle - 8, y: 14, "text-anchor": "end", "font-size": 11.5, class: "quiet" }, width < 480 ? "← lacks" : "← lacking"),
        s("text", { x: middle + 8, y: 14, "font-size": 11.5, class: "quiet" }, width < 480 ? "over →" : "beyond own use →"),
        s("text", { x: x0 - 6, y: 14, "text-anchor": "end", "font-size": 11, class: "quiet" }, "t/yr"),
        s("text", { x: x1 + 6, y: 14, "font-size": 11, class: "quiet" }, "t/yr"),
      );
      rows.forEach((row, index) => {
        const y = head + index * high;
        const tip = [
          row.elements.length > 0 ? `${row.name} (${row.elements.join(", ")})` : row.name,
          `made ${number(row.of("made_t"))} t a year; its elements in feeds: ${number(row.of("in_feeds_t"))} t`,
          `bought ${number(row.rival)} t of the adversary, ${number(row.other)} t elsewhere; unserved ${number(row.short)} t`,
          `used ${number(row.of("used_t"))} t, served ${number(row.of("served_t"))} t, sold ${number(row.sold)} t, disposed of ${number(row.disposed)} t`,
        ].join("\n");
        const group = s("g", { "data-tip": tip }, s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }));
        const bars: [Paint, number, -1 | 1][] = [
          [BOUGHT, row.other, -1],
          [RIVAL, row.rival, -1],
          [SHORT, row.short, -1],
          [SOLD, row.sold, 1],
          [DISPOSED, row.disposed, 1],
        ];
        const from = { [-1]: middle, [1]: middle };
        for (const [paint, value, side] of bars) {
          const wide = share(value, row.all) * half;
          if (wide <= 0) continue;
          const start = from[side];
          group.append(
            s("rect", { x: side < 0 ? start - wide : start, y: y + 4, width: Math.max(0.8, wide), height: high - 8, fill: fill(paint) }),
          );
          from[side] = start + side * wide;
        }
        const text = { dy: "0.35em", fill: "currentColor", stroke: "none" };
        group.append(
          s("text", { x: 0, y: y + high / 2, "font-size": 12, ...text }, fit(row.name, left - 6)),
          s(
            "text",
            { x: x0 - 6, y: y + high / 2, "text-anchor": "end", "font-size": 11, ...text },
            row.lacking > 5e-4 ? number(row.lacking) : "",
          ),
          s("text", { x: x1 + 6, y: y + high / 2, "font-size": 11, ...text }, row.over > 5e-4 ? number(row.over) : ""),
        );
        chart.append(group);
      });

      const over = [...rows]
        .sort((a, b) => b.over - a.over)
        .slice(0, 2)
        .filter((row) => row.over > 1e-3);
      const unwanted = rows.filter((row) => row.disposed > 1e-3).sort((a, b) => b.disposed - a.disposed);
      const lacking = rows
        .filter((row) => row.lacking > 1e-3)
        .sort((a, b) => share(b.lacking, b.all) - share(a.lacking, a.all) || b.lacking - a.lacking)
        .slice(0, 3);
      const said = [
        over.length > 0
          ? `Largest output beyond own use: ${list(over.map((row) => `${row.name} (${number(row.over)} t a year)`))}${unwanted[0] ? `; of ${unwanted[0].name} ${number(unwanted[0].disposed)} t find no buyer` : ""}.`
          : "No output exceeds own use.",
        lacking.length > 0
          ? `Largest shortfall: ${list(lacking.map((row) => `${row.name} (${percent(share(row.lacking, row.all))}, ${number(row.lacking)} t a year)`))}.`
          : "No element is short.",
      ];
      return {
        chart,
        says: said.join(" "),
        legend: (
          [
            ["rival", "Bought of the adversary", RIVAL],
            ["other", "Bought elsewhere", BOUGHT],
            ["short", "Not served", SHORT],
            ["sold", "Sold", SOLD],
            ["disposed", "Disposed of", DISPOSED],
          ] as const
        ).flatMap(([kind, label, paint]) => (rows.some((row) => row[kind] > 0) ? [{ label, paint }] : [])),
        data: {
          columns: [{ name: "material" }, { name: "elements" }, ...KINDS.map((kind) => ({ name: kind, unit: "t/yr" }))],
          rows: rows.map((row) => [row.id, row.elements.join(";"), ...KINDS.map(row.of)]),
        },
      };
    },
  };
}
