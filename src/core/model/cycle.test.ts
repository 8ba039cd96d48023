import { expect, test } from "vitest";
import { findCycles } from "#core/model/cycle.ts";

const graph = (edges: Record<string, string[]>) =>
  new Map(Object.entries(edges).map(([from, to]) => [from, to.map((each, index) => ({ to: each, index }))]));

test.each([
  [{ a: ["b"], b: ["c"], c: [] }, []],
  [{ a: ["a"] }, [["a", "a"]]],
  [{ a: ["b"], b: ["c"], c: ["a"] }, [["a", "b", "c", "a"]]],
  [{ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  [
    { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b", "a"],
      ["c", "d", "c"],
    ],
  ],
  [{ a: ["nobody"] }, []],
])("%j", (edges, loops) => expect(findCycles(graph(edges)).map(({ loop }) => loop)).toEqual(loops));

test("a chain of a hundred thousand is no circle and no stack overflow", () => {
  const chain = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`n${i}`, [`n${i + 1}`]]));
  expect(findCycles(graph(chain))).toEqual([]);
});
