/** What the reader has chosen: in one place, and in the address, so that a view can be sent to someone. */

export interface Choice {
  year: number;
  /** The end of a path of the scenario tree. */
  scenario: string;
  /** Empty for all members. */
  member: string;
}

export type Field = keyof Choice;

export interface Store {
  readonly choice: Choice;
  choose(change: Partial<Choice>): void;
  /** Calls back with the fields that changed. */
  follow(listener: (changed: Set<Field>) => void): void;
}

export interface Allowed {
  years: number[];
  scenarios: string[];
  members: string[];
}

/** The choice in `#year=2030&scenario=calm`, as far as the document knows it. */
export function read(hash: string, allowed: Allowed, otherwise: Choice): Choice {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const year = Number(said.get("year"));
  const scenario = said.get("scenario") ?? "";
  const member = said.get("member") ?? "";
  return {
    year: allowed.years.includes(year) ? year : otherwise.year,
    scenario: allowed.scenarios.includes(scenario) ? scenario : otherwise.scenario,
    member: allowed.members.includes(member) ? member : otherwise.member,
  };
}

export function written(choice: Choice): string {
  const said = new URLSearchParams({ year: String(choice.year), scenario: choice.scenario });
  if (choice.member !== "") said.set("member", choice.member);
  return `#${said}`;
}

export function store(allowed: Allowed, otherwise: Choice): Store {
  let choice = read(location.hash, allowed, otherwise);
  const listeners: ((changed: Set<Field>) => void)[] = [];
  const set = (next: Choice) => {
    const changed = new Set((["year", "scenario", "member"] as const).filter((field) => next[field] !== choice[field]));
    choice = next;
    if (changed.size > 0) for (const listener of listeners) listener(changed);
  };
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) set(read(location.hash, allowed, choice));
  });
  return {
    get choice() {
      return choice;
    },
    choose(change) {
      set({ ...choice, ...change });
      history.replaceState(null, "", written(choice));
    },
    follow(listener) {
      listeners.push(listener);
    },
  };
}
