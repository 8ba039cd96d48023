/** A ticket as a row: its whole record, and beside it what lists, queues and deadlines look it up by. */
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import { nextBreach } from "#core/sla/deadline.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";

/** `next_breach_at` of a ticket whose promises do not run: it comes last in the queue, and rows compare without nulls. */
export const neverBreaches = Number.MAX_SAFE_INTEGER;

type Cell = string | number | null;

/** Columns in the order in which a row's cells are written, with their SQL types. */
export const ticketColumns = [
  ["customer_id", "text"],
  ["id", "bigint"],
  ["seq", "integer"],
  ["status", "text"],
  ["kind", "text"],
  ["channel", "text"],
  ["priority", "text"],
  ["tier", "smallint"],
  ["team", "text"],
  ["assignee", "text"],
  ["rank", "integer"],
  ["subject", "text"],
  ["requester", "text"],
  ["service", "text"],
  ["component", "text"],
  ["agreement_id", "text"],
  ["coverage", "text"],
  ["opened_at", "bigint"],
  ["resolved_at", "bigint"],
  ["closed_at", "bigint"],
  ["next_breach_at", "bigint"],
  ["due_at", "bigint"],
  ["external_source", "text"],
  ["external_id", "text"],
] as const satisfies readonly (readonly [string, string])[];

/** The cells of a ticket's row (without its record, which is the last column). Refuses `bad-text` for what a text column cannot hold. */
export function cellsOf(ticket: Ticket, book: Book): Cell[] {
  const cells: Cell[] = [
    ticket.customerId,
    ticket.id,
    ticket.seq,
    ticket.status,
    ticket.kind,
    ticket.channel,
    ticket.priority,
    ticket.tier,
    ticket.team,
    ticket.assignee,
    ticket.rank,
    ticket.subject,
    ticket.requester,
    ticket.service,
    ticket.component,
    ticket.agreementId,
    ticket.coverage?.decision ?? null,
    ticket.openedAt,
    ticket.resolvedAt,
    ticket.closedAt,
    nextBreach(ticket.clocks) ?? neverBreaches,
    deadlineOfTicket(ticket, book),
    ticket.external?.source ?? null,
    ticket.external?.id ?? null,
  ];
  for (const cell of cells) if (typeof cell === "string" && cell.includes("\0")) throw badText(ticket);
  return cells;
}

const badText = (ticket: Ticket): Refusal =>
  new Refusal("bad-text", "A text holds the character U+0000, which no database text can: leave it out.", { ticketId: ticket.id });
