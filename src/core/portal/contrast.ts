/** What customers see: the provider's colour made readable, what an opening would give, which announcements are theirs. Colours first. */
import { Refusal } from "#core/refusal.ts";

/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads `#0b5c69`. Refuses `bad-colour`. */
export function parseColour(text: string): Rgb {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (found === null)
    throw new Refusal("bad-colour", `"${text}" is not a colour: write it with six hexadecimal digits, #0b5c69 for instance.`, { text });
  return [Number.parseInt(found[1]!, 16), Number.parseInt(found[2]!, 16), Number.parseInt(found[3]!, 16)];
}

/** `#0b5c69`, each part rounded and kept within its bounds. */
export const writeColour = (colour: Rgb): string =>
  `#${colour
    .map((part) =>
      Math.min(255, Math.max(0, Math.round(part)))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

/** Relative luminance, 0 (black) to 1 (white): WCAG 2.2, "relative luminance", for sRGB. */
export function luminanceOf(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours from 1 to 21, in either order: WCAG 2.2, success criterion 1.4.3. */
export function contrastOf(one: Rgb, other: Rgb): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `share` (0 to 1) of the way from one colour to another. */
export const mixed = (from: Rgb, to: Rgb, share: number): Rgb =>
  [0, 1, 2].map((part) => from[part]! + (to[part]! - from[part]!) * share) as unknown as Rgb;
