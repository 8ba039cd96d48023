/** What was read, what helped, and how often reading was enough: counted by the rules over what the tables hold. */
import { type Kysely, sql } from "kysely";
import { type Asked, type DeflectionFigures, figuresOf, type Occasion, occasionsOf, type View } from "#core/knowledge/deflection.ts";
import { hours, type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

type Db = Kysely<Tables & KnowledgeTables>;

/** Of one article, of all time. */
export async function usageOf(door: Pick<Door, "read">, articleId: string) {
  return door.read("*", async (any) => {
    const db: Db = any.withTables<KnowledgeTables>();
    const views = await db
      .selectFrom("article_views")
      .select([sql<number>`count(*)::int`.as("views"), sql<number>`count(distinct reader)::int`.as("readers")])
      .where("article_id", "=", articleId)
      .executeTakeFirstOrThrow();
    const answers = await db.selectFrom("article_feedback").select(counted).where("article_id", "=", articleId).executeTakeFirstOrThrow();
    return { ...views, ...answers };
  });
}

const counted = [
  sql<number>`count(*) filter (where is_helpful)::int`.as("helpful"),
  sql<number>`count(*) filter (where not is_helpful)::int`.as("notHelpful"),
  sql<number>`count(*) filter (where is_solved)::int`.as("solved"),
  sql<number>`count(*) filter (where words is not null and settled_at is null)::int`.as("openRemarks"),
] as const;

/** As many as one answer is made of; an installation with more asks for fewer days. */
const mostViews = 100_000;
const week = hours(24 * 7);

/** The knowledge of an installation over the last `days`. `today` is a local date of the provider's zone. */
export async function overviewOf(door: Pick<Door, "read" | "clock">, days: number, today: string) {
  const until = door.clock();
  const from = (until - hours(24 * days)) as Instant;
  return door.read("*", async (any) => {
    const db: Db = any.withTables<KnowledgeTables>();
    const articles = await countArticles(db, today);
    const usage = await usageSince(db, from);
    const views = await viewsSince(db, from);
    const occasions = occasionsOf(views, await ticketsOf(db, views, from), until);
    const weeks = await weeksOf(db, from, until, occasions);
    const perArticle = await articlesSince(db, from, occasions);
    return { from: toIso(from), until: toIso(until), articles, usage, deflection: figuresOf(occasions), perWeek: weeks, perArticle };
  });
}

const countArticles = (db: Db, today: string) =>
  db
    .selectFrom("articles")
    .select([
      sql<number>`count(*) filter (where state = 'published')::int`.as("published"),
      sql<number>`count(*) filter (where state in ('draft', 'in-review'))::int`.as("draft"),
      sql<number>`count(*) filter (where is_in_review)::int`.as("inReview"),
      sql<number>`count(*) filter (where state = 'retired')::int`.as("retired"),
      sql<number>`count(*) filter (where outdated <> '{}' and state <> 'retired')::int`.as("outdated"),
      sql<number>`count(*) filter (where review_on <= ${today} and state <> 'retired')::int`.as("reviewDue"),
    ])
    .executeTakeFirstOrThrow();

async function usageSince(db: Db, from: Instant) {
  const views = await db
    .selectFrom("article_views")
    .select([sql<number>`count(*)::int`.as("views"), sql<number>`count(distinct (customer_id, reader))::int`.as("readers")])
    .where("at", ">=", from)
    .executeTakeFirstOrThrow();
  return { ...views, ...(await db.selectFrom("article_feedback").select(counted).where("at", ">=", from).executeTakeFirstOrThrow()) };
}

/** Readings of customers' people who looked for help; what the provider's own read deflects nothing. */
async function viewsSince(db: Db, from: Instant): Promise<View[]> {
  const rows = await db
    .selectFrom("article_views")
    .select(["article_id", "customer_id", "reader", "origin", "service", "at"])
    .where("at", ">=", from)
    .where("origin", "in", ["suggestion", "search"])
    .where("reader", "like", "contact:%")
    .orderBy("at", "desc")
    .limit(mostViews)
    .execute();
  return rows.map(({ article_id, customer_id, reader, origin, service, at }) => ({
    ...{ articleId: article_id, customerId: customer_id, reader: reader.slice("contact:".length), origin, service },
    at: at as Instant,
  }));
}

async function ticketsOf(db: Db, views: readonly View[], from: Instant): Promise<Asked[]> {
  if (views.length === 0) return [];
  const rows = await db
    .selectFrom("tickets")
    .select(["customer_id", "requester", "service", "opened_at"])
    .where("customer_id", "in", [...new Set(views.map(({ customerId }) => customerId))])
    .where("requester", "in", [...new Set(views.map(({ reader }) => reader))])
    .where("opened_at", ">=", from)
    .execute();
  return rows.map(({ customer_id, requester, service, opened_at }) => ({
    ...{ customerId: customer_id, requester: requester ?? "", service },
    openedAt: opened_at as Instant,
  }));
}

async function weeksOf(db: Db, from: Instant, until: Instant, occasions: readonly Occasion[]) {
  const count = Math.max(1, Math.ceil((until - from) / week));
  const start = until - count * week;
  const bucket = sql<number>`floor((at - ${start}) / ${week}::numeric)::int`;
  const views = await db
    .selectFrom("article_views")
    .select([bucket.as("week"), sql<number>`count(*)::int`.as("views")])
    .where("at", ">=", from)
    .groupBy("week")
    .execute();
  const solved = await db
    .selectFrom("article_feedback")
    .select([bucket.as("week"), sql<number>`count(*) filter (where is_solved)::int`.as("solved")])
    .where("at", ">=", from)
    .groupBy("week")
    .execute();
  return Array.from({ length: count }, (_, index) => ({
    from: toIso((start + index * week) as Instant),
    views: views.find((each) => each.week === index)?.views ?? 0,
    solved: solved.find((each) => each.week === index)?.solved ?? 0,
    ...figuresOf(occasions.filter((each) => Math.floor((each.from - start) / week) === index)),
  }));
}

const mostArticles = 50;

/** What was read most, with its answers, and the occasions whose last reading it was. */
async function articlesSince(db: Db, from: Instant, occasions: readonly Occasion[]) {
  const { rows } = await sql<{
    id: string;
    slug: string;
    title: string;
    views: number;
    helpful: number;
    notHelpful: number;
    solved: number;
  }>`
    select a.id, a.slug, s.title, v.views,
           coalesce(f.helpful, 0)::int as helpful, coalesce(f.not_helpful, 0)::int as "notHelpful", coalesce(f.solved, 0)::int as solved
    from (select article_id, count(*)::int as views from article_views where at >= ${from} group by article_id) v
    join articles a on a.id = v.article_id
    join article_search s on s.article_id = a.id and s.is_original and not s.is_published
    left join (select article_id, count(*) filter (where is_helpful) as helpful, count(*) filter (where not is_helpful) as not_helpful,
                      count(*) filter (where is_solved) as solved
               from article_feedback where at >= ${from} group by article_id) f on f.article_id = a.id
    order by v.views desc, a.slug limit ${mostArticles}`.execute(db);
  const figures = (id: string): DeflectionFigures => figuresOf(occasions.filter(({ articleId }) => articleId === id));
  return rows.map((row) => ({ ...row, ...figures(row.id) }));
}
