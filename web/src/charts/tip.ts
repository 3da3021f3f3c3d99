import { h } from "../page/dom";

/**
 * The one tooltip of the page. What can be asked carries its words in `data-tip` (first line: what it is; the other lines: its
 * numbers); the pointer asks by hovering or touching, the keyboard by arrow keys inside a chart.
 */
const box = h("div", { class: "tip", role: "status", "aria-live": "polite", hidden: true });

/** Marks within this distance of the pointer answer, px. */
const REACH = 28;

let marked: Element | null = null;

// Asked by keyboard, it stays with its mark while the page scrolls there; under a pointer that moves away it goes.
let held = false;
addEventListener("scroll", () => (held && marked ? show(marked, ...middle(marked)) : hide()), { passive: true, capture: true });

export function hide(): void {
  held = false;
  box.hidden = true;
  marked?.classList.remove("asked");
  marked = null;
}

function show(mark: Element, x: number, y: number): void {
  if (mark !== marked) {
    marked?.classList.remove("asked");
    marked = mark;
    mark.classList.add("asked");
    const [first, ...others] = (mark.getAttribute("data-tip") ?? "").split("\n");
    box.replaceChildren(h("strong", {}, first), ...others.map((line) => h("span", {}, line)));
  }
  if (!box.isConnected) document.body.append(box);
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - width - 8));
  const above = y - height - 14;
  box.style.left = `${left}px`;
  box.style.top = `${above > 4 ? above : y + 20}px`;
}

function middle(mark: Element): [number, number] {
  const { left, top, width, height } = mark.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

function nearest(marks: Element[], x: number, y: number): Element | null {
  let best: Element | null = null;
  let distance = REACH;
  for (const mark of marks) {
    const [mx, my] = middle(mark);
    const d = Math.hypot(mx - x, my - y);
    if (d < distance) [best, distance] = [mark, d];
  }
  return best;
}

/** Makes the marks inside a chart answer. `area` takes the focus. */
export function answer(area: HTMLElement): void {
  const marks = () => [...area.querySelectorAll("[data-tip]")];
  const ask = (event: PointerEvent) => {
    const over = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    const mark = over ?? nearest(marks(), event.clientX, event.clientY);
    held = false;
    if (mark) show(mark, event.clientX, event.clientY);
    else hide();
  };
  area.addEventListener("pointermove", ask);
  // A finger does not move before it asks.
  area.addEventListener("pointerdown", ask);
  area.addEventListener("pointerleave", hide);
  area.addEventListener("blur", hide);
  // Stays where it was when the picture is drawn again.
  let at = -1;
  area.addEventListener("keydown", (event) => {
    const all = marks();
    const step: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    if (event.key === "Escape") return hide();
    if (event.key === "Enter") return void all[at]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const to = step[event.key];
    if (to === undefined || all.length === 0) return;
    event.preventDefault();
    at = (to + all.length) % all.length;
    const mark = all[at];
    mark?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (mark) show(mark, ...middle(mark));
    held = true;
  });
}

/** Moves titles, as Plot writes them, to where the tooltip looks. */
export function adopt(chart: Element): void {
  for (const title of chart.querySelectorAll("title")) {
    title.parentElement?.setAttribute("data-tip", title.textContent ?? "");
    title.remove();
  }
}
