/** Tables as CSV (RFC 4180). */

export type Cell = string | number | boolean | null;

export interface Grid {
  columns: { name: string; unit?: string | undefined; doc?: string | undefined }[];
  rows: Cell[][];
}

/** A text that a spreadsheet would take for a formula is written behind an apostrophe: data is not to be run there either. */
function quoted(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, by which Excel knows UTF-8. */
export function csv(grid: Grid): string {
  const head = grid.columns.map((column) => quoted(column.name));
  const lines = [head, ...grid.rows.map((row) => row.map(quoted))].map((row) => row.join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
