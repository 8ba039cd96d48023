import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caughtUp, moved, type Order, spotOf } from "./order.ts";

const order: Order = { ranked: [1, 2, 3], rest: [4, 5] };

describe("a customer's order", () => {
  it("moves a ticket up and down, into the order and out of it", () => {
    expect(moved(order, 3, { list: "ranked", index: 0 })).toEqual({ ranked: [3, 1, 2], rest: [4, 5] });
    expect(moved(order, 1, { list: "ranked", index: 2 })).toEqual({ ranked: [2, 3, 1], rest: [4, 5] });
    expect(moved(order, 5, { list: "ranked", index: 1 })).toEqual({ ranked: [1, 5, 2, 3], rest: [4] });
    expect(moved(order, 2, { list: "rest", index: 0 })).toEqual({ ranked: [1, 3], rest: [2, 4, 5] });
    expect(moved(order, 9, { list: "ranked", index: 0 })).toBe(order);
  });

  it("keeps every ticket once, whatever is moved where", () => {
    const moves = fc.array(
      fc.record({
        id: fc.integer({ min: 1, max: 6 }),
        to: fc.record({ list: fc.constantFrom("ranked" as const, "rest" as const), index: fc.integer({ min: -2, max: 9 }) }),
      }),
    );
    fc.assert(
      fc.property(moves, (list) => {
        const after = list.reduce((each, { id, to }) => moved(each, id, to), order);
        expect([...after.ranked, ...after.rest].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
      }),
    );
  });

  it("forgets what is closed and finds room for what is new", () => {
    expect(caughtUp(order, [2, 3, 5, 7])).toEqual({ ranked: [2, 3], rest: [5, 7] });
    expect(spotOf(order, 5)).toEqual({ list: "rest", index: 1 });
    expect(spotOf(order, 8)).toBeNull();
  });
});
