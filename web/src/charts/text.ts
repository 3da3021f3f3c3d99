/** Labels that keep their place, whatever script they are in. */

let ruler: CanvasRenderingContext2D | null = null;

/** Width of a text in the page's font, px. */
export function width(text: string, size = 12, weight = 400): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * size * 0.55;
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

/** The text, cut where the room ends, px. */
export function fit(text: string, room: number, size = 12, weight = 400): string {
  if (width(text, size, weight) <= room) return text;
  const all = [...text];
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(`${all.slice(0, middle).join("").trimEnd()}…`, size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${all.slice(0, low).join("").trimEnd()}…`;
}

/** Room for the longest of some labels, at most `limit`, px. */
export function room(texts: string[], limit: number, weight = 400): number {
  return Math.min(limit, Math.ceil(Math.max(0, ...texts.map((text) => width(text, 12, weight)))) + 12);
}
