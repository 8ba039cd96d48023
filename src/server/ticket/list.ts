/** Lists of tickets by pages: the queue first of all. Reads the columns that a row shows, never a record where it can be helped. */
import { type AliasedRawBuilder, type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Sight } from "#core/access/sight.ts";
import type { Priority } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { nextBreach } from "#core/sla/deadline.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { sightCondition } from "#server/access/sight-query.ts";
import { isShown, type LiveClock, liveClocksOf } from "#server/database/live-clocks.ts";
import type { Tables } from "#server/database/tables.ts";
import { neverBreaches } from "#server/database/ticket-row.ts";

type Db = Kysely<Tables>;

export const ticketOrders = ["next-breach", "newest", "rank", "priority", "updated"] as const;
export type TicketOrder = (typeof ticketOrders)[number];

export type TicketFilter = {
  status?: Ticket["status"] | undefined;
  customer?: string | undefined;
  team?: string | undefined;
  /** null: tickets that nobody has. */
  assignee?: string | null | undefined;
  priority?: Priority | undefined;
  service?: string | undefined;
  /** Whose eyes: what they may not see is not listed. */
  sight?: Sight | undefined;
  /** What a query asks beside the above. */
  conditions?: readonly RawBuilder<boolean>[] | undefined;
  /** What the conditions leave of the states; default: any. */
  statuses?: readonly Ticket["status"][] | undefined;
  /** Only these tickets. */
  ids?: readonly number[] | undefined;
  /** Default `next-breach`: the promise to the customer that breaks next comes first, tickets without one last. */
  order?: TicketOrder | undefined;
  /** 1 to 200; default 50. */
  limit?: number | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
};

export type Page<T> = { items: T[]; next: string | null };

/** A ticket as far as a list shows it. */
export type ListedTicket = Pick<Ticket, "id" | "customerId" | "subject" | "kind" | "status" | "priority" | "tier" | "team" | "assignee"> &
  Pick<Ticket, "rank" | "openedAt" | "requester"> & {
    readonly coverage: "covered" | "billable" | "excluded" | null;
    readonly pause: string | null;
    readonly nextBreachAt: Instant | null;
    readonly clocks: readonly LiveClock[];
  };

export const mostPerPage = 200;
/** Tickets without a rank come behind those that have one. */
const unranked = 2_147_483_647;

/** By what a page is ordered; `keys` are compared as a row with the cursor's. */
type Ordering = { readonly letter: string; readonly keys: readonly string[]; readonly isDescending: boolean };

const openOrders: Readonly<Record<TicketOrder, Ordering>> = {
  "next-breach": { letter: "b", keys: ["next_breach_at", "id"], isDescending: false },
  rank: { letter: "r", keys: [`coalesce(rank, ${unranked})`, "id"], isDescending: false },
  // Within a priority the customer's own order is followed.
  priority: { letter: "p", keys: ["priority", `coalesce(rank, ${unranked})`, "next_breach_at", "id"], isDescending: false },
  newest: { letter: "n", keys: ["id"], isDescending: true },
  updated: { letter: "u", keys: ["coalesce(updated_at, opened_at)", "id"], isDescending: true },
};
/** Of tickets that nothing runs on any more: the newest first. */
const restOrder: Ordering = { letter: "z", keys: ["id"], isDescending: true };

/** A list is read in one or two stretches, each in the order of an index. */
type Stretch = { readonly ordering: Ordering; readonly status: "open" | "ended" | "any" };

/** Orders by promise, rank and priority speak of open tickets: those come first, and behind them the others, newest first. */
function stretchesOf(order: TicketOrder, statuses: readonly Ticket["status"][]): Stretch[] {
  const ordering = openOrders[order];
  const isOpen = statuses.length === 1 && statuses[0] === "open";
  if (isOpen) return [{ ordering, status: "open" }];
  if (order === "newest" || order === "updated") return [{ ordering, status: "any" }];
  const ended = { ordering: restOrder, status: "ended" } as const;
  return statuses.includes("open") ? [{ ordering, status: "open" }, ended] : [ended];
}

const allStatuses: readonly Ticket["status"][] = ["open", "resolved", "closed"];

/** The states that a filter leaves. */
export const statusesOf = ({ status, statuses = allStatuses }: TicketFilter): readonly Ticket["status"][] =>
  status === undefined ? statuses : statuses.filter((each) => each === status);

const columns = [
  ...["id", "customer_id", "subject", "kind", "status", "priority", "tier", "team", "assignee", "rank", "requester", "coverage"],
  ...["opened_at", "next_breach_at", "pause", "live_clocks"],
] as const;

type Placed = {
  id: number;
  /** JSON of the values it is ordered by. */
  keys: string;
};

type Row = Placed & {
  customer_id: string;
  subject: string;
  kind: Ticket["kind"];
  status: Ticket["status"];
  priority: Priority;
  tier: Ticket["tier"];
  team: string | null;
  assignee: string | null;
  rank: number | null;
  requester: string | null;
  coverage: ListedTicket["coverage"];
  opened_at: number;
  next_breach_at: number;
  pause: string | null;
  live_clocks: string | null;
  /** Only of a row that was written before there were columns for all of this. */
  record: Ticket | null;
};

const recordOfOld = sql<Ticket | null>`case when live_clocks is null then record end`.as("record");

type TicketQuery<R = Placed> = SelectQueryBuilder<Tables, "tickets", R>;

/** A page of tickets that the transaction's scope may see. Refuses `bad-cursor`. */
export async function listTickets(db: Db, filter: TicketFilter): Promise<Page<ListedTicket>> {
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), mostPerPage);
  const { found, next } = await pageOf<Row>(db, filter, limit, [...columns, recordOfOld]);
  return { items: found.map(({ row }) => listed(row)), next };
}

/** A ticket's place in its list; `cursor` gives the cursor behind it. */
export type Place = { readonly id: number; readonly cursor: () => string };

/** The same page by its numbers alone, `limit` as it is given. */
export async function listPlaces(db: Db, filter: TicketFilter, limit: number): Promise<Page<Place>> {
  const { found, next } = await pageOf<Placed>(db, filter, limit, ["id"]);
  return { items: found.map(({ row: { id, keys }, ordering }) => ({ id, cursor: () => writeCursor(ordering, keys) })), next };
}

type Selected = readonly ((typeof columns)[number] | AliasedRawBuilder<Ticket | null, "record">)[];

async function pageOf<R extends Placed>(db: Db, filter: TicketFilter, limit: number, selected: Selected) {
  const { order = "next-breach" } = filter;
  const statuses = statusesOf(filter);
  const cursor = filter.cursor === undefined ? null : readCursor(filter.cursor);
  const stretches = statuses.length === 0 ? [] : stretchesOf(order, statuses);
  const first = cursor === null ? 0 : stretches.findIndex(({ ordering }) => isCursorOf(cursor, ordering));
  if (first < 0 && stretches.length > 0) throw badCursor(filter.cursor);
  const read: { row: R; ordering: Ordering }[] = [];
  for (const [index, stretch] of stretches.entries()) {
    if (index < first || read.length > limit) continue;
    const from = index === first ? cursor : null;
    const rows = await stretchQuery<R>(db, filter, stretch, from, selected)
      .limit(limit + 1 - read.length)
      .execute();
    for (const row of rows) read.push({ row, ordering: stretch.ordering });
  }
  const found = read.slice(0, limit);
  const last = found.at(-1);
  return { found, next: read.length > limit && last !== undefined ? writeCursor(last.ordering, last.row.keys) : null };
}

/** Numbers alone, the newest first, below `before`. */
export async function listNumbers(db: Db, filter: TicketFilter, before: number, limit: number): Promise<number[]> {
  const statuses = statusesOf(filter);
  if (statuses.length === 0) return [];
  const query = narrowed(db.selectFrom("tickets").select("id") as unknown as TicketQuery, filter, statuses);
  const rows = await query.where("id", "<", before).orderBy("id", "desc").limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** How many tickets a filter finds, counted up to `most`. */
export async function countTickets(db: Db, filter: TicketFilter, most: number): Promise<{ count: number; isMore: boolean }> {
  const statuses = statusesOf(filter);
  if (statuses.length === 0) return { count: 0, isMore: false };
  const query = narrowed(db.selectFrom("tickets").select(sql`1`.as("one")) as unknown as TicketQuery, filter, statuses);
  const { count } = await db
    .selectFrom(query.limit(most + 1).as("found"))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { count: Math.min(count, most), isMore: count > most };
}

function stretchQuery<R>(
  db: Db,
  filter: TicketFilter,
  { ordering, status }: Stretch,
  from: Cursor | null,
  selected: Selected,
): TicketQuery<R> {
  const keys = ordering.keys.map((key) => sql.raw(key));
  const start = db.selectFrom("tickets").select([...selected, sql<string>`json_build_array(${sql.join(keys)})::text`.as("keys")]);
  const possible = statusesOf(filter).filter((each) => status === "any" || (each === "open") === (status === "open"));
  let query = narrowed(start as unknown as TicketQuery<R>, filter, possible);
  for (const key of keys) query = query.orderBy(key, ordering.isDescending ? "desc" : "asc");
  if (from === null) return query;
  const comparison = sql.raw(ordering.isDescending ? "<" : ">");
  return query.where(sql<boolean>`(${sql.join(keys)}) ${comparison} (${sql.join(from.keys.map((key) => sql.val(key)))})`);
}

function narrowed<R>(query: TicketQuery<R>, filter: TicketFilter, statuses: readonly Ticket["status"][]): TicketQuery<R> {
  const { customer, team, assignee, priority, service, sight, ids, conditions = [] } = filter;
  const [only] = statuses;
  let narrow = query;
  // Written out and not as a parameter: an index of the open ones is used only where the statement says so.
  if (statuses.length === 1) narrow = narrow.where(sql<boolean>`status = ${sql.lit(only)}`);
  else if (statuses.length < allStatuses.length) narrow = narrow.where("status", "in", [...statuses]);
  if (customer !== undefined) narrow = narrow.where("customer_id", "=", customer);
  if (team !== undefined) narrow = narrow.where("team", "=", team);
  if (assignee === null) narrow = narrow.where("assignee", "is", null);
  else if (assignee !== undefined) narrow = narrow.where("assignee", "=", assignee);
  if (priority !== undefined) narrow = narrow.where("priority", "=", priority);
  if (service !== undefined) narrow = narrow.where("service", "=", service);
  if (ids !== undefined) narrow = narrow.where(sql<boolean>`id = any(${[...ids]}::bigint[])`);
  for (const condition of conditions) narrow = narrow.where(condition);
  const within = sight === undefined ? null : sightCondition(sight);
  return within === null ? narrow : narrow.where(within);
}

function listed(row: Row): ListedTicket {
  const { id, customer_id: customerId, subject, kind, status, priority, tier, team, assignee, rank, requester, coverage, record } = row;
  const next = row.next_breach_at === neverBreaches ? null : (row.next_breach_at as Instant);
  const common = { id, customerId, subject, kind, status, priority, tier, team, assignee, rank, requester, coverage };
  const shown = { ...common, openedAt: row.opened_at as Instant, nextBreachAt: next };
  if (row.live_clocks !== null) return { ...shown, pause: row.pause, clocks: liveClocksOf(row.live_clocks) };
  return record === null ? { ...shown, pause: row.pause, clocks: [] } : listedOf(record);
}

/** A whole ticket as a list shows it. */
export function listedOf(ticket: Ticket): ListedTicket {
  const { coverage, pause, clocks } = ticket;
  return {
    ...ticket,
    coverage: coverage?.decision ?? null,
    pause: pause?.reason ?? null,
    nextBreachAt: nextBreach(clocks),
    clocks: clocks.filter(isShown),
  };
}

type Cursor = { readonly letter: string; readonly keys: readonly (string | number)[] };

const writeCursor = ({ letter }: Ordering, keys: string): string =>
  letter + (JSON.parse(keys) as (string | number)[]).map((key) => (typeof key === "number" ? key.toString(36) : key)).join(".");

/** Keys are numbers in base 36; a priority stands as it is written. */
function readCursor(cursor: string): Cursor {
  const parts = /^([bnprzu])((?:P[1-4]|[0-9a-z]{1,11})(?:\.[0-9a-z]{1,11}){0,3})$/.exec(cursor);
  const keys = (parts?.[2] ?? "").split(".").map((key) => (/^P[1-4]$/.test(key) ? key : Number.parseInt(key, 36)));
  if (parts === null || keys.some((key) => typeof key === "number" && !Number.isSafeInteger(key))) throw badCursor(cursor);
  return { letter: parts[1] ?? "", keys };
}

const isCursorOf = ({ letter, keys }: Cursor, ordering: Ordering): boolean =>
  letter === ordering.letter &&
  keys.length === ordering.keys.length &&
  keys.every((key, at) => (typeof key === "string") === (ordering.keys[at] === "priority"));

const badCursor = (cursor: string | undefined): Refusal =>
  new Refusal(
    "bad-cursor",
    "This cursor is not one of this list's: take `next` of the page before, with the same order, or start without one.",
    { cursor },
  );
