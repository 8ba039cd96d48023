/** Calendars of others as rows: taken in, changed, listed and taken out again by whoever may. */
import { sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import { requireOneself, requirePersonOfModel, zoneOfSchedule } from "#core/oncall/change.ts";
import type { Meaning } from "#core/oncall/feed.ts";
import { Refusal } from "#core/refusal.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import { isAddress, plainAddress, sealedPlace } from "#server/oncall/feed-fetch.ts";
import { emptyFeed, type FeedRow } from "#server/oncall/feed-taking.ts";
import type { Who } from "#server/oncall/rota-recorded.ts";
import { changeRota, holdRota, type RotaChange } from "#server/oncall/rota-store.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";

const mostFeeds = 200;

/** What lists show: all but the calendar itself and its address. */
export type ListedFeed = Omit<FeedRow, "source" | "sealed_url" | "shifts"> & {
  isAsked: boolean;
  upcoming: number;
  next: { person: string; from: number; to: number } | null;
};

/** Where a calendar comes from: exactly one of the two. */
export type FeedSource = { url?: string | undefined; file?: string | undefined };
export type NewFeed = FeedSource & { name: string } & (
    | { kind: "layer"; schedule: string; place: "above" | "below"; people: readonly Meaning[] }
    | { kind: "leave"; person: string }
  );
export type FeedChange = FeedSource & { name?: string; people?: readonly Meaning[] };

export type FeedFilter = { schedule: string | null; person: string | null; before: number | null; limit: number };

/** The newest first; one more than `limit`, when there are more. */
export function listFeeds(door: Door, filter: FeedFilter): Promise<ListedFeed[]> {
  const { schedule, person, before, limit } = filter;
  return readListed(
    door,
    sql`(${schedule}::text is null or schedule = ${schedule}) and (${person}::text is null or person = ${person})
      and (${before}::bigint is null or id < ${before}) order by id desc limit ${limit + 1}`,
  );
}

/** Refuses `unknown-feed`. */
export async function listedFeed(door: Door, id: number): Promise<ListedFeed> {
  const [found] = await readListed(door, sql`id = ${id}`);
  if (found !== undefined) return found;
  throw unknownFeed(id);
}

async function readListed(door: Door, condition: ReturnType<typeof sql>): Promise<ListedFeed[]> {
  const now = door.clock();
  const shiftsFromNow = sql`(select s, ordinality from json_array_elements(shifts) with ordinality as given(s, ordinality)
    where (s ->> 'to')::bigint > ${now})`;
  const leaveFromNow = sql`(select json_build_object('person', l.person, 'from', l.from_at, 'to', l.to_at) as s, l.from_at as ordinality
    from rota_leave l where l.feed_id = rota_feeds.id and l.to_at > ${now} and l.from_at < l.to_at)`;
  const { rows } = await door.read("*", (db) =>
    sql<ListedFeed>`select id, kind, name, schedule, place, person, people, host, etag, modified, "unknown", figures, fetched_at, made_at, next_at,
        lease_until, said, failing_since, warned_at, recorded_by, recorded_at, removed_at, sealed_url is not null as "isAsked",
        case kind when 'layer' then (select count(*) from ${shiftsFromNow} f) else (select count(*) from ${leaveFromNow} f) end::integer as upcoming,
        case kind when 'layer' then (select s from ${shiftsFromNow} f order by ordinality limit 1)
          else (select s from ${leaveFromNow} f order by ordinality limit 1) end as next
      from rota_feeds where removed_at is null and ${condition}`.execute(db),
  );
  return rows;
}

const unknownFeed = (id: number): Refusal =>
  new Refusal("unknown-feed", `There is no calendar ${id} in the rota: see which there are with a list.`, { id });

/** Only who may change the model decides over others; of one's own leave everybody does. */
export const mayChangeFeed = ({ mayChangeOthers, person }: Who, feed: Pick<FeedRow, "kind" | "person">): boolean =>
  mayChangeOthers || (feed.kind === "leave" && feed.person === person);

function requireMayChange(who: Who, feed: Pick<FeedRow, "kind" | "person">): void {
  if (mayChangeFeed(who, feed)) return;
  if (feed.kind === "leave") return requireOneself(who, feed.person ?? "");
  throw new Refusal(
    "feed-not-yours",
    "A calendar that puts people on call is for those who may change the model (model:write): ask one of them.",
    {},
  );
}

/** The address as it is asked, or the file. Refuses `feed-without-source`, `bad-feed-address`. */
function requireSource({ url, file }: FeedSource): { address: string } | { file: string } {
  if ((url === undefined) === (file === undefined))
    throw new Refusal("feed-without-source", "Give the calendar's address or the calendar itself, one of the two.", {});
  if (file !== undefined) return { file };
  const address = plainAddress(url!);
  if (isAddress(address)) return { address };
  throw new Refusal("bad-feed-address", "The address is not like https://example.com/rota.ics, without a name and password in it.", {});
}

/** Refuses `unknown-person` for a meaning that the model cannot follow. */
function requireMeanings(document: Document | null, people: readonly Meaning[]): void {
  for (const { person } of people) requirePersonOfModel(document, person);
}

export type Sealed = { door: Door; sealing: Sealing };

/** Gives its number; it is yet to be read. Refuses also `too-many-feeds`. */
export async function createFeed({ door, sealing }: Sealed, given: NewFeed, who: Who): Promise<number> {
  const source = requireSource(given);
  const [person, schedule] = given.kind === "leave" ? [given.person, null] : [null, given.schedule];
  requireMayChange(who, { kind: given.kind, person });
  // The first time, this makes the key, in a transaction of its own: not while another one holds the rota.
  if ("address" in source) await sealing.seal(source.address, sealedPlace(0));
  return holdRota(door, async (change) => {
    const { db, book, now, append } = change;
    const document = book.documentAt(now);
    if (given.kind === "leave") requirePersonOfModel(document, given.person);
    else {
      zoneOfSchedule(document, given.schedule);
      requireMeanings(document, given.people);
    }
    await requireRoom(db);
    const [place, people] = given.kind === "layer" ? [given.place, given.people] : [null, []];
    const { id } = await db
      .insertInto("rota_feeds")
      .values({
        ...{ kind: given.kind, name: given.name, schedule, place, person, people: JSON.stringify(people) },
        ...{ source: "file" in source ? source.file : null, host: "address" in source ? new URL(source.address).host : null },
        ...{ shifts: "[]", unknown: "[]", figures: "{}", next_at: now, recorded_by: who.actor, recorded_at: now },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    if ("address" in source) await sealAddress(db, sealing, id, source.address);
    const facts = { feedId: id, kind: given.kind, ...(schedule === null ? { person } : { schedule, place }) };
    await append([{ type: "rota.feed-added", actor: who.actor, at: now, facts, personal: { name: given.name } }]);
    return id;
  });
}

async function requireRoom(db: RotaChange["db"]): Promise<void> {
  const { count } = await db
    .selectFrom("rota_feeds")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("removed_at", "is", null)
    .executeTakeFirstOrThrow();
  if (Number(count) < mostFeeds) return;
  throw new Refusal("too-many-feeds", `There are ${mostFeeds} calendars in the rota, the most there can be: remove one first.`, {
    limit: mostFeeds,
  });
}

/** It is sealed for its own row, whose number is known only now. */
async function sealAddress(db: RotaChange["db"], sealing: Sealing, id: number, address: string): Promise<void> {
  const sealed_url = await sealing.seal(address, sealedPlace(id));
  await db.updateTable("rota_feeds").set({ sealed_url }).where("id", "=", id).execute();
}

async function requireFeed(db: RotaChange["db"], id: number): Promise<FeedRow> {
  const row = await db
    .selectFrom("rota_feeds")
    .selectAll()
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw unknownFeed(id);
  return row;
}

/**
 * What it then means is for whoever reads it next to say. Its schedule, place and person stay, since what has been by it does: another one is
 * another feed. Refuses also `bad-feed-address`, `unknown-person`.
 */
export async function changeFeed({ door, sealing }: Sealed, id: number, change: FeedChange, who: Who): Promise<void> {
  const { name, people } = change;
  const source = change.url === undefined && change.file === undefined ? null : requireSource(change);
  const sealed = source !== null && "address" in source ? await sealing.seal(source.address, sealedPlace(id)) : null;
  await changeRota(door, async ({ db, book, now, append }) => {
    const row = await requireFeed(db, id);
    requireMayChange(who, row);
    if (people !== undefined) requireMeanings(book.documentAt(now), people);
    await db
      .updateTable("rota_feeds")
      .set({
        ...(name === undefined ? {} : { name }),
        ...(people === undefined ? {} : { people: JSON.stringify(people) }),
        ...(source === null ? {} : { etag: null, modified: null, failing_since: null, said: null, warned_at: null }),
        ...(source !== null && "file" in source ? { source: source.file, sealed_url: null, host: null } : {}),
        ...(source !== null && "address" in source ? { source: null, sealed_url: sealed, host: new URL(source.address).host } : {}),
        next_at: now,
        lease_until: null,
      })
      .where("id", "=", id)
      .execute();
    const facts = { feedId: id, kind: row.kind, hasNewSource: source !== null, people: people?.length ?? null };
    await append([{ type: "rota.feed-changed", actor: who.actor, at: now, facts, personal: { name: name ?? row.name } }]);
  });
}

/** Out of the rota from now on; what has been by it stays. Its address and its calendar are forgotten. */
export function removeFeed(door: Door, id: number, who: Who): Promise<void> {
  return changeRota(door, async (change) => {
    const { db, now, append } = change;
    const row = await requireFeed(db, id);
    requireMayChange(who, row);
    await emptyFeed(change, row);
    const forgotten = { source: null, sealed_url: null, etag: null, modified: null, people: "[]", unknown: "[]" };
    await db
      .updateTable("rota_feeds")
      .set({ ...forgotten, removed_at: now, next_at: null, lease_until: null })
      .where("id", "=", id)
      .execute();
    await append([
      { type: "rota.feed-removed", actor: who.actor, at: now, facts: { feedId: id, kind: row.kind }, personal: { name: row.name } },
    ]);
  });
}

/** Those that are due, so that a node reads them. */
export async function dueFeeds(door: Door, most: number): Promise<{ ids: number[]; nextAt: number | null }> {
  const now = door.clock();
  return door.read("*", async (any) => {
    const db = any.withTables<RotaTables>();
    const rows = await db
      .selectFrom("rota_feeds")
      .select(["id", "next_at"])
      .where("next_at", "is not", null)
      .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
      .orderBy("next_at")
      .limit(most)
      .execute();
    const due = rows.filter(({ next_at }) => next_at !== null && next_at <= now);
    return { ids: due.map(({ id }) => id), nextAt: rows.find(({ next_at }) => next_at !== null && next_at > now)?.next_at ?? null };
  });
}
