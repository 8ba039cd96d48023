import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backoffMs,
  type GatewaysOf,
  type GatewayView,
  inOrder,
  keyOf,
  nextActs,
  withOutcome,
  withReceipt,
} from "#core/notification/attempt.ts";
import type { Channel } from "#core/notification/channel.ts";
import type { Delivery, Line, Purpose } from "#core/notification/delivery.ts";
import { type Health, newHealth } from "#core/notification/health.ts";
import { newLine } from "#core/notification/plan.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const now = instant("2026-03-02T09:00:00Z");
const at = (seconds: number): Instant => (now + seconds * 1_000) as Instant;
const gateway = (id: string, health: Partial<Health> = {}, isIdempotent = false): GatewayView => ({
  id,
  isIdempotent,
  health: { ...newHealth, ...health },
});
const house: Partial<Record<Channel, GatewayView[]>> = { sms: [gateway("one"), gateway("two")], push: [gateway("p", {}, true)] };
const gatewaysOf: GatewaysOf = (channel) => house[channel] ?? [];
const sms = (more: Partial<Line> = {}): Line => ({ ...newLine({ channel: "sms", address: "+34600000000", at: now }), ...more });
const push = (more: Partial<Line> = {}): Line => ({ ...newLine({ channel: "push", address: "x", at: now }), ...more });
const delivery = (lines: Line[], purpose: Purpose = "page") => ({ id: 7, purpose, lines });
const failed = (by: string, count: number) => ({ failures: { [by]: count } });

describe("the next gateway", () => {
  test.each<[string, Line, string | null, boolean]>([
    ["the first, at the beginning", sms(), "one", false],
    ["the same again after two failures", sms(failed("one", 2)), "one", false],
    ["the next after three", sms(failed("one", 3)), "two", false],
    ["the next after a refusal for good", sms({ refusedBy: ["one"] }), "two", false],
    ["the one that failed least when all failed too often", sms({ failures: { one: 5, two: 4 } }), "two", false],
    ["a gateway that may have sent it already is marked", sms({ inDoubt: ["one"] }), "one", true],
    ["so is another one after it", sms({ ...failed("one", 3), inDoubt: ["one"] }), "two", true],
    ["one that knows repetitions doubles nothing", push({ inDoubt: ["p"] }), "p", false],
  ])("%s", (_, line, expected, mayBeDouble) => {
    const { sends } = nextActs(delivery([line]), gatewaysOf, now);
    expect(sends).toEqual([{ line: 0, gateway: expected, mayBeDouble }]);
  });

  test("well ones first, then suspect and held ones, then unhealthy ones; one that may be tried again has its own place", () => {
    const unhealthy = { state: "unhealthy" as const, retryAt: at(10) };
    const all = [
      gateway("down", unhealthy),
      { ...gateway("full"), isHeld: true },
      gateway("silent", { state: "suspect", retryAt: at(60) }),
      gateway("well"),
    ];
    const ids = (when: Instant) => inOrder(all, when).map(({ id }) => id);
    expect(ids(now)).toEqual(["well", "full", "silent", "down"]);
    expect(ids(at(10))).toEqual(["down", "well", "full", "silent"]);
  });
});

describe("lines", () => {
  test("each begins at its instant, and an answered one keeps the others waiting for theirs", () => {
    const lines = [push({ state: "sent" }), sms({ at: at(120) })];
    expect(nextActs(delivery(lines), gatewaysOf, now)).toMatchObject({ sends: [], wakeAt: at(120), state: "waiting", isUnreached: false });
    expect(nextActs(delivery(lines), gatewaysOf, at(120)).sends).toEqual([{ line: 1, gateway: "one", mayBeDouble: false }]);
  });

  test("one that fails for good makes the next one begin at once", () => {
    const acts = nextActs(delivery([push({ refusedBy: ["p"] }), sms({ at: at(120) })]), gatewaysOf, now);
    expect(acts.lines.map(({ state, at: from }) => [state, from])).toEqual([
      ["failed", now],
      ["waiting", now],
    ]);
    expect(acts.sends).toEqual([{ line: 1, gateway: "one", mayBeDouble: false }]);
  });

  test("one that fails everywhere for now makes the next one begin at once, and is still tried itself", () => {
    const acts = nextActs(delivery([push({ ...failed("p", 3), notBefore: at(15) }), sms({ at: at(120) })]), gatewaysOf, now);
    expect(acts).toMatchObject({ sends: [{ line: 1 }], wakeAt: at(15), isUnreached: false });
  });

  test("nobody is reached when all lines have failed or fail again and again", () => {
    const troubled = sms({ failures: { one: 3, two: 3 }, notBefore: at(15) });
    expect(nextActs(delivery([push({ state: "failed" }), troubled]), gatewaysOf, now)).toMatchObject({
      ...{ isUnreached: true, state: "waiting", wakeAt: at(15) },
    });
    expect(nextActs(delivery([push({ refusedBy: ["p"] })]), gatewaysOf, now)).toMatchObject({ isUnreached: true, state: "failed" });
    expect(nextActs(delivery([]), gatewaysOf, now)).toMatchObject({ isUnreached: true, state: "failed", wakeAt: null });
    expect(nextActs(delivery([push({ state: "sent" }), troubled]), gatewaysOf, now).isUnreached).toBe(false);
  });

  test("a channel without a gateway fails at once, and the one after it is asked", () => {
    const voice = { ...sms({ at: at(60) }), channel: "voice" as const };
    const acts = nextActs(delivery([push({ refusedBy: ["p"] }), voice, sms({ at: at(120) })]), gatewaysOf, now);
    expect(acts.lines.map(({ state }) => state)).toEqual(["failed", "failed", "waiting"]);
    expect(acts.sends).toEqual([{ line: 2, gateway: "one", mayBeDouble: false }]);
  });

  test("what somebody is trying is left alone", () => {
    const acts = nextActs(delivery([push(), sms()]), gatewaysOf, now, new Set([0]));
    expect(acts).toMatchObject({ sends: [{ line: 1 }], state: "waiting", isUnreached: false });
    expect(nextActs(delivery([push({ state: "failed" })]), gatewaysOf, now, new Set([0])).isUnreached).toBe(false);
  });

  test("is given up an hour after its instant, to the millisecond", () => {
    const line = sms({ failures: { one: 30, two: 30 } });
    expect(nextActs(delivery([line]), gatewaysOf, at(3_600)).state).toBe("waiting");
    expect(nextActs(delivery([line]), gatewaysOf, (at(3_600) + 1) as Instant)).toMatchObject({ state: "failed", wakeAt: null });
    expect(nextActs(delivery([line], "mail"), gatewaysOf, at(7_200)).state).toBe("waiting");
  });

  test.each([
    [["sent", "failed"], "sent"],
    [["sent", "delivered"], "delivered"],
    [["failed", "failed"], "failed"],
    [["cancelled", "failed"], "cancelled"],
  ] as const)("of %j the delivery is %s", (states, expected) => {
    expect(nextActs(delivery(states.map((state) => push({ state }))), gatewaysOf, now).state).toBe(expected);
  });
});

describe("an outcome", () => {
  const two = house.sms!;
  test("sent ends the line; a receipt confirms it, or sends it on to the next gateway", () => {
    const sent = withOutcome(sms(), { gateway: "one", outcome: "sent", at: now }, two, "k");
    expect(sent.state).toBe("sent");
    expect(withReceipt(sent, "one", "delivered").state).toBe("delivered");
    const refused = withReceipt(sent, "one", "failed");
    expect(nextActs(delivery([refused]), gatewaysOf, now).sends).toEqual([{ line: 0, gateway: "two", mayBeDouble: false }]);
    expect(withReceipt(withReceipt(sent, "one", "delivered"), "one", "failed").state).toBe("delivered");
  });

  test("failed for now pauses, then moves on without a pause", () => {
    const once = withOutcome(sms(), { gateway: "one", outcome: "failed-for-now", at: now }, two, "k");
    expect(once.failures).toEqual({ one: 1 });
    expect(once.notBefore! - now).toBeGreaterThanOrEqual(750);
    expect(once.notBefore! - now).toBeLessThanOrEqual(1_250);
    const thrice = withOutcome(sms(failed("one", 2)), { gateway: "one", outcome: "failed-for-now", at: now }, two, "k");
    expect(thrice).toMatchObject({ failures: { one: 3 }, notBefore: null });
  });

  test("no answer in time, or a provider that wants us to wait for minutes, moves on at once", () => {
    const silent = withOutcome(sms(), { gateway: "one", outcome: "unknown", at: now }, two, "k");
    expect(silent).toMatchObject({ failures: { one: 3 }, notBefore: null, inDoubt: ["one"] });
    const busy = withOutcome(sms(), { gateway: "one", outcome: "failed-for-now", at: now, retryAfterMs: 120_000 }, two, "k");
    expect(busy).toMatchObject({ failures: { one: 3 }, notBefore: null });
    expect(busy.inDoubt).toBeUndefined();
    const alone = withOutcome(push(), { gateway: "p", outcome: "failed-for-now", at: now, retryAfterMs: 120_000 }, house.push!, "k");
    expect(alone.notBefore).toBe(at(120));
  });

  test("that nobody knows because we died says nothing about the gateway", () => {
    const died = withOutcome(push(), { gateway: "p", outcome: "unknown", at: now, isOurs: true }, house.push!, "k");
    expect(died).toMatchObject({ failures: {}, inDoubt: ["p"], notBefore: null });
  });
});

test("pauses grow, are spread, and end at five minutes", () => {
  const spread = [1, 2, 3, 4, 20].map((failures) => backoffMs(failures, "a"));
  for (const [i, whole] of [1_000, 2_000, 15_000, 30_000, 300_000].entries()) {
    expect(spread[i]).toBeGreaterThanOrEqual(whole * 0.75);
    expect(spread[i]).toBeLessThanOrEqual(whole * 1.25);
  }
  const many = Array.from({ length: 200 }, (_, i) => backoffMs(4, `key ${i}`));
  expect(Math.max(...many) - Math.min(...many)).toBeGreaterThan(12_000);
  expect(backoffMs(4, "key 1")).toBe(backoffMs(4, "key 1"));
});

test("keys are short, plain, and of one line alone", () => {
  const key = keyOf({ id: 123_456_789, wantedAt: now } as Delivery, 12);
  expect(key).toMatch(/^[A-Za-z0-9-]{1,64}$/);
  expect(keyOf({ id: 123_456_789, wantedAt: now } as Delivery, 1)).not.toBe(key);
});

test("whatever gateways answer, a delivery always has something to do or is over, and is over in the end", () => {
  assert(
    property(integer({ min: 1, max: 1_000_000 }), (seed) => {
      let state = seed;
      const draw = (count: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return (state >>> 8) % count;
      };
      let lines: readonly Line[] = [push(), sms(), sms({ at: at(120) }), { ...sms({ at: at(300) }), channel: "voice" }];
      let time = now;
      for (let step = 0; step < 2_000; step++) {
        const acts = nextActs({ id: 1, purpose: "page", lines }, gatewaysOf, time);
        lines = acts.lines;
        if (acts.state !== "waiting") {
          expect(acts.wakeAt).toBeNull();
          return;
        }
        expect(acts.sends.length > 0 || (acts.wakeAt !== null && acts.wakeAt > time)).toBe(true);
        for (const { line, gateway: id } of acts.sends) {
          const kind = (["sent", "failed-for-now", "failed-for-good", "unknown", "died"] as const)[draw(5)]!;
          const ending = { gateway: id, outcome: kind === "died" ? ("unknown" as const) : kind, at: time, isOurs: kind === "died" };
          lines = lines.map((each, i) => (i === line ? withOutcome(each, ending, gatewaysOf(each.channel), `${seed}`) : each));
        }
        if (acts.sends.length === 0) time = acts.wakeAt!;
      }
      throw new Error("goes on for ever");
    }),
  );
});
