import { type Figure } from "../charts/figure";
import { type Paint, patterns } from "../charts/paint";
import { fit, room } from "../charts/text";
import { h, s } from "../page/dom";
import { list, dollars, number, sentence, words } from "../page/format";
import { type Model } from "../model";
import { type Bracket, type Later, type Rule, type Shares } from "../views/views";

const GETS: Paint = { color: "var(--home)", pattern: "solid" };
const TEMPTED: Paint = { color: "var(--adversary)", pattern: "hatch" };

export function shares(model: Model, view: Shares): Figure {
  const { names } = model;
  const name = (position: number) => names.members[view.members[position]?.member ?? -1]?.title ?? "";
  let shown = Math.max(
    0,
    view.rules.findIndex((one) => one.rule === view.scheduled),
  );
  /** Members in words: by name, or by who is not among them. */
  function group(positions: number[], most: number): string {
    const all = view.members.map((_, position) => position);
    const absent = all.filter((position) => !positions.includes(position));
    const names = (some: number[]) => (some.some((one) => name(one).includes(",")) ? some.map(name).join("; ") : list(some.map(name)));
    if (positions.length <= most) return names(positions);
    if (absent.length === 0) return "all members";
    return absent.length <= most ? `all but ${names(absent)}` : `${positions.length} of ${all.length} members`;
  }

  /** The coalition with the largest excess, with its bounds; members by name where there are not more than `most`. */
  function excess(rule: Pick<Rule, "largest_excess" | "gain_musd" | "gain_upper_bound_musd">, most: number): string {
    const { gain_musd: gain, gain_upper_bound_musd: limit } = rule;
    const found = rule.largest_excess.length > 0 && gain !== null;
    if (found && gain > 1e-6)
      return `Largest excess: ${group(rule.largest_excess, most)} can gain ${dollars(gain)} by leaving${limit !== null && limit > gain * 1.005 ? ` (upper bound of any coalition: ${number(limit)})` : ""}.`;
    if (limit === null || limit > 1e-6)
      return `No coalition was found that gains by leaving${limit === null ? "" : `; upper bound ${dollars(limit)}`}.`;
    if (!found) return "No coalition gains by leaving.";
    return `No coalition gains by leaving: the one with the largest excess (${group(rule.largest_excess, most)}) would ${gain < -1e-6 ? `lose ${dollars(-gain)}` : "be indifferent"}.`;
  }

  /** Whether the scheduled rule holds once it is known which way things go. */
  function later(one: Later): string {
    const paid = one.side_payments_musd.filter((amount) => amount > 0).reduce((sum, amount) => sum + amount, 0);
    const held =
      paid > 1e-6
        ? ` With side payments of ${dollars(paid)} ${one.held_to_musd === null ? "stability is not proven" : one.held_to_musd > 1e-6 ? `no coalition gains more than ${number(one.held_to_musd)}` : "no coalition gains by leaving"}.`
        : "";
    return `${names.nodes[one.node]?.title}, ${one.year}, under ${words(view.scheduled).toLowerCase()}: ${excess(one, 4)}${held}`;
  }

  return {
    id: "shares",
    title: "Allocations by rule",
    note: "Share of each member under the selected rule, $ million of present value. Diamond: stand-alone value (triangle: beyond the scale). Thin line: range over all rules. Hatched: coalition with the largest excess.",
    follows: ["member"],
    own(redraw) {
      if (view.rules.length < 2) return null;
      const choose = h(
        "select",
        { "aria-label": "Allocation rule", onchange: () => ((shown = Number(choose.value)), redraw()) },
        ...view.rules.map((one, index) => h("option", { value: index, selected: index === shown }, `${words(one.rule)}: ${one.verdict}`)),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      const rule = view.rules[shown];
      if (!rule)
        return view.missing.length > 0 ? view.missing.map((one) => `${words(one.rule)}: ${one.why}`).join(" ") : "No rule was computed.";
      const member = model.member(choice);
      const leaves = (rule.gain_musd ?? 0) > 1e-6 && rule.verdict !== "stable within the gap";
      const rows = view.members
        .map((one, position) => {
          const all = view.rules.map((each) => each.shares_musd[position] ?? 0);
          return {
            one,
            position,
            name: name(position),
            share: rule.shares_musd[position] ?? 0,
            low: Math.min(...all),
            high: Math.max(...all),
            leaving: leaves && rule.largest_excess.includes(position),
          };
        })
        .sort((a, b) => b.share - a.share);
      const values = rows.flatMap((row) => [row.share, row.low, row.high, row.one.alone_musd ?? 0, 0]);
      // The shares set the scale; what lies far beyond them (a loss alone, another rule) ends in an arrow.
      const given = rows.map((row) => row.share);
      const reach = 0.5 * (Math.max(0, ...given) - Math.min(0, ...given));
      const low = Math.max(Math.min(...values), Math.min(0, ...given) - reach);
      const top = Math.min(Math.max(...values), Math.max(0, ...given) + reach);
      const within = (value: number) => Math.min(top, Math.max(low, value));
      const stacked = width < 480;
      const left = stacked
        ? 0
        : room(
            rows.map((row) => row.name),
            width * 0.42,
          );
      const right = 54;
      const high = stacked ? 38 : 25;
      const height = rows.length * high + 24;
      const x = (value: number) => left + 8 + ((value - low) / Math.max(1e-9, top - low)) * (width - left - right - 16);
      const { defs, fill } = patterns();
      const chart = s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height },
        defs,
        s("path", { d: `M${x(0)},0V${height - 20}`, stroke: "currentColor" }),
      );
      chart.append(s("text", { x: 0, y: height - 5, "font-size": 11, class: "quiet" }, "$ million"));
      for (const tick of ticks(low, top, Math.max(2, Math.floor((width - left) / 90))))
        chart.append(
          s("path", { d: `M${x(tick)},0V${height - 20}`, stroke: "var(--rule)", "stroke-width": 0.7 }),
          s("text", { x: x(tick), y: height - 5, "text-anchor": "middle", "font-size": 11, class: "quiet" }, number(tick)),
        );
      rows.forEach((row, index) => {
        const y = index * high;
        const middle = stacked ? y + 25 : y + high / 2;
        const [a, b] = [Math.min(x(0), x(row.share)), Math.max(x(0), x(row.share))];
        const alone = row.one.alone_musd;
        const group = s("g", {
          opacity: member === null || row.one.member === member ? 1 : 0.3,
          "data-choose": `member=${encodeURIComponent(names.members[row.one.member]?.id ?? "")}`,
          "data-tip": [
            row.name,
            `${dollars(row.share)} under ${words(rule.rule).toLowerCase()}, ${number(row.share * view.annuity)} a year`,
            `stand-alone value: ${alone === null ? "no plan alone" : number(alone)}; equity ${number(row.one.capital_musd)}`,
            `marginal contribution: ${row.one.marginal_contribution_musd === null ? "no plan without it" : number(row.one.marginal_contribution_musd)}`,
            ...(view.rules.length > 1 ? [`over all rules: ${number(row.low)} to ${number(row.high)}`] : []),
            ...(row.leaving ? ["in the coalition with the largest excess"] : []),
          ].join("\n"),
        });
        group.append(
          s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }),
          s(
            "text",
            {
              x: stacked ? 0 : left - 8,
              y: stacked ? y + 13 : middle,
              dy: stacked ? 0 : "0.35em",
              "text-anchor": stacked ? "start" : "end",
              "font-size": 12,
              fill: "currentColor",
              stroke: "none",
            },
            fit(row.name, stacked ? width : left - 10),
          ),
          s("rect", { x: a, y: middle - 6, width: Math.max(1, b - a), height: 12, rx: 1.5, fill: fill(row.leaving ? TEMPTED : GETS) }),
        );
        const stroke = { stroke: "var(--quiet)", "stroke-width": 1, fill: "none" };
        if (view.rules.length > 1) {
          const [a, b] = [x(within(row.low)), x(within(row.high))];
          const ends = `M${a},${middle}${row.low < low ? "l5,-3.5m-5,3.5l5,3.5" : "m0,-3v6"}M${b},${middle}${row.high > top ? "l-5,-3.5m5,3.5l-5,3.5" : "m0,-3v6"}`;
          group.append(s("path", { d: `M${a},${middle}H${b}${ends}`, ...stroke }));
        }
        if (alone !== null) {
          const at = x(within(alone));
          const paint = { fill: "var(--paper)", stroke: "currentColor", "stroke-width": 1.3 };
          const shape =
            alone < low ? "m6,-5.5l-7,5.5l7,5.5z" : alone > top ? "m-6,-5.5l7,5.5l-7,5.5z" : "m0,-5.5l5.5,5.5l-5.5,5.5l-5.5,-5.5z";
          group.append(s("path", { d: `M${at},${middle}${shape}`, ...paint }));
        }
        group.append(
          s(
            "text",
            { x: width, y: middle, dy: "0.35em", "text-anchor": "end", "font-size": 11.5, fill: "currentColor", stroke: "none" },
            number(row.share),
          ),
        );
        chart.append(group);
      });
      return {
        chart,
        says: `${words(rule.rule)}: ${rule.doc}. ${sentence(rule.verdict)} ${excess(rule, 4)}`,
        more: [
          ...view.rules.map((one) => `${words(one.rule)}: ${one.verdict}. ${excess(one, 7)}`),
          ...view.missing.map((one) => `${words(one.rule)} was not computed: ${one.why}.`),
          ...view.later.map(later),
          ...bracket("Smallest possible largest excess", view.least_core_musd),
          ...bracket("Cost of stability", view.stability_musd),
        ],
        legend: [
          { label: "Share", paint: GETS },
          ...(leaves ? [{ label: "Share, coalition with the largest excess", paint: TEMPTED }] : []),
          { label: "Stand-alone value", paint: { color: "var(--paper)", pattern: "diamond" as const } },
        ],
        data: {
          columns: [
            { name: "member" },
            { name: "alone_musd", unit: "MUSD" },
            { name: "marginal_contribution_musd", unit: "MUSD" },
            { name: "capital_musd", unit: "MUSD" },
            ...view.rules.map((one) => ({ name: one.rule, unit: "MUSD" })),
            { name: `largest_excess_under_${rule.rule}` },
          ],
          rows: view.members.map((one, position) => [
            names.members[one.member]?.id ?? "",
            one.alone_musd,
            one.marginal_contribution_musd,
            one.capital_musd,
            ...view.rules.map((each) => each.shares_musd[position] ?? 0),
            rule.largest_excess.includes(position) ? "yes" : "no",
          ]),
        },
      };
    },
  };
}

function bracket(what: string, { lower, upper }: Bracket): string[] {
  if (lower === null && upper === null) return [];
  if (lower !== null && upper !== null && Math.abs(upper - lower) <= 1e-6 * Math.max(1, Math.abs(upper)))
    return [`${what}: ${dollars(upper)}.`];
  return [
    `${what}: ${lower === null ? "" : `lower bound ${dollars(lower)}`}${lower !== null && upper !== null ? ", " : ""}${upper === null ? "" : `upper bound ${dollars(upper)}`}.`,
  ];
}

/** Round numbers between two. */
function ticks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-6; tick += step) found.push(Math.abs(tick) < step / 2 ? 0 : tick);
  return found;
}
