/** How common words are: what decides the way to look for them, and which words of a text tell most about it. */
import { sql } from "kysely";
import type { Door } from "#server/database/door.ts";

export type Shares = {
  /** Tickets in the index, about. */
  readonly size: number;
  /** Of them open, about. */
  readonly openSize: number;
  /** Of all tickets, the share that has this lexeme: of one too rare to be counted, a fifth of the least that is. */
  of(lexeme: string): number;
};

const keptForMs = 120_000;
const known = new WeakMap<Door, { until: number; shares: Promise<Shares> }>();

/** From PostgreSQL's statistics of the index of words, kept for two minutes. Of the whole installation, whoever asks. */
export function sharesOf(door: Door): Promise<Shares> {
  const now = performance.now();
  const kept = known.get(door);
  if (kept !== undefined && kept.until > now) return kept.shares;
  const shares = readShares(door);
  known.set(door, { until: now + keptForMs, shares });
  shares.catch(() => known.delete(door));
  return shares;
}

function readShares(door: Door): Promise<Shares> {
  return door.read("*", async (db) => {
    const [{ rows }, sizes] = await Promise.all([
      sql<{ lexeme: string; share: number }>`select lexeme, share from search_shares()`.execute(db),
      sql<{ size: number; open_size: number }>`select search_size() as size, search_open_size() as open_size`.execute(db),
    ]);
    const { size = 0, open_size: openSize = 0 } = sizes.rows[0] ?? {};
    return sharesFrom(new Map(rows.map(({ lexeme, share }) => [lexeme, share])), size, openSize);
  });
}

/** Without statistics (an index that is new) every word counts as rare. */
export function sharesFrom(byLexeme: ReadonlyMap<string, number>, size: number, openSize = size): Shares {
  let least = 1;
  for (const share of byLexeme.values()) least = Math.min(least, share);
  const rare = byLexeme.size === 0 ? 0 : least / 5;
  return { size, openSize: Math.min(openSize, size), of: (lexeme) => byLexeme.get(lexeme) ?? rare };
}
