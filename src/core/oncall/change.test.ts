import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { type Book, openBook, withRota } from "#core/agreement/book.ts";
import type { Document, Layer } from "#core/model/document.ts";
import { emptyRota, type Rota } from "#core/model/rota.ts";
import {
  type Change,
  changedRota,
  endTakenBack,
  farthestEnd,
  mayTakeBackLeave,
  mayTakeBackOverride,
  periodOf,
  periodToCome,
  requireOneself,
} from "#core/oncall/change.ts";
import { differencesIn, gapsMade, turnedBy, warningsOfLeave, warningsOfOverride } from "#core/oncall/difference.ts";
import { handoverBefore, handoversIn, nextHandover } from "#core/oncall/handover.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

const at = (text: string): Instant => instant(`${text}Z`);
const paris = zoneNamed("Europe/Paris");

const weekly: Layer = { name: "weeks", participants: ["alice", "bob"], rotation: { every: 1, unit: "weeks" }, start: "2026-01-05" };
const daily: Layer = { name: "days", participants: ["bob", "carol", "dan"], rotation: { every: 1, unit: "days" }, start: "2026-01-05" };
const day: Layer = { ...weekly, name: "day", restrict: { "mon-fri": ["09:00-18:00"] } };

const document = {
  ...{ guardia: 1, name: "House", zone: "Europe/Paris", teams: {}, services: {}, customers: {}, agreements: {} },
  calendars: { office: { zone: "UTC", hours: { "mon-fri": ["09:00-17:00"] } } },
  people: { alice: { name: "Alice" }, bob: { name: "Bob" }, carol: { name: "Carol" }, dan: { name: "Dan" } },
  schedules: {
    weeks: { zone: "UTC", layers: [weekly] },
    days: { zone: "UTC", layers: [daily] },
    day: { zone: "UTC", layers: [day], covers: "office" },
    alone: { zone: "UTC", layers: [{ ...weekly, participants: ["alice"] }], covers: "office" },
  },
} as unknown as Document;

const openBookWith = (rota: Rota = emptyRota): Book => openBook([{ version: 1, effectiveAt: at("2026-01-01T00:00"), document }], rota);
const book = openBookWith();
const changedBy = (...changes: Change[]): Book => withRota(book, changedRota(book.rota, changes));
const stands = (person: string, schedule: string, from: string, to: string): Change => ({
  ...{ kind: "override", override: { schedule, person, from: at(from), to: at(to) } },
});
const away = (person: string, from: string, to: string): Change => ({ kind: "leave", leave: { person, from: at(from), to: at(to) } });

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe("when something recorded begins and ends", () => {
  const now = at("2026-03-02T09:00");
  it.each([
    ["instants", "2026-03-02T12:00:00Z", "2026-03-02T15:00+01:00", "2026-03-02T12:00 2026-03-02T14:00"],
    ["times on the wall", "2026-03-28T18:00", "2026-03-29T18:00", "2026-03-28T17:00 2026-03-29T16:00"],
    ["dates, the last one whole", "2026-03-28", "2026-03-29", "2026-03-27T23:00 2026-03-29T22:00"],
    ["from now on, where nothing is said", undefined, "2026-03-02T18:00", "2026-03-02T09:00 2026-03-02T17:00"],
    ["from now on, where it began before", "2026-03-02", "2026-03-02", "2026-03-02T09:00 2026-03-02T23:00"],
    ["a beginning that the spring gap swallows", "2026-03-29T02:30", "2026-03-29T06:00", "2026-03-29T01:00 2026-03-29T04:00"],
  ])("reads %s", (_, from, to, expected) => {
    const { from: begins, to: ends } = periodOf({ from, to }, paris, now);
    expect(`${toIso(begins).slice(0, 16)} ${toIso(ends).slice(0, 16)}`).toBe(expected);
  });

  it("lasts until further notice where no end is known", () => {
    expect(periodOf({ to: null }, paris, now)).toEqual({ from: now, to: farthestEnd, isBegun: false });
  });

  it.each([
    ["2026-03-05T10:00", "2026-03-05T09:00", "ends-before-it-begins"],
    ["2026-03-05T10:00", "2026-03-05T10:00", "ends-before-it-begins"],
    ["2026-03-01T10:00", "2026-03-02T10:00", "rota-past"],
    [undefined, "2026-03-02T10:00", "rota-past"],
    ["2026-02-30", "2026-03-05", "bad-moment"],
    ["2026-03-05T25:00", "2026-03-06", "bad-moment"],
    ["soon", "2026-03-06", "bad-moment"],
  ])("refuses %s to %s: %s", (from, to, code) => {
    expect(codeOf(() => periodOf({ from, to }, paris, now))).toBe(code);
  });

  it("must be yet to begin where somebody has to answer first", () => {
    expect(codeOf(() => periodToCome({ from: "2026-03-02T10:00", to: "2026-03-03" }, paris, now))).toBe("rota-begun");
    expect(codeOf(() => periodToCome({ from: "2026-03-02T10:01", to: "2026-03-03" }, paris, now))).toBe("none");
  });

  it("ends now when it is taken back while it runs, where it began when it was yet to come, and never twice", () => {
    const override = { from: at("2026-03-02T08:00"), to: at("2026-03-02T20:00"), takenBackAt: null };
    expect(endTakenBack(override, now)).toBe(now);
    expect(endTakenBack({ ...override, from: at("2026-03-02T10:00") }, now)).toBe(at("2026-03-02T10:00"));
    expect(codeOf(() => endTakenBack({ ...override, to: now }, now))).toBe("rota-over");
    expect(codeOf(() => endTakenBack({ ...override, takenBackAt: now }, now))).toBe("rota-over");
  });
});

describe("who may", () => {
  const alice = { person: "alice", actor: "agent:alice", mayChangeOthers: false };
  const manager = { person: "eve", actor: "agent:eve", mayChangeOthers: true };
  it("speaks for oneself, and managers for all", () => {
    expect(codeOf(() => requireOneself(alice, "alice"))).toBe("none");
    expect(codeOf(() => requireOneself(alice, "bob"))).toBe("rota-of-others");
    expect(codeOf(() => requireOneself(manager, "bob"))).toBe("none");
  });

  it.each([
    ["what one recorded oneself", alice, "agent:alice", true, true],
    ["what somebody else recorded of one", alice, "agent:eve", false, true],
    ["as a manager", manager, "agent:alice", true, true],
  ])("takes back %s", (_, changer, recordedBy, override, leave) => {
    expect(mayTakeBackOverride(changer, { recordedBy })).toBe(override);
    expect(mayTakeBackLeave(changer, { recordedBy, person: "alice" })).toBe(leave);
  });
});

describe("what a change does", () => {
  const week = { from: at("2026-01-05T00:00"), to: at("2026-01-19T00:00") };
  const told = (later: Book, schedule: string): string[] =>
    differencesIn(book, later, schedule, week).map(
      ({ from, to, before, after }) => `${toIso(from).slice(5, 16)} ${toIso(to).slice(5, 16)} ${before} → ${after}`,
    );

  it("is where who is on call differs", () => {
    expect(told(changedBy(stands("dan", "weeks", "2026-01-10T00:00", "2026-01-13T00:00")), "weeks")).toEqual([
      "01-10T00:00 01-12T09:00 alice → dan",
      "01-12T09:00 01-13T00:00 bob → dan",
    ]);
    expect(told(changedBy(stands("alice", "weeks", "2026-01-06T00:00", "2026-01-07T00:00")), "weeks")).toEqual([]);
    expect(told(changedBy(stands("dan", "days", "2026-01-10T00:00", "2026-01-13T00:00")), "weeks")).toEqual([]);
  });

  it("of leave, has the next of the layer step in, in every schedule", () => {
    const later = changedBy(away("bob", "2026-01-08T00:00", "2026-01-13T00:00"));
    expect(told(later, "weeks")).toEqual(["01-12T09:00 01-13T00:00 bob → alice"]);
    expect(told(later, "days")).toEqual(["01-08T09:00 01-09T09:00 bob → carol", "01-11T09:00 01-12T09:00 bob → carol"]);
  });

  it("makes gaps of what the schedule covers and nobody does", () => {
    const later = changedBy(away("alice", "2026-01-08T16:00", "2026-01-12T12:00"));
    const differences = differencesIn(book, later, "alone", week);
    expect(gapsMade(later, differences).map(({ from, to }) => `${toIso(from).slice(5, 16)} ${toIso(to).slice(5, 16)}`)).toEqual([
      "01-08T16:00 01-08T17:00",
      "01-09T09:00 01-09T17:00",
      "01-12T09:00 01-12T12:00",
    ]);
    expect(turnedBy(differences)).toMatchObject([{ person: "alice", on: [], off: [{ after: null }] }]);
  });

  it("is told with what one should know before", () => {
    const rota = changedRota(emptyRota, [
      away("dan", "2026-01-12T00:00", "2026-01-14T00:00"),
      stands("carol", "weeks", "2026-01-11T00:00", "2026-01-12T12:00"),
    ]);
    const with2 = openBookWith(rota);
    const override = { schedule: "weeks", person: "dan", from: at("2026-01-10T00:00"), to: at("2026-01-13T00:00") };
    expect(
      warningsOfOverride(with2, override).map(({ kind, person, from }) => `${kind} ${person} ${from === null ? "" : toIso(from)}`),
    ).toEqual([
      "leave-wins dan 2026-01-12T00:00:00.000Z",
      "overlaps carol 2026-01-11T00:00:00.000Z",
      "not-in-schedule dan ",
      "on-call-elsewhere dan 2026-01-10T09:00:00.000Z",
    ]);
    expect(warningsOfLeave(with2, { person: "carol", from: at("2026-01-12T00:00"), to: farthestEnd })).toEqual([
      { kind: "leave-wins", person: "carol", schedule: "weeks", from: at("2026-01-12T00:00"), to: at("2026-01-12T12:00") },
    ]);
  });

  it("is exactly what a walk by the hour finds, stays within its stretch, and is undone when it is taken back at once", () => {
    const hour = (n: number): Instant => (at("2026-01-05T00:00") + n * 3_600_000) as Instant;
    const stretch = record({
      person: constantFrom("alice", "bob", "carol", "dan"),
      start: integer({ min: 0, max: 400 }),
      length: integer({ min: 1, max: 90 }),
    });
    const change = record({ ...{ stretch, isLeave: constantFrom(true, false), schedule: constantFrom("weeks", "days", "day") } });
    const changeOf = ({
      stretch: { person, start, length },
      isLeave,
      schedule,
    }: {
      stretch: { person: string; start: number; length: number };
      isLeave: boolean;
      schedule: string;
    }): Change => {
      const period = { person, from: hour(start), to: hour(start + length) };
      return isLeave ? { kind: "leave", leave: period } : { kind: "override", override: { schedule, ...period } };
    };
    assert(
      property(array(change, { maxLength: 6 }), change, constantFrom("weeks", "days", "day"), (earlier, last, schedule) => {
        const before = openBookWith(changedRota(emptyRota, earlier.map(changeOf)));
        const later = withRota(before, changedRota(before.rota, [changeOf(last)]));
        const window = { from: hour(0), to: hour(500) };
        const differences = differencesIn(before, later, schedule, window);
        for (let n = 0; n < 500; n++) {
          const [was, is] = [before, later].map((each) => onCallIn(each, schedule, hour(n))?.person ?? null);
          const found = differences.find(({ from, to }) => from <= hour(n) && hour(n) < to);
          expect([found?.before ?? null, found?.after ?? null]).toEqual(was === is ? [null, null] : [was, is]);
        }
        const { start, length } = last.stretch;
        for (const { from, to } of differences) expect(from >= hour(start) && to <= hour(start + length)).toBe(true);
        const back: Change = last.isLeave
          ? { kind: "end-leave", id: later.rota.leave.at(-1)!.id, at: hour(start) }
          : { kind: "end-override", id: later.rota.overrides.at(-1)!.id, at: hour(start) };
        expect(changedRota(later.rota, [back])).toEqual(before.rota);
      }),
      { numRuns: 60 },
    );
  });
});

describe("hand-overs", () => {
  const told = (schedule: string, from: string, to: string, of: Book = book): string[] =>
    handoversIn(of, schedule, at(from), at(to)).map(({ at: when, from: who, to: next }) => `${toIso(when).slice(5, 16)} ${who} → ${next}`);

  it("are where the watch passes to somebody else, be it over a gap", () => {
    expect(told("weeks", "2026-01-01T00:00", "2026-01-20T00:00")).toEqual([
      "01-05T09:00 null → alice",
      "01-12T09:00 alice → bob",
      "01-19T09:00 bob → alice",
    ]);
    // From evening to morning nobody is there; on Mondays it is somebody else.
    expect(told("day", "2026-01-06T00:00", "2026-01-20T00:00")).toEqual(["01-12T09:00 alice → bob", "01-19T09:00 bob → alice"]);
  });

  it("follow who stands in", () => {
    const later = changedBy(stands("dan", "weeks", "2026-01-10T00:00", "2026-01-12T09:00"));
    expect(told("weeks", "2026-01-06T00:00", "2026-01-13T00:00", later)).toEqual(["01-10T00:00 alice → dan", "01-12T09:00 dan → bob"]);
  });

  it("are found ahead and back", () => {
    expect(nextHandover(book, "weeks", at("2026-01-12T09:00"))?.at).toBe(at("2026-01-12T09:00"));
    expect(nextHandover(book, "weeks", at("2026-01-12T09:01"))?.at).toBe(at("2026-01-19T09:00"));
    expect(nextHandover(book, "alone", at("2026-02-12T09:00"))).toBeNull();
    expect(handoverBefore(book, "weeks", at("2026-01-19T09:00"))).toBe(at("2026-01-12T09:00"));
  });
});
