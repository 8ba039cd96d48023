/** Actions of a review: tickets with an owner and a day, linked with the incident's. */
import { type Action, firstReminder, mostActions, type Review, requireDay, zoneOf } from "#core/incident/review.ts";
import type { ActionKind, ActionLink } from "#core/incident/words.ts";
import { Refusal } from "#core/refusal.ts";
import type { LinkType, Ticket } from "#core/ticket/ticket.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft, Order, PlainFact, Transaction } from "#server/database/orders.ts";
import { actionsOf, keepReview, lockReview, refreshSharedActions } from "#server/incident/review-store.ts";
import { tablesOf } from "#server/incident/store.ts";

export type NewAction = {
  subject: string;
  description: string;
  kind: ActionKind;
  owner: string;
  dueOn: string;
  link: ActionLink;
  isShared: boolean;
};

/** How the action's ticket names the incident: the incident is `caused-by` the problem, so the problem `causes` it. */
const linkOfAction: Readonly<Record<ActionLink, LinkType>> = { "caused-by": "causes", "relates-to": "relates-to" };

/** Opens the action's ticket, gives it to its owner and notes it in the review, all or nothing. Gives the order for the door and its number. */
export async function actionOrder(
  door: Door,
  incident: Ticket,
  asked: NewAction,
  actor: string,
): Promise<{ order: Order; ticketId: number }> {
  requireDay(asked.dueOn);
  const book = await door.book();
  const [ticketId] = await door.drawNumbers(1);
  const commands: CommandDraft[] = [
    {
      ...{ type: "open-ticket", customerId: incident.customerId, ticketId: ticketId!, channel: "portal", actor },
      ...{ subject: asked.subject, description: asked.description, kind: asked.kind },
      ...{ service: incident.service, component: incident.component, environment: incident.environment },
      links: [{ type: linkOfAction[asked.link], otherId: incident.id }],
    },
    { type: "assign-ticket", ticketId: ticketId!, assignee: asked.owner, actor },
  ];
  let facts: PlainFact[] = [];
  const order: Order = {
    scope: "*",
    commands,
    async alongside(db) {
      facts = [];
      const append = async (added: readonly PlainFact[]): Promise<void> => void facts.push(...added);
      await addAction({ db, book, append }, incident, { ...asked, ticketId: ticketId! }, actor, door.clock());
    },
    facts: () => facts,
  };
  return { order, ticketId: ticketId! };
}

type Writing = Pick<Transaction, "db" | "book" | "append">;

/** Notes a ticket as an action of the review. */
export async function addAction(
  writing: Writing,
  incident: Ticket,
  { ticketId, dueOn, link, isShared }: Action,
  actor: string,
  at: ReturnType<Door["clock"]>,
): Promise<void> {
  const { db, book } = writing;
  const review = await lockReview(db, incident.id);
  if ((await actionsOf(db, incident.id)).length >= mostActions)
    throw new Refusal("too-many-actions", `A review has at most ${mostActions} actions: put some together.`, { most: mostActions });
  const { customerId } = incident;
  const zone = zoneOf(book.documentAt(at), customerId);
  await tablesOf(db)
    .insertInto("incident_actions")
    .values({
      ...{ customer_id: customerId, ticket_id: ticketId, incident_id: incident.id, due_on: dueOn, link, is_shared: isShared },
      remind_at: firstReminder(dueOn, zone, 1),
    })
    .execute();
  const fact = { type: "incident.action-added" as const, action: ticketId, dueOn, link, isShared };
  await keepReview(writing, review, [{ ...fact, customerId, ticketId: incident.id, at, actor }]);
  await refreshSharedActions(db, incident.id);
}

type Change = { incidentId: number; ticketId: number; actor: string };

async function lockAction(db: Transaction["db"], { incidentId, ticketId }: Change): Promise<{ review: Review; action: Action }> {
  const review = await lockReview(db, incidentId);
  const action = (await actionsOf(db, incidentId)).find((each) => each.ticketId === ticketId);
  if (action !== undefined) return { review, action };
  throw new Refusal("unknown-action", `Ticket ${ticketId} is no action of this review.`, { ticketId });
}

/** Another day, or whether the customer reads of it. Whose it is and how it stands is changed on its ticket. */
export function changeAction(
  door: Door,
  change: Change,
  asked: { dueOn?: string | undefined; isShared?: boolean | undefined },
): Promise<void> {
  const at = door.clock();
  return door.write("*", async (writing) => {
    const { db, book } = writing;
    const { review, action } = await lockAction(db, change);
    const dueOn = requireDay(asked.dueOn ?? action.dueOn);
    const isShared = asked.isShared ?? action.isShared;
    if (dueOn === action.dueOn && isShared === action.isShared) return;
    const { customerId, ticketId: incidentId } = review;
    const remind = dueOn === action.dueOn ? {} : { remind_at: firstReminder(dueOn, zoneOf(book.documentAt(at), customerId), 1) };
    await tablesOf(db)
      .updateTable("incident_actions")
      .set({ due_on: dueOn, is_shared: isShared, ...remind })
      .where("ticket_id", "=", change.ticketId)
      .where("customer_id", "=", customerId)
      .execute();
    const fact = { type: "incident.action-changed" as const, action: change.ticketId, dueOn, isShared };
    await keepReview(writing, review, [{ ...fact, customerId, ticketId: incidentId, at, actor: change.actor }]);
    await refreshSharedActions(db, incidentId);
  });
}

/** Takes it out of the review; its ticket stays. */
export function removeAction(door: Door, change: Change): Promise<void> {
  const at = door.clock();
  return door.write("*", async (writing) => {
    const { db } = writing;
    const { review } = await lockAction(db, change);
    const { customerId, ticketId: incidentId } = review;
    await tablesOf(db)
      .deleteFrom("incident_actions")
      .where("ticket_id", "=", change.ticketId)
      .where("customer_id", "=", customerId)
      .execute();
    const fact = { type: "incident.action-removed" as const, action: change.ticketId };
    await keepReview(writing, review, [{ ...fact, customerId, ticketId: incidentId, at, actor: change.actor }]);
    await refreshSharedActions(db, incidentId);
  });
}
