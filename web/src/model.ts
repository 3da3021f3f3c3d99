import { type Names, type Series, type Study } from "./views/views";
import { type Choice } from "./page/state";

/** A study with the look-ups that every picture needs. */
export interface Model extends Study {
  /** First years of the periods. */
  years: number[];
  /** Position of the future that is chosen. */
  future(choice: Choice): number;
  /** Position of the period that is chosen. */
  period(choice: Choice): number;
  /** Position of the state that is chosen. */
  state(choice: Choice): number;
  /** States of the future that is chosen, one for each period. */
  path(choice: Choice): number[];
  /** Position of the member that is chosen; none for all. */
  member(choice: Choice): number | null;
  /** `2030`, `2031–2032`. */
  span(period: number): string;
}

export function model(study: Study): Model {
  const names = cleaned(study.names);
  const years = names.periods.map((period) => period.first_year);
  const future = (choice: Choice) => {
    const at = names.futures.findIndex((one) => names.nodes[one.node]?.id === choice.scenario);
    return at < 0 ? names.likeliest : at;
  };
  const period = (choice: Choice) => Math.max(0, years.indexOf(choice.year));
  const path = (choice: Choice) => names.futures[future(choice)]?.states ?? [];
  return {
    ...study,
    names,
    title: clean(study.title),
    years,
    future,
    period,
    path,
    state: (choice) => path(choice)[period(choice)] ?? 0,
    member: (choice) => {
      const at = names.members.findIndex((one) => one.id === choice.member);
      return at < 0 ? null : at;
    },
    span(at) {
      const one = names.periods[at];
      if (!one) return "";
      return one.first_year === one.last_year ? String(one.first_year) : `${one.first_year}–${one.last_year}`;
    },
  };
}

/** A name on one line, without signs that turn the direction of what follows it. */
function clean(text: string): string {
  return text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, "").replaceAll(/[\s\u2028\u2029]+/g, " ");
}

/** All titles cleaned; ids stay as they are. */
function cleaned(names: Names): Names {
  const titles = <T extends { title: string }>(all: T[]): T[] => all.map((one) => ({ ...one, title: clean(one.title) }));
  return {
    ...names,
    nodes: titles(names.nodes),
    members: titles(names.members),
    regions: titles(names.regions),
    elements: titles(names.elements),
    materials: titles(names.materials),
    technologies: titles(names.technologies),
    facilities: titles(names.facilities),
    markets: titles(names.markets),
    demands: titles(names.demands),
    attacks: titles(names.attacks),
  };
}

/** The value of a series in a state: 0 where it is not listed. */
export function at(series: Series, state: number): number {
  // States ascend.
  let [low, high] = [0, series.at.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = series.at[middle] as number;
    if (found === state) return series.value[middle] as number;
    if (found < state) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/** Whether a series lists a state: for what does not exist in every state. */
export function has(series: Series, state: number): boolean {
  return series.at.includes(state);
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
