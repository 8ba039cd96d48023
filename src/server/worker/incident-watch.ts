/**
 * Looks after major incidents: ends and reopens them with their tickets, tells who runs them when an update to the customer is overdue, and
 * reminds of reviews and actions. Whoever takes a row looks again under its lock, so that several nodes tell once.
 */
import { cadenceOf, reminderAt, toldWhenOverdue } from "#core/incident/cadence.ts";
import { followTicket } from "#core/incident/decide.ts";
import { type Incident, type IncidentEvent, stateOf } from "#core/incident/incident.ts";
import { nextReminder, zoneOf } from "#core/incident/review.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import { tellOfAction, tellOfReview, tellOfUpdate } from "#server/incident/notice.ts";
import { keep } from "#server/incident/perform.ts";
import { lockIncident, noUpdate, requireTicket, tablesOf, updatesOf } from "#server/incident/store.ts";
import { findTicket } from "#server/ticket/read.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

/** Another node may have changed something: so often one looks without being woken. */
const lookEveryMs = 15_000;
const soonestMs = 250;
/** More rows in one round wait for the next one. */
const most = 500;

export function startIncidentWatch(door: Door, log: (line: string) => void): Loop {
  // A reply to any other ticket is no news here.
  let watched: ReadonlySet<number> = new Set();
  const loop = startLoop({
    name: "The watch over incidents",
    log,
    async round() {
      const { next, tickets } = await lookAfterIncidents(door, log);
      watched = tickets;
      await remindOfReviews(door);
      const rest = next === null ? lookEveryMs : next - door.clock();
      return Math.max(soonestMs, Math.min(lookEveryMs, rest));
    },
  });
  const forget = door.onCommit(({ changes }) => {
    const isNews = ({ type, ticketId }: (typeof changes)[number]): boolean =>
      type.startsWith("incident.") ? type !== "incident.update-missed" : type === "ticket.reopened" || watched.has(ticketId ?? 0);
    if (changes.some(isNews)) loop.wake();
  });
  return {
    wake: loop.wake,
    async stop() {
      forget();
      await loop.stop();
    },
  };
}

export type LookedAfter = { next: Instant | null; tickets: ReadonlySet<number> };

/** Does what is due in every room that is not over; gives when the next thing is due. One that fails does not hold up the others. */
export async function lookAfterIncidents(door: Door, log: (line: string) => void): Promise<LookedAfter> {
  const rows = await door.read("*", (db) =>
    tablesOf(db)
      .selectFrom("incidents")
      .innerJoin("tickets", "tickets.id", "incidents.ticket_id")
      .select("incidents.ticket_id")
      // What goes on, what ended with a ticket that is open again, and what was not written down as ended yet.
      .where((where) =>
        where.or([
          where("incidents.ended_at", "is", null),
          where.and([where("incidents.ended_how", "=", "resolution"), where("tickets.status", "=", "open")]),
        ]),
      )
      .orderBy("incidents.ticket_id")
      .limit(most)
      .execute(),
  );
  let soonest: Instant | null = null;
  for (const { ticket_id: ticketId } of rows) {
    try {
      const next = await lookAfter(door, ticketId);
      if (next !== null && (soonest === null || next < soonest)) soonest = next;
    } catch (error) {
      log(`The incident of ticket ${ticketId} could not be looked after: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { next: soonest, tickets: new Set(rows.map(({ ticket_id }) => ticket_id)) };
}

/** One room: what became of its ticket, and whether an update is overdue. Gives when it is to be looked at next. */
function lookAfter(door: Door, ticketId: number): Promise<Instant | null> {
  return door.write("*", async (transaction) => {
    const { db, book } = transaction;
    const at = door.clock();
    const incident = await lockIncident(db, ticketId);
    const ticket = await findTicket(db, ticketId);
    if (incident === null || ticket === null) return null;
    const followed = followTicket({ incident, ticket, document: book.documentAt(at), actor: "system", at });
    if (followed.length > 0) {
      const after = await keep(transaction, incident, ticket, followed);
      return stateOf(after, ticket).isOver ? null : at;
    }
    return tellWhenOverdue(transaction, incident, ticket, at);
  });
}

async function tellWhenOverdue(transaction: Transaction, incident: Incident, ticket: Ticket, at: Instant): Promise<Instant | null> {
  const { db, book } = transaction;
  const document = book.documentAt(at);
  const { ticketId, customerId } = incident;
  const told = (await updatesOf(db, [incident])).get(ticketId) ?? noUpdate;
  const cadence = cadenceOf(incident, ticket, told, document);
  const due = reminderAt(incident, cadence, document);
  if (due === null || cadence.dueAt === null || due > at || at === cadence.dueAt) return due;
  const recipients = toldWhenOverdue(incident);
  const fact: IncidentEvent = {
    ...{ type: "incident.update-missed", customerId, ticketId, at, actor: "system", dueAt: cadence.dueAt, told: recipients },
    isRepeated: incident.missedDueAt === cadence.dueAt,
  };
  const after = await keep(transaction, incident, ticket, [fact]);
  await tellOfUpdate(db, ticket, recipients, cadence.dueAt, at);
  return reminderAt(after, cadence, document);
}

/** Reviews that are due and not published, actions that are over their day: their owners are told, and again after a week. */
export async function remindOfReviews(door: Door): Promise<void> {
  if (!(await isReminderDue(door))) return;
  await door.write("*", async ({ db, book }) => {
    const at = door.clock();
    const document = book.documentAt(at);
    const tables = tablesOf(db);
    const reviews = await tables
      .selectFrom("incident_reviews")
      .select(["customer_id", "ticket_id", "owner", "due_on"])
      .where("remind_at", "<=", at)
      .orderBy("remind_at")
      .limit(most)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const { customer_id, ticket_id, owner, due_on } of reviews) {
      await tellOfReview(db, await requireTicket(db, ticket_id), owner, due_on, at);
      const remind_at = nextReminder(zoneOf(document, customer_id), at);
      await tables.updateTable("incident_reviews").set({ remind_at }).where("ticket_id", "=", ticket_id).execute();
    }
    const actions = await tables
      .selectFrom("incident_actions")
      .select(["customer_id", "ticket_id", "incident_id", "due_on"])
      .where("remind_at", "<=", at)
      .orderBy("remind_at")
      .limit(most)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const { customer_id, ticket_id, incident_id, due_on } of actions) {
      const ticket = await requireTicket(db, ticket_id);
      if (ticket.status === "open" && ticket.assignee !== null) await tellOfAction(db, ticket, incident_id, ticket.assignee, due_on, at);
      // One that is resolved may be reopened: it is looked at again in a week.
      const remind_at = ticket.status === "closed" ? null : nextReminder(zoneOf(document, customer_id), at);
      await tables.updateTable("incident_actions").set({ remind_at }).where("ticket_id", "=", ticket_id).execute();
    }
  });
}

const isReminderDue = (door: Door): Promise<boolean> =>
  door.read("*", async (db) => {
    for (const table of ["incident_reviews", "incident_actions"] as const) {
      const due = await tablesOf(db)
        .selectFrom(table)
        .select("ticket_id")
        .where("remind_at", "<=", door.clock())
        .limit(1)
        .executeTakeFirst();
      if (due !== undefined) return true;
    }
    return false;
  });
