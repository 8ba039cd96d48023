/** What tickets set in motion among pages, and pages among tickets: in the same breath, and never refused. */
import { urgencyOf } from "#core/oncall/decide.ts";
import type { Page, PageCommand, PageEvent } from "#core/oncall/page.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";

const actor = "system";

/** @param ticket as the event left it @param unended its pages that still want an answer, or wanted one and are acknowledged */
export function pagesAfterTicket(event: TicketEvent, ticket: Ticket, unended: () => Page[]): PageCommand[] {
  const pageId = event.ticketId;
  switch (event.type) {
    case "ticket.opened":
      return event.kind === "incident" && event.coverage !== null ? [{ type: "raise-page", pageId, isOnlyFirst: true, actor }] : [];
    case "ticket.reopened":
    case "ticket.failed-again":
      return [{ type: "raise-page", pageId, isOnlyFirst: false, actor }];
    case "ticket.classified":
    case "ticket.coverage-decided":
      return [...endOwn(ticket, unended()), { type: "raise-page", pageId, isOnlyFirst: true, actor }];
    case "ticket.resumed":
      // Work that waited for a quote begins now.
      return ticket.quote?.state === "approved" ? [{ type: "raise-page", pageId, isOnlyFirst: true, actor }] : [];
    case "ticket.acknowledged":
      return acknowledge(unended(), event.actor);
    case "ticket.assigned":
      // Somebody takes it; being given it by somebody else is not yet an answer.
      return event.assignee !== null && event.actor === `agent:${event.assignee}` ? acknowledge(unended(), event.actor) : [];
    case "ticket.restored":
    case "ticket.resolved":
    case "ticket.closed":
    case "ticket.merged":
      return unended().map(({ id }) => ({ type: "resolve-page", pageId: id, reason: "ticket", actor: event.actor }));
    case "ticket.triaged": {
      const own = unended().filter(({ cause }) => cause === "ticket");
      return own.map(({ id }) => ({ type: "change-page-urgency", pageId: id, urgency: urgencyOf(ticket), actor: event.actor }));
    }
    default:
      return [];
  }
}

/** No longer an incident, or no longer ours to repair: its own page has no cause any more. */
function endOwn(ticket: Ticket, unended: readonly Page[]): PageCommand[] {
  if (ticket.kind === "incident" && ticket.coverage?.decision !== "excluded") return [];
  const own = unended.filter(({ cause }) => cause === "ticket");
  return own.map(({ id }) => ({ type: "resolve-page", pageId: id, reason: "ticket", actor }));
}

const acknowledge = (unended: readonly Page[], by: string): PageCommand[] =>
  unended.flatMap(({ id, state }) =>
    state === "acknowledged" ? [] : [{ type: "acknowledge-page", pageId: id, via: "ticket", actor: by } as const],
  );

/** Who acknowledges the page of a ticket acknowledges the ticket, and takes it if nobody has it. */
export function ticketsAfterPage(event: PageEvent, ticket: Ticket | undefined): TicketCommand[] {
  if (event.type !== "page.acknowledged" || event.via === "ticket" || ticket === undefined || ticket.status !== "open") return [];
  const ticketId = ticket.id;
  const { actor: by } = event;
  const person = by.startsWith("agent:") ? by.slice("agent:".length) : null;
  const taken: TicketCommand[] =
    ticket.assignee === null && person !== null ? [{ type: "assign-ticket", ticketId, assignee: person, actor: by }] : [];
  // An acknowledgement by somebody of ours takes the ticket by itself.
  return ticket.respondedAt === null ? [{ type: "acknowledge-ticket", ticketId, actor: by }] : taken;
}
