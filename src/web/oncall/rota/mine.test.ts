import { expect, it } from "vitest";
import { ownOf, stretchesOf } from "./mine.ts";

it("takes a person's shifts that follow each other for one stretch, whatever layer they come from", () => {
  const shift = (person: string, from: number, to: number, layer: string | null = "weeks") => ({ person, from, to, layer });
  const schedule = (name: string, shifts: ReturnType<typeof shift>[]) => ({
    name,
    zone: "UTC",
    people: [],
    feeds: [],
    layers: [],
    gaps: [],
    shifts,
  });
  const drawn = {
    schedules: [
      schedule("nights", [shift("ana", 10, 20), shift("ana", 20, 30, null), shift("bo", 30, 40), shift("ana", 40, 50)]),
      schedule("days", [shift("bo", 0, 5), shift("ana", 5, 12)]),
    ],
  };
  expect(ownOf(drawn, "ana")).toEqual([
    { schedule: "days", from: 5, to: 12 },
    { schedule: "nights", from: 10, to: 30 },
    { schedule: "nights", from: 40, to: 50 },
  ]);
  expect(ownOf(drawn, "cy")).toEqual([]);
});

it("says who stands now and who after that, and where nobody does", () => {
  const schedule = {
    ...{ name: "nights", zone: "UTC", people: ["ana", "bo"], feeds: [], layers: [], gaps: [{ from: 40, to: 45 }] },
    shifts: [
      { person: "bo", from: 0, to: 10, layer: "weeks" },
      { person: "ana", from: 10, to: 20, layer: "weeks" },
      { person: "ana", from: 20, to: 30, layer: null },
      { person: "ana", from: 32, to: 40, layer: "weeks" },
    ],
  };
  expect(stretchesOf(schedule, 12).map(({ person, from, to }) => [person, from, to])).toEqual([
    ["ana", 10, 30],
    ["ana", 32, 40],
    [null, 40, 45],
  ]);
});
