/** What passes on with the watch: notes written for the hand-over, pages that are not over, urgent tickets of whoever goes. */
import { sql } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import { zoneOfSchedule } from "#core/oncall/change.ts";
import { handoverBefore, nextHandover, type Handover as Passing } from "#core/oncall/handover.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Who } from "#server/oncall/rota-recorded.ts";
import { holdRota, type RotaChange } from "#server/oncall/rota-store.ts";

type Db = RotaChange["db"];

export type NoteRow = { id: number; schedule: string; at: Instant; author: string; text: string; writtenAt: Instant };

const columns = sql`id, schedule, at, author, text, written_at as "writtenAt"`;
const mostListed = 50;

export type NoteFilter = { schedule: string | null; from: Instant | null; to: Instant | null; before: number | null; limit: number };

/** Of hand-overs in `[from, to)`, the newest first. */
export async function listNotes(db: Db, { schedule, from, to, before, limit }: NoteFilter): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`select ${columns} from handover_notes
    where (${schedule}::text is null or schedule = ${schedule}) and (${from}::bigint is null or at >= ${from})
      and (${to}::bigint is null or at < ${to}) and (${before}::bigint is null or id < ${before})
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

/** Refuses `unknown-schedule`, `no-handover`. Gives its number. */
export function writeNote(
  door: Door,
  who: Who,
  { schedule, at, text }: { schedule: string; at: Instant | null; text: string },
): Promise<number> {
  return holdRota(door, async ({ db, book, now, append }) => {
    const handover = requireHandover(book, schedule, Math.max(at ?? 0, now + 1) as Instant, now);
    const { id } = await db
      .insertInto("handover_notes")
      .values({ schedule, at: handover.at, author: who.person, text, written_at: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const facts = { noteId: id, schedule, handoverAt: handover.at };
    await append([{ type: "rota.note-written", actor: who.actor, at: now, facts, personal: { text } }]);
    return id;
  });
}

/** Until it was handed over. Refuses `unknown-note`, `rota-not-yours`, `note-handed-over`. */
export function takeBackNote(door: Door, who: Who, id: number): Promise<void> {
  return holdRota(door, async ({ db, now, append }) => {
    const { rows } = await sql<NoteRow>`select ${columns} from handover_notes where id = ${id} for update`.execute(db);
    const [note] = rows;
    if (note === undefined) throw new Refusal("unknown-note", `There is no hand-over note ${id}.`, { id });
    requireMayTakeBackNote(note, who, now);
    await db.deleteFrom("handover_notes").where("id", "=", id).execute();
    await append([{ type: "rota.note-taken-back", actor: who.actor, at: now, facts: { noteId: id, schedule: note.schedule } }]);
  });
}

export const mayTakeBackNote = (note: NoteRow, who: Who, now: Instant): boolean =>
  (note.author === who.person || who.mayChangeOthers) && note.at > now;

function requireMayTakeBackNote(note: NoteRow, who: Who, now: Instant): void {
  if (note.at <= now)
    throw new Refusal("note-handed-over", "This note was handed over already: whoever came may have acted on it. Write another one.", {});
  if (!mayTakeBackNote(note, who, now))
    throw new Refusal("rota-not-yours", "Somebody else wrote this: ask them, or somebody who may change the model (model:write).", {});
}

/** Refuses `unknown-schedule`, `no-handover`. */
export function requireHandover(book: Book, schedule: string, at: Instant, now: Instant): Passing {
  zoneOfSchedule(book.documentAt(now), schedule);
  const found = nextHandover(book, schedule, at);
  if (found !== null) return found;
  throw new Refusal("no-handover", `${schedule} passes to nobody within 400 days of ${toIso(at)}: there is nobody to write to.`, {
    schedule,
    at: toIso(at),
  });
}

export type PassedOn = {
  notes: NoteRow[];
  pages: { id: number; ticketId: number | null; summary: string; state: string; openedAt: Instant }[];
  tickets: { id: number; customerId: string; subject: string; priority: string | null }[];
};

/** As things stand now. Notes of hand-overs that were moved since come with the next one. */
export async function passedOn(db: Db, book: Book, { schedule, at, from }: Passing, now: Instant): Promise<PassedOn> {
  const [notes, pages, tickets] = await Promise.all([
    notesFor(db, schedule, handoverBefore(book, schedule, at), at),
    pagesOf(db, book, schedule, now),
    from === null ? [] : urgentTicketsOf(db, from),
  ]);
  return { notes, pages, tickets };
}

/** Written for after one hand-over and up to another. */
async function notesFor(db: Db, schedule: string, after: Instant, upTo: Instant): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`select ${columns} from handover_notes
    where schedule = ${schedule} and at > ${after} and at <= ${upTo} order by id limit ${mostListed}`.execute(db);
  return rows;
}

/** Not over, and of a policy or with a target that names the schedule. */
async function pagesOf(db: Db, book: Book, schedule: string, now: Instant): Promise<PassedOn["pages"]> {
  const target = `schedule:${schedule}`;
  const policies = Object.entries(book.documentAt(now)?.escalationPolicies ?? {})
    .filter(([, { steps }]) => steps.some(({ notify }) => notify.includes(target)))
    .map(([name]) => name);
  const { rows } = await sql<PassedOn["pages"][number]>`select id, ticket_id as "ticketId", record ->> 'summary' as summary, state,
      opened_at as "openedAt" from pages
    where state <> 'resolved' and (record ->> 'policy' = any(${policies}::text[]) or (record -> 'targets')::jsonb ? ${target})
    order by opened_at, id limit ${mostListed}`.execute(db);
  return rows;
}

async function urgentTicketsOf(db: Db, person: string): Promise<PassedOn["tickets"]> {
  const rows = await db
    .selectFrom("tickets")
    .select(["id", "customer_id as customerId", "subject", "priority"])
    .where("status", "=", "open")
    .where("assignee", "=", person)
    .where("priority", "in", ["P1", "P2"])
    .orderBy("id")
    .limit(mostListed)
    .execute();
  return rows;
}
