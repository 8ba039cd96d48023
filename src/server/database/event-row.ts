/** An event as a row of the log, and back: exactly, so that a record can be replayed from its rows. */
import { hash, randomFillSync } from "node:crypto";
import { digestPersonal, type LogEntry, type PersonalFields, type Sha256 } from "#core/audit/entry.ts";
import { canonical, canonicalWithout } from "#core/canonical.ts";
import { type PageEvent, pagePersonalFields } from "#core/oncall/page.ts";
import { personalFields, type TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Event } from "#core/world.ts";
import type { PlainFact } from "#server/database/orders.ts";

export const sha256: Sha256 = (bytes) => hash("sha256", bytes);

/** A row to be inserted, its JSON written already; `facts` in canonical form, so that what cannot be sealed is refused here. */
export type EventRow = {
  customerId: string;
  ticketId: number | null;
  seq: number | null;
  type: string;
  at: number;
  actor: string;
  facts: string;
  digests: string | null;
  personal: string | null;
};

/** A row of `events` as it is read. */
export type StoredEvent = {
  customer_id: string;
  position: number;
  ticket_id: number | null;
  type: string;
  at: number;
  recorded_at: number;
  actor: string;
  facts: Record<string, unknown>;
  digests: Record<string, string> | null;
  personal: PersonalFields | null;
};

const envelopeNames = ["type", "customerId", "ticketId", "at", "actor"] as const;
const nothingPersonal: readonly string[] = [];

/** By type: what an event's facts leave out, as it stands in other columns of its row. */
const leftOutOf = new Map<string, ReadonlySet<string>>();

/** @param seq the version of the ticket that this event makes */
export function rowOfEvent(event: TicketEvent, seq: number): EventRow {
  const { type, customerId, ticketId, at, actor } = event;
  const names = personalFields[type] ?? nothingPersonal;
  const facts = canonicalWithout(event, leftOut(type, names));
  return { customerId, ticketId, seq, type, at, actor, facts, ...setApart(event, names) };
}

/** @param ticketId of the ticket that the page is about */
export function rowOfPageEvent(event: PageEvent, ticketId: number | null): EventRow {
  const { type, customerId, at, actor } = event;
  const names = pagePersonalFields[type] ?? nothingPersonal;
  const facts = canonicalWithout(event, leftOut(type, names));
  return { customerId, ticketId, seq: null, type, at, actor, facts, ...setApart(event, names) };
}

function leftOut(type: string, names: readonly string[]): ReadonlySet<string> {
  const known = leftOutOf.get(type);
  if (known !== undefined) return known;
  const made = new Set([...envelopeNames, ...names]);
  leftOutOf.set(type, made);
  return made;
}

export function rowOfFact({ customerId = "", ticketId, type, at, actor, facts, personal = {} }: PlainFact): EventRow {
  const names = Object.keys(personal);
  const written = canonicalWithout(facts, new Set(names));
  return { customerId, ticketId: ticketId ?? null, seq: null, type, at, actor, facts: written, ...setApart(personal, names) };
}

/** The personal values of a fact with their salt, and their digests. */
function setApart(fact: object, names: readonly string[]): Pick<EventRow, "digests" | "personal"> {
  if (names.length === 0) return { digests: null, personal: null };
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const value = (fact as Record<string, unknown>)[name];
    if (value !== undefined) values[name] = value;
  }
  // A change that touches none of them has nothing to set apart: a salt alone would read as something that the chain does not know.
  if (Object.keys(values).length === 0) return { digests: null, personal: null };
  const salt = freshSalt();
  return { digests: canonical(digestPersonal(values, salt, sha256)), personal: JSON.stringify({ salt, values }) };
}

/** One call for 256 salts: a call of its own costs more than everything else about a small event. */
const saltPool = Buffer.alloc(4_096);
let saltAt = saltPool.length;

function freshSalt(): string {
  if (saltAt === saltPool.length) {
    randomFillSync(saltPool);
    saltAt = 0;
  }
  saltAt += 16;
  return saltPool.toString("hex", saltAt - 16, saltAt);
}

/** The event as the rules know it. What was erased reads as empty: a text as "", a name or note as null, files and changed fields as none, a call not at all. */
export function eventOf(row: StoredEvent): Event {
  const { customer_id: customerId, ticket_id: ticketId, type, at, actor } = row;
  const personal = row.personal?.values ?? erasedValues(row.digests);
  return { type, ...row.facts, ...personal, customerId, ticketId, at, actor } as unknown as Event;
}

const emptyValues: Readonly<Record<string, unknown>> = { fields: {}, attachments: [], requester: null, note: null };

function erasedValues(digests: Record<string, string> | null): Record<string, unknown> {
  const names = Object.keys(digests ?? {}).filter((name) => name !== "call");
  return Object.fromEntries(names.map((name) => [name, name in emptyValues ? emptyValues[name] : ""]));
}

/** The entry as the chain sees it. */
export function entryOf(row: StoredEvent): LogEntry {
  return {
    customerId: row.customer_id,
    position: row.position,
    type: row.type,
    ticketId: row.ticket_id,
    at: row.at as Instant,
    recordedAt: row.recorded_at as Instant,
    actor: row.actor,
    facts: row.facts,
    personal: row.digests ?? {},
  };
}
