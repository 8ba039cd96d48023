/** Lists by a query: its fields are conditions of the list, its words are looked up in the index. */
import type { Kysely } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type Conditions, conditionsOf, requireQuery } from "#server/search/condition.ts";
import { customerLabel } from "#server/search/document.ts";
import { type Shares, sharesOf } from "#server/search/shares.ts";
import { findIdentifiers, findNewest, withWords } from "#server/search/tickets.ts";
import { queryOf, soughtWords, type WordQuery } from "#server/search/words.ts";
import {
  countTickets,
  type ListedTicket,
  listNumbers,
  listPlaces,
  listTickets,
  type Page,
  statusesOf,
  type TicketFilter,
} from "#server/ticket/list.ts";
import { isZone } from "#server/ticket/local-time.ts";
import { scopeOf } from "#server/ticket/reader.ts";

export type Found = {
  readonly caller: Pick<Caller, "customerIds" | "sight" | "id" | "email" | "contact">;
  readonly query: string;
  /** The reader's; null: the provider's. */
  readonly zone: string | null;
  readonly filter: TicketFilter;
};

type Door = Pick<Parts, "door">;
type Db = Kysely<Tables>;

/** Counting further than this says nothing that one could act upon. */
const mostCounted = 1_000;
/** Words that more tickets have are held against the list's tickets, page by page, instead of the list against the tickets that have them. */
const mostIds = 2_500;
/** A page of such a list ends after so many tickets, however few of them have the words; its cursor goes on from there. */
const mostExamined = 10_000;
const examinedAtOnce = 1_000;

/** As many as will hold `wanted` tickets with the words, most likely. */
const likelyEnough = (wanted: number, { share }: WordQuery): number =>
  Math.max(wanted, Math.min(examinedAtOnce, Math.ceil((wanted * 1.3) / Math.max(share, 0.001))));

/** A page of what a query finds, with the versions of the model it was read by. Refuses `bad-query`, `bad-zone`, `bad-cursor`. */
export function findListed(parts: Door, found: Found): Promise<Page<ListedTicket> & { book: Book }> {
  return searching(parts, found, async (db, book, { filter, words, customers }, shares) => {
    const page = async (): Promise<Page<ListedTicket>> => {
      if (shares === null) return listTickets(db, filter);
      const lookup = await lookUp(db, { words, customers, filter }, shares, found);
      if ("ids" in lookup) return listTickets(db, { ...filter, ids: lookup.ids });
      return listChecked(db, filter, lookup.query, found);
    };
    const [listed, versions] = await Promise.all([page(), book]);
    return { ...listed, book: versions };
  });
}

/** How many a query finds, up to a thousand. */
export function countFound(parts: Door, found: Found): Promise<{ count: number; isMore: boolean }> {
  return searching(parts, found, async (db, _, { filter, words, customers }, shares) => {
    if (shares === null) return countTickets(db, filter, mostCounted);
    const lookup = await lookUp(db, { words, customers, filter }, shares, found);
    if ("ids" in lookup) return countTickets(db, { ...filter, ids: lookup.ids }, mostCounted);
    return countChecked(db, filter, lookup.query, found);
  });
}

type Narrowed = Pick<Conditions, "words" | "customers"> & { readonly filter: TicketFilter };

/** Reads the query and asks in one transaction. Only a query that says something has to wait for the model by which it is read. */
async function searching<T>(
  { door }: Door,
  found: Found,
  ask: (db: Db, book: Promise<Book>, narrowed: Narrowed, shares: Shares | null) => Promise<T>,
): Promise<T> {
  const { caller, zone, filter } = found;
  if (zone !== null && !isZone(zone))
    throw new Refusal("bad-zone", `"${zone}" is not a zone: write an IANA name, Europe/Paris for instance.`, { zone });
  const only = filter.customer === undefined ? null : [filter.customer];
  const query = found.query.trim() === "" ? null : requireQuery(found.query);
  const shares = query?.terms.some(({ test }) => test.field === "words") ? await sharesOf(door) : null;
  return door.readWithBook(scopeOf(caller), async (db, book) => {
    if (query === null) return ask(db, book, { filter, words: [], customers: only }, null);
    const now = door.clock();
    const document = (await book).documentAt(now);
    const scene = { document, now, zone: zone ?? document?.zone ?? "UTC", me: assigneeOf(caller, document) };
    const { conditions, statuses, words, customers } = conditionsOf(query, scene);
    return ask(db, book, { filter: { ...filter, conditions, statuses }, words, customers: only ?? customers }, shares);
  });
}

/** Either the tickets that have the words, or the words for a list to be held against, where too many have them. */
async function lookUp(
  db: Db,
  { words, customers, filter }: Narrowed,
  shares: Shares,
  { caller }: Found,
): Promise<{ ids: readonly number[] } | { query: WordQuery }> {
  const wanted = words.map(({ isNegated, test }) => ({ text: test.text, isPhrase: test.isPhrase, isNegated }));
  const query = queryOf(await soughtWords(db, wanted), shares);
  const isAsked = wanted.some(({ isNegated }) => !isNegated);
  if (isAsked && query.asked === null) return { ids: [] };
  const isOpen = statusesOf(filter).every((status) => status === "open");
  const expected = query.share * sizeOfPlace(customers, isOpen, shares);
  if (query.asked === null || expected > mostIds) return { query };
  const searcher = { sight: caller.sight, customerIds: caller.customerIds };
  // One ticket after another from the newest on would end at the newest few: here all are wanted.
  const rare = { ...query, share: 0 };
  const within = customers === null ? {} : { customers: withinSight(customers, caller.customerIds) };
  const found = await findNewest(db, { query: rare, searcher, shares, most: mostIds + 1, isOpen, ...within });
  if (found.length > mostIds) return { query };
  const [only] = wanted;
  if (found.length === 0 && wanted.length === 1 && only !== undefined && !only.isNegated)
    return { ids: idsOf(await findIdentifiers(db, only.text, searcher, mostIds)) };
  return { ids: idsOf(found) };
}

/** About how many tickets the index itself narrows the words to. */
function sizeOfPlace(customers: readonly string[] | null, isOpen: boolean, shares: Shares): number {
  const theirs = customers === null ? 1 : customers.reduce((sum, id) => sum + shares.of(customerLabel(id)), 0);
  return Math.min(1, theirs) * (isOpen ? shares.openSize : shares.size);
}

const idsOf = (found: readonly { ticket_id: number }[]): number[] => found.map(({ ticket_id }) => ticket_id);

const withinSight = (customers: readonly string[], own: readonly string[] | null): readonly string[] =>
  own === null ? customers : customers.filter((id) => own.includes(id));

/** The list in its own order, of which only those tickets are kept that have the words. */
async function listChecked(db: Db, filter: TicketFilter, query: WordQuery, { caller }: Found): Promise<Page<ListedTicket>> {
  const limit = filter.limit ?? 50;
  const chosen: number[] = [];
  let cursor = filter.cursor;
  let next: string | null = null;
  for (let examined = 0, size = likelyEnough(limit, query); examined < mostExamined; examined += size, size = examinedAtOnce) {
    const page = await listPlaces(db, { ...filter, cursor }, size);
    const ids = page.items.map(({ id }) => id);
    const having = query.exact === "" ? new Set(ids) : new Set(await withWords(db, ids, query, caller));
    const places = page.items.filter(({ id }) => having.has(id));
    const last = places[limit - chosen.length - 1];
    chosen.push(...places.slice(0, limit - chosen.length).map(({ id }) => id));
    if (last !== undefined && (page.next !== null || places.at(-1) !== last)) next = last.cursor();
    else if (last === undefined) next = page.next;
    if (last !== undefined || page.next === null) break;
    cursor = page.next;
  }
  const { items } = await listTickets(db, { ...filter, cursor: undefined, ids: chosen, limit });
  return { items, next };
}

/** Counts the newest of the list that have the words; what lies further back than is looked at counts as more. */
async function countChecked(
  db: Db,
  filter: TicketFilter,
  query: WordQuery,
  { caller }: Found,
): Promise<{ count: number; isMore: boolean }> {
  let count = 0;
  let before = Number.MAX_SAFE_INTEGER;
  for (let examined = 0; examined < mostExamined; examined += 2 * examinedAtOnce) {
    const ids = await listNumbers(db, filter, before, 2 * examinedAtOnce);
    count += query.exact === "" ? ids.length : (await withWords(db, ids, query, caller)).length;
    if (count > mostCounted) return { count: mostCounted, isMore: true };
    if (ids.length < 2 * examinedAtOnce) return { count, isMore: false };
    before = ids.at(-1) ?? 0;
  }
  return { count, isMore: true };
}
