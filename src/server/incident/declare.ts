/** Declaring an incident, and what a declaration draws: the checklist of the model, a conference that nobody can guess. */
import { randomBytes } from "node:crypto";
import { conferenceOf } from "#core/incident/conference.ts";
import type { IncidentOrder } from "#core/incident/decide.ts";
import type { Incident } from "#core/incident/incident.ts";
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor, assigneeOf, requireKnownPerson } from "#server/access/actor.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import { performIncident } from "#server/incident/perform.ts";
import { requireTicket } from "#server/incident/store.ts";

/** 120 bits, in letters that a meeting's name takes. */
const secretRoom = (): string => randomBytes(15).toString("hex");

export const newConferenceUrl = (document: Document | null, ticketId: number, customerId: string): string | null =>
  conferenceOf(document, secretRoom(), ticketId, customerId);

/** A holder of ours must be somebody; whether a contact is one of the customer's the rules know. */
export async function requireHolder(door: Door, holder: string): Promise<void> {
  if (holder.startsWith("person:")) await requireKnownPerson(door, holder.slice("person:".length));
}

export type Declaration = { ticketId: number; reason: string | null; commander: string | null };

/** @param asked its commander null: whoever asks. Refuses `commander-needed` for a program that names nobody. */
export async function declareIncident(door: Door, caller: Caller, asked: Declaration): Promise<Incident> {
  const document = (await door.book()).documentAt(door.clock());
  const own = caller.kind === "user" ? `person:${assigneeOf(caller, document)}` : null;
  const commander = asked.commander ?? own;
  if (commander === null)
    throw new Refusal("commander-needed", "A program leads no incident: say who does, as commander person:alice.", {});
  return declareFor(door, { ...asked, commander }, await actorFor(caller, door));
}

export async function declareFor(door: Door, asked: Declaration & { commander: string }, actor: string): Promise<Incident> {
  const { ticketId, reason, commander } = asked;
  await requireHolder(door, commander);
  const document = (await door.book()).documentAt(door.clock());
  const { customerId } = await door.read("*", (db) => requireTicket(db, ticketId));
  const order: IncidentOrder = {
    ...{ type: "declare-incident", reason, commander },
    conference: newConferenceUrl(document, ticketId, customerId),
    checklist: (document?.incidents?.checklist ?? []).map((text) => ({ id: newId(), text })),
  };
  return performIncident(door, { ticketId, actor, order });
}

/** @param url undefined: a new room of the model's template. Refuses `no-conference-template` where there is none. */
export async function newConference(door: Door, ticketId: number, url: string | null | undefined): Promise<IncidentOrder> {
  if (url !== undefined) return { type: "change-conference", url, isFromModel: false };
  const document = (await door.book()).documentAt(door.clock());
  const { customerId } = await door.read("*", (db) => requireTicket(db, ticketId));
  const made = newConferenceUrl(document, ticketId, customerId);
  if (made !== null) return { type: "change-conference", url: made, isFromModel: true };
  throw new Refusal(
    "no-conference-template",
    "The model has no `incidents.conference`: write the address yourself, or have a template put into the model.",
    {},
  );
}
