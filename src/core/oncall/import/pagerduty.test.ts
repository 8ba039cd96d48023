import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModel } from "#core/model/read.ts";
import { convertExport } from "#core/oncall/import/convert.ts";
import { codesOf, imported, whoIn } from "#core/oncall/import/import.fixture.ts";
import { tryImport, withImport } from "#core/oncall/import/trial.ts";
import { instant, toIso } from "#core/time/instant.ts";

const text = readFileSync("test/exports/pagerduty.json", "utf8");
const platform = imported("pagerduty", JSON.parse(text), "2026-03-01T00:00:00Z");

describe("an export of PagerDuty", () => {
  it.each([
    // The weekly layer below hands over on Mondays at 09:00 in Paris, in winter and in summer.
    ["2026-03-23T07:59:00Z", "alice", "the last minute of a week"],
    ["2026-03-23T08:00:00Z", "chloe-petit", "office hours of a Monday stand over it"],
    ["2026-03-24T08:00:00Z", "bob-stone", "its next week"],
    ["2026-03-30T06:59:00Z", "bob-stone", "the hand-over is an hour earlier in UTC"],
    ["2026-03-31T07:00:00Z", "alice", "after it"],
    // Nights of 20:00–07:00, turning daily.
    ["2026-03-28T18:59:00Z", "bob-stone", "before a night"],
    ["2026-03-27T19:00:00Z", "alice", "the night of day 81"],
    ["2026-03-28T05:59:00Z", "alice", "until 07:00"],
    ["2026-03-29T18:00:00Z", "chloe-petit", "after the change of clocks, still at 20:00"],
    // An override over the change of clocks.
    ["2026-03-29T00:59:00Z", "bob-stone", "before it"],
    ["2026-03-29T01:00:00Z", "chloe-petit", "it wins"],
    ["2026-03-29T10:00:00Z", "bob-stone", "after it"],
    // The highest layer: Mondays and Wednesdays 09:00–17:00, begun in its second turn.
    ["2026-03-30T07:00:00Z", "alice", "turn 8 after its start"],
    ["2026-04-06T07:00:00Z", "chloe-petit", "turn 9"],
    ["2026-04-06T15:00:00Z", "bob-stone", "after office hours"],
  ])("%s: %s (%s)", (at, who) => {
    expect(whoIn(platform, "Platform Primary", at)).toBe(who);
  });

  it("keeps layers in the model's order, the highest last, and leaves out what ended", () => {
    expect(platform.schedules[0]!.schedules[0]!.schedule.layers).toEqual([
      {
        name: "Everybody",
        participants: ["alice", "bob-stone"],
        rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" },
        start: "2026-01-05",
      },
      {
        name: "Nights",
        participants: ["alice", "bob-stone", "chloe-petit"],
        rotation: { every: 1, unit: "days", handover: "20:00" },
        start: "2026-01-05",
        restrict: { "mon-sun": ["20:00-07:00"] },
      },
      {
        name: "Office hours",
        participants: ["alice", "chloe-petit"],
        rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" },
        start: "2026-02-02",
        restrict: { mon: ["09:00-17:00"], wed: ["09:00-17:00"] },
      },
    ]);
    expect(codesOf(platform)).toEqual([
      "schedules[0].schedule_layers[3]: layer-ended",
      "escalation_policies[0].escalation_rules[1].targets[1]: target-left-out",
    ]);
  });

  it("has its policies: a rule's delay is what it is given before the next", () => {
    expect(platform.policies).toMatchObject([
      {
        key: "platform",
        policy: {
          repeat: 2,
          steps: [
            { after: "0m", notify: ["schedule:platform-primary"] },
            { after: "10m", notify: ["person:bob-stone"] },
          ],
        },
      },
    ]);
  });

  it("finds the model's people again by address, and by name who has none", () => {
    const people = {
      al: { name: "A. Martin", email: "Alice@example.com" },
      petit: { name: "Chloé Petit" },
      bob: { name: "Bob Stone", email: "b@example.com" },
    };
    const known = imported("pagerduty", JSON.parse(text), "2026-03-01T00:00:00Z", { people } as never);
    expect(known.people.map(({ key, isKnown }) => [key, isKnown])).toEqual([
      ["al", true],
      ["bob-stone", false],
      ["petit", true],
    ]);
  });

  it("differs from the product's own rendering where it does, and nowhere else", () => {
    const { comparisons } = tryImport({ peer: "pagerduty", text, from: instant("2026-03-30T00:00:00Z"), document: null }, null, 90);
    const { difference, against } = comparisons[0]!;
    expect(against).toBe("peer");
    expect(difference.first.map(({ from, to, ours, theirs }) => [toIso(from), toIso(to), ours, theirs])).toEqual([
      ["2026-03-30T05:00:00.000Z", "2026-03-30T06:00:00.000Z", ["bob-stone"], ["chloe-petit"]],
    ]);
    expect([difference.count, difference.differingMs, difference.sameMs]).toEqual([1, 3_600_000, 47 * 3_600_000]);
  });

  it("goes into a model that can be applied, beside what stands there", () => {
    const source = readFileSync("examples/office-hours.yaml", "utf8");
    const { document } = readModel(source);
    const merged = withImport(source, imported("pagerduty", JSON.parse(text), "2026-03-01T00:00:00Z", document), document);
    const read = readModel(merged);
    expect(read.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(Object.keys(read.document!.schedules!)).toContain("platform-primary");
    expect(merged.startsWith(source.slice(0, 200))).toBe(true);
  });
});

const schedule = (layer: object, more: object = {}) => ({
  schedules: [
    {
      id: "S",
      name: "S",
      time_zone: "UTC",
      schedule_layers: [{ name: "L", start: "2026-01-05T08:00:00Z", users: [{ user: { id: "a" } }, { user: { id: "b" } }], ...layer }],
      ...more,
    },
  ],
});

describe("a layer that is none of the model", () => {
  it("begins within a turn: nobody before, and the rest of the turn belongs to whoever's it is", () => {
    const given = imported(
      "pagerduty",
      schedule({ start: "2026-05-06T12:00:00Z", rotation_virtual_start: "2026-05-04T08:00:00Z", rotation_turn_length_seconds: 604_800 }),
      "2026-03-01T00:00:00Z",
    );
    expect(
      ["2026-05-06T11:59:00Z", "2026-05-06T12:00:00Z", "2026-05-11T07:59:00Z", "2026-05-11T08:00:00Z"].map((at) => whoIn(given, "S", at)),
    ).toEqual(["–", "a", "a", "b"]);
    expect(codesOf(given)).toContain("schedules[0].schedule_layers[0]: begins-within-turn");
  });

  it("turns every 90 minutes: written out, and said so", () => {
    const given = imported(
      "pagerduty",
      schedule({ rotation_virtual_start: "2026-01-05T08:00:00Z", rotation_turn_length_seconds: 5_400 }),
      "2026-03-01T00:00:00Z",
    );
    expect(["2026-03-02T08:00:00Z", "2026-03-02T09:30:00Z", "2026-03-02T11:00:00Z"].map((at) => whoIn(given, "S", at))).toEqual([
      "a",
      "b",
      "a",
    ]);
    expect(codesOf(given)).toContain("schedules[0].schedule_layers[0]: written-out");
  });
});

const refusal = (given: string): string => {
  try {
    convertExport({
      peer: "pagerduty",
      text: given,
      from: instant("2026-03-01T00:00:00Z"),
      until: instant("2026-06-01T00:00:00Z"),
      document: null,
    });
  } catch (error) {
    return (error as Error).message;
  }
  return "taken";
};

describe("a bad file", () => {
  it.each([
    ["", "Line 1, column 1: this is not JSON: the file ends where a value should stand"],
    ['{\n  "schedules": [\n    {,\n', 'Line 3, column 6: this is not JSON: there is "," where a key in double quotes or "}" should stand'],
    ['{"schedules": []} x', 'Line 1, column 19: this is not JSON: there is "x" where the end of the file should stand'],
    ["[1]", "Line 1, column 1: the export holds neither schedules nor escalation policies: is it one of this product?"],
    ["3", "Line 1, column 1: expected an object or a list of answers of the provider's API, found number 3"],
    [
      '{\n "schedules": [{"id": "S", "name": "S", "time_zone": "Paris"}]}',
      'Line 2, column 54 (schedules[0].time_zone): expected an IANA zone, like Europe/Paris, found "Paris"',
    ],
    ['{"schedules": {"id": 1}}', "Line 1, column 15 (schedules): expected a list, found a map of keys"],
    ["[".repeat(100), "Line 1, column 62: this is nested more than 60 deep, which no export is"],
  ])("%j", (given, said) => {
    expect(refusal(given)).toBe(said);
  });

  it("names the place of a part that is missing by what is around it", () => {
    const given = JSON.stringify(schedule({ rotation_turn_length_seconds: "a week" }), null, 1);
    expect(refusal(given)).toMatch(
      /^Line \d+, column \d+ \(schedules\[0\]\.schedule_layers\[0\]\.rotation_turn_length_seconds\): expected a whole number/,
    );
  });
});
