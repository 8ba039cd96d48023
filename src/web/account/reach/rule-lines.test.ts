import { expect, it } from "vitest";
import type { NotificationRules } from "../../api/reach.ts";
import { canWake, delayOf, linesOf, withChannel } from "./rule-lines.ts";

const rules: NotificationRules = {
  high: [
    { channel: "sms", afterMs: 120_000 },
    { channel: "push", afterMs: 0 },
    { channel: "email", afterMs: 0 },
    { channel: "sms", afterMs: 600_000 },
    { channel: "voice", afterMs: 300_000 },
  ],
  low: [],
};

it("says in one line what comes at the same moment, of the channels that somebody has", () => {
  expect(linesOf(rules, "high", ["push", "email", "sms"])).toEqual([
    { afterMs: 0, channels: ["push", "email"] },
    { afterMs: 120_000, channels: ["sms"] },
  ]);
  expect(linesOf(rules, "low", ["push"])).toEqual([]);
});

it("moves a channel, and takes it out, leaving the others", () => {
  const moved = withChannel(rules, "high", "sms", 60_000);
  expect(delayOf(moved, "high", "sms")).toBe(60_000);
  expect(moved.high.map(({ channel }) => channel)).toEqual(["push", "email", "sms", "voice"]);
  expect(delayOf(withChannel(moved, "high", "sms", null), "high", "sms")).toBeNull();
  expect(moved.low).toBe(rules.low);
});

it("knows what wakes nobody", () => {
  expect(canWake(linesOf(rules, "high", ["email"]))).toBe(false);
  expect(canWake(linesOf(rules, "high", ["email", "voice"]))).toBe(true);
});
