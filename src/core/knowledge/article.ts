/** Knowledge: articles that answer before anybody has to ask, runbooks that say how a thing is done, and who may read and do what. */
import type { Language } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";

export const visibilities = ["internal", "customer", "public"] as const;
/** Who an article is for: the provider's own people, customers who sign in, or everybody. */
export type Visibility = (typeof visibilities)[number];

export const articleStates = ["draft", "in-review", "published", "retired"] as const;
export type ArticleState = (typeof articleStates)[number];

/** One language of an article as its authors have it now; readers get what was last published of it. */
export type Writing = {
  title: string;
  /** Markdown. */
  body: string;
  writtenAt: Instant;
  writtenBy: string;
  /** Of this language, last published; 0 while it never was. */
  version: number;
  /** It says something else than that version. */
  isChanged: boolean;
  /** Of a translation: the version of the original that it says. Null for the original. */
  madeFrom: number | null;
  /** The same of the published version. */
  publishedFrom: number | null;
};

export type Article = {
  id: string;
  /** How many events made it. */
  seq: number;
  /** Its address: `refunds-declined`. */
  slug: string;
  /** How it stands towards its readers: a published article stays so while its next version is written. */
  state: ArticleState;
  /** Somebody was asked to look before it is published (again). */
  isInReview: boolean;
  visibility: Visibility;
  /** Customers that alone may read it; empty for all. */
  customers: readonly string[];
  service: string | null;
  /** A person's key: who is asked, and told what readers say. */
  owner: string;
  /** Of the original, from which the others are translated. */
  language: Language;
  tags: readonly string[];
  /** Local date by which somebody looks whether it is still right. */
  reviewOn: string | null;
  reviewedAt: Instant | null;
  /** The ticket whose solution it tells. */
  ticketId: number | null;
  texts: Partial<Record<Language, Writing>>;
  /** By language, the highest version that was ever published: numbers are not used twice, even when a translation goes and comes back. */
  versions: Partial<Record<Language, number>>;
  /** Versions of the original that changed what it says, in order: those that put a translation out of date. */
  changes: readonly number[];
  createdAt: Instant;
  createdBy: string;
  updatedAt: Instant;
  publishedAt: Instant | null;
};

/** What an article is about and for, apart from its texts. */
export type Description = Pick<Article, "slug" | "visibility" | "customers" | "service" | "owner" | "tags" | "reviewOn">;

type Facts =
  | ({ type: "article.created"; language: Language; title: string; body: string; ticketId: number | null } & Description)
  | ({ type: "article.described" } & Description)
  | { type: "article.written"; language: Language; title: string; body: string; madeFrom: number | null; restoredFrom: number | null }
  | { type: "article.review-asked"; of: string | null }
  | { type: "article.published"; language: Language; version: number; madeFrom: number | null; isMinor: boolean; note: string | null }
  | { type: "article.reviewed"; reviewOn: string | null }
  | { type: "article.translation-removed"; language: Language }
  | { type: "article.retired"; reason: string | null }
  | { type: "article.revived" };

/** What every event of an article says of itself: which, when, and who did it. */
export type ArticleEvent = Facts & { articleId: string; at: Instant; actor: string };
export type ArticleEventOf<T extends ArticleEvent["type"]> = Extract<ArticleEvent, { type: T }>;

/** Fields that hold somebody's words: the chain keeps them only as salted digests. */
export const personalFieldsOfArticles: Partial<Record<ArticleEvent["type"], readonly string[]>> = {
  "article.created": ["title", "body"],
  "article.written": ["title", "body"],
  "article.published": ["note"],
  "article.retired": ["reason"],
};

/** The writing that the others are translated from; every article has one. */
export function originalOf(article: Pick<Article, "texts" | "language" | "id">): Writing {
  const original = article.texts[article.language];
  if (original === undefined) throw new Error(`article ${article.id} has lost its original`);
  return original;
}

/**
 * The first version of the original that says something which the translation's working text does not; null while it is up to date, for
 * the original itself, and for a language that it does not have.
 */
export function outdatedSince(article: Article, language: Language): number | null {
  const madeFrom = article.texts[language]?.madeFrom ?? null;
  return madeFrom === null ? null : (article.changes.find((version) => version > madeFrom) ?? null);
}

/** Languages whose translation is behind the original. */
export const outdatedLanguages = (article: Article): Language[] =>
  (Object.keys(article.texts) as Language[]).filter((language) => outdatedSince(article, language) !== null);

/** Whether the date of its next review has come, in the provider's zone: `today` is a local date, `2027-01-31`. */
export const needsReview = (article: Pick<Article, "state" | "reviewOn">, today: string): boolean =>
  article.state !== "retired" && article.reviewOn !== null && article.reviewOn <= today;
