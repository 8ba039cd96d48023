import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import type { Document, Layer, Limits, Person } from "#core/model/document.ts";
import { emptyRota, type Rota } from "#core/model/rota.ts";
import { beyondHardLimits, breachesOf, findingsOf, limitsMade, limitsOf } from "#core/oncall/limits.ts";
import { type Disturbance, loadOf } from "#core/oncall/load.ts";
import type { Instant } from "#core/time/instant.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
type House = { layers: Layer[]; people?: Record<string, Person>; limits?: Limits; rota?: Rota };

/** One schedule in Paris. */
function house({ layers, people = {}, limits, rota = emptyRota }: House) {
  const document: Document = {
    ...{ guardia: 1, name: "P", zone: "Europe/Paris", calendars: {}, teams: {}, services: {}, customers: {}, agreements: {}, people },
    schedules: { watch: { zone: "Europe/Paris", layers } },
    ...(limits === undefined ? {} : { limits }),
  };
  return openBook([{ version: 1, effectiveAt: at("2025-01-01T00:00:00Z"), document }], rota);
}

const layer = (participants: string[], more: Partial<Layer> = {}): Layer => ({
  ...{ name: "l", participants, rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" }, start: "2026-01-05", ...more },
});
const nightly = { restrict: { "mon-sun": ["20:00-08:00"] } };
const call = (person: string, when: string, pageId = 1): Disturbance => ({ person, at: at(when), pageId, schedule: "watch" });
const asked = (from: string, to: string, now = from) => ({ from: at(from), to: at(to), now: at(now), disturbances: [] });

const told = (list: readonly { limit: string; person: string; date: string | null; found: number; isIfDisturbed: boolean }[]): string[] =>
  list.map(
    (each) => `${each.limit} ${each.person} ${each.date} ${Math.round(each.found * 10) / 10}${each.isIfDisturbed ? " if disturbed" : ""}`,
  );

describe("rest between shifts", () => {
  const book = house({
    layers: [layer(["ana"], { ...nightly, restrict: { "mon-sun": ["20:00-10:00"] } })],
    limits: { weekHours: { most: 168 }, nightsPerMonth: { most: 31 } },
  });

  it("is broken by the next shift when a page came in the one before, and may be when that one is yet to end", () => {
    const window = asked("2026-02-03T00:00:00+01:00", "2026-02-06T00:00:00+01:00", "2026-02-05T12:00:00+01:00");
    const disturbances = [call("ana", "2026-02-04T02:00:00+01:00"), call("ben", "2026-02-05T02:00:00+01:00")];
    expect(told(breachesOf({ ...window, book, disturbances }))).toEqual(["rest ana 2026-02-04 10"]);
    expect(told(breachesOf({ ...window, book, disturbances: [], now: at("2026-02-04T09:00:00+01:00") }))).toEqual([
      "rest ana 2026-02-04 10 if disturbed",
      "rest ana 2026-02-05 10 if disturbed",
    ]);
  });

  it("is kept by eleven hours to the millisecond, and by a shift that goes on in the next", () => {
    const kept = house({
      layers: [layer(["ana"], { restrict: { "mon-sun": ["19:00-08:00"] } })],
      limits: { weekHours: { most: 168 }, nightsPerMonth: { most: 31 } },
    });
    expect(breachesOf({ ...asked("2026-02-03T00:00:00Z", "2026-02-10T00:00:00Z"), book: kept })).toEqual([]);
    const always = house({ layers: [layer(["ana"])], limits: { weekHours: { most: 168 }, nightsPerMonth: { most: 31 } } });
    expect(breachesOf({ ...asked("2026-02-03T00:00:00Z", "2026-02-20T00:00:00Z"), book: always })).toEqual([]);
  });
});

describe("hours a week", () => {
  const half = { weekHours: { most: 48 }, nightsPerMonth: { most: 31 }, spreadPercent: { most: 10_000 } };

  it("are averaged over the seventeen weeks that end with each", () => {
    const book = house({ layers: [layer(["ana", "ben"])], limits: half });
    // Ana: eight weeks and the nine hours before Ben's first hand-over. Ben: nine weeks, less the last nine hours and the hour of spring.
    const found = breachesOf({ ...asked("2026-05-04T00:00:00+02:00", "2026-05-11T00:00:00+02:00"), book });
    expect(told(found)).toEqual(["week-hours ana 2026-05-04 79.6", "week-hours ben 2026-05-04 88.4"]);
  });

  it("count as the model says that standing by counts", () => {
    const book = house({ layers: [layer(["ana", "ben"])], limits: { ...half, standby: 0.5 } });
    expect(breachesOf({ ...asked("2026-05-04T00:00:00+02:00", "2026-05-11T00:00:00+02:00"), book })).toEqual([]);
  });

  it("do not judge a week in which the person is not on call", () => {
    const book = house({ layers: [layer(["ana", "ben"])], limits: half });
    const found = breachesOf({ ...asked("2026-05-13T00:00:00+02:00", "2026-05-17T00:00:00+02:00"), book });
    expect(found.map(({ person }) => person)).toEqual(["ana"]);
  });
});

describe("nights, pages and spread", () => {
  const free = { weekHours: { most: 168 }, restHours: { least: 0 }, spreadPercent: { most: 10_000 } };

  it("takes the nights of a month after the tenth, also where the window begins later", () => {
    const book = house({ layers: [layer(["ana"], nightly)], limits: free });
    const found = breachesOf({ ...asked("2026-02-12T12:00:00+01:00", "2026-02-14T12:00:00+01:00"), book });
    expect(told(found)).toEqual(["nights ana 2026-02-13 13", "nights ana 2026-02-14 14"]);
    expect(found[0]).toMatchObject({ from: at("2026-02-13T00:00:00+01:00"), to: at("2026-02-13T05:00:00+01:00"), allowed: 10 });
  });

  it("averages pages over twelve hours on call, each page once", () => {
    const book = house({ layers: [layer(["ana"])], limits: { ...free, nightsPerMonth: { most: 31 } } });
    const disturbances = [1, 2, 3, 3, 4].map((id, i) => call("ana", `2026-02-03T0${i}:00:00Z`, id));
    const day = asked("2026-02-03T00:00:00Z", "2026-02-10T00:00:00Z", "2026-02-03T12:00:00Z");
    expect(told(breachesOf({ ...day, book, disturbances }))).toEqual(["pages ana null 4"]);
    expect(breachesOf({ ...day, now: at("2026-02-04T00:00:00Z"), book, disturbances })).toEqual([]);
  });

  it("compares the most with the average of those who were on call", () => {
    const people = { ana: { name: "Ana", holidays: "ES-MD" }, ben: { name: "Ben" } };
    const rota: Rota = {
      ...emptyRota,
      overrides: [{ id: 1, schedule: "watch", person: "ana", from: at("2026-02-09T09:00:00+01:00"), to: at("2026-02-16T09:00:00+01:00") }],
    };
    const book = house({
      layers: [layer(["ana", "ben"])],
      people,
      rota,
      limits: { ...free, nightsPerMonth: { most: 31 }, spreadPercent: { most: 40 } },
    });
    const month = asked("2026-02-02T09:00:00+01:00", "2026-03-02T09:00:00+01:00");
    expect(findingsOf(breachesOf({ ...month, book })).map(({ of, person, found, allowed }) => [of, person, found, allowed])).toEqual([
      ["nights", "ana", 50, 40],
      ["weekendDays", "ana", 50, 40],
    ]);
  });
});

it("has the law's numbers where the model has none", () => {
  expect(limitsOf(null)).toEqual({
    restHours: { least: 11, isHard: false },
    weekHours: { most: 48, isHard: false },
    standby: 1,
    pagesPerShift: { most: 2, isHard: false },
    nightsPerMonth: { most: 10, isHard: false },
    spreadPercent: { most: 50, isHard: false },
  });
  expect(limitsOf({ limits: { nightsPerMonth: { most: 4, hard: true } } }).nightsPerMonth).toEqual({ most: 4, isHard: true });
});

describe("what is beyond a hard limit", () => {
  const layers = [layer(["ana"], nightly)];
  const window = asked("2026-02-09T12:00:00+01:00", "2026-02-13T12:00:00+01:00");

  it("are the hours themselves, and nothing while limits only warn", () => {
    const hard = house({ layers, limits: { weekHours: { most: 168 }, nightsPerMonth: { most: 10, hard: true } } });
    expect(beyondHardLimits({ ...window, book: hard })).toEqual(
      new Map([["ana", [11, 12, 13].flatMap((day) => [at(`2026-02-${day}T00:00:00+01:00`), at(`2026-02-${day}T05:00:00+01:00`)])]]),
    );
    expect(beyondHardLimits({ ...window, book: house({ layers }) })).toEqual(new Map());
  });

  it("does not take off whoever might be called in the night before", () => {
    const hard = house({
      layers: [layer(["ana"], { restrict: { "mon-sun": ["20:00-10:00"] } })],
      limits: { restHours: { least: 11, hard: true } },
    });
    expect(beyondHardLimits({ ...window, book: hard })).toEqual(new Map());
    const called = { ...window, disturbances: [call("ana", "2026-02-10T03:00:00+01:00")] };
    expect(beyondHardLimits({ ...called, book: hard })).toEqual(
      new Map([["ana", [at("2026-02-10T20:00:00+01:00"), at("2026-02-10T21:00:00+01:00")]]]),
    );
  });
});

describe("a change", () => {
  const limits = { weekHours: { most: 168 }, restHours: { least: 0 }, nightsPerMonth: { most: 15 }, spreadPercent: { most: 10_000 } };
  const layers = [layer(["ana", "ben"])];
  const standingIn = (from: string, to: string): Rota => ({
    ...emptyRota,
    overrides: [{ id: 1, schedule: "watch", person: "ana", from: at(from), to: at(to) }],
  });

  it("is told the limits that it breaks and that held before, and none of those broken anyway", () => {
    const [from, to] = ["2026-02-09T09:00:00+01:00", "2026-02-16T09:00:00+01:00"];
    const made = limitsMade(house({ layers, limits }), house({ layers, limits, rota: standingIn(from, to) }), asked(from, to));
    expect(made.map(({ limit, person, found, count }) => [limit, person, found, count])).toEqual([["nights", "ana", 21, 6]]);
    const strict = { ...limits, nightsPerMonth: { most: 0 } };
    const same = limitsMade(
      house({ layers, limits: strict }),
      house({ layers, limits: strict, rota: standingIn(from, to) }),
      asked(from, to),
    );
    expect(same[0]?.times.map(({ date }) => date)).toEqual([10, 11, 12, 13, 14, 15, 16].map((day) => `2026-02-${day}`));
  });
});

describe("the load table", () => {
  const people = {
    ana: { name: "Ana", zone: "America/Mexico_City", holidays: "MX" },
    ben: { name: "Ben", holidays: "FR" },
    eva: { name: "Eva" },
  };
  const book = house({ layers: [layer(["eva"]), layer(["ana", "ben"], { name: "top" })], people });
  const question = { book, now: at("2026-05-01T00:00:00Z"), schedule: null, disturbances: [] };

  it("counts hours, nights, weekend days and holidays on each person's own wall and by their own holidays", () => {
    const { rows, shares } = loadOf({ ...question, from: at("2026-04-27T07:00:00Z"), to: at("2026-05-11T07:00:00Z") });
    // Ana: Monday 01:00 to Monday 01:00 in Mexico, the first of May a holiday; Ben: the eighth of May.
    expect(rows).toEqual([
      { person: "ana", hours: 168, nights: 8, weekendDays: 2, holidays: 1, pages: 0, nightPages: 0 },
      { person: "ben", hours: 168, nights: 7, weekendDays: 2, holidays: 1, pages: 0, nightPages: 0 },
      { person: "eva", hours: 0, nights: 0, weekendDays: 0, holidays: 0, pages: 0, nightPages: 0 },
    ]);
    expect(shares.nights).toMatchObject({ mean: 7.5, least: 7, most: 8 });
    expect(shares.nights.abovePercent).toBeCloseTo(6.67, 1);
    expect(shares.pages.abovePercent).toBeNull();
  });

  it("counts a page once for each person it told, and by the wall on which they sleep", () => {
    const disturbances = [
      call("ana", "2026-04-28T09:00:00Z", 1),
      call("ana", "2026-04-28T11:30:00Z", 1),
      call("ana", "2026-04-28T20:00:00Z", 2),
      call("ben", "2026-05-05T02:00:00Z", 1),
      { ...call("ben", "2026-05-05T02:00:00Z", 3), schedule: "other" },
      call("ben", "2026-06-05T02:00:00Z", 4),
    ];
    const window = { from: at("2026-04-27T07:00:00Z"), to: at("2026-05-11T07:00:00Z") };
    const told = loadOf({ ...question, ...window, disturbances }).rows.map(({ person, pages, nightPages }) => [person, pages, nightPages]);
    expect(told).toEqual([
      ["ana", 2, 1],
      ["ben", 2, 2],
      ["eva", 0, 0],
    ]);
    const one = loadOf({ ...question, ...window, disturbances, schedule: "watch" }).rows[1];
    expect(one).toMatchObject({ person: "ben", pages: 1 });
    expect(loadOf({ ...question, ...window, schedule: "none" }).rows).toEqual([]);
  });
});
