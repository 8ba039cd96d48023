/** Notifications about articles, in words, and where they lead. */
import { useText } from "../language/language.tsx";

export type News = { sentence: string; to: string };

/** Reads a notification's cause; null when it is not about an article. */
export function useArticleNews(): (cause: { readonly kind: string }) => News | null {
  const t = useText().knowledge.bell;
  return (cause) => {
    const { kind, articleId, title, isHelpful } = cause as Readonly<Record<string, unknown>>;
    if (typeof articleId !== "string" || typeof title !== "string") return null;
    if (kind === "article-review") return { sentence: t.review({ title }), to: `/knowledge/${articleId}/edit` };
    if (kind !== "article-feedback") return null;
    return { sentence: isHelpful === true ? t.feedbackYes({ title }) : t.feedbackNo({ title }), to: `/knowledge/${articleId}/feedback` };
  };
}
