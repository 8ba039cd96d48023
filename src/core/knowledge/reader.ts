/** Who may read which article, and in which language they get it. */
import type { Article } from "#core/knowledge/article.ts";
import type { Language } from "#core/model/document.ts";

/** The provider's own people, somebody of these customers, or anybody at all. */
export type Audience = "staff" | "public" | { readonly customerIds: readonly string[] };

type Readable = Pick<Article, "state" | "visibility" | "customers">;

/** Staff read everything; customers what is published for everybody or for one of theirs; the public what is public. */
export function mayRead(audience: Audience, article: Readable): boolean {
  if (audience === "staff") return true;
  if (article.state !== "published" || article.visibility === "internal") return false;
  if (audience === "public") return article.visibility === "public";
  return article.customers.length === 0 || article.customers.some((customer) => audience.customerIds.includes(customer));
}

/** What of its texts is published: a version of each language, and of a translation the original's version that it says. */
export type Published = { language: Language; version: number; madeFrom: number | null };

/** The edition that a reader gets; `isInstead` when it is the original because their language is not there. */
export type Choice<E extends Published> = { edition: E; isInstead: boolean };

/** The reader's language where it is published, else the original; null while nothing is. */
export function editionFor<E extends Published>(editions: readonly E[], wanted: Language, original: Language): Choice<E> | null {
  const own = editions.find(({ language }) => language === wanted);
  if (own !== undefined) return { edition: own, isInstead: false };
  const first = editions.find(({ language }) => language === original) ?? editions[0];
  return first === undefined ? null : { edition: first, isInstead: true };
}
