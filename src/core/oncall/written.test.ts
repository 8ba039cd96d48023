import { describe, expect, it } from "vitest";
import { momentIn } from "#core/oncall/stretch.ts";
import { readSchedule } from "#core/oncall/written.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const weekly = `zone: Europe/Paris
layers:
  - name: week
    participants: [Alice Martin, bob]
    rotation: { every: 1, unit: weeks, handover: "09:00", on: mon }
    start: 2026-01-05
`;

const shifts = (text: string, from: string, to: string): string[] =>
  readSchedule(text)
    .schedule!.shifts(at(from), at(to))
    .map((each) => `${toIso(each.from).slice(0, 16)} ${toIso(each.to).slice(0, 16)} ${each.person} ${each.layer}`);
const problems = (text: string): string[] =>
  readSchedule(text).problems.map(({ severity, line, column, path, code }) => `${line}:${column} ${severity} ${path} ${code}`);

describe("a schedule that stands alone", () => {
  it("needs no people that a model knows, in YAML as in JSON", () => {
    const json = JSON.stringify({
      zone: "UTC",
      layers: [{ name: "d", participants: ["x"], rotation: { every: 1, unit: "days", handover: "00:00" }, start: "2026-01-05" }],
    });
    expect(shifts(json, "2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z")).toEqual(["2026-01-05T00:00 2026-01-06T00:00 x d"]);
    expect(shifts(weekly, "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z")).toEqual(["2026-01-05T08:00 2026-01-06T00:00 Alice Martin week"]);
  });

  it("takes overrides and leave by dates, by the wall and by instants; the one listed last wins, and leave over it", () => {
    const text = `${weekly}overrides:
  - { from: 2026-01-06, to: 2026-01-06, person: carol }
  - { from: "2026-01-06T11:00:00Z", to: "2026-01-06T14:00:00+01:00", person: dora }
leave:
  - { person: dora, from: "2026-01-06T13:30", to: 9999-12-31 }
`;
    expect(shifts(text, "2026-01-05T20:00:00Z", "2026-01-07T00:00:00Z")).toEqual([
      "2026-01-05T20:00 2026-01-05T23:00 Alice Martin week",
      "2026-01-05T23:00 2026-01-06T11:00 carol null",
      "2026-01-06T11:00 2026-01-06T12:30 dora null",
      "2026-01-06T12:30 2026-01-06T23:00 carol null",
      "2026-01-06T23:00 2026-01-07T00:00 Alice Martin week",
    ]);
  });

  it("has nobody in a layer of nobody, and says so as a warning", () => {
    const nobody = weekly.replace("[Alice Martin, bob]", "[]");
    expect(problems(nobody)).toEqual(["4:5 warning layers[0].participants nobody-in-layer"]);
    expect(shifts(nobody, "2026-01-05T00:00:00Z", "2027-01-05T00:00:00Z")).toEqual([]);
    expect(problems("{zone: UTC, layers: []}")).toEqual(["1:13 warning layers no-layers"]);
  });

  it("leaves nobody on call who is on leave for ever", () => {
    const gone = `${weekly.replace(", bob", "")}leave:\n  - { person: Alice Martin, from: 2026-01-07, to: 2999-12-31 }\n`;
    expect(shifts(gone, "2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z")).toEqual(["2026-01-05T08:00 2026-01-06T23:00 Alice Martin week"]);
  });
});

it.each([
  [
    "an override that ends before it starts",
    `${weekly}overrides: [{ from: 2026-01-06, to: 2026-01-05, person: b }]`,
    "7:37",
    "ends-before",
  ],
  ["an end at the beginning", `${weekly}leave: [{ from: 2026-01-06T09:00, to: "2026-01-06T08:00Z", person: b }]`, "7:39", "ends-before"],
  ["an end that is not said", `${weekly}leave: [{ person: b, from: 2026-01-06 }]`, "7:9", "missing-key"],
  ["a day that does not exist", weekly.replace("2026-01-05", "2026-02-30"), "6:12", "bad-value"],
  ["a moment that does not exist", `${weekly}overrides: [{ from: 2026-02-30, to: 2026-03-01, person: b }]`, "7:21", "bad-value"],
  ["a start off the hand-over day", weekly.replace("2026-01-05", "2026-01-06"), "6:12", "start-off-handover"],
  ["no such zone", weekly.replace("Europe/Paris", "Europe/Lutece"), "1:7", "bad-zone"],
  ["a key that means nothing", `${weekly}rotations: []`, "7:1", "unknown-key"],
  ["a list", "[1, 2]", "1:1", "wrong-kind"],
  ["nothing", "", "1:1", "empty-schedule"],
  ["half of JSON", '{"zone": "UTC", "layers": [', "1:28", "yaml-syntax"],
  ["a turn of no time", weekly.replace("every: 1", "every: 0"), "5:24", "out-of-bounds"],
  ["an interval that cannot be read", weekly.replace("start:", 'restrict: { mon-fri: ["8-18"] }\n    start:'), "6:", "bad-"],
])("tells %s by line and column", (_, text, place, code) => {
  const [first] = problems(text);
  expect(first).toContain("error");
  expect(first!.slice(0, place.length)).toBe(place);
  expect(first).toContain(code);
  expect(readSchedule(text).schedule).toBeNull();
});

it("refuses a thousand layers with the number that it takes", () => {
  const layers = Array.from({ length: 1_000 }, (_, i) => ({
    ...{ name: `l${i}`, participants: ["a"], rotation: { every: 1, unit: "days" }, start: "2026-01-05" },
  }));
  const [first, ...more] = readSchedule(JSON.stringify({ zone: "UTC", layers })).problems;
  expect(more).toEqual([]);
  expect(first!.message).toBe("takes at most 50 entries, has 1000");
});

it("reads a long list, and takes a long text of something else for what it is", () => {
  const overrides = Array.from(
    { length: 2_000 },
    (_, i) => `  - { from: ${2026 + (i % 100)}-01-06, to: ${2026 + (i % 100)}-01-07, person: p }`,
  );
  const text = `${weekly}overrides:\n${overrides.join("\n")}\n`;
  expect(text.length).toBeGreaterThan(100_000);
  expect(problems(text)).toEqual([]);
  expect(problems("x".repeat(200_000))).toEqual(["1:1 error  not-a-schedule"]);
});

describe("a moment", () => {
  const paris = zoneNamed("Europe/Paris");
  it.each([
    ["2026-03-29", "from", "2026-03-28T23:00:00.000Z"],
    ["2026-03-29", "to", "2026-03-29T22:00:00.000Z"],
    ["2026-03-29T02:30", "from", "2026-03-29T01:00:00.000Z"],
    ["2026-10-25T02:30:15", "from", "2026-10-25T00:30:15.000Z"],
    ["2026-10-25T02:30+01:00", "from", "2026-10-25T01:30:00.000Z"],
    ["2026-01-01T00:00:00.5-03:30", "to", "2026-01-01T03:30:00.500Z"],
    ["2026-01-01 24:00", "to", "2026-01-01T23:00:00.000Z"],
    ["2500-01-01T08:00Z", "to", "2200-01-01T00:00:00.000Z"],
  ] as const)("%s as %s is %s", (written, end, iso) => expect(toIso(momentIn(written, paris, end)!)).toBe(iso));

  it.each(["2026-02-30", "2026-01-01T25:00", "2026-01-01T08", "now", "1899-01-01", "2026-01-01T08:00:61"])("%s is none", (written) =>
    expect(momentIn(written, paris, "from")).toBeNull(),
  );
});
