import { h } from "./dom";
import { percent } from "./format";
import { type Store } from "./state";
import { type Model } from "../model";

/** Year, scenario and member, and the way to the parts of the page. */
export function controls(model: Model, store: Store, parts: [string, string][]): HTMLElement {
  const { names } = model;
  const year = h("input", {
    type: "range",
    min: 0,
    max: model.years.length - 1,
    step: 1,
    "aria-label": "Year",
    oninput: () => store.choose({ year: model.years[Number(year.value)] ?? store.choice.year }),
  });
  const said = h("output", {});
  const scenario = h(
    "select",
    { "aria-label": "Scenario", onchange: () => store.choose({ scenario: scenario.value }) },
    ...names.futures.map((one) => {
      const node = names.nodes[one.node];
      return h(
        "option",
        { value: node?.id ?? "" },
        names.futures.length > 1 ? `${node?.title} (${percent(one.probability)})` : (node?.title ?? ""),
      );
    }),
  );
  const member = h(
    "select",
    { "aria-label": "Member", onchange: () => store.choose({ member: member.value }) },
    h("option", { value: "" }, "All members"),
    ...names.members.map((one) => h("option", { value: one.id }, one.title)),
  );
  const paper = h("p", { class: "paper note" });
  const show = () => {
    const { choice } = store;
    const span = model.span(model.period(choice));
    year.value = String(model.period(choice));
    year.setAttribute("aria-valuetext", span);
    said.textContent = span;
    scenario.value = choice.scenario;
    member.value = choice.member;
    paper.textContent = `Pictures show ${span}, scenario ${scenario.selectedOptions[0]?.textContent ?? choice.scenario}, ${member.selectedOptions[0]?.textContent ?? "all members"}.`;
  };
  store.follow(show);
  show();

  const links = parts.map(([id, title]) => h("a", { href: `#${id}` }, title));
  const nav = h("nav", { "aria-label": "Parts of the report" }, ...links);
  // The address holds the choice; a jump must not write over it.
  nav.addEventListener("click", (event) => {
    const to = event.target instanceof HTMLAnchorElement ? event.target.getAttribute("href")?.slice(1) : undefined;
    const part = to === undefined ? null : document.getElementById(to);
    if (!part) return;
    event.preventDefault();
    part.scrollIntoView();
    part.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries)
        if (entry.isIntersecting)
          for (const link of links) {
            if (link.getAttribute("href") === `#${entry.target.id}`) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
          }
    },
    { rootMargin: "-25% 0px -65% 0px" },
  );
  requestAnimationFrame(() =>
    parts.forEach(([id]) => {
      const part = document.getElementById(id);
      if (part) seen.observe(part);
    }),
  );

  return h(
    "div",
    { class: "choice" },
    h(
      "div",
      { role: "region", "aria-label": "Choice of year, scenario and member" },
      nav,
      h(
        "div",
        { class: "controls" },
        h("label", {}, h("span", {}, "Year"), year, said),
        h("label", {}, h("span", {}, "Scenario"), scenario),
        h("label", {}, h("span", {}, "Member"), member),
      ),
      paper,
    ),
  );
}
