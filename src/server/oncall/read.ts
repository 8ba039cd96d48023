/** Reading pages: lists of them, and one with its whole ledger. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "#core/notification/channel.ts";
import type { AttemptOutcome, Line } from "#core/notification/delivery.ts";
import type { Page, PageEvent } from "#core/oncall/page.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";
import { wire } from "#server/http/wire.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { lastLines } from "#server/oncall/last-line.ts";
import type { PageDelivery, PageFact, PageLedger, PageSummary } from "#server/oncall/schema.ts";

type Db = Kysely<Tables>;

export type PageFilter = {
  state: "unended" | "all";
  ticketId?: number;
  /** Those told to this recipient, or acknowledged by this actor. */
  mine?: { recipient: string; actor: string };
};

/** Where a page of the list begins: unended pages come first, each half with the newest first. */
export type PageCursor = { isOver: boolean; openedAt: number; id: number };

export async function findPage(db: Db, id: number): Promise<Page | null> {
  if (!Number.isSafeInteger(id)) return null;
  const row = await db.withTables<ReachTables>().selectFrom("pages").select("record").where("id", "=", id).executeTakeFirst();
  return row?.record ?? null;
}

/** Up to `limit` pages after the cursor. */
export async function listPages(db: Db, filter: PageFilter, after: PageCursor | null, limit: number): Promise<Page[]> {
  const unended = after?.isOver === true ? [] : await listHalf(db, filter, false, after, limit);
  if (filter.state === "unended" || unended.length === limit) return unended;
  const over = await listHalf(db, filter, true, after?.isOver === true ? after : null, limit - unended.length);
  return [...unended, ...over];
}

async function listHalf(db: Db, filter: PageFilter, isOver: boolean, after: PageCursor | null, limit: number): Promise<Page[]> {
  const { ticketId, mine } = filter;
  let query = db
    .withTables<ReachTables>()
    .selectFrom("pages")
    .select("record")
    // Written out, so that a kept plan knows which half it reads: each has an index.
    .where(isOver ? sql<boolean>`state = 'resolved'` : sql<boolean>`state <> 'resolved'`)
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (ticketId !== undefined) query = query.where("ticket_id", "=", ticketId);
  if (after !== null) query = query.where(sql<boolean>`(opened_at, id) < (${after.openedAt}, ${after.id})`);
  if (mine !== undefined) {
    query = query.where((where) =>
      where.or([
        where(sql<string>`record ->> 'acknowledgedBy'`, "=", mine.actor),
        where.exists(
          where
            .selectFrom("deliveries")
            .select("deliveries.id")
            .whereRef("deliveries.page_id", "=", "pages.id")
            .where("deliveries.recipient", "=", mine.recipient),
        ),
      ]),
    );
  }
  return (await query.execute()).map(({ record }) => record);
}

/** Pages as the API tells of them. Names are those of today's model. */
export async function summariesOf(door: Door, pages: readonly Page[]): Promise<PageSummary[]> {
  const document = (await door.book()).documentAt(door.clock());
  const nameOf = await namesFor(door, pages);
  const lines = await door.read("*", (db) => lastLines(db, pages, nameOf));
  return pages.map((page) => {
    const { seq: _, ...rest } = page;
    return { ...wire(rest), customerName: document?.customers[page.customerId]?.name ?? page.customerId, lastLine: lines.get(page.id)! };
  });
}

/** Names of those who answered, of all customers' pages at once. */
async function namesFor(door: Door, pages: readonly Page[]): Promise<(page: Page, actor: string) => string> {
  const byCustomer = new Map<string, (actor: string) => string>();
  for (const customerId of new Set(pages.map((page) => page.customerId))) {
    const actors = pages.flatMap((page) => (page.customerId === customerId ? (page.acknowledgedBy ?? []) : []));
    byCustomer.set(customerId, await namesOfActors(door, actors, customerId));
  }
  return (page, actor) => byCustomer.get(page.customerId)!(actor);
}

/** The page with everything that happened to it: its log, whom it was to reach, how often that was tried and what came of it. */
export async function ledgerOf(door: Door, page: Page): Promise<PageLedger> {
  const { events, deliveries } = await door.read("*", async (db) => {
    const [logged, told] = await Promise.all([factsOf(db, page.id), deliveriesOf(db, page.id)]);
    return { events: logged, deliveries: told };
  });
  const nameOf = await namesOfActors(
    door,
    events.map(({ actor }) => actor),
    page.customerId,
  );
  const [summary] = await summariesOf(door, [page]);
  const facts = events.map((event) => ({ ...(wire(event) as unknown as PageFact), actorName: nameOf(event.actor) }));
  return { ...summary!, facts, deliveries };
}

const mostFacts = 2_000;

async function factsOf(db: Db, pageId: number): Promise<PageEvent[]> {
  const { rows } = await sql<StoredEvent>`
    select customer_id, position, ticket_id, type, at, recorded_at, actor, facts, digests, personal from events
    where type like 'page.%' and (facts ->> 'pageId')::bigint = ${pageId}
    order by position desc limit ${mostFacts}`.execute(db);
  return rows.reverse().map((row) => eventOf(row) as PageEvent);
}

type AttemptRow = {
  delivery_id: number;
  number: number;
  line: number;
  channel: Channel;
  gateway: string;
  gateway_name: string | null;
  began_at: number;
  ended_at: number | null;
  outcome: AttemptOutcome | null;
  may_be_double: boolean;
  said: string | null;
  receipt: "delivered" | "failed" | null;
  receipt_at: number | null;
};

const mostDeliveries = 1_000;

async function deliveriesOf(db: Db, pageId: number): Promise<PageDelivery[]> {
  const reach = db.withTables<ReachTables>();
  const rows = await reach
    .selectFrom("deliveries")
    .select(["id", "recipient", "step", "round", "state", "wanted_at", "lines"])
    .where("page_id", "=", pageId)
    .orderBy("id", "desc")
    .limit(mostDeliveries)
    .execute();
  const ids = rows.map(({ id }) => id);
  const attempts =
    ids.length === 0
      ? []
      : await reach
          .selectFrom("attempts as a")
          .leftJoin("gateways as g", "g.id", "a.gateway")
          .select(["a.delivery_id", "a.number", "a.line", "a.channel", "a.gateway", "g.name as gateway_name", "a.began_at", "a.ended_at"])
          .select(["a.outcome", "a.may_be_double", "a.said", "a.receipt", "a.receipt_at"])
          .where("a.delivery_id", "in", ids)
          .orderBy("a.delivery_id")
          .orderBy("a.number")
          .execute();
  return rows.reverse().map(({ id, recipient, step, round, state, wanted_at, lines }) => {
    const own = attempts.filter(({ delivery_id }) => delivery_id === id);
    return { id, recipient, step, round, state, wantedAt: iso(wanted_at), lines: lines === null ? null : linesOf(lines, own) };
  });
}

const linesOf = (lines: readonly Line[], attempts: readonly AttemptRow[]): NonNullable<PageDelivery["lines"]> =>
  lines.map(({ channel, at, state }, index) => ({
    channel,
    at: iso(at),
    state,
    attempts: attempts.filter(({ line }) => line === index).map(attemptOf),
  }));

const attemptOf = (row: AttemptRow) => ({
  number: row.number,
  channel: row.channel,
  gateway: row.gateway,
  gatewayName: row.gateway_name ?? row.gateway,
  beganAt: iso(row.began_at),
  endedAt: row.ended_at === null ? null : iso(row.ended_at),
  outcome: row.outcome,
  mayBeDouble: row.may_be_double,
  said: row.said,
  receipt: row.receipt,
  receiptAt: row.receipt_at === null ? null : iso(row.receipt_at),
});

const iso = (at: number): string => toIso(at as Instant);
