import { s } from "../page/dom";
import { type LegendItem } from "./figure";
import { swatch } from "./paint";
import { width as measure } from "./text";

/** What a chart takes from the page's styles and needs in a file of its own. */
const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "fill-opacity",
  "stroke-opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "paint-order",
];

/** A text in lines that fit. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && measure(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A chart as a file: styles resolved to plain values, title and legend above it. */
export function svgFile(chart: SVGSVGElement, title: string, note: string, legend: LegendItem[]): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const theirs = [chart, ...chart.querySelectorAll("*")];
  const ours = [copy, ...copy.querySelectorAll("*")];
  theirs.forEach((element, at) => {
    const styles = getComputedStyle(element);
    const target = ours[at];
    if (!target) return;
    for (const name of PROPERTIES) {
      const value = styles.getPropertyValue(name);
      if (value !== "") target.setAttribute(name, value.replace(/url\("(#[^"]+)"\)/, "url($1)"));
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
    const said = target.getAttribute("data-tip");
    if (said !== null) {
      target.removeAttribute("data-tip");
      target.prepend(s("title", {}, said));
    }
  });

  const width = chart.viewBox.baseVal?.width || chart.clientWidth;
  const height = chart.viewBox.baseVal?.height || chart.clientHeight;
  const page = getComputedStyle(document.body);
  const text = { fill: page.color, "font-family": page.fontFamily };
  const lines = wrapped(note, width);
  const entries: SVGElement[] = [];
  let [x, y] = [0, 36 + 16 * lines.length];
  for (const item of legend) {
    const wide = 30 + measure(item.label);
    if (x > 0 && x + wide > width) [x, y] = [0, y + 18];
    const mark = swatch(item.paint, item.line);
    mark.removeAttribute("class");
    mark.setAttribute("x", String(x));
    mark.setAttribute("y", String(y - 10));
    entries.push(mark, s("text", { x: x + 27, y, "font-size": 12, ...text }, item.label));
    x += wide + 12;
  }
  const top = legend.length > 0 ? y + 12 : 34 + 16 * lines.length;
  copy.setAttribute("x", "0");
  copy.setAttribute("y", String(top));
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const file = s(
    "svg",
    { viewBox: `-12 -8 ${width + 24} ${height + top + 16}`, width: width + 24, height: height + top + 16, role: "img" },
    s("title", {}, title),
    s("rect", { x: -12, y: -8, width: width + 24, height: height + top + 16, fill: page.backgroundColor }),
    s("text", { x: 0, y: 14, "font-size": 16, "font-weight": 600, ...text }, title),
    ...lines.map((line, at) => s("text", { x: 0, y: 32 + 16 * at, "font-size": 12, ...text }, line)),
    ...entries,
    copy,
  );
  const written = new XMLSerializer().serializeToString(file);
  // The patterns of the legend are the page's: their colors are still names.
  return written.replaceAll(/var\((--[a-z0-9-]+)\)/g, (_, name: string) => page.getPropertyValue(name).trim());
}
