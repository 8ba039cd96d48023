/** What one may ask of an article: the room's verbs, as they are given. */
import type { Article, Description } from "#core/knowledge/article.ts";
import type { Language } from "#core/model/document.ts";

export type ArticleVerb =
  | ({ type: "create-article"; language: Language; title: string; body: string; ticketId?: number | null } & Description)
  | ({ type: "describe-article" } & Partial<Description>)
  | {
      type: "write-article";
      language: Language;
      title: string;
      body: string;
      /** Of a translation: the version of the original that it now says. Default: as before; of a new one, the newest. */
      madeFrom?: number;
      /** The older version whose text this is. */
      restoredFrom?: number;
    }
  | { type: "ask-review"; of?: string | null }
  | { type: "publish-article"; language: Language; isMinor?: boolean; note?: string | null }
  | { type: "review-article"; reviewOn: Article["reviewOn"] }
  | { type: "remove-translation"; language: Language }
  | { type: "retire-article"; reason?: string | null }
  | { type: "revive-article" };

export type ArticleVerbOf<T extends ArticleVerb["type"]> = Extract<ArticleVerb, { type: T }>;

/** Every command names its article and who asks. */
export type ArticleCommand = ArticleVerb & { articleId: string; actor: string };
