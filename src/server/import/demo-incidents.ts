/**
 * Major incidents of the demonstration: one that goes on now and is led by whoever took its page, and one of the month before that is over,
 * with a published review. Their facts are dated where they would have been; what the tickets know of themselves is left to them.
 */
import type { Book } from "#core/agreement/book.ts";
import type { IncidentEvent } from "#core/incident/incident.ts";
import type { ReviewText } from "#core/incident/review.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { after, type Instant, minutes } from "#core/time/instant.ts";
import { dateOfDay } from "#core/time/wall.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import { addAction } from "#server/incident/action.ts";
import { newConferenceUrl } from "#server/incident/declare.ts";
import { keepReview, lockReview, publishReview } from "#server/incident/review-store.ts";
import { factOf, storeIncident } from "#server/incident/store.ts";

/** @param tickets of the life just stored; where none of them fits, there is nothing to show */
export async function storeDemoIncidents(door: Door, tickets: readonly Ticket[]): Promise<void> {
  const now = door.clock();
  const going = newest(tickets, (ticket) => ticket.status === "open" && ticket.pause === null);
  const over = newest(
    tickets,
    ({ status, resolvedAt, openedAt }) => status !== "open" && resolvedAt !== null && resolvedAt - openedAt > minutes(40),
  );
  if (going !== undefined) await door.write("*", (transaction) => storeGoing(transaction, going, now));
  if (over !== undefined) await door.write("*", (transaction) => storeOver(transaction, over, actionFor(over, tickets), now));
}

/** The most urgent, then the newest incident that somebody of ours had. */
const newest = (tickets: readonly Ticket[], is: (ticket: Ticket) => boolean): Ticket | undefined =>
  tickets
    .filter((ticket) => ticket.kind === "incident" && ticket.assignee !== null && ticket.coverage?.decision === "covered" && is(ticket))
    .sort((a, b) => a.priority.localeCompare(b.priority) || b.openedAt - a.openedAt)[0];

const actionFor = (incident: Ticket, tickets: readonly Ticket[]): Ticket | undefined =>
  tickets.find(
    ({ id, customerId, status, kind }) =>
      id !== incident.id && customerId === incident.customerId && status === "open" && kind !== "incident",
  );

type Fact = IncidentEvent extends infer Event ? (Event extends IncidentEvent ? Omit<Event, "customerId" | "ticketId"> : never) : never;

async function storeFacts({ db, append }: Transaction, { id: ticketId, customerId }: Ticket, facts: readonly Fact[]) {
  const events = facts.map((fact) => ({ ...fact, customerId, ticketId }) as IncidentEvent);
  const incident = await storeIncident(db, null, events);
  await append(events.map(factOf));
  return incident!;
}

function declaration(book: Book, ticket: Ticket, at: Instant, actor: string): Fact {
  const document = book.documentAt(at);
  const url = newConferenceUrl(document, ticket.id, ticket.customerId);
  return {
    ...{
      type: "incident.declared",
      at,
      actor,
      reason: "Several users report the same at once.",
      commander: `person:${ticket.assignee}`,
    },
    conference: url === null ? null : { url, isFromModel: true },
    checklist: (document?.incidents?.checklist ?? []).map((text) => ({ id: newId(), text })),
  };
}

async function storeGoing(transaction: Transaction, ticket: Ticket, now: Instant): Promise<void> {
  const actor = `agent:${ticket.assignee}`;
  const begun = Math.max(ticket.openedAt, now - minutes(12)) as Instant;
  const later = (n: number): Instant => Math.min(after(begun, minutes(n)), now) as Instant;
  const declared = declaration(transaction.book, ticket, begun, actor);
  // The first one is to tell the customer: that is still to be done, and counted down.
  const [, second] = "checklist" in declared ? declared.checklist : [];
  await storeFacts(transaction, ticket, [
    declared,
    { type: "incident.role-given", at: later(1), actor, role: "operations", holder: `person:${ticket.assignee}`, from: null },
    ...(second === undefined ? [] : [{ type: "incident.item-ticked" as const, at: later(2), actor, item: second.id, isDone: true }]),
    {
      ...{ type: "incident.entry-written", at: later(6), actor, entry: newId(), kind: "finding", saidAt: later(4) },
      text: "The log shows the first of these errors four minutes before the first report, right after the release.",
    },
    {
      type: "incident.status-changed",
      at: later(8),
      actor,
      status: "identified",
      note: "The release of this morning changed the path that fails.",
    },
  ]);
}

/** Words that fit whichever incident the generated life has brought. */
const reviewOf = ({ subject }: Ticket): ReviewText => ({
  summary: `${subject}: the release of that morning had changed this path. The version before was brought back, and the cause mended the next day.`,
  impact: "About **one user in six** worked by hand while it lasted. Nothing was lost.",
  causes: [
    { kind: "root", text: "The release of that morning changed this path, and no test walked it to its end", isShared: true },
    { kind: "contributing", text: "The monitoring asks whether the service answers, not what it answers", isShared: true },
    { kind: "trigger", text: "The first busy hour after the release", isShared: false },
  ],
  wentWell: ["The right people met within minutes", "The version before could be brought back without a deployment"],
  wentBadly: ["The first twenty minutes went into the wrong component", "The customer noticed it before we did"],
  lucky: ["It was not a Saturday evening"],
});

async function storeOver(transaction: Transaction, ticket: Ticket, action: Ticket | undefined, now: Instant): Promise<void> {
  const actor = `agent:${ticket.assignee}`;
  const { id: ticketId, customerId } = ticket;
  const endedAt = ticket.resolvedAt!;
  const declaredAt = after(ticket.openedAt, minutes(6));
  const incident = await storeFacts(transaction, ticket, [
    declaration(transaction.book, ticket, declaredAt, actor),
    {
      type: "incident.role-given",
      at: after(declaredAt, minutes(2)),
      actor,
      role: "communications",
      holder: `person:${ticket.assignee}`,
      from: null,
    },
    {
      ...{ type: "incident.entry-written", at: after(declaredAt, minutes(15)), actor, entry: newId(), kind: "decision" },
      ...{ saidAt: after(declaredAt, minutes(15)), text: "We bring the version before back and look for the cause afterwards." },
    },
    { type: "incident.ended", at: endedAt, actor: "system", how: "resolution", note: null },
  ]);
  const dueOn = dateOfDay(Math.floor(now / 86_400_000) + 5);
  const owner = ticket.assignee!;
  const envelope = { customerId, ticketId, at: endedAt, actor };
  await keepReview(transaction, null, [
    { type: "incident.review-begun", ...envelope, owner, dueOn },
    { type: "incident.review-written", ...envelope, ...reviewOf(ticket), owner, dueOn },
  ]);
  if (action !== undefined)
    await addAction(transaction, ticket, { ticketId: action.id, dueOn, link: "relates-to", isShared: true }, actor, now);
  const written = await lockReview(transaction.db, ticketId);
  await publishReview(transaction, { incident, ticket, review: written, note: null, actor, at: now });
}
