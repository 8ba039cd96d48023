/** What has been solved before: tickets that share the telling words of a text, and what is written about it. */
import { type Kysely, sql } from "kysely";
import { may } from "#core/access/access.ts";
import type { Language } from "#core/model/document.ts";
import { identifiersOf } from "#core/search/identifier.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type ArticleHit, searchArticles } from "#server/knowledge/search.ts";
import { quoted } from "#server/search/document.ts";
import { type Shares, sharesOf } from "#server/search/shares.ts";
import { sightParameters } from "#server/search/tickets.ts";
import { listTickets } from "#server/ticket/list.ts";
import { scopeOf } from "#server/ticket/reader.ts";

type Db = Kysely<Tables>;

export type About = {
  readonly subject: string;
  readonly description: string;
  readonly service: string | null;
  readonly component: string | null;
  /** Not this one. */
  readonly ticketId: number | null;
  readonly language: Language;
};

export type SimilarTicket = { id: number; subject: string; solution: string; resolvedAt: number | null; score: number };
export type Similar = { tickets: SimilarTicket[]; articles: ArticleHit[] };

const mostArticles = 3;
/** A description says in its beginning what it is about. */
const longestDescription = 4_000;
const longestSolution = 300;
/** Below, two tickets share little more than their language. */
const leastScore = 0.2;
/** So many telling words in common are as alike as it gets: of numbers and names that occur once, nobody can have all. */
const mostInCommon = 6;

/** Solved tickets and articles for a text, the most alike first; what the caller may see of them. */
export async function similarTo({ door }: Pick<Parts, "door">, caller: Caller, about: About, limit: number): Promise<Similar> {
  const shares = await sharesOf(door);
  const scope = scopeOf(caller);
  const text = `${about.subject}\n${about.description.slice(0, longestDescription)}`;
  return door.read(scope, async (db) => {
    const [tickets, articles] = await Promise.all([
      similarTickets(db, caller, about, shares, limit),
      may(caller, "knowledge:read") ? searchArticles(db, { language: about.language }, text, mostArticles, { service: about.service }) : [],
    ]);
    return { tickets, articles };
  });
}

export type Telling = { readonly lexeme: string; readonly share: number; readonly weight: number };

const mostTelling = 10;
/** Words that more than a tenth of all tickets have tell nothing. */
const commonest = 0.1;

/** The rarest words weigh most (the logarithm of how rare they are), those of the subject half as much again. */
export function tellingWords(words: readonly { lexeme: string; isSubject: boolean }[], shares: Shares): Telling[] {
  return words
    .map(({ lexeme, isSubject }) => {
      const share = Math.max(shares.of(lexeme), 1 / Math.max(shares.size, 1_000));
      return { lexeme, share, weight: Math.log(1 / share) * (isSubject ? 1.5 : 1) };
    })
    .filter(({ share }) => share <= commonest || shares.size < 1_000)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostTelling);
}

/** Reading more candidates than this takes longer than somebody who types will wait. */
const mostCandidates = 2_500;
const walked = 2_000;

const isIdentifier = (lexeme: string): boolean => /\p{N}|[._@]/u.test(lexeme);

/** Tickets with any of the identifiers, or with two of the words: which the index tells by itself, without reading a ticket for each. */
function anyOrTwo(lexemes: readonly string[]): string {
  const [words, identifiers] = [lexemes.filter((each) => !isIdentifier(each)), lexemes.filter(isIdentifier)];
  const pairs = words.flatMap((one, at) => words.slice(at + 1).map((other) => `(${quoted(one)} & ${quoted(other)})`));
  const ways = [...identifiers.map(quoted), ...(lexemes.length === words.length && words.length < 3 ? words.map(quoted) : pairs)];
  return ways.join(" | ");
}

/**
 * How candidates are looked for: with the rarest words while few tickets have them; with several common ones together; or, when even
 * those are everywhere, among the newest tickets.
 */
export function candidatesOf(telling: readonly Telling[], { size }: Shares): { query: string; walk: number } | null {
  const rarest = [...telling].sort((a, b) => a.share - b.share);
  const [first] = rarest;
  if (first === undefined) return null;
  const any: string[] = [];
  let expected = 0;
  for (const { lexeme, share } of rarest) {
    expected += share * size;
    if (expected > mostCandidates) break;
    any.push(lexeme);
  }
  if (any.length > 0) return { query: anyOrTwo(any), walk: 0 };
  const all = [quoted(first.lexeme)];
  let together = first.share * size;
  for (const { lexeme, share } of rarest.slice(1, 5)) {
    all.push(quoted(lexeme));
    together *= share;
    if (together <= mostCandidates) return { query: all.join(" & "), walk: 0 };
  }
  return { query: rarest.map(({ lexeme }) => quoted(lexeme)).join(" | "), walk: walked };
}

async function similarTickets(db: Db, caller: Caller, about: About, shares: Shares, limit: number): Promise<SimilarTicket[]> {
  const telling = tellingWords(await lexemesOf(db, about), shares);
  const candidates = candidatesOf(telling, shares);
  if (candidates === null) return [];
  const searcher = { sight: caller.sight, customerIds: caller.customerIds };
  const { rows } = await sql<{ ticket_id: number; score: number }>`
    select ticket_id, score from search_similar(${candidates.query}::tsquery, ${telling.map(({ lexeme }) => quoted(lexeme))}::tsquery[],
      ${telling.map(({ weight }) => weight)}::real[], ${caller.customerIds === null}, ${sightParameters(searcher)},
      ${about.service}::text, ${about.component}::text, ${about.ticketId ?? 0}::bigint, ${limit}, ${candidates.walk})`.execute(db);
  const most = telling.slice(0, mostInCommon).reduce((sum, { weight }) => sum + weight, 0);
  const scores = new Map(rows.map(({ ticket_id, score }) => [ticket_id, Math.min(1, Math.round((score / most) * 100) / 100)]));
  const ids = [...scores].filter(([, score]) => score >= leastScore).map(([id]) => id);
  if (ids.length === 0) return [];
  const [{ items }, solved] = await Promise.all([
    listTickets(db, { ids, sight: caller.sight, order: "newest", limit: ids.length }),
    solutionsOf(db, ids),
  ]);
  return items
    .map(({ id, subject }) => ({ id, subject, score: scores.get(id) ?? 0, solution: "", resolvedAt: null, ...solved.get(id) }))
    .sort((a, b) => b.score - a.score || b.id - a.id);
}

async function lexemesOf(db: Db, { subject, description, language }: About): Promise<{ lexeme: string; isSubject: boolean }[]> {
  const config = sql.lit(`guardia_${language}`);
  const body = description.slice(0, longestDescription).replaceAll("\0", " ");
  const { rows } = await sql<{ lexeme: string; is_subject: boolean }>`
    select lexeme, 'A' = any(weights) as is_subject
    from unnest(setweight(to_tsvector(${config}, ${subject.replaceAll("\0", " ")}), 'A') || to_tsvector(${config}, ${body}))`.execute(db);
  const lexemes = rows.map((row) => ({ lexeme: row.lexeme, isSubject: row.is_subject }));
  const known = new Set(lexemes.map(({ lexeme }) => lexeme));
  const identifiers = identifiersOf(`${subject}\n${body}`).filter((each) => !known.has(each));
  return [...lexemes, ...identifiers.map((lexeme) => ({ lexeme, isSubject: subject.toLowerCase().includes(lexeme) }))];
}

/** How each was solved, last. */
async function solutionsOf(db: Db, ids: readonly number[]): Promise<Map<number, { solution: string; resolvedAt: number }>> {
  const { rows } = await sql<{ ticket_id: number; solution: string | null; at: number }>`
    select distinct on (ticket_id) ticket_id, left(personal->'values'->>'solution', ${longestSolution}) as solution, at
    from events where ticket_id = any(${[...ids]}::bigint[]) and type = 'ticket.resolved' order by ticket_id, seq desc`.execute(db);
  return new Map(rows.map(({ ticket_id, solution, at }) => [ticket_id, { solution: solution ?? "", resolvedAt: at }]));
}
