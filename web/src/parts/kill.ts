import { type Figure } from "../charts/figure";
import { patterns } from "../charts/paint";
import { fit, room } from "../charts/text";
import { h, s } from "../page/dom";
import { list, dollars, number, percent } from "../page/format";
import { type Model } from "../model";
import { type Kill, type Purse } from "../views/views";
import { ALONE, LEVELS, TOGETHER, VERDICTS } from "./attacks";

export function kill(model: Model, view: Kill): Figure {
  const { names } = model;
  const levels = [...new Set(view.purses.map((one) => one.level))];
  let level = levels.find((one) => view.purses.some((purse) => purse.level === one && purse.cost_musd !== null)) ?? levels[0] ?? "";
  const who = (one: { kind: string; members: number[] }) =>
    one.kind === "alone"
      ? (names.members[one.members[0] ?? -1]?.title ?? "")
      : one.kind === "all"
        ? "All, one purse"
        : one.kind === "one_desk"
          ? "All, one purse, one desk"
          : list(one.members.map((member) => names.members[member]?.title ?? ""));
  const id = (one: { kind: string; members: number[] }) =>
    one.kind === "alone" || one.kind === "group" ? one.members.map((member) => names.members[member]?.id ?? "").join(";") : one.kind;
  return {
    id: "kill",
    title: "Kill costs",
    note: "Cost to the adversary of the cheapest attack that exhausts each purse, $ million of present value. Thin line: from the proven lower bound.",
    follows: ["member"],
    own(redraw) {
      if (levels.length < 2) return null;
      const choose = h(
        "select",
        { "aria-label": "Cost perspective", onchange: () => ((level = choose.value), redraw()) },
        ...levels.map((one) => h("option", { value: one, selected: one === level }, `Cost: ${LEVELS[one] ?? one}`)),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      const member = model.member(choice);
      const purses = view.purses.filter((one) => one.level === level);
      if (purses.length === 0)
        return view.failed.length > 0 ? view.failed.map((one) => `${who(one.who)}: ${one.why}`).join(" ") : "No purse was attacked.";
      const single = purses.filter((one) => one.who.kind === "alone").sort((a, b) => cost(a) - cost(b));
      const shared = purses.filter((one) => one.who.kind !== "alone");
      const rows = [...single, ...shared];
      const most = Math.max(1e-9, ...rows.map((one) => one.cost_musd ?? one.lower_bound_musd ?? 0));
      const stacked = width < 480;
      const left = stacked
        ? 0
        : room(
            rows.map((one) => who(one.who)),
            width * 0.42,
            620,
          );
      const right = 58;
      const high = stacked ? 38 : 24;
      const gap = shared.length > 0 && single.length > 0 ? 14 : 0;
      const height = rows.length * high + gap + 24;
      const { defs, fill } = patterns();
      const chart = s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height },
        defs,
        s("text", { x: width, y: height - 4, "text-anchor": "end", "font-size": 11, class: "quiet" }, "$ million"),
      );
      const x = (value: number) => left + (value / most) * (width - left - right);
      rows.forEach((one, index) => {
        const y = index * high + (index >= single.length ? gap : 0);
        const alone = one.who.kind === "alone";
        const mine = member === null || one.who.members.includes(member);
        const value = one.cost_musd ?? null;
        const bar = stacked ? y + 19 : y + 4;
        const enough = one.verdict === "not_exhaustible" && one.sufficient_purse_musd !== null && one.sufficient_purse_musd > 0;
        const verdict =
          value === null
            ? `${VERDICTS[one.verdict] ?? one.verdict}${enough ? `, with ${number(one.sufficient_purse_musd)} in its purse or more` : ""}`
            : one.verdict === "fails"
              ? "fails without an attack"
              : number(value);
        const group = s("g", {
          opacity: mine ? 1 : 0.3,
          ...(alone ? { "data-choose": `member=${encodeURIComponent(names.members[one.who.members[0] ?? -1]?.id ?? "")}` } : {}),
          "data-tip": [
            who(one.who),
            value === null ? (VERDICTS[one.verdict] ?? one.verdict) : `${dollars(value)} breaks ${alone ? "it" : "them"}`,
            ...(one.lower_bound_musd !== null ? [`lower bound ${number(one.lower_bound_musd)}`] : []),
            ...(one.period !== null ? [`exhausted by the end of ${model.span(one.period)}`] : []),
            `purse: ${one.purse_musd === null ? "without limit" : `${dollars(one.purse_musd)}`}`,
            ...(one.sufficient_purse_musd !== null ? [`sufficient purse: ${number(one.sufficient_purse_musd)}`] : []),
            ...one.moves
              .slice(0, 5)
              .map((move) => `${names.attacks[move.attack]?.title}, ${model.span(move.period)}: depth ${percent(move.depth)}`),
            ...(one.moves.length > 5 ? [`and ${one.moves.length - 5} more moves`] : []),
          ].join("\n"),
        });
        group.append(s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }));
        group.append(
          s(
            "text",
            {
              x: stacked ? 0 : left - 8,
              y: stacked ? y + 13 : y + high / 2,
              dy: stacked ? 0 : "0.35em",
              "text-anchor": stacked ? "start" : "end",
              "font-size": 12,
              "font-weight": alone ? 400 : 620,
              fill: "currentColor",
              stroke: "none",
            },
            fit(who(one.who), stacked ? width : left - 10, 12, alone ? 400 : 620),
          ),
        );
        if (value !== null && value > 0) {
          group.append(
            s("rect", {
              x: left,
              y: bar,
              width: Math.max(1, x(value) - left),
              height: stacked ? 13 : high - 9,
              rx: 1.5,
              fill: fill(alone ? ALONE : TOGETHER),
            }),
          );
          if (one.lower_bound_musd !== null && one.lower_bound_musd < value * 0.995)
            group.append(
              s("path", {
                d: `M${x(Math.max(0, one.lower_bound_musd))},${bar - 2}V${bar + (stacked ? 15 : high - 7)}`,
                stroke: "currentColor",
                "stroke-width": 1.2,
              }),
            );
        } else if (one.lower_bound_musd !== null && one.lower_bound_musd > 0) {
          group.append(
            s("path", {
              d: `M${left},${bar + 6}H${x(one.lower_bound_musd)}m0,-4l6,4l-6,4`,
              stroke: "currentColor",
              "stroke-width": 1.2,
              fill: "none",
            }),
          );
        }
        const end = value !== null && value > 0 ? x(value) + 5 : left + 2;
        group.append(
          s(
            "text",
            {
              x: end,
              y: bar + (stacked ? 10 : (high - 9) / 2),
              dy: stacked ? 0 : "0.35em",
              "font-size": 11.5,
              fill: value === null ? "var(--quiet)" : "currentColor",
              stroke: "none",
            },
            verdict,
          ),
        );
        chart.append(group);
      });
      if (gap > 0) chart.append(s("path", { d: `M0,${single.length * high + gap / 2}H${width}`, stroke: "var(--rule)" }));

      const killed = single.filter((one) => one.verdict === "kill" && one.cost_musd !== null);
      const weakest = killed[0];
      const all = shared.find((one) => one.who.kind === "all");
      const together = !all
        ? ""
        : all.verdict === "kill" && all.cost_musd !== null
          ? ` All with one purse: ${number(all.cost_musd)}.`
          : ` All with one purse: ${VERDICTS[all.verdict] ?? all.verdict}.`;
      const failed = view.failed.length > 0 ? ` Not computed: ${view.failed.map((one) => `${who(one.who)} (${one.why})`).join("; ")}.` : "";
      const says = weakest
        ? `Lowest kill cost: ${who(weakest.who)}, ${dollars(weakest.cost_musd)}.${together}${failed}`
        : single.length > 0 && single.every((one) => one.verdict === "not_exhaustible")
          ? `No modeled attack exhausts the purse of a member.${together}${failed}`
          : `No attack was found that exhausts the purse of a single member.${together}${failed}`;
      return {
        chart,
        says,
        legend: [
          ...(single.some((one) => cost(one) < Number.MAX_VALUE) ? [{ label: "A member alone", paint: ALONE }] : []),
          ...(shared.some((one) => one.cost_musd !== null) ? [{ label: "Members with one purse", paint: TOGETHER }] : []),
        ],
        data: {
          columns: [
            { name: "who" },
            { name: "level" },
            { name: "verdict" },
            { name: "purse_musd", unit: "MUSD" },
            { name: "cost_musd", unit: "MUSD" },
            { name: "lower_bound_musd", unit: "MUSD" },
            { name: "year" },
            { name: "sufficient_purse_musd", unit: "MUSD" },
          ],
          rows: rows.map((one) => [
            id(one.who),
            one.level,
            one.verdict,
            one.purse_musd,
            one.cost_musd,
            one.lower_bound_musd,
            one.period === null ? null : (model.years[one.period] ?? null),
            one.sufficient_purse_musd,
          ]),
        },
      };
    },
  };
}

/** Purses without an attack that is known come last. */
export function cost(one: Purse): number {
  return one.cost_musd ?? (one.verdict === "fails" ? 0 : Number.MAX_VALUE);
}
