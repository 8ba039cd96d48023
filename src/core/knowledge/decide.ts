/** From a command to the events of an article, or a refusal by name. */
import { type Article, type ArticleEvent, type Description, originalOf, type Writing } from "#core/knowledge/article.ts";
import type { ArticleCommand, ArticleVerbOf } from "#core/knowledge/command.ts";
import { requireSlug } from "#core/knowledge/slug.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";

/** Decides a command on an article; `article` is null for the command that creates it. What changes nothing gives no event. */
export function decideArticle(article: Article | null, command: ArticleCommand, now: Instant): ArticleEvent[] {
  const { articleId, actor } = command;
  const envelope = { articleId, at: now, actor };
  if (command.type === "create-article") {
    if (article !== null) throw new Refusal("article-exists", `There is an article ${articleId} already: change that one.`, { articleId });
    return [{ ...envelope, ...created(command) }];
  }
  if (article === null) throw new Refusal("unknown-article", `There is no article ${articleId}.`, { articleId });
  if (article.state === "retired" && command.type !== "revive-article" && command.type !== "retire-article") {
    throw new Refusal("article-retired", `"${article.slug}" is retired: bring it back first, then change it.`, { slug: article.slug });
  }
  return decided(article, command).map((each) => ({ ...envelope, ...each }) as ArticleEvent);
}

type Bare<E> = E extends ArticleEvent ? Omit<E, "articleId" | "at" | "actor"> : never;
type Told = Bare<ArticleEvent>;

function created(command: ArticleVerbOf<"create-article">): Bare<Extract<ArticleEvent, { type: "article.created" }>> {
  const { language, title, body, ticketId = null, slug, visibility, customers, service, owner, tags, reviewOn } = command;
  requireWords(title, "title");
  const description = soundDescription({ slug, visibility, customers, service, owner, tags, reviewOn });
  return { type: "article.created", language, title: title.trim(), body, ticketId, ...description };
}

function decided(article: Article, command: Exclude<ArticleCommand, { type: "create-article" }>): Told[] {
  switch (command.type) {
    case "describe-article":
      return describe(article, command);
    case "write-article":
      return write(article, command);
    case "publish-article":
      return publish(article, command);
    case "ask-review":
      return article.isInReview ? [] : [{ type: "article.review-asked", of: command.of ?? null }];
    case "review-article":
      requireDate(command.reviewOn);
      return [{ type: "article.reviewed", reviewOn: command.reviewOn }];
    case "remove-translation":
      return removeTranslation(article, command.language);
    case "retire-article":
      return article.state === "retired" ? [] : [{ type: "article.retired", reason: command.reason ?? null }];
    case "revive-article":
      return article.state === "retired" ? [{ type: "article.revived" }] : [];
  }
}

function describe(article: Article, command: ArticleVerbOf<"describe-article">): Told[] {
  const before = descriptionOf(article);
  const given = Object.fromEntries(Object.entries(command).filter(([name, value]) => name in before && value !== undefined));
  const after = soundDescription({ ...before, ...given });
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ type: "article.described", ...after }];
}

/** An article apart from its texts. */
export const descriptionOf = ({ slug, visibility, customers, service, owner, tags, reviewOn }: Description): Description => ({
  slug,
  visibility,
  customers,
  service,
  owner,
  tags,
  reviewOn,
});

const mostTags = 20;

function soundDescription(given: Description): Description {
  requireSlug(given.slug);
  requireDate(given.reviewOn);
  requireWords(given.owner, "owner");
  const customers = [...new Set(given.customers)].sort();
  if (given.visibility === "public" && customers.length > 0) {
    throw new Refusal(
      "public-for-everybody",
      `A public article is for everybody, and this one names ${customers.join(", ")}: name no customer, or make it visible to customers only.`,
      { customers },
    );
  }
  const tags = [...new Set(given.tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ""))].sort();
  if (tags.length > mostTags) {
    throw new Refusal(
      "too-many-tags",
      `An article has at most ${mostTags} tags, and this one would have ${tags.length}: keep those by which people look.`,
      {
        most: mostTags,
        tags: tags.length,
      },
    );
  }
  return descriptionOf({ ...given, customers, tags });
}

function requireDate(date: string | null): void {
  if (date === null) return;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(date)) return;
  throw new Refusal("bad-date", `"${date}" is no date: write it like 2027-01-31.`, { date });
}

function requireWords(text: string, field: string): void {
  if (text.trim() === "") throw new Refusal("text-missing", `Write something in ${field}: it is empty.`, { field });
}

function write(article: Article, command: ArticleVerbOf<"write-article">): Told[] {
  const { language, body, restoredFrom = null } = command;
  requireWords(command.title, "title");
  const title = command.title.trim();
  const before = article.texts[language];
  const madeFrom = language === article.language ? null : (command.madeFrom ?? before?.madeFrom ?? newestOf(article));
  if (madeFrom !== null && (madeFrom < 1 || madeFrom > newestOf(article))) {
    throw new Refusal(
      "unknown-version",
      `The original has no version ${madeFrom}; its newest is ${newestOf(article)}: say from which one the translation was made.`,
      { madeFrom, newest: newestOf(article) },
    );
  }
  if (before !== undefined && before.title === title && before.body === body && before.madeFrom === madeFrom) return [];
  return [{ type: "article.written", language, title, body, madeFrom, restoredFrom }];
}

/** The version that a translation made now says; before the first publication, the one to come. */
const newestOf = (article: Article): number => Math.max(1, originalOf(article).version);

function publish(article: Article, { language, isMinor = false, note = null }: ArticleVerbOf<"publish-article">): Told[] {
  const writing = requireText(article, language);
  requireWords(writing.body, "body");
  if (language !== article.language && originalOf(article).version === 0) {
    throw new Refusal("original-unpublished", `Publish the original (${article.language}) first: a translation follows it.`, {
      language: article.language,
    });
  }
  const isBack = article.state !== "published" && language === article.language;
  if (!writing.isChanged && !isBack) {
    throw new Refusal(
      "nothing-to-publish",
      `Nothing was changed since version ${writing.version} (${language}): readers have it already.`,
      {
        version: writing.version,
        language,
      },
    );
  }
  // The first version is never a small correction of another one.
  const isSmall = isMinor && writing.version > 0;
  const version = (article.versions[language] ?? 0) + 1;
  return [{ type: "article.published", language, version, madeFrom: writing.madeFrom, isMinor: isSmall, note }];
}

function requireText(article: Article, language: Language): Writing {
  const writing = article.texts[language];
  if (writing !== undefined) return writing;
  const written = Object.keys(article.texts);
  throw new Refusal("unknown-text", `"${article.slug}" has no text in "${language}"; it has ${written.join(", ")}: write it first.`, {
    slug: article.slug,
    language,
    written,
  });
}

function removeTranslation(article: Article, language: Language): Told[] {
  if (language === article.language) {
    throw new Refusal(
      "original-needed",
      `This is the original (${language}), from which the others are translated: retire the article instead.`,
      {
        language,
      },
    );
  }
  return article.texts[language] === undefined ? [] : [{ type: "article.translation-removed", language }];
}
