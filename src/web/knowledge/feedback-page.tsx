/** What readers say of an article, for whoever answers for it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ArticleFeedback, articleFeedbackQuery, manuscriptQuery, settleFeedback } from "../api/knowledge.ts";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { BackTo } from "./article-view.tsx";
import style from "./feedback-page.module.css";

export function FeedbackPage() {
  const { articleId } = useParams({ strict: false }) as { articleId: string };
  const t = useText().knowledge.feedback;
  const manuscript = useQuery({ ...manuscriptQuery(articleId), retry: false });
  const feedback = useQuery({ ...articleFeedbackQuery(articleId), retry: false });
  const failed = manuscript.error ?? feedback.error;
  if (failed !== null) return <Failure error={failed} />;
  if (manuscript.data === undefined || feedback.data === undefined) return <Loading />;
  const title = manuscript.data.texts[manuscript.data.language]?.title ?? manuscript.data.slug;
  const { usage, items } = feedback.data;
  const figures = [
    [t.views, usage.views],
    [t.readers, usage.readers],
    [t.helpful, usage.helpful],
    [t.notHelpful, usage.notHelpful],
    [t.solved, usage.solved],
    [t.open, usage.openRemarks],
  ] as const;
  return (
    <div className={style.page}>
      <BackTo to={`/knowledge/${manuscript.data.slug}`}>{title}</BackTo>
      <h1>{t.title({ title })}</h1>
      <dl className={style.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {items.length === 0 ? <Empty title={t.none} /> : <Answers articleId={manuscript.data.id} items={items} />}
    </div>
  );
}

function Answers({ articleId, items }: { articleId: string; items: readonly ArticleFeedback[] }) {
  const client = useQueryClient();
  const settling = useMutation({
    mutationFn: ({ id, isSettled }: { id: string; isSettled: boolean }) => settleFeedback(articleId, id, isSettled),
    onSettled: () => client.invalidateQueries({ queryKey: articleFeedbackQuery(articleId).queryKey }),
  });
  return (
    <>
      <ProblemNote error={settling.error} />
      <ul className={style.list}>
        {items.map((item) => (
          <Answer key={item.id} item={item} settle={(isSettled) => settling.mutate({ id: item.id, isSettled })} />
        ))}
      </ul>
    </>
  );
}

function Answer({ item, settle }: { item: ArticleFeedback; settle: (isSettled: boolean) => void }) {
  const t = useText().knowledge.feedback;
  const may = useMay();
  const { zoned } = useLanguage();
  const now = useNow();
  const isSettled = item.settledAt !== null;
  return (
    <li data-settled={isSettled} data-helpful={item.isHelpful}>
      <p className={style.verdict}>
        <strong>{item.isSolved ? t.wasSolved : item.isHelpful ? t.wasHelpful : t.wasNotHelpful}</strong>
        <span className="soft">
          {t.said({ name: item.readerName, version: `${item.version} (${item.language})` })} ·{" "}
          {shortInstant(Date.parse(item.at), now, zoned)}
        </span>
      </p>
      {item.words !== null && (
        <blockquote className={style.words} dir="auto">
          {item.words}
        </blockquote>
      )}
      {item.words !== null && may("knowledge:write") && (
        <p className={style.settle}>
          <Button variant="default" size="compact-sm" onClick={() => settle(!isSettled)}>
            {isSettled ? t.reopen : t.settle}
          </Button>
          {item.settledByName !== null && <span className="soft">{t.settledBy({ name: item.settledByName })}</span>}
        </p>
      )}
    </li>
  );
}
