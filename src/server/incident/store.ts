/** Rooms as rows: read, locked, decided by the rules and stored together with what the log says of it. */
import type { Kysely } from "kysely";
import { applyToIncident } from "#core/incident/apply.ts";
import type { Told } from "#core/incident/cadence.ts";
import { noRoom } from "#core/incident/decide.ts";
import { type Incident, type IncidentEvent, incidentPersonalFields } from "#core/incident/incident.ts";
import type { LogRow } from "#core/incident/timeline.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { PlainFact } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { IncidentTables } from "#server/incident/tables.ts";
import { findTicket } from "#server/ticket/read.ts";

type Db = Kysely<Tables>;

export const tablesOf = (db: Db) => db.withTables<IncidentTables>();

export async function findIncident(db: Db, ticketId: number): Promise<Incident | null> {
  const row = await tablesOf(db).selectFrom("incidents").select("record").where("ticket_id", "=", ticketId).executeTakeFirst();
  return (row?.record as Incident | undefined) ?? null;
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockIncident(db: Db, ticketId: number): Promise<Incident | null> {
  const row = await tablesOf(db).selectFrom("incidents").select("record").where("ticket_id", "=", ticketId).forUpdate().executeTakeFirst();
  return (row?.record as Incident | undefined) ?? null;
}

export async function requireIncident(db: Db, ticketId: number): Promise<Incident> {
  const incident = await findIncident(db, ticketId);
  if (incident === null) throw noRoom(ticketId);
  return incident;
}

/** What the facts make of the room, stored. They are to be appended by whoever calls. */
export async function storeIncident(db: Db, before: Incident | null, events: readonly IncidentEvent[]): Promise<Incident | null> {
  const incident = events.reduce<Incident | null>(applyToIncident, before);
  if (incident === null || events.length === 0) return before;
  const { customerId, ticketId, seq, declaredAt, endedAt, endedHow } = incident;
  const row = { seq, ended_at: endedAt, ended_how: endedHow, record: JSON.stringify(incident) };
  if (before !== null) {
    await tablesOf(db).updateTable("incidents").set(row).where("ticket_id", "=", ticketId).where("customer_id", "=", customerId).execute();
    return incident;
  }
  const { numInsertedOrUpdatedRows } = await tablesOf(db)
    .insertInto("incidents")
    .values({ customer_id: customerId, ticket_id: ticketId, declared_at: declaredAt, ...row })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  // Of two that declare in the same moment one does; the other one finds the room.
  if (numInsertedOrUpdatedRows !== 1n)
    throw new Refusal("incident-declared-already", `Ticket ${ticketId} is a major incident already: work in its room.`, { ticketId });
  return incident;
}

export function factOf({ type, customerId, ticketId, at, actor, ...rest }: IncidentEvent): PlainFact {
  const names = incidentPersonalFields[type] ?? [];
  const entries = Object.entries(rest);
  return {
    ...{ type, customerId, ticketId, at, actor },
    facts: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    personal: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
  };
}

export async function requireTicket(db: Db, ticketId: number): Promise<Ticket> {
  const ticket = await findTicket(db, ticketId);
  if (ticket === null) throw new Refusal("unknown-ticket", `There is no ticket ${ticketId}.`, { ticketId });
  return ticket;
}

/** More facts than any incident ever had; of a ticket with more the oldest are read. */
const mostRows = 10_000;

/** What the log says of a ticket, its pages and its room. */
export async function logOf(db: Db, ticketId: number): Promise<LogRow[]> {
  const rows = await db.selectFrom("events").selectAll().where("ticket_id", "=", ticketId).orderBy("position").limit(mostRows).execute();
  return rows.map((row) => ({
    position: row.position,
    type: row.type,
    at: row.at as Instant,
    recordedAt: row.recorded_at as Instant,
    actor: row.actor,
    facts: factsOf(row as StoredEvent),
  }));
}

/** What stands in columns of its own, and so beside the facts. */
const columns: ReadonlySet<string> = new Set(["type", "customerId", "ticketId", "at", "actor"]);

const factsOf = (row: StoredEvent): Record<string, unknown> =>
  Object.fromEntries(Object.entries(eventOf(row)).filter(([name]) => !columns.has(name)));

export type LastUpdate = Told & { lastText: string | null };
export const noUpdate: LastUpdate = { count: 0, lastAt: null, lastText: null };

/** Public replies of ours since each incident was declared, by ticket. */
export async function updatesOf(db: Db, incidents: readonly Pick<Incident, "ticketId" | "declaredAt">[]): Promise<Map<number, LastUpdate>> {
  if (incidents.length === 0) return new Map();
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where(
      "ticket_id",
      "in",
      incidents.map(({ ticketId }) => ticketId),
    )
    .where("type", "=", "ticket.replied")
    .orderBy("position")
    .execute();
  const declared = new Map(incidents.map(({ ticketId, declaredAt }) => [ticketId, declaredAt]));
  const found = new Map<number, LastUpdate>();
  for (const row of rows) {
    const id = row.ticket_id!;
    const { visibility, by, text } = eventOf(row as StoredEvent) as unknown as { visibility: string; by: string; text: string };
    if (visibility !== "public" || by !== "agent" || row.at < declared.get(id)!) continue;
    found.set(id, { count: (found.get(id)?.count ?? 0) + 1, lastAt: row.at as Instant, lastText: text.slice(0, 2_000) });
  }
  return found;
}
