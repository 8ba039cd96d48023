/** Lists by a query: its fields are conditions of the list, its words are looked up in the index. */
import type { Kysely } from "kysely";
import { Refusal } from "#core/refusal.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type Conditions, conditionsOf, requireQuery } from "#server/search/condition.ts";
import { type Shares, sharesOf } from "#server/search/shares.ts";
import { findIdentifiers, findNewest, isCommon, withWords } from "#server/search/tickets.ts";
import { queryOf, soughtWords, type WordQuery } from "#server/search/words.ts";
import {
  countTickets,
  type ListedTicket,
  listNumbers,
  listPlaces,
  listTickets,
  type Page,
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
const mostIds = 4_000;
/** A page of such a list ends after so many tickets, however few of them have the words; its cursor goes on from there. */
const mostExamined = 10_000;
const examinedAtOnce = 1_000;

/** As many as will hold `wanted` tickets with the words, most likely. */
const likelyEnough = (wanted: number, { share }: WordQuery): number =>
  Math.max(wanted, Math.min(examinedAtOnce, Math.ceil((wanted * 1.3) / Math.max(share, 0.001))));

/** A page of what a query finds. Refuses `bad-query`, `bad-zone`, `bad-cursor`. */
export async function findListed(parts: Door, found: Found): Promise<Page<ListedTicket>> {
  const { filter, words, customers } = await narrowedBy(parts, found);
  const shares = words.length === 0 ? null : await sharesOf(parts.door);
  return parts.door.read(scopeOf(found.caller), async (db) => {
    if (shares === null) return listTickets(db, filter);
    const lookup = await lookUp(db, words, customers, shares, found);
    if ("ids" in lookup) return listTickets(db, { ...filter, ids: lookup.ids });
    return listChecked(db, filter, lookup.query, found);
  });
}

/** How many a query finds, up to a thousand. */
export async function countFound(parts: Door, found: Found): Promise<{ count: number; isMore: boolean }> {
  const { filter, words, customers } = await narrowedBy(parts, found);
  const shares = words.length === 0 ? null : await sharesOf(parts.door);
  return parts.door.read(scopeOf(found.caller), async (db) => {
    if (shares === null) return countTickets(db, filter, mostCounted);
    const lookup = await lookUp(db, words, customers, shares, found);
    if ("ids" in lookup) return countTickets(db, { ...filter, ids: lookup.ids }, mostCounted);
    return countChecked(db, filter, lookup.query, found);
  });
}

type Narrowed = Pick<Conditions, "words" | "customers"> & { readonly filter: TicketFilter };

async function narrowedBy({ door }: Door, { caller, query, zone, filter }: Found): Promise<Narrowed> {
  if (zone !== null && !isZone(zone))
    throw new Refusal("bad-zone", `"${zone}" is not a zone: write an IANA name, Europe/Paris for instance.`, { zone });
  const only = filter.customer === undefined ? null : [filter.customer];
  if (query.trim() === "") return { filter, words: [], customers: only };
  const now = door.clock();
  const document = (await door.book()).documentAt(now);
  const scene = { document, now, zone: zone ?? document?.zone ?? "UTC", me: assigneeOf(caller, document) };
  const { conditions, statuses, words, customers } = conditionsOf(requireQuery(query), scene);
  return { filter: { ...filter, conditions, statuses }, words, customers: only ?? customers };
}

/** Either the tickets that have the words, or the words for a list to be held against, where too many have them. */
async function lookUp(
  db: Db,
  words: Conditions["words"],
  customers: readonly string[] | null,
  shares: Shares,
  { caller }: Found,
): Promise<{ ids: readonly number[] } | { query: WordQuery }> {
  const wanted = words.map(({ isNegated, test }) => ({ text: test.text, isPhrase: test.isPhrase, isNegated }));
  const query = queryOf(await soughtWords(db, wanted), shares);
  const isAsked = wanted.some(({ isNegated }) => !isNegated);
  if (isAsked && query.asked === null) return { ids: [] };
  if (query.asked === null || (isCommon(query, shares) && query.share * shares.size > mostIds)) return { query };
  const searcher = { sight: caller.sight, customerIds: caller.customerIds };
  // One ticket after another from the newest on would end at the newest few: here all are wanted.
  const rare = { ...query, share: 0 };
  const within = customers === null ? {} : { customers: withinSight(customers, caller.customerIds) };
  const found = await findNewest(db, { query: rare, searcher, shares, most: mostIds + 1, ...within });
  if (found.length > mostIds) return { query };
  const [only] = wanted;
  if (found.length === 0 && wanted.length === 1 && only !== undefined && !only.isNegated)
    return { ids: idsOf(await findIdentifiers(db, only.text, searcher, mostIds)) };
  return { ids: idsOf(found) };
}

const idsOf = (found: readonly { ticket_id: number }[]): number[] => found.map(({ ticket_id }) => ticket_id);

const withinSight = (customers: readonly string[], own: readonly string[] | null): readonly string[] =>
  own === null ? customers : customers.filter((id) => own.includes(id));

/** The list in its own order, of which only those tickets are kept that have the words. */
async function listChecked(db: Db, filter: TicketFilter, query: WordQuery, { caller }: Found): Promise<Page<ListedTicket>> {
  const limit = filter.limit ?? 50;
  const items: ListedTicket[] = [];
  let cursor = filter.cursor;
  for (let examined = 0, size = likelyEnough(limit, query); examined < mostExamined; examined += size, size = examinedAtOnce) {
    const page = await listPlaces(db, { ...filter, cursor }, size);
    const ids = page.items.map(({ ticket }) => ticket.id);
    const having = query.exact === "" ? new Set(ids) : new Set(await withWords(db, ids, query, caller));
    for (const [at, place] of page.items.entries()) {
      if (!having.has(place.ticket.id)) continue;
      items.push(place.ticket);
      if (items.length < limit) continue;
      const isLast = page.next === null && !page.items.slice(at + 1).some(({ ticket }) => having.has(ticket.id));
      return { items, next: isLast ? null : place.cursor };
    }
    if (page.next === null) return { items, next: null };
    cursor = page.next;
  }
  return { items, next: cursor ?? null };
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
