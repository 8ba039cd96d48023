/** The rota against a walk through every minute of the wall, around changes of clocks in twelve zones: slow, and without a division. */
import { array, assert, constantFrom, integer, option, property, record, tuple } from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Layer, Schedule } from "#core/model/document.ts";
import { type Changes, CompiledSchedule } from "#core/oncall/shift.ts";
import type { Instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

const zones = [
  ...["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC", "Asia/Kathmandu"],
  ...["Africa/Casablanca", "America/St_Johns", "Pacific/Chatham", "Asia/Tehran", "Africa/Cairo", "America/Santiago"],
];
const minuteMs = 60_000;
const dayMs = 86_400_000;
const people = ["a", "b", "c", "d"];

/** Offsets change on quarters of an hour. */
function wallReader(zone: string): (t: number) => string {
  let [quarter, offset] = [Number.NaN, 0];
  return (t) => {
    const here = Math.floor(t / 900_000);
    if (here !== quarter) {
      quarter = here;
      offset = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
    }
    return new Date(t + offset).toISOString().slice(0, 16);
  };
}

/** Midnight UTC, two days before the next change of clocks after `t`; of a zone without any, the day of `t`. */
function nearChange(zone: string, t: number): number {
  const next = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
  const at = next === null || next.epochMilliseconds > t + 400 * dayMs ? t : next.epochMilliseconds;
  return Math.floor(at / dayMs - 2) * dayMs;
}

const dateOf = (t: number): string => new Date(t).toISOString().slice(0, 10);

type Written = {
  zone: string;
  near: number;
  layers: {
    participants: string[];
    every: number;
    unit: "hours" | "days" | "weeks";
    handover: string;
    restrict: number;
    until: number | null;
  }[];
  overrides: [number, number, string][];
  leave: [number, number, string][];
  feed: { place: "above" | "below"; person: string; from: number; minutes: number } | null;
};

/** Which hours a restriction leaves open, as the model writes it and as the wall reads. */
const restrictions: readonly { hours: Record<string, string[]> | null; isOpen(wall: string): boolean }[] = [
  { hours: null, isOpen: () => true },
  { hours: { "mon-sun": ["22:00-06:00"] }, isOpen: (wall) => wall.slice(11) >= "22:00" || wall.slice(11) < "06:00" },
  {
    hours: { "mon-fri": ["01:30-18:00"] },
    isOpen: (wall) => ![0, 6].includes(new Date(`${wall}Z`).getUTCDay()) && wall.slice(11) >= "01:30" && wall.slice(11) < "18:00",
  },
];

const stretch = tuple(integer({ min: -2_000, max: 6_000 }), integer({ min: 1, max: 3_000 }), constantFrom(...people));
const written = record({
  zone: constantFrom(...zones),
  near: integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2026, 0, 1) }),
  layers: array(
    record({
      participants: array(constantFrom(...people), { minLength: 0, maxLength: 4 }),
      every: integer({ min: 1, max: 5 }),
      unit: constantFrom("hours" as const, "days" as const, "weeks" as const),
      handover: constantFrom("00:00", "01:45", "02:30", "09:00", "23:30"),
      restrict: integer({ min: 0, max: 2 }),
      until: option(integer({ min: 0, max: 5 })),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  overrides: array(stretch, { maxLength: 4 }),
  leave: array(stretch, { maxLength: 4 }),
  feed: option(
    record({
      place: constantFrom("above" as const, "below" as const),
      person: constantFrom(...people),
      from: integer({ min: 0, max: 4_000 }),
      minutes: integer({ min: 1, max: 2_000 }),
    }),
  ),
});

const daysShown = 4;

function rotaOf({ zone, near, layers, overrides, leave, feed }: Written) {
  const from = nearChange(zone, near);
  const moment = (minutes: number): Instant => (from + minutes * minuteMs) as Instant;
  const schedule: Schedule = {
    zone,
    layers: layers.map(({ participants, every, unit, handover, restrict, until }, i): Layer => {
      const { hours } = restrictions[restrict]!;
      return {
        ...{ name: `l${i}`, participants, rotation: { every, unit, handover }, start: dateOf(from - (3 + i) * dayMs) },
        ...(hours === null ? {} : { restrict: hours }),
        ...(until === null ? {} : { until: until % 2 === 0 ? dateOf(from + until * dayMs) : `${dateOf(from + until * dayMs)}T02:15` }),
      };
    }),
  };
  const changes: Changes = {
    overrides: overrides.map(([begins, length, person], id) => ({
      ...{ id, schedule: "s", person, from: moment(begins), to: moment(begins + length) },
    })),
    leave: leave.map(([begins, length, person], id) => ({ id, person, from: moment(begins), to: moment(begins + length) })),
    feeds:
      feed === null
        ? []
        : [
            {
              ...{ id: 1, schedule: "s", name: "feed", place: feed.place },
              shifts: [{ person: feed.person, from: moment(feed.from), to: moment(feed.from + feed.minutes) }],
            },
          ],
  };
  return { schedule, changes, from: from as Instant, to: (from + daysShown * dayMs) as Instant };
}

type Asked = ReturnType<typeof rotaOf>;

/** Who it is at each minute, as somebody with a clock on the wall, a list of hand-overs and a calendar of leave would say. */
function walked({ schedule, changes, from, to }: Asked): (string | null)[] {
  const wallAt = wallReader(schedule.zone);
  const isAway = (person: string, t: number): boolean =>
    changes.leave.some((each) => each.person === person && each.from <= t && t < each.to);
  const walkers = schedule.layers.map((layer) => layerWalker(layer, isAway));
  const fed = (place: "above" | "below", t: number): string | null => {
    const shift = changes.feeds.find((feed) => feed.place === place)?.shifts.find((each) => each.from <= t && t < each.to);
    return shift === undefined || isAway(shift.person, t) ? null : shift.person;
  };
  const found: (string | null)[] = [];
  let highest = "";
  for (let t = from - 8 * dayMs; t < to; t += minuteMs) {
    const wall = wallAt(t);
    if (wall > highest) highest = wall;
    const ofLayers = walkers.map((walker) => walker(t, wall, highest));
    if (t < from) continue;
    const override = changes.overrides.findLast((each) => each.from <= t && t < each.to && !isAway(each.person, t));
    const layered = [fed("below", t), ...ofLayers, fed("above", t)].findLast((person) => person !== null) ?? null;
    found.push(override?.person ?? layered);
  }
  return found;
}

function layerWalker({ participants, rotation, start, until, restrict }: Layer, isAway: (person: string, t: number) => boolean) {
  const { isOpen } = restrictions.find(({ hours }) => JSON.stringify(hours) === JSON.stringify(restrict ?? null))!;
  const end = until === undefined ? "9999" : until.length === 10 ? dateOf(Date.parse(`${until}T00:00Z`) + dayMs) : until;
  let next = Temporal.PlainDateTime.from(`${start}T${rotation.handover}`);
  let turn = -1;
  return (t: number, wall: string, highest: string): string | null => {
    while (next.toString({ smallestUnit: "minute" }) <= highest) {
      turn++;
      next = next.add({ [rotation.unit]: rotation.every });
    }
    if (turn < 0 || highest >= end || !isOpen(wall) || participants.length === 0) return null;
    const order = participants.map((_, i) => participants[(turn + i) % participants.length]!);
    return order.find((person) => !isAway(person, t)) ?? null;
  };
}

describe("the rota with everything that changes it", () => {
  it("is what a walk through every minute finds, around changes of clocks in twelve zones", () => {
    assert(
      property(written, (each) => {
        const asked = rotaOf(each);
        const expected = walked(asked);
        const compiled = new CompiledSchedule(asked.schedule, asked.changes);
        const shifts = compiled.shifts(asked.from, asked.to);
        const drawn: (string | null)[] = expected.map(() => null);
        for (const { person, from, to } of shifts)
          for (let t = from; t < to; t = (t + minuteMs) as Instant) drawn[(t - asked.from) / minuteMs] = person;
        expect(drawn).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("never overlaps, lies in order, agrees with each instant, and never has somebody on leave; overrides win", () => {
    assert(
      property(written, integer({ min: 0, max: daysShown * 1_440 - 1 }), (each, minute) => {
        const { schedule, changes, from, to } = rotaOf(each);
        const compiled = new CompiledSchedule(schedule, changes);
        const shifts = compiled.shifts(from, to);
        for (const [i, shift] of shifts.entries()) {
          expect(shift.from).toBeLessThan(shift.to);
          if (i > 0) expect(shift.from).toBeGreaterThanOrEqual(shifts[i - 1]!.to);
          const away = changes.leave.filter((leave) => leave.person === shift.person && leave.from < shift.to && shift.from < leave.to);
          expect(away).toEqual([]);
        }
        const t = (from + minute * minuteMs) as Instant;
        const holder = shifts.find((shift) => shift.from <= t && t < shift.to);
        expect(compiled.at(t)).toEqual(holder === undefined ? null : { person: holder.person, layer: holder.layer });
        const standing = compiled.claims.findLast(
          (claim) =>
            claim.from <= t &&
            t < claim.to &&
            !changes.leave.some((leave) => leave.person === claim.person && leave.from <= t && t < leave.to),
        );
        if (standing !== undefined) expect(compiled.at(t)).toEqual({ person: standing.person, layer: null });
        // A part of a window is that part of the whole.
        const part = compiled.shifts(t, to);
        expect(part.reduce((sum, shift) => sum + shift.to - shift.from, 0)).toBe(
          shifts.reduce((sum, shift) => sum + Math.max(0, shift.to - Math.max(shift.from, t)), 0),
        );
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("moved to another zone with the same wall times reads the same there, but for changes of clocks", () => {
    assert(
      property(written, constantFrom(...zones), integer({ min: 0, max: 4_000 }), (each, other, day) => {
        const { schedule } = rotaOf({ ...each, layers: each.layers.map((layer) => ({ ...layer, until: null })) });
        const wall = Math.floor(each.near / dayMs + 20) * dayMs + day * minuteMs;
        const steady = (zone: string): boolean => {
          const [first, last] = [wall - 3 * dayMs, wall + 5 * dayMs];
          const change = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
          return change === null || change.epochMilliseconds > last;
        };
        if (!steady(schedule.zone) || !steady(other)) return;
        const readIn = (zone: string): string[] => {
          const offset = zoneNamed(zone).offsetAt(wall);
          const window = [wall - offset, wall + 2 * dayMs - offset] as [Instant, Instant];
          const shifts = new CompiledSchedule({ ...schedule, zone }).shifts(...window);
          return shifts.map(({ from, to, person, layer }) => `${new Date(from + offset).toISOString()} ${to - from} ${person} ${layer}`);
        };
        expect(readIn(other)).toEqual(readIn(schedule.zone));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
