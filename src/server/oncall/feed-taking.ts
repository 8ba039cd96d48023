/**
 * Calendars of others taken into the rota: read, understood by the model in force, and recorded where they say something else than before.
 * What was read last holds while a calendar cannot be read.
 */
import { type Selectable, sql } from "kysely";
import { type Book, withRota } from "#core/agreement/book.ts";
import type { Document, Language } from "#core/model/document.ts";
import type { FeedLayer, Leave, Rota } from "#core/model/rota.ts";
import { type FeedReading, readCalendarEvents } from "#core/oncall/calendar-events.ts";
import { zoneOfPerson } from "#core/oncall/change.ts";
import { differencesIn } from "#core/oncall/difference.ts";
import {
  awayOf,
  type FeedShift,
  keepPast,
  leaveChange,
  type Meaning,
  personFinder,
  shiftsOfEvents,
  type UnknownWords,
} from "#core/oncall/feed.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, type Instant, minutes } from "#core/time/instant.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import { tellPeople } from "#server/notification/tell.ts";
import { type Fault, type Fetched, fetchCalendar, openAddress } from "#server/oncall/feed-fetch.ts";
import { feedFailingWords } from "#server/oncall/feed-words.ts";
import { tellTurned } from "#server/oncall/rota-recorded.ts";
import { changeRota, type RotaChange } from "#server/oncall/rota-store.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { inAllLanguages } from "#server/oncall/rota-words.ts";
import type { Outside } from "#server/outside/outside.ts";

export type FeedRow = Selectable<RotaTables["rota_feeds"]>;
export type FeedParts = { door: Door; outside: Outside; sealing: Sealing };

const lookAhead = hours(400 * 24);
const every = minutes(15);
/** A file is not asked for again: only how far it is looked ahead moves on. */
const everyOfFile = hours(12);
const leaseMs = 60_000;
/** Who is on call in a week learns of it at the hand-over. */
const toldAhead = hours(7 * 24);
const warnedAfterMs = 3_600_000;

/** `isAnew` has its words understood anew although the calendar is the same; `isWhenDue` leaves it to whoever read it a moment ago. */
export type ReadOptions = { isAnew?: boolean; isWhenDue?: boolean; signal?: AbortSignal };

/** Reads a feed now, unless somebody else is at it. */
export async function readFeed(
  parts: FeedParts,
  id: number,
  { isAnew = false, isWhenDue = false, signal }: ReadOptions = {},
): Promise<void> {
  const row = await lease(parts.door, id, isWhenDue);
  if (row === null) return;
  const fetched = await fetchRow(parts, row, signal);
  if (signal?.aborted === true) return;
  await takeFetched(parts.door, row, fetched, isAnew);
}

/** Null when it is gone, not due, or another node reads it. */
function lease(door: Door, id: number, isWhenDue: boolean): Promise<FeedRow | null> {
  const now = door.clock();
  return door.write("*", async ({ db }) => {
    const query = db
      .withTables<RotaTables>()
      .updateTable("rota_feeds")
      .set({ lease_until: now + leaseMs })
      .where("id", "=", id)
      .where("removed_at", "is", null)
      .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]));
    const row = await (isWhenDue ? query.where("next_at", "<=", now) : query).returningAll().executeTakeFirst();
    return row ?? null;
  });
}

async function fetchRow({ outside, sealing }: FeedParts, row: FeedRow, signal: AbortSignal | undefined): Promise<Fetched> {
  if (row.sealed_url === null) return { kind: "same" };
  const address = await openAddress(sealing, row.id, row.sealed_url);
  if (typeof address !== "string") return { kind: "fault", fault: address };
  return fetchCalendar(outside, address, row.source === null ? null : row, signal);
}

async function takeFetched(door: Door, row: FeedRow, fetched: Fetched, isAnew: boolean): Promise<void> {
  if (fetched.kind === "fault") return noteFault(door, row, fetched.fault);
  const source = fetched.kind === "calendar" ? fetched.text : (row.source ?? "");
  const now = door.clock();
  const isOld = row.made_at === null || now - row.made_at >= everyOfFile;
  if (source === row.source && !isOld && !isAnew) return noteRead(door, row, {});
  const given = fetched.kind === "calendar" ? { source, etag: fetched.etag, modified: fetched.modified } : {};
  let reading: FeedReading;
  try {
    reading = readCalendarEvents(source, zoneOf(row, (await door.book()).documentAt(now)), now, after(now, lookAhead));
  } catch (error) {
    if (error instanceof Refusal && (error.code === "bad-calendar-file" || error.code === "calendar-file-cut"))
      return noteFault(door, row, { code: error.code, status: null });
    throw error;
  }
  if (row.kind === "layer") await takeLayer(door, row, reading, given);
  else await takeLeave(door, row, reading, given);
}

/** Of whole days, and of times without a zone: the schedule's or the person's. */
function zoneOf({ schedule, person }: FeedRow, document: Document | null): Zone {
  if (person !== null) return zoneOfPerson(document, person);
  return zoneNamed(document?.schedules?.[schedule ?? ""]?.zone ?? document?.zone ?? "UTC");
}

type Columns = { [Key in keyof FeedRow]?: FeedRow[Key] };

/** It was read, and says what it said before. */
async function noteRead(door: Door, row: FeedRow, given: Columns): Promise<void> {
  await door.write("*", async ({ db }) => {
    await db
      .withTables<RotaTables>()
      .updateTable("rota_feeds")
      .set({ ...given, ...readColumns(row, door.clock()) })
      .where("id", "=", row.id)
      .where("lease_until", "=", row.lease_until)
      .execute();
  });
}

const readColumns = (row: FeedRow, now: number): Columns => ({
  ...{ fetched_at: now, lease_until: null, said: null, failing_since: null, warned_at: null },
  next_at: now + (row.sealed_url === null ? everyOfFile : every),
});

/** What was read last still holds. Whoever recorded it is told once, when it lasts. */
function noteFault(door: Door, row: FeedRow, fault: Fault): Promise<void> {
  return door.write("*", async ({ db, append, book }) => {
    const now = door.clock();
    const since = row.failing_since ?? now;
    const isTold = row.warned_at === null && now - since >= warnedAfterMs;
    const { numUpdatedRows } = await db
      .withTables<RotaTables>()
      .updateTable("rota_feeds")
      .set({
        said: JSON.stringify(fault),
        failing_since: since,
        lease_until: null,
        next_at: now + every,
        ...(isTold ? { warned_at: now } : {}),
      })
      .where("id", "=", row.id)
      .where("lease_until", "=", row.lease_until)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return;
    if (row.failing_since === null)
      await append([{ type: "rota.feed-failing", actor: "system", at: now, facts: { feedId: row.id, ...fault } }]);
    const recorder = row.recorded_by.startsWith("agent:") ? row.recorded_by.slice("agent:".length) : null;
    if (!isTold || recorder === null) return;
    const told = inAllLanguages(book.documentAt(now), recorder, ({ time }) => time(since as Instant)) as Record<Language, string>;
    const words = feedFailingWords(row.name, told);
    await tellPeople(db, [{ person: recorder, kind: "feed-failing", ...words, path: "/oncall/calendars", at: now }]);
  });
}

async function takeLayer(door: Door, row: FeedRow, reading: FeedReading, given: Columns): Promise<void> {
  const made = await shiftsNow(door, row, reading);
  if (JSON.stringify(made.shifts) === JSON.stringify(row.shifts))
    return noteRead(door, row, { ...given, ...foundColumns(reading, made.unknown, door.clock()) });
  await changeRota(door, async (change) => {
    const { db, book, now } = change;
    const current = await standingFeed(db, row);
    if (current === null) return;
    // What its words mean may have been said meanwhile.
    const { shifts, unknown } = understood(current, reading, book.documentAt(now), now);
    const columns = { ...given, ...foundColumns(reading, unknown, now), ...readColumns(row, now), shifts: JSON.stringify(shifts) };
    await db.updateTable("rota_feeds").set(columns).where("id", "=", row.id).execute();
    await tellOfFeed(change, row, withFeed(book.rota, row, shifts), shifts.length);
  });
}

async function shiftsNow(door: Door, row: FeedRow, reading: FeedReading) {
  const now = door.clock();
  return understood(row, reading, (await door.book()).documentAt(now), now);
}

function understood(row: FeedRow, { events }: FeedReading, document: Document | null, now: Instant) {
  const find = personFinder(document?.people ?? {}, row.people as unknown as Meaning[]);
  const { shifts, unknown } = shiftsOfEvents(events, find);
  return { shifts: keepPast(row.shifts as unknown as FeedShift[], shifts, now), unknown };
}

const foundColumns = ({ figures }: FeedReading, unknown: readonly UnknownWords[], now: Instant): Columns => ({
  ...{ figures: JSON.stringify(figures), unknown: JSON.stringify(unknown), made_at: now },
});

/** As it is within this transaction; null when it was removed or given another address meanwhile, which ends the lease. */
async function standingFeed(db: RotaChange["db"], { id, lease_until }: FeedRow): Promise<FeedRow | null> {
  const row = await db
    .selectFrom("rota_feeds")
    .selectAll()
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .where("lease_until", "=", lease_until)
    .executeTakeFirst();
  return row ?? null;
}

/** The rota with this feed's shifts in place of those it had. */
function withFeed(rota: Rota, { id, schedule, name, place }: FeedRow, shifts: readonly FeedShift[]): Rota {
  const feed: FeedLayer = { id, schedule: schedule ?? "", name, place: place ?? "above", shifts };
  const isKnown = rota.feeds.some((each) => each.id === id);
  return { ...rota, feeds: isKnown ? rota.feeds.map((each) => (each.id === id ? feed : each)) : [...rota.feeds, feed] };
}

async function takeLeave(door: Door, row: FeedRow, reading: FeedReading, given: Columns): Promise<void> {
  const now = door.clock();
  const away = awayOf(reading.events);
  const standing = await door.read("*", (db) => standingLeave(db.withTables<RotaTables>(), row.id, now));
  const found = foundColumns(reading, [], now);
  const { ended, added } = leaveChange(standing, away, now);
  if (ended.length + added.length === 0) return noteRead(door, row, { ...given, ...found });
  await changeRota(door, async (change) => {
    if ((await standingFeed(change.db, row)) === null) return;
    const rota = await recordLeaveOf(change, row, away);
    await change.db
      .updateTable("rota_feeds")
      .set({ ...given, ...found, ...readColumns(row, change.now) })
      .where("id", "=", row.id)
      .execute();
    await tellOfFeed(change, row, rota, away.length / 2);
  });
}

async function standingLeave(db: RotaChange["db"], feedId: number, now: Instant): Promise<Leave[]> {
  const rows = await db
    .selectFrom("rota_leave")
    .select(["id", "person", "from_at", "to_at"])
    .where("feed_id", "=", feedId)
    .where("to_at", ">", now)
    .orderBy("id")
    .execute();
  return rows.map(({ id, person, from_at, to_at }) => ({ id, person, from: from_at as Instant, to: to_at as Instant }));
}

/** Ends and adds rows so that the feed's leave is `away` from now on; gives the rota as it is then. */
async function recordLeaveOf({ db, book, now }: RotaChange, row: FeedRow, away: number[]): Promise<Rota> {
  const { ended, added } = leaveChange(await standingLeave(db, row.id, now), away, now);
  const person = row.person ?? "";
  await sql`update rota_leave l set to_at = given.to_at, taken_back_by = 'system', taken_back_at = ${now}
    from unnest(${ended.map(({ id }) => id)}::bigint[], ${ended.map(({ to }) => to)}::bigint[]) as given(id, to_at)
    where l.id = given.id`.execute(db);
  const recorded = { person, kind: "leave" as const, note: null, feed_id: row.id, recorded_by: row.recorded_by, recorded_at: now };
  const rows = added.map(({ from, to }) => ({ ...recorded, from_at: from, to_at: to }));
  const made = rows.length === 0 ? [] : await db.insertInto("rota_leave").values(rows).returning(["id", "from_at", "to_at"]).execute();
  const ends = new Map(ended.map(({ id, to }) => [id, to]));
  const kept = book.rota.leave.map((each) => ({ ...each, to: ends.get(each.id) ?? each.to }));
  return {
    ...book.rota,
    leave: [...kept, ...made.map(({ id, from_at, to_at }) => ({ id, person, from: from_at as Instant, to: to_at as Instant }))],
  };
}

/** The log has that it changed; whoever is put on call or relieved by it within a week is told. */
async function tellOfFeed({ db, book, now, append }: RotaChange, row: FeedRow, rota: Rota, count: number): Promise<void> {
  const { id, kind, schedule, person, name } = row;
  const facts = {
    feedId: id,
    kind,
    ...(schedule === null ? { person } : { schedule }),
    [kind === "layer" ? "shifts" : "stretches"]: count,
  };
  await append([{ type: "rota.feed-changed", actor: "system", at: now, facts, personal: { name } }]);
  const later: Book = withRota(book, rota);
  const schedules = schedule === null ? Object.keys(book.documentAt(now)?.schedules ?? {}) : [schedule];
  const differences = schedules.flatMap((each) => differencesIn(book, later, each, { from: now, to: after(now, toldAhead) }));
  // Nobody did it whom they could be: everybody is told, in the calendar's name.
  const who = { person: "", actor: "system", name, mayChangeOthers: true };
  await tellTurned({ db, book, now }, differences, who, null);
}

/** Takes all that a feed gave out of the rota from now on; within the transaction that removes it. */
export async function emptyFeed(change: RotaChange, row: FeedRow): Promise<void> {
  const { db, book, now } = change;
  if (row.kind === "layer") {
    const shifts = keepPast(row.shifts as unknown as FeedShift[], [], now);
    await db
      .updateTable("rota_feeds")
      .set({ shifts: JSON.stringify(shifts) })
      .where("id", "=", row.id)
      .execute();
    return tellOfFeed(change, row, withFeed(book.rota, row, shifts), 0);
  }
  return tellOfFeed(change, row, await recordLeaveOf(change, row, []), 0);
}
