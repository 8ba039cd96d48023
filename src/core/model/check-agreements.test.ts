import { describe, expect, test } from "vitest";
import { soundModel } from "#core/model/model.fixture.ts";
import { readModel } from "#core/model/read.ts";
import { type Case, expectErrors, expectWarnings } from "#core/model/spoil.fixture.ts";

const agreements: Case[] = [
  [
    "an end before the beginning",
    "until: 2026-12-31",
    "until: 2025-12-31",
    "2025",
    "period-ends-before-it-begins",
    "before it begins",
    "exchange",
  ],
  [
    "a date that does not exist",
    "from: 2026-01-01\n    until: 2026-12",
    "from: 2026-02-30\n    until: 2026-12",
    "2026-02-30",
    "bad-value",
    "not a date",
    "2026-01-31",
  ],
  ["days of what", "resolution: 2bd", "resolution: 2d", "2d", "bad-duration", '"2d" is not a duration', "2bd for two business days"],
  ["no time at all", "response: 15m", "response: 0m", "0m", "zero-duration", "no time at all", "15m"],
  ["ten to the ninth hours", "response: 15m", "response: 1000000000h", "1000000000h", "duration-too-long", "ten years", "87840h"],
  ["an escalation that is no duration", "{ 1: 20m }", "{ 1: soon }", "soon", "bad-duration", '"soon"', "write"],
  ["a vendor's target", "vendorTargets: { P1: 2h }", "vendorTargets: { P1: 2 hours }", "2 hours", "bad-duration", "2 hours", "write"],
  ["descending thresholds", "thresholds: [50, 75]", "thresholds: [75, 50]", "50]", "thresholds-order", "ascend", "[50, 75]"],
  ["a threshold that no clock has", "at: 75,", "at: 80,", "80,", "threshold-unknown", "80 %", "50, 75, 100, or add 80"],
  ["a rule that never fires", "silence: 4h, notify", "notify", "{ notify", "notify-when", "never fires", "silence: 4h"],
  ["who is that", '"person:bob"', "bob", "bob", "bad-notify", "'bob' does not say who", "'person:bob'"],
  ["nobody's word", '"person:bob"', '"persn:bob"', '"persn:bob', "bad-notify", "does not say who", "'person:bob'"],
  ["a team without lead", '"team:experts"', '"lead:experts"', '"lead:experts', "no-lead", "has no lead", "team:experts"],
  [
    "a bundle that expires early",
    "until: 2026-06-30",
    "until: 2025-06-30",
    "2025",
    "period-ends-before-it-begins",
    "the bundle expires",
    "exchange",
  ],
  ["a service listed twice", "[shop, core]", "[shop, core, shop]", "shop]", "listed-twice", "'shop' is listed twice", "keep one"],
  [
    "a conditional last rule",
    "{ id: rest, ",
    "{ id: rest, when: { kind: [host] }, ",
    "{ id: rest",
    "no-default-rule",
    "match no rule",
    "without `when`",
  ],
  [
    "an unconditional first rule",
    "when: { kind: [peripheral] }, ",
    "",
    "{ id: hardware",
    "unreachable-rules",
    "matches every ticket",
    "`when`",
  ],
  ["a rule's id twice", "id: rest,", "id: web,", "web,", "id-taken", "already called 'web'", "its own"],
];

const warnings: Case[] = [
  ["a response after the resolution", "resolution: 4h }", "resolution: 10m }", "15m", "target-order", "later than", "exchange"],
  ["an exclusion without redirection", ", redirect: { to: Maker }", "", "{ id: hardware", "no-redirect", "where to turn", "redirect"],
  [
    "a rule behind a wider one",
    "id: rest,",
    "id: b, when: { kind: [peripheral], channel: [phone] }, decision: covered, clause: a, text: b }\n      - { id: rest,",
    "{ id: b",
    "unreachable-rules",
    "'hardware' before it",
    "before 'hardware'",
  ],
  [
    "a renewal without end",
    "    until: 2026-12-31\n",
    "    renewal: { every: 1 year }\n",
    "renewal",
    "renewal-without-end",
    "never comes up",
    "until",
  ],
];

describe("errors", () => expectErrors(agreements));
describe("warnings do not stop a model", () => expectWarnings(warnings));

describe("two agreements of one customer for one service", () => {
  const second = (from: string, until: string): string =>
    soundModel.replace(
      "schedules:\n",
      `  next: { customer: acme, name: Next, kind: on-demand, from: ${from}, until: ${until}, services: [shop], calendar: always, coverage: [{ id: all, decision: covered, clause: a, text: b }] }\nschedules:\n`,
    );

  test("the day after the last is free", () => expect(readModel(second("2027-01-01", "2027-12-31")).problems).toEqual([]));

  test("the last day is not", () => {
    const [problem, ...more] = readModel(second("2026-12-31", "2027-12-31")).problems;
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: "agreements-overlap", path: "agreements.next.services[0]" });
    expect(problem?.message).toContain("'acme-2026' and 'next'");
  });
});

test("a calendar that never opens after the agreement begins is refused", () => {
  const text = soundModel
    .replace("  nights:\n", "  shut: { zone: UTC, hours: {} }\n  nights:\n")
    .replace("calendar: office\n    targets", "calendar: shut\n    targets");
  expect(readModel(text).problems).toMatchObject([{ code: "calendar-never-open", path: "agreements.acme-2026.calendar" }]);
});
