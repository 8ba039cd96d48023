/** Reviews as rows: begun when an incident ends, written, published in versions, shared; and their actions, which are tickets. */
import type { Kysely } from "kysely";
import { commanderOf, type Incident, stateOf } from "#core/incident/incident.ts";
import { type Moments, momentsOf } from "#core/incident/measures.ts";
import {
  type Action,
  applyToReview,
  firstReminder,
  isDayOver,
  type Review,
  type ReviewEvent,
  requirePublishable,
  reviewDueOn,
  reviewPersonalFields,
  sharedText,
  zoneOf,
} from "#core/incident/review.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { PlainFact, Transaction } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReviewVersionRecord, SharedRecord } from "#server/incident/records.ts";
import { logOf, tablesOf } from "#server/incident/store.ts";

type Db = Kysely<Tables>;
/** In which it is written, and under which model. */
type Writing = Pick<Transaction, "db" | "book" | "append">;

export async function findReview(db: Db, ticketId: number): Promise<Review | null> {
  const row = await tablesOf(db).selectFrom("incident_reviews").select("record").where("ticket_id", "=", ticketId).executeTakeFirst();
  return (row?.record as Review | undefined) ?? null;
}

export async function lockReview(db: Db, ticketId: number): Promise<Review> {
  const row = await tablesOf(db)
    .selectFrom("incident_reviews")
    .select("record")
    .where("ticket_id", "=", ticketId)
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return row.record as Review;
  throw noReview(ticketId);
}

export const noReview = (ticketId: number): Refusal =>
  new Refusal("no-review", `The incident of ticket ${ticketId} has no review yet: begin one.`, { ticketId });

export function reviewFact({ type, customerId, ticketId, at, actor, ...rest }: ReviewEvent): PlainFact {
  const names = reviewPersonalFields[type] ?? [];
  const entries = Object.entries(rest);
  return {
    ...{ type, customerId, ticketId, at, actor },
    facts: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    personal: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
  };
}

/** What the facts make of it, stored and appended. */
export async function keepReview({ db, book, append }: Writing, before: Review | null, events: readonly ReviewEvent[]): Promise<Review> {
  const review = events.reduce<Review | null>(applyToReview, before)!;
  if (events.length === 0) return review;
  const { customerId, ticketId, seq, version, isShared, owner, dueOn } = review;
  const at = events[0]!.at;
  const zone = zoneOf(book.documentAt(at), customerId);
  const row = {
    ...{ seq, version, is_shared: isShared, owner, due_on: dueOn, record: JSON.stringify(review) },
    ...(version > 0 ? { remind_at: null } : before?.dueOn === dueOn ? {} : { remind_at: firstReminder(dueOn, zone, 0) }),
  };
  const tables = tablesOf(db);
  if (before !== null) await tables.updateTable("incident_reviews").set(row).where("ticket_id", "=", ticketId).execute();
  else
    await tables
      .insertInto("incident_reviews")
      .values({ customer_id: customerId, ticket_id: ticketId, remind_at: null, ...row })
      .execute();
  await append(events.map(reviewFact));
  return review;
}

/** The draft that the commander is to write, unless there is a review already. The incident's row is locked. */
export async function beginReview(writing: Writing, incident: Incident, ticket: Ticket, actor: string, at: Instant): Promise<Review> {
  const known = await findReview(writing.db, ticket.id);
  if (known !== null) return known;
  const owner = commanderOf(incident).replace(/^person:/, "");
  const dueOn = reviewDueOn(ticket, stateOf(incident, ticket).endedAt ?? at, writing.book);
  const { customerId, id: ticketId } = ticket;
  return keepReview(writing, null, [{ type: "incident.review-begun", customerId, ticketId, at, actor, owner, dueOn }]);
}

export async function actionsOf(db: Db, incidentId: number): Promise<Action[]> {
  const rows = await tablesOf(db)
    .selectFrom("incident_actions")
    .select(["ticket_id", "due_on", "link", "is_shared"])
    .where("incident_id", "=", incidentId)
    .orderBy("ticket_id")
    .execute();
  return rows.map(({ ticket_id, due_on, link, is_shared }) => ({ ticketId: ticket_id, dueOn: due_on, link, isShared: is_shared }));
}

export type Publishing = { incident: Incident; ticket: Ticket; review: Review; note: string | null; actor: string; at: Instant };

/** The next version: kept as it stands now, with its instants; what was shared before is replaced by it. */
export async function publishReview(writing: Writing, { incident, ticket, review, note, actor, at }: Publishing): Promise<Review> {
  requirePublishable(review, incident, ticket);
  if (!review.hasChanges && review.version > 0) return review;
  const { db } = writing;
  const { customerId, id: ticketId } = ticket;
  const version = review.version + 1;
  const published = await keepReview(writing, review, [
    { type: "incident.review-published", customerId, ticketId, at, actor, version, note },
  ]);
  const moments = momentsOf(incident, ticket, await logOf(db, ticketId), at);
  const actions = await actionsOf(db, ticketId);
  const record: ReviewVersionRecord = { review: published, moments, actions };
  await tablesOf(db)
    .insertInto("incident_review_versions")
    .values({ customer_id: customerId, ticket_id: ticketId, version, at, by_actor: actor, note, record: JSON.stringify(record) })
    .execute();
  if (published.isShared) await putShared(db, published, ticket, moments, actions);
  return published;
}

/** Shows the published version to the customer's designated contacts, or takes it back from them. */
export async function shareReview(
  writing: Writing,
  { ticket, review, actor, at }: Pick<Publishing, "ticket" | "review" | "actor" | "at">,
  isShared: boolean,
): Promise<Review> {
  const { customerId, id: ticketId } = ticket;
  if (review.version === 0)
    throw new Refusal("review-unpublished", "Publish the review first: what is shared is a version, not a draft.", { ticketId });
  if (review.isShared === isShared) return review;
  const fact = { type: "incident.review-shared" as const, customerId, ticketId, at, actor, version: review.version, isShared };
  const after = await keepReview(writing, review, [fact]);
  if (isShared) {
    const { review: published, moments } = await requireVersion(writing.db, ticketId, review.version);
    await putShared(writing.db, published, ticket, moments, await actionsOf(writing.db, ticketId));
  } else await tablesOf(writing.db).deleteFrom("shared_reviews").where("ticket_id", "=", ticketId).execute();
  return after;
}

async function putShared(db: Db, review: Review, ticket: Ticket, moments: Moments, actions: readonly Action[]): Promise<void> {
  const shared: SharedRecord = {
    ...{ ...sharedText(review), subject: ticket.subject, moments },
    actions: actions.filter(({ isShared }) => isShared).map(({ ticketId, dueOn }) => ({ ticketId, dueOn })),
  };
  const row = { version: review.version, published_at: review.publishedAt!, record: JSON.stringify(shared) };
  await tablesOf(db)
    .insertInto("shared_reviews")
    .values({ customer_id: ticket.customerId, ticket_id: ticket.id, ...row })
    .onConflict((conflict) => conflict.columns(["customer_id", "ticket_id"]).doUpdateSet(row))
    .execute();
}

/** What the customer reads of the actions follows them at once; the texts follow with the next version. */
export async function refreshSharedActions(db: Db, incidentId: number): Promise<void> {
  const row = await tablesOf(db).selectFrom("shared_reviews").select("record").where("ticket_id", "=", incidentId).executeTakeFirst();
  if (row === undefined) return;
  const actions = (await actionsOf(db, incidentId)).filter(({ isShared }) => isShared);
  const record = { ...(row.record as SharedRecord), actions: actions.map(({ ticketId, dueOn }) => ({ ticketId, dueOn })) };
  await tablesOf(db)
    .updateTable("shared_reviews")
    .set({ record: JSON.stringify(record) })
    .where("ticket_id", "=", incidentId)
    .execute();
}

export async function requireVersion(db: Db, ticketId: number, version: number): Promise<ReviewVersionRecord> {
  const row = await tablesOf(db)
    .selectFrom("incident_review_versions")
    .select("record")
    .where("ticket_id", "=", ticketId)
    .where("version", "=", version)
    .executeTakeFirst();
  if (row !== undefined) return row.record as ReviewVersionRecord;
  throw new Refusal("unknown-version", `There is no version ${version} of this review.`, { version });
}

/** An action is late while its ticket is open. */
export const isActionOverdue = (action: Pick<Action, "dueOn">, status: Ticket["status"], zone: string, at: Instant): boolean =>
  status === "open" && isDayOver(action.dueOn, zone, at);
