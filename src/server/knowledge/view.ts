/** Articles as they travel. */
import type { z } from "@hono/zod-openapi";
import { type Article, needsReview, outdatedSince } from "#core/knowledge/article.ts";
import type { Language } from "#core/model/document.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { wire } from "#server/http/wire.ts";
import type { Listed } from "#server/knowledge/list.ts";
import { namesOfAuthors } from "#server/knowledge/names.ts";
import type { ReadArticle } from "#server/knowledge/read.ts";
import type { articleSchema, articleSummarySchema, manuscriptSchema } from "#server/knowledge/schema.ts";

type Names = (keyOrActor: string) => string;

const isoOrNull = (at: number | null): string | null => (at === null ? null : toIso(at as Instant));

/** The local date in the provider's zone. */
export function todayIn(zone: string, now: Instant): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

export async function providerToday(door: Pick<Door, "book" | "clock">): Promise<string> {
  const now = door.clock();
  return todayIn((await door.book()).documentAt(now)?.zone ?? "UTC", now);
}

/** `isStaff`: with what only the provider's own people are told. */
export function summaryView(
  row: Listed,
  { nameOf, today, languages, isStaff }: { nameOf: Names; today: string; languages: Language[]; isStaff: boolean },
): z.infer<typeof articleSummarySchema> {
  return {
    ...{ id: row.id, slug: row.slug, title: row.title, excerpt: row.excerpt, language: row.shown, languages, state: row.state },
    ...{ isInReview: isStaff && row.is_in_review, hasChanges: isStaff && row.has_changes, outdated: isStaff ? row.outdated : [] },
    ...{ visibility: row.visibility, customers: isStaff ? row.customers : [], service: row.service, tags: row.tags },
    ...{ owner: isStaff ? row.owner : "", ownerName: isStaff ? nameOf(row.owner) : "", reviewOn: isStaff ? row.review_on : null },
    isReviewDue: isStaff && needsReview({ state: row.state, reviewOn: row.review_on }, today),
    updatedAt: isoOrNull(isStaff ? row.updated_at : (row.published_at ?? row.updated_at)) as string,
    publishedAt: isoOrNull(row.published_at),
  };
}

type Answer = z.infer<typeof articleSchema>["answer"];

export function articleView({ head, edition, isInstead, isOutdated, languages }: ReadArticle, ownerName: string | null, answer: Answer) {
  return {
    ...{ id: head.id, slug: head.slug, title: edition.title, body: edition.body, language: edition.language, languages },
    ...{ original: head.language, isInstead, isOutdated, version: edition.version, visibility: head.visibility },
    ...{ service: head.service, tags: head.tags, publishedAt: isoOrNull(edition.at), ownerName, answer },
  };
}

export async function manuscriptView(door: Door, article: Article): Promise<z.infer<typeof manuscriptSchema>> {
  const texts = Object.entries(article.texts) as [Language, NonNullable<Article["texts"][Language]>][];
  const nameOf = await namesOfAuthors(door, [article.owner, article.createdBy, ...texts.map(([, { writtenBy }]) => writtenBy)]);
  const { createdBy, versions: _numbers, texts: _texts, customers, tags, changes, ...rest } = article;
  return {
    ...wire(rest),
    customers: [...customers],
    tags: [...tags],
    changes: [...changes],
    ownerName: nameOf(article.owner),
    createdByName: nameOf(createdBy),
    isReviewDue: needsReview(article, await providerToday(door)),
    texts: Object.fromEntries(
      texts.map(([language, writing]) => [
        language,
        { ...wire(writing), writtenByName: nameOf(writing.writtenBy), outdatedSince: outdatedSince(article, language) },
      ]),
    ),
  };
}
