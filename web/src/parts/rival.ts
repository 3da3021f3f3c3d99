import * as Plot from "@observablehq/plot";
import { type Figure, type LegendItem } from "../charts/figure";
import { DASHES, type Paint, patterns, series } from "../charts/paint";
import { letters, plot, widest, yearTicks } from "../charts/plot";
import { h, s } from "../page/dom";
import { cut, list, number, percent, words } from "../page/format";
import { type Model } from "../model";
import { type Harm, type Kill, type Purse } from "../views/views";

const LEVELS: Record<string, string> = {
  producers: "what its producers lose",
  treasury: "what its treasury pays",
  nation: "what the nation loses",
};

interface Point {
  level: string;
  x: number;
  y: number;
  most: number;
  tip: string;
}

export function harm(model: Model, view: Harm): Figure {
  const { names } = model;
  return {
    id: "harm",
    title: "What an attack costs the rival, and what it does",
    note: "Harm of the worst attack found within a budget, against what the rival spends; million USD of present value. The shade reaches to what no attack can exceed.",
    follows: ["member"],
    draw(choice, width) {
      const member = model.member(choice);
      const points: Point[] = [];
      const why: string[] = [];
      for (const level of view.levels) {
        if ("missing" in level.curve) {
          why.push(`${words(level.level)}: ${level.curve.missing}`);
          continue;
        }
        for (const one of level.curve.here.points) {
          const mine = member === null ? one.harm_musd : (one.by_member_musd[member] ?? 0);
          points.push({
            level: level.level,
            x: one.spent_musd,
            y: mine,
            most: member === null ? one.at_most_musd : mine,
            tip: [
              `${LEVELS[level.level] ?? level.level}: ${one.budget_musd === null ? "without limit" : `within ${number(one.budget_musd)} million USD`}`,
              `spent ${number(one.spent_musd)}, harm ${number(mine)}${member === null ? `, at most ${number(one.at_most_musd)}` : ""}`,
              ...(one.exchange > 0 ? [`${number(one.exchange)} of its own for each unit of harm`] : []),
              ...one.moves.slice(0, 5).map((move) => `${names.attacks[move.attack]?.title}, ${model.span(move.period)}: depth ${percent(move.depth)}`),
              ...(one.moves.length > 5 ? [`and ${one.moves.length - 5} more moves`] : []),
              ...one.unserved.filter((each) => each.unserved_t > 0).slice(0, 3).map((each) => `not served: ${number(each.unserved_t)} t of ${names.demands[each.demand]?.title}`),
            ].join("\n"),
          });
        }
      }
      if (points.length === 0) return why.length > 0 ? why.join(" ") : "No attack was asked about.";
      const levels = [...new Set(points.map((one) => one.level))];
      const lines = levels.map((level) => {
        const own = points.filter((one) => one.level === level).sort((a, b) => a.x - b.x);
        return { level, own: [{ ...(own[0] as Point), x: 0, y: 0, most: 0 }, ...own] };
      });
      const chart = plot(width, {
        height: Math.max(240, Math.min(340, width * 0.6)),
        marginLeft: 56,
        marginBottom: 40,
        x: { label: "spent by the rival, million USD →", labelAnchor: "right", nice: true, ticks: Math.max(2, Math.floor(width / 110)), domain: [0, Math.max(1, ...points.map((one) => one.x))] },
        y: { label: "harm, million USD", grid: true, nice: true, ticks: 5 },
        marks: [
          ...lines.map(({ level, own }) => Plot.areaY(own, { x: "x", y1: "y", y2: "most", fill: series(levels.indexOf(level)).colour, fillOpacity: 0.14 })),
          Plot.ruleY([0]),
          ...lines.map(({ level, own }) => Plot.line(own, { x: "x", y: "y", stroke: series(levels.indexOf(level)).colour, strokeWidth: 2, strokeDasharray: DASHES[levels.indexOf(level)] ?? "none" })),
          Plot.dot(points, { x: "x", y: "y", r: 3.5, fill: (one: Point) => series(levels.indexOf(one.level)).colour, title: "tip" }),
        ],
      });
      const worst = [...points].sort((a, b) => b.y - a.y)[0] as Point;
      return {
        chart,
        says: `Along ${names.nodes[names.futures[view.future]?.node ?? -1]?.title ?? "the plan"} the worst attack found takes ${number(worst.y)} million USD${member === null ? "" : ` from ${names.members[member]?.title}, before anything is shared,`} and costs the rival ${number(worst.x)} (${LEVELS[worst.level] ?? worst.level}).${why.length > 0 ? ` Not known: ${why.join(" ")}` : ""}`,
        legend: levels.map((level, index): LegendItem => ({ label: `Cost counted as ${LEVELS[level] ?? level}`, paint: { ...series(index), pattern: "solid" }, line: DASHES[index] ?? "none" })),
        data: {
          columns: [{ name: "level" }, { name: "budget_musd", unit: "MUSD" }, { name: "spent_musd", unit: "MUSD" }, { name: "harm_musd", unit: "MUSD" }, { name: "at_most_musd", unit: "MUSD" }, ...(member === null ? [] : [{ name: "harm_of_member_musd", unit: "MUSD" }])],
          rows: view.levels.flatMap((level) =>
            "missing" in level.curve
              ? []
              : level.curve.here.points.map((one) => [level.level, one.budget_musd, one.spent_musd, one.harm_musd, one.at_most_musd, ...(member === null ? [] : [one.by_member_musd[member] ?? 0])]),
          ),
        },
      };
    },
  };
}

const ALONE: Paint = { colour: "var(--s2)", pattern: "solid" };
const TOGETHER: Paint = { colour: "var(--home)", pattern: "hatch" };

const VERDICTS: Record<string, string> = {
  dead: "empty without any attack",
  safe: "safe from every attack",
  open: "not decided in time",
};

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
  const id = (one: { kind: string; members: number[] }) => (one.kind === "alone" || one.kind === "group" ? one.members.map((member) => names.members[member]?.id ?? "").join(";") : one.kind);
  return {
    id: "kill",
    title: "What it costs to break a member, alone and together",
    note: "The cheapest attack that empties a purse, million USD of the rival’s own present value. A thin end reaches from what is proven to be needed.",
    follows: ["member"],
    own(redraw) {
      if (levels.length < 2) return null;
      const choose = h(
        "select",
        { "aria-label": "Whose loss counts as the rival’s cost", onchange: () => ((level = choose.value), redraw()) },
        ...levels.map((one) => h("option", { value: one, selected: one === level }, `Cost: ${LEVELS[one] ?? one}`)),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      const member = model.member(choice);
      const purses = view.purses.filter((one) => one.level === level);
      if (purses.length === 0) return view.failed.length > 0 ? view.failed.map((one) => `${who(one.who)}: ${one.why}`).join(" ") : "No purse was attacked.";
      const single = purses.filter((one) => one.who.kind === "alone").sort((a, b) => cost(a) - cost(b));
      const shared = purses.filter((one) => one.who.kind !== "alone");
      const rows = [...single, ...shared];
      const most = Math.max(1e-9, ...rows.map((one) => one.cost_musd ?? one.at_least_musd ?? 0));
      const stacked = width < 480;
      const left = stacked ? 0 : widest(rows.map((one) => who(one.who)), width * 0.42);
      const right = 58;
      const high = stacked ? 38 : 24;
      const gap = shared.length > 0 && single.length > 0 ? 14 : 0;
      const height = rows.length * high + gap + 6;
      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      const x = (value: number) => left + (value / most) * (width - left - right);
      rows.forEach((one, index) => {
        const y = index * high + (index >= single.length ? gap : 0);
        const alone = one.who.kind === "alone";
        const mine = member === null || one.who.members.includes(member);
        const value = one.cost_musd ?? null;
        const bar = stacked ? y + 19 : y + 4;
        const verdict = value === null ? (VERDICTS[one.verdict] ?? one.verdict) : one.verdict === "dead" ? "empty already" : number(value);
        const group = s("g", {
          opacity: mine ? 1 : 0.3,
          ...(alone ? { "data-choose": `member=${encodeURIComponent(names.members[one.who.members[0] ?? -1]?.id ?? "")}` } : {}),
          "data-tip": [
            who(one.who),
            value === null ? (VERDICTS[one.verdict] ?? one.verdict) : `${number(value)} million USD breaks ${alone ? "it" : "them"}`,
            ...(one.at_least_musd !== null ? [`no attack for less than ${number(one.at_least_musd)} does`] : []),
            ...(one.period !== null ? [`empty by the end of ${model.span(one.period)}`] : []),
            `purse: ${one.purse_musd === null ? "without limit" : `${number(one.purse_musd)} million USD`}`,
            ...(one.safe_purse_musd !== null ? [`safe with a purse of ${number(one.safe_purse_musd)}`] : []),
            ...one.moves.slice(0, 5).map((move) => `${names.attacks[move.attack]?.title}, ${model.span(move.period)}: depth ${percent(move.depth)}`),
            ...(one.moves.length > 5 ? [`and ${one.moves.length - 5} more moves`] : []),
          ].join("\n"),
        });
        group.append(s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }));
        group.append(s("text", { x: stacked ? 0 : left - 8, y: stacked ? y + 13 : y + high / 2, dy: stacked ? 0 : "0.35em", "text-anchor": stacked ? "start" : "end", "font-size": 12, "font-weight": alone ? 400 : 620, fill: "currentColor", stroke: "none" }, cut(who(one.who), letters(stacked ? width : left - 10))));
        if (value !== null && value > 0) {
          group.append(s("rect", { x: left, y: bar, width: Math.max(1, x(value) - left), height: stacked ? 13 : high - 9, rx: 1.5, fill: fill(alone ? ALONE : TOGETHER) }));
          if (one.at_least_musd !== null && one.at_least_musd < value * 0.995) group.append(s("path", { d: `M${x(Math.max(0, one.at_least_musd))},${bar - 2}V${bar + (stacked ? 15 : high - 7)}`, stroke: "currentColor", "stroke-width": 1.2 }));
        } else if (one.at_least_musd !== null && one.at_least_musd > 0) {
          group.append(s("path", { d: `M${left},${bar + 6}H${x(one.at_least_musd)}m0,-4l6,4l-6,4`, stroke: "currentColor", "stroke-width": 1.2, fill: "none" }));
        }
        const end = value !== null && value > 0 ? x(value) + 5 : left + 2;
        group.append(s("text", { x: end, y: bar + (stacked ? 10 : (high - 9) / 2), dy: stacked ? 0 : "0.35em", "font-size": 11.5, fill: value === null ? "var(--quiet)" : "currentColor", stroke: "none" }, verdict));
        chart.append(group);
      });
      if (gap > 0) chart.append(s("path", { d: `M0,${single.length * high + gap / 2}H${width}`, stroke: "var(--rule)" }));

      const killed = single.filter((one) => one.verdict === "kill" && one.cost_musd !== null);
      const weakest = killed[0];
      const all = shared.find((one) => one.who.kind === "all");
      const together = !all ? "" : all.verdict === "kill" && all.cost_musd !== null ? ` All with one purse: ${number(all.cost_musd)}.` : ` All with one purse: ${VERDICTS[all.verdict] ?? all.verdict}.`;
      const failed = view.failed.length > 0 ? ` Not known: ${view.failed.map((one) => `${who(one.who)} (${one.why})`).join("; ")}.` : "";
      const says = weakest ? `${who(weakest.who)} breaks first, for ${number(weakest.cost_musd)} million USD.${together}${failed}` : `No single member can be broken by an attack that was found.${together}${failed}`;
      return {
        chart,
        says,
        legend: [{ label: "A member alone", paint: ALONE }, ...(shared.length > 0 ? [{ label: "Members with one purse", paint: TOGETHER }] : [])],
        data: {
          columns: [{ name: "who" }, { name: "level" }, { name: "verdict" }, { name: "purse_musd", unit: "MUSD" }, { name: "cost_musd", unit: "MUSD" }, { name: "at_least_musd", unit: "MUSD" }, { name: "year" }, { name: "safe_purse_musd", unit: "MUSD" }],
          rows: rows.map((one) => [id(one.who), one.level, one.verdict, one.purse_musd, one.cost_musd, one.at_least_musd, one.period === null ? null : (model.years[one.period] ?? null), one.safe_purse_musd]),
        },
      };
    },
  };
}

/** Purses without an attack that is known come last. */
function cost(one: Purse): number {
  return one.cost_musd ?? (one.verdict === "dead" ? 0 : Number.MAX_VALUE);
}

/** Cash with and without the attack that breaks a purse. */
export function purse(model: Model, view: Kill): Figure {
  const { names } = model;
  return {
    id: "purse",
    title: "How a purse empties",
    note: "Cash at the end of each period, without an attack and under the cheapest one that empties it, million USD.",
    follows: ["year", "member"],
    draw(choice, width) {
      const member = model.member(choice);
      const drawn = view.purses.filter((one) => one.cash_musd.length > 0 && one.under_attack_musd.length > 0);
      const own = member === null ? undefined : drawn.find((one) => one.who.kind === "alone" && one.who.members.includes(member));
      if (member !== null && !own) return `No attack empties the purse of ${names.members[member]?.title}, or it has no limit.`;
      const found = own ?? drawn.find((one) => one.who.kind === "all") ?? [...drawn].sort((a, b) => cost(a) - cost(b))[0];
      if (!found) return "No attack empties a purse.";
      const name = found.who.kind === "alone" ? (names.members[found.who.members[0] ?? -1]?.title ?? "") : "all with one purse";
      const lines = [
        { label: "Without an attack", values: found.cash_musd, paint: { colour: "var(--home)", pattern: "solid" } as Paint, line: "none" },
        { label: "Under attack", values: found.under_attack_musd, paint: { colour: "var(--adversary)", pattern: "solid" } as Paint, line: "6 3" },
      ];
      const points = lines.flatMap(({ label, values, paint }) => values.map((value, period) => ({ label, year: model.years[period] ?? 0, value, colour: paint.colour, tip: `${label}, end of ${model.span(period)}\n${number(value)} million USD` })));
      const chart = plot(width, {
        height: Math.max(220, Math.min(300, width * 0.52)),
        marginLeft: 56,
        x: { label: null, ticks: yearTicks(model.years, width - 72), tickFormat: (year: number) => String(year), tickSize: 4 },
        y: { label: "million USD", grid: true, zero: true, nice: true, ticks: 5 },
        marks: [
          Plot.ruleX([choice.year], { stroke: "var(--accent)", strokeDasharray: "4 3", strokeWidth: 1.2 }),
          Plot.ruleY([0]),
          ...lines.map(({ label, paint, line }) => Plot.line(points.filter((one) => one.label === label), { x: "year", y: "value", stroke: paint.colour, strokeWidth: 2, strokeDasharray: line })),
          Plot.dot(points, { x: "year", y: "value", r: 2.8, fill: "colour", title: "tip" }),
        ],
      });
      return {
        chart,
        says: `${name.charAt(0).toUpperCase()}${name.slice(1)}: an attack that costs the rival ${number(found.cost_musd)} million USD (${LEVELS[found.level] ?? found.level}) empties the purse${found.period === null ? "" : ` by the end of ${model.span(found.period)}`}.`,
        legend: lines.map(({ label, paint, line }) => ({ label, paint, line })),
        data: { columns: [{ name: "year" }, { name: "cash_musd", unit: "MUSD" }, { name: "under_attack_musd", unit: "MUSD" }], rows: found.cash_musd.map((value, period) => [model.years[period] ?? 0, value, found.under_attack_musd[period] ?? null]) },
      };
    },
  };
}

/** What a pooling bylaw makes the rival spend. */
export function bylaws(model: Model, view: Kill): Figure {
  const { names } = model;
  const levels = [...new Set(view.bylaws.map((one) => one.level))];
  const level = levels[0] ?? "";
  const rows = view.bylaws.filter((one) => one.level === level);
  return {
    id: "bylaws",
    title: "What pooling is worth",
    note: `What it costs the rival to break a first member, and all, under each bylaw of pooling, million USD of present value${level ? `; cost counted as ${LEVELS[level] ?? level}` : ""}.`,
    follows: [],
    draw(_, width) {
      if (rows.length === 0) return "No bylaw of pooling was compared.";
      const bars = rows.map((one) => [one.first, one.all] as const);
      const most = Math.max(1e-9, ...bars.flat().map((one) => one.cost_musd ?? one.at_least_musd ?? 0));
      const high = 46;
      const right = 132;
      const height = rows.length * high + 2;
      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      rows.forEach((one, index) => {
        const y = index * high;
        const survivors = list(one.survivors.map((member) => names.members[member]?.title ?? ""));
        const group = s("g", {
          "data-tip": [
            words(one.bylaw),
            ...([["a first member", one.first], ["all", one.all]] as const).map(([who, each]) => `to break ${who}: ${each.cost_musd === null ? (VERDICTS[each.verdict] ?? each.verdict) : `${number(each.cost_musd)} million USD`}${each.at_least_musd === null ? "" : `, at least ${number(each.at_least_musd)}`}`),
            ...(survivors ? [`who outlives the first: ${survivors}`] : []),
          ].join("\n"),
        });
        group.append(
          s("rect", { x: 0, y, width, height: high, fill: "transparent", stroke: "none" }),
          s("text", { x: 0, y: y + 13, "font-size": 12, fill: "currentColor", stroke: "none" }, cut(words(one.bylaw), letters(width))),
        );
        ([[one.first, ALONE, 18], [one.all, TOGETHER, 29]] as const).forEach(([each, paint, top]) => {
          const value = each.cost_musd;
          const wide = value === null ? 0 : (Math.max(0, value) / most) * (width - right);
          if (value !== null) group.append(s("rect", { x: 0, y: y + top, width: Math.max(1, wide), height: 9, fill: fill(paint) }));
          group.append(s("text", { x: wide + 5, y: y + top + 8.5, "font-size": 11, fill: value === null ? "var(--quiet)" : "currentColor", stroke: "none" }, value === null ? (VERDICTS[each.verdict] ?? each.verdict) : number(value)));
        });
        chart.append(group);
      });
      const best = [...rows].sort((a, b) => (b.first.cost_musd ?? 0) - (a.first.cost_musd ?? 0))[0];
      return {
        chart,
        says: best && best.first.cost_musd !== null ? `A first member is dearest to break under “${best.bylaw}”: ${number(best.first.cost_musd)} million USD.` : "No bylaw was found under which a first member breaks.",
        legend: [{ label: "To break a first member", paint: ALONE }, { label: "To break all", paint: TOGETHER }],
        data: {
          columns: [{ name: "level" }, { name: "bylaw" }, { name: "first" }, { name: "first_musd", unit: "MUSD" }, { name: "first_at_least_musd", unit: "MUSD" }, { name: "all" }, { name: "all_musd", unit: "MUSD" }, { name: "all_at_least_musd", unit: "MUSD" }, { name: "survivors" }],
          rows: view.bylaws.map((one) => [one.level, one.bylaw, one.first.verdict, one.first.cost_musd, one.first.at_least_musd, one.all.verdict, one.all.cost_musd, one.all.at_least_musd, one.survivors.map((member) => names.members[member]?.id ?? "").join(";")]),
        },
      };
    },
  };
}
