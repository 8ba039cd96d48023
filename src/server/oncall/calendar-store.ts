/**
 * Addresses under which calendars of the rota are read without a session: made, listed and ended by whoever has them. Only a digest of the
 * token is kept, and an address ends when its owner may not read the rota any more.
 */
import { randomBytes } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import { can } from "#core/access/access.ts";
import type { Document, Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { callerOfToken, readCaller } from "#server/access/caller.ts";
import { hashOf } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import type { CalendarSubject } from "#server/oncall/calendar-writing.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";

export type CalendarRow = Selectable<RotaTables["rota_calendars"]>;

const own = (db: Kysely<Tables>): Kysely<Tables & RotaTables> => db.withTables<RotaTables>();

/** Each program of a person has its own; nobody needs more. */
const mostOfOne = 50;
const readEveryMs = 3_600_000;

export type CalendarFilter = { owner: string | null; before: number | null; limit: number };

/** The newest first; one more than `limit`, when there are more. */
export function listCalendars(door: Door, { owner, before, limit }: CalendarFilter): Promise<CalendarRow[]> {
  return door.read("*", (db) => {
    let query = own(db).selectFrom("rota_calendars").selectAll().orderBy("id", "desc");
    if (owner !== null) query = query.where("owner", "=", owner);
    if (before !== null) query = query.where("id", "<", before);
    return query.limit(limit + 1).execute();
  });
}

/** Refuses `unknown-calendar-subject` for what the model does not know. */
function requireSubject(document: Document | null, { kind, subject }: CalendarSubject): void {
  const all = { person: document?.people, team: document?.teams, schedule: document?.schedules }[kind] ?? {};
  if (Object.hasOwn(all, subject)) return;
  const known = Object.keys(all).slice(0, 20).join(", ") || "none";
  throw new Refusal("unknown-calendar-subject", `The model has no ${kind} "${subject}"; it knows ${known}.`, { kind, subject, known });
}

/** A new address; its token is given out here, and never again. Refuses `unknown-calendar-subject`, `too-many-calendars`. */
export function createCalendar(
  door: Door,
  given: CalendarSubject,
  owner: string,
  actor: string,
): Promise<{ row: CalendarRow; token: string }> {
  const now = door.clock();
  const token = randomBytes(32).toString("base64url");
  return door.write("*", async ({ db, book, append }) => {
    requireSubject(book.documentAt(now), given);
    const { count } = await own(db)
      .selectFrom("rota_calendars")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("owner", "=", owner)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostOfOne)
      throw new Refusal("too-many-calendars", `You have ${mostOfOne} addresses of calendars, the most there can be: end one first.`, {
        limit: mostOfOne,
      });
    const { kind, subject, language } = given;
    const row = await own(db)
      .insertInto("rota_calendars")
      .values({ token_digest: hashOf(token), kind, subject, owner, language, created_at: now, read_at: null })
      .returningAll()
      .executeTakeFirstOrThrow();
    await append([{ type: "rota.calendar-created", actor, at: now, facts: { calendar: row.id, kind, subject } }]);
    return { row, token };
  });
}

/** Ends an address at once: one's own, or anybody's when `owner` is null. Refuses `unknown-calendar-link`. */
export function removeCalendar(door: Door, id: number, owner: string | null, actor: string): Promise<void> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    let query = own(db).deleteFrom("rota_calendars").where("id", "=", id);
    if (owner !== null) query = query.where("owner", "=", owner);
    const gone = await query.returning(["kind", "subject"]).executeTakeFirst();
    if (gone === undefined) throw unknownCalendar(id);
    await append([{ type: "rota.calendar-ended", actor, at: now, facts: { calendar: id, ...gone } }]);
  });
}

const unknownCalendar = (calendar: number): Refusal =>
  new Refusal("unknown-calendar-link", `There is no address ${calendar} of a calendar of yours: see which there are with a list.`, {
    calendar,
  });

/** What lies behind a token; null when there is nothing, or its owner may not read the rota any more. */
export async function calendarBehind(door: Door, token: string): Promise<CalendarRow | null> {
  const digest = hashOf(token);
  const row = await door.read("*", (db) =>
    own(db).selectFrom("rota_calendars").selectAll().where("token_digest", "=", digest).executeTakeFirst(),
  );
  if (row === undefined) return null;
  const owner = await ownerOf(door, row.owner);
  return owner !== null && can(owner, "tickets:read", null) ? row : null;
}

/** The person or program behind a principal, with what they may do now. */
async function ownerOf(door: Door, principal: string): Promise<Caller | null> {
  const id = principal.slice(principal.indexOf(":") + 1);
  if (principal.startsWith("user:")) return readCaller(door, id);
  const now = door.clock();
  const row = await door.read("*", (db) =>
    db
      .selectFrom("tokens")
      .select(["id", "name", "scopes", "customer_id", "expires_at"])
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .executeTakeFirst(),
  );
  return row === undefined || (row.expires_at !== null && row.expires_at <= now) ? null : callerOfToken(row);
}

/** So that whoever has an address sees whether it is still used. */
export async function noteRead(door: Door, { id, read_at }: CalendarRow): Promise<void> {
  const now = door.clock();
  if (read_at !== null && now - read_at < readEveryMs) return;
  await door.write("*", ({ db }) => own(db).updateTable("rota_calendars").set({ read_at: now }).where("id", "=", id).execute());
}

export const subjectOf = ({ kind, subject, language }: CalendarRow): CalendarSubject => ({ kind, subject, language: language as Language });
