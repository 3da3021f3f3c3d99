/** Numbers as people read them. */

const formats = new Map<string, Intl.NumberFormat>();

function format(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.NumberFormat("en-US", options)));
  return found;
}

/** Three significant digits, more for what is above a thousand: 0.0123, 12.3, 1,234. A true minus sign. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  // What is left of rounding is nothing.
  if (size < 1e-9) return "0";
  const text =
    size >= 100
      ? format("whole", { maximumFractionDigits: 0 }).format(value)
      : format("digits", { maximumSignificantDigits: 3 }).format(value);
  return text === "-0" ? "0" : text.replace("-", "−");
}

/** Money of a number in million USD: $195 million. */
export function dollars(value: number | null | undefined): string {
  const text = number(value);
  return text.startsWith("−") ? `−$${text.slice(1)} million` : `$${text} million`;
}

/** A share of one as per cent. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const digits = size > 0 && size < 0.0995 ? 1 : 0;
  return `${format(`percent${digits}`, { style: "percent", maximumFractionDigits: digits }).format(value)}`.replace("-", "−");
}

/** The number in full, as a table shows it: up to six significant digits. */
export function exact(value: number): string {
  return format("exact", { maximumSignificantDigits: 6, useGrouping: true }).format(value).replace("-", "−");
}

/** `3 plants`, `1 plant`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** Words in a row: `a, b and c`. */
export function list(words: string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Words as a sentence: a capital and a full stop. */
export function sentence(text: string): string {
  const said = text.trim();
  return said === "" ? "" : `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? "" : "."}`;
}

/** An id as words, where a case gives no name: `export_ban` is `Export ban`. */
export function words(id: string): string {
  const text = id.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
