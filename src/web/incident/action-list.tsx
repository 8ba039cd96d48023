/** Actions of all reviews: what is overdue first, then what is open. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ActionState, actionsQuery } from "../api/incident.ts";
import { StatusMark } from "../kit/marks.tsx";
import { Failure, Loading } from "../kit/states.tsx";
import { useLanguage } from "../language/language.tsx";
import { Segments } from "../portal/segments.tsx";
import style from "./incidents.module.css";
import { More } from "./more.tsx";
import { dayName } from "./words-of.ts";

export function ActionList({ state, pick }: { state: ActionState; pick: (state: ActionState) => void }) {
  const language = useLanguage();
  const t = language.text.incident.list;
  const found = useInfiniteQuery(actionsQuery(state));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={style.part} aria-labelledby="actions">
      <header className={style.partHead}>
        <h2 id="actions">{t.actions}</h2>
        <Segments label={t.actionFilter} value={state} choices={t.actionState} pick={pick} />
      </header>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && items.length === 0 && (
        <p className="soft">
          {t.noActions}. {t.noActionsHint}
        </p>
      )}
      {items.length > 0 && (
        <ul className={style.rows}>
          {items.map((action) => (
            <li key={action.ticketId} className={style.row}>
              <div className={style.rowWhat}>
                <Link to="/tickets/$ticketId" params={{ ticketId: String(action.ticketId) }} dir="auto">
                  {action.subject}
                </Link>
                <span className="soft">
                  {action.customerName} · {t.from}{" "}
                  <Link to="/tickets/$ticketId/incident/review" params={{ ticketId: String(action.incidentId) }} dir="auto">
                    {action.incidentSubject}
                  </Link>
                </span>
              </div>
              <span className={style.rowEnd}>
                <span dir="auto">{action.owner?.name ?? t.nobody}</span>
                <span className={style.day} data-late={action.isOverdue}>
                  {(action.isOverdue ? t.overdue : t.due)({ when: dayName(action.dueOn, language) })}
                </span>
                <StatusMark status={action.status} pause={null} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <More found={found} />
    </section>
  );
}
