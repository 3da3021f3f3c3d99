import { csv, type Grid } from "../page/csv";
import { download, fileName, h, prose } from "../page/dom";
import { type Choice, type Field, type Store } from "../page/state";
import { table } from "../page/table";
import { svgFile } from "./export";
import { type Paint, swatch } from "./paint";
import { adopt, answer, hide } from "./tip";

export interface LegendItem {
  label: string;
  paint: Paint;
  /** Dashes, for lines. */
  line?: string;
}

/** One state of a picture. */
export interface Picture {
  chart: SVGSVGElement;
  /** What the picture says, in a sentence, for those who do not see it and those in a hurry. */
  says: string;
  legend?: LegendItem[];
  /** More sentences, behind a click. */
  more?: string[];
  data: Grid;
}

/** A picture and what it follows. */
export interface Figure {
  id: string;
  title: string;
  /** What is drawn, with its unit. */
  note: string;
  follows: Field[];
  wide?: boolean;
  /** A choice of the picture's own; `redraw` after it has changed. */
  own?(redraw: () => void): HTMLElement | null;
  /** The picture at a width in px, or why there is none. */
  draw(choice: Choice, width: number): Picture | string;
}

/** The choice that a mark asks for when it is clicked: `year=2030&member=alder`. */
function chosen(text: string): Partial<Choice> {
  const change: Partial<Choice> = {};
  const said = new URLSearchParams(text);
  if (said.has("year")) change.year = Number(said.get("year"));
  if (said.has("scenario")) change.scenario = said.get("scenario") ?? "";
  if (said.has("member")) change.member = said.get("member") ?? "";
  return change;
}

/** Width of a picture on paper, px: over the page, and over half of it. */
const PAPER = { wide: 690, half: 325 };

/** The picture with its title, its sentence, its legend and its data. */
export function figure(what: Figure, store: Store): HTMLElement {
  const says = h("p", { class: "says" });
  const legend = h("ul", { class: "legend" });
  const area = h("div", { class: "plot", tabindex: 0, role: "group" });
  const more = h("details", { class: "more" });
  const data = h("div", { class: "data", hidden: true });
  const state = () => [what.title, ...what.follows.map((field) => String(store.choice[field] || "all"))].join(" ");
  const numbers = h("button", { type: "button", "aria-expanded": "false", onclick: () => open(data.hidden !== false) }, "Numbers");
  const asCsv = h(
    "button",
    { type: "button", onclick: () => now && download(`${fileName(state())}.csv`, "text/csv", csv(now.data)) },
    "CSV",
  );
  const asSvg = h("button", { type: "button", onclick: save }, "SVG");
  const tools = h("div", { class: "tools" }, numbers, asCsv, asSvg);
  for (const button of [numbers, asCsv, asSvg]) button.setAttribute("aria-label", `${button.textContent} of: ${what.title}`);
  const frame = h(
    "figure",
    { id: what.id, class: what.wide ? "wide" : "" },
    h("figcaption", {}, h("h3", {}, what.title), tools, h("p", { class: "note" }, what.note)),
    what.own?.(() => draw(drawn)) ?? null,
    says,
    more,
    legend,
    area,
    data,
  );
  answer(area);
  area.addEventListener("click", (event) => {
    const wanted = event.target instanceof Element ? event.target.closest("[data-choose]")?.getAttribute("data-choose") : null;
    if (wanted) store.choose(chosen(wanted));
  });

  let now: Picture | null = null;
  let drawn = 0;

  function open(wanted: boolean): void {
    data.hidden = !wanted;
    numbers.setAttribute("aria-expanded", String(wanted));
    if (now && wanted) data.replaceChildren(table({ ...now.data, name: what.title, small: true }));
  }

  function save(): void {
    if (now) download(`${fileName(state())}.svg`, "image/svg+xml", svgFile(now.chart, what.title, what.note, now.legend ?? []));
  }

  function draw(width: number): void {
    drawn = width;
    hide();
    const got = what.draw(store.choice, width);
    frame.classList.toggle("missing", typeof got === "string");
    tools.hidden = typeof got === "string";
    if (typeof got === "string") {
      now = null;
      says.replaceChildren(...prose(got));
      legend.replaceChildren();
      more.hidden = true;
      area.replaceChildren();
      area.hidden = true;
      open(false);
      return;
    }
    now = got;
    area.hidden = false;
    says.replaceChildren(...prose(got.says));
    more.hidden = !got.more?.length;
    more.replaceChildren(h("summary", {}, "More"), h("ul", {}, ...(got.more ?? []).map((text) => h("li", {}, ...prose(text)))));
    adopt(got.chart);
    got.chart.setAttribute("role", "img");
    got.chart.setAttribute("aria-label", `${what.title}. ${got.says}`);
    area.setAttribute("aria-label", `${what.title}: arrow keys go through the numbers`);
    area.replaceChildren(got.chart);
    legend.replaceChildren(...(got.legend ?? []).map((item) => h("li", {}, swatch(item.paint, item.line), item.label)));
    if (!data.hidden) open(true);
  }

  store.follow((changed) => {
    if (drawn > 0 && what.follows.some((field) => changed.has(field))) draw(drawn);
  });
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width > 0 && Math.abs(width - drawn) > 4 && !matchMedia("print").matches) draw(width);
  }).observe(frame);
  addEventListener("beforeprint", () => draw(what.wide ? PAPER.wide : PAPER.half));
  addEventListener("afterprint", () => draw(Math.round(frame.getBoundingClientRect().width)));
  return frame;
}
