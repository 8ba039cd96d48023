/** From bars to what stands on the screen: wide ones as buttons with a name, narrow ones as one stroke for each colour. */
import type { Bar } from "./rows.ts";

/** Narrower bars have no room for a word, nor for a finger. */
export const narrowestPx = 18;

export type Placed = { bar: Bar; index: number; left: number; width: number };

/** In percent of the window, clipped to it. */
export function placed(bar: { from: number; to: number }, window: { from: number; to: number }): { left: number; width: number } {
  const span = window.to - window.from;
  const from = Math.max(bar.from, window.from);
  const to = Math.min(bar.to, window.to);
  return { left: ((from - window.from) / span) * 100, width: (Math.max(0, to - from) / span) * 100 };
}

/** A colour's narrow bars of one lane as a path in a box of 1000 by 1. */
export type Stroke = { hue: string; lane: number; path: string };

/** Wide bars in their order, and strokes; a bar that is `kept` is wide however narrow it is. */
export function strokesOf(
  bars: readonly Bar[],
  window: { from: number; to: number },
  widthPx: number,
  hueOf: (bar: Bar) => string,
  kept: number,
): { wide: Placed[]; strokes: Stroke[] } {
  const wide: Placed[] = [];
  const paths = new Map<string, Stroke>();
  bars.forEach((bar, index) => {
    const { left, width } = placed(bar, window);
    if (width <= 0) return;
    if (index === kept || (width / 100) * widthPx >= narrowestPx) wide.push({ bar, index, left, width });
    if ((width / 100) * widthPx >= narrowestPx) return;
    const hue = hueOf(bar);
    const key = `${hue} ${bar.lane}`;
    const known = paths.get(key) ?? { hue, lane: bar.lane, path: "" };
    // Half a pixel of air between neighbours that are wide enough for it, so that they can be told apart.
    const air = (width / 100) * widthPx > 5 ? 500 / widthPx : 0;
    const [x, w] = [left * 10, width * 10 - air];
    known.path += `M${x.toFixed(2)} 0h${w.toFixed(2)}v1h-${w.toFixed(2)}z`;
    paths.set(key, known);
  });
  return { wide, strokes: [...paths.values()] };
}

const hues = 12;

/** Colours in the order in which people stand in the rota, so that neighbours differ. */
export function huesOf(keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(keys)].map((key, i) => [key, String((i % hues) + 1)]));
}
