/** For how long each party held a ticket until its work ended: seconds, in a fixed order, so that a column can keep them. */
import { ballStretches, type Hold, partyName } from "#core/ticket/ball.ts";
import type { Instant } from "#core/time/instant.ts";

export const heldParties = ["l1", "l2", "l3", "l4", "vendor", "customer", "nobody"] as const;
export type HeldParty = (typeof heldParties)[number];
/** Seconds by party, in the order of `heldParties`. */
export type Held = readonly number[];

export const heldNothing: Held = heldParties.map(() => 0);

/** Elapsed seconds from opening to `until` (when it was resolved, or closed without): they add up to that time. */
export function heldSeconds(ball: readonly Hold[], until: Instant): Held {
  const seconds = heldParties.map(() => 0);
  for (const stretch of ballStretches(ball, until)) {
    const to = Math.min(stretch.to, until);
    const at = heldParties.indexOf(partyName(stretch).toLowerCase() as HeldParty);
    if (at >= 0 && to > stretch.from) seconds[at] = (seconds[at] ?? 0) + (to - stretch.from) / 1_000;
  }
  return seconds.map(Math.round);
}

export const addHeld = (sum: Held, held: Held): Held => sum.map((seconds, at) => seconds + (held[at] ?? 0));
