/** What may already help, while one types: articles, and what was solved before. What solved it is told to those who wrote it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { answerArticle, articleQuery, recordView } from "../../api/knowledge.ts";
import { type Similar, suggestionsQuery } from "../../api/search.ts";
import { Icon } from "../../kit/icon.tsx";
import { Markdown } from "../../kit/markdown.tsx";
import { Loading, ProblemNote } from "../../kit/states.tsx";
import { useLanguage, useText } from "../../language/language.tsx";
import page from "../page.module.css";
import type { Draft } from "./draft.ts";
import style from "./report.module.css";

const pauseMs = 600;

/** The value as it stood when nobody had typed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const written = JSON.stringify(value);
  useEffect(() => {
    const wait = setTimeout(() => setSettled(JSON.parse(written) as T), pauseMs);
    return () => clearTimeout(wait);
  }, [written]);
  return settled;
}

export function Suggestions({ draft, onSolved }: { draft: Draft; onSolved: () => void }) {
  const { portal } = useText();
  const t = portal.suggest;
  const typed = useSettled({
    subject: draft.subject,
    description: draft.description.slice(0, 2_000),
    customer: draft.customer,
    ...(draft.service === "" ? {} : { service: draft.service }),
  });
  const { data } = useQuery(suggestionsQuery(typed));
  if (data === undefined || data.articles.length + data.tickets.length === 0) return null;
  return (
    <section className={style.suggestions} aria-label={t.title} aria-live="polite">
      <h2>{t.title}</h2>
      {data.articles.length > 0 && <h3>{t.articles}</h3>}
      {data.articles.slice(0, 4).map((article) => (
        <Article key={article.id} article={article} onSolved={onSolved} />
      ))}
      {data.tickets.length > 0 && <h3>{t.tickets}</h3>}
      {data.tickets.slice(0, 3).map(({ id, subject, solution }) => (
        <details key={id} className={style.suggestion}>
          <summary>{subject}</summary>
          <p>{solution}</p>
          <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(id) }} target="_blank">
            {portal.ticket.id({ id: String(id) })}
          </Link>
        </details>
      ))}
    </section>
  );
}

type Found = Similar["articles"][number];

function Article({ article: { id, title, excerpt }, onSolved }: { article: Found; onSolved: () => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={style.suggestion} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title}
        {!isOpen && <span className={style.excerpt}>{excerpt}</span>}
      </summary>
      {isOpen && <Read id={id} onSolved={onSolved} />}
    </details>
  );
}

function Read({ id, onSolved }: { id: string; onSolved: () => void }) {
  const { code, text } = useLanguage();
  const t = text.portal.suggest;
  const article = useQuery(articleQuery(id, code));
  const { language, version } = article.data ?? {};
  useEffect(() => {
    if (language !== undefined && version !== undefined)
      void recordView(id, { language, version, origin: "suggestion" }).catch(() => undefined);
  }, [id, language, version]);
  const solving = useMutation({
    mutationFn: () => answerArticle(id, { language: language!, version: version!, isHelpful: true, isSolved: true }),
    onSuccess: onSolved,
  });
  if (article.isPending) return <Loading />;
  if (article.isError) return <ProblemNote error={article.error} />;
  return (
    <div className={style.read}>
      <Markdown text={article.data.body} headings={4} />
      <ProblemNote error={solving.error} />
      <Button variant="default" leftSection={<Icon name="check" size={16} />} loading={solving.isPending} onClick={() => solving.mutate()}>
        {t.solved}
      </Button>
    </div>
  );
}

/** Nothing was sent: that is said, so that nobody waits for an answer. */
export function Solved({ again }: { again: () => void }) {
  const t = useText().portal.suggest;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <div className={style.sent}>
      <h1 ref={head} tabIndex={-1}>
        {t.done}
      </h1>
      <p>{t.doneHint}</p>
      <div className={style.foot}>
        <Button variant="default" onClick={again}>
          {t.back}
        </Button>
        <Link to="/portal" className={page.link}>
          {useText().portal.nav.home}
        </Link>
      </div>
    </div>
  );
}
