/** The voice of the customer: how it was done for them, and when it was not good enough. */
import { Refusal } from "#core/refusal.ts";
import { termsOf } from "#core/ticket/apply.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { isOfEarlierResolution } from "#core/ticket/record-beside.ts";
import { requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { NotificationCause, Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { hours } from "#core/time/instant.ts";

/** How long a customer may think better of a rating. */
const changeableFor = hours(24 * 7);
/** A score that somebody should look into. */
const worrying = 2;

/**
 * Rates what was resolved: once, changeable for seven days; what was reopened and resolved again is rated anew. The provider may note
 * what a customer said elsewhere, but nobody rates their own work.
 */
export function rateTicket(ticket: Ticket, { score, words }: TicketCommandOf<"rate-ticket">, scene: Scene): TicketEvent[] {
  const { id: ticketId, rating } = ticket;
  if (ticket.status === "open") {
    throw new Refusal("rating-too-early", `Ticket ${ticketId} is open: rate it once it is resolved, or complain now.`, { ticketId });
  }
  if (ticket.mergedInto !== null) {
    const { mergedInto: into } = ticket;
    throw new Refusal("ticket-merged", `Ticket ${ticketId} was merged: go on in ticket ${into}.`, { ticketId, into });
  }
  const worker = scene.actor.startsWith("agent:") ? scene.actor.slice("agent:".length) : null;
  if (worker !== null && (worker === ticket.assignee || ticket.collaborators.includes(worker))) {
    throw new Refusal("own-work", `You worked on ticket ${ticketId}: let the customer rate it.`, { ticketId });
  }
  const isAnew = rating === null || isOfEarlierResolution(ticket);
  if (!isAnew && scene.now > rating.at + changeableFor) {
    throw new Refusal("rating-settled", `Ticket ${ticketId} was rated more than 7 days ago: its rating stays as it is.`, {
      ticketId,
      days: 7,
    });
  }
  if (!isAnew && rating.score === score && rating.words === words) return [];
  const rated = tell(ticket, scene, { type: "ticket.rated", score, words });
  if (score > worrying || (!isAnew && rating.score <= score)) return [rated];
  return [rated, ...toldOf(ticket, { kind: "rating", score }, scene)];
}

/** An escalation by the customer, at any time: the team's lead and the agreement's point of contact hear of it. */
export function complain(ticket: Ticket, { words }: TicketCommandOf<"complain">, scene: Scene): TicketEvent[] {
  requireText(words, "words");
  return [tell(ticket, scene, { type: "ticket.complained", words }), ...toldOf(ticket, { kind: "complaint" }, scene)];
}

function toldOf(ticket: Ticket, cause: NotificationCause, scene: Scene): TicketEvent[] {
  const document = scene.book.documentAt(scene.now);
  const lead = ticket.team === null ? undefined : document?.teams[ticket.team]?.lead;
  const contact = termsOf(ticket, scene.now, scene.book)?.agreement.contactPoints?.provider;
  const recipients = [...new Set([lead, contact].filter((person) => person !== undefined))].map((person) => `person:${person}`);
  // Without a lead and a point of contact the whole team hears of it: a complaint is never dropped silently.
  if (recipients.length === 0 && ticket.team !== null) recipients.push(`team:${ticket.team}`);
  return [tell(ticket, scene, { type: "notification.requested", recipients, cause })];
}
