/** When clocks next act by themselves, and what they then have to say. */
import type { Party } from "#core/agreement/terms.ts";
import type { Objective } from "#core/model/document.ts";
import { type Clock, isLive, nextPercent } from "#core/sla/clock.ts";
import type { Instant } from "#core/time/instant.ts";

/** A threshold reached or a target missed, dated at the instant at which it was due. */
export type ClockFact =
  | { kind: "warned"; objective: Objective; party: Party; percent: number; at: Instant; dueAt: Instant }
  | { kind: "breached"; objective: Objective; party: Party; at: Instant; dueAt: Instant };

/**
 * The earliest instant at which a clock of these has something to do, or null. A breach is known one millisecond after the due
 * instant, because exactly at it is still met.
 */
export function nextClockInstant(clocks: readonly Clock[]): Instant | null {
  let next = Number.POSITIVE_INFINITY;
  for (const clock of clocks) {
    if (clock.stoppedAt !== null) continue;
    if (clock.nextThresholdAt !== null && clock.nextThresholdAt < next) next = clock.nextThresholdAt;
    if (clock.dueAt !== null && clock.dueAt + 1 < next) next = clock.dueAt + 1;
  }
  return next === Number.POSITIVE_INFINITY ? null : (next as Instant);
}

/** The first fact that is due by `now`, in the order of time; null when there is none. */
export function firstClockFact(clocks: readonly Clock[], thresholds: readonly number[], now: Instant): ClockFact | null {
  let first: ClockFact | null = null;
  for (const clock of clocks) {
    if (!isLive(clock)) continue;
    const { objective, party, dueAt, nextThresholdAt } = clock;
    if (dueAt === null) continue;
    const percent = nextPercent(clock, thresholds);
    const fact: ClockFact | null =
      nextThresholdAt !== null && percent !== null && nextThresholdAt <= now
        ? { kind: "warned", objective, party, percent, at: nextThresholdAt, dueAt }
        : dueAt < now
          ? // Of a target that came into force after it was due, the fact is that moment's, and the due instant what it was.
            { kind: "breached", objective, party, at: Math.max(dueAt, clock.target?.since ?? dueAt) as Instant, dueAt }
          : null;
    if (fact !== null && (first === null || fact.at < first.at)) first = fact;
  }
  return first;
}

/** The next promise to the customer that breaks: what a queue is ordered by. A breach that still stands comes first. */
export function nextBreach(clocks: readonly Clock[]): Instant | null {
  let next: Instant | null = null;
  for (const { party, stoppedAt, breachedAt, dueAt } of clocks) {
    if (party !== "sla" || stoppedAt !== null) continue;
    const at = breachedAt ?? dueAt;
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}
