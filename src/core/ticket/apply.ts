/** One event changes one ticket: its fields, its clocks, and who holds the ball. */
import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import type { Measure } from "#core/sla/clock.ts";
import { type Signal, type Situation, stepClocks } from "#core/sla/fold.ts";
import { holderOf, passBall } from "#core/ticket/ball.ts";
import { copyRecord, openedRecord, writeRecord } from "#core/ticket/record.ts";
import { silencesFrom } from "#core/ticket/silence.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** Folds an event into its ticket and gives the new one; `undefined` before the first event. The old one is left as it was. */
export function applyToTicket(before: Ticket | undefined, event: TicketEvent, book: Book): Ticket {
  const ticket = event.type === "ticket.opened" ? openedRecord(event) : copyRecord(before!);
  if (event.type !== "ticket.opened") writeRecord(ticket, event);
  if (event.watermark !== undefined && ticket.external !== null) ticket.external = { ...ticket.external, watermark: event.watermark };
  ticket.seq += 1;
  ticket.ball = passBall(ticket.ball, holderOf(ticket, event.at));
  ticket.clocks = clocksAfter(ticket, event, book);
  ticket.silences = silencesAfter(ticket, event, book);
  return ticket;
}

/** What the clocks see of an event; null when it does not concern them. */
function signalOf(event: TicketEvent, ticket: Ticket): Signal | null {
  switch (event.type) {
    case "ticket.acknowledged":
      return { kind: "acknowledged" };
    case "ticket.triaged":
    case "ticket.classified":
    case "ticket.coverage-decided":
    case "ticket.terms-changed":
      return { kind: "retargeted" };
    case "ticket.replied":
      if (event.visibility === "internal" || event.by === "machine") return null;
      return { kind: event.by === "agent" ? "answered" : "customer-wrote" };
    case "ticket.paused":
      return { kind: "paused", reason: event.reason };
    case "ticket.resumed":
      return { kind: "resumed" };
    case "ticket.handed-over":
      return { kind: "tier-entered", tier: event.tier, isTimeUp: event.isAutomatic };
    case "ticket.placed":
      return event.tier === null || isTierTimed(ticket) ? null : { kind: "tier-entered", tier: event.tier, isTimeUp: false };
    case "ticket.restored":
      return { kind: "restored" };
    case "ticket.failed-again":
      return { kind: "failed-again" };
    case "ticket.resolved":
      return { kind: "resolved" };
    case "ticket.reopened":
      return { kind: "reopened" };
    case "ticket.closed":
      return { kind: event.reason === "confirmed" || event.reason === "automatic" || event.reason === "imported" ? "closed" : "cancelled" };
    case "ticket.merged":
      return { kind: "cancelled" };
    case "clock.breached":
      return { kind: "breached", objective: event.objective, party: event.party, at: event.dueAt };
    case "clock.warned":
      return { kind: "warned", objective: event.objective, party: event.party, percent: event.percent };
    default:
      return null;
  }
}

/** Another person or team of the same tier does not begin its time anew. */
const isTierTimed = ({ clocks, tier }: Ticket): boolean =>
  clocks.some((clock) => clock.objective === "escalation" && clock.stoppedAt === null && clock.tier === tier);

/** Further signals of the same instant: a pause that becomes known with another fact, a vendor that takes over or returns. */
function furtherSignals(event: TicketEvent, ticket: Ticket, terms: Terms): Signal[] {
  switch (event.type) {
    case "ticket.opened": {
      return ticket.tier === null ? [] : [{ kind: "tier-entered", tier: ticket.tier, isTimeUp: false }];
    }
    case "ticket.coverage-decided":
      return ticket.pause === null ? [{ kind: "resumed" }] : [{ kind: "paused", reason: ticket.pause.reason }];
    case "ticket.classified":
      return ticket.tier !== null && ticket.clocks.every((clock) => clock.tier !== ticket.tier)
        ? [{ kind: "tier-entered", tier: ticket.tier, isTimeUp: false }]
        : [];
    case "ticket.paused":
      return [{ kind: event.reason === "vendor" ? "vendor-held" : "vendor-returned" }];
    case "ticket.resumed":
      return [{ kind: "vendor-returned" }];
    case "ticket.resolved":
      return terms.agreement.resolutionMetBy === "closed" ? [{ kind: "resumed" }] : [];
    default:
      return [];
  }
}

export const measureOf = (book: Book, terms: Terms): Measure => ({
  calendar: book.calendar,
  calendarVersionAt: book.calendarVersionAt,
  thresholds: terms.thresholds,
});

export const situationOf = (ticket: Ticket): Situation => ({
  priority: ticket.priority,
  tier: ticket.tier,
  paused: ticket.pause?.reason ?? null,
  promised: ticket.coverage?.decision !== "excluded",
  isIncident: ticket.kind === "incident",
  hasResponse: ticket.respondedAt !== null,
});

function clocksAfter(ticket: Ticket, event: TicketEvent, book: Book): Ticket["clocks"] {
  const signal: Signal | null = event.type === "ticket.opened" ? { kind: "opened" } : signalOf(event, ticket);
  const terms = signal === null ? null : termsOf(ticket, event.at, book);
  if (signal === null || terms === null) return ticket.clocks;
  const step = { terms, situation: situationOf(ticket), at: event.at, measure: measureOf(book, terms) };
  return furtherSignals(event, ticket, terms).reduce(
    (clocks, each) => stepClocks(clocks, each, step),
    stepClocks(ticket.clocks, signal, step),
  );
}

/** The version of the agreement that the ticket itself says is in force for it. */
export function termsOf(ticket: Ticket, at: Instant, book: Book): Terms | null {
  if (ticket.agreementId === null) return null;
  return ticket.agreementVersion === null
    ? book.termsAt(ticket.agreementId, at)
    : book.termsVersion(ticket.agreementId, ticket.agreementVersion);
}

function silencesAfter(ticket: Ticket, event: TicketEvent, book: Book): Ticket["silences"] {
  if (ticket.status !== "open") return ticket.silences.length === 0 ? ticket.silences : [];
  if (event.type === "notification.requested" && event.cause.kind === "silence") return ticket.silences.slice(1);
  const isPublic = event.type === "ticket.replied" && event.visibility === "public" && event.by === "agent";
  if (!isPublic && event.type !== "ticket.opened" && event.type !== "ticket.reopened") return ticket.silences;
  const terms = termsOf(ticket, event.at, book);
  return terms === null ? [] : silencesFrom(terms, event.at, book);
}
