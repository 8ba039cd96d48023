/** Who holds the ball: at every instant from opening to closing exactly one party. The stretches partition a ticket's life. */
import type { Tier } from "#core/model/document.ts";
import type { Segment } from "#core/sla/clock.ts";
import type { Calendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";

export type Holder = "nobody" | "tier" | "vendor" | "customer";

/** Held from `from` until the next hold begins. `nobody` in a tier's queue still names the tier whose queue it is. */
export type Hold = { from: Instant; holder: Holder | null; tier: Tier | null; name: string | null };

type Held = {
  status: "open" | "resolved" | "closed";
  pause: { reason: string; vendor: string | null } | null;
  tier: Tier | null;
  assignee: string | null;
};

/** The party that has to move next; null once closed. A resolved ticket waits for its customer. */
export function holderOf({ status, pause, tier, assignee }: Held, from: Instant): Hold {
  if (status === "closed") return { from, holder: null, tier: null, name: null };
  if (status === "resolved") return { from, holder: "customer", tier, name: null };
  if (pause?.reason === "customer" || pause?.reason === "quote") return { from, holder: "customer", tier, name: null };
  if (pause?.reason === "vendor") return { from, holder: "vendor", tier, name: pause.vendor };
  return { from, holder: assignee === null ? "nobody" : "tier", tier, name: assignee };
}

/** Adds a hold when it differs from the one that lasts; of two at the same instant the later one counts. */
export function passBall(ball: readonly Hold[], next: Hold): readonly Hold[] {
  const last = ball.at(-1);
  if (last !== undefined && last.holder === next.holder && last.tier === next.tier && last.name === next.name) return ball;
  if (last !== undefined && last.from === next.from) return passBall(ball.slice(0, -1), next);
  return [...ball, next];
}

export type Stretch = { from: Instant; to: Instant; holder: Holder; tier: Tier | null; name: string | null };

/** The holds as stretches up to closing, or up to `now` while it is open. */
export function ballStretches(ball: readonly Hold[], now: Instant): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { from, holder, tier, name }] of ball.entries()) {
    const to = ball[index + 1]?.from ?? now;
    if (holder !== null && to > from) stretches.push({ from, to, holder, tier, name });
  }
  return stretches;
}

/** `L1`–`L4`, `vendor`, `customer` or `nobody`: the name under which time is attributed. */
export const partyName = ({ holder, tier }: { holder: Holder; tier: Tier | null }): string =>
  holder === "tier" ? `L${tier ?? 1}` : holder;

/** Open milliseconds of a clock's running segments that each party held: whose share of a breach it is. */
export function sharesOf(ball: readonly Hold[], segments: readonly Segment[], calendar: Calendar, until: Instant): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const stretch of ballStretches(ball, until)) {
    for (const { from, to, paused } of segments) {
      if (paused !== null) continue;
      const start = Math.max(from, stretch.from) as Instant;
      const end = Math.min(to ?? until, stretch.to, until) as Instant;
      if (end <= start) continue;
      const open = calendar.openBetween(start, end);
      if (open > 0) shares[partyName(stretch)] = (shares[partyName(stretch)] ?? 0) + open;
    }
  }
  return shares;
}
