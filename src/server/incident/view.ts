/** The room as its people see it. */
import { can } from "#core/access/access.ts";
import { type Cadence, cadenceOf, isOverdue } from "#core/incident/cadence.ts";
import { type Incident, stateOf } from "#core/incident/incident.ts";
import { peopleOf, type Reachable } from "#core/incident/people.ts";
import { isDayOver, mayPublish, type Review, zoneOf } from "#core/incident/review.ts";
import type { Document, Language, Text } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import { namesOfHolders } from "#server/incident/names.ts";
import { findReview } from "#server/incident/review-store.ts";
import type { Room, RoomPerson, UpdateClock } from "#server/incident/schema.ts";
import { type LastUpdate, noUpdate, updatesOf } from "#server/incident/store.ts";

export const isoOf = (at: Instant | null): string | null => (at === null ? null : toIso(at));

/** Who asks for a view: their key among people (null for a program), and what they may do. */
export type Asker = { person: string | null; mayWrite: boolean; mayOverride: boolean; language: Language };

export const askerOf = (caller: Caller, document: Document | null, language: Language): Asker => ({
  person: caller.kind === "user" ? assigneeOf(caller, document) : null,
  mayWrite: can(caller, "tickets:write", null),
  mayOverride: can(caller, "tickets:override", null),
  language,
});

export async function roomOf(door: Door, incident: Incident, ticket: Ticket, asker: Asker): Promise<Room> {
  const book = await door.book();
  const at = door.clock();
  const document = book.documentAt(at);
  const { ticketId, customerId } = incident;
  const [review, told] = await door.read("*", async (db) => {
    const updates = await updatesOf(db, [incident]);
    return [await findReview(db, ticketId), updates.get(ticketId) ?? noUpdate] as const;
  });
  const inWords = (text: Text): string => textIn(text, asker.language);
  const people = peopleOf({ incident, ticket, book, at }, inWords);
  const keys = [
    ...people.flatMap(({ key }) => (key === null ? [] : [key])),
    ...incident.roles.map(({ holder }) => holder),
    ...incident.checklist.flatMap(({ doneBy }) => (doneBy === null ? [] : [doneBy])),
    ...[incident.declaredBy, ...(review === null ? [] : [review.owner])],
  ];
  const nameOf = await namesOfHolders(door, keys, customerId);
  const { isOver, status, endedAt, endedHow } = stateOf(incident, ticket);
  const service = document?.services[ticket.service ?? ""];
  return {
    ...{ ticketId, seq: incident.seq, subject: ticket.subject, customerId, status, isOver, endedAt: isoOf(endedAt), endedHow },
    customerName: document?.customers[customerId]?.name ?? customerId,
    ...{ priority: ticket.priority, ticketStatus: ticket.status, service: ticket.service, component: ticket.component },
    serviceName: service === undefined ? null : inWords(service.name),
    ...{ startedAt: toIso(ticket.openedAt), declaredAt: toIso(incident.declaredAt), reason: incident.reason },
    ...{ declaredBy: incident.declaredBy, declaredByName: nameOf(incident.declaredBy) },
    roles: incident.roles.map(({ role, holder, since }) => ({
      ...{ role, holder, holderName: nameOf(holder), since: toIso(since), isMine: holder === `person:${asker.person}` },
      phone: people.find((person) => person.group === "role" && person.key === holder)?.phone ?? null,
    })),
    conference: incident.conference === null ? null : { ...incident.conference, since: toIso(incident.conference.since) },
    hasConferenceTemplate: document?.incidents?.conference !== undefined,
    people: people.map((person) => personView(person, nameOf)),
    updates: updatesView(incident, cadenceOf(incident, ticket, told, document), told, at),
    checklist: incident.checklist.map(({ id, text, isFromModel, doneAt, doneBy }) => ({
      ...{ id, text: inWords(text), isFromModel, doneAt: isoOf(doneAt), doneBy },
      doneByName: doneBy === null ? null : nameOf(doneBy),
    })),
    review: review === null ? null : reviewBrief(review, nameOf(review.owner), document, at),
    mayWrite: asker.mayWrite,
    mayPublish: asker.mayWrite && review !== null && mayPublish(review, incident, asker),
  };
}

function personView({ group, key, name, what, isOurs, phone, email, until }: Reachable, nameOf: (key: string) => string): RoomPerson {
  return { group, key, name: name ?? (key === null ? "" : nameOf(key)), what, isOurs, phone, email, until: isoOf(until) };
}

function updatesView(incident: Incident, cadence: Cadence, told: LastUpdate, at: Instant): UpdateClock {
  const { basis, every, dueAt, isPaused } = cadence;
  const isLate = isOverdue(cadence, at);
  // What is overdue and not written down yet is missed all the same.
  const missed = incident.missed + (isLate && incident.missedDueAt !== dueAt ? 1 : 0);
  return {
    ...{ basis, everyMs: every, dueAt: isoOf(dueAt), isOverdue: isLate, isPaused, missed },
    ...{ count: told.count, lastAt: isoOf(told.lastAt), lastText: told.lastText },
  };
}

export const stateOfReview = ({ version }: Pick<Review, "version">): "draft" | "published" => (version > 0 ? "published" : "draft");

/** A review is late while it was never published. */
export const isReviewOverdue = ({ version, dueOn, customerId }: Review, document: Document | null, at: Instant): boolean =>
  version === 0 && isDayOver(dueOn, zoneOf(document, customerId), at);

const reviewBrief = (review: Review, ownerName: string, document: Document | null, at: Instant): NonNullable<Room["review"]> => ({
  ...{ state: stateOfReview(review), owner: { key: review.owner, name: ownerName }, dueOn: review.dueOn },
  isOverdue: isReviewOverdue(review, document, at),
});
