import { describe } from "vitest";
import { type Case, expectErrors, expectWarnings } from "#core/model/spoil.fixture.ts";

const onCall: Case[] = [
  [
    "a start off the hand-over weekday",
    "start: 2026-01-05",
    "start: 2026-01-07",
    "2026-01-07",
    "start-off-handover",
    "is a wed",
    "start: 2026-01-12",
  ],
  ["a weekday for months", "unit: weeks, on: mon", "unit: months, on: mon", "mon }", "handover-day", "in months", '"1" to "31"'],
  ["a hand-over day for hours", "unit: weeks, on: mon", "unit: hours, on: mon", "mon }", "handover-day", "no hand-over day", "remove"],
  [
    "a day of the month off the start",
    "unit: weeks, on: mon",
    'unit: months, on: "31"',
    "2026-01-05",
    "start-off-handover",
    "not day 31",
    'on: "5"',
  ],
  [
    "an end before the beginning",
    "to: 2026-03-08T12:00",
    "to: 2026-02-08T12:00",
    "2026-02-08T12",
    "ends-before-it-begins",
    "ends before",
    "exchange",
  ],
  [
    "a time that does not exist",
    "to: 2026-03-08T12:00",
    "to: 2026-03-08T24:30",
    "2026-03-08T24",
    "bad-value",
    "not a date or local time",
    "2026-12-24T18:00",
  ],
  ["a page's delay", "after: 10m", "after: ten minutes", "ten", "bad-duration", "ten minutes", "write"],
  [
    "a hook that is no address",
    '"webhook:https://example.com/hook"',
    '"webhook:hook"',
    '"webhook:hook',
    "bad-notify",
    "not a web address",
    "https://",
  ],
  ["somebody unknown to be told last", '["lead:desk"]', '["person:alicia"]', '"person:alicia', "unknown-reference", "alicia", "alice"],
  [
    "a role to be told last",
    '["lead:desk"]',
    '["role:agent"]',
    '"role:agent',
    "bad-notify",
    "nobody that can be told",
    "role:administrator",
  ],
  ["an acknowledgement of no time", "ackTimeout: 30m", "ackTimeout: 0m", "0m", "zero-duration", "no time", "15m"],
];

const warnings: Case[] = [
  [
    "overlapping overrides",
    "to: 2026-02-01, person: bob }",
    "to: 2026-02-02, person: bob }\n      - { from: 2026-02-02T23:00, to: 2026-02-03, person: alice }",
    "{ from: 2026-02-02T23",
    "overrides-overlap",
    "this one wins",
    "shorten",
  ],
  [
    "an override during leave",
    "to: 2026-02-01, person: bob",
    "to: 2026-03-01, person: alice",
    "{ from: 2026-02-01",
    "override-during-leave",
    "leave wins",
    "somebody else",
  ],
  [
    "a layer with nobody",
    "participants: [alice, bob]",
    "participants: []",
    "participants",
    "nobody-in-layer",
    "nobody on call",
    "add people",
  ],
  [
    "nobody to be told last",
    'lastResort: ["lead:desk"]\n',
    "",
    "escalationPolicies:",
    "no-last-resort",
    "all administrators",
    "lastResort:",
  ],
];

describe("errors", () => expectErrors(onCall));
describe("warnings do not stop a model", () => expectWarnings(warnings));
