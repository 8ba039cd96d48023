import { expect, test } from "vitest";
import { type Point, planLines } from "#core/notification/plan.ts";
import { instant } from "#core/time/instant.ts";

const wantedAt = instant("2026-03-02T09:00:00Z");
const all: Point[] = [
  { channel: "voice", address: "+34600000001" },
  { channel: "sms", address: "+34600000001" },
  { channel: "email", address: "alice@example.com" },
  { channel: "push", address: "laptop" },
  { channel: "push", address: "phone" },
];
const planned = (options: Partial<Parameters<typeof planLines>[0]>) =>
  planLines({ rules: null, points: all, urgency: "high", wantedAt, ...options }).map(
    ({ channel, address, at }) => `${channel} ${address} +${(at - wantedAt) / 1_000}`,
  );

test("without rules: screens and mail at once, a text message after two minutes, a call after five", () => {
  expect(planned({})).toEqual([
    "email alice@example.com +0",
    "push laptop +0",
    "push phone +0",
    "sms +34600000001 +120",
    "voice +34600000001 +300",
  ]);
});

test("what can wait neither texts nor calls", () => {
  expect(planned({ urgency: "low" })).toEqual(["email alice@example.com +0", "push laptop +0", "push phone +0"]);
});

test("a person's own rules hold, and each point is used once, at the earliest", () => {
  const rules = {
    high: [
      { channel: "sms" as const, afterMs: 60_000 },
      { channel: "voice" as const, afterMs: 0 },
      { channel: "sms" as const, afterMs: 30_000 },
    ],
    low: [],
  };
  expect(planned({ rules })).toEqual(["voice +34600000001 +0", "sms +34600000001 +30"]);
  expect(planned({ rules, points: [all[1]!, all[1]!] })).toEqual(["sms +34600000001 +30"]);
});

test("rules that reach nothing give way to the defaults, and these to whatever there is", () => {
  const rules = { high: [{ channel: "telegram" as const, afterMs: 0 }], low: [] };
  expect(planned({ rules, points: [all[2]!] })).toEqual(["email alice@example.com +0"]);
  expect(planned({ rules, points: [all[0]!], urgency: "low" })).toEqual(["voice +34600000001 +0"]);
  expect(planned({ points: [] })).toEqual([]);
});
