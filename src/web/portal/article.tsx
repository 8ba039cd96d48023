/** An article as a customer reads it, and whether it was helpful. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Article, answerArticle, articleQuery, recordView } from "../api/knowledge.ts";
import { isProblem } from "../api/problem.ts";
import { Icon } from "../kit/icon.tsx";
import { Markdown } from "../kit/markdown.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./articles.module.css";

export function PortalArticle() {
  const { text, code } = useLanguage();
  const t = text.portal.articles;
  const { articleId } = useParams({ from: "/portal/articles/$articleId" });
  const article = useQuery(articleQuery(articleId, code));
  return (
    <div className={style.page}>
      <p>
        <Link to="/portal/articles" search={{}} className={style.back}>
          <Icon name="back" size={14} /> {t.back}
        </Link>
      </p>
      {article.isPending && <Loading />}
      {article.isError &&
        (isProblem(article.error) && article.error.status === 404 ? (
          <Empty title={t.notFound} isPage>
            {t.notFoundHint}
          </Empty>
        ) : (
          <Failure error={article.error} retry={() => void article.refetch()} />
        ))}
      {article.data !== undefined && <Reading key={`${article.data.id} ${article.data.language}`} article={article.data} />}
    </div>
  );
}

function Reading({ article }: { article: Article }) {
  const { text, zoned } = useLanguage();
  const t = text.portal.articles;
  const now = useNow();
  const { id, title, body, language, version, isOutdated, publishedAt } = article;
  const { from } = useSearch({ from: "/portal/articles/$articleId" });
  useEffect(() => {
    void recordView(id, { language, version, origin: from ?? "browse" }).catch(() => undefined);
  }, [id, language, version, from]);
  return (
    <>
      <article className={style.reading} lang={language}>
        <h1>{title}</h1>
        {publishedAt !== null && <p className="soft">{t.updated({ when: shortInstant(Date.parse(publishedAt), now, zoned) })}</p>}
        {isOutdated && <p className={style.note}>{t.outdated}</p>}
        <Markdown text={body} headings={2} isFolding={false} />
      </article>
      <Helpful article={article} />
      <p>
        <Link to="/portal/report" search={{}}>
          {t.still}
        </Link>
      </p>
    </>
  );
}

function Helpful({ article: { id, language, version, answer } }: { article: Article }) {
  const t = useText().portal.articles;
  const client = useQueryClient();
  const [words, setWords] = useState("");
  const answering = useMutation({
    mutationFn: (said: { isHelpful: boolean; words: string | null }) => answerArticle(id, { language, version, ...said }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["article"] }),
  });
  const isMissing = answer?.isHelpful === false && answer.words === null;
  return (
    <section className={style.helpful} aria-label={t.helpful}>
      <h2>{t.helpful}</h2>
      <div className={style.answers}>
        {([true, false] as const).map((isHelpful) => (
          <Button
            key={String(isHelpful)}
            variant="default"
            aria-pressed={answer?.isHelpful === isHelpful}
            leftSection={answer?.isHelpful === isHelpful ? <Icon name="check" size={16} /> : null}
            loading={answering.isPending && answering.variables.isHelpful === isHelpful}
            onClick={() => answering.mutate({ isHelpful, words: null })}
          >
            {isHelpful ? t.yes : t.no}
          </Button>
        ))}
        {answer !== null && !isMissing && <span className="soft">{t.thanks}</span>}
      </div>
      {isMissing && (
        <form
          className={style.missing}
          onSubmit={(event) => {
            event.preventDefault();
            if (words.trim() !== "") answering.mutate({ isHelpful: false, words });
          }}
        >
          <Textarea
            label={t.words}
            autosize
            minRows={2}
            maxLength={2_000}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={answering.isPending} disabled={words.trim() === ""}>
              {t.send}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote error={answering.error} />
    </section>
  );
}
