import { describe, expect, it } from "vitest";
import { codesOf, imported, whoIn } from "#core/oncall/import/import.fixture.ts";

const from = "2026-03-02T12:00:00Z";
const always = [{ start: "00:00", end: "00:00", weekdayFilter: [true, true, true, true, true, true, true] }];
const rotation = {
  ...{ id: "r1", name: "Primary", start: "2026-01-05T09:00:00-05:00", timeZone: "America/New_York", type: "weekly", shiftLength: 1 },
  ...{ activeUserIndex: 2, userIDs: ["u1", "u2", "u3"], nextHandoffTimes: ["2026-03-02T14:00:00Z"] },
};
const exported = (schedule: object, more: object = {}) => ({
  data: {
    schedules: { nodes: [{ id: "s1", name: "Shop", timeZone: "America/New_York", targets: [], temporarySchedules: [], ...schedule }] },
    rotations: { nodes: [rotation] },
    users: { nodes: [1, 2, 3, 4].map((n) => ({ id: `u${n}`, name: `User ${n}`, email: `u${n}@example.com` })) },
    ...more,
  },
});
const target = (type: string, id: string, rules: object[] = always) => ({ scheduleID: "s1", target: { type, id, name: id }, rules });

describe("an export of GoAlert", () => {
  it("turns from whoever is active until the next hand-over, over the change of clocks", () => {
    const given = imported("goalert", exported({ targets: [target("rotation", "r1")] }), from);
    const at = ["2026-03-02T13:59:00Z", "2026-03-02T14:00:00Z", "2026-03-09T12:59:00Z", "2026-03-09T13:00:00Z", "2026-03-16T13:00:00Z"];
    expect(at.map((each) => whoIn(given, "Shop", each))).toEqual(["u3", "u1", "u1", "u2", "u3"]);
    expect(given.schedules[0]!.schedules[0]!.schedule.layers[0]).toMatchObject({ start: "2026-02-23", participants: ["u3", "u1", "u2"] });
  });

  it("has rules by day and hour, Sunday first, overnight where they end before they begin; all that hold are on call", () => {
    const weekdays = [false, true, true, true, true, true, false];
    const rules = [{ start: "20:00", end: "08:00", weekdayFilter: weekdays }];
    const given = imported("goalert", exported({ targets: [target("rotation", "r1"), target("user", "u4", rules)] }), from);
    const at = ["2026-03-06T00:59:00Z", "2026-03-06T01:00:00Z", "2026-03-07T12:59:00Z", "2026-03-07T13:00:00Z", "2026-03-09T03:00:00Z"];
    // Friday night runs into Saturday morning; Sunday has none.
    expect(at.map((each) => whoIn(given, "Shop", each))).toEqual(["u1", "u1 u4", "u1 u4", "u1", "u1"]);
  });

  it("replaces by an override only whom it names, adds beside, and says what it cannot take off", () => {
    const override = (id: string, start: string, end: string, users: object) => ({
      id,
      start,
      end,
      target: { id: "s1", type: "schedule" },
      ...users,
    });
    const given = imported(
      "goalert",
      exported(
        { targets: [target("rotation", "r1")] },
        {
          userOverrides: {
            nodes: [
              override("o1", "2026-03-02T13:00:00Z", "2026-03-02T16:00:00Z", { addUserID: "u4", removeUserID: "u3" }),
              override("o2", "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", { addUserID: "u4", removeUserID: "" }),
              override("o3", "2026-03-12T00:00:00Z", "2026-03-13T00:00:00Z", { addUserID: "", removeUserID: "u2" }),
            ],
          },
        },
      ),
      from,
    );
    const at = ["2026-03-02T13:30:00Z", "2026-03-02T14:30:00Z", "2026-03-10T12:00:00Z", "2026-03-11T00:00:00Z"];
    expect(at.map((each) => whoIn(given, "Shop", each))).toEqual(["u4", "u1", "u2 u4", "u2"]);
    expect(codesOf(given)).toEqual(["data.userOverrides.nodes[2]: removal-left-out", "data.schedules.nodes[0]: several-at-once"]);
  });

  it("gives way to a temporary schedule, whose gap is noted", () => {
    const shift = (userID: string, start: string, end: string) => ({ userID, start, end, truncated: false });
    const temporarySchedules = [
      {
        ...{ start: "2026-03-20T00:00:00Z", end: "2026-03-20T12:00:00Z" },
        shifts: [shift("u4", "2026-03-20T00:00:00Z", "2026-03-20T06:00:00Z"), shift("u1", "2026-03-20T04:00:00Z", "2026-03-20T10:00:00Z")],
      },
    ];
    const given = imported("goalert", exported({ targets: [target("rotation", "r1")], temporarySchedules }), from);
    const at = ["2026-03-19T23:59:00Z", "2026-03-20T03:00:00Z", "2026-03-20T05:00:00Z", "2026-03-20T08:00:00Z", "2026-03-20T12:00:00Z"];
    expect(at.map((each) => whoIn(given, "Shop", each))).toEqual(["u3", "u4", "u1 u4", "u1", "u3"]);
    expect(codesOf(given)).toContain("data.schedules.nodes[0].temporarySchedules[0]: temporary-gap");
  });

  it("has policies of steps, old and new; a rotation that a step pages becomes a schedule", () => {
    const steps = [
      {
        stepNumber: 1,
        delayMinutes: 15,
        actions: [
          { type: "builtin-rotation", args: { rotation_id: "r1" } },
          { type: "builtin-webhook", args: { webhook_url: "x" } },
        ],
      },
      {
        stepNumber: 0,
        delayMinutes: 5,
        targets: [
          { type: "schedule", id: "s1", name: "Shop" },
          { type: "user", id: "u2", name: "User 2" },
        ],
      },
    ];
    const given = imported(
      "goalert",
      exported({ targets: [target("rotation", "r1")] }, { escalationPolicies: { nodes: [{ id: "e", name: "Shop", repeat: 3, steps }] } }),
      from,
    );
    expect(given.policies[0]!.policy).toEqual({
      repeat: 3,
      steps: [
        { after: "0m", notify: ["schedule:shop", "person:u2"] },
        { after: "5m", notify: ["schedule:primary"] },
      ],
    });
    expect(whoIn(given, "Primary", "2026-03-02T14:00:00Z")).toBe("u1");
    expect(codesOf(given)).toContain("data.escalationPolicies.nodes[0].steps[0].actions[1]: target-left-out");
  });
});
