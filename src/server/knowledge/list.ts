/** Articles by pages: for their readers what is published, for their authors what is written. */
import { type Kysely, sql } from "kysely";
import type { ArticleState, Visibility } from "#core/knowledge/article.ts";
import type { Audience } from "#core/knowledge/reader.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Tables } from "#server/database/tables.ts";
import { dictionaryOf, wordsOf } from "#server/knowledge/search.ts";
import type { ArticleRow, KnowledgeTables } from "#server/knowledge/tables.ts";

export type ArticleFilter = {
  q?: string | undefined;
  service?: string | undefined;
  language?: Language | undefined;
  state?: ArticleState | undefined;
  visibility?: Visibility | undefined;
  tag?: string | undefined;
  owner?: string | undefined;
  outdated?: "yes" | undefined;
  review?: "due" | undefined;
};

export type Listed = ArticleRow & { title: string; excerpt: string; shown: Language };

export type Listing = {
  filter: ArticleFilter;
  audience: Audience;
  /** In which titles are wanted. */
  language: Language;
  /** A local date of the provider's zone. */
  today: string;
  limit: number;
  cursor: string | null;
};

type Db = Kysely<Tables & KnowledgeTables>;

/** What was changed last comes first; with words, what answers them best, on one page. */
export async function listArticles(any: Kysely<Tables>, listing: Listing): Promise<{ items: Listed[]; next: string | null }> {
  const { filter, limit, cursor } = listing;
  const db: Db = any.withTables<KnowledgeTables>();
  const words = filter.q === undefined ? [] : wordsOf(filter.q);
  if (filter.q !== undefined && filter.q.trim() !== "" && words.length === 0) return { items: [], next: null };
  let query = shownArticles(db, listing, words);
  if (cursor !== null && words.length === 0) {
    const [at, id] = positionOf(cursor);
    query = query.where((where) =>
      where.or([where("a.updated_at", "<", at), where.and([where("a.updated_at", "=", at), where("a.id", ">", id)])]),
    );
  }
  const rows = await query.limit(limit + 1).execute();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && words.length === 0 && last !== undefined ? `${last.updated_at}.${last.id}` : null };
}

function positionOf(cursor: string): [number, string] {
  const found = /^(\d{1,16})\.([\w-]{1,64})$/.exec(cursor);
  if (found !== null) return [Number(found[1]), found[2] as string];
  throw new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });
}

function shownArticles(db: Db, { filter, audience, language, today }: Listing, words: readonly string[]) {
  const isPublished = audience !== "staff";
  const everyWord = words.map((word, index) => (index === words.length - 1 ? `${word}:*` : word)).join(" & ");
  const phrase = words.join(" ");
  const matching = (name: Language) =>
    sql`s.language = ${name} and s.words @@ to_tsquery(${sql.lit(dictionaryOf[name])}, unaccent(${everyWord}))`;
  const met =
    words.length === 0
      ? sql<boolean>`true`
      : sql<boolean>`((${matching("en")}) or (${matching("fr")}) or (${matching("es")})
          or word_similarity(unaccent(lower(${phrase})), unaccent(lower(s.title))) > 0.5 or s.slug = ${filter.q ?? ""})`;
  // The row that is shown is in the reader's language; the one that is met may be in another.
  const shown = sql<boolean>`s.language = (select t.language from article_search t where t.article_id = a.id and t.is_published = ${isPublished}
      order by (t.language = ${language}) desc, t.is_original desc, t.language limit 1)`;
  const found = sql<boolean>`exists (select 1 from article_search s where s.article_id = a.id and s.is_published = ${isPublished} and ${met})`;
  const rank = sql<number>`(select max(ts_rank_cd(s.words, to_tsquery('simple', unaccent(${everyWord === "" ? "a" : everyWord})), 1)
      + word_similarity(unaccent(lower(${phrase})), unaccent(lower(s.title)))) from article_search s where s.article_id = a.id)`;
  let query = db
    .selectFrom("articles as a")
    .innerJoin("article_search as s", "s.article_id", "a.id")
    .selectAll("a")
    .select(["s.title", "s.lead as excerpt", "s.language as shown"])
    .where("s.is_published", "=", isPublished)
    .where(shown);
  if (words.length > 0) query = query.where(found).orderBy(rank, "desc");
  else query = query.orderBy("a.updated_at", "desc");
  query = query.orderBy("a.id");
  if (filter.service !== undefined)
    query = filter.service === "none" ? query.where("a.service", "is", null) : query.where("a.service", "=", filter.service);
  if (filter.language !== undefined)
    query = query.where(
      sql<boolean>`exists (select 1 from article_search l where l.article_id = a.id and l.is_published = ${isPublished} and l.language = ${filter.language})`,
    );
  if (filter.state === "in-review") query = query.where("a.is_in_review", "=", true);
  else if (filter.state !== undefined) query = query.where("a.state", "=", filter.state);
  if (filter.visibility !== undefined) query = query.where("a.visibility", "=", filter.visibility);
  if (filter.tag !== undefined) query = query.where(sql<boolean>`${filter.tag.toLowerCase()} = any(a.tags)`);
  if (filter.owner !== undefined) query = query.where("a.owner", "=", filter.owner);
  if (filter.outdated === "yes") query = query.where(sql<boolean>`a.outdated <> '{}'`);
  if (filter.review === "due") query = query.where("a.review_on", "<=", today).where("a.state", "!=", "retired");
  return query;
}

/** Languages in which each of these articles can be read. */
export async function readableLanguages(any: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Language[]>> {
  if (ids.length === 0) return new Map();
  const rows = await any
    .withTables<KnowledgeTables>()
    .selectFrom("article_versions")
    .select(["article_id", "language"])
    .where("article_id", "in", ids)
    .where("is_current", "=", true)
    .orderBy("language")
    .execute();
  const languages = new Map<string, Language[]>();
  for (const { article_id, language } of rows) languages.set(article_id, [...(languages.get(article_id) ?? []), language]);
  return languages;
}
