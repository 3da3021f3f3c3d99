import * as Plot from "@observablehq/plot";
import { type Figure, type LegendItem } from "../charts/figure";
import { DASHES, series } from "../charts/paint";
import { plot, yearTicks } from "../charts/plot";
import { h } from "../page/dom";
import { count, dollars, number, percent } from "../page/format";
import { at, has, type Model } from "../model";
import { type AttackMove, type Prices } from "../views/views";

interface Point {
  line: string;
  year: number;
  price: number;
  tip: string;
}

/** The path of a price, and where an attack takes it. */
interface Line {
  label: string;
  /** What is traded along it, t. */
  weight: number;
  points: Point[];
  attacked: (Point & { from: number })[];
}

/** Quotes drawn at most. */
const MOST = 5;

/** The attack that is laid over the paths, and what it is. */
interface Laid {
  moves: AttackMove[];
  future: number;
  words: string;
}

function attack(model: Model, member: number | null): Laid | string {
  if (member !== null && "here" in model.kill) {
    const purse = model.kill.here.purses.find(
      (one) => one.who.kind === "alone" && one.who.members.includes(member) && one.moves.length > 0,
    );
    if (purse)
      return {
        moves: purse.moves,
        future: model.kill.here.future,
        words: `the cheapest attack that exhausts the purse of ${model.names.members[member]?.title} alone`,
      };
  }
  if ("missing" in model.harm) return model.harm.missing;
  for (const level of model.harm.here.levels) {
    if ("missing" in level.curve) continue;
    const worst = level.curve.here.points.at(-1);
    if (worst && worst.moves.length > 0)
      return {
        moves: worst.moves,
        future: model.harm.here.future,
        words: worst.budget_musd === null ? "the worst attack without limit" : `the worst attack for ${dollars(worst.budget_musd)}`,
      };
  }
  return "no attack was found";
}

export function prices(model: Model, view: Prices): Figure {
  const { names } = model;
  const material = (index: number) => names.materials[index]?.title ?? "";
  const traded = new Map<number, number>();
  for (const quote of view.quotes) {
    const value = quote.traded_t.value.reduce(
      (total, amount, index) => total + amount * at(quote.price_usd_per_kg, quote.traded_t.at[index] ?? 0),
      0,
    );
    traded.set(quote.material, (traded.get(quote.material) ?? 0) + value);
  }
  const touched = new Set(view.touched.map((one) => view.quotes[one.quote]?.material));
  const choices = [...traded.keys()].sort((a, b) => material(a).localeCompare(material(b)));
  // What is traded most among what can be attacked comes first.
  let shown =
    [...choices].sort((a, b) => Number(touched.has(b)) - Number(touched.has(a)) || (traded.get(b) ?? 0) - (traded.get(a) ?? 0))[0] ?? -1;

  return {
    id: "prices",
    title: "Prices with and without an attack",
    note: "Market quotes at their first step, and shadow prices inside the plan, USD/kg.",
    follows: ["year", "scenario", "member"],
    own(redraw) {
      if (choices.length < 2) return null;
      const choose = h(
        "select",
        { "aria-label": "Material of the price paths", onchange: () => ((shown = Number(choose.value)), redraw()) },
        ...choices.map((one) => h("option", { value: one, selected: one === shown }, material(one))),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      if (shown < 0) return "No market has a quote.";
      const path = model.path(choice);
      const future = model.future(choice);
      const laid = attack(model, model.member(choice));
      const lines: Line[] = [];
      view.quotes.forEach((quote, index) => {
        if (quote.material !== shown) return;
        const label = `${names.markets[quote.market]?.title ?? ""}, ${quote.side === "buy" ? "we buy" : "we sell"}`;
        const line: Line = { label, weight: 0, points: [], attacked: [] };
        path.forEach((state, period) => {
          if (!has(quote.price_usd_per_kg, state)) return;
          const year = model.years[period] ?? 0;
          const price = at(quote.price_usd_per_kg, state);
          const traded = at(quote.traded_t, state);
          line.weight += traded;
          line.points.push({
            line: label,
            year,
            price,
            tip: `${label}, ${model.span(period)}\n${number(price)} USD/kg\n${number(traded)} t a year traded`,
          });
          if (typeof laid === "string" || laid.future !== future) return;
          let left = 1;
          const acts: string[] = [];
          for (const move of laid.moves) {
            const touch = view.touched.find((one) => one.attack === move.attack && one.quote === index);
            const one = names.attacks[move.attack];
            // Bans take away volume, not price.
            if (!touch || move.period !== period || one?.kind === "ban") continue;
            left -= touch.share * move.depth;
            acts.push(`${one?.title}: depth ${percent(move.depth)}`);
          }
          if (acts.length === 0) return;
          const tip = [`${label}, ${model.span(period)}, attacked`, `${number(price * left)} USD/kg in place of ${number(price)}`, ...acts];
          line.attacked.push({ line: label, year, price: price * left, from: price, tip: tip.join("\n") });
        });
        if (line.points.length > 0) lines.push(line);
      });
      // What is traded says most; the rest is among the numbers.
      const quoted = lines.length;
      const drawn = lines
        .filter((one) => one.weight > 0 || quoted <= MOST)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, MOST);
      if (drawn.length === 0) drawn.push(...lines.slice(0, MOST));
      for (const inside of view.inside) {
        // The home region says most.
        if (inside.material !== shown || names.regions[inside.region]?.bloc !== "home") continue;
        const label = `Inside, ${names.regions[inside.region]?.title}${inside.compliant ? ", compliant origin" : ""}`;
        const points = path.flatMap((state, period) => {
          if (!has(inside.price_usd_per_kg, state)) return [];
          const price = at(inside.price_usd_per_kg, state);
          return [{ line: label, year: model.years[period] ?? 0, price, tip: `${label}, ${model.span(period)}\n${number(price)} USD/kg` }];
        });
        if (points.length === 0) continue;
        const line: Line = { label, weight: 0, points, attacked: [] };
        lines.push(line);
        drawn.push(line);
      }
      if (drawn.length === 0) return `No market quotes ${material(shown)} in this scenario.`;
      const color = (label: string) => series(drawn.findIndex((one) => one.label === label)).color;
      const attacked = drawn.flatMap((one) => one.attacked);
      const red = "var(--adversary)";
      const chart = plot(width, {
        height: Math.max(240, Math.min(340, width * 0.58)),
        marginLeft: 48,
        x: { label: null, ticks: yearTicks(model.years, width - 64), tickFormat: (year: number) => String(year), tickSize: 4 },
        y: { label: "USD/kg", zero: true, nice: true, grid: true, ticks: 5 },
        marks: [
          Plot.ruleX([choice.year], { stroke: "var(--accent)", strokeDasharray: "4 3", strokeWidth: 1.2 }),
          Plot.ruleY([0]),
          ...drawn.map(({ label, points }, index) =>
            Plot.line(points, {
              x: "year",
              y: "price",
              stroke: color(label),
              strokeWidth: 2,
              strokeDasharray: DASHES[index % DASHES.length] ?? "none",
            }),
          ),
          Plot.dot(
            drawn.flatMap((one) => one.points),
            { x: "year", y: "price", r: 2.6, fill: (one: Point) => color(one.line), title: "tip" },
          ),
          // What the attack takes off.
          Plot.ruleX(attacked, { x: "year", y1: "from", y2: "price", stroke: red, strokeWidth: 1.2 }),
          Plot.line(attacked, { x: "year", y: "price", z: "line", stroke: red, strokeWidth: 1.6, strokeDasharray: "3 3" }),
          Plot.dot(attacked, {
            x: "year",
            y: "price",
            r: 4,
            symbol: "triangle",
            rotate: 180,
            fill: "var(--paper)",
            stroke: red,
            strokeWidth: 1.5,
            title: "tip",
          }),
        ],
      });
      const legend: LegendItem[] = [
        ...drawn.map(({ label }, index) => ({
          label,
          paint: { ...series(index), pattern: "solid" as const },
          line: DASHES[index % DASHES.length] ?? "none",
        })),
        ...(attacked.length > 0 ? [{ label: "Under attack", paint: { color: red, pattern: "solid" as const }, line: "3 3" }] : []),
      ];
      const over =
        typeof laid === "string"
          ? `No attack is drawn: ${laid}.`
          : laid.future !== future
            ? `No attack is drawn: it is known for the scenario ${names.nodes[names.futures[laid.future]?.node ?? -1]?.title} alone.`
            : attacked.length > 0
              ? `Under attack: ${laid.words}.`
              : `${laid.words.replace(/^t/, "T")} does not touch it.`;
      const quotes = lines.filter((one) => !one.label.startsWith("Inside")).flatMap((one) => one.points.map((point) => point.price));
      const hidden = lines.length - drawn.length;
      const range =
        quotes.length > 0
          ? `Markets quote ${material(shown)} at ${[...new Set([Math.min(...quotes), Math.max(...quotes)].map(number))].join(" to ")} USD/kg. `
          : "";
      return {
        chart,
        says: `${range}${over}${hidden > 0 ? ` ${count(hidden, "quote")} at which nothing or little is traded ${hidden === 1 ? "stands" : "stand"} among the numbers alone.` : ""}`,
        legend,
        data: {
          columns: [{ name: "material" }, { name: "line" }, { name: "year" }, { name: "price_usd_per_kg", unit: "USD/kg" }],
          rows: lines.flatMap((line) => [
            ...line.points.map((one) => [names.materials[shown]?.id ?? "", line.label, one.year, one.price]),
            ...line.attacked.map((one) => [names.materials[shown]?.id ?? "", `${line.label}, attacked`, one.year, one.price]),
          ]),
        },
      };
    },
  };
}
