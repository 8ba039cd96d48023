/** A review as its writers see it: what they wrote, what the log says, and how its actions stand. */
import type { Kysely } from "kysely";
import type { Incident } from "#core/incident/incident.ts";
import { type Moments, momentsOf } from "#core/incident/measures.ts";
import { type Action, mayPublish, type Review, zoneOf } from "#core/incident/review.ts";
import type { Document } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { namesOfHolders } from "#server/incident/names.ts";
import { actionsOf, isActionOverdue } from "#server/incident/review-store.ts";
import type { ReviewAction, Review as ReviewWire } from "#server/incident/schema.ts";
import { logOf } from "#server/incident/store.ts";
import { type Asker, isoOf, isReviewOverdue, stateOfReview } from "#server/incident/view.ts";

export const momentsView = (moments: Moments): ReviewWire["moments"] => ({
  ...moments,
  ...{ startedAt: toIso(moments.startedAt), detectedAt: toIso(moments.detectedAt), declaredAt: toIso(moments.declaredAt) },
  ...{ pagedAt: isoOf(moments.pagedAt), acknowledgedAt: isoOf(moments.acknowledgedAt), respondedAt: isoOf(moments.respondedAt) },
  ...{ restoredAt: isoOf(moments.restoredAt), resolvedAt: isoOf(moments.resolvedAt) },
});

export type ActionTicket = Pick<Ticket, "id" | "customerId" | "subject" | "kind" | "status" | "assignee">;

export async function ticketsAmong(db: Kysely<Tables>, ids: readonly number[]): Promise<Map<number, ActionTicket>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("tickets")
    .select(["id", "customer_id", "subject", "kind", "status", "assignee"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ customer_id: customerId, ...row }) => [row.id, { ...row, customerId } as ActionTicket]));
}

export type ActionScene = { document: Document | null; at: Instant; nameOf: (key: string) => string };

export function actionView({ ticketId, dueOn, link, isShared }: Action, ticket: ActionTicket, scene: ActionScene): ReviewAction {
  const { customerId, subject, kind, status, assignee } = ticket;
  return {
    ...{ ticketId, customerId, subject, kind, status, link, dueOn, isShared },
    owner: assignee === null ? null : { key: assignee, name: scene.nameOf(assignee) },
    isOverdue: isActionOverdue({ dueOn }, status, zoneOf(scene.document, customerId), scene.at),
  };
}

export async function reviewView(
  door: Door,
  { review, incident, ticket }: { review: Review; incident: Incident; ticket: Ticket },
  asker: Asker,
): Promise<ReviewWire> {
  const at = door.clock();
  const document = (await door.book()).documentAt(at);
  const { ticketId, customerId } = review;
  const [rows, actions, tickets] = await door.read("*", async (db) => {
    const found = await actionsOf(db, ticketId);
    const ids = found.map((action) => action.ticketId);
    return [await logOf(db, ticketId), found, await ticketsAmong(db, ids)] as const;
  });
  const owners = [...tickets.values()].flatMap(({ assignee }) => (assignee === null ? [] : [assignee]));
  const publisher = review.publishedBy === null ? [] : [review.publishedBy];
  const nameOf = await namesOfHolders(door, [review.owner, ...owners, ...publisher], customerId);
  const { summary, impact, causes, wentWell, wentBadly, lucky, seq, version, hasChanges, isShared, owner, dueOn } = review;
  return {
    ...{ ticketId, subject: ticket.subject, customerId, customerName: document?.customers[customerId]?.name ?? customerId },
    ...{ seq, version, hasChanges, isShared, dueOn, state: stateOfReview(review), owner: { key: owner, name: nameOf(owner) } },
    ...{ summary, impact, causes: [...causes], wentWell: [...wentWell], wentBadly: [...wentBadly], lucky: [...lucky] },
    isOverdue: isReviewOverdue(review, document, at),
    publishedAt: isoOf(review.publishedAt),
    publishedByName: review.publishedBy === null ? null : nameOf(review.publishedBy),
    moments: momentsView(momentsOf(incident, ticket, rows, at)),
    actions: actions.flatMap((action) => {
      const found = tickets.get(action.ticketId);
      return found === undefined ? [] : [actionView(action, found, { document, at, nameOf })];
    }),
    mayWrite: asker.mayWrite,
    mayPublish: asker.mayWrite && mayPublish(review, incident, asker),
  };
}
