/** What a decision about a ticket may look at, and how it words its events. */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type Scene = {
  book: Book;
  now: Instant;
  actor: string;
  watermark?: string;
  /** Another ticket that the command names. */
  other(id: number): Ticket;
};

type Bare<E> = E extends unknown ? Omit<E, "customerId" | "ticketId" | "at" | "actor" | "watermark"> : never;

/**
 * Words an event about a ticket: whose it is, when, and by whom. Writes that into `event` itself, which the caller words anew each
 * time: a copy would cost five times as much.
 */
export function tell(
  ticket: { id: number; customerId: string },
  scene: Scene,
  event: Bare<TicketEvent>,
  at: Instant = scene.now,
): TicketEvent {
  const told = event as TicketEvent;
  told.customerId = ticket.customerId;
  told.ticketId = ticket.id;
  told.at = at;
  told.actor = scene.actor;
  if (scene.watermark !== undefined) told.watermark = scene.watermark;
  return told;
}

export function requireModel(scene: Scene): Document {
  const document = scene.book.documentAt(scene.now);
  if (document === null) {
    throw new Refusal(
      "no-model",
      "There is no support model yet: write one and apply it with `guardia model apply FILE`, or load the demo.",
    );
  }
  return document;
}

export function requireOpen(ticket: Ticket, doing: string): void {
  if (ticket.status === "open") return;
  const instead =
    ticket.status === "resolved" ? "reopen it first" : "reopen it (within the agreement's window), or open a new ticket linked to it";
  throw new Refusal(`ticket-already-${ticket.status}`, `Ticket ${ticket.id} is ${ticket.status}, so one cannot ${doing}: ${instead}.`, {
    ticketId: ticket.id,
    status: ticket.status,
  });
}

export function requireText(text: string, field: string): void {
  if (text.trim() === "")
    throw new Refusal("text-missing", `"${field}" is empty: say in a sentence what the others need to know.`, { field });
}
