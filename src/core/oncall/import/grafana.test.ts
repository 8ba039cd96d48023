import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceOf } from "#core/oncall/import/difference.ts";
import { codesOf, imported, whoIn } from "#core/oncall/import/import.fixture.ts";
import { occurrencesOf } from "#core/oncall/import/recurrence.ts";
import { compileSchedule } from "#core/oncall/shift.ts";
import { instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

const from = "2026-03-01T00:00:00Z";
const shift = (more: object) => ({ id: "O1", name: "s", type: "rolling_users", level: 0, start: "2026-01-05T09:00:00", ...more });
const exported = (shifts: Record<string, unknown>[], more: object = {}) => ({
  schedules: {
    results: [{ id: "S", name: "Ops", type: "calendar", time_zone: "Europe/Paris", shifts: shifts.map((each) => each.id), ...more }],
  },
  on_call_shifts: { results: shifts },
  users: {
    results: [
      { id: "U1", username: "ana", email: "ana@example.com" },
      { id: "U2", username: "bea" },
      { id: "U3", username: "carl" },
    ],
  },
});
const weekly = shift({ duration: 604_800, frequency: "weekly", interval: 1, week_start: "MO", rolling_users: [["U1"], ["U2"]] });

describe("shifts of Grafana OnCall", () => {
  it("turn on the wall of the schedule's zone", () => {
    const given = imported("grafana", exported([weekly]), from);
    expect(["2026-03-23T08:00:00Z", "2026-03-30T06:59:00Z", "2026-03-30T07:00:00Z"].map((at) => whoIn(given, "Ops", at))).toEqual([
      "bea",
      "bea",
      "ana",
    ]);
    expect(given.schedules[0]!.schedules[0]!.schedule.layers[0]).toMatchObject({
      rotation: { every: 1, unit: "weeks", on: "mon" },
      participants: ["ana", "bea"],
    });
  });

  it("put whole groups on call, and begin with the index that is said", () => {
    const given = imported(
      "grafana",
      exported([{ ...weekly, rolling_users: [["U1", "U2"], ["U3"]], start_rotation_from_user_index: 1 }]),
      from,
    );
    expect(["2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z"].map((at) => whoIn(given, "Ops", at))).toEqual(["ana bea", "carl"]);
  });

  it("win by their level, all of a level together, and overrides over all", () => {
    const given = imported(
      "grafana",
      exported([
        { ...weekly, rolling_users: [["U1", "U2"]] },
        shift({
          id: "O2",
          name: "days",
          level: 2,
          type: "recurrent_event",
          duration: 28_800,
          frequency: "weekly",
          by_day: ["MO", "WE"],
          week_start: "MO",
          users: ["U3"],
        }),
        shift({ id: "O3", name: "over", type: "override", start: "2026-03-25T10:00:00", duration: 3_600, users: ["U2"] }),
      ]),
      from,
    );
    const at = ["2026-03-24T10:00:00Z", "2026-03-25T08:00:00Z", "2026-03-25T09:00:00Z", "2026-03-25T10:00:00Z", "2026-03-25T16:00:00Z"];
    expect(at.map((each) => whoIn(given, "Ops", each))).toEqual(["ana bea", "carl", "bea", "carl", "ana bea"]);
  });

  it("that no layer says are written out: the first Monday of each month, every second weekend", () => {
    const given = imported(
      "grafana",
      exported([
        shift({
          id: "O1",
          name: "monthly",
          type: "recurrent_event",
          duration: 3_600,
          frequency: "monthly",
          by_day: ["1MO"],
          users: ["U1"],
        }),
        shift({
          id: "O2",
          name: "weekends",
          start: "2026-01-10T00:00:00",
          duration: 86_400,
          frequency: "weekly",
          interval: 2,
          week_start: "MO",
          by_day: ["SA", "SU"],
          rolling_users: [["U2"]],
        }),
      ]),
      from,
    );
    const at = ["2026-04-06T07:00:00Z", "2026-04-13T07:00:00Z", "2026-03-07T12:00:00Z", "2026-03-14T12:00:00Z", "2026-03-22T12:00:00Z"];
    expect(at.map((each) => whoIn(given, "Ops", each))).toEqual(["ana", "–", "bea", "–", "bea"]);
    expect(codesOf(given)).toEqual(["on_call_shifts.results[0]: written-out", "on_call_shifts.results[1]: written-out"]);
  });

  it("of a daily rotation on chosen days pass on from day to day, weekends left out", () => {
    const given = imported(
      "grafana",
      exported([shift({ duration: 86_400, frequency: "daily", by_day: ["MO", "TU", "WE", "TH", "FR"], rolling_users: [["U1"], ["U2"]] })]),
      from,
    );
    // 40 working days lie between 5 January and 2 March: ana again; Friday the 6th is hers, Monday the 9th bea's.
    const at = ["2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z", "2026-03-06T09:00:00Z", "2026-03-07T09:00:00Z", "2026-03-09T09:00:00Z"];
    expect(at.map((each) => whoIn(given, "Ops", each))).toEqual(["ana", "bea", "ana", "–", "bea"]);
  });

  it("in another zone than the schedule are its zone when all are, and are written out when they are not", () => {
    const tokyo = { ...weekly, time_zone: "Asia/Tokyo" };
    expect(imported("grafana", exported([tokyo]), from).schedules[0]!.schedules[0]!.schedule.zone).toBe("Asia/Tokyo");
    const both = imported(
      "grafana",
      exported([
        { ...tokyo, level: 1, duration: 43_200, frequency: "daily" },
        { ...weekly, id: "O2" },
      ]),
      from,
    );
    expect(codesOf(both)).toEqual(["on_call_shifts.results[0]: zone-differs"]);
    expect(["2026-03-23T23:59:00Z", "2026-03-24T00:00:00Z", "2026-03-24T12:00:00Z"].map((at) => whoIn(both, "Ops", at))).toEqual([
      "bea",
      "ana",
      "bea",
    ]);
  });

  it("are refused by their place when they are missing, and calendars are left to the calendars", () => {
    expect(() => imported("grafana", exported([weekly], { shifts: ["nope"] }), from)).toThrow(
      /schedules\.results\[0\]\.shifts\[0\]\): expected the id of one of/,
    );
    const calendar = imported("grafana", exported([], { type: "ical", ical_url_primary: "https://cal.example.com/secret/team.ics" }), from);
    expect(calendar.notes.map(({ said }) => said)).toEqual([expect.stringContaining("a calendar at cal.example.com:")]);
    expect(JSON.stringify(calendar.notes)).not.toContain("secret");
  });
});

it("chains of Grafana OnCall are steps, with their waits as delays", () => {
  const step = (position: number, type: string, more: object = {}) => ({
    id: `P${position}`,
    escalation_chain_id: "F",
    position,
    type,
    ...more,
  });
  const { policies, notes } = imported(
    "grafana",
    {
      ...exported([weekly]),
      escalation_chains: { results: [{ id: "F", name: "Default" }] },
      escalation_policies: {
        results: [
          step(2, "notify_persons", { persons_to_notify: ["U2"] }),
          step(1, "wait", { duration: 900 }),
          step(0, "notify_on_call_from_schedule", { notify_on_call_from_schedule: "S" }),
          step(3, "notify_persons", { persons_to_notify: ["U3"] }),
          step(4, "notify_whole_channel"),
          step(5, "wait", { duration: 300 }),
          step(6, "repeat_escalation"),
        ],
      },
    },
    from,
  );
  expect(policies[0]!.policy).toEqual({
    repeat: 5,
    steps: [
      { after: "0m", notify: ["schedule:ops"] },
      { after: "15m", notify: ["person:bea", "person:carl"] },
    ],
  });
  expect(notes.map(({ code, facts }) => [code, facts])).toEqual([["type-unknown", { type: "notify_whole_channel" }]]);
});

describe("a layer", () => {
  const zones = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"];
  const names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

  it("says the same as its recurrence day by day, over changes of clocks", () => {
    const rule = fc.record({
      zone: fc.constantFrom(...zones),
      kind: fc.constantFrom("daily", "weekly", "weekly on days", "hourly"),
      hour: fc.integer({ min: 0, max: 23 }),
      hours: fc.integer({ min: 1, max: 24 }),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
      weekStart: fc.integer({ min: 0, max: 6 }),
      startDay: fc.integer({ min: 0, max: 6 }),
      people: fc.integer({ min: 1, max: 3 }),
      isWhole: fc.boolean(),
    });
    fc.assert(
      fc.property(rule, ({ zone, kind, hour, hours, days, weekStart, startDay, people, isWhole }) => {
        const frequency = kind === "weekly on days" ? "weekly" : (kind as "daily" | "weekly" | "hourly");
        const onDays = kind === "weekly on days";
        const whole = { hourly: 3, daily: 24, weekly: 168 }[frequency];
        // The first day is one of the chosen, as the product makes it.
        const day = onDays ? days[0]! : startDay;
        const date = `2026-01-${String(5 + day).padStart(2, "0")}`;
        const length = frequency === "hourly" || (isWhole && !onDays) ? whole : hours;
        const groups = ["U1", "U2", "U3"].slice(0, people).map((id) => [id]);
        const given = imported(
          "grafana",
          exported(
            [
              shift({
                ...{ frequency, start: `${date}T${String(hour).padStart(2, "0")}:00:00`, duration: length * 3_600, rolling_users: groups },
                ...{
                  interval: frequency === "hourly" ? 3 : 1,
                  week_start: names[weekStart],
                  by_day: onDays ? days.map((each) => names[each]) : null,
                },
              }),
            ],
            { time_zone: zone },
          ),
          from,
        );
        const { schedule } = given.schedules[0]!.schedules[0]!;
        expect(schedule.overrides).toBe(undefined);
        const [first, last] = [instant("2026-03-01T00:00:00Z"), instant("2026-04-20T00:00:00Z")];
        const expected = occurrencesOf(
          {
            ...{ frequency, interval: frequency === "hourly" ? 3 : 1, monthDays: [], months: [], weekStart, countsDays: false, groups },
            ...{ days: onDays ? days.map((each) => ({ day: each, nth: 0 })) : [], begins: null, ends: null, zone: zoneNamed(zone) },
            ...{ wall: Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000, durationMs: length * 3_600_000 },
          },
          first,
          last,
        )[0]!;
        const keys: Record<string, string> = { U1: "ana", U2: "bea", U3: "carl" };
        const told = expected.map((each) => ({ ...each, person: keys[each.person]! }));
        expect(differenceOf(compileSchedule(schedule).shifts(first, last), told, first, last).first).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
