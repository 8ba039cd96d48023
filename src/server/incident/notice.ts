/** Whom the room tells: in the inbox and by their channels. Words in every language of ours, for each reader theirs. */
import type { Kysely } from "kysely";
import type { IncidentEvent } from "#core/incident/incident.ts";
import type { Text } from "#core/model/document.ts";
import type { Urgency } from "#core/notification/channel.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Tables } from "#server/database/tables.ts";
import { actionOverdue, reviewDue, roleGiven, type Told, updateOverdue } from "#server/incident/notice-words.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";

type Db = Kysely<Tables>;

/** What an entry of the inbox is about; its words and where it leads stand beside it. */
export type IncidentCause =
  | { kind: "incident-role"; role: string }
  | { kind: "incident-update"; dueAt: Instant }
  | { kind: "incident-review"; dueOn: string }
  | { kind: "incident-action"; dueOn: string; incidentId: number };

type Notice = { ticketId: number; customerId: string; recipients: readonly string[]; cause: IncidentCause; at: Instant; urgency: Urgency };

/** One entry in each inbox and one delivery for each; `path` leads to where one does something about it. */
async function tell(db: Db, { ticketId, customerId, recipients, cause, at, urgency }: Notice, words: Told, path: string): Promise<void> {
  if (recipients.length === 0) return;
  const about = {
    customer_id: customerId,
    ticket_id: ticketId,
    cause: JSON.stringify({ ...cause, subject: words.subject, path }),
    at,
    read_at: null,
  };
  await db
    .insertInto("notifications")
    .values(recipients.map((recipient) => ({ ...about, recipient })))
    .execute();
  const content: { kind: "alarm"; subject: Text; text: Text; path: string } = { kind: "alarm", ...words, path };
  await addDeliveries(
    db,
    recipients.map((recipient) => ({ customerId, purpose: "notice", recipient, ticketId, urgency, wantedAt: at, content })),
  );
}

/** Whoever was given a role by somebody else learns of it. A customer's contact is called, not written to: the room is ours. */
export async function tellOfRoles(db: Db, events: readonly IncidentEvent[], { id: ticketId, subject }: Ticket): Promise<void> {
  for (const event of events) {
    const given =
      event.type === "incident.role-given"
        ? { role: event.role, holder: event.holder }
        : event.type === "incident.declared"
          ? { role: "commander", holder: event.commander }
          : null;
    if (given === null || !given.holder.startsWith("person:")) continue;
    const { customerId, at, actor } = event;
    if (actor === given.holder.replace(/^person:/, "agent:")) continue;
    const notice: Notice = {
      ...{ ticketId, customerId, recipients: [given.holder], at, urgency: "high" },
      cause: { kind: "incident-role", role: given.role },
    };
    await tell(db, notice, roleGiven({ ticketId, subject, role: given.role }), `/tickets/${ticketId}/incident`);
  }
}

/** An update is overdue: people are awake in a major incident, and a promise to the customer is broken meanwhile. */
export function tellOfUpdate(db: Db, ticket: Ticket, recipients: readonly string[], dueAt: Instant, at: Instant): Promise<void> {
  const { id: ticketId, customerId, subject } = ticket;
  const cause = { kind: "incident-update" as const, dueAt };
  const late = Math.max(0, Math.floor((at - dueAt) / 60_000));
  const notice: Notice = { ticketId, customerId, recipients, cause, at, urgency: "high" };
  return tell(db, notice, updateOverdue({ ticketId, subject, minutes: late }), `/tickets/${ticketId}/incident`);
}

export function tellOfReview(db: Db, ticket: Ticket, owner: string, dueOn: string, at: Instant): Promise<void> {
  const { id: ticketId, customerId, subject } = ticket;
  const cause = { kind: "incident-review" as const, dueOn };
  const notice: Notice = { ticketId, customerId, recipients: [`person:${owner}`], cause, at, urgency: "low" };
  return tell(db, notice, reviewDue({ ticketId, subject, dueOn }), `/tickets/${ticketId}/incident/review`);
}

export function tellOfAction(db: Db, action: Ticket, incidentId: number, owner: string, dueOn: string, at: Instant): Promise<void> {
  const { id: ticketId, customerId, subject } = action;
  const cause = { kind: "incident-action" as const, dueOn, incidentId };
  const notice: Notice = { ticketId, customerId, recipients: [`person:${owner}`], cause, at, urgency: "low" };
  return tell(db, notice, actionOverdue({ ticketId, subject, dueOn }), `/tickets/${ticketId}`);
}
