/** Was this helpful? One click, then words for whoever has some; the answer stays the reader's to change. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Article, answerArticle } from "../api/knowledge.ts";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./helpful.module.css";

type Answer = NonNullable<Article["answer"]>;

type Props = {
  article: Pick<Article, "id" | "language" | "version" | "answer">;
  /** Offers "this solved it", where somebody reads before they ask. */
  onSolved?: () => void;
};

export function Helpful({ article, onSolved }: Props) {
  const t = useText().knowledge.helpful;
  const client = useQueryClient();
  const [given, setGiven] = useState<Answer | null>(article.answer);
  const [hasWords, setHasWords] = useState(article.answer?.words != null);
  const answering = useMutation({
    mutationFn: (answer: Answer) => answerArticle(article.id, { language: article.language, version: article.version, ...answer }),
    onSuccess: (_, answer) => {
      setGiven(answer);
      setHasWords(answer.words !== null);
      void client.invalidateQueries({ queryKey: ["article"] });
      if (answer.isSolved) onSolved?.();
    },
  });
  const say = (isHelpful: boolean, isSolved: boolean) => answering.mutate({ isHelpful, isSolved, words: given?.words ?? null });
  return (
    <section className={style.helpful} aria-label={t.ask}>
      {given === null ? (
        <div className={style.ask}>
          <h2>{t.ask}</h2>
          <div className={style.answers}>
            <Button
              variant="default"
              leftSection={<Icon name="check" size={16} />}
              onClick={() => say(true, false)}
              loading={answering.isPending}
            >
              {t.yes}
            </Button>
            <Button
              variant="default"
              leftSection={<Icon name="cross" size={16} />}
              onClick={() => say(false, false)}
              disabled={answering.isPending}
            >
              {t.no}
            </Button>
            <Button
              variant="default"
              leftSection={<Icon name="star" size={16} />}
              onClick={() => say(true, true)}
              disabled={answering.isPending}
            >
              {t.solved}
            </Button>
          </div>
        </div>
      ) : (
        <Said
          given={given}
          hasWords={hasWords}
          change={() => setGiven(null)}
          send={(words) => answering.mutate({ ...given, words })}
          isSending={answering.isPending}
        />
      )}
      <ProblemNote error={answering.error} />
    </section>
  );
}

type SaidProps = { given: Answer; hasWords: boolean; change: () => void; send: (words: string) => void; isSending: boolean };

function Said({ given, hasWords, change, send, isSending }: SaidProps) {
  const t = useText().knowledge.helpful;
  const [words, setWords] = useState("");
  return (
    <div className={style.said}>
      <p role="status">
        <strong>{given.isSolved ? t.thanksSolved : given.isHelpful ? t.thanksYes : t.thanksNo}</strong>{" "}
        <button type="button" className={style.change} onClick={change}>
          {t.change}
        </button>
      </p>
      {hasWords ? (
        <p className="soft">{t.sent}</p>
      ) : (
        <form
          className={style.words}
          onSubmit={(event) => {
            event.preventDefault();
            if (words.trim() !== "") send(words);
          }}
        >
          <Textarea
            label={given.isHelpful ? t.moreYes : t.moreNo}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            maxLength={2_000}
            rows={3}
          />
          <Button type="submit" variant="default" disabled={words.trim() === ""} loading={isSending}>
            {t.send}
          </Button>
        </form>
      )}
    </div>
  );
}
