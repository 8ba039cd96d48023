/** The one way an article changes: locked, decided by the rules, stored with its versions and what is found of it, and logged. */
import { sql } from "kysely";
import { applyArticle } from "#core/knowledge/apply.ts";
import {
  type Article,
  type ArticleEvent,
  originalOf,
  outdatedLanguages,
  personalFieldsOfArticles,
  type Writing,
} from "#core/knowledge/article.ts";
import type { ArticleCommand, ArticleVerb } from "#core/knowledge/command.ts";
import { decideArticle } from "#core/knowledge/decide.ts";
import { leadOf, plainText } from "#core/knowledge/plain.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact, Transaction } from "#server/database/orders.ts";
import { dictionaryOf } from "#server/knowledge/search.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

export type ArticleOrder = {
  articleId: string;
  actor: string;
  verbs: readonly ArticleVerb[];
  /** If-Match: refuses `article-changed` when the article is at another seq. */
  expectSeq?: number | null;
  /** Default: the door's clock. Only a demonstration lives in another time. */
  at?: Instant;
};

export type ArticleOutcome = { article: Article; events: ArticleEvent[] };

/** Performs verbs on one article in order, all or nothing. Refuses `slug-taken`, `article-changed`, and what the rules refuse. */
export function performOnArticle(
  door: Door,
  { articleId, actor, verbs, expectSeq = null, at = door.clock() }: ArticleOrder,
): Promise<ArticleOutcome> {
  return door.write("*", async (transaction) => {
    const before = await lockArticle(transaction, articleId);
    requireSeq(before, expectSeq);
    let article = before;
    const events: ArticleEvent[] = [];
    for (const verb of verbs) {
      for (const event of decideArticle(article, { ...verb, articleId, actor } as ArticleCommand, at)) {
        article = applyArticle(article, event);
        events.push(event);
        await store(transaction, article, event);
      }
    }
    if (article === null) throw new Refusal("unknown-article", `There is no article ${articleId}.`, { articleId });
    if (events.length > 0) {
      await index(transaction, article);
      await transaction.append(events.map(factOf));
      await transaction.announce(events.flatMap((event) => announcementsOf(article, event)));
    }
    return { article, events };
  });
}

const tablesOf = ({ db }: Pick<Transaction, "db">) => db.withTables<KnowledgeTables>();

async function lockArticle(transaction: Transaction, articleId: string): Promise<Article | null> {
  const row = await tablesOf(transaction)
    .selectFrom("article_records")
    .select("record")
    .where("article_id", "=", articleId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : (row.record as Article);
}

function requireSeq(article: Article | null, expected: number | null): void {
  if (expected === null || article === null || article.seq === expected) return;
  throw new Refusal("article-changed", `"${article.slug}" was changed since you read it: look at it again before you change it.`, {
    slug: article.slug,
    expected,
    seq: article.seq,
  });
}

async function store(transaction: Transaction, article: Article, event: ArticleEvent): Promise<void> {
  const db = tablesOf(transaction);
  const row = rowOf(article);
  await requireFreeSlug(transaction, article);
  if (event.type === "article.created") {
    await db.insertInto("articles").values(row).execute();
    await db
      .insertInto("article_records")
      .values({ article_id: article.id, record: JSON.stringify(article) })
      .execute();
    return;
  }
  await db.updateTable("articles").set(row).where("id", "=", article.id).execute();
  await db
    .updateTable("article_records")
    .set({ record: JSON.stringify(article) })
    .where("article_id", "=", article.id)
    .execute();
  if (event.type === "article.published") await storeVersion(transaction, article, event.language, event);
  if (event.type === "article.translation-removed") await hideVersions(transaction, article.id, event.language);
}

async function requireFreeSlug(transaction: Transaction, { id, slug }: Article): Promise<void> {
  const other = await tablesOf(transaction)
    .selectFrom("articles")
    .select("id")
    .where("slug", "=", slug)
    .where("id", "!=", id)
    .executeTakeFirst();
  if (other === undefined) return;
  throw new Refusal("slug-taken", `Another article has the address "${slug}": choose another one.`, { slug });
}

const rowOf = (article: Article) => ({
  ...{ id: article.id, slug: article.slug, seq: article.seq, state: article.state, is_in_review: article.isInReview },
  has_changes: Object.values(article.texts).some(({ isChanged }) => isChanged),
  outdated: outdatedLanguages(article),
  changes: [...article.changes],
  visibility: article.visibility,
  customers: [...article.customers],
  service: article.service,
  owner: article.owner,
  language: article.language,
  languages: Object.keys(article.texts) as Language[],
  tags: [...article.tags],
  review_on: article.reviewOn,
  ticket_id: article.ticketId,
  created_at: article.createdAt,
  updated_at: article.updatedAt,
  published_at: article.publishedAt,
});

type Published = Extract<ArticleEvent, { type: "article.published" }>;

async function storeVersion(transaction: Transaction, { id, texts }: Article, language: Language, event: Published): Promise<void> {
  const { title, body } = texts[language] as Writing;
  await hideVersions(transaction, id, language);
  await tablesOf(transaction)
    .insertInto("article_versions")
    .values({
      ...{ article_id: id, language, version: event.version, title, body, note: event.note },
      ...{ made_from: event.madeFrom, is_minor: event.isMinor, at: event.at, by_actor: event.actor, is_current: true },
    })
    .execute();
}

const hideVersions = (transaction: Transaction, articleId: string, language: Language) =>
  tablesOf(transaction)
    .updateTable("article_versions")
    .set({ is_current: false })
    .where("article_id", "=", articleId)
    .where("language", "=", language)
    .where("is_current", "=", true)
    .execute();

/** What can be found of it: what readers have, and for its authors what they are writing. A retired article is found by its authors alone. */
async function index(transaction: Transaction, article: Article): Promise<void> {
  const db = tablesOf(transaction);
  const editions = await db
    .selectFrom("article_versions")
    .select(["language", "version", "title", "body"])
    .where("article_id", "=", article.id)
    .where("is_current", "=", true)
    .execute();
  await db.deleteFrom("article_search").where("article_id", "=", article.id).execute();
  const published = article.state === "published" ? editions.map((edition) => ({ ...edition, isPublished: true })) : [];
  const written = Object.entries(article.texts).map(([language, { title, body, version }]) => ({
    ...{ title, body, version, isPublished: false },
    language: language as Language,
  }));
  for (const { language, version, title, body, isPublished } of [...published, ...written]) {
    const plain = plainText(body);
    const dictionary = sql.lit(dictionaryOf[language]);
    await db
      .insertInto("article_search")
      .values({
        ...{ article_id: article.id, language, is_published: isPublished, is_original: language === article.language, version },
        ...{ slug: article.slug, title, plain, lead: leadOf(body), visibility: article.visibility, service: article.service },
        customers: [...article.customers],
        words: sql<string>`setweight(to_tsvector(${dictionary}, unaccent(${title})), 'A')
          || setweight(to_tsvector(${dictionary}, unaccent(${article.tags.join(" ")})), 'B')
          || setweight(to_tsvector(${dictionary}, unaccent(${plain})), 'D')`,
      })
      .execute();
  }
}

function factOf(event: ArticleEvent): PlainFact {
  const { type, actor, at, ...rest } = event;
  const names = personalFieldsOfArticles[type] ?? [];
  const personal = Object.fromEntries(Object.entries(rest).filter(([name]) => names.includes(name)));
  const facts = Object.fromEntries(Object.entries(rest).filter(([name]) => !names.includes(name)));
  return { type, actor, at, facts, ...(Object.keys(personal).length === 0 ? {} : { personal }) };
}

/** Whoever is asked to look at it, else its owner, finds it in their inbox. */
function announcementsOf(article: Article, event: ArticleEvent) {
  if (event.type !== "article.review-asked") return [];
  const asked = event.of ?? article.owner;
  if (event.actor === `agent:${asked}`) return [];
  const cause = { kind: "article-review", articleId: article.id, title: originalOf(article).title, by: event.actor };
  return [{ customerId: "", topic: "notification", payload: { ticketId: null, recipients: [`person:${asked}`], cause, at: event.at } }];
}
