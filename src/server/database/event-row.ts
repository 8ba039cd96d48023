/** An event as a row of the log, and back: exactly, so that a record can be replayed from its rows. */
import { hash, randomFillSync } from "node:crypto";
import { digestPersonal, type LogEntry, type PersonalFields, type Sha256 } from "#core/audit/entry.ts";
import { canonical } from "#core/canonical.ts";
import { personalFields } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Event } from "#core/world.ts";
import type { PlainFact } from "#server/database/door.ts";

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

const nothingPersonal: readonly string[] = [];

/** @param seq the version of the ticket that this event makes */
export function rowOfEvent(event: Event, seq: number): EventRow {
  const { type, customerId, ticketId, at, actor, ...facts } = event;
  return rowOf({ customerId, ticketId, seq, type, at, actor }, facts, personalFields[type] ?? nothingPersonal);
}

export function rowOfFact({ customerId = "", type, at, actor, facts, personal = {} }: PlainFact): EventRow {
  return rowOf({ customerId, ticketId: null, seq: null, type, at, actor }, { ...facts, ...personal }, Object.keys(personal));
}

type Envelope = Pick<EventRow, "customerId" | "ticketId" | "seq" | "type" | "at" | "actor">;

function rowOf(envelope: Envelope, all: Record<string, unknown>, personalNames: readonly string[]): EventRow {
  if (personalNames.length === 0) return { ...envelope, facts: canonical(all), digests: null, personal: null };
  const facts: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) (personalNames.includes(name) ? values : facts)[name] = value;
  const salt = freshSalt();
  const digests = canonical(digestPersonal(values, salt, sha256));
  return { ...envelope, facts: canonical(facts), digests, personal: JSON.stringify({ salt, values }) };
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

/** The event as the rules know it. What was erased reads as empty: a text as "", a name or note as null, changed fields as none. */
export function eventOf(row: StoredEvent): Event {
  const { customer_id: customerId, ticket_id: ticketId, type, at, actor } = row;
  const personal = row.personal?.values ?? erasedValues(row.digests);
  return { type, ...row.facts, ...personal, customerId, ticketId, at, actor } as unknown as Event;
}

function erasedValues(digests: Record<string, string> | null): Record<string, unknown> {
  const empty = (name: string): unknown => (name === "fields" ? {} : name === "requester" || name === "note" ? null : "");
  return Object.fromEntries(Object.keys(digests ?? {}).map((name) => [name, empty(name)]));
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
