/** Restoring, resolving, reopening, closing; and joining tickets that belong together. */
import { Refusal } from "#core/refusal.ts";
import { termsOf } from "#core/ticket/apply.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { openTicket } from "#core/ticket/intake.ts";
import { linkEvents, requireSameCustomer } from "#core/ticket/link.ts";
import { requireOpen, requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export function restoreService(ticket: Ticket, { how, note = null }: TicketCommandOf<"restore-service">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "restore its service");
  if (ticket.restoredAt !== null)
    throw new Refusal("already-restored", `Ticket ${ticket.id} is restored already; if the failure returned, report it.`, {});
  return [tell(ticket, scene, { type: "ticket.restored", how, note })];
}

export function reportFailureAgain(ticket: Ticket, { note = null }: TicketCommandOf<"report-failure-again">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "report the failure again");
  if (ticket.restoredAt === null) throw new Refusal("not-restored", `Ticket ${ticket.id} was not restored yet: its clock still runs.`, {});
  return [tell(ticket, scene, { type: "ticket.failed-again", note })];
}

export function resolveTicket(ticket: Ticket, { solution }: TicketCommandOf<"resolve-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "resolve it");
  requireText(solution, "solution");
  return [tell(ticket, scene, { type: "ticket.resolved", solution, closesAt: closesAt(ticket, scene) })];
}

function closesAt(ticket: Ticket, scene: Scene): Instant | null {
  const terms = termsOf(ticket, scene.now, scene.book);
  return terms === null ? null : scene.book.calendar(terms.agreement.calendar).due(scene.now, terms.closeAfter);
}

/** Within the agreement's window the ticket runs on; later a new one opens that follows it. */
export function reopenTicket(ticket: Ticket, command: TicketCommandOf<"reopen-ticket">, scene: Scene): TicketEvent[] {
  requireText(command.reason, "reason");
  if (ticket.status === "open")
    throw new Refusal("ticket-still-open", `Ticket ${ticket.id} is open: answer in it.`, { ticketId: ticket.id });
  if (ticket.mergedInto !== null) {
    throw new Refusal("ticket-merged", `Ticket ${ticket.id} was merged: answer in ticket ${ticket.mergedInto}.`, {
      into: ticket.mergedInto,
    });
  }
  if (command.isHistory === true || isReopenable(ticket, scene))
    return [tell(ticket, scene, { type: "ticket.reopened", reason: command.reason })];
  const { customerId, kind, channel, subject, requester, service, component, environment, facts, impact, urgency, id } = ticket;
  const again = {
    customerId,
    kind,
    class: ticket.class,
    channel,
    subject,
    requester,
    service,
    component,
    environment,
    facts,
    impact,
    urgency,
  };
  const opened = openTicket(
    { type: "open-ticket", ...again, ticketId: command.newTicketId, description: command.reason, follows: id },
    scene,
  );
  return [...opened, tell(ticket, scene, { type: "ticket.linked", link: { type: "followed-by", ticketId: command.newTicketId } })];
}

/** Whether it runs on when it is reopened now; later a new ticket follows it. */
export function isReopenable(ticket: Ticket, scene: Pick<Scene, "now" | "book">): boolean {
  const terms = termsOf(ticket, scene.now, scene.book);
  const since = ticket.resolvedAt ?? ticket.closedAt;
  if (terms === null || since === null) return true;
  return scene.now <= scene.book.calendar(terms.agreement.calendar).due(since, terms.reopenWindow);
}

/** A resolved ticket is closed by confirmation; an open one only for a named reason, which gives no verdict to its clocks. */
export function closeTicket(ticket: Ticket, { reason, note = null }: TicketCommandOf<"close-ticket">, scene: Scene): TicketEvent[] {
  if (ticket.status === "closed")
    throw new Refusal("ticket-already-closed", `Ticket ${ticket.id} is closed already.`, { ticketId: ticket.id });
  if (ticket.status === "open" && (reason === undefined || reason === "confirmed" || reason === "automatic")) {
    throw new Refusal(
      "ticket-not-resolved",
      `Ticket ${ticket.id} is not resolved: resolve it, or close it as withdrawn, duplicate or excluded.`,
      {
        possible: ["withdrawn", "duplicate", "excluded"],
      },
    );
  }
  return [tell(ticket, scene, { type: "ticket.closed", reason: reason ?? "confirmed", note })];
}

/** The source closes without a judgement; what was said there is found through the link. */
export function mergeTicket(ticket: Ticket, { into }: TicketCommandOf<"merge-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "merge it");
  const target = requireSameCustomer(ticket, into, scene);
  requireOpen(target, "merge another ticket into it");
  return [
    ...linkEvents(ticket, target, "duplicates", scene),
    tell(ticket, scene, { type: "ticket.merged", into }),
    tell(target, scene, { type: "ticket.absorbed", from: ticket.id }),
  ];
}

/** The designated contact puts the customer's tickets in order; null takes one out of the order. */
export function rankTicket(ticket: Ticket, { rank }: TicketCommandOf<"rank-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "rank it");
  return ticket.rank === rank ? [] : [tell(ticket, scene, { type: "ticket.ranked", rank })];
}
