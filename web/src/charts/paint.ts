import { s } from "../page/dom";

/**
 * Paints are a colour and a pattern, so that colour never speaks alone. The colours are custom properties (`styles/theme.css`,
 * after Okabe and Ito, 2008) and follow the theme; patterns are drawn over them.
 */
export interface Paint {
  colour: string;
  pattern: "solid" | "hatch" | "dots" | "lines" | "cross" | "ring" | "diamond";
}

export const BLOCS: Record<string, Paint & { label: string }> = {
  home: { colour: "var(--home)", pattern: "solid", label: "Domestic" },
  ally: { colour: "var(--ally)", pattern: "dots", label: "Allied" },
  adversary: { colour: "var(--adversary)", pattern: "hatch", label: "Adversary" },
  other: { colour: "var(--neutral)", pattern: "lines", label: "Elsewhere" },
};

export function bloc(name: string): Paint & { label: string } {
  return BLOCS[name] ?? { colour: "var(--neutral)", pattern: "lines", label: "Elsewhere" };
}

/** Paints for series that have no meaning of their own, in order. */
export const SERIES: Paint[] = [
  { colour: "var(--s1)", pattern: "solid" },
  { colour: "var(--s2)", pattern: "hatch" },
  { colour: "var(--s3)", pattern: "dots" },
  { colour: "var(--s4)", pattern: "lines" },
  { colour: "var(--s5)", pattern: "cross" },
  { colour: "var(--s6)", pattern: "solid" },
  { colour: "var(--s7)", pattern: "hatch" },
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
      if (paint.pattern === "solid" || paint.pattern === "ring" || paint.pattern === "diamond") return paint.colour;
      const key = `${paint.colour} ${paint.pattern}`;
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

function pattern(id: string, { colour, pattern: kind }: Paint): SVGPatternElement {
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
    s("rect", { width: size, height: size, fill: colour }),
    ...(grain[kind]?.() ?? []),
  );
}

/** A small square of a paint for legends. */
export function swatch(paint: Paint, line?: string): SVGSVGElement {
  const { defs, fill } = patterns();
  const mark =
    line === undefined
      ? paint.pattern === "ring"
        ? s("circle", { cx: 7, cy: 6, r: 4, fill: paint.colour, stroke: "var(--quiet)", "stroke-width": 1.4 })
        : paint.pattern === "diamond"
          ? s("path", { d: "M7,0.8l5.2,5.2l-5.2,5.2l-5.2,-5.2z", fill: paint.colour, stroke: "currentColor", "stroke-width": 1.2 })
          : s("rect", { width: 14, height: 12, rx: 2, fill: fill(paint) })
      : s("path", { d: "M0,6H22", stroke: paint.colour, "stroke-width": 2.2, "stroke-dasharray": line });
  return s("svg", { width: line === undefined ? 14 : 22, height: 12, "aria-hidden": "true", class: "swatch" }, defs, mark);
}
