/** How a clock stands, as its bar shows it: pure, so that queue and ticket agree. */
import type { Objective, Party } from "../api/wire.ts";

/** What a bar needs to know of a clock. */
export type ShownClock = {
  objective: Objective;
  party: Party;
  dueAt: number | null;
  breachedAt: number | null;
  wouldBeDueAt: number | null;
  isPaused: boolean;
  verdict: "met" | "breached" | "void" | null;
  isLive: boolean;
  consumedPercent: number | null;
};

export type ClockState = "calm" | "soon" | "late" | "paused" | "met" | "ended" | "unpromised";

/** From three quarters of the open time on, a clock is soon due: the agreement's usual second warning. */
export const soonFrom = 75;

export function clockState(clock: ShownClock, now: number): ClockState {
  if (clock.breachedAt !== null || clock.verdict === "breached" || (clock.isLive && clock.dueAt !== null && clock.dueAt < now))
    return "late";
  if (!clock.isLive) return clock.verdict === "met" ? "met" : "ended";
  if (clock.isPaused) return "paused";
  if (clock.dueAt === null) return "unpromised";
  return (clock.consumedPercent ?? 0) >= soonFrom ? "soon" : "calm";
}

export type BarScale = {
  /** Where the target stands on the track, in percent of its width: 100 until it is passed. */
  target: number;
  fill: number;
  marks: readonly number[];
};

/** Past the target the whole bar shrinks so that the overshoot has room; beyond four times the target it stops growing. */
export function barScale(percent: number, thresholds: readonly number[]): BarScale {
  const shown = Math.min(Math.max(percent, 0), 400);
  const whole = Math.max(100, shown);
  const on = (each: number) => (each / whole) * 100;
  return { target: on(100), fill: on(shown), marks: thresholds.filter((each) => each > 0 && each < 100).map(on) };
}
