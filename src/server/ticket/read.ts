/** Reading tickets: the queue and other lists by pages, one ticket, its log, and the record that its log makes. */
import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { Sight } from "#core/access/sight.ts";
import type { Book } from "#core/agreement/book.ts";
import type { Priority } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Event } from "#core/world.ts";
import { sightCondition } from "#server/access/sight-query.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";

type Db = Kysely<Tables>;

export const ticketOrders = ["next-breach", "newest", "rank"] as const;
export type TicketOrder = (typeof ticketOrders)[number];

export type TicketFilter = {
  status?: Ticket["status"] | undefined;
  customer?: string | undefined;
  team?: string | undefined;
  /** null: tickets that nobody has. */
  assignee?: string | null | undefined;
  priority?: Priority | undefined;
  service?: string | undefined;
  /** Whose eyes: what they may not see is not listed. */
  sight?: Sight | undefined;
  /** Default `next-breach`: the promise to the customer that breaks next comes first, tickets without one last. */
  order?: TicketOrder | undefined;
  /** 1 to 200; default 50. */
  limit?: number | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
};

export type Page<T> = { items: T[]; next: string | null };

const mostPerPage = 200;
/** Tickets without a rank come behind those that have one. */
const unranked = 2_147_483_647;

type TicketQuery = SelectQueryBuilder<Tables, "tickets", { record: Ticket; id: number; key: number }>;

/** A page of tickets that the transaction's scope may see. Refuses `bad-cursor`. */
export async function listTickets(db: Db, filter: TicketFilter): Promise<Page<Ticket>> {
  const { order = "next-breach" } = filter;
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), mostPerPage);
  const from = filter.cursor === undefined ? null : readCursor(filter.cursor, order);
  const key =
    order === "newest"
      ? sql<number>`id`
      : order === "rank"
        ? sql<number>`coalesce(rank, ${sql.lit(unranked)})`
        : sql<number>`next_breach_at`;
  let query = filtered(db.selectFrom("tickets").select(["record", "id", key.as("key")]) as TicketQuery, filter);
  if (order === "newest") query = query.orderBy("id", "desc");
  else query = query.orderBy(key).orderBy("id");
  if (from !== null)
    query = query.where(order === "newest" ? sql<boolean>`id < ${from.id}` : sql<boolean>`(${key}, id) > (${from.key}, ${from.id})`);
  const rows = await query.limit(limit + 1).execute();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(order, last.key, last.id) : null;
  return { items: items.map(({ record }) => record), next };
}

function filtered(query: TicketQuery, { status, customer, team, assignee, priority, service, sight }: TicketFilter): TicketQuery {
  let narrowed = query;
  if (status !== undefined) narrowed = narrowed.where("status", "=", status);
  if (customer !== undefined) narrowed = narrowed.where("customer_id", "=", customer);
  if (team !== undefined) narrowed = narrowed.where("team", "=", team);
  if (assignee === null) narrowed = narrowed.where("assignee", "is", null);
  else if (assignee !== undefined) narrowed = narrowed.where("assignee", "=", assignee);
  if (priority !== undefined) narrowed = narrowed.where("priority", "=", priority);
  if (service !== undefined) narrowed = narrowed.where("service", "=", service);
  const within = sight === undefined ? null : sightCondition(sight);
  if (within !== null) narrowed = narrowed.where(within);
  return narrowed;
}

const letters: Record<TicketOrder, string> = { "next-breach": "b", newest: "n", rank: "r" };

const writeCursor = (order: TicketOrder, key: number, id: number): string => `${letters[order]}${key.toString(36)}.${id.toString(36)}`;

function readCursor(cursor: string, order: TicketOrder): { key: number; id: number } {
  const parts = /^([bnr])([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/.exec(cursor);
  const [key, id] = [Number.parseInt(parts?.[2] ?? "", 36), Number.parseInt(parts?.[3] ?? "", 36)];
  if (parts?.[1] !== letters[order] || !Number.isSafeInteger(key) || !Number.isSafeInteger(id)) {
    throw new Refusal(
      "bad-cursor",
      "This cursor is not one of this list's: take `next` of the page before, with the same order, or start without one.",
      {
        cursor,
      },
    );
  }
  return { key, id };
}

/** The ticket, or null when there is none or when the scope may not see it. */
export async function findTicket(db: Db, id: number): Promise<Ticket | null> {
  if (!Number.isSafeInteger(id)) return null;
  const row = await db.selectFrom("tickets").select("record").where("id", "=", id).executeTakeFirst();
  return row?.record ?? null;
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
  return new Map(rows.map(({ external_id, record }) => [external_id ?? "", record]));
}

export type LoggedEvent = {
  event: Event;
  position: number;
  /** The version of the ticket that it made. */
  seq: number;
  recordedAt: Instant;
  /** Its personal values were erased and read as empty. */
  isErased: boolean;
};

/** A ticket's log in order. `after` is the seq of the last event seen. */
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
    event: eventOf(row as StoredEvent),
    position: row.position,
    seq: row.seq ?? 0,
    recordedAt: row.recorded_at as Instant,
    isErased: row.digests !== null && row.personal === null,
  }));
}

/** The record that a ticket's log makes: equal to the stored one, which is only a cache of this fold. */
export function replayTicket(events: readonly Event[], book: Book): Ticket {
  const ticket = events.reduce<Ticket | undefined>((before, event) => applyToTicket(before, event, book), undefined);
  if (ticket === undefined) throw new Error("a ticket without events cannot be replayed");
  return ticket;
}
