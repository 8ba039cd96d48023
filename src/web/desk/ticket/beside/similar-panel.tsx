/** What was solved before and what is written about it: put into the answer with one press. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { similarQuery } from "../../../api/search.ts";
import { Failure, Loading } from "../../../kit/states.tsx";
import { ArticleFromTicket } from "../../../knowledge/ticket-panels.tsx";
import { useText } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import style from "./beside.module.css";

export function SimilarPanel({ scene: { ticket }, insert }: { scene: Scene; insert: (markdown: string) => void }) {
  const { beside } = useText().ticket;
  const t = beside.similar;
  const similar = useQuery(similarQuery(ticket.id));
  if (similar.isPending) return <Loading />;
  if (similar.isError) return <Failure error={similar.error} retry={() => void similar.refetch()} />;
  const { tickets, articles } = similar.data;
  const write = <ArticleFromTicket ticketId={ticket.id} isResolved={ticket.status !== "open"} />;
  if (tickets.length + articles.length === 0) {
    return (
      <>
        <p className="soft">{t.none}</p>
        {write}
      </>
    );
  }
  return (
    <div className={style.stack}>
      {write}
      {articles.length > 0 && (
        <section>
          <h3>{t.articles}</h3>
          <ul className={style.rows}>
            {articles.map(({ id, title, excerpt }) => (
              <li key={id} className={style.found}>
                <Link to="/knowledge/$articleId" params={{ articleId: id }} search={{}}>
                  {title}
                </Link>
                <p className={style.excerpt}>{excerpt}</p>
                <button
                  type="button"
                  className={style.word}
                  onClick={() => insert(`[${bare(title)}](${window.location.origin}/knowledge/${encodeURIComponent(id)})`)}
                >
                  {t.link}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {tickets.length > 0 && (
        <section>
          <h3>{t.tickets}</h3>
          <ul className={style.rows}>
            {tickets.map(({ id, subject, solution, score }) => (
              <li key={id} className={style.found}>
                <Link to="/tickets/$ticketId" params={{ ticketId: String(id) }}>
                  #{id} {subject}
                </Link>{" "}
                <span className="soft">{t.score({ percent: Math.round(score * 100) })}</span>
                <p className={style.excerpt} dir="auto">
                  {solution}
                </p>
                {solution.trim() !== "" && (
                  <button type="button" className={style.word} onClick={() => insert(solution)}>
                    {t.insert}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Text within a link's brackets. */
const bare = (text: string): string => text.replaceAll(/[[\]\\]/g, "");
