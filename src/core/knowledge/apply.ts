/** What an event makes of an article: folding all of them gives the record, and nothing else writes it. */
import type { Article, ArticleEvent, ArticleEventOf } from "#core/knowledge/article.ts";
import { descriptionOf } from "#core/knowledge/decide.ts";
import type { Language } from "#core/model/document.ts";

/** One event changes one article; `article` is null before its first. */
export function applyArticle(article: Article | null, event: ArticleEvent): Article {
  if (event.type === "article.created") return created(event);
  if (article === null) throw new Error(`${event.type} of article ${event.articleId}, which was never created`);
  return { ...changed(article, event), seq: article.seq + 1 };
}

/** The article after all of its events. */
export const replayArticle = (events: readonly ArticleEvent[]): Article | null =>
  events.reduce<Article | null>((article, event) => applyArticle(article, event), null);

function created(event: ArticleEventOf<"article.created">): Article {
  const { articleId, at, actor, language, title, body, ticketId } = event;
  return {
    id: articleId,
    seq: 1,
    ...descriptionOf(event),
    state: "draft",
    isInReview: false,
    language,
    reviewedAt: null,
    ticketId,
    texts: {
      [language]: { title, body, writtenAt: at, writtenBy: actor, version: 0, isChanged: true, madeFrom: null, publishedFrom: null },
    },
    versions: {},
    changes: [],
    createdAt: at,
    createdBy: actor,
    updatedAt: at,
    publishedAt: null,
  };
}

function changed(article: Article, event: Exclude<ArticleEvent, { type: "article.created" }>): Article {
  switch (event.type) {
    case "article.described":
      return { ...article, ...descriptionOf(event), updatedAt: event.at };
    case "article.written":
      return written(article, event);
    case "article.published":
      return published(article, event);
    case "article.review-asked":
      return { ...article, isInReview: true, state: article.state === "draft" ? "in-review" : article.state };
    case "article.reviewed":
      return { ...article, reviewOn: event.reviewOn, reviewedAt: event.at };
    case "article.translation-removed":
      return { ...article, texts: without(article.texts, event.language), updatedAt: event.at };
    case "article.retired":
      return { ...article, state: "retired", isInReview: false };
    case "article.revived":
      // Its readers get it back when somebody has looked at it and publishes it.
      return { ...article, state: "draft" };
  }
}

function written(article: Article, event: ArticleEventOf<"article.written">): Article {
  const { language, title, body, madeFrom, at, actor } = event;
  const before = article.texts[language];
  const writing = {
    ...{ title, body, madeFrom, writtenAt: at, writtenBy: actor, isChanged: true },
    version: before?.version ?? 0,
    publishedFrom: before?.publishedFrom ?? null,
  };
  return { ...article, texts: { ...article.texts, [language]: writing }, updatedAt: at };
}

function published(article: Article, event: ArticleEventOf<"article.published">): Article {
  const { language, version, madeFrom, isMinor, at } = event;
  const before = article.texts[language];
  if (before === undefined) throw new Error(`article ${article.id} was published in ${language}, in which nothing was written`);
  const isOriginal = language === article.language;
  return {
    ...article,
    texts: { ...article.texts, [language]: { ...before, version, isChanged: false, publishedFrom: madeFrom } },
    versions: { ...article.versions, [language]: version },
    changes: isOriginal && !isMinor ? [...article.changes, version] : article.changes,
    state: isOriginal ? "published" : article.state,
    isInReview: isOriginal ? false : article.isInReview,
    publishedAt: at,
    updatedAt: at,
  };
}

const without = (texts: Article["texts"], language: Language): Article["texts"] =>
  Object.fromEntries(Object.entries(texts).filter(([each]) => each !== language));
