/** Reading one ticket, its log, and the record that its log makes; for lists of tickets see `list.ts`. */
import { type Kysely, sql } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";

type Db = Kysely<Tables>;

/** The ticket, or null when there is none or when the scope may not see it. */
export async function findTicket(db: Db, id: number): Promise<Ticket | null> {
  if (!Number.isSafeInteger(id)) return null;
  const row = await db.selectFrom("tickets").select("record").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : wholeRecord(row.record);
}

/** The ticket that a history's line belongs to, by the other tool's name and its id there. */
export async function findExternal(db: Db, customerId: string, source: string, ids: readonly string[]): Promise<Map<string, Ticket>> {
  const rows = await db
    .selectFrom("tickets")
    .select(["external_id", "record"])
    .where("customer_id", "=", customerId)
    .where("external_source", "=", source)
    .where(sql<boolean>`external_id = any(${[...ids]})`)
    .where("external_id", "is not", null)
    .execute();
  return new Map(rows.map(({ external_id, record }) => [external_id ?? "", wholeRecord(record)]));
}

export type LoggedEvent = {
  event: TicketEvent;
  position: number;
  /** The version of the ticket that it made. */
  seq: number;
  recordedAt: Instant;
  /** Its personal values were erased and read as empty. */
  isErased: boolean;
};

/** A ticket's own log in order, without its pages'. `after` is the seq of the last event seen. */
export async function eventsOf(db: Db, ticketId: number, { after = 0, limit = 100_000 } = {}): Promise<LoggedEvent[]> {
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("ticket_id", "=", ticketId)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    event: eventOf(row as StoredEvent) as TicketEvent,
    position: row.position,
    seq: row.seq ?? 0,
    recordedAt: row.recorded_at as Instant,
    isErased: row.digests !== null && row.personal === null,
  }));
}

/** The record that a ticket's log makes: equal to the stored one, which is only a cache of this fold. */
export function replayTicket(events: readonly TicketEvent[], book: Book): Ticket {
  const ticket = events.reduce<Ticket | undefined>((before, event) => applyToTicket(before, event, book), undefined);
  if (ticket === undefined) throw new Error("a ticket without events cannot be replayed");
  return ticket;
}
