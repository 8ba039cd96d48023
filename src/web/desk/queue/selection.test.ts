import { describe, expect, it } from "vitest";
import { mostSelected, nothingSelected, reach, selectLoaded, toggle } from "./selection.ts";

const shown = [5, 3, 9, 1, 7];
const of = (selection: { ids: ReadonlySet<number> }) => [...selection.ids].sort((a, b) => a - b);

describe("selecting tickets", () => {
  it("puts one in and takes it out again", () => {
    const one = toggle(nothingSelected, 3);
    expect(of(one)).toEqual([3]);
    expect(of(toggle(one, 3))).toEqual([]);
  });

  it("reaches from the last one to another in the order shown, either way", () => {
    expect(of(reach(toggle(nothingSelected, 3), 1, shown))).toEqual([1, 3, 9]);
    expect(of(reach(toggle(nothingSelected, 7), 9, shown))).toEqual([1, 7, 9]);
  });

  it("selects one alone when there is nothing to reach from", () => {
    expect(of(reach(nothingSelected, 9, shown))).toEqual([9]);
    expect(of(reach(toggle(nothingSelected, 99), 9, shown))).toEqual([9, 99]);
  });

  it("takes no more than the server does at once", () => {
    expect(selectLoaded(Array.from({ length: 900 }, (_, id) => id)).ids.size).toBe(mostSelected);
  });
});
