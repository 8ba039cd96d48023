/**
 * Words of a query as PostgreSQL looks for them: each in the three languages, because nobody says in which one they write, and as an
 * identifier. All must occur; a word that one of the languages leaves out (the, sur, con) is asked of nobody.
 */
import { type Kysely, sql } from "kysely";
import { identifiersOf } from "#core/search/identifier.ts";
import type { Tables } from "#server/database/tables.ts";
import { quoted } from "#server/search/document.ts";
import type { Shares } from "#server/search/shares.ts";

type Db = Kysely<Tables>;

export type Wanted = { readonly text: string; readonly isPhrase: boolean; readonly isNegated: boolean };

/** A word or phrase with its alternatives; a text of a tsquery for each. */
export type Sought = Wanted & {
  readonly alternatives: readonly { readonly query: string; readonly lexemes: readonly string[] }[];
  /** Too common to be asked: left out, unless nothing else is asked. */
  readonly isStopped: boolean;
};

const languages = ["en", "fr", "es"] as const;
/** Shorter beginnings are those of too many words. */
const shortestPrefix = 3;

type Parsed = { query: string; lexemes: string[] };

/** Reads words in all languages, in one round trip. */
export async function soughtWords(db: Db, wanted: readonly Wanted[]): Promise<Sought[]> {
  if (wanted.length === 0) return [];
  const texts = wanted.map(({ text }) => text.replaceAll("\0", " "));
  const columns = languages.map((language) => {
    const config = sql.lit(`guardia_${language}`);
    return sql`json_build_object('query', (case when w.phrase then phraseto_tsquery(${config}, w.text) else plainto_tsquery(${config}, w.text) end)::text,
      'lexemes', tsvector_to_array(to_tsvector(${config}, w.text)))`;
  });
  const { rows } = await sql<{ en: Parsed; fr: Parsed; es: Parsed }>`
    select ${columns[0]} as en, ${columns[1]} as fr, ${columns[2]} as es
    from unnest(${texts}::text[], ${wanted.map(({ isPhrase }) => isPhrase)}::boolean[]) with ordinality as w(text, phrase, n) order by w.n`.execute(
    db,
  );
  return wanted.map((word, at) => soughtOf(word, rows[at]));
}

function soughtOf(word: Wanted, row: { en: Parsed; fr: Parsed; es: Parsed } | undefined): Sought {
  const parsed = row === undefined ? [] : languages.map((language) => row[language]);
  const alternatives = new Map<string, string[]>();
  for (const { query, lexemes } of parsed) if (query !== "") alternatives.set(query, lexemes);
  const prefix = word.isPhrase ? null : /^(\p{L}[\p{L}\p{N}]*)\*$/u.exec(word.text)?.[1];
  if (prefix !== null && prefix !== undefined && prefix.length >= shortestPrefix) {
    const plain = prefix.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
    alternatives.set(`${quoted(plain)}:*`, [plain]);
  }
  const identifiers = word.isPhrase ? [] : identifiersOf(word.text);
  const [only] = identifiers;
  if (only !== undefined && identifiers.length === 1 && only === word.text.toLowerCase()) {
    // As it is, and nothing else: its pieces (err, 4711) are everywhere, and every identifier is in the index whole.
    alternatives.clear();
    alternatives.set(quoted(only), [only]);
  }
  const isStopped = identifiers.length === 0 && parsed.some(({ query }) => query === "");
  return { ...word, isStopped, alternatives: [...alternatives].map(([query, lexemes]) => ({ query, lexemes })) };
}

export type WordQuery = {
  /** What must occur, for the index: nothing negated. Null when nothing is asked for that could be found. */
  readonly asked: string | null;
  /** All of it. */
  readonly exact: string;
  /** The share of all tickets that have this, about. */
  readonly share: number;
};

/** One query of all words. Without a word that must occur there is nothing to look for: `asked` is null. */
export function queryOf(sought: readonly Sought[], shares: Shares): WordQuery {
  const usable = sought.filter(({ alternatives }) => alternatives.length > 0);
  const positive = usable.filter(({ isNegated }) => !isNegated);
  const telling = positive.filter(({ isStopped }) => !isStopped);
  const kept = telling.length > 0 ? telling : positive;
  const parts = kept.map(anyOf);
  const unwanted = usable.filter(({ isNegated }) => isNegated).map((each) => `!${anyOf(each)}`);
  const share = kept.reduce((product, each) => product * shareOf(each, shares), 1);
  return { asked: parts.length === 0 ? null : parts.join(" & "), exact: [...parts, ...unwanted].join(" & "), share };
}

const anyOf = ({ alternatives }: Sought): string => `(${alternatives.map(({ query }) => `(${query})`).join(" | ")})`;

/** Of alternatives the sum, at most all; of the words of one alternative the rarest. */
function shareOf({ alternatives }: Sought, shares: Shares): number {
  let sum = 0;
  for (const { lexemes } of alternatives) sum += lexemes.reduce((least, lexeme) => Math.min(least, shares.of(lexeme)), 1);
  return Math.min(1, sum);
}

/** Words that look like one that nobody wrote. Whoever calls has the provider's scope: only what they then find is shown. */
export async function alikeWords(db: Db, word: string, most: number): Promise<string[]> {
  const plain = word.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  if (!/^\p{L}{4,24}$/u.test(plain)) return [];
  const { rows } = await sql<{ word: string }>`select word from search_alike(${plain}, ${most})`.execute(db);
  return rows.map((row) => row.word);
}
