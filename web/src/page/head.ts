import { h } from "./dom";

const KEY = "recoop-theme";

/** Whether the page is dark: by the reader's word, else as the machine is set. */
function dark(): boolean {
  const said = remembered();
  return said === null ? matchMedia("(prefers-color-scheme: dark)").matches : said === "dark";
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A page from disk may have no storage.
    return null;
  }
}

function wear(theme: "dark" | "light"): void {
  document.documentElement.dataset["theme"] = theme;
}

/** Dresses the page, and again when the machine's setting changes or the page is printed (paper is light). */
export function theme(): HTMLButtonElement {
  const button = h("button", { type: "button", class: "ghost" });
  const dress = () => {
    wear(dark() ? "dark" : "light");
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Turn ${dark() ? "light" : "dark"}`);
  };
  button.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Then it holds for this visit.
      wear(next);
      return;
    }
    dress();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  addEventListener("beforeprint", () => wear("light"));
  addEventListener("afterprint", dress);
  dress();
  return button;
}

/** Line above the title. */
export function above(): HTMLElement {
  return h(
    "div",
    { class: "above" },
    h("span", {}, h("b", {}, "recoop"), " report"),
    h("div", {}, theme(), h("button", { type: "button", class: "ghost", onclick: () => print() }, "Print")),
  );
}

/** Date of a time stamp, as people write it. */
export function date(stamp: string): string {
  const when = new Date(stamp);
  return Number.isNaN(when.getTime())
    ? stamp
    : when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
