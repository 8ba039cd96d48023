/** Finding tickets by words: which way, in whose sight, in which order. */
import { type Kysely, sql } from "kysely";
import type { Sight } from "#core/access/sight.ts";
import type { Tables } from "#server/database/tables.ts";
import { customerLabel, quoted } from "#server/search/document.ts";
import type { Shares } from "#server/search/shares.ts";
import type { WordQuery } from "#server/search/words.ts";

type Db = Kysely<Tables>;

/** Who searches: what row-level security lets through is the transaction's scope, this the rest. */
export type Searcher = { readonly sight: Sight; readonly customerIds: readonly string[] | null };

export type FoundTicket = { readonly customer_id: string; readonly ticket_id: number; readonly rank: number };

/** Words that more tickets have than this are looked for one ticket after another, from the newest on. */
const commonShare = 0.006;
/** So many tickets are looked at before the index is asked after all: words may be common each and never come together. */
const mostWalked = 4_000;

const beginning = Number.MAX_SAFE_INTEGER;

/** Parameters by which the index keeps to a sight; see `search_sees` in the migration. */
export function sightParameters({ sight }: Searcher) {
  if (sight === "everything" || sight.isDesignated) return sql`null::text, '{}'::text[], '{}'::text[], '{}'::text[]`;
  const agreements = (wanted: string): string[] =>
    Object.entries(sight.visibility).flatMap(([id, visibility]) => (visibility === wanted ? [id] : []));
  return sql`${sight.contact}::text, ${[...sight.colleagues]}::text[], ${agreements("department")}::text[], ${agreements("customer")}::text[]`;
}

/** Narrowed to customers within the index itself: of few, that leaves little to read. */
function narrowedTo(asked: string, customers: readonly string[] | null): string {
  if (customers === null || customers.length === 0 || customers.length > 20) return asked;
  return `(${asked}) & (${customers.map((id) => quoted(customerLabel(id))).join(" | ")})`;
}

export type Search = {
  readonly query: WordQuery;
  readonly searcher: Searcher;
  readonly shares: Shares;
  /** Only tickets with smaller numbers. */
  readonly before?: number;
  /** At most so many, the newest. */
  readonly most: number;
  /** Of these customers alone; null: of all that the searcher sees. */
  readonly customers?: readonly string[] | null;
  /** Only those that were open when they were indexed, and perhaps some that were not. */
  readonly isOpen?: boolean;
};

export const isCommon = ({ share }: WordQuery, { size }: Shares): boolean => share >= commonShare && share * size > 2_000;

/** Tickets with the words, newest first. */
export async function findNewest(db: Db, search: Search): Promise<FoundTicket[]> {
  const { query, shares, most } = search;
  if (query.asked === null) return [];
  if (isCommon(query, shares)) {
    const walked = await searchTickets(db, search, mostWalked);
    if (walked.length === most) return walked;
  }
  return searchTickets(db, search, 0);
}

async function searchTickets(
  db: Db,
  { query, searcher, before, most, customers = searcher.customerIds, isOpen = false }: Search,
  walk: number,
) {
  const isInternal = searcher.customerIds === null;
  const { rows } = await sql<FoundTicket>`
    select customer_id, ticket_id, rank from search_tickets(${narrowedTo(query.asked ?? "", customers)}::tsquery, ${narrowedTo(query.exact, customers)}::tsquery,
      ${isInternal}, ${sightParameters(searcher)}, ${before ?? beginning}, ${most}, ${walk}, ${isOpen})`.execute(db);
  return rows;
}

/** Of these tickets, those with the words, in the order given. */
export async function withWords(db: Db, ids: readonly number[], { exact }: WordQuery, { customerIds }: Searcher): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ ticket_id: number }>`
    select ticket_id from search_among(${[...ids]}::bigint[], ${exact}::tsquery, ${customerIds === null})`.execute(db);
  const has = new Set(rows.map(({ ticket_id }) => ticket_id));
  return ids.filter((id) => has.has(id));
}

/** Tickets in which `part` stands inside of an identifier (4711 in ERR-4711), newest first. Parts of less than four characters find nothing. */
export async function findIdentifiers(db: Db, part: string, searcher: Searcher, most: number): Promise<FoundTicket[]> {
  const sought = part.toLowerCase();
  if (sought.length < 4 || !/\p{N}|[._@-]/u.test(sought) || /\s/u.test(sought)) return [];
  const pattern = `%${sought.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<Omit<FoundTicket, "rank">>`
    select customer_id, ticket_id from search_identifiers(${pattern}, ${searcher.customerIds === null}, ${sightParameters(searcher)}, ${beginning}, ${most})`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, rank: 0 }));
}
