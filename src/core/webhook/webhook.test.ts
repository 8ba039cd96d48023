import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Instant, instant } from "#core/time/instant.ts";
import { eventTypes, isWanted, patternForm } from "#core/webhook/pattern.ts";
import { disabledAfterMs, nextTryAt, pausesMs, readRetryAfter, standingAfter } from "#core/webhook/retry.ts";

const at = instant("2026-03-02T09:00:00Z");
const entry = { customerId: "bank", type: "ticket.opened", actor: "agent:alice" };

describe("who hears of an entry", () => {
  test.each([
    [["*"], true],
    [["ticket.*"], true],
    [["ticket.opened"], true],
    [["page.*", "ticket.opened"], true],
    [["ticket.open"], false],
    [["page.*"], false],
    [["tick.*"], false],
    [[], false],
  ])("%j: %s", (patterns, heard) => {
    expect(isWanted({ customer: null, patterns }, entry)).toBe(heard);
  });

  it("of one customer, hears nothing of another or of the installation", () => {
    const wanted = { customer: "bank", patterns: ["*"] };
    expect(isWanted(wanted, entry)).toBe(true);
    expect(isWanted(wanted, { ...entry, customerId: "factory" })).toBe(false);
    expect(isWanted(wanted, { ...entry, customerId: "" })).toBe(false);
  });

  it("hears nothing of a history that was taken over", () => {
    expect(isWanted({ customer: null, patterns: ["*"] }, { ...entry, actor: "import" })).toBe(false);
  });

  it("can name every type there is", () => {
    for (const type of eventTypes) expect(type).toMatch(patternForm);
    for (const wrong of ["", "ticket", "ticket.", "*.opened", "Ticket.opened", "ticket.*.x"]) expect(wrong).not.toMatch(patternForm);
  });
});

describe("trying again", () => {
  const silent = { status: null, retryAfterMs: null };

  it("waits longer each time, and ends after ten tries", () => {
    const waits = Array.from({ length: 10 }, (_, n) => nextTryAt(n + 1, at, 7, silent)).map((next) => (next === null ? null : next - at));
    expect(waits.at(-1)).toBeNull();
    for (const [n, pauseMs] of pausesMs.entries()) expect(Math.abs(waits[n]! - pauseMs)).toBeLessThanOrEqual(pauseMs * 0.05);
  });

  it("spreads those that failed together", () => {
    const next = new Set(Array.from({ length: 100 }, (_, id) => nextTryAt(2, at, id, silent)));
    expect(next.size).toBeGreaterThan(50);
  });

  it("gives an address the time it asks for, within a day", () => {
    expect(nextTryAt(1, at, 1, { status: 429, retryAfterMs: 600_000 })! - at).toBe(600_000);
    expect(nextTryAt(1, at, 1, { status: 503, retryAfterMs: 1e12 })! - at).toBe(86_400_000);
  });

  test.each([
    ["120", 120_000],
    ["Mon, 02 Mar 2026 09:00:30 GMT", 30_000],
    ["Mon, 02 Mar 2026 08:00:00 GMT", 0],
    ["soon", null],
    [undefined, null],
  ])("Retry-After %s is %s ms", (written, expected) => {
    expect(readRetryAfter(written, at)).toBe(expected);
  });
});

describe("how an address stands", () => {
  const answered = (status: number | null) => ({ status, retryAfterMs: null });

  it("fails from the first failure on, and is well again with the first success", () => {
    const first = standingAfter({ failingSince: null }, answered(500), at);
    expect(first).toEqual({ failingSince: at, state: "enabled" });
    const later = (at + 60_000) as Instant;
    expect(standingAfter(first, answered(null), later)).toEqual({ failingSince: at, state: "enabled" });
    expect(standingAfter(first, answered(204), later)).toEqual({ failingSince: null, state: "enabled" });
  });

  it("is left alone after five days, to the millisecond, or at once when it is gone", () => {
    const since = { failingSince: at };
    expect(standingAfter(since, answered(500), (at + disabledAfterMs - 1) as Instant).state).toBe("enabled");
    expect(standingAfter(since, answered(500), (at + disabledAfterMs) as Instant).state).toBe("failing");
    expect(standingAfter({ failingSince: null }, answered(410), at).state).toBe("gone");
  });

  it("never stays in failure over a success", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(200, 204, 301, 404, 500, null)), (statuses) => {
        let standing: { failingSince: Instant | null } = { failingSince: null };
        for (const [n, status] of statuses.entries()) standing = standingAfter(standing, answered(status), (at + n) as Instant);
        const lastTaken = statuses.findLastIndex((status) => status !== null && status < 300);
        const firstFailure = statuses.findIndex((_, n) => n > lastTaken);
        expect(standing.failingSince).toBe(firstFailure === -1 ? null : at + firstFailure);
      }),
    );
  });
});
