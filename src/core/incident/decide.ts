/** What may be asked of a room, and which facts come of it. Asking for what is so already changes nothing. */
import { type Holder, holderOf, type Incident, type IncidentEvent, stateOf } from "#core/incident/incident.ts";
import type { EntryKind, openStatuses } from "#core/incident/words.ts";
import type { Document, Text } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type IncidentOrder =
  /** `conference`: the address made of the model's template; `items`: names for the model's checklist. */
  | {
      type: "declare-incident";
      reason: string | null;
      commander: Holder;
      conference: string | null;
      checklist: readonly { id: string; text: Text }[];
    }
  | { type: "give-role"; role: string; holder: Holder | null }
  | { type: "change-status"; status: (typeof openStatuses)[number]; note: string | null }
  | { type: "write-entry"; entry: string; kind: EntryKind; text: string; saidAt: Instant | null }
  | { type: "add-item"; item: string; text: string }
  | { type: "tick-item"; item: string; isDone: boolean }
  | { type: "remove-item"; item: string }
  | { type: "change-conference"; url: string | null; isFromModel: boolean }
  | { type: "end-incident"; note: string | null }
  | { type: "take-up-incident"; reason: string };

export type Scene = {
  incident: Incident | null;
  ticket: Ticket;
  document: Document | null;
  actor: string;
  at: Instant;
};

type Bare = IncidentEvent extends infer Event
  ? Event extends IncidentEvent
    ? Omit<Event, "customerId" | "ticketId" | "at" | "actor">
    : never
  : never;

/** More nobody reads, and a screen could not show them. */
export const mostItems = 200;
export const mostRoles = 30;

/** The facts of an order. Refuses with what is to be done instead. */
export function decideIncident(scene: Scene, order: IncidentOrder): IncidentEvent[] {
  const { ticket, at, actor } = scene;
  const facts = order.type === "declare-incident" ? declare(scene, order) : change(scene, requireRoom(scene), order);
  return facts.map((fact) => ({ ...fact, customerId: ticket.customerId, ticketId: ticket.id, at, actor }) as IncidentEvent);
}

function requireRoom({ incident, ticket }: Scene): Incident {
  if (incident !== null) return incident;
  throw noRoom(ticket.id);
}

export const noRoom = (ticketId: number): Refusal =>
  new Refusal("no-incident", `Ticket ${ticketId} is no major incident: declare it one first.`, { ticketId });

function declare({ incident, ticket, document }: Scene, order: Extract<IncidentOrder, { type: "declare-incident" }>): Bare[] {
  const ticketId = ticket.id;
  if (incident !== null)
    throw new Refusal("incident-declared-already", `Ticket ${ticketId} is a major incident already: work in its room.`, { ticketId });
  if (ticket.kind !== "incident")
    throw new Refusal("not-an-incident", `Ticket ${ticketId} is no incident but a ${ticket.kind}: classify it as an incident first.`, {
      ticketId,
      kind: ticket.kind,
    });
  if (ticket.status !== "open")
    throw new Refusal("incident-over", `Ticket ${ticketId} is ${ticket.status}: reopen it first.`, { ticketId, status: ticket.status });
  requireOurs(order.commander);
  requireKnown(order.commander, ticket, document);
  const { reason, commander, conference, checklist } = order;
  const place = conference === null ? null : { url: conference, isFromModel: true };
  return [{ type: "incident.declared", reason: saying(reason), commander, conference: place, checklist }];
}

function change(scene: Scene, incident: Incident, order: Exclude<IncidentOrder, { type: "declare-incident" }>): Bare[] {
  const { ticket, at } = scene;
  const { isOver, status, endedHow } = stateOf(incident, ticket);
  switch (order.type) {
    case "give-role":
      return giveRole(scene, incident, order);
    case "change-status":
      requireGoingOn(ticket.id, isOver);
      return status === order.status ? [] : [{ type: "incident.status-changed", status: order.status, note: saying(order.note) }];
    case "write-entry":
      return [writeEntry(order, at)];
    case "add-item":
      if (incident.checklist.length >= mostItems)
        throw new Refusal("checklist-full", `The checklist holds ${mostItems} items already: remove some first.`, { most: mostItems });
      return [{ type: "incident.item-added", item: order.item, text: requireWords(order.text) }];
    case "tick-item": {
      const item = requireItem(incident, order.item);
      return (item.doneAt !== null) === order.isDone ? [] : [{ type: "incident.item-ticked", item: item.id, isDone: order.isDone }];
    }
    case "remove-item":
      return [{ type: "incident.item-removed", item: requireItem(incident, order.item).id }];
    case "change-conference":
      if ((incident.conference?.url ?? null) === order.url) return [];
      return [{ type: "incident.conference-changed", url: order.url, isFromModel: order.isFromModel }];
    case "end-incident":
      return isOver ? [] : [{ type: "incident.ended", how: "by-hand", note: saying(order.note) }];
    case "take-up-incident":
      return takeUp(ticket, isOver, endedHow, order.reason);
  }
}

function giveRole(
  { ticket, document }: Scene,
  incident: Incident,
  { role, holder }: Extract<IncidentOrder, { type: "give-role" }>,
): Bare[] {
  const from = holderOf(incident, role);
  if (from === holder) return [];
  if (holder === null) {
    if (role === "commander")
      throw new Refusal("commander-stays", "Somebody leads an incident as long as it is one: hand the command over to somebody.", {});
    return from === null ? [] : [{ type: "incident.role-given-back", role, from }];
  }
  if (from === null && incident.roles.length >= mostRoles)
    throw new Refusal("roles-full", `There are ${mostRoles} roles already: give some back first.`, { most: mostRoles });
  if (role === "commander") requireOurs(holder);
  requireKnown(holder, ticket, document);
  return [{ type: "incident.role-given", role, holder, from }];
}

function requireOurs(commander: Holder): void {
  if (commander.startsWith("person:")) return;
  throw new Refusal("commander-is-ours", "One of the provider's people leads an incident: write person:alice.", { commander });
}

/** Whom the model does not know signs in and has an id: that they do is asked at the edge. */
function requireKnown(holder: Holder, { customerId }: Ticket, document: Document | null): void {
  const key = holder.slice(holder.indexOf(":") + 1);
  if (holder.startsWith("person:")) return;
  const contacts = document?.customers[customerId]?.contacts ?? {};
  if (holder.startsWith("contact:") && Object.hasOwn(contacts, key)) return;
  throw new Refusal("unknown-contact", `"${key}" is no contact of "${customerId}": take one of the model's.`, { contact: key, customerId });
}

/** An entry may speak of what was, even of before the ticket; of what will be it cannot. A minute's difference of clocks is nothing. */
function writeEntry({ entry, kind, text, saidAt }: Extract<IncidentOrder, { type: "write-entry" }>, at: Instant): Bare {
  if (saidAt !== null && saidAt > at + 60_000)
    throw new Refusal("entry-in-the-future", "An entry tells what was: give an instant that has passed.", {});
  return { type: "incident.entry-written", entry, kind, text: requireWords(text), saidAt: saidAt === null || saidAt > at ? at : saidAt };
}

function takeUp({ id, status }: Ticket, isOver: boolean, how: Incident["endedHow"], reason: string): Bare[] {
  if (!isOver) return [];
  if (how !== "by-hand" || status !== "open")
    throw new Refusal("incident-over", `Ticket ${id} is ${status}: reopen it, and its incident goes on.`, { ticketId: id, status });
  return [{ type: "incident.reopened", how: "by-hand", reason: saying(reason) }];
}

function requireGoingOn(ticketId: number, isOver: boolean): void {
  if (isOver) throw new Refusal("incident-ended", `The incident of ticket ${ticketId} is over: take it up again first.`, { ticketId });
}

function requireItem({ checklist, ticketId }: Incident, item: string) {
  const found = checklist.find(({ id }) => id === item);
  if (found !== undefined) return found;
  throw new Refusal("unknown-item", "This item is not on the checklist any more: look at it again.", { ticketId, item });
}

export function requireWords(text: string): string {
  const words = text.trim();
  if (words === "") throw new Refusal("text-missing", '"text" is empty: say in a sentence what others have to know.', { field: "text" });
  return words;
}

const saying = (text: string | null): string | null => (text === null || text.trim() === "" ? null : text.trim());

/**
 * What became of the ticket since somebody looked: its resolution ends the incident when it was resolved, its reopening takes it up again.
 * Dated when it happened, however late it is noticed.
 */
export function followTicket({ incident, ticket, at, actor }: Scene): IncidentEvent[] {
  if (incident === null || incident.endedHow === "by-hand") return [];
  const envelope = { customerId: ticket.customerId, ticketId: ticket.id, actor };
  if (ticket.status === "open")
    return incident.endedHow === null ? [] : [{ type: "incident.reopened", how: "ticket", reason: null, at, ...envelope }];
  if (incident.endedHow !== null) return [];
  const { endedAt } = stateOf(incident, ticket);
  return [{ type: "incident.ended", how: "resolution", note: null, at: endedAt ?? at, ...envelope }];
}
