import { describe, expect, it } from "vitest";
import { barScale, clockState, type ShownClock } from "./clock-state.ts";

const now = 1_000_000;
const running: ShownClock = {
  objective: "resolution",
  party: "sla",
  dueAt: now + 1,
  breachedAt: null,
  wouldBeDueAt: null,
  isPaused: false,
  verdict: null,
  isLive: true,
  consumedPercent: 10,
};

describe("clockState", () => {
  it.each<[string, Partial<ShownClock>, string]>([
    ["runs", {}, "calm"],
    ["is soon due from three quarters on", { consumedPercent: 75 }, "soon"],
    ["is not late at the due millisecond", { dueAt: now }, "calm"],
    ["is late one later, before the server has said so", { dueAt: now - 1 }, "late"],
    ["stays late while it is paused", { dueAt: null, isPaused: true, breachedAt: now - 5, verdict: "breached" }, "late"],
    ["is paused", { dueAt: null, isPaused: true }, "paused"],
    ["was met", { isLive: false, verdict: "met", dueAt: null }, "met"],
    ["ended without a judgement", { isLive: false, verdict: "void", dueAt: null }, "ended"],
    ["promises nothing", { dueAt: null }, "unpromised"],
  ])("%s", (_, change, expected) => {
    expect(clockState({ ...running, ...change }, now)).toBe(expected);
  });
});

describe("barScale", () => {
  it("stands at its share, with the thresholds where they are", () => {
    expect(barScale(62, [50, 75, 90])).toEqual({ target: 100, fill: 62, marks: [50, 75, 90] });
  });

  it("makes room for the overshoot", () => {
    expect(barScale(200, [50, 100])).toEqual({ target: 50, fill: 100, marks: [25] });
  });

  it("stops growing at four times the target, and never runs backwards", () => {
    expect(barScale(9_000, []).target).toBe(25);
    expect(barScale(-3, []).fill).toBe(0);
  });
});
