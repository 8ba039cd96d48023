/** Major incidents: those going on with the time until the customer hears from us, reviews to write, what we promised ourselves, and what is over. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ActionState, type IncidentSummary, incidentsQuery } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { PriorityMark } from "../kit/marks.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { countdown, roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { ActionList } from "./action-list.tsx";
import style from "./incidents.module.css";
import { More } from "./more.tsx";
import { pressing } from "./next-update.tsx";
import { dayName } from "./words-of.ts";

export function Incidents() {
  const { incident: t } = useText();
  const now = useNow();
  const navigate = useNavigate({ from: "/incidents" });
  const { actions = "overdue" } = useSearch({ from: "/desk/incidents" });
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </header>
      <GoingOn now={now} />
      <Reviews />
      <ActionList
        state={actions}
        pick={(next: ActionState) => void navigate({ search: next === "overdue" ? {} : { actions: next }, replace: true })}
      />
      <Past now={now} />
    </div>
  );
}

/** Whoever is due first stands first. */
const dueFirst = (a: IncidentSummary, b: IncidentSummary): number =>
  (a.nextUpdateAt === null ? Number.POSITIVE_INFINITY : Date.parse(a.nextUpdateAt)) -
    (b.nextUpdateAt === null ? Number.POSITIVE_INFINITY : Date.parse(b.nextUpdateAt)) || b.ticketId - a.ticketId;

function GoingOn({ now }: { now: number }) {
  const t = useText().incident.list;
  const found = useInfiniteQuery(incidentsQuery({ state: "going-on" }));
  const items = (found.data?.pages.flatMap((page) => page.items) ?? []).toSorted(dueFirst);
  return (
    <section className={style.part} aria-labelledby="going-on">
      <h2 id="going-on">{t.goingOn}</h2>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && items.length === 0 && <Empty title={t.calm}>{t.calmHint}</Empty>}
      <ul className={style.cards}>
        {items.map((incident) => (
          <li key={incident.ticketId}>
            <Card incident={incident} now={now} />
          </li>
        ))}
      </ul>
      <More found={found} />
    </section>
  );
}

function Card({ incident, now }: { incident: IncidentSummary; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.incident;
  const { ticketId, subject, customerName, priority, status, nextUpdateAt, commander, startedAt } = incident;
  const state = pressing(nextUpdateAt, now);
  const due = nextUpdateAt === null ? null : Date.parse(nextUpdateAt);
  return (
    <article className={style.card} data-pressing={state}>
      <p className={style.clock}>
        <span className={style.clockWords}>{state === "late" ? t.update.late : t.update.next}</span>
        {due === null ? (
          <strong className={style.none}>{t.update.none}</strong>
        ) : (
          <>
            <strong className={style.left}>
              {state === "late" && "−"}
              {countdown(due - now)}
            </strong>
            <span className={style.clockWords}>{t.update.dueAt({ when: shortInstant(due, now, zoned) })}</span>
          </>
        )}
      </p>
      <div className={style.what}>
        <h3>
          <Link to="/tickets/$ticketId/incident" params={{ ticketId: String(ticketId) }} dir="auto">
            {subject}
          </Link>
        </h3>
        <p className={style.facts}>
          <PriorityMark priority={priority} />
          <strong>{t.status[status]}</strong>
          <span dir="auto">{customerName}</span>
          <span className="soft">{t.list.since({ span: roughLength(Math.max(0, now - Date.parse(startedAt))) })}</span>
        </p>
        <p className={style.facts}>
          <Icon name="person" size={14} />
          <span dir="auto">{t.list.leads({ who: commander.name })}</span>
        </p>
      </div>
      <Link
        to="/tickets/$ticketId/incident"
        params={{ ticketId: String(ticketId) }}
        className={style.open}
        aria-hidden="true"
        tabIndex={-1}
      >
        {t.list.open}
      </Link>
    </article>
  );
}

function Reviews() {
  const language = useLanguage();
  const t = language.text.incident.list;
  const found = useInfiniteQuery(incidentsQuery({ review: "open" }));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={style.part} aria-labelledby="reviews">
      <h2 id="reviews">{t.reviews}</h2>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && items.length === 0 && <p className="soft">{t.noReviews}</p>}
      {items.length > 0 && (
        <ul className={style.rows}>
          {items.map((incident) => (
            <li key={incident.ticketId} className={style.row}>
              <div className={style.rowWhat}>
                <Link to="/tickets/$ticketId/incident/review" params={{ ticketId: String(incident.ticketId) }} dir="auto">
                  {incident.subject}
                </Link>
                <span className="soft">{incident.customerName}</span>
              </div>
              {incident.review !== null && (
                <span className={style.day} data-late={incident.review.isOverdue}>
                  {(incident.review.isOverdue ? t.overdue : t.due)({ when: dayName(incident.review.dueOn, language) })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <More found={found} />
    </section>
  );
}

function Past({ now }: { now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.list;
  const found = useInfiniteQuery(incidentsQuery({ state: "over" }));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={style.part} aria-labelledby="past">
      <h2 id="past">{t.past}</h2>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && items.length === 0 && <p className="soft">{t.noPast}</p>}
      {items.length > 0 && (
        <ul className={style.rows}>
          {items.map(({ ticketId, subject, customerName, startedAt, endedAt, review }) => (
            <li key={ticketId} className={style.row}>
              <div className={style.rowWhat}>
                <Link to="/tickets/$ticketId/incident" params={{ ticketId: String(ticketId) }} dir="auto">
                  {subject}
                </Link>
                <span className="soft">
                  {[
                    customerName,
                    endedAt === null ? null : shortInstant(Date.parse(endedAt), now, zoned),
                    endedAt === null ? null : t.lasted({ span: roughLength(Date.parse(endedAt) - Date.parse(startedAt)) }),
                  ]
                    .filter((each) => each !== null)
                    .join(" · ")}
                </span>
              </div>
              <span className={style.rowEnd}>
                {review !== null && review.openActions > 0 && <span>{t.openActions({ count: review.openActions })}</span>}
                {review?.isShared === true && <span className="soft">{t.shared}</span>}
                {review?.state === "published" && (
                  <Link to="/tickets/$ticketId/incident/review" params={{ ticketId: String(ticketId) }}>
                    {t.readReview}
                  </Link>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <More found={found} />
    </section>
  );
}
