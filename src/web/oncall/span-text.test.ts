import { describe, expect, it } from "vitest";
import { spanText } from "./span-text.ts";

describe("a span that often takes less than a second", () => {
  it.each([
    [-3, "en", "0 ms"],
    [0, "en", "0 ms"],
    [210, "en", "210 ms"],
    [999.4, "en", "999 ms"],
    [999.6, "en", "1 s"],
    [1_449, "en", "1.4 s"],
    [1_449, "fr", "1,4 s"],
    [48_900, "en", "48 s"],
    [185_000, "es", "3 min 5 s"],
    [3_600_000, "en", "1 h"],
    [7_385_000, "en", "2 h 3 min"],
  ])("%d ms in %s reads %s", (ms, locale, text) => {
    expect(spanText(ms, locale)).toBe(text);
  });
});
