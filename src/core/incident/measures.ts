/** How an incident went, in instants and durations: read from the log, never written by hand. */
import { type Incident, stateOf } from "#core/incident/incident.ts";
import type { LogRow } from "#core/incident/timeline.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Duration, Instant } from "#core/time/instant.ts";

export type Moments = {
  /** When it began: the first failed observation, or when somebody said so first. */
  startedAt: Instant;
  /** When it stood in the log. */
  detectedAt: Instant;
  declaredAt: Instant;
  /** When the first person was called. */
  pagedAt: Instant | null;
  /** When the first person had it: a page or the ticket was acknowledged. */
  acknowledgedAt: Instant | null;
  /** The first public reply by a person, or the acknowledgement of what was detected. */
  respondedAt: Instant | null;
  restoredAt: Instant | null;
  resolvedAt: Instant | null;
  /** Elapsed, all but the first from the beginning: `toPage` from the detection. */
  toDetectMs: Duration;
  toPageMs: Duration | null;
  toAcknowledgeMs: Duration | null;
  toRespondMs: Duration | null;
  toRestoreMs: Duration | null;
  toResolveMs: Duration | null;
  /** Public replies of ours from the declaration to the end. */
  updates: number;
  missedUpdates: number;
  /** The longest the customer heard nothing between declaration and end (or now). */
  longestSilenceMs: Duration | null;
};

export const isUpdate = ({ type, facts }: Pick<LogRow, "type" | "facts">): boolean =>
  type === "ticket.replied" && facts.visibility === "public" && facts.by === "agent";

/** @param rows the ticket's part of the log, with its pages', in any order */
export function momentsOf(incident: Incident, ticket: Ticket, rows: readonly LogRow[], now: Instant): Moments {
  const first = (is: (row: LogRow) => boolean): Instant | null =>
    rows.filter(is).reduce<Instant | null>((least, { at }) => (least === null || at < least ? at : least), null);
  const startedAt = ticket.openedAt;
  const detectedAt = Math.max(startedAt, rows.find(({ type }) => type === "ticket.opened")?.recordedAt ?? startedAt) as Instant;
  const pagedAt = first(({ type, facts }) => type === "page.step-fired" && Array.isArray(facts.told) && facts.told.length > 0);
  const acknowledgedAt = first(({ type }) => type === "page.acknowledged" || type === "ticket.acknowledged");
  const { respondedAt, restoredAt, resolvedAt } = ticket;
  const since = (at: Instant | null, from: Instant): Duration | null => (at === null ? null : (Math.max(0, at - from) as Duration));
  const { declaredAt, missed } = incident;
  const ended = stateOf(incident, ticket).endedAt ?? now;
  const updates = rows.filter((row) => isUpdate(row) && row.at >= declaredAt && row.at <= ended).map(({ at }) => at);
  return {
    ...{ startedAt, detectedAt, declaredAt, pagedAt, acknowledgedAt, respondedAt, restoredAt, resolvedAt },
    toDetectMs: (detectedAt - startedAt) as Duration,
    toPageMs: since(pagedAt, detectedAt),
    toAcknowledgeMs: since(acknowledgedAt, startedAt),
    toRespondMs: since(respondedAt, startedAt),
    toRestoreMs: since(restoredAt, startedAt),
    toResolveMs: since(resolvedAt, startedAt),
    updates: updates.length,
    missedUpdates: missed,
    longestSilenceMs: longestBetween([declaredAt, ...updates.sort((a, b) => a - b), Math.max(declaredAt, ended) as Instant]),
  };
}

function longestBetween(instants: readonly Instant[]): Duration {
  let longest = 0;
  for (let i = 1; i < instants.length; i++) longest = Math.max(longest, instants[i]! - instants[i - 1]!);
  return longest as Duration;
}
