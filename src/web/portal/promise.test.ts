import { describe, expect, it } from "vitest";
import type { ClockSummary } from "../api/wire.ts";
import { nextOf, turnOf } from "./promise.ts";

const now = Date.parse("2026-03-02T12:00:00Z");
const clock = (objective: ClockSummary["objective"], dueAt: string | null, change: Partial<ClockSummary> = {}): ClockSummary => ({
  ...{ objective, party: "sla", startedAt: "2026-03-02T09:00:00Z", dueAt, consumedPercent: 10, verdict: null, breachedAt: null },
  isPaused: false,
  ...change,
});
const open = { status: "open", pause: null, coverage: "covered" } as const;

describe("what happens next", () => {
  it("is the promise that comes first", () => {
    const clocks = [clock("resolution", "2026-03-03T12:00:00Z"), clock("response", "2026-03-02T12:30:00Z")];
    expect(nextOf({ ...open, clocks }, now)).toEqual({ kind: "due", objective: "response", at: Date.parse("2026-03-02T12:30:00Z") });
  });

  it("is what is owed, before anything that is to come", () => {
    const breachedAt = "2026-03-02T11:00:00Z";
    const clocks = [clock("restoration", "2026-03-02T12:10:00Z"), clock("response", null, { breachedAt, verdict: "breached" })];
    expect(nextOf({ ...open, clocks }, now)).toEqual({ kind: "late", objective: "response", at: Date.parse(breachedAt) });
  });

  it("is exactly due at its instant, and late a millisecond after", () => {
    const at = "2026-03-02T12:00:00Z";
    expect(nextOf({ ...open, clocks: [clock("response", at)] }, now).kind).toBe("due");
    expect(nextOf({ ...open, clocks: [clock("response", at)] }, now + 1).kind).toBe("late");
  });

  it("names what is waited for, what is not covered, and what is over", () => {
    const clocks = [clock("response", "2026-03-02T12:30:00Z")];
    expect(nextOf({ ...open, pause: "quote", clocks }, now)).toEqual({ kind: "waiting", reason: "quote" });
    expect(nextOf({ ...open, coverage: "excluded", clocks: [] }, now)).toEqual({ kind: "excluded" });
    expect(nextOf({ ...open, clocks: [clock("response", null)] }, now)).toEqual({ kind: "open" });
    expect(nextOf({ ...open, status: "resolved", clocks }, now)).toEqual({ kind: "resolved" });
    expect(nextOf({ ...open, clocks: [clock("resolution", "2026-03-02T12:30:00Z", { isPaused: true })] }, now)).toEqual({ kind: "open" });
  });
});

describe("whose turn it is", () => {
  it("is the customer's when an answer, a decision or a confirmation is awaited", () => {
    expect(turnOf({ status: "open", pause: null })).toBe("us");
    expect(turnOf({ status: "open", pause: "vendor" })).toBe("us");
    expect(turnOf({ status: "open", pause: "customer" })).toBe("you");
    expect(turnOf({ status: "open", pause: "quote" })).toBe("you");
    expect(turnOf({ status: "resolved", pause: null })).toBe("you");
    expect(turnOf({ status: "closed", pause: null })).toBe("nobody");
  });
});
