/** Home: what waits for the reader, what is under way and what is promised next, what the provider announces, hours left. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { frameQuery } from "../api/portal.ts";
import { meQuery, queueQuery } from "../api/queries.ts";
import type { TicketSummary } from "../api/wire.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { AnnouncementList } from "./announcements.tsx";
import { Contacts } from "./contacts.tsx";
import style from "./home.module.css";
import { Hours } from "./hours.tsx";
import { turnOf } from "./promise.ts";
import { TicketRows } from "./ticket-row.tsx";

export function Home() {
  const { portal: t } = useText();
  const now = useNow();
  const { data: me } = useQuery(meQuery);
  const frame = useQuery(frameQuery);
  if (frame.isPending) return <Loading />;
  if (frame.isError) return <Failure error={frame.error} retry={() => void frame.refetch()} />;
  const { customers, announcements } = frame.data;
  return (
    <div className={style.home}>
      <div className={style.greeting}>
        <h1>{t.home.greeting({ name: firstName(me?.name ?? "") })}</h1>
      </div>
      <AnnouncementList items={announcements} now={now} />
      <div className={style.columns}>
        <div className={style.main}>
          <Open now={now} hasCustomer={customers.length > 1} />
        </div>
        <aside className={style.aside}>
          <section className={style.invitation}>
            <p>{t.home.reportLead}</p>
            <Link to="/portal/report" search={{}}>
              <Icon name="plus" size={16} /> {t.nav.report}
            </Link>
          </section>
          {customers.map(({ id, name }) => (
            <Hours key={id} customerId={id} name={customers.length > 1 ? name : null} />
          ))}
          <Contacts customers={customers} now={now} />
        </aside>
      </div>
    </div>
  );
}

const firstName = (name: string): string => name.split(" ")[0] ?? name;

/** Shown at once; the rest is a page of its own. */
const mostShown = 8;

function Open({ now, hasCustomer }: { now: number; hasCustomer: boolean }) {
  const { portal: t } = useText();
  const open = useInfiniteQuery(queueQuery({ status: "open", order: "next-breach" }));
  const resolved = useInfiniteQuery(queueQuery({ status: "resolved", order: "newest" }));
  if (open.isPending || resolved.isPending) return <Loading />;
  const error = open.error ?? resolved.error;
  if (error !== null) return <Failure error={error} retry={() => void Promise.all([open.refetch(), resolved.refetch()])} />;
  const running = open.data?.pages.flatMap(({ items }) => items) ?? [];
  const solved = resolved.data?.pages.flatMap(({ items }) => items) ?? [];
  const [yours, ours] = [running.filter((each) => turnOf(each) === "you"), running.filter((each) => turnOf(each) !== "you")];
  if (running.length === 0 && solved.length === 0) return <Empty title={t.home.quiet}>{t.home.quietHint}</Empty>;
  const rows = (tickets: readonly TicketSummary[]): ReactNode => (
    <TicketRows tickets={tickets.slice(0, mostShown)} now={now} hasCustomer={hasCustomer} />
  );
  const waiting = [...yours, ...solved];
  return (
    <>
      {waiting.length > 0 && (
        <section>
          <h2>{t.home.forYou}</h2>
          {rows(waiting)}
        </section>
      )}
      <section>
        <h2>{t.home.ongoing}</h2>
        {ours.length > 0 ? rows(ours) : <Empty title={t.home.quiet}>{t.home.quietHint}</Empty>}
      </section>
      <p>
        <Link to="/portal/tickets" search={{}}>
          {t.home.all}
        </Link>
      </p>
    </>
  );
}
