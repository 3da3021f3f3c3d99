import { s } from "../page/dom";

/**
 * Paints are a color and a pattern, so that color never speaks alone. The colors are custom properties (`styles/theme.css`,
 * after Okabe and Ito, 2008) and follow the theme; patterns are drawn over them.
 */
export interface Paint {
  color: string;
  pattern: "solid" | "hatch" | "dots" | "lines" | "cross" | "ring" | "diamond";
}

export const BLOCS: Record<string, Paint & { label: string }> = {
  home: { color: "var(--home)", pattern: "solid", label: "Domestic" },
  ally: { color: "var(--ally)", pattern: "dots", label: "Allied" },
  adversary: { color: "var(--adversary)", pattern: "hatch", label: "Adversary" },
  other: { color: "var(--neutral)", pattern: "lines", label: "Elsewhere" },
};

export function bloc(name: string): Paint & { label: string } {
  return BLOCS[name] ?? { color: "var(--neutral)", pattern: "lines", label: "Elsewhere" };
}

/** Paints for series that have no meaning of their own, in order. */
export const SERIES: Paint[] = [
  { color: "var(--s1)", pattern: "solid" },
  { color: "var(--s2)", pattern: "hatch" },
  { color: "var(--s3)", pattern: "dots" },
  { color: "var(--s4)", pattern: "lines" },
  { color: "var(--s5)", pattern: "cross" },
  { color: "var(--s6)", pattern: "solid" },
  { color: "var(--s7)", pattern: "hatch" },
];

export function series(index: number): Paint {
  return SERIES[index % SERIES.length] as Paint;
}

/** Dashes that go with the series of a line chart. */
export const DASHES = ["none", "6 3", "2 2.5", "9 3 2 3", "12 3", "4 4 1 4", "1 3"];

let made = 0;

/** Writes patterns into a chart and gives the value of `fill` for each paint. */
export function patterns(): { defs: SVGDefsElement; fill(paint: Paint): string } {
  const defs = s("defs");
  const known = new Map<string, string>();
  return {
    defs,
    fill(paint) {
      if (paint.pattern === "solid" || paint.pattern === "ring" || paint.pattern === "diamond") return paint.color;
      const key = `${paint.color} ${paint.pattern}`;
      let id = known.get(key);
      if (id === undefined) {
        id = `pattern-${(made += 1)}`;
        known.set(key, id);
        defs.append(pattern(id, paint));
      }
      return `url(#${id})`;
    },
  };
}

function pattern(id: string, { color, pattern: kind }: Paint): SVGPatternElement {
  const ink = { stroke: "var(--grain)", "stroke-width": 1.4, fill: "none" };
  const size = kind === "dots" ? 6 : 7;
  const grain: Record<string, () => SVGElement[]> = {
    hatch: () => [s("path", { d: "M-1,8L8,-1M-1,1L1,-1M6,8L8,6", ...ink })],
    lines: () => [s("path", { d: "M0,3.5H7", ...ink })],
    cross: () => [s("path", { d: "M0,3.5H7M3.5,0V7", ...ink })],
    dots: () => [
      s("circle", { cx: 1.5, cy: 1.5, r: 1, fill: "var(--grain)" }),
      s("circle", { cx: 4.5, cy: 4.5, r: 1, fill: "var(--grain)" }),
    ],
  };
  return s(
    "pattern",
    { id, width: size, height: size, patternUnits: "userSpaceOnUse" },
    s("rect", { width: size, height: size, fill: color }),
    ...(grain[kind]?.() ?? []),
  );
}

/** A small square of a paint for legends. */
export function swatch(paint: Paint, line?: string): SVGSVGElement {
  const { defs, fill } = patterns();
  const mark =
    line === undefined
      ? paint.pattern === "ring"
        ? s("circle", { cx: 7, cy: 6, r: 4, fill: paint.color, stroke: "var(--quiet)", "stroke-width": 1.4 })
        : paint.pattern === "diamond"
          ? s("path", { d: "M7,0.8l5.2,5.2l-5.2,5.2l-5.2,-5.2z", fill: paint.color, stroke: "currentColor", "stroke-width": 1.2 })
          : s("rect", { width: 14, height: 12, rx: 2, fill: fill(paint) })
      : s("path", { d: "M0,6H22", stroke: paint.color, "stroke-width": 2.2, "stroke-dasharray": line });
  return s("svg", { width: line === undefined ? 14 : 22, height: 12, "aria-hidden": "true", class: "swatch" }, defs, mark);
}
