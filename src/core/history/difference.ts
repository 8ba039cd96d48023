/** Why the rules and an old tool judge a ticket differently: facts and one sentence. */
import type { Book } from "#core/agreement/book.ts";
import { outcomeOf, resolutionClock } from "#core/history/replay.ts";
import { type ExplainedStretch, explainClock } from "#core/sla/explain.ts";
import { measureOf, termsOf } from "#core/ticket/apply.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Duration, Instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

/** Time that a clock did not count, by its cause. */
export type NotCounted = { why: string; times: number; elapsed: Duration };

export type Difference = {
  ticketId: number;
  externalId: string;
  priority: string;
  old: "met" | "breached";
  replayed: "met" | "breached";
  target: string;
  openedAt: Instant;
  consumed: Duration;
  dueAt: Instant | null;
  /** Null while it runs. */
  stoppedAt: Instant | null;
  stoppedBy: "resolved" | "closed" | "nothing";
  notCounted: NotCounted[];
  sentence: string;
};

/** @param ticket one on which the verdicts differ */
export function explainDifference(ticket: Ticket, book: Book, now: Instant): Difference {
  const clock = resolutionClock(ticket)!;
  const terms = termsOf(ticket, now, book)!;
  const { consumed, dueAt, stretches, target } = explainClock(clock, now, measureOf(book, terms));
  const { stoppedAt } = clock;
  const replayed = outcomeOf(clock, now) === "met" ? "met" : "breached";
  const old = ticket.external!.verdict === true ? "met" : "breached";
  const stoppedBy =
    stoppedAt === null ? "nothing" : stoppedAt === ticket.resolvedAt && stoppedAt !== ticket.closedAt ? "resolved" : "closed";
  const notCounted = gather(stretches.filter(({ isProjected }) => !isProjected));
  const facts = { target: target!.written, openedAt: clock.startedAt, consumed, dueAt, stoppedAt, stoppedBy, notCounted } as const;
  const sentence = word({ ...facts, limit: clock.limit, zone: book.calendar(target!.calendar).zone, old });
  return { ticketId: ticket.id, externalId: ticket.external!.id, priority: target!.priority, old, replayed, ...facts, sentence };
}

function gather(stretches: readonly ExplainedStretch[]): NotCounted[] {
  const causes = new Map<string, NotCounted>();
  for (const { from, to, state, open, why, pauseReason } of stretches) {
    if (state === "running" && open) continue;
    const cause =
      state === "paused" ? `paused: ${pauseReason}` : state === "stopped" ? "resolved in between" : (why?.name ?? why?.kind ?? "closed");
    const entry = causes.get(cause) ?? { why: cause, times: 0, elapsed: 0 as Duration };
    causes.set(cause, { ...entry, times: entry.times + 1, elapsed: (entry.elapsed + to - from) as Duration });
  }
  return [...causes.values()];
}

type Facts = Pick<Difference, "consumed" | "dueAt" | "stoppedAt" | "stoppedBy" | "notCounted" | "old" | "target"> & {
  limit: Duration | null;
  zone: string;
};

function word({ consumed, limit, dueAt, stoppedAt, stoppedBy, notCounted, old, target, zone }: Facts): string {
  const promised = limit === null ? target : hoursAndMinutes(limit);
  const due = dueAt === null ? "" : `; due ${wallTime(dueAt, zone)}`;
  const stopped = stoppedAt === null ? "; still running" : `; ${stoppedBy} ${wallTime(stoppedAt, zone)}`;
  const left = notCounted.map(({ why, times, elapsed }) => `${times === 1 ? "" : `${times} × `}${why} (${hoursAndMinutes(elapsed)})`);
  const closed = left.length === 0 ? "" : `; not counted: ${left.join(", ")}`;
  return `consumed ${hoursAndMinutes(consumed)} of ${promised}${due}${stopped}${closed}; the old tool said ${old}`;
}

/** `154 h 02 m`; seconds only where there are some. */
export function hoursAndMinutes(ms: number): string {
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor((ms % 3_600_000) / 60_000), Math.floor((ms % 60_000) / 1_000)];
  return `${h} h ${String(m).padStart(2, "0")} m${s === 0 ? "" : ` ${String(s).padStart(2, "0")} s`}`;
}

/** `2016-03-24 19:01` on the wall of a zone. */
export function wallTime(at: Instant, zone: string): string {
  const wall = new Date(at + zoneNamed(zone).offsetAt(at)).toISOString();
  return `${wall.slice(0, 10)} ${wall.slice(11, wall.slice(17, 19) === "00" ? 16 : 19)}`;
}
