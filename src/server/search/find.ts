/** The search: tickets by what was said in them, articles beside them; by number, by identifier, and by words that were misspelt. */
import { type Kysely, sql } from "kysely";
import { isForCustomer, may } from "#core/access/access.ts";
import type { Book } from "#core/agreement/book.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { excerptOf, type Mark, plainWord, stemOf } from "#core/search/excerpt.ts";
import { longestQuery, parseQuery, printQuery, type Query, type Term } from "#core/search/query.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type ArticleHit, searchArticles } from "#server/knowledge/search.ts";
import { findListed } from "#server/search/list.ts";
import { type Shares, sharesOf } from "#server/search/shares.ts";
import { type FoundTicket, findIdentifiers, findNewest, isCommon } from "#server/search/tickets.ts";
import { alikeWords, queryOf, type Sought, soughtWords } from "#server/search/words.ts";
import { type ListedTicket, listTickets } from "#server/ticket/list.ts";
import { scopeOf } from "#server/ticket/reader.ts";

type Db = Kysely<Tables>;

export type TicketHit = { readonly ticket: ListedTicket; readonly excerpt: string; readonly marks: readonly Mark[] };
export type Correction = { readonly word: string; readonly instead: readonly string[] };
export type SearchAnswer = {
  readonly tickets: readonly TicketHit[];
  readonly articles: readonly ArticleHit[];
  readonly corrected: readonly Correction[];
  readonly next: string | null;
  readonly book: Book;
};

export type Asked = {
  readonly caller: Caller;
  readonly language: Language;
  readonly q: string;
  readonly limit: number;
  readonly cursor: string | null;
};

/** Up to so many tickets are put in order of how well they match; of more, the newest come first. */
const mostRanked = 200;
/** With fewer, identifiers are looked into, and words that look alike are tried. */
const fewHits = 3;
const mostAlike = 3;
const mostArticles = 5;

/** A page of what a search finds. Refuses `query-too-long`, `bad-query`, `bad-cursor`. */
export async function search(parts: Pick<Parts, "door">, asked: Asked): Promise<SearchAnswer> {
  const { q } = asked;
  if (q.length > longestQuery)
    throw new Refusal("query-too-long", `A search has at most ${longestQuery} characters.`, { most: longestQuery });
  const { query } = parseQuery(q);
  const isWords = query.terms.every(({ test }) => test.field === "words");
  return isWords ? searchWords(parts, asked, query) : searchFields(parts, asked, query);
}

/** Beside the first page, what is written about the words. */
const articlesOf = async (db: Db, { caller, language, cursor }: Asked, query: Query): Promise<ArticleHit[]> => {
  const text = cursor === null && may(caller, "knowledge:read") ? textOf(query) : "";
  return text === "" ? [] : searchArticles(db, { language }, text, mostArticles);
};

const wordTerms = ({ terms }: Query): (Term & { test: { field: "words"; text: string; isPhrase: boolean } })[] =>
  terms.flatMap(({ isNegated, test }) => (test.field === "words" ? [{ isNegated, test }] : []));

const textOf = (query: Query): string =>
  wordTerms(query)
    .filter(({ isNegated }) => !isNegated)
    .map(({ test }) => test.text)
    .join(" ");

/** With fields it is a list, the newest first. */
async function searchFields({ door }: Pick<Parts, "door">, asked: Asked, query: Query): Promise<SearchAnswer> {
  const { caller, limit, cursor } = asked;
  const filter = { sight: caller.sight, order: "newest" as const, limit, cursor: cursor ?? undefined };
  const { items, next, book } = await findListed({ door }, { caller, query: printQuery(query), zone: caller.zone, filter });
  const stems = wordTerms(query).flatMap(({ isNegated, test }) => (isNegated ? [] : test.text.split(" ").map(plainWord)));
  const ids = items.map(({ id }) => id);
  const [tickets, articles] = await door.read(scopeOf(caller), (db) =>
    Promise.all([hydrated(db, ids, stems, caller), articlesOf(db, asked, query)]),
  );
  return { tickets, articles, corrected: [], next, book };
}

type Found = Pick<SearchAnswer, "tickets" | "corrected">;

/** All in one transaction; only where little is found, in a second one, what may have been meant. */
async function searchWords({ door }: Pick<Parts, "door">, asked: Asked, query: Query): Promise<SearchAnswer> {
  const { caller } = asked;
  const wanted = wordTerms(query).map(({ isNegated, test }) => ({ text: test.text, isPhrase: test.isPhrase, isNegated }));
  const shares = await sharesOf(door);
  const cursor = readCursor(asked.cursor);
  const first = await door.readWithBook(scopeOf(caller), async (db, book) => {
    const tickets = async () => {
      const [sought, named] = await Promise.all([soughtWords(db, wanted), numbered(db, asked)]);
      const { ids, next } = await pageOf(db, sought, shares, asked, cursor);
      const hits = [...new Set([...named, ...ids])];
      const isEnough = ids.length >= fewHits || asked.cursor !== null;
      return { sought, hits, next, tickets: isEnough ? await hydrated(db, hits, stemsOf(sought), caller) : null };
    };
    const [found, articles, versions] = await Promise.all([tickets(), articlesOf(db, asked, query), book]);
    return { ...found, articles, book: versions };
  });
  const { sought, hits, next, articles, book } = first;
  const found: Found =
    first.tickets === null ? await tryHarder({ door }, { sought, hits }, shares, asked) : { tickets: first.tickets, corrected: [] };
  return { ...found, articles, next, book };
}

type Cursor = { kind: "newest"; before: number } | { kind: "ranked"; from: number };

/** `n…` goes on below a number, `k…` at a place among those in order. */
function readCursor(cursor: string | null): Cursor {
  if (cursor === null) return { kind: "ranked", from: 0 };
  const parts = /^([nk])([0-9a-z]{1,11})$/.exec(cursor);
  const value = Number.parseInt(parts?.[2] ?? "", 36);
  if (parts === null || !Number.isSafeInteger(value) || (parts[1] === "k" && value > mostRanked)) {
    throw new Refusal("bad-cursor", "This is no cursor of this search: take `next` of the page before, or start without one.", { cursor });
  }
  return parts[1] === "n" ? { kind: "newest", before: value } : { kind: "ranked", from: value };
}

async function pageOf(db: Db, sought: readonly Sought[], shares: Shares, { caller, limit }: Asked, cursor: Cursor) {
  const query = queryOf(sought, shares);
  const searcher = { sight: caller.sight, customerIds: caller.customerIds };
  const newest = (found: readonly FoundTicket[]) => {
    const ids = found.slice(0, limit).map(({ ticket_id }) => ticket_id);
    return { ids, next: found.length > limit ? `n${(ids.at(-1) ?? 0).toString(36)}` : null };
  };
  if (cursor.kind === "newest") return newest(await findNewest(db, { query, searcher, shares, most: limit + 1, before: cursor.before }));
  const most = isCommon(query, shares) ? limit + 1 : mostRanked + 1;
  const found = await findNewest(db, { query, searcher, shares, most });
  if (found.length > mostRanked || (found.length === most && most <= mostRanked)) return newest(found);
  const ranked = [...found].sort((a, b) => b.rank - a.rank || b.ticket_id - a.ticket_id);
  const ids = ranked.slice(cursor.from, cursor.from + limit).map(({ ticket_id }) => ticket_id);
  const until = cursor.from + ids.length;
  return { ids, next: until < ranked.length ? `k${until.toString(36)}` : null };
}

const stemsOf = (sought: readonly Sought[]): string[] => [
  ...new Set(
    sought
      .filter(({ isNegated }) => !isNegated)
      .flatMap(({ text, alternatives }) => [
        ...text.replace(/\*$/, "").split(" ").map(plainWord),
        ...alternatives.flatMap(({ lexemes }) => lexemes.map(stemOf)),
      ])
      .filter((stem) => stem.length > 1),
  ),
];

/** A ticket by its number alone. */
async function numbered(db: Db, { caller, q, cursor }: Asked): Promise<number[]> {
  const number = /^\s*#?(\d{1,15})\s*$/.exec(q)?.[1];
  if (number === undefined || cursor !== null) return [];
  const { items } = await listTickets(db, { ids: [Number(number)], sight: caller.sight, order: "newest", limit: 1 });
  return items.map(({ id }) => id);
}

type Few = { readonly sought: readonly Sought[]; readonly hits: readonly number[] };

/** Parts of identifiers, and words that look like those that were written, behind the few that were found. */
async function tryHarder({ door }: Pick<Parts, "door">, { sought, hits }: Few, shares: Shares, asked: Asked): Promise<Found> {
  const { caller, limit } = asked;
  const plain = sought.filter(({ isPhrase, isNegated }) => !isPhrase && !isNegated);
  const searcher = { sight: caller.sight, customerIds: caller.customerIds };
  // What words there are is the provider's to know; what they then find is bound to the searcher's own scope.
  const corrections = await door.read("*", async (db) =>
    Promise.all(plain.map(async ({ text }) => ({ word: text, instead: await alikeWords(db, text, mostAlike) }))),
  );
  const corrected = corrections.filter(({ instead }) => instead.length > 0);
  return door.read(scopeOf(caller), async (db) => {
    const [only] = plain;
    const [parts, wider] = await Promise.all([
      only !== undefined && sought.length === 1 ? findIdentifiers(db, only.text, searcher, limit) : [],
      corrected.length === 0 ? null : widened(db, sought, corrected),
    ]);
    const found = wider === null ? [] : await findNewest(db, { query: queryOf(wider, shares), searcher, shares, most: mostRanked });
    const best = found.sort((a, b) => b.rank - a.rank || b.ticket_id - a.ticket_id).slice(0, limit);
    const ids = [...new Set([...hits, ...idsOf(parts), ...idsOf(best)])].slice(0, limit);
    const tickets = await hydrated(db, ids, stemsOf(wider ?? sought), caller);
    return { tickets, corrected: best.length === 0 ? [] : corrected };
  });
}

/** What was sought, or what was most likely meant. */
async function widened(db: Db, sought: readonly Sought[], corrected: readonly Correction[]): Promise<Sought[]> {
  const instead = await soughtWords(
    db,
    corrected.flatMap((each) => each.instead.map((text) => ({ text, isPhrase: false, isNegated: false }))),
  );
  const byText = new Map(instead.map((each) => [each.text, each.alternatives]));
  return sought.map((each): Sought => {
    const alike = corrected.find(({ word }) => word === each.text && !each.isPhrase && !each.isNegated)?.instead ?? [];
    return { ...each, alternatives: [...each.alternatives, ...alike.flatMap((text) => byText.get(text) ?? [])] };
  });
}

const idsOf = (found: readonly { ticket_id: number }[]): number[] => found.map(({ ticket_id }) => ticket_id);

const longestText = 4_000;
const mostTexts = 25;

/** The tickets in the order given, each with the place that shows why it was found; what the caller may not see is left out. */
async function hydrated(db: Db, ids: readonly number[], stems: readonly string[], caller: Caller): Promise<TicketHit[]> {
  if (ids.length === 0) return [];
  const [{ items }, texts] = await Promise.all([
    listTickets(db, { ids, sight: caller.sight, order: "newest", limit: ids.length }),
    textsOf(db, ids, caller.customerIds === null),
  ]);
  const byId = new Map(items.map((ticket) => [ticket.id, ticket]));
  return ids.flatMap((id) => {
    const ticket = byId.get(id);
    return ticket === undefined ? [] : [{ ticket, ...excerptOf(texts.get(id) ?? [], stems) }];
  });
}

/** What was said in each ticket, in order; internal words only for the provider's own. */
async function textsOf(db: Db, ids: readonly number[], isInternal: boolean): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ ticket_id: number; type: string; visibility: "public" | "internal" | null; said: string | null }>`
    select e.ticket_id, e.type, e.facts->>'visibility' as visibility,
      left(coalesce(v.p->>'description', v.p->>'text', v.p->>'solution', v.p->>'note', v.p->>'reason', v.p->>'words'), ${longestText}) as said
    from unnest(${[...ids]}::bigint[]) as given(id),
      lateral (select * from events where ticket_id = given.id and personal is not null order by seq limit ${mostTexts}) as e,
      lateral (select e.personal->'values' as p) as v
    order by e.ticket_id, e.seq`.execute(db);
  const texts = new Map<number, string[]>();
  for (const { ticket_id, type, visibility, said } of rows) {
    if (said === null || said === "") continue;
    if (!isInternal && !isForCustomer({ type, ...(visibility === null ? {} : { visibility }) })) continue;
    texts.set(ticket_id, [...(texts.get(ticket_id) ?? []), said]);
  }
  return texts;
}
