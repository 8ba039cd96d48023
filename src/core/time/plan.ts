/** What every kind of calendar must be able to say; `calendar.ts` answers all questions from it. */
import type { Instant } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import type { Zone } from "#core/time/zone.ts";

export type ClosedKind = "night" | "weekend" | "break" | "holiday" | "exception" | "outside-validity" | "closed";
export type Why = { kind: ClosedKind; name?: string };
/** A stretch of time that is open or closed throughout; a closed one says why. */
export type Stretch = { from: Instant; to: Instant; open: boolean; why?: Why };

export interface Plan {
  readonly zone: Zone;
  /** The open intervals in `[from, to)`, merged and clipped. */
  openings(from: number, to: number): Intervals;
  /** Names the closed interval `[from, to)`, in order and without a hole. */
  closings(from: number, to: number): Stretch[];
  /** The business day to which an open instant belongs. */
  dayOf(t: number): number;
  /** The open intervals that belong to a business day, in any order; none when it is no business day. */
  piecesOf(day: number): Intervals;
  /** The zone whose dates hold at an instant: a change of calendar may change the zone. */
  zoneAt(t: number): Zone;
}

/** A compiled calendar as a member of another one: its answers come from what it has compiled already. */
export interface Member {
  readonly plan: Plan;
  /** The open intervals in `[from, to)`. */
  openings(from: number, to: number): Intervals;
  /** The exact partition of `[from, to)`. */
  partition(from: number, to: number): Stretch[];
}

/** Appends a stretch, joining it to the last when both are alike. */
export function appendStretch(stretches: Stretch[], from: number, to: number, open: boolean, why?: Why): void {
  if (from >= to) return;
  const last = stretches.at(-1);
  if (last && last.to === from && last.open === open && last.why?.kind === why?.kind && last.why?.name === why?.name) {
    last.to = to as Instant;
  } else {
    stretches.push({ from: from as Instant, to: to as Instant, open, ...(why ? { why } : {}) });
  }
}
