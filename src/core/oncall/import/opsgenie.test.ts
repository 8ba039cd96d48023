import { describe, expect, it } from "vitest";
import { codesOf, imported, whoIn } from "#core/oncall/import/import.fixture.ts";
import { tryImport } from "#core/oncall/import/trial.ts";
import { instant, toIso } from "#core/time/instant.ts";

const user = (id: string) => ({ type: "user", id, username: `${id}@example.com` });
const rotation = (id: string, more: object) => ({ id, name: id, type: "weekly", length: 1, startDate: "2026-01-05T08:00:00Z", ...more });
const days = (startDay: string, startHour: number, endDay: string, endHour: number, endMin = 0) => ({
  ...{ startDay, startHour, startMin: 0, endDay, endHour, endMin },
});
const schedule = (rotations: object[], more: object = {}) => ({
  id: "s1",
  name: "Ops",
  timezone: "Europe/Madrid",
  enabled: true,
  rotations,
  ...more,
});
const from = "2026-03-01T00:00:00Z";

describe("time restrictions of Opsgenie", () => {
  const given = imported(
    "opsgenie",
    {
      schedules: [
        schedule([
          rotation("office", {
            participants: [user("ana"), user("bea")],
            timeRestriction: {
              type: "weekday-and-time-of-day",
              restrictions: [days("monday", 9, "tuesday", 18, 30), days("thursday", 8, "thursday", 20)],
            },
          }),
          rotation("weekend", {
            participants: [user("carl")],
            timeRestriction: { type: "weekday-and-time-of-day", restrictions: [days("saturday", 22, "monday", 6)] },
          }),
          rotation("night", {
            type: "daily",
            participants: [user("dan"), user("eva")],
            startDate: "2026-01-05T21:00:00Z",
            timeRestriction: { type: "time-of-day", restriction: { startHour: 22, startMin: 30, endHour: 1, endMin: 0 } },
          }),
        ]),
      ],
    },
    from,
  );

  it.each([
    // The week of 23 March is week 11 of the rotation: bea's; of 30 March ana's.
    ["2026-03-23T07:59:00Z", "–", "before Monday 09:00"],
    ["2026-03-23T08:00:00Z", "bea", "from Monday 09:00"],
    ["2026-03-24T03:00:00Z", "bea", "through the night to Tuesday"],
    ["2026-03-24T17:29:00Z", "bea", "until Tuesday 18:30"],
    ["2026-03-24T17:30:00Z", "–", "and no longer"],
    ["2026-03-26T07:00:00Z", "bea", "Thursday from 08:00"],
    ["2026-03-28T21:00:00Z", "carl", "Saturday from 22:00"],
    ["2026-03-29T01:00:00Z", "carl", "over the change of clocks"],
    ["2026-03-30T03:59:00Z", "carl", "until Monday 06:00 of summer time"],
    ["2026-03-30T04:00:00Z", "–", "and no longer"],
    ["2026-03-30T07:00:00Z", "ana", "the next week is the other's, at 09:00 of summer time"],
    // Nights: 2026-01-05 dan, daily; 25 March is day 79: eva's, from 22:30 to 01:00, beside bea or nobody.
    ["2026-03-25T21:29:00Z", "–", "before 22:30"],
    ["2026-03-25T21:30:00Z", "eva", "from 22:30"],
    ["2026-03-25T23:59:00Z", "eva", "until 01:00"],
    ["2026-03-26T00:00:00Z", "–", "and no longer"],
    ["2026-03-23T21:30:00Z", "bea eva", "two rotations at once are both on call"],
  ])("%s: %s (%s)", (at, who) => {
    expect(whoIn(given, "Ops", at)).toBe(who);
  });

  it("are written as a layer's hours, and rotations that meet get schedules of their own", () => {
    const [first, second] = given.schedules[0]!.schedules;
    expect(first!.schedule.layers.map(({ name, restrict }) => [name, restrict])).toEqual([
      ["office", { mon: ["09:00-24:00"], tue: ["00:00-18:30"], thu: ["08:00-20:00"] }],
      ["weekend", { mon: ["00:00-06:00"], sat: ["22:00-24:00"], sun: ["00:00-24:00"] }],
    ]);
    expect(second!.schedule.layers.map(({ name, restrict }) => [name, restrict])).toEqual([["night", { "mon-sun": ["22:30-01:00"] }]]);
    expect(codesOf(given)).toEqual(["schedules[0]: several-at-once"]);
  });
});

describe("participants of Opsgenie", () => {
  const given = imported(
    "opsgenie",
    [
      { data: [schedule([rotation("r", { participants: [{ type: "team", id: "t", name: "net" }, { type: "none" }, user("bea")] })])] },
      {
        data: [
          {
            id: "t",
            name: "net",
            members: [
              { user: user("ana"), role: "admin" },
              { user: user("bea"), role: "user" },
            ],
          },
        ],
      },
      { data: [{ ...user("ana"), fullName: "Ana Ruiz", timeZone: "Europe/Madrid" }] },
    ],
    from,
  );

  it("are teams as all of their members, nobody, and people", () => {
    // Week 8 begins on 2 March: of three turns the last one, bea's; then the team's, then nobody's.
    const at = ["2026-03-02T08:00:00Z", "2026-03-09T08:00:00Z", "2026-03-16T08:00:00Z", "2026-03-23T08:00:00Z"];
    expect(at.map((each) => whoIn(given, "Ops", each))).toEqual(["bea", "ana bea", "–", "bea"]);
    expect(codesOf(given)).toEqual([
      "[0].data[0].rotations[0].participants[0]: team-unfolded",
      "[0].data[0].rotations[0]: nobody-in-turn",
      "[0].data[0]: several-at-once",
    ]);
    expect(given.people.find(({ key }) => key === "ana")?.person).toEqual({
      name: "Ana Ruiz",
      email: "ana@example.com",
      zone: "Europe/Madrid",
    });
  });
});

describe("overrides of Opsgenie", () => {
  const rotations = [rotation("one", { participants: [user("ana")] }), rotation("two", { participants: [user("bea")] })];
  const override = (more: object) => ({
    alias: "x",
    user: user("dan"),
    startDate: "2026-04-01T10:00:00Z",
    endDate: "2026-04-01T12:00:00Z",
    ...more,
  });

  it("stand over all rotations, or over those that they name", () => {
    const all = imported("opsgenie", { schedules: [schedule(rotations, { overrides: [override({ rotations: [] })] })] }, from);
    const some = imported(
      "opsgenie",
      { schedules: [schedule(rotations, { overrides: [override({ rotations: [{ id: "two" }] })] })] },
      from,
    );
    const at = ["2026-04-01T09:59:00Z", "2026-04-01T10:00:00Z", "2026-04-01T12:00:00Z"];
    expect(at.map((each) => whoIn(all, "Ops", each))).toEqual(["ana bea", "dan", "ana bea"]);
    expect(at.map((each) => whoIn(some, "Ops", each))).toEqual(["ana bea", "ana dan", "ana bea"]);
  });
});

describe("the rest of an export of Opsgenie", () => {
  it("has escalations whose delays count from the alert on", () => {
    const rule = (minutes: number, recipient: object, more: object = {}) => ({
      ...{ condition: "if-not-acked", notifyType: "default", delay: { timeAmount: minutes, timeUnit: "minutes" }, recipient, ...more },
    });
    const { policies, notes } = imported(
      "opsgenie",
      {
        schedules: [schedule([rotation("one", { participants: [user("ana")] })])],
        escalations: [
          {
            ...{ id: "e", name: "Ops escalation", repeat: { waitInterval: 10, count: 3 } },
            rules: [
              rule(0, { type: "schedule", id: "s1", name: "Ops" }),
              rule(5, { type: "user", id: "bea", username: "bea@example.com" }),
              rule(5, { type: "schedule", name: "Ops" }, { notifyType: "next" }),
              rule(15, { type: "team", id: "t", name: "net" }),
              rule(30, { type: "user", id: "dan", username: "dan@example.com" }),
            ],
          },
        ],
      },
      from,
    );
    expect(policies[0]!.policy).toEqual({
      repeat: 3,
      steps: [
        { after: "0m", notify: ["schedule:ops"] },
        { after: "5m", notify: ["person:bea", "schedule:ops"] },
        { after: "25m", notify: ["person:dan"] },
      ],
    });
    expect(notes.map(({ code }) => code).sort()).toEqual(["next-or-previous", "repeat-wait", "step-left-out", "target-left-out"]);
  });

  it("is compared with its timeline, several people at once included", () => {
    const rotations = [rotation("one", { participants: [user("ana"), user("bea")] }), rotation("two", { participants: [user("carl")] })];
    const period = (startDate: string, endDate: string, id: string) => ({ startDate, endDate, type: "default", recipient: user(id) });
    const timeline = {
      ...{ _parent: { id: "s1", name: "Ops" }, startDate: "2026-03-02T08:00:00Z", endDate: "2026-03-16T08:00:00Z" },
      finalTimeline: {
        rotations: [
          {
            name: "one",
            periods: [
              period("2026-03-02T08:00:00Z", "2026-03-09T08:00:00Z", "ana"),
              period("2026-03-09T08:00:00Z", "2026-03-15T08:00:00Z", "bea"),
            ],
          },
          { name: "two", periods: [period("2026-03-02T08:00:00Z", "2026-03-16T08:00:00Z", "carl")] },
        ],
      },
    };
    const text = JSON.stringify({ schedules: [schedule(rotations)], timelines: [timeline] });
    const { comparisons } = tryImport({ peer: "opsgenie", text, from: instant(from), document: null }, null, 90);
    expect(
      comparisons.map(({ difference }) => difference.first.map((each) => [toIso(each.from), toIso(each.to), each.ours, each.theirs])),
    ).toEqual([[["2026-03-15T08:00:00.000Z", "2026-03-16T08:00:00.000Z", ["bea", "carl"], ["carl"]]]]);
  });
});
