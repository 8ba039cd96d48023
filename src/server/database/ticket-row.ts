/** A ticket as a row: its whole record, and beside it what lists, queues and deadlines look it up by. */
import type { Book } from "#core/agreement/book.ts";
import { heldSeconds } from "#core/board/held.ts";
import { Refusal } from "#core/refusal.ts";
import { nextBreach } from "#core/sla/deadline.ts";
import { partyName } from "#core/ticket/ball.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";
import { liveClocksText } from "#server/database/live-clocks.ts";

/** `next_breach_at` of a ticket whose promises do not run: it comes last in the queue, and rows compare without nulls. */
export const neverBreaches = Number.MAX_SAFE_INTEGER;

type Cell = string | number | boolean | null;

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
  ["pause", "text"],
  ["holder", "text"],
  ["is_breached", "boolean"],
  ["is_first_line", "boolean"],
  ["rating", "smallint"],
  ["live_clocks", "text"],
  ["updated_at", "bigint"],
  ["held", "text"],
  ["is_reopened", "boolean"],
] as const satisfies readonly (readonly [string, string])[];

/** Columns that keep what they hold where the given cell is null. */
export const keptColumns: ReadonlySet<string> = new Set(["updated_at"]);

/**
 * The cells of a ticket's row (without its record, which is the last column). `updatedAt`: of the last of its events that somebody would
 * call news; null when there is none. Refuses `bad-text` for what a text column cannot hold.
 */
export function cellsOf(ticket: Ticket, book: Book, updatedAt: number | null): Cell[] {
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
    ticket.pause?.reason ?? null,
    holderName(ticket),
    ticket.clocks.some(({ party, breachedAt, verdict }) => party === "sla" && (breachedAt !== null || verdict === "breached")),
    isFirstLine(ticket),
    ticket.rating?.score ?? null,
    liveClocksText(ticket.clocks),
    updatedAt,
    heldText(ticket),
    ticket.reopenCount > 0,
  ];
  for (const cell of cells) if (typeof cell === "string" && cell.includes("\0")) throw badText(ticket);
  return cells;
}

/** Seconds by party until the work ended, as a JSON array (see core/board/held.ts); null while it is open. */
function heldText({ status, ball, resolvedAt, closedAt }: Ticket): string | null {
  const until = resolvedAt ?? closedAt;
  return status === "open" || until === null ? null : JSON.stringify(heldSeconds(ball, until));
}

/** `l1`–`l4`, `vendor`, `customer` or `nobody`; null once closed. */
function holderName({ ball }: Ticket): string | null {
  const hold = ball.at(-1);
  if (hold === undefined || hold.holder === null) return null;
  return partyName({ holder: hold.holder, tier: hold.tier }).toLowerCase();
}

/** Solved by the first tier: nobody of a higher one ever held it. */
const isFirstLine = ({ status, tier, ball }: Ticket): boolean =>
  status !== "open" && tier !== null && tier <= 1 && ball.every((hold) => hold.holder !== "tier" || (hold.tier ?? 1) <= 1);

const badText = (ticket: Ticket): Refusal =>
  new Refusal("bad-text", "A text holds the character U+0000, which no database text can: leave it out.", { ticketId: ticket.id });
