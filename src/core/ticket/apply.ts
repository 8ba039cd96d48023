/** One event changes one ticket: its fields, its clocks, and who holds the ball. */
import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import { type Signal, type Situation, stepClocks } from "#core/sla/fold.ts";
import type { Measure } from "#core/sla/clock.ts";
import { holderOf, passBall } from "#core/ticket/ball.ts";
import { silencesFrom } from "#core/ticket/silence.ts";
import type { Ticket, TicketEvent, TicketEventOf } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** Folds an event into its ticket; `undefined` before the first one. */
export function applyToTicket(before: Ticket | undefined, event: TicketEvent, book: Book): Ticket {
  const changed = event.type === "ticket.opened" ? openedTicket(event) : changeTicket(before!, event);
  const ticket = event.watermark === undefined ? changed : markRead(changed, event.watermark);
  const { ball, clocks } = withConsequences(ticket, event, book, event.type === "ticket.opened");
  const silences = withSilences(ticket, event, book);
  return { ...ticket, seq: (before?.seq ?? 0) + 1, ball, clocks, silences };
}

const markRead = (ticket: Ticket, watermark: string): Ticket =>
  ticket.external === null ? ticket : { ...ticket, external: { ...ticket.external, watermark } };

function openedTicket(event: TicketEventOf<"ticket.opened">): Ticket {
  const { type: _type, at, actor: _actor, description: _description, pause, ticketId, watermark: _watermark, ...opening } = event;
  return {
    ...opening,
    id: ticketId,
    seq: 0,
    rank: null,
    contestedAt: null,
    quote: null,
    status: "open",
    collaborators: [],
    pause: pause === null ? null : { reason: pause, since: at, note: null, vendor: null, reference: null },
    openedAt: at,
    respondedAt: null,
    restoredAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenCount: 0,
    silences: [],
    mergedInto: null,
    clocks: [],
    ball: [],
  };
}

function changeTicket(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.type) {
    case "ticket.opened":
      throw new Error(`ticket ${ticket.id} was opened twice`);
    case "ticket.acknowledged":
      return { ...ticket, respondedAt: ticket.respondedAt ?? event.at };
    case "ticket.triaged":
      return { ...ticket, facts: event.facts ?? ticket.facts, impact: event.impact, urgency: event.urgency, priority: event.priority };
    case "ticket.classified":
      return { ...ticket, kind: event.kind, class: event.class, service: event.service, component: event.component, tier: event.tier, team: event.team };
    case "ticket.coverage-decided":
      return coverageDecided(ticket, event);
    case "ticket.coverage-contested":
      return { ...ticket, contestedAt: event.at, closesAt: null };
    case "ticket.quoted":
      return { ...ticket, quote: event.quote };
    case "ticket.quote-decided":
      return { ...ticket, quote: ticket.quote === null ? null : { ...ticket.quote, state: event.state } };
    case "ticket.replied":
      return replied(ticket, event);
    case "ticket.assigned":
    case "ticket.joined":
    case "ticket.left":
    case "ticket.handed-over":
    case "ticket.placed":
    case "ticket.ranked":
      return holdingChanged(ticket, event);
    case "ticket.paused":
    case "ticket.resumed":
    case "ticket.restored":
    case "ticket.failed-again":
    case "ticket.resolved":
    case "ticket.reopened":
    case "ticket.closed":
    case "ticket.merged":
      return stateChanged(ticket, event);
    case "ticket.linked":
      return { ...ticket, links: [...ticket.links, event.link] };
    case "ticket.terms-changed":
      return { ...ticket, agreementId: event.agreementId, agreementVersion: event.agreementVersion };
    case "ticket.updated":
      return event.verdict === undefined || ticket.external === null ? ticket : { ...ticket, external: { ...ticket.external, verdict: event.verdict } };
    case "ticket.absorbed":
    case "clock.warned":
    case "clock.breached":
    case "notification.requested":
      return ticket;
  }
}

function coverageDecided(ticket: Ticket, { coverage, closesAt, at }: TicketEventOf<"ticket.coverage-decided">): Ticket {
  const waits = coverage.decision === "billable" && ticket.quote?.state !== "approved";
  const pause = waits ? { reason: "quote" as const, since: at, note: null, vendor: null, reference: null } : ticket.pause?.reason === "quote" ? null : ticket.pause;
  return { ...ticket, coverage, closesAt, pause };
}

function replied(ticket: Ticket, event: TicketEventOf<"ticket.replied">): Ticket {
  const isAnswer = event.visibility === "public" && event.by === "agent";
  return isAnswer && ticket.respondedAt === null ? { ...ticket, respondedAt: event.at } : ticket;
}

type HoldingEvent = TicketEventOf<"ticket.assigned" | "ticket.joined" | "ticket.left" | "ticket.handed-over" | "ticket.placed" | "ticket.ranked">;

function holdingChanged(ticket: Ticket, event: HoldingEvent): Ticket {
  switch (event.type) {
    case "ticket.assigned":
      return { ...ticket, assignee: event.assignee };
    case "ticket.joined":
      return { ...ticket, collaborators: [...ticket.collaborators, event.person] };
    case "ticket.left":
      return { ...ticket, collaborators: ticket.collaborators.filter((person) => person !== event.person) };
    case "ticket.handed-over":
      return { ...ticket, tier: event.tier, team: event.team, assignee: null };
    case "ticket.placed":
      return { ...ticket, tier: event.tier, team: event.team, assignee: event.assignee };
    case "ticket.ranked":
      return { ...ticket, rank: event.rank };
  }
}

type StateEvent = TicketEventOf<
  | "ticket.paused"
  | "ticket.resumed"
  | "ticket.restored"
  | "ticket.failed-again"
  | "ticket.resolved"
  | "ticket.reopened"
  | "ticket.closed"
  | "ticket.merged"
>;

function stateChanged(ticket: Ticket, event: StateEvent): Ticket {
  const { at } = event;
  switch (event.type) {
    case "ticket.paused": {
      const { reason, note, vendor, reference } = event;
      return { ...ticket, pause: { reason, since: at, note, vendor, reference } };
    }
    case "ticket.resumed":
      return { ...ticket, pause: null };
    case "ticket.restored":
      return { ...ticket, restoredAt: at };
    case "ticket.failed-again":
      return { ...ticket, restoredAt: null };
    case "ticket.resolved":
      return { ...ticket, status: "resolved", pause: null, resolvedAt: at, restoredAt: ticket.restoredAt ?? at, respondedAt: ticket.respondedAt ?? at, closesAt: event.closesAt };
    case "ticket.reopened":
      return { ...ticket, status: "open", resolvedAt: null, restoredAt: null, closedAt: null, closesAt: null, reopenCount: ticket.reopenCount + 1 };
    case "ticket.closed":
      return { ...ticket, status: "closed", pause: null, closedAt: at, closesAt: null };
    case "ticket.merged":
      return { ...ticket, status: "closed", pause: null, closedAt: at, closesAt: null, mergedInto: event.into };
  }
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
      return { kind: "breached", objective: event.objective, party: event.party, at: event.at };
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
      return ticket.tier !== null && ticket.clocks.every((clock) => clock.tier !== ticket.tier) ? [{ kind: "tier-entered", tier: ticket.tier, isTimeUp: false }] : [];
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

function withConsequences(ticket: Ticket, event: TicketEvent, book: Book, isNew: boolean): Pick<Ticket, "ball" | "clocks"> {
  const ball = passBall(ticket.ball, holderOf(ticket, event.at));
  const terms = termsOf(ticket, event.at, book);
  const signal: Signal | null = isNew ? { kind: "opened" } : signalOf(event, ticket);
  if (terms === null || signal === null) return { ball, clocks: ticket.clocks };
  const step = { terms, situation: situationOf(ticket), at: event.at, measure: measureOf(book, terms) };
  const signals = [signal, ...furtherSignals(event, ticket, terms)];
  return { ball, clocks: signals.reduce((clocks, each) => stepClocks(clocks, each, step), ticket.clocks) };
}

/** The version of the agreement that the ticket itself says is in force for it. */
export function termsOf(ticket: Ticket, at: Instant, book: Book): Terms | null {
  if (ticket.agreementId === null) return null;
  return ticket.agreementVersion === null ? book.termsAt(ticket.agreementId, at) : book.termsVersion(ticket.agreementId, ticket.agreementVersion);
}

function withSilences(ticket: Ticket, event: TicketEvent, book: Book): Ticket["silences"] {
  if (ticket.status !== "open") return ticket.silences.length === 0 ? ticket.silences : [];
  if (event.type === "notification.requested" && event.cause.kind === "silence") return ticket.silences.slice(1);
  const isPublic = event.type === "ticket.replied" && event.visibility === "public" && event.by === "agent";
  if (!isPublic && event.type !== "ticket.opened" && event.type !== "ticket.reopened") return ticket.silences;
  const terms = termsOf(ticket, event.at, book);
  return terms === null ? [] : silencesFrom(terms, event.at, book);
}
