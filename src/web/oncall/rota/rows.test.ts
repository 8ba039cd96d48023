import { describe, expect, it } from "vitest";
import { barAt, type DrawnSchedule, laned, nearestBar, peopleOf, rowsByPerson, rowsBySchedule } from "./rows.ts";
import { huesOf, placed, strokesOf } from "./strokes.ts";

const h = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour);
const window = { from: h(23, 0), to: h(30, 0) };
const nights: DrawnSchedule = {
  ...{ name: "nights", zone: "Europe/Madrid", people: ["ana", "bo"], feeds: ["theirs"], gaps: [{ from: h(25, 8), to: h(25, 10) }] },
  shifts: [
    { person: "ana", from: h(23, 0), to: h(24, 8), layer: "weeks" },
    { person: "cy", from: h(24, 8), to: h(25, 8), layer: null },
    { person: "bo", from: h(25, 10), to: h(30, 0), layer: "theirs" },
  ],
  layers: [
    { name: "weeks", shifts: [{ person: "ana", from: h(23, 0), to: h(25, 8), layer: "weeks" }] },
    { name: "theirs", shifts: [{ person: "bo", from: h(25, 10), to: h(30, 0), layer: "theirs" }] },
  ],
};
const rota = {
  schedules: [nights],
  leave: [
    { id: 4, person: "ana", from: h(26, 0), to: h(28, 0) },
    { id: 5, person: "ana", from: h(1, 0), to: h(2, 0) },
    { id: 6, person: "dora", from: h(26, 0), to: h(28, 0) },
  ],
  overrides: [{ id: 9, schedule: "nights", person: "cy", from: h(24, 8), to: h(25, 8) }],
  window,
};

describe("rows by schedule", () => {
  const [group] = rowsBySchedule(rota);

  it("show who it is in the end, with what it comes from, and gaps where nobody is", () => {
    const [final] = group!.rows;
    expect(final!.bars.map(({ kind, person, record }) => [kind, person, record])).toEqual([
      ["shift", "ana", null],
      ["override", "cy", 9],
      ["gap", null, null],
      ["feed", "bo", null],
    ]);
  });

  it("show the strongest layer first, and those of the schedule who are away in the window", () => {
    expect(group!.rows.map(({ id }) => id)).toEqual(["nights/final", "nights/layer/theirs", "nights/layer/weeks", "nights/away"]);
    expect(group!.rows.at(-1)!.bars.map(({ record }) => record)).toEqual([4]);
  });
});

it("shows a person's shifts and leave in one row, in the order asked for", () => {
  const [group] = rowsByPerson(rota, peopleOf(rota.schedules));
  expect(group!.rows.map(({ person, bars }) => [person, bars.map(({ kind }) => kind)])).toEqual([
    ["ana", ["shift", "leave"]],
    ["bo", ["feed"]],
    ["cy", ["override"]],
  ]);
});

it("puts bars that overlap under each other, and the next into the first free lane", () => {
  const bar = (from: number, to: number) => ({
    ...{ kind: "shift" as const, from, to, person: "ana", schedule: "nights", layer: null, lane: 0, record: null },
  });
  const { bars, lanes } = laned([bar(4, 6), bar(0, 5), bar(5, 9), bar(6, 7)]);
  expect(bars.map(({ from, lane }) => [from, lane])).toEqual([
    [0, 0],
    [4, 1],
    [5, 0],
    [6, 1],
  ]);
  expect(lanes).toBe(2);
});

describe("a place in a row", () => {
  const [final] = rowsBySchedule(rota)[0]!.rows;
  it("is found by instant, ends not included", () => {
    expect(barAt(final!.bars, h(24, 8))).toBe(1);
    expect(barAt(final!.bars, h(30, 0))).toBe(-1);
  });
  it("leads to the nearest bar of another row", () => {
    expect(nearestBar(final!.bars, h(25, 9))).toBe(2);
    expect(nearestBar(final!.bars, h(1, 0))).toBe(0);
    expect(nearestBar([], h(1, 0))).toBe(-1);
  });
});

it("draws wide bars by themselves and narrow ones as one stroke for each colour", () => {
  const days = Array.from({ length: 7 }, (_, i) => ({
    ...{ kind: "shift" as const, from: h(23 + i, 0), to: h(23 + i, 6), person: i % 2 === 0 ? "ana" : "bo", schedule: "nights" },
    ...{ layer: null, lane: 0, record: null },
  }));
  const hues = huesOf(["ana", "bo"]);
  const narrow = strokesOf(days, window, 300, ({ person }) => hues.get(person!)!, 3);
  expect(narrow.wide.map(({ index }) => index)).toEqual([3]);
  expect(narrow.strokes.map(({ hue, path }) => [hue, path.split("M").length - 1])).toEqual([
    ["1", 4],
    ["2", 3],
  ]);
  expect(strokesOf(days, window, 1200, () => "1", -1)).toMatchObject({ strokes: [], wide: { length: 7 } });
});

it("clips what begins before or ends after the window", () => {
  expect(placed({ from: h(20, 0), to: h(26, 12) }, window)).toEqual({ left: 0, width: 50 });
  expect(placed({ from: h(1, 0), to: h(2, 0) }, window).width).toBe(0);
});
