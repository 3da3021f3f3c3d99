import { s } from "../page/dom";
import { type Choice } from "../page/state";
import { type Model } from "../model";
import { fit, room } from "./text";

export interface ShadeRow {
  title: string;
  /** Heading over the first row of a group. */
  group?: string;
  /** One for each period. */
  cells: { share: number | null; text: string; tip: string }[];
}

/** Height of a row, of a heading, and of the years, px. */
const [HIGH, HEADING, HEAD] = [28, 22, 24];

/** A table of shares by year: a shade and a number in each cell. A click on a year chooses it; the chosen one is framed. */
export function shades(model: Model, choice: Choice, width: number, rows: ShadeRow[], color: string): SVGSVGElement {
  const { years } = model;
  const now = model.period(choice);
  const left = room(
    rows.map((row) => row.title),
    width * 0.36,
  );
  const wide = (width - left) / years.length;
  const narrow = wide < 34;
  const middle = (period: number) => left + (period + 0.5) * wide;
  const marks: SVGElement[] = years.map((year, period) =>
    s(
      "text",
      {
        x: middle(period),
        y: 14,
        "text-anchor": "middle",
        "font-size": narrow ? 10 : 11,
        "font-weight": period === now ? 700 : 400,
        fill: period === now ? "var(--accent)" : "var(--quiet)",
        "data-choose": `year=${year}`,
      },
      narrow ? `’${String(year).slice(-2)}` : String(year),
    ),
  );
  let y = HEAD;
  let group: string | undefined;
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      marks.push(s("text", { x: 0, y: y + 15, "font-size": 11.5, "font-weight": 650, class: "quiet" }, group ?? ""));
      y += HEADING;
    }
    const line = { y: y + HIGH / 2, dy: "0.35em", fill: "currentColor", stroke: "none" };
    marks.push(s("text", { x: 0, "font-size": 12, ...line }, fit(row.title, left - 8)));
    row.cells.forEach(({ share, text, tip }, period) =>
      marks.push(
        s(
          "g",
          { "data-choose": `year=${years[period]}`, "data-tip": tip },
          s("rect", {
            x: left + period * wide + 1,
            y: y + 1,
            width: Math.max(1, wide - 2),
            height: HIGH - 2,
            rx: 2,
            fill: share === null ? "transparent" : color,
            // Light enough for the number to stand out in either theme.
            "fill-opacity": share === null ? 0 : 0.05 + 0.5 * share,
          }),
          s("text", { x: middle(period), "text-anchor": "middle", "font-size": narrow ? 10 : 11.5, ...line }, text),
        ),
      ),
    );
    y += HIGH;
  }
  marks.push(
    s("rect", {
      x: left + now * wide,
      y: HEAD - 1,
      width: wide,
      height: y - HEAD + 2,
      rx: 3,
      fill: "none",
      stroke: "var(--accent)",
      "stroke-width": 2,
      "pointer-events": "none",
    }),
  );
  return s("svg", { viewBox: `0 0 ${width} ${y + 4}`, width, height: y + 4 }, ...marks);
}
