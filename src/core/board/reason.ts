/** Why a promise is about to break, as facts that any language can say: who holds it, what was paused, what lies between, who used the time. */
import type { Objective, PauseReason } from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { Explanation } from "#core/sla/explain.ts";
import { partyName, sharesOf } from "#core/ticket/ball.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Calendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";
import type { ClosedKind } from "#core/time/plan.ts";

export type BreachReason = {
  objective: Objective;
  dueAt: Instant;
  /** Share of the target's open time that is used, in whole percent. */
  consumedPercent: number;
  /** Open time left, in milliseconds. */
  leftMs: number;
  /** Who has to move: `l1`–`l4`, `vendor`, `customer`, `nobody`; the person, when it is one; since when. */
  holder: { party: string; name: string | null; since: Instant } | null;
  isUnanswered: boolean;
  /** Elapsed milliseconds that it was paused for each reason, the longest first. */
  paused: { reason: PauseReason; ms: number }[];
  /** Closed time between now and the due instant, by kind, the longest first; a holiday by its name. */
  closedAhead: { kind: ClosedKind; name: string | null; ms: number }[];
  /** Who used most of the open time: share in whole percent. */
  longest: { party: string; percent: number } | null;
  /** The target was made tighter or looser on the way, last at. */
  retargetedAt: Instant | null;
};

/** `calendar`: that of the clock's target. */
export function breachReason(
  ticket: Ticket,
  clock: Clock,
  explanation: Explanation,
  calendar: Calendar,
  now: Instant,
): BreachReason | null {
  const { dueAt, limit, base, consumed, remaining } = explanation;
  if (dueAt === null || limit === null || limit <= base) return null;
  const hold = ticket.ball.at(-1);
  return {
    objective: clock.objective,
    dueAt,
    consumedPercent: Math.floor(((consumed - base) / (limit - base)) * 100),
    leftMs: Math.max(remaining ?? 0, 0),
    holder:
      hold === undefined || hold.holder === null
        ? null
        : { party: partyName({ holder: hold.holder, tier: hold.tier }).toLowerCase(), name: hold.name, since: hold.from },
    isUnanswered: ticket.respondedAt === null,
    paused: pausedFor(clock, now),
    closedAhead: closedAhead(explanation, now),
    longest: longestOf(sharesOf(ticket.ball, clock.segments, calendar, now)),
    retargetedAt: clock.retargets.at(-1)?.at ?? null,
  };
}

function pausedFor(clock: Clock, now: Instant): BreachReason["paused"] {
  const byReason = new Map<PauseReason, number>();
  for (const { from, to, paused } of clock.segments) {
    if (paused === null || paused === "stopped") continue;
    byReason.set(paused, (byReason.get(paused) ?? 0) + ((to ?? now) - from));
  }
  return [...byReason].map(([reason, ms]) => ({ reason, ms })).sort((a, b) => b.ms - a.ms);
}

function closedAhead({ stretches }: Explanation, now: Instant): BreachReason["closedAhead"] {
  const byKind = new Map<string, BreachReason["closedAhead"][number]>();
  for (const { from, to, open, why, isOverdue } of stretches) {
    if (open || why == null || isOverdue || to <= now) continue;
    const name = why.name ?? null;
    const key = `${why.kind} ${name}`;
    const known = byKind.get(key) ?? { kind: why.kind, name, ms: 0 };
    byKind.set(key, { ...known, ms: known.ms + (to - Math.max(from, now)) });
  }
  return [...byKind.values()].sort((a, b) => b.ms - a.ms);
}

function longestOf(shares: Readonly<Record<string, number>>): BreachReason["longest"] {
  const sum = Object.values(shares).reduce((all, ms) => all + ms, 0);
  const [first] = Object.entries(shares).sort(([, a], [, b]) => b - a);
  return first === undefined || sum === 0 ? null : { party: first[0].toLowerCase(), percent: Math.floor((first[1] / sum) * 100) };
}
