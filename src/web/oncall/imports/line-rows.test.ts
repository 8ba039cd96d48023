import { expect, it } from "vitest";
import { rowsOf } from "./line-rows.ts";

const shift = (person: string, from: number, to: number) => ({ person, from, to });

it("lays people who are on call at once into rows of their own, and those who follow into one", () => {
  const [a, b, c, d] = [shift("a", 0, 10), shift("b", 5, 15), shift("c", 10, 20), shift("d", 15, 25)];
  expect(rowsOf([c, a, d, b])).toEqual([
    [a, c],
    [b, d],
  ]);
  expect(rowsOf([])).toEqual([[]]);
});
