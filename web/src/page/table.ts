import { type Cell, csv, type Grid } from "./csv";
import { download, fileName, h } from "./dom";
import { count, exact } from "./format";

/** Rows on a page of a table. */
const PAGE = 50;

export interface TableOptions extends Grid {
  name: string;
  doc?: string | undefined;
  /** Without search and download of its own. */
  small?: boolean;
  /** Columns whose texts are numbers, as written: to be sorted as numbers. */
  numbers?: boolean[];
  /** A column of small pictures, which is not part of the data. */
  picture?: { name: string; of: (row: Cell[]) => Node };
  /** Link or other element in place of a cell's text. */
  cell?: (row: Cell[], column: number) => Node | null;
}

function compare(a: Cell, b: Cell): number {
  if (a === null || a === "") return b === null || b === "" ? 0 : 1;
  if (b === null || b === "") return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** Letters and digits that a search compares: case and accents do not count. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** A table that is searched, sorted by its heads, leafed through, and taken along as CSV. */
export function table(options: TableOptions): HTMLElement {
  const { columns, rows, name } = options;
  let found = rows;
  let page = 0;
  let sorted: { column: number; down: boolean } | null = null;
  let texts: string[] | null = null;

  const body = h("tbody");
  const heads = columns.map((column, at) =>
    h(
      "th",
      { scope: "col", class: numeric(at) ? "number" : "", title: column.doc },
      h(
        "button",
        { type: "button", onclick: () => sort(at) },
        column.name,
        column.unit ? h("span", { class: "unit" }, ` ${column.unit}`) : null,
      ),
    ),
  );
  const said = h("span", { class: "count", role: "status" });
  const back = h("button", { type: "button", onclick: () => turn(page - 1), "aria-label": `Earlier rows of ${name}` }, "‹");
  const on = h("button", { type: "button", onclick: () => turn(page + 1), "aria-label": `Later rows of ${name}` }, "›");
  const search = h("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": `Search in ${name}`,
    oninput: () => find(search.value),
  });
  const take = h(
    "button",
    {
      type: "button",
      "aria-label": `CSV of ${name}`,
      onclick: () => download(`${fileName(name)}.csv`, "text/csv", csv({ columns, rows: found })),
    },
    "CSV",
  );

  function numeric(at: number): boolean {
    if (options.numbers) return options.numbers[at] ?? false;
    return rows.some((row) => typeof row[at] === "number") && rows.every((row) => typeof row[at] !== "string" || row[at] === "");
  }

  function find(asked: string): void {
    const wanted = plain(asked)
      .split(/\s+/)
      .filter((word) => word !== "");
    texts ??= rows.map((row) => plain(row.map((cell) => cell ?? "").join(" ")));
    found = rows.filter((_, at) => wanted.every((word) => texts?.[at]?.includes(word)));
    order();
    turn(0);
  }

  function sort(column: number): void {
    sorted = { column, down: sorted?.column === column ? !sorted.down : false };
    heads.forEach((head, at) => {
      if (at === column) head.setAttribute("aria-sort", sorted?.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    order();
    turn(0);
  }

  /** What a cell is sorted by. */
  function value(row: Cell[], at: number): Cell {
    const cell = row[at] ?? null;
    return options.numbers?.[at] && typeof cell === "string" && cell !== "" && !Number.isNaN(Number(cell)) ? Number(cell) : cell;
  }

  function order(): void {
    if (!sorted) return;
    const { column, down } = sorted;
    // What is blank stays last either way.
    found = [...found].sort((a, b) => {
      const [x, y] = [value(a, column), value(b, column)];
      const blank = x === null || x === "" || y === null || y === "";
      return (down && !blank ? -1 : 1) * compare(x, y);
    });
  }

  function turn(to: number): void {
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(Math.max(0, to), last);
    const from = page * PAGE;
    const shown = found.slice(from, from + PAGE);
    body.replaceChildren(
      ...shown.map((row) =>
        h(
          "tr",
          {},
          ...columns.map((_, at) => {
            const cell = row[at] ?? null;
            const text = cell === null ? "" : typeof cell === "number" ? written(at, cell) : String(cell);
            return h("td", { class: numerics[at] ? "number" : text.length > 60 ? "long" : "" }, options.cell?.(row, at) ?? text);
          }),
          options.picture && h("td", {}, options.picture.of(row)),
        ),
      ),
    );
    back.disabled = page === 0;
    on.disabled = page === last;
    back.hidden = on.hidden = last === 0;
    said.textContent =
      found.length > PAGE
        ? `rows ${from + 1}–${from + shown.length} of ${count(found.length, "row")}`
        : found.length === rows.length
          ? count(rows.length, "row")
          : `${count(found.length, "row")} of ${rows.length}`;
  }

  const numerics = columns.map((_, at) => numeric(at));
  const years = columns.map((column) => /(^|_)year$/.test(column.name));

  function written(at: number, cell: number): string {
    return years[at] ? String(cell) : exact(cell);
  }

  turn(0);
  return h(
    "div",
    { class: options.small ? "table small" : "table" },
    options.doc ? h("p", { class: "note" }, options.doc) : null,
    h("div", { class: "bar" }, options.small ? null : search, said, back, on, options.small ? null : take),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": `Table: ${name}` },
      h(
        "table",
        {},
        h("caption", { class: "hidden" }, name),
        h("thead", {}, h("tr", {}, ...heads, options.picture && h("th", { scope: "col" }, options.picture.name))),
        body,
      ),
    ),
  );
}
