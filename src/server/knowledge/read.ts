/** Reading one article: as its readers have it, as its authors have it, and its versions. */
import { type Kysely, sql } from "kysely";
import type { Article } from "#core/knowledge/article.ts";
import { editionFor, mayRead } from "#core/knowledge/reader.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { KnowledgeReader } from "#server/knowledge/reader.ts";
import type { ArticleRow, KnowledgeTables } from "#server/knowledge/tables.ts";

export type Edition = {
  language: Language;
  version: number;
  title: string;
  body: string;
  madeFrom: number | null;
  at: number;
};

export type ReadArticle = {
  head: ArticleRow;
  edition: Edition;
  languages: Language[];
  /** It is the original, since the reader's language is not there. */
  isInstead: boolean;
  /** What is read is behind what the original says now. */
  isOutdated: boolean;
};

const unknownArticle = (article: string): Refusal =>
  new Refusal("unknown-article", `There is no article "${article}" that you may read: look for it in the list.`, { article });

/** The published article of this id or slug. Of one that they may not read, and of none, a reader learns the same: `unknown-article`. */
export async function readArticle(door: Pick<Door, "read">, idOrSlug: string, reader: KnowledgeReader): Promise<ReadArticle> {
  const found = await door.read(reader.scope, (db) => findArticle(db, idOrSlug, reader));
  if (found === null) throw unknownArticle(idOrSlug);
  return found;
}

export async function findArticle(
  any: Kysely<Tables>,
  idOrSlug: string,
  { audience, language }: Omit<KnowledgeReader, "scope">,
): Promise<ReadArticle | null> {
  const db = any.withTables<KnowledgeTables>();
  const head = await db
    .selectFrom("articles")
    .selectAll()
    .where((where) => where.or([where("slug", "=", idOrSlug), where("id", "=", idOrSlug)]))
    .orderBy(sql`slug = ${idOrSlug}`, "desc")
    .limit(1)
    .executeTakeFirst();
  if (head === undefined || !mayRead(audience, head)) return null;
  const rows = await db
    .selectFrom("article_versions")
    .select(["language", "version", "title", "body", "made_from as madeFrom", "at"])
    .where("article_id", "=", head.id)
    .where("is_current", "=", true)
    .orderBy("language")
    .execute();
  const choice = editionFor(rows, language, head.language);
  if (choice === null) return null;
  const { edition, isInstead } = choice;
  const { madeFrom } = edition;
  const isOutdated = madeFrom !== null && head.changes.some((version) => version > madeFrom);
  return { head, edition, isInstead, languages: rows.map((row) => row.language), isOutdated };
}

/** The whole record, by id or by slug. Refuses `unknown-article`. */
export async function readManuscript(door: Pick<Door, "read">, id: string): Promise<Article> {
  const row = await door.read("*", (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_records")
      .innerJoin("articles", "articles.id", "article_records.article_id")
      .select("record")
      .where((where) => where.or([where("articles.id", "=", id), where("articles.slug", "=", id)]))
      .executeTakeFirst(),
  );
  if (row === undefined) throw unknownArticle(id);
  return row.record as Article;
}

/** All versions of all languages, the newest first. */
export const readVersions = (door: Pick<Door, "read">, id: string) =>
  door.read("*", (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_versions")
      .select(["language", "version", "title", "made_from", "is_minor", "is_current", "note", "at", "by_actor"])
      .where("article_id", "=", id)
      .orderBy("at", "desc")
      .orderBy("version", "desc")
      .limit(1_000)
      .execute(),
  );

export async function readVersion(door: Pick<Door, "read">, id: string, language: Language, version: number) {
  const row = await door.read("*", (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_versions")
      .selectAll()
      .where("article_id", "=", id)
      .where("language", "=", language)
      .where("version", "=", version)
      .executeTakeFirst(),
  );
  if (row !== undefined) return row;
  throw new Refusal("unknown-version", `There is no version ${version} of this text (${language}): see which there are with /versions.`, {
    article: id,
    language,
    version,
  });
}
