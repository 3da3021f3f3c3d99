import { type Figure } from "../charts/figure";
import { type Paint, patterns } from "../charts/paint";
import { s } from "../page/dom";
import { list, number, percent } from "../page/format";
import { at, type Model } from "../model";
import { type Balance, type ElementBalance } from "../views/views";

const SHORT: Paint = { colour: "var(--adversary)", pattern: "hatch" };
const BOUGHT: Paint = { colour: "var(--s2)", pattern: "lines" };
const SOLD: Paint = { colour: "var(--home)", pattern: "solid" };
const DISPOSED: Paint = { colour: "var(--s7)", pattern: "dots" };

type Kind = Exclude<keyof ElementBalance, "element">;

export function balance(model: Model, view: Balance): Figure {
  const { names } = model;
  return {
    id: "balance",
    title: "Which elements are short, which are left over",
    note: "Left: what the cooperative does not make itself (bought at markets, or not served). Right: what it makes and cannot use (sold, or got rid of). Share of all that is made, bought or lacking, %.",
    follows: ["year", "scenario"],
    draw(choice, width) {
      const state = model.state(choice);
      const rows = view.elements
        .map((one) => {
          const of = (kind: Kind) => at(one[kind], state);
          const [made, bought, short, sold, disposed] = [of("made_t"), of("bought_t"), of("short_t"), of("sold_t"), of("disposed_t")];
          const all = made + bought + short;
          return {
            one,
            name: names.elements[one.element]?.title ?? "",
            id: names.elements[one.element]?.id ?? "",
            of,
            all,
            bought,
            short,
            sold,
            disposed,
            lacking: bought + short,
            over: sold + disposed,
          };
        })
        .filter((row) => row.all > 0 || row.over > 0);
      if (rows.length === 0) return `No element moves in ${choice.year} in this scenario.`;

      const share = (value: number, all: number) => (all > 0 ? Math.min(1, value / all) : 0);
      const left = width < 420 ? 34 : Math.min(104, 20 + 7 * Math.max(...rows.map((row) => row.name.length)));
      const label = 58;
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
        s("text", { x: middle - 8, y: 14, "text-anchor": "end", "font-size": 11.5, class: "quiet" }, "← lacking"),
        s("text", { x: middle + 8, y: 14, "font-size": 11.5, class: "quiet" }, "left over →"),
        s("text", { x: x0 - 6, y: 14, "text-anchor": "end", "font-size": 11, class: "quiet" }, "t/yr"),
        s("text", { x: x1 + 6, y: 14, "font-size": 11, class: "quiet" }, "t/yr"),
      );
      rows.forEach((row, index) => {
        const y = head + index * high;
        const tip = [
          row.name,
          `made ${number(row.of("made_t"))} t a year, of ${number(row.of("mined_t"))} t mined or collected`,
          `bought ${number(row.bought)} t, used ${number(row.of("used_t"))} t, served ${number(row.of("served_t"))} t`,
          `sold ${number(row.sold)} t, got rid of ${number(row.disposed)} t, not served ${number(row.short)} t`,
        ].join("\n");
        const group = s("g", { "data-tip": tip }, s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }));
        const bars: [Paint, number, -1 | 1][] = [
          [BOUGHT, row.bought, -1],
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
        chart.append(
          group,
          s("text", { x: 0, y: y + high / 2, dy: "0.35em", "font-size": 12, fill: "currentColor" }, width < 420 ? row.id : row.name),
          s(
            "text",
            { x: x0 - 6, y: y + high / 2, dy: "0.35em", "text-anchor": "end", "font-size": 11, fill: "currentColor" },
            row.lacking > 0.5e-3 ? number(row.lacking) : "",
          ),
          s(
            "text",
            { x: x1 + 6, y: y + high / 2, dy: "0.35em", "font-size": 11, fill: "currentColor" },
            row.over > 0.5e-3 ? number(row.over) : "",
          ),
        );
      });

      const over = [...rows]
        .sort((a, b) => b.over - a.over)
        .slice(0, 2)
        .filter((row) => row.over > 1e-3);
      const lacking = rows
        .filter((row) => row.lacking > 1e-3)
        .sort((a, b) => share(b.lacking, b.all) - share(a.lacking, a.all))
        .slice(0, 2);
      const said = [
        over.length > 0
          ? `Left over most: ${list(over.map((row) => `${row.name} (${number(row.over)} t a year)`))}.`
          : "Nothing is left over.",
        lacking.length > 0
          ? `Lacking most: ${list(lacking.map((row) => `${row.name} (${number(row.lacking)} t a year, ${percent(share(row.lacking, row.all))})`))}.`
          : "Nothing is lacking.",
      ];
      const kinds: Kind[] = ["mined_t", "made_t", "bought_t", "used_t", "served_t", "sold_t", "disposed_t", "short_t"];
      return {
        chart,
        says: said.join(" "),
        legend: [
          { label: "Bought at markets", paint: BOUGHT },
          { label: "Not served", paint: SHORT },
          { label: "Sold", paint: SOLD },
          { label: "Got rid of", paint: DISPOSED },
        ],
        data: {
          columns: [{ name: "element" }, ...kinds.map((kind) => ({ name: kind, unit: "t/yr" }))],
          rows: rows.map((row) => [row.id, ...kinds.map(row.of)]),
        },
      };
    },
  };
}
