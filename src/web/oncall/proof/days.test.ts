import { describe, expect, it } from "vitest";
import { monthsOf, runsOf } from "./days.ts";

describe("a strip", () => {
  it("draws equal days as one", () => {
    expect(runsOf("ccg..c")).toEqual([
      { kind: "c", from: 0, length: 2 },
      { kind: "g", from: 2, length: 1 },
      { kind: ".", from: 3, length: 2 },
      { kind: "c", from: 5, length: 1 },
    ]);
    expect(runsOf("")).toEqual([]);
  });

  it("marks where months begin", () => {
    expect(monthsOf("2026-11-22", 90).map(({ day }) => day)).toEqual([9, 40, 71]);
    expect(monthsOf("2027-02-01", 29).map(({ day }) => day)).toEqual([28]);
  });
});
