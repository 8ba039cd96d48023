import { expect, test } from "vitest";
import { foldHealth, type Health, type HealthEvent, newHealth } from "#core/notification/health.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const start = instant("2026-03-02T09:00:00Z");
const at = (seconds: number): Instant => (start + seconds * 1_000) as Instant;
const after = (events: readonly HealthEvent[], from: Health = newHealth): Health => events.reduce(foldHealth, from);
const failed = (seconds: number): HealthEvent => ({ kind: "failed", at: at(seconds), said: "503" });
const sent = (seconds: number): HealthEvent => ({ kind: "sent", at: at(seconds) });

test("two failures are borne, the third in a row is not", () => {
  expect(after([failed(0), failed(1)]).state).toBe("healthy");
  expect(after([failed(0), failed(1), sent(2), failed(3), failed(4)]).state).toBe("healthy");
  expect(after([failed(0), failed(1), failed(2)])).toMatchObject({ state: "unhealthy", since: at(2), retryAt: at(17), lastSaid: "503" });
});

test("each trial that fails makes the next one wait longer, up to five minutes; one that succeeds ends it", () => {
  let health = after([failed(0), failed(1), failed(2)]);
  const waits: number[] = [];
  for (let trial = 0; trial < 7; trial++) {
    const tried = health.retryAt!;
    health = foldHealth(health, { kind: "failed", at: tried, said: null });
    waits.push((health.retryAt! - tried) / 1_000);
  }
  expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  expect(health.since).toBe(at(2));
  expect(foldHealth(health, sent(900))).toMatchObject({ state: "healthy", since: at(900), retryAt: null, trials: 0, failures: 0 });
});

test("one that takes and never reports is suspect until a receipt comes, however much it takes", () => {
  const silent = after([sent(0), { kind: "silent", at: at(600) }]);
  expect(silent).toMatchObject({ state: "suspect", since: at(600), retryAt: at(900) });
  const still = after([sent(900)], silent);
  expect(still.state).toBe("suspect");
  expect(still.retryAt).toBeGreaterThan(at(900));
  expect(after([{ kind: "receipt", at: at(950) }], still)).toMatchObject({ state: "healthy", since: at(950), retryAt: null });
});

test("a probe heals what failed, and finds out what nobody has tried", () => {
  const down = foldHealth(newHealth, { kind: "unwell", at: at(5), said: "401" });
  expect(down).toMatchObject({ state: "unhealthy", lastSaid: "401", since: at(5) });
  expect(foldHealth(down, { kind: "well", at: at(60) })).toMatchObject({ state: "healthy", since: at(60) });
  const silent = foldHealth(newHealth, { kind: "silent", at: at(0) });
  expect(foldHealth(silent, { kind: "well", at: at(60) }).state).toBe("suspect");
});
