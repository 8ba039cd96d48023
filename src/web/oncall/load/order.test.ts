import { expect, it } from "vitest";
import type { LoadRow } from "../../api/load.ts";
import { sorted } from "./order.ts";

const row = (personName: string, hours: number, nights: number): LoadRow => ({
  ...{ person: personName.toLowerCase(), personName, hours, nights, weekendDays: 0, holidays: 0, pages: 0, nightPages: 0 },
});
const rows = [row("Eva", 10, 3), row("Ana", 30, 1), row("Ben", 20, 3)];
const names = (address: Parameters<typeof sorted>[1]): string[] => sorted(rows, address).map(({ personName }) => personName);

it("puts who has most first, names from A on, and turns round when asked", () => {
  expect(names({})).toEqual(["Ana", "Ben", "Eva"]);
  expect(names({ up: true })).toEqual(["Eva", "Ben", "Ana"]);
  expect(names({ sort: "nights" })).toEqual(["Ben", "Eva", "Ana"]);
  expect(names({ sort: "nights", up: true })).toEqual(["Ana", "Ben", "Eva"]);
  expect(names({ sort: "person" })).toEqual(["Ana", "Ben", "Eva"]);
  expect(names({ sort: "person", up: true })).toEqual(["Eva", "Ben", "Ana"]);
});
