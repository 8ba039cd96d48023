/** From one colour of the provider to the accents of day and night, each readable wherever the interface puts it. */
import { contrastOf, mixed, parseColour, type Rgb, writeColour } from "#core/portal/contrast.ts";

/** Accent for links and buttons, its stronger shade under the pointer, and the colour of words upon it. */
export type Accent = { accent: string; accentStrong: string; onAccent: string };

export type Palette = {
  light: Accent;
  dark: Accent;
  /** Contrast of the colour as given on the white of a sheet, cut to two digits; text needs `textContrast`. */
  contrastOnWhite: number;
  /** The colour as given is readable by day: it is used as it is. */
  isReadable: boolean;
};

/** WCAG 2.2 AA, success criterion 1.4.3, for text of ordinary size. */
export const textContrast = 4.5;

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

/** The grounds of `tokens.css` on which an accent is hardest to read: the darkest by day (--chosen), the lightest by night. */
const dayGround = parseColour("#dfecec");
const nightGround = parseColour("#1a3d47");
const nightInk = parseColour("#06191d");

/** What the colour gives. By day it is darkened, by night lightened, in steps of 2 %, until its contrast is enough. */
export function paletteOf(colour: string): Palette {
  const given = parseColour(colour);
  const day = readable(given, black, dayGround);
  const night = readable(given, white, nightGround);
  const onWhite = contrastOf(given, white);
  return {
    light: { accent: writeColour(day), accentStrong: writeColour(mixed(day, black, 0.25)), onAccent: writeColour(white) },
    dark: { accent: writeColour(night), accentStrong: writeColour(mixed(night, white, 0.3)), onAccent: writeColour(nightInk) },
    contrastOnWhite: Math.floor(onWhite * 100) / 100,
    isReadable: writeColour(day) === writeColour(given),
  };
}

function readable(given: Rgb, towards: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    // Judged as it will be written: whole steps of 1/255.
    const tried = parseColour(writeColour(mixed(given, towards, share)));
    if (contrastOf(tried, ground) >= textContrast) return tried;
  }
  return towards;
}
