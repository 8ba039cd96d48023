/** When the customer hears from us next: by the agreement's own clock where it promises updates, else by the model's cadence. */
import { holderOf, type Incident, stateOf } from "#core/incident/incident.ts";
import type { CadenceBasis } from "#core/incident/words.ts";
import type { Document } from "#core/model/document.ts";
import { isLive } from "#core/sla/clock.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Duration, type Instant, minutes } from "#core/time/instant.ts";
import { parseSpan } from "#core/time/span.ts";

/** Public replies of ours since the declaration: how many, and the newest. */
export type Told = { count: number; lastAt: Instant | null };

export type Cadence = {
  basis: CadenceBasis;
  /** Elapsed time between two updates; null where the agreement's clock counts in its own calendar. */
  every: Duration | null;
  /** Null when it is over, or when the agreement's clock is paused. */
  dueAt: Instant | null;
  isPaused: boolean;
};

const defaultEvery = minutes(30);

/** The model's cadence in elapsed time; business days make no sense in a major incident, and the check allows durations only. */
export function everyOf(document: Document | null): { basis: "model" | "default"; every: Duration } {
  const written = document?.incidents?.updateEvery;
  const span = written === undefined ? null : parseSpan(written);
  return span?.kind === "open" && span.ms > 0 ? { basis: "model", every: span.ms } : { basis: "default", every: defaultEvery };
}

/** When the next update is due, and by whose promise. */
export function cadenceOf(incident: Incident, ticket: Ticket, told: Told, document: Document | null): Cadence {
  const { isOver } = stateOf(incident, ticket);
  const clock = ticket.clocks.find((each) => each.objective === "update" && each.party === "sla" && each.target !== null && isLive(each));
  if (clock !== undefined) {
    const isPaused = clock.runningSince === null;
    // A clock that is breached is due no more: the customer waits all the same, since the instant of the breach.
    const dueAt = isOver || isPaused ? null : (clock.dueAt ?? clock.breachedAt);
    return { basis: "agreement", every: null, dueAt, isPaused: isPaused && !isOver };
  }
  const { basis, every } = everyOf(document);
  const since = told.lastAt ?? incident.declaredAt;
  return { basis, every, dueAt: isOver ? null : ((since + every) as Instant), isPaused: false };
}

export const isOverdue = ({ dueAt }: Pick<Cadence, "dueAt">, at: Instant): boolean => dueAt !== null && at > dueAt;

/**
 * When somebody is to be told that an update is overdue: at its due instant, and again each cadence as long as none comes. Null when
 * nothing is due.
 */
export function reminderAt(incident: Incident, { dueAt, every }: Cadence, document: Document | null): Instant | null {
  if (dueAt === null) return null;
  if (incident.missedDueAt !== dueAt || incident.remindedAt === null) return dueAt;
  return (incident.remindedAt + (every ?? everyOf(document).every)) as Instant;
}

/** Who is told: the commander, and whoever has the communications. */
export function toldWhenOverdue(incident: Incident): string[] {
  const holders = ["commander", "communications"].map((role) => holderOf(incident, role));
  return [...new Set(holders.filter((holder) => holder !== null))];
}
