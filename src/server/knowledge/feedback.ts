/** What readers say of an article, and that they read it: kept once, told to whoever answers for it. */
import type { Article } from "#core/knowledge/article.ts";
import type { Origin } from "#core/knowledge/deflection.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, minutes } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Scope } from "#server/database/orders.ts";
import type { ReadArticle } from "#server/knowledge/read.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

/** Who says it: `contact:ana` of a customer, or one of the provider's own (customerId ""). */
export type Reading = { scope: Scope; customerId: string; reader: string };

export type FeedbackOrder = { language: Language; version: number; isHelpful: boolean; isSolved: boolean; words: string | null };

type FeedbackRow = KnowledgeTables["article_feedback"];

/** Keeps one answer for each reader and version; a later one replaces it. The owner is told of the first, and of words that come later. */
export async function giveFeedback(
  door: Door,
  read: ReadArticle,
  { scope, customerId, reader }: Reading,
  order: FeedbackOrder,
): Promise<void> {
  const { head } = read;
  requireReadVersion(read, order);
  const at = door.clock();
  const words = order.words === null || order.words.trim() === "" ? null : order.words.trim();
  const { isHelpful, isSolved, language, version } = order;
  await door.write(scope, async ({ db: any, append, announce }) => {
    const db = any.withTables<KnowledgeTables>();
    const named = { article_id: head.id, language, version, reader };
    const before = await db
      .selectFrom("article_feedback")
      .selectAll()
      .where((where) => where.and(named))
      .forUpdate()
      .executeTakeFirst();
    if (before !== undefined && isSame(before, isHelpful, isSolved, words)) return;
    const said = { is_helpful: isHelpful, is_solved: isSolved, words, at, settled_at: null, settled_by: null };
    const row = { ...named, ...said, customer_id: customerId, id: before?.id ?? newId() };
    await db
      .insertInto("article_feedback")
      .values(row)
      .onConflict((conflict) => conflict.columns(["article_id", "language", "version", "reader"]).doUpdateSet(said))
      .execute();
    const facts = { articleId: head.id, feedbackId: row.id, language, version, isHelpful, isSolved };
    await append([
      { customerId, type: "article.feedback-given", actor: reader, at, facts, ...(words === null ? {} : { personal: { words } }) },
    ]);
    const isNews = before === undefined || (words !== null && words !== before.words) || before.is_helpful !== isHelpful;
    if (!isNews || reader === `agent:${head.owner}`) return;
    const cause = { kind: "article-feedback", articleId: head.id, title: read.edition.title, isHelpful, hasWords: words !== null };
    const payload = { ticketId: null, recipients: [`person:${head.owner}`], cause, at };
    await announce([{ customerId, topic: "notification", payload }]);
  });
}

const isSame = (before: FeedbackRow, isHelpful: boolean, isSolved: boolean, words: string | null): boolean =>
  before.is_helpful === isHelpful && before.is_solved === isSolved && before.words === words;

/** A page that was open while the article was changed still answers for what was read in it; a version to come does not. */
function requireReadVersion({ edition, head }: ReadArticle, { language, version }: Pick<FeedbackOrder, "language" | "version">): void {
  if (edition.language === language && version <= edition.version) return;
  throw new Refusal("unknown-version", `"${head.slug}" was not published in that version (${language}, ${version}): read it again.`, {
    slug: head.slug,
    language,
    version,
  });
}

/** What this reader said of this version; null when nothing. */
export async function ownFeedback(
  door: Pick<Door, "read">,
  { edition, head }: ReadArticle,
  { scope, reader }: Omit<Reading, "customerId">,
) {
  const row = await door.read(scope, (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_feedback")
      .select(["is_helpful", "is_solved", "words"])
      .where((where) => where.and({ article_id: head.id, language: edition.language, version: edition.version, reader }))
      .executeTakeFirst(),
  );
  return row === undefined ? null : { isHelpful: row.is_helpful, isSolved: row.is_solved, words: row.words };
}

/** Reading again within this is the same reading. */
const sittingMs = minutes(30);

/** Keeps that somebody reads, once a sitting for each way they came. */
export async function recordView(
  door: Door,
  read: ReadArticle,
  { scope, customerId, reader }: Reading,
  { language, version, origin }: { language: Language; version: number; origin: Origin },
): Promise<void> {
  requireReadVersion(read, { language, version });
  const at = door.clock();
  await door.write(scope, async ({ db: any }) => {
    const db = any.withTables<KnowledgeTables>();
    const same = await db
      .selectFrom("article_views")
      .select("id")
      .where((where) => where.and({ article_id: read.head.id, reader, origin }))
      .where("at", ">", at - sittingMs)
      .limit(1)
      .executeTakeFirst();
    if (same !== undefined) return;
    const row = { customer_id: customerId, article_id: read.head.id, language, version, reader, origin, service: read.head.service, at };
    await db.insertInto("article_views").values(row).execute();
  });
}

/** All that was said of an article, the newest first; at most 500. */
export const listFeedback = (door: Pick<Door, "read">, article: Pick<Article, "id">): Promise<FeedbackRow[]> =>
  door.read("*", (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_feedback")
      .selectAll()
      .where("article_id", "=", article.id)
      .orderBy("at", "desc")
      .limit(500)
      .execute(),
  );

/** An author has dealt with it, or has not after all. Refuses `unknown-feedback`. */
export async function settleFeedback(
  door: Door,
  order: { articleId: string; feedbackId: string; isSettled: boolean; actor: string },
): Promise<void> {
  const { articleId, feedbackId, isSettled, actor } = order;
  const at: Instant = door.clock();
  await door.write("*", async ({ db, append }) => {
    const changed = await db
      .withTables<KnowledgeTables>()
      .updateTable("article_feedback")
      .set({ settled_at: isSettled ? at : null, settled_by: isSettled ? actor : null })
      .where("article_id", "=", articleId)
      .where("id", "=", feedbackId)
      .returning("customer_id")
      .executeTakeFirst();
    if (changed === undefined)
      throw new Refusal("unknown-feedback", "There is no such answer to this article: look at its list.", { feedbackId });
    await append([
      { customerId: changed.customer_id, type: "article.feedback-settled", actor, at, facts: { articleId, feedbackId, isSettled } },
    ]);
  });
}
