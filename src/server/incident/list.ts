/** Incidents of all customers, actions of their reviews, and what customers read: lists, each by pages. */
import { type Kysely, sql } from "kysely";
import { cadenceOf, isOverdue } from "#core/incident/cadence.ts";
import { commanderOf, type Incident, stateOf } from "#core/incident/incident.ts";
import type { Review } from "#core/incident/review.ts";
import { Refusal } from "#core/refusal.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { dateOfDay } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { namesOfHolders } from "#server/incident/names.ts";
import type { SharedRecord } from "#server/incident/records.ts";
import { actionView, momentsView, ticketsAmong } from "#server/incident/review-view.ts";
import type { ActionList, IncidentList, IncidentSummary, SharedReview } from "#server/incident/schema.ts";
import { noUpdate, tablesOf, updatesOf } from "#server/incident/store.ts";
import type { IncidentTables } from "#server/incident/tables.ts";
import { isoOf, isReviewOverdue, stateOfReview } from "#server/incident/view.ts";

type Db = Kysely<Tables>;

export const badCursor = (cursor: string): Refusal =>
  new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });

/** Two numbers that name where a page ended: an instant and a ticket. */
export function readPlace(cursor: string | undefined): { at: number; id: number } | null {
  if (cursor === undefined) return null;
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  if (at === undefined) throw badCursor(cursor);
  return { at: Number(at), id: Number(id) };
}

export type IncidentFilter = {
  state: "going-on" | "over" | "all";
  review?: "open" | "overdue" | undefined;
  customer?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** As `stateOf` has it, for the database: over by hand, or with its ticket. */
const isOver = sql<boolean>`(incidents.ended_how is not distinct from 'by-hand' or tickets.status <> 'open')`.$castTo<boolean>();

/** The newest declared first. */
export async function listIncidents(door: Door, filter: IncidentFilter): Promise<IncidentList> {
  const after = readPlace(filter.cursor);
  const at = door.clock();
  const [rows, updates] = await door.read("*", async (db) => {
    const found = await incidentRows(db, filter, after, at).execute();
    const shown = found.slice(0, filter.limit).map(({ incident }) => incident as Incident);
    return [found, await updatesOf(db, shown)] as const;
  });
  const shown = rows.slice(0, filter.limit);
  const book = await door.book();
  const document = book.documentAt(at);
  const commanders = shown.map(({ incident }) => commanderOf(incident as Incident));
  const nameOf = await namesOfHolders(door, commanders, "");
  const items = shown.map((row): IncidentSummary => {
    const incident = row.incident as Incident;
    const ticket = wholeRecord(row.ticket as Ticket);
    const { ticketId, customerId } = incident;
    const state = stateOf(incident, ticket);
    const cadence = cadenceOf(incident, ticket, updates.get(ticketId) ?? noUpdate, document);
    const commander = commanderOf(incident);
    return {
      ...{ ticketId, subject: ticket.subject, customerId, customerName: document?.customers[customerId]?.name ?? customerId },
      ...{ priority: ticket.priority, status: state.status, isOver: state.isOver, endedAt: isoOf(state.endedAt) },
      ...{ startedAt: toIso(ticket.openedAt), declaredAt: toIso(incident.declaredAt) },
      commander: { key: commander.replace(/^person:/, ""), name: nameOf(commander) },
      ...{ nextUpdateAt: isoOf(cadence.dueAt), isUpdateOverdue: isOverdue(cadence, at) },
      review: row.review === null ? null : briefOf(row.review as Review, row.open_actions, document, at),
    };
  });
  const last = shown.at(-1)?.incident as Incident | undefined;
  return { items, next: rows.length > filter.limit && last !== undefined ? `${last.declaredAt}-${last.ticketId}` : null };
}

const briefOf = (review: Review, openActions: number, document: Parameters<typeof isReviewOverdue>[1], at: Instant) => ({
  ...{ state: stateOfReview(review), dueOn: review.dueOn, isOverdue: isReviewOverdue(review, document, at) },
  ...{ isShared: review.isShared, openActions },
});

function incidentRows(db: Db, { state, review, customer, limit }: IncidentFilter, after: { at: number; id: number } | null, at: Instant) {
  let query = db
    .withTables<IncidentTables>()
    .selectFrom("incidents")
    .innerJoin("tickets", "tickets.id", "incidents.ticket_id")
    .leftJoin("incident_reviews", "incident_reviews.ticket_id", "incidents.ticket_id")
    .select(["incidents.record as incident", "tickets.record as ticket", "incident_reviews.record as review"])
    .select(
      sql<number>`(select count(*)::int from incident_actions a join tickets t on t.id = a.ticket_id
        where a.incident_id = incidents.ticket_id and t.status = 'open')`.as("open_actions"),
    )
    .orderBy("incidents.declared_at", "desc")
    .orderBy("incidents.ticket_id", "desc")
    .limit(limit + 1);
  if (state !== "all") query = query.where(isOver, "=", state === "over");
  if (customer !== undefined) query = query.where("incidents.customer_id", "=", customer);
  if (review !== undefined) query = query.where(isOver, "=", true).where("incident_reviews.version", "=", 0);
  // Zones differ by a day at most; the row's own judgement is made by the rules.
  if (review === "overdue") query = query.where("incident_reviews.due_on", "<", dateOfDay(Math.floor(at / 86_400_000)));
  if (after !== null)
    query = query.where(sql<boolean>`(incidents.declared_at, incidents.ticket_id) < (${after.at}::bigint, ${after.id}::bigint)`);
  return query;
}

export type ActionFilter = {
  state: "open" | "overdue" | "all";
  customer?: string | undefined;
  owner?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** What is due first, first. */
export async function listActions(door: Door, { state, customer, owner, limit, cursor }: ActionFilter): Promise<ActionList> {
  const at = door.clock();
  const document = (await door.book()).documentAt(at);
  const [, day, id] = /^(\d{4}-\d{2}-\d{2})\.(\d{1,15})$/.exec(cursor ?? "") ?? [];
  if (cursor !== undefined && day === undefined) throw badCursor(cursor);
  const today = dateOfDay(zoneNamed(document?.zone ?? "UTC").dayAt(at));
  const rows = await door.read("*", async (db) => {
    let query = db
      .withTables<IncidentTables>()
      .selectFrom("incident_actions as a")
      .innerJoin("tickets as t", "t.id", "a.ticket_id")
      .innerJoin("tickets as i", "i.id", "a.incident_id")
      .select(["a.ticket_id", "a.due_on", "a.link", "a.is_shared", "a.incident_id", "i.subject as incident_subject"])
      .select(["t.customer_id", "t.subject", "t.kind", "t.status", "t.assignee"])
      .orderBy("a.due_on")
      .orderBy("a.ticket_id")
      .limit(limit + 1);
    if (state !== "all") query = query.where("t.status", "=", "open");
    if (state === "overdue") query = query.where("a.due_on", "<", today);
    if (customer !== undefined) query = query.where("a.customer_id", "=", customer);
    if (owner !== undefined) query = query.where("t.assignee", "=", owner);
    if (day !== undefined) query = query.where(sql<boolean>`(a.due_on, a.ticket_id) > (${day}, ${Number(id)}::bigint)`);
    return query.execute();
  });
  const shown = rows.slice(0, limit);
  const owners = shown.flatMap(({ assignee }) => (assignee === null ? [] : [assignee]));
  const nameOf = await namesOfHolders(door, owners, "");
  const items = shown.map(({ ticket_id, due_on, link, is_shared, incident_id, incident_subject, customer_id: customerId, ...ticket }) => ({
    ...actionView(
      { ticketId: ticket_id, dueOn: due_on, link, isShared: is_shared },
      { id: ticket_id, customerId, ...ticket } as Parameters<typeof actionView>[1],
      { document, at, nameOf },
    ),
    ...{ customerName: document?.customers[customerId]?.name ?? customerId, incidentId: incident_id, incidentSubject: incident_subject },
  }));
  const last = shown.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? `${last.due_on}.${last.ticket_id}` : null };
}

export type SharedFilter = { scope: string; ticketId?: number; limit: number; cursor?: string | undefined };

/** What the customers of this scope were shown, the newest first; how actions stand is of now. */
export async function listShared(
  door: Door,
  { scope, ticketId, limit, cursor }: SharedFilter,
): Promise<{ items: SharedReview[]; next: string | null }> {
  const after = readPlace(cursor);
  return door.read(scope, async (db) => {
    let query = tablesOf(db)
      .selectFrom("shared_reviews")
      .selectAll()
      .orderBy("published_at", "desc")
      .orderBy("ticket_id", "desc")
      .limit(limit + 1);
    if (ticketId !== undefined) query = query.where("ticket_id", "=", ticketId);
    if (after !== null) query = query.where(sql<boolean>`(published_at, ticket_id) < (${after.at}::bigint, ${after.id}::bigint)`);
    const rows = await query.execute();
    const shown = rows.slice(0, limit);
    const ids = shown.flatMap(({ record }) => (record as SharedRecord).actions.map((action) => action.ticketId));
    const tickets = await ticketsAmong(db, ids);
    const last = shown.at(-1);
    return {
      items: shown.map(({ customer_id, ticket_id, version, published_at, record }) => {
        const { subject, summary, impact, causes, moments, actions } = record as SharedRecord;
        const { startedAt, declaredAt, respondedAt, restoredAt, resolvedAt, toRespondMs, toRestoreMs, toResolveMs, updates } =
          momentsView(moments);
        return {
          ...{ ticketId: ticket_id, subject, customerId: customer_id, version, publishedAt: toIso(published_at as Instant) },
          ...{ summary, impact, causes },
          moments: { startedAt, declaredAt, respondedAt, restoredAt, resolvedAt, toRespondMs, toRestoreMs, toResolveMs, updates },
          actions: actions.flatMap(({ ticketId: id, dueOn }) => {
            const ticket = tickets.get(id);
            return ticket === undefined ? [] : [{ ticketId: id, subject: ticket.subject, status: ticket.status, dueOn }];
          }),
        };
      }),
      next: rows.length > limit && last !== undefined ? `${last.published_at}-${last.ticket_id}` : null,
    };
  });
}
