/** Reviews of major incidents that were shared with the reader's organisation. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sharedReviewsQuery } from "../api/incident.ts";
import { isProblem } from "../api/problem.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./articles.module.css";
import page from "./page.module.css";

export function PortalReviews() {
  const { text, zoned } = useLanguage();
  const t = text.incident.portal;
  const now = useNow();
  const found = useInfiniteQuery(sharedReviewsQuery);
  const items = found.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      {found.isPending && <Loading />}
      {found.isError &&
        (isProblem(found.error) && found.error.status === 403 ? (
          <Empty title={t.none}>{t.noneHint}</Empty>
        ) : (
          <Failure error={found.error} retry={() => void found.refetch()} />
        ))}
      {found.data !== undefined && items.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      <ul className={style.articles}>
        {items.map(({ ticketId, subject, summary, publishedAt, version }) => (
          <li key={ticketId}>
            <Link to="/portal/tickets/$ticketId/review" params={{ ticketId: String(ticketId) }} className={style.article}>
              <span className={style.title} dir="auto">
                {subject}
              </span>
              <span className={style.excerpt} dir="auto">
                {summary}
              </span>
              <span className={style.when}>{t.published({ when: shortInstant(Date.parse(publishedAt), now, zoned), version })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <div>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </div>
  );
}
