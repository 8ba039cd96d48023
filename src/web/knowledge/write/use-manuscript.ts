/** An article under its authors' hands: every verb goes to the server, and what comes back is what everybody sees. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { type ArticleOrder, changeArticle, type Manuscript, manuscriptQuery } from "../../api/knowledge.ts";

type Noun = Parameters<typeof changeArticle>[1];
type Change = { [N in Noun]: { noun: N; body: ArticleOrder<N> } }[Noun];

/** Changes are refused when somebody else has changed the article since it was read. */
export function useChange(manuscript: Manuscript) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ noun, body }: Change) => changeArticle(manuscript.id, noun, body as never, manuscript.seq),
    onSuccess: (next) => {
      client.setQueryData(manuscriptQuery(next.id).queryKey, next);
      void client.invalidateQueries({ queryKey: ["manuscript", next.id, "versions"] });
      for (const key of ["articles", "article", "knowledge", "help"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export type Words = { title: string; body: string };

const keyOf = (articleId: string, language: string): string => `guardia.manuscript.${articleId}.${language}`;

function remembered(key: string): Words | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof found !== "object" || found === null) return null;
    const { title, body } = found as Record<string, unknown>;
    return typeof title === "string" && typeof body === "string" ? { title, body } : null;
  } catch {
    return null;
  }
}

/** Words that are being written: kept in this browser until they are saved, so that a crash or a closed page takes nothing away. */
export function useWords(articleId: string, language: string, saved: Words) {
  const key = keyOf(articleId, language);
  const [words, setWords] = useState<Words>(() => remembered(key) ?? saved);
  const [isRestored, setRestored] = useState(() => {
    const last = remembered(key);
    return last !== null && (last.title !== saved.title || last.body !== saved.body);
  });
  const isChanged = words.title !== saved.title || words.body !== saved.body;
  useEffect(() => {
    if (isChanged) localStorage.setItem(key, JSON.stringify(words));
    else localStorage.removeItem(key);
  }, [key, words, isChanged]);
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
  const write = useCallback((change: Partial<Words>) => setWords((before) => ({ ...before, ...change })), []);
  return {
    words,
    isChanged,
    isRestored: isRestored && isChanged,
    write,
    discard: () => {
      setWords(saved);
      setRestored(false);
    },
  };
}
