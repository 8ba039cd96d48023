/** What is asked of a room, as one transaction: locked, decided by the rules, stored, logged, told, and a review begun with its end. */
import { decideIncident, type IncidentOrder, noRoom } from "#core/incident/decide.ts";
import type { Incident, IncidentEvent } from "#core/incident/incident.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import { tellOfRoles } from "#server/incident/notice.ts";
import { beginReview } from "#server/incident/review-store.ts";
import { factOf, lockIncident, requireTicket, storeIncident } from "#server/incident/store.ts";

export type Asked = { ticketId: number; actor: string; order: IncidentOrder };

/** One order in a transaction of its own: nobody else's is lost, whatever they ask in the same moment. */
export function performIncident(door: Door, { ticketId, actor, order }: Asked): Promise<Incident> {
  return door.write("*", async (transaction) => {
    const { db, book } = transaction;
    const at = door.clock();
    const incident = await lockIncident(db, ticketId);
    const ticket = await requireTicket(db, ticketId);
    const events = decideIncident({ incident, ticket, document: book.documentAt(at), actor, at }, order);
    return keep(transaction, incident, ticket, events);
  });
}

/** Stores, appends, tells whom it concerns, and begins the review of what ended. The room's row is locked. */
export async function keep(
  transaction: Pick<Transaction, "db" | "book" | "append">,
  before: Incident | null,
  ticket: Ticket,
  events: readonly IncidentEvent[],
): Promise<Incident> {
  const { db, append } = transaction;
  const incident = await storeIncident(db, before, events);
  if (incident === null) throw noRoom(ticket.id);
  if (events.length === 0) return incident;
  await tellOfRoles(db, events, ticket);
  await append(events.map(factOf));
  const ended = events.find(({ type }) => type === "incident.ended");
  if (ended !== undefined) await beginReview(transaction, incident, ticket, "system", ended.at);
  return incident;
}
