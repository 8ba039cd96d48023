/** A review as a customer reads it: what happened, why, when, and what is done about it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type SharedReview, sharedReviewQuery } from "../api/incident.ts";
import { dayName } from "../incident/words-of.ts";
import { Icon } from "../kit/icon.tsx";
import { Markdown } from "../kit/markdown.tsx";
import { StatusMark } from "../kit/marks.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import articles from "./articles.module.css";
import style from "./review.module.css";

export function PortalReview() {
  const t = useText().incident.portal;
  const { ticketId } = useParams({ from: "/portal/tickets/$ticketId/review" });
  const found = useQuery(sharedReviewQuery(Number(ticketId)));
  return (
    <div className={articles.page}>
      <p>
        <Link to="/portal/reviews" className={articles.back}>
          <Icon name="back" size={14} /> {t.back}
        </Link>
      </p>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data === null && (
        <Empty title={t.none} isPage>
          {t.noneHint}
        </Empty>
      )}
      {found.data != null && <Reading review={found.data} />}
    </div>
  );
}

function Reading({ review }: { review: SharedReview }) {
  const language = useLanguage();
  const { text, zoned } = language;
  const t = text.incident.portal;
  const now = useNow();
  const { ticketId, subject, summary, impact, causes, actions, version, publishedAt } = review;
  return (
    <article className={articles.reading}>
      <h1 dir="auto">{subject}</h1>
      <p className="soft">
        {t.published({ when: shortInstant(Date.parse(publishedAt), now, zoned), version })} ·{" "}
        <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(ticketId) }}>
          {t.ticket({ id: ticketId })}
        </Link>
      </p>
      <Moments moments={review.moments} />
      {summary !== "" && (
        <>
          <h2>{t.summary}</h2>
          <Markdown text={summary} headings={3} isFolding={false} />
        </>
      )}
      {impact !== "" && (
        <>
          <h2>{t.impact}</h2>
          <Markdown text={impact} headings={3} isFolding={false} />
        </>
      )}
      {causes.length > 0 && (
        <>
          <h2>{t.causes}</h2>
          <ul className={style.causes}>
            {causes.map(({ kind, text: words }) => (
              <li key={`${kind} ${words}`} dir="auto">
                <strong>{text.incident.review.causes.kinds[kind]}:</strong> {words}
              </li>
            ))}
          </ul>
        </>
      )}
      {actions.length > 0 && (
        <>
          <h2>{t.actions}</h2>
          <ul className={style.actions}>
            {actions.map((action) => (
              <li key={action.ticketId}>
                <span dir="auto">{action.subject}</span>
                <span className="soft">{t.by({ when: dayName(action.dueOn, language) })}</span>
                <StatusMark status={action.status} pause={null} />
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  );
}

function Moments({ moments }: { moments: SharedReview["moments"] }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.portal;
  const now = useNow();
  const shown = [
    [t.began, moments.startedAt, null],
    [t.answered, moments.respondedAt, moments.toRespondMs],
    [t.restored, moments.restoredAt, moments.toRestoreMs],
    [t.resolved, moments.resolvedAt, moments.toResolveMs],
  ] as const;
  return (
    <>
      <dl className={style.moments}>
        {shown.map(
          ([words, at, took]) =>
            at !== null && (
              <div key={words}>
                <dt>{words}</dt>
                <dd>
                  <strong>
                    {took === null
                      ? shortInstant(Date.parse(at), now, zoned)
                      : text.incident.review.moments.after({ span: roughLength(took) })}
                  </strong>
                  {took !== null && <span className="soft"> {shortInstant(Date.parse(at), now, zoned)}</span>}
                </dd>
              </div>
            ),
        )}
      </dl>
      <p className="soft">{t.updates({ count: moments.updates })}</p>
    </>
  );
}

/** On the ticket: the way to its review, once there is one for the reader. */
export function ReviewLink({ ticketId }: { ticketId: number }) {
  const t = useText().incident.portal;
  const { data } = useQuery(sharedReviewQuery(ticketId));
  if (data == null) return null;
  return (
    <p>
      <Link to="/portal/tickets/$ticketId/review" params={{ ticketId: String(ticketId) }} className={articles.back}>
        <Icon name="book" size={16} /> {t.read}
      </Link>
    </p>
  );
}
