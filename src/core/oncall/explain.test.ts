import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import type { Document, Layer, Schedule } from "#core/model/document.ts";
import { emptyRota, type Rota } from "#core/model/rota.ts";
import { explainAt, explainIn, standsUntil } from "#core/oncall/explain.ts";
import { CompiledSchedule } from "#core/oncall/shift.ts";
import type { Instant } from "#core/time/instant.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const weekly: Layer = {
  name: "week",
  participants: ["alice", "bob", "carol"],
  rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" },
  start: "2026-01-05",
};
const nights: Layer = {
  ...{ name: "nights", participants: ["dora"], rotation: { every: 1, unit: "days" }, start: "2026-01-05" },
  ...{ until: "2026-02-28", restrict: { "mon-sun": ["22:00-06:00"] } },
};
const schedule = (more: Partial<Schedule> = {}): Schedule => ({ zone: "Europe/Paris", layers: [weekly, nights], ...more });
const tuesdayNoon = at("2026-01-06T11:00:00Z");

describe("why somebody is on call", () => {
  it("tells the layer, whose turn it is, and what the other layers would say", () => {
    expect(explainAt(new CompiledSchedule(schedule()), tuesdayNoon)).toEqual({
      at: tuesdayNoon,
      ...{ person: "alice", layer: "week", ground: "layer", override: null, lost: [], next: null },
      since: at("2026-01-06T05:00:00Z"),
      until: at("2026-01-06T21:00:00Z"),
      layers: [
        {
          ...{ layer: "nights", kind: "rotation", person: null, reason: "restricted", changesAt: at("2026-01-06T21:00:00Z"), away: [] },
          turn: { person: "dora", from: at("2026-01-06T08:00:00Z"), to: at("2026-01-07T08:00:00Z") },
        },
        {
          ...{ layer: "week", kind: "rotation", person: "alice", reason: null, changesAt: null, away: [] },
          turn: { person: "alice", from: at("2026-01-05T08:00:00Z"), to: at("2026-01-12T08:00:00Z") },
        },
      ],
    });
  });

  it("names those who are passed over on leave, until when, and who steps in for them", () => {
    const away = schedule({
      leave: [
        { person: "alice", from: "2026-01-06", to: "2026-01-07" },
        { person: "bob", from: "2026-01-01", to: "2199-12-31" },
      ],
    });
    const { person, layers } = explainAt(new CompiledSchedule(away), tuesdayNoon);
    expect([person, layers[1]?.turn?.person]).toEqual(["carol", "alice"]);
    expect(layers[1]?.away).toEqual([
      { person: "alice", until: at("2026-01-07T23:00:00Z") },
      { person: "bob", until: null },
    ]);
  });

  it("tells which override counts, and why others do not", () => {
    const rota: Rota = {
      ...emptyRota,
      overrides: [
        { id: 7, schedule: "s", person: "bob", from: at("2026-01-06T10:00:00Z"), to: at("2026-01-06T16:00:00Z") },
        { id: 8, schedule: "s", person: "carol", from: at("2026-01-06T10:00:00Z"), to: at("2026-01-06T14:00:00Z") },
        { id: 9, schedule: "s", person: "erin", from: at("2026-01-06T10:00:00Z"), to: at("2026-01-06T14:00:00Z") },
      ],
      leave: [{ id: 1, person: "erin", from: at("2026-01-05T00:00:00Z"), to: at("2026-01-09T00:00:00Z") }],
    };
    const written = schedule({ overrides: [{ from: "2026-01-06", to: "2026-01-06", person: "frank" }] });
    const told = explainAt(new CompiledSchedule(written, rota), tuesdayNoon);
    expect(told).toMatchObject({ person: "carol", layer: null, ground: "override", override: { id: 8, person: "carol" } });
    expect(told.lost.map(({ id, person, reason, until }) => [id, person, reason, until])).toEqual([
      [9, "erin", "on-leave", at("2026-01-09T00:00:00Z")],
      [7, "bob", "later-override", null],
      [null, "frank", "later-override", null],
    ]);
    expect([told.since, told.until]).toEqual([at("2026-01-06T10:00:00Z"), at("2026-01-06T14:00:00Z")]);
  });

  it("tells a calendar of somebody else's from a rotation", () => {
    const rota: Rota = {
      ...emptyRota,
      feeds: [
        {
          id: 1,
          schedule: "s",
          name: "team calendar",
          place: "above",
          shifts: [{ person: "erin", from: tuesdayNoon, to: at("2026-01-07T00:00:00Z") }],
        },
      ],
    };
    const compiled = new CompiledSchedule(schedule(), rota);
    expect(explainAt(compiled, tuesdayNoon)).toMatchObject({ person: "erin", layer: "team calendar", ground: "feed" });
    expect(explainAt(compiled, at("2026-01-08T00:00:00Z")).layers[0]).toMatchObject({ kind: "feed", reason: "no-event" });
  });
});

describe("why nobody is", () => {
  const only = (layer: Layer, more: Partial<Schedule> = {}) => new CompiledSchedule({ zone: "Europe/Paris", layers: [layer], ...more });

  it.each([
    ["nobody in it", only({ ...weekly, participants: [] }), tuesdayNoon, "nobody-in-it", null, null],
    ["not begun", only(weekly), at("2026-01-01T00:00:00Z"), "not-begun", "2026-01-05T08:00:00Z", "2026-01-05T08:00:00Z alice"],
    ["ended", only({ ...weekly, until: "2026-01-31" }), at("2026-03-01T00:00:00Z"), "ended", "2026-01-31T23:00:00Z", null],
    ["restricted", only(nights), tuesdayNoon, "restricted", "2026-01-06T21:00:00Z", "2026-01-06T21:00:00Z dora"],
    [
      ...(["all away", only(nights, { leave: [{ person: "dora", from: "2026-01-01", to: "2026-01-08" }] })] as const),
      ...([at("2026-01-06T23:00:00Z"), "all-away", "2026-01-08T23:00:00Z", "2026-01-08T23:00:00Z dora"] as const),
    ],
    [
      ...(["away for ever", only(nights, { leave: [{ person: "dora", from: "2026-01-01", to: "2199-12-31" }] })] as const),
      ...([at("2026-01-06T23:00:00Z"), "all-away", null, null] as const),
    ],
  ])("%s", (_, compiled, when, reason, changesAt, next) => {
    const told = explainAt(compiled, when);
    expect([told.person, told.ground]).toEqual([null, "gap"]);
    expect(told.layers[0]).toMatchObject({ person: null, reason, changesAt: changesAt === null ? null : at(changesAt) });
    expect(told.next === null ? null : `${new Date(told.next.from).toISOString().slice(0, 19)}Z ${told.next.person}`).toBe(next);
  });
});

describe("in the book", () => {
  const document = (layers: Layer[]): Document => ({
    ...{ guardia: 1, name: "P", zone: "Europe/Paris", calendars: {}, teams: {}, services: {}, customers: {}, agreements: {} },
    schedules: { s: { zone: "Europe/Paris", layers } },
  });
  const book = openBook([
    { version: 1, effectiveAt: at("2026-01-01T00:00:00Z"), document: document([weekly]) },
    { version: 2, effectiveAt: at("2026-01-06T12:00:00Z"), document: document([{ ...weekly, participants: ["bob", "alice", "carol"] }]) },
  ]);

  it("answers by the version that holds then, and ends a stretch where the next version changes it", () => {
    expect(explainIn(book, "s", tuesdayNoon)).toMatchObject({ person: "alice", until: at("2026-01-06T12:00:00Z") });
    expect(explainIn(book, "s", at("2026-01-06T12:00:00Z"))).toMatchObject({ person: "bob", since: at("2026-01-06T12:00:00Z") });
    expect(explainIn(book, "none", tuesdayNoon)).toBeNull();
  });

  it("says until when, of a person and of a gap", () => {
    expect(standsUntil(book, "s", tuesdayNoon)).toBe(at("2026-01-06T12:00:00Z"));
    expect(standsUntil(book, "s", at("2026-01-02T00:00:00Z"))).toBe(at("2026-01-05T08:00:00Z"));
    const alone = openBook([
      { version: 1, effectiveAt: at("2026-01-01T00:00:00Z"), document: document([{ ...weekly, participants: ["alice"] }]) },
    ]);
    expect(standsUntil(alone, "s", tuesdayNoon)).toBeNull();
  });
});
