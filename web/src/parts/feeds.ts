import { type Figure, type LegendItem } from "../charts/figure";
import { bloc, BLOCS, patterns } from "../charts/paint";
import { fit, width as measure } from "../charts/text";
import { s } from "../page/dom";
import { list, number, percent } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Feeds, type Mine } from "../views/views";

/** A cost curve: each mine a block, as wide as it can mine, as high as a kg costs; a bar over it is what is in the kg. */
export function feeds(model: Model, view: Feeds): Figure {
  const { names } = model;
  return {
    id: "feeds",
    title: "Feed costs and contents",
    note: "Blocks from cheap to dear: width, what a mine can give, t of counted elements a year; height, cost of a kg; line, what markets pay in the first year for the elements in it; USD/kg. Full: mined in the chosen year.",
    follows: ["year", "scenario", "member"],
    wide: true,
    draw(choice, width) {
      const state = model.state(choice);
      const member = model.member(choice);
      const mines = view.mines.filter((one) => one.capacity_t_per_year > 0).sort((a, b) => cost(a) - cost(b));
      if (mines.length === 0) return "The case has no mines or collected feeds.";
      const [left, right, top, bottom] = [44, 8, 28, 52];
      const height = Math.round(Math.max(270, Math.min(400, width * 0.42)));
      const total = sum(mines.map((one) => one.capacity_t_per_year));
      // What is small must be seen too: every block has a least width, the rest is shared out by capacity.
      const least = Math.min(9, (width - left - right) / mines.length / 2);
      const free = width - left - right - least * mines.length;
      const highest = Math.max(1e-9, ...mines.flatMap((one) => [cost(one), one.basket_usd_per_kg]));
      // A single dear feed would press all others to the ground.
      const sorted = mines.flatMap((one) => [cost(one), one.basket_usd_per_kg]).sort((a, b) => a - b);
      const usual = (sorted[Math.floor(sorted.length * 0.9)] ?? highest) * 1.6;
      const limit = Math.min(highest, usual);
      const y = (value: number) => top + (1 - Math.min(value, limit) / limit) * (height - top - bottom);
      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      const power = 10 ** Math.floor(Math.log10(limit / 4));
      const step = ([1, 2, 5, 10].find((one) => one * power >= limit / 5) ?? 10) * power;
      for (let tick = 0; tick <= limit * 1.0001; tick += step)
        chart.append(
          s("path", { d: `M${left},${y(tick)}H${width - right}`, stroke: "var(--rule)", "stroke-width": 0.7 }),
          s("text", { x: left - 6, y: y(tick), dy: "0.35em", "text-anchor": "end", "font-size": 11, class: "quiet" }, number(tick)),
        );
      chart.append(
        s("text", { x: 0, y: 12, "font-size": 11, class: "quiet" }, "USD/kg"),
        s(
          "text",
          { x: width - right, y: height - 4, "text-anchor": "end", "font-size": 11, class: "quiet" },
          `${number(total)} t a year in all →`,
        ),
      );
      let x = left;
      const reached: number[] = [];
      for (const one of mines) {
        const wide = least + (one.capacity_t_per_year / total) * free;
        const facility = names.facilities[one.facility];
        const whose = bloc(names.regions[facility?.region ?? -1]?.bloc ?? "other");
        const mined = at(one.mined_t, state);
        const used = Math.min(1, mined / one.capacity_t_per_year);
        const elements = topElements(model, one);
        const group = s("g", {
          opacity: member === null || facility?.member === member ? 1 : 0.3,
          "data-tip": [
            facility?.title ?? one.title,
            `${one.title}: ${elements}`,
            `costs ${number(cost(one))} USD/kg (${number(one.running_usd_per_kg)} running, ${number(one.capital_usd_per_kg)} capital), holds ${number(one.basket_usd_per_kg)} USD/kg`,
            `mines ${number(mined)} of ${number(one.capacity_t_per_year)} t a year in ${model.span(model.period(choice))}`,
          ].join("\n"),
        });
        const [ground, roof, line] = [y(0), y(cost(one)), y(one.basket_usd_per_kg)];
        const gap = wide > 4 ? 1 : 0.3;
        group.append(
          s("rect", { x, y: top, width: wide, height: ground - top, fill: "transparent", stroke: "none" }),
          s("rect", {
            x: x + gap / 2,
            y: roof,
            width: Math.max(0.5, wide - gap),
            height: Math.max(0.5, ground - roof),
            fill: whose.color,
            "fill-opacity": 0.2,
          }),
          s("rect", {
            x: x + gap / 2,
            y: roof,
            width: Math.max(0, (wide - gap) * used),
            height: Math.max(0.5, ground - roof),
            fill: fill(whose),
          }),
          s("path", { d: `M${x},${line}H${x + wide}`, stroke: "currentColor", "stroke-width": 2.4 }),
        );
        // Words where there is room: two lines of names below, what is beyond the scale above.
        const word = (text: string, at: number, size: number, height: number): boolean => {
          const half = measure(text, size) / 2;
          const middle = Math.max(left + half, Math.min(x + wide / 2, width - right - half));
          if (text === "" || middle - half < (reached[at] ?? -Infinity) + 6) return false;
          reached[at] = middle + half;
          group.append(
            s("text", { x: middle, y: height, "text-anchor": "middle", "font-size": size, fill: "currentColor", stroke: "none" }, text),
          );
          return true;
        };
        const beyond = Math.max(cost(one), one.basket_usd_per_kg);
        if (beyond > limit) word(`↑ ${number(beyond)}`, 2, 10, top - 5);
        const name = fit(one.title, Math.max(wide, 120), 11);
        if (wide > 16 && !word(name, 0, 11, ground + 15)) word(name, 1, 11, ground + 29);
        chart.append(group);
        x += wide;
      }
      const pays = mines.filter((one) => one.basket_usd_per_kg > cost(one));
      const best = [...mines].sort((a, b) => b.basket_usd_per_kg - cost(b) - (a.basket_usd_per_kg - cost(a)))[0] as Mine;
      const running = mines.filter((one) => at(one.mined_t, state) > 0);
      return {
        chart,
        says: `${number(pays.length)} of ${number(mines.length)} feeds are worth more than their cost; ${names.facilities[best.facility]?.title} has the largest margin (${number(best.basket_usd_per_kg - cost(best))} USD/kg). In ${model.span(model.period(choice))}, ${number(sum(running.map((one) => at(one.mined_t, state))))} t come from ${number(running.length)} of them.`,
        legend: [
          ...Object.entries(BLOCS)
            .filter(([key]) => mines.some((one) => names.regions[names.facilities[one.facility]?.region ?? -1]?.bloc === key))
            .map(([, paint]): LegendItem => ({ label: paint.label, paint })),
          { label: "Value of contents", paint: { color: "currentColor", pattern: "solid" }, line: "none" },
        ],
        data: {
          columns: [
            { name: "facility" },
            { name: "feed" },
            { name: "cost_usd_per_kg", unit: "USD/kg" },
            { name: "basket_usd_per_kg", unit: "USD/kg" },
            { name: "capacity_t_per_year", unit: "t/yr" },
            { name: "mined_t", unit: "t/yr" },
            ...names.elements.map((one) => ({ name: one.id, unit: "t/t" })),
          ],
          rows: mines.map((one) => [
            names.facilities[one.facility]?.id ?? "",
            one.feed,
            cost(one),
            one.basket_usd_per_kg,
            one.capacity_t_per_year,
            at(one.mined_t, state),
            ...one.composition,
          ]),
        },
      };
    },
  };
}

/** Running and capital, USD/kg. */
function cost(one: Mine): number {
  return one.running_usd_per_kg + one.capital_usd_per_kg;
}

function topElements(model: Model, one: Mine): string {
  const parts = one.composition
    .map((share, element) => [model.names.elements[element]?.id ?? "", share] as const)
    .filter((part) => part[1] > 0)
    .sort((a, b) => b[1] - a[1]);
  return list(parts.slice(0, 5).map(([id, share]) => `${id} ${percent(share)}`));
}
