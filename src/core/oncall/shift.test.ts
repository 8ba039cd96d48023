import { array, assert, constantFrom, integer, option, property, record } from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Layer, Schedule } from "#core/model/document.ts";
import { onCallAt, shiftsOf } from "#core/oncall/shift.ts";
import type { Instant } from "#core/time/instant.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const weekly: Layer = {
  name: "week",
  participants: ["alice", "bob"],
  rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" },
  start: "2026-01-05",
};
const paris = (...layers: Layer[]): Schedule => ({ zone: "Europe/Paris", layers });

const told = (schedule: Schedule, from: string, to: string): string[] =>
  shiftsOf(schedule, at(from), at(to)).map(
    (shift) =>
      `${new Date(shift.from).toISOString().slice(0, 16)} ${new Date(shift.to).toISOString().slice(0, 16)} ${shift.person} ${shift.layer}`,
  );

describe("a layer", () => {
  it("hands over at wall time, so that the week of a change of clocks has 167 or 169 hours", () => {
    const lengths = shiftsOf(paris(weekly), at("2026-01-05T08:00:00Z"), at("2026-12-07T08:00:00Z")).map(
      ({ from, to }) => (to - from) / 3_600_000,
    );
    expect(new Set(lengths)).toEqual(new Set([167, 168, 169]));
    expect(told(paris(weekly), "2026-03-20T00:00:00Z", "2026-04-01T00:00:00Z")).toEqual([
      "2026-03-20T00:00 2026-03-23T08:00 alice week",
      "2026-03-23T08:00 2026-03-30T07:00 bob week",
      "2026-03-30T07:00 2026-04-01T00:00 alice week",
    ]);
  });

  it("has nobody before its start, and nobody without participants", () => {
    expect(onCallAt(paris(weekly), at("2026-01-05T07:59:59Z"))).toBeNull();
    expect(onCallAt(paris(weekly), at("2026-01-05T08:00:00Z"))).toEqual({ person: "alice", layer: "week" });
    expect(onCallAt(paris({ ...weekly, participants: [] }), at("2026-02-01T00:00:00Z"))).toBeNull();
  });

  it("loses a turn that falls wholly into the spring gap, and gives the repeated hour to one turn", () => {
    const hourly = paris({
      name: "h",
      participants: ["a", "b", "c"],
      rotation: { every: 1, unit: "hours", handover: "00:00" },
      start: "2026-03-29",
    });
    expect(told(hourly, "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z")).toEqual([
      "2026-03-29T00:00 2026-03-29T01:00 b h",
      "2026-03-29T01:00 2026-03-29T02:00 a h",
      "2026-03-29T02:00 2026-03-29T03:00 b h",
    ]);
    expect(told(hourly, "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z").map((line) => line.slice(0, 33))).toEqual([
      "2026-10-25T00:00 2026-10-25T02:00",
    ]);
  });

  it("hands over at the end of the gap when its wall time does not exist that day", () => {
    const daily = paris({
      name: "d",
      participants: ["a", "b"],
      rotation: { every: 1, unit: "days", handover: "02:30" },
      start: "2026-03-28",
    });
    expect(told(daily, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")).toEqual([
      "2026-03-29T00:00 2026-03-29T01:00 a d",
      "2026-03-29T01:00 2026-03-29T02:00 b d",
    ]);
  });

  it("hands over on the last day of a month that lacks the day, counted from the original one", () => {
    const monthly: Layer = {
      name: "m",
      participants: ["a", "b", "c"],
      rotation: { every: 1, unit: "months", handover: "00:00", on: "31" },
      start: "2026-01-31",
    };
    const schedule: Schedule = { zone: "UTC", layers: [monthly] };
    expect(told(schedule, "2026-01-31T00:00:00Z", "2026-05-31T00:00:00Z")).toEqual([
      "2026-01-31T00:00 2026-02-28T00:00 a m",
      "2026-02-28T00:00 2026-03-31T00:00 b m",
      "2026-03-31T00:00 2026-04-30T00:00 c m",
      "2026-04-30T00:00 2026-05-31T00:00 a m",
    ]);
  });

  it("passes turns on while its restriction hides them", () => {
    const office = paris({ ...weekly, restrict: { "mon-fri": ["08:00-18:00"] } });
    expect(told(office, "2026-01-09T00:00:00Z", "2026-01-12T12:00:00Z")).toEqual([
      "2026-01-09T07:00 2026-01-09T17:00 alice week",
      "2026-01-12T07:00 2026-01-12T08:00 alice week",
      "2026-01-12T08:00 2026-01-12T12:00 bob week",
    ]);
  });
});

describe("a schedule", () => {
  const nights: Layer = {
    name: "nights",
    participants: ["carol"],
    rotation: { every: 1, unit: "days" },
    start: "2026-01-01",
    restrict: { "mon-sun": ["22:00-06:00"] },
  };

  it("lets the later layer win where it has somebody", () => {
    expect(told(paris(weekly, nights), "2026-01-06T20:00:00Z", "2026-01-07T08:00:00Z")).toEqual([
      "2026-01-06T20:00 2026-01-06T21:00 alice week",
      "2026-01-06T21:00 2026-01-07T05:00 carol nights",
      "2026-01-07T05:00 2026-01-07T08:00 alice week",
    ]);
  });

  it("lets an override win over all layers, the last listed over others, and leave over it", () => {
    const schedule: Schedule = {
      ...paris(weekly),
      overrides: [
        { from: "2026-01-06", to: "2026-01-07", person: "dora" },
        { from: "2026-01-07T12:00", to: "2026-01-07T18:00", person: "emil" },
        { from: "2026-01-08", to: "2026-01-08", person: "emil" },
      ],
      leave: [{ person: "emil", from: "2026-01-08T12:00", to: "2026-01-20" }],
    };
    expect(told(schedule, "2026-01-05T20:00:00Z", "2026-01-09T00:00:00Z")).toEqual([
      "2026-01-05T20:00 2026-01-05T23:00 alice week",
      "2026-01-05T23:00 2026-01-07T11:00 dora null",
      "2026-01-07T11:00 2026-01-07T17:00 emil null",
      "2026-01-07T17:00 2026-01-07T23:00 dora null",
      "2026-01-07T23:00 2026-01-08T11:00 emil null",
      "2026-01-08T11:00 2026-01-09T00:00 alice week",
    ]);
  });

  it("has the next of the layer step in for who is on leave, and shifts nobody else's turn", () => {
    const schedule: Schedule = {
      ...paris({ ...weekly, participants: ["alice", "bob", "carol"] }),
      leave: [{ person: "alice", from: "2026-01-07", to: "2026-01-08" }],
    };
    expect(told(schedule, "2026-01-05T08:00:00Z", "2026-01-20T00:00:00Z")).toEqual([
      "2026-01-05T08:00 2026-01-06T23:00 alice week",
      "2026-01-06T23:00 2026-01-08T23:00 bob week",
      "2026-01-08T23:00 2026-01-12T08:00 alice week",
      "2026-01-12T08:00 2026-01-19T08:00 bob week",
      "2026-01-19T08:00 2026-01-20T00:00 carol week",
    ]);
    expect(
      onCallAt(
        { ...paris({ ...weekly, participants: ["alice"] }), leave: [{ person: "alice", from: "2026-01-07", to: "2026-01-08" }] },
        at("2026-01-07T12:00:00Z"),
      ),
    ).toBeNull();
  });
});

/** The same rules, told minute by minute by the clock on the wall: slow, and without a division. */
function walked(schedule: Schedule, from: number, to: number): (string | null)[] {
  const wallAt = (t: number): string =>
    Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(schedule.zone).toPlainDateTime().toString({ smallestUnit: "minute" });
  const start = schedule.layers[0]!.start;
  const begun = Math.min(from, Temporal.PlainDateTime.from(`${start}T00:00`).toZonedDateTime(schedule.zone).epochMilliseconds - 3_600_000);
  /** Hand-overs passed so far, by layer: one is passed when the wall first reads it or anything later. */
  const next = schedule.layers.map((layer) => Temporal.PlainDateTime.from(`${layer.start}T${layer.rotation.handover ?? "09:00"}`));
  const turns = schedule.layers.map(() => -1);
  const isAway = (person: string, wall: string): boolean =>
    (schedule.leave ?? []).some((each) => each.person === person && `${each.from}T00:00` <= wall && wall < `${each.to}T24:00`);
  const people: (string | null)[] = [];
  let highest = "";
  for (let t = begun; t < to; t += 60_000) {
    const wall = wallAt(t);
    if (wall > highest) highest = wall;
    for (const [i, layer] of schedule.layers.entries()) {
      while (next[i]!.toString({ smallestUnit: "minute" }) <= highest) {
        turns[i]!++;
        next[i] = next[i]!.add({ [layer.rotation.unit]: layer.rotation.every });
      }
    }
    if (t < from) continue;
    let found: string | null = null;
    for (const [i, layer] of schedule.layers.entries()) {
      if (turns[i]! < 0) continue;
      const count = layer.participants.length;
      const order = layer.participants.map((_, k) => layer.participants[(turns[i]! + k) % count]!);
      found = order.find((person) => !isAway(person, wall)) ?? found;
    }
    people.push(found);
  }
  return people;
}

describe("shifts", () => {
  const layer = record({
    participants: array(constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 4 }),
    every: integer({ min: 1, max: 5 }),
    unit: constantFrom("hours" as const, "days" as const, "weeks" as const),
    handover: constantFrom("00:00", "02:30", "09:00", "23:00"),
  });
  const zones = constantFrom(
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "UTC",
    "Asia/Kathmandu",
    "Africa/Casablanca",
  );
  const anySchedule = record({
    zone: zones,
    start: constantFrom("2026-03-02", "2026-03-23", "2026-10-19"),
    layers: array(layer, { minLength: 1, maxLength: 3 }),
    away: option(constantFrom("a", "b")),
  }).map(
    ({ zone, start, layers, away }): Schedule => ({
      zone,
      layers: layers.map(({ participants, every, unit, handover }, i) => ({
        name: `l${i}`,
        participants,
        rotation: { every, unit, handover },
        start,
      })),
      ...(away === null ? {} : { leave: [{ person: away, from: start, to: `${start.slice(0, 8)}28` }] }),
    }),
  );

  it("are what a walk through every minute of the wall finds", () => {
    assert(
      property(anySchedule, (schedule) => {
        const from = at(`${schedule.layers[0]!.start}T00:00:00Z`);
        const to = (from + 9 * 86_400_000) as Instant;
        const shifts = shiftsOf(schedule, from, to);
        const expected = walked(schedule, from, to);
        const found = expected.map(
          (_, i) => shifts.find((shift) => shift.from <= from + i * 60_000 && from + i * 60_000 < shift.to)?.person ?? null,
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it("never overlap, lie in order, and agree with the answer for any instant", () => {
    assert(
      property(anySchedule, integer({ min: 0, max: 20_000 }), (schedule, minute) => {
        const from = at("2026-02-20T00:00:00Z");
        const to = at("2026-11-10T00:00:00Z");
        const shifts = shiftsOf(schedule, from, to);
        for (const [i, shift] of shifts.entries()) {
          expect(shift.from).toBeLessThan(shift.to);
          if (i > 0) expect(shift.from).toBeGreaterThanOrEqual(shifts[i - 1]!.to);
        }
        const t = (from + minute * 1_000_000) as Instant;
        const holder = t >= to ? null : (shifts.find((shift) => shift.from <= t && t < shift.to) ?? null);
        const answer = t >= to ? null : onCallAt(schedule, t);
        expect(answer).toEqual(holder === null ? null : { person: holder.person, layer: holder.layer });
      }),
    );
  });
});
