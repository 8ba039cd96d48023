import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrastOf, parseColour, writeColour } from "#core/portal/contrast.ts";
import { paletteOf, textContrast } from "#core/portal/palette.ts";

const contrast = (one: string, other: string): number => contrastOf(parseColour(one), parseColour(other));

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#ff0000", "#ffffff", 4],
    ["#0000ff", "#ffffff", 8.59],
  ])("of %s and %s is %d, as WCAG computes it", (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 2);
    expect(contrast(other, one)).toBeCloseTo(expected, 2);
  });

  it("refuses what is no colour, and says how one is written", () => {
    expect(() => parseColour("teal")).toThrow(/six hexadecimal digits/);
    expect(() => parseColour("#fff")).toThrow(/six hexadecimal digits/);
  });
});

describe("the palette of a colour", () => {
  it("leaves a readable colour as it is by day, and says when it is none", () => {
    expect(paletteOf("#7a1f4b")).toMatchObject({ light: { accent: "#7a1f4b", onAccent: "#ffffff" }, isReadable: true });
    const yellow = paletteOf("#ffd000");
    expect(yellow.isReadable).toBe(false);
    expect(yellow.contrastOnWhite).toBe(1.47);
    expect(yellow.light.accent).not.toBe("#ffd000");
    expect(yellow.dark.accent).toBe("#ffd000");
  });

  it("is readable on every ground of day and night, whatever the colour", () => {
    const part = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), (rgb) => {
        const { light, dark } = paletteOf(writeColour(rgb));
        for (const ground of ["#ffffff", "#f1f4f3", "#e8eeed", "#eef3f2", "#dfecec"])
          expect(contrast(light.accent, ground)).toBeGreaterThanOrEqual(textContrast);
        for (const ground of ["#0b1c21", "#10272e", "#0a181d", "#16313a", "#1a3d47"])
          expect(contrast(dark.accent, ground)).toBeGreaterThanOrEqual(textContrast);
        for (const { accent, accentStrong, onAccent } of [light, dark]) {
          expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(textContrast);
          expect(contrast(accentStrong, onAccent)).toBeGreaterThanOrEqual(textContrast);
        }
      }),
    );
  });
});
