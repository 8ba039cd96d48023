import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { audit, isAlarmDue, isSatisfied, type Observed } from "#core/watch/finding.ts";
import { bucketsMs, latencyFigures } from "#core/watch/latency.ts";
import { nextTestAt } from "#core/watch/test-hour.ts";

const now = instant("2026-03-02T09:00:00Z");
const ago = (ms: number): Instant => (now - ms) as Instant;
const none = { count: 0, oldestAt: null };
const well: Observed = {
  pagesWithoutNext: [],
  ...{ pages: none, deliveries: none, deadlines: none, outbox: none, unsealed: none },
  gateways: [{ id: "a", name: "Provider A", channel: "sms", state: "healthy" }],
  witnesses: [],
  unanswered: [],
};
const kinds = (observed: Partial<Observed>): string[] =>
  audit({ ...well, ...observed }, now).map(({ kind, isFatal }) => `${kind}${isFatal ? "!" : ""}`);

describe("an audit", () => {
  it("finds nothing where all is well", () => {
    expect(audit(well, now)).toEqual([]);
  });

  test.each([
    ["pages", 30_000, "page-overdue!"],
    ["deliveries", 30_000, "delivery-overdue!"],
    ["deadlines", 60_000, "deadline-overdue!"],
    ["outbox", 20 * 60_000, "outbox-late"],
    ["unsealed", 30_000, "log-unsealed!"],
  ] as const)("waits for %s to be late by more than %i ms", (name, patience, kind) => {
    expect(kinds({ [name]: { count: 3, oldestAt: ago(patience) } })).toEqual([]);
    expect(kinds({ [name]: { count: 3, oldestAt: ago(patience + 1) } })).toEqual([kind]);
  });

  it("names each page that nothing will wake", () => {
    const found = audit({ ...well, pagesWithoutNext: [7, 9] }, now);
    expect(found.map(({ kind, subject }) => [kind, subject])).toEqual([
      ["page-without-next", "7"],
      ["page-without-next", "9"],
    ]);
  });

  it("tells a gateway that is not well from a channel of which none is", () => {
    const gateway = (id: string, channel: string, state: "healthy" | "suspect" | "unhealthy") => ({ id, name: id, channel, state });
    expect(kinds({ gateways: [] })).toEqual(["no-channel!"]);
    expect(kinds({ gateways: [gateway("a", "sms", "unhealthy"), gateway("b", "sms", "healthy")] })).toEqual(["gateway-unwell"]);
    expect(kinds({ gateways: [gateway("a", "sms", "unhealthy"), gateway("b", "sms", "suspect")] })).toEqual([
      "gateway-unwell",
      "gateway-unwell",
    ]);
    expect(kinds({ gateways: [gateway("a", "sms", "unhealthy"), gateway("b", "email", "healthy")] })).toEqual(["channel-down!"]);
  });

  it("misses a witness by its own patience, counted from when it was made if it never spoke", () => {
    const witness = { id: "w", name: "Paris", missingAfterMs: 600_000, createdAt: ago(600_001) };
    expect(kinds({ witnesses: [{ ...witness, heardAt: null }] })).toEqual(["witness-missing"]);
    expect(kinds({ witnesses: [{ ...witness, heardAt: ago(600_000) }] })).toEqual([]);
  });
});

describe("an alarm", () => {
  const standing = (kind: Parameters<typeof isAlarmDue>[0]["kind"], since: Instant, alarmedAt: Instant | null, isFatal = true) =>
    isAlarmDue({ kind, subject: "", isFatal, facts: {}, since, alarmedAt }, now);

  it("waits a minute for what may pass, and not for what was waited for already", () => {
    expect(standing("log-unsealed", ago(59_999), null)).toBe(false);
    expect(standing("log-unsealed", ago(60_000), null)).toBe(true);
    expect(standing("page-overdue", ago(14_999), null)).toBe(false);
    expect(standing("page-overdue", ago(15_000), null)).toBe(true);
    expect(standing("page-without-next", now, null)).toBe(true);
  });

  it("comes back every hour while we may fail to reach somebody", () => {
    expect(standing("page-overdue", ago(9e6), ago(3_599_999))).toBe(false);
    expect(standing("page-overdue", ago(9e6), ago(3_600_000))).toBe(true);
    expect(standing("witness-missing", ago(9e6), ago(3_600_000), false)).toBe(false);
  });

  it("is not raised for a gateway whose neighbour does the work", () => {
    expect(standing("gateway-unwell", ago(9e6), null, false)).toBe(false);
  });

  it("stops the pings when it is fatal, or when nobody audits any more", () => {
    expect(isSatisfied({ at: ago(60_000), fatal: 0 }, now)).toBe(true);
    expect(isSatisfied({ at: ago(60_001), fatal: 0 }, now)).toBe(false);
    expect(isSatisfied({ at: now, fatal: 1 }, now)).toBe(false);
    expect(isSatisfied(null, now)).toBe(false);
  });
});

describe("latency", () => {
  it("of nothing has no figures", () => {
    expect(latencyFigures([])).toBeNull();
  });

  it("is told by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(latencyFigures(hundred)).toMatchObject({ deliveries: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, slowestMs: 100, sumMs: 5_050 });
    expect(latencyFigures([7])).toMatchObject({ p50Ms: 7, p99Ms: 7 });
  });

  it("falls into one bucket each, its upper end included", () => {
    const figures = latencyFigures([...bucketsMs, 1e9])!;
    expect(figures.buckets).toEqual(bucketsMs.map(() => 1).concat(1));
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (measured) => {
        const { buckets, deliveries, p50Ms, p95Ms, p99Ms, slowestMs } = latencyFigures(measured)!;
        expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(deliveries);
        expect(p50Ms <= p95Ms && p95Ms <= p99Ms && p99Ms <= slowestMs).toBe(true);
      }),
    );
  });
});

describe("the hour of a test", () => {
  const madrid = { zone: "Europe/Madrid", days: [1, 2, 3, 4, 5] };
  test.each([
    ["2026-03-02T08:59:59Z", "10:00", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00:00Z", "10:00", "2026-03-03T09:00:00.000Z"],
    ["2026-03-06T12:00:00Z", "10:00", "2026-03-09T09:00:00.000Z"],
    // Summer time begins on Sunday the 29th.
    ["2026-03-27T12:00:00Z", "10:00", "2026-03-30T08:00:00.000Z"],
  ])("after %s at %s is %s", (after, wallTime, expected) => {
    expect(toIso(nextTestAt({ ...madrid, wallTime }, instant(after)))).toBe(expected);
  });

  it("in the gap of spring moves forward by the gap, in the repeated hour is the first pass", () => {
    const sunday = { zone: "Europe/Madrid", days: [7], wallTime: "02:30" };
    expect(toIso(nextTestAt(sunday, instant("2026-03-28T12:00:00Z")))).toBe("2026-03-29T01:30:00.000Z");
    expect(toIso(nextTestAt(sunday, instant("2026-10-24T12:00:00Z")))).toBe("2026-10-25T00:30:00.000Z");
  });

  it("lies ahead, on a day that was asked for", () => {
    const day = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1.7e12, max: 1.9e12 }), (days, hour, after) => {
        const next = nextTestAt({ days, zone: "UTC", wallTime: `${String(hour).padStart(2, "0")}:15` }, after as Instant);
        expect(next > after && next - after <= 7 * 86_400_000).toBe(true);
        expect(days).toContain(new Date(next).getUTCDay() || 7);
      }),
    );
  });
});
