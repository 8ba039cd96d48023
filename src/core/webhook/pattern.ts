/** Which events of the log an address outside wants to hear of. */
import type { PageEventType } from "#core/oncall/page.ts";
import type { TicketEventType } from "#core/ticket/ticket.ts";

/** `*`, `ticket.*`, `ticket.opened`. */
export const patternForm = /^(\*|[a-z][a-z-]*\.(\*|[a-z][a-z-]*))$/;

/** What somebody wants of the log: of one customer or (null) of all and of the installation itself, by patterns. */
export type Wanted = { customer: string | null; patterns: readonly string[] };

/** An entry of the log, as far as it decides who hears of it. */
export type Heard = { customerId: string; type: string; actor: string };

/** Whether an entry is given out. A history that was taken over from elsewhere is not: it is no news. */
export function isWanted({ customer, patterns }: Wanted, { customerId, type, actor }: Heard): boolean {
  if (actor === "import" || (customer !== null && customer !== customerId)) return false;
  const room = type.slice(0, type.indexOf("."));
  return patterns.some((pattern) => pattern === "*" || pattern === type || pattern === `${room}.*`);
}

/** Every type that tickets and pages bring into the log; the compiler asks for a new one. The log has others beside them: `user.*`, `model.*`… */
const known: Readonly<Record<TicketEventType | PageEventType, true>> = {
  "ticket.opened": true,
  "ticket.acknowledged": true,
  "ticket.triaged": true,
  "ticket.coverage-decided": true,
  "ticket.coverage-contested": true,
  "ticket.quoted": true,
  "ticket.quote-decided": true,
  "ticket.assigned": true,
  "ticket.joined": true,
  "ticket.left": true,
  "ticket.replied": true,
  "ticket.paused": true,
  "ticket.resumed": true,
  "ticket.handed-over": true,
  "ticket.placed": true,
  "ticket.restored": true,
  "ticket.failed-again": true,
  "ticket.resolved": true,
  "ticket.reopened": true,
  "ticket.closed": true,
  "ticket.merged": true,
  "ticket.absorbed": true,
  "ticket.linked": true,
  "ticket.unlinked": true,
  "ticket.ranked": true,
  "ticket.classified": true,
  "ticket.terms-changed": true,
  "ticket.updated": true,
  "ticket.rated": true,
  "ticket.complained": true,
  "ticket.time-logged": true,
  "ticket.time-corrected": true,
  "ticket.task-added": true,
  "ticket.task-changed": true,
  "ticket.task-removed": true,
  "ticket.runbook-started": true,
  "ticket.step-ticked": true,
  "ticket.runbook-dropped": true,
  "clock.warned": true,
  "clock.breached": true,
  "notification.requested": true,
  "page.opened": true,
  "page.step-fired": true,
  "page.acknowledged": true,
  "page.acknowledgement-expired": true,
  "page.escalated": true,
  "page.unreached": true,
  "page.exhausted": true,
  "page.urgency-changed": true,
  "page.raised-again": true,
  "page.resolved": true,
};

export const eventTypes: readonly string[] = Object.keys(known);
