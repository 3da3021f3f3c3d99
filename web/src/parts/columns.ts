import { sum, type Model } from "../model";
import { words } from "../page/format";
import { type Chain, type ChainBox } from "../views/views";
import { title } from "./map";

/** A box of the picture: one of the chain, or several taken together. */
export interface Group {
  label: string;
  kind: ChainBox["kind"];
  bloc: ChainBox["bloc"];
  column: number;
  /** What stands over its column; empty where its label says enough. */
  heading: string;
}

export interface Layout {
  groups: Group[];
  /** For each flow of the chain the positions in `groups` where it begins and ends; the same where it is inside one. */
  ends: [number, number][];
}

const ENDS: Record<string, string> = {
  purchases: "Bought",
  sales: "Sold",
  from_stock: "From stock",
  to_stock: "Into stock",
  disposal: "Got rid of",
};

/**
 * Boxes and their columns, the same for all years: stages in their order, each material behind the stage that makes most of it. `brief` takes
 * materials of a kind together, and end users; residues are what is got rid of.
 */
export function layout(model: Model, view: Chain, brief: boolean): Layout {
  const { names } = model;
  const stages = names.stages.length;
  const kinds = new Map(names.materials.map((one) => [one.form, one.kind]));
  const weights = view.flows.map((flow) => sum(flow.amount_t.value));

  /** What a box is taken together with, whatever its bloc. */
  function family(box: ChainBox): string {
    if (box.kind === "material") {
      const kind = kinds.get(box.name) ?? "";
      if (brief && kind === "residue") return "disposal";
      return `material ${brief ? kind : box.name}`;
    }
    if (box.kind === "users") return brief ? "users" : `users ${box.name}`;
    return box.kind === "plants" ? `plants ${box.name}` : box.kind;
  }
  const families = view.boxes.map(family);
  const stage = (box: number) => (view.boxes[box]?.kind === "plants" ? names.stages.indexOf(view.boxes[box]?.name ?? "") : null);

  // Of each material: the stage behind which least of it runs backwards, and whether more is shipped home or abroad.
  const behind = new Map<string, number>();
  const homeward = new Map<string, number>();
  for (const name of new Set(families.filter((one) => one.startsWith("material ")))) {
    const back = Array.from({ length: stages + 1 }, (_, index) => {
      const after = index - 1;
      return sum(
        view.flows.map((flow, at) => {
          const [made, used] = [stage(flow.from), stage(flow.to)];
          const against =
            (families[flow.to] === name && made !== null && made > after) ||
            (families[flow.from] === name && used !== null && used <= after);
          return against ? (weights[at] ?? 0) : 0;
        }),
      );
    });
    behind.set(name, back.indexOf(Math.min(...back)) - 1);
    const shipped = view.flows.map((flow, at) => {
      if (families[flow.from] !== name || families[flow.to] !== name) return 0;
      const [from, to] = [view.boxes[flow.from]?.bloc === "home", view.boxes[flow.to]?.bloc === "home"];
      return from === to ? 0 : to ? (weights[at] ?? 0) : -(weights[at] ?? 0);
    });
    if (shipped.some((weight) => weight !== 0)) homeward.set(name, sum(shipped));
  }

  // Sources, then for each stage its plants and two columns of materials, then the ends.
  const last = 3 * stages + 4;
  function column(box: ChainBox, name: string): number {
    if (box.kind === "plants") return 3 * names.stages.indexOf(box.name) + 3;
    if (name.startsWith("material ")) {
      const way = homeward.get(name);
      const second = way !== undefined && way >= 0 === (box.bloc === "home");
      return 3 * (behind.get(name) ?? -1) + 4 + (second ? 1 : 0);
    }
    return box.kind === "purchases" || box.kind === "from_stock" ? 0 : last;
  }

  const groups: Group[] = [];
  const known = new Map<string, number>();
  const of = view.boxes.map((box, at) => {
    const name = families[at] ?? "";
    const key = `${name} ${box.bloc}`;
    let found = known.get(key);
    if (found === undefined) {
      const material = name.startsWith("material ");
      const kind = name === "disposal" ? "disposal" : box.kind;
      const label =
        ENDS[kind] ??
        (kind === "users"
          ? brief
            ? "End users"
            : words(box.name || "end users")
          : kind === "plants"
            ? words(box.name)
            : brief
              ? words(kinds.get(box.name) ?? "")
              : title(model, box.name));
      found =
        groups.push({
          label,
          kind,
          bloc: box.bloc,
          column: column(box, name),
          heading: kind === "plants" || (brief && material) ? label : "",
        }) - 1;
      known.set(key, found);
    }
    return found;
  });
  const ends = view.flows.map((flow): [number, number] => [of[flow.from] ?? 0, of[flow.to] ?? 0]);
  // What is got rid of leaves where it arises: one box behind each of its sources.
  for (const pair of ends) {
    const [source, target] = [groups[pair[0]], groups[pair[1]]];
    if (!source || target?.kind !== "disposal" || source.kind === "disposal") continue;
    const key = `disposal of ${pair[0]}`;
    let found = known.get(key);
    if (found === undefined) {
      found = groups.push({ ...target, column: source.column + 1 }) - 1;
      known.set(key, found);
    }
    pair[1] = found;
  }
  return { groups, ends };
}
