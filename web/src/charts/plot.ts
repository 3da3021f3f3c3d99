import * as Plot from "@observablehq/plot";

/** Plot with the page's manners: no title of its own, text in the page's fonts, axes that say their unit. */
export function plot(width: number, options: Plot.PlotOptions): SVGSVGElement {
  const chart = Plot.plot({ width, marginTop: 26, marginRight: 16, ...options, figure: false }) as SVGSVGElement;
  chart.removeAttribute("class");
  // The picture as a whole has a name; Plot names groups, which have no role.
  for (const group of chart.querySelectorAll("[aria-label], [aria-description], [aria-hidden]"))
    for (const name of ["aria-label", "aria-description", "aria-hidden"]) group.removeAttribute(name);
  for (const style of chart.querySelectorAll("style")) style.remove();
  return chart;
}

/** Years of an axis that fit beside each other. */
export function yearTicks(years: number[], width: number): number[] {
  const [first, last] = [years[0] ?? 0, years.at(-1) ?? 0];
  const scale = width / Math.max(1, last - first);
  const kept: number[] = [];
  for (const year of years) if (kept.length === 0 || (year - (kept.at(-1) ?? 0)) * scale >= 40) kept.push(year);
  return kept;
}
