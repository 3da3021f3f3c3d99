import * as Plot from "@observablehq/plot";
import { type Figure, type LegendItem } from "../charts/figure";
import { DASHES, series } from "../charts/paint";
import { plot, yearTicks } from "../charts/plot";
import { h } from "../page/dom";
import { number, percent } from "../page/format";
import { at, has, type Model } from "../model";
import { type AttackMove, type Prices } from "../views/views";

interface Point {
  line: string;
  year: number;
  price: number;
  tip: string;
}

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
        words: `the cheapest attack that breaks ${model.names.members[member]?.title} alone`,
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
        words:
          worst.budget_musd === null ? "the worst attack without limit" : `the worst attack for ${number(worst.budget_musd)} million USD`,
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
    title: "Prices, and what an attack does to them",
    note: "What markets ask or pay at their first step, and what one more kg is worth inside the plan, USD/kg.",
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
      if (shown < 0) return "No market trades anything.";
      const path = model.path(choice);
      const future = model.future(choice);
      const laid = attack(model, model.member(choice));
      const points: Point[] = [];
      const legend: LegendItem[] = [];
      const lines: string[] = [];
      const drops: { year: number; from: number; to: number }[] = [];
      const add = (line: string, got: Point[]) => {
        if (got.length === 0) return;
        const index = lines.push(line) - 1;
        legend.push({ label: line, paint: { ...series(index), pattern: "solid" }, line: DASHES[index % DASHES.length] ?? "none" });
        points.push(...got);
      };
      view.quotes.forEach((quote, index) => {
        if (quote.material !== shown) return;
        const line = `${names.markets[quote.market]?.title ?? ""}, ${quote.side === "buy" ? "we buy" : "we sell"}`;
        const got: Point[] = [];
        const lowered: Point[] = [];
        path.forEach((state, period) => {
          if (!has(quote.price_usd_per_kg, state)) return;
          const year = model.years[period] ?? 0;
          const price = at(quote.price_usd_per_kg, state);
          got.push({
            line,
            year,
            price,
            tip: `${line}, ${model.span(period)}\n${number(price)} USD/kg\n${number(at(quote.traded_t, state))} t a year traded`,
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
          if (acts.length > 0) drops.push({ year, from: price, to: price * left });
          if (acts.length > 0)
            lowered.push({
              line: `${line}, attacked`,
              year,
              price: price * left,
              tip: [
                `${line}, ${model.span(period)}, attacked`,
                `${number(price * left)} USD/kg in place of ${number(price)}`,
                ...acts,
              ].join("\n"),
            });
        });
        add(line, got);
        add(`${line}, attacked`, lowered);
      });
      for (const inside of view.inside) {
        if (inside.material !== shown) continue;
        const line = `Inside, ${names.regions[inside.region]?.title}${inside.compliant ? ", compliant origin" : ""}`;
        // The home region says most; others where there are no markets.
        if (names.regions[inside.region]?.bloc !== "home") continue;
        add(
          line,
          path.flatMap((state, period) =>
            has(inside.price_usd_per_kg, state)
              ? [
                  {
                    line,
                    year: model.years[period] ?? 0,
                    price: at(inside.price_usd_per_kg, state),
                    tip: `${line}, ${model.span(period)}\n${number(at(inside.price_usd_per_kg, state))} USD/kg`,
                  },
                ]
              : [],
          ),
        );
      }
      if (points.length === 0) return `Nobody quotes ${material(shown)} in this scenario.`;
      const colour = (line: string) => series(lines.indexOf(line)).colour;
      const chart = plot(width, {
        height: Math.max(240, Math.min(340, width * 0.58)),
        marginLeft: 48,
        x: { label: null, ticks: yearTicks(model.years, width - 64), tickFormat: (year: number) => String(year), tickSize: 4 },
        y: { label: "USD/kg", zero: true, nice: true, grid: true, ticks: 5 },
        marks: [
          Plot.ruleX([choice.year], { stroke: "var(--accent)", strokeDasharray: "4 3", strokeWidth: 1.2 }),
          Plot.ruleY([0]),
          ...lines.map((line, index) =>
            Plot.line(
              points.filter((one) => one.line === line),
              {
                x: "year",
                y: "price",
                stroke: colour(line),
                strokeWidth: 2,
                strokeDasharray: DASHES[index % DASHES.length] ?? "none",
                curve: "linear",
              },
            ),
          ),
          // What the attack takes off.
          Plot.ruleX(drops, { x: "year", y1: "from", y2: "to", stroke: "var(--adversary)", strokeWidth: 1.4 }),
          Plot.dot(points, { x: "year", y: "price", r: 2.6, fill: (one: Point) => colour(one.line), title: "tip" }),
        ],
      });
      const over =
        typeof laid === "string"
          ? `No attack is drawn: ${laid}.`
          : laid.future !== future
            ? `No attack is drawn: it is known for the scenario ${names.nodes[names.futures[laid.future]?.node ?? -1]?.title} alone.`
            : lines.some((line) => line.endsWith(", attacked"))
              ? `Attacked: ${laid.words}.`
              : `${laid.words.replace(/^t/, "T")} does not touch it.`;
      const quotes = points.filter((one) => !one.line.startsWith("Inside")).map((one) => one.price);
      const range =
        quotes.length > 0
          ? `Markets quote ${material(shown)} at ${number(Math.min(...quotes))} to ${number(Math.max(...quotes))} USD/kg. `
          : "";
      return {
        chart,
        says: `${range}${over}`,
        legend,
        data: {
          columns: [{ name: "material" }, { name: "line" }, { name: "year" }, { name: "price_usd_per_kg", unit: "USD/kg" }],
          rows: points.map((one) => [names.materials[shown]?.id ?? "", one.line, one.year, one.price]),
        },
      };
    },
  };
}
