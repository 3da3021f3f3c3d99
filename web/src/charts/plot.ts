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
  const fit = Math.max(2, Math.floor(width / 46));
  const step = Math.ceil(years.length / fit);
  return years.filter((_, at) => at % step === 0);
}

/** Letters that fit into a width at 12 px. */
export function letters(width: number): number {
  return Math.max(3, Math.floor(width / 6.3));
}

/** Width in px of the longest of some texts at 12 px, at most `limit`. */
export function widest(texts: string[], limit: number): number {
  return Math.min(limit, Math.ceil(Math.max(0, ...texts.map((text) => [...text].length)) * 6.5) + 10);
}

/** Moves labels apart, at least `gap` from each other, within bounds; order is kept. */
export function spread(wanted: number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, at) => at).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const y = order.map((at) => wanted[at] ?? 0);
  for (let round = 0; round < 200; round += 1) {
    let moved = false;
    for (let k = 1; k < y.length; k += 1) {
      const lack = gap - ((y[k] ?? 0) - (y[k - 1] ?? 0));
      if (lack > 1e-6) {
        y[k - 1] = (y[k - 1] ?? 0) - lack / 2;
        y[k] = (y[k] ?? 0) + lack / 2;
        moved = true;
      }
    }
    const first = y[0] ?? 0;
    const last = y.at(-1) ?? 0;
    if (first < top) y.forEach((value, k) => (y[k] = Math.max(value, top + k * gap)));
    else if (last > bottom) y.forEach((value, k) => (y[k] = Math.min(value, bottom - (y.length - 1 - k) * gap)));
    if (!moved) break;
  }
  const result: number[] = [];
  order.forEach((at, k) => (result[at] = y[k] ?? 0));
  return result;
}
