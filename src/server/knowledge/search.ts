/** Finding articles: full text in each article's own language, and trigrams for titles that are misspelt. */
import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Language } from "#core/model/document.ts";
import type { Tables } from "#server/database/tables.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

/** Who searches, as far as the answer depends on it; what they may see, row-level security and the scope of `db` decide. */
export type SearchReader = { readonly language: Language };

export type ArticleHit = {
  id: string;
  slug: string;
  title: string;
  /** The place that matches, in plain words. */
  excerpt: string;
  /** Stretches `[from, to)` of the excerpt that match. */
  marks: [number, number][];
  language: Language;
  version: number;
  service: string | null;
  /** Only to compare hits of one search; the best comes first. */
  score: number;
};

export type SearchNarrowing = {
  /** Articles about this service, and about none in particular. */
  service?: string | null;
};

/** PostgreSQL's dictionary for a language. */
export const dictionaryOf: Readonly<Record<Language, string>> = { en: "english", fr: "french", es: "spanish" };

/** Of a long text, as many words as say what it is about. */
const mostWords = 40;
const [startMark, stopMark] = ["\u0002", "\u0003"];

/** The words of a text as a query may hold them: letters and digits of any script, each once. */
export function wordsOf(text: string): string[] {
  const found = text
    .slice(0, 20_000)
    .toLowerCase()
    .match(/[\p{L}\p{N}]{2,40}/gu);
  return [...new Set(found ?? [])].slice(0, mostWords);
}

/**
 * Published articles that answer `text` (a few words, or a whole report), the best first, each once: in the reader's language where it
 * matches there, else in the language that does. `db` is a transaction whose scope is the reader's; nothing is found for a text without words.
 */
export async function searchArticles(
  db: Kysely<Tables>,
  reader: SearchReader,
  text: string,
  limit: number,
  { service }: SearchNarrowing = {},
): Promise<ArticleHit[]> {
  const words = wordsOf(text);
  if (words.length === 0 || limit < 1) return [];
  const hits = await hitsOf(db.withTables<KnowledgeTables>(), words, service ?? null, limit * 3);
  return bestOfEach(hits, reader.language).slice(0, limit);
}

type Hit = Omit<ArticleHit, "marks" | "excerpt"> & { headline: string };

/** Candidates of the cheap rank that are looked at closely. */
const mostCandidates = 60;
/** A misspelt title is looked for where somebody typed a few words, not in a whole report. */
const mostMisspelt = 6;

/**
 * A short question must be met by most of its words, a long report by a share of them. Where words find too little, titles that look
 * alike are taken too: so a misspelling finds.
 */
async function hitsOf(
  db: Kysely<Tables & KnowledgeTables>,
  words: readonly string[],
  service: string | null,
  limit: number,
): Promise<Hit[]> {
  const about = service === null ? sql<SqlBool>`true` : sql<SqlBool>`(s.service is null or s.service = ${service})`;
  const met = await hitsByWords(db, words, about, limit);
  if (met.length >= limit / 3 || words.length > mostMisspelt) return met;
  const known = new Set(met.map(({ id }) => id));
  return [...met, ...(await hitsByTitle(db, words, about, limit)).filter(({ id }) => !known.has(id))];
}

/** Words as lexemes of each row's own dictionary, the last one perhaps unfinished; ranked roughly, then the best ones closely. */
async function hitsByWords(db: Kysely<Tables & KnowledgeTables>, words: readonly string[], about: RawBuilder<SqlBool>, limit: number) {
  const last = words.length - 1;
  const anyOf = words.map((word, index) => (index === last && words.length < 6 ? `${word}:*` : word)).join(" | ");
  // Of one or two words the last may be unfinished, and then is no lexeme yet.
  const least = words.length <= 2 ? 0 : words.length <= 6 ? 1 : 3;
  const { rows } = await sql<Hit>`
    with asked as materialized (
      select l.language, l.dictionary,
             to_tsquery(l.dictionary, unaccent(${anyOf})) as query,
             tsvector_to_array(to_tsvector(l.dictionary, unaccent(${words.join(" ")}))) as lexemes
      from (values ('en', 'english'::regconfig), ('fr', 'french'::regconfig), ('es', 'spanish'::regconfig)) as l(language, dictionary)
    ), candidates as materialized (
      select s.article_id, s.language, ts_rank(s.words, a.query)::float8 as rank
      from article_search s join asked a using (language)
      where s.is_published and ${about} and s.words @@ a.query
      order by rank desc, s.article_id limit ${mostCandidates}
    ), met as (
      select s.article_id as id, s.slug, s.title, s.language, s.version, s.service, s.plain, a.query, a.dictionary, c.rank,
             cardinality(array(select unnest(a.lexemes) intersect select unnest(tsvector_to_array(s.words)))) as shared
      from candidates c join article_search s on s.article_id = c.article_id and s.language = c.language and s.is_published
      join asked a on a.language = c.language
    )
    select id, slug, title, language, version, service, (rank + shared * 0.5)::float8 as score,
           ts_headline(dictionary, plain, query, ${headlineOptions}) as headline
    from (select * from met where shared >= ${least}
          order by rank + shared * 0.5 desc, id limit ${limit}) as best
    order by score desc, id`.execute(db);
  return rows;
}

const headlineOptions = `StartSel=${startMark}, StopSel=${stopMark}, MaxWords=28, MinWords=14, MaxFragments=1, HighlightAll=false`;

async function hitsByTitle(db: Kysely<Tables & KnowledgeTables>, words: readonly string[], about: RawBuilder<SqlBool>, limit: number) {
  const phrase = words.join(" ");
  const alike = sql`word_similarity(unaccent(lower(${phrase})), unaccent(lower(s.title)))`;
  const { rows } = await sql<Hit>`
    select s.article_id as id, s.slug, s.title, s.language, s.version, s.service, ${alike}::float8 as score, left(s.lead, 200) as headline
    from article_search s where s.is_published and ${about} and ${alike} > 0.5
    order by score desc, s.article_id limit ${limit}`.execute(db);
  return rows;
}

/** One hit for each article: in the reader's language where there is one, at the place of its best. */
function bestOfEach(hits: readonly Hit[], language: Language): ArticleHit[] {
  const byArticle = new Map<string, Hit>();
  for (const hit of hits) {
    const before = byArticle.get(hit.id);
    if (before === undefined) byArticle.set(hit.id, hit);
    else if (hit.language === language && before.language !== language) byArticle.set(hit.id, { ...hit, score: before.score });
  }
  return [...byArticle.values()].map(({ headline, id, slug, title, version, service, score, language: found }) => ({
    ...{ id, slug, title, version, service, score, language: found },
    ...excerptOf(headline),
  }));
}

/** A headline with its marks as stretches instead of signs. */
export function excerptOf(headline: string): Pick<ArticleHit, "excerpt" | "marks"> {
  const marks: [number, number][] = [];
  let excerpt = "";
  let from = 0;
  for (const sign of headline.replaceAll(/\s+/g, " ").trim()) {
    if (sign === startMark) from = excerpt.length;
    else if (sign === stopMark) marks.push([from, excerpt.length]);
    else excerpt += sign;
  }
  return { excerpt, marks };
}
