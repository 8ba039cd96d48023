/** One page whole: its line of truth, what can be done, and everything that happened. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { onCallNowQuery, type PageLedger, pageQuery } from "../api/pages.ts";
import { isProblem } from "../api/problem.ts";
import { Missing } from "../kit/dead-end.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Failure, Loading } from "../kit/states.tsx";
import { Time } from "../kit/time.tsx";
import { useText } from "../language/language.tsx";
import { type PageNames, usePageNames } from "./names.ts";
import { NextStep } from "./next-step.tsx";
import { PageActs } from "./page-acts.tsx";
import style from "./page-detail.module.css";
import { PageMark, UrgencyMark } from "./state-mark.tsx";
import { TimeLine } from "./time-line.tsx";
import { Truth } from "./truth.tsx";

export function PageDetail() {
  const { pageId } = useParams({ from: "/desk/pages/$pageId" });
  const id = /^[1-9]\d{0,14}$/.test(pageId) ? Number(pageId) : null;
  const found = useQuery({ ...pageQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(found.error, "unknown-page")) return <Missing />;
  if (found.data === undefined) return found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Loading />;
  return <Whole page={found.data} />;
}

function Whole({ page }: { page: PageLedger }) {
  const { pages: t } = useText();
  const now = useNow();
  const names = usePageNames();
  const { data: onCall } = useQuery(onCallNowQuery);
  useTabTitle(`${t.number({ id: page.id })}: ${page.summary}`);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <p className={style.facts}>
          <Link to="/pages" search={{}} className={style.back}>
            <Icon name="back" size={16} /> {t.back}
          </Link>
          <span className="soft">{t.number({ id: page.id })}</span>
          <PageMark state={page.state} />
          <UrgencyMark urgency={page.urgency} />
          <span dir="auto">{page.customerName === "" ? names.customer(page.customerId) : page.customerName}</span>
          {page.ticketId !== null && (
            <Link to="/tickets/$ticketId" params={{ ticketId: String(page.ticketId) }}>
              {t.ticket({ id: page.ticketId })}
            </Link>
          )}
        </p>
        <h1 dir="auto">{page.summary}</h1>
        <div className={style.acts}>
          <PageActs page={page} hasKey />
          <NextStep page={page} names={names} onCall={onCall} now={now} />
        </div>
      </header>
      <section className={style.truth} aria-labelledby="truth">
        <h2 id="truth" className="unseen">
          {t.truth.title}
        </h2>
        <Truth page={page} names={names} now={now} size="full" />
      </section>
      <div className={style.columns}>
        <section className={style.log}>
          <h2>{t.line.title}</h2>
          <TimeLine page={page} names={names} onCall={onCall} now={now} />
        </section>
        <aside className={style.about} aria-label={t.about.title}>
          <h2>{t.about.title}</h2>
          <About page={page} names={names} now={now} />
        </aside>
      </div>
    </div>
  );
}

function About({ page, names, now }: { page: PageLedger; names: PageNames; now: number }) {
  const { pages: t } = useText();
  const rounds = page.policy === null ? 0 : (names.document?.escalationPolicies?.[page.policy]?.repeat ?? 0);
  return (
    <dl className={style.list}>
      <Fact term={t.about.cause}>{t.cause[page.cause]}</Fact>
      {page.policy !== null && <Fact term={t.about.policy}>{page.policy}</Fact>}
      {page.targets.length > 0 && <Fact term={t.about.targets}>{names.targets(page.targets, page.customerId)}</Fact>}
      <Fact term={t.about.urgency}>{t.urgencyLong[page.urgency]}</Fact>
      <Fact term={t.about.opened}>
        <Time at={Date.parse(page.openedAt)} now={now} form="row" isStill />
      </Fact>
      {rounds > 0 && <Fact term={t.about.round}>{t.about.rounds({ round: page.round + 1, rounds: rounds + 1 })}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

/** The browser's tab says which page this is. */
export function useTabTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}
