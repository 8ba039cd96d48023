import { describe, expect, it } from "vitest";
import { isMinutes, minutesSince } from "./action-beside.ts";

describe("minutes worked", () => {
  const opened = Date.parse("2026-11-24T09:00:00Z");
  it("are those since the page was opened: at least one, at most a day", () => {
    expect(minutesSince(opened, opened + 10_000)).toBe(1);
    expect(minutesSince(opened, opened + 7.6 * 60_000)).toBe(8);
    expect(minutesSince(opened, opened + 90 * 3_600_000)).toBe(1_440);
  });

  it("are written as a whole number up to a day's", () => {
    expect(["1", "1440", " 30 "].map(isMinutes)).toEqual([true, true, true]);
    expect(["0", "1441", "1.5", "-3", "", "ten"].map(isMinutes)).toEqual([false, false, false, false, false, false]);
  });
});
