/** Whom this ticket's page calls now, when it calls the next ones, and the button that says: I have it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { onCallNowQuery, type PageSummary, pagesQuery } from "../../../api/pages.ts";
import { useNow } from "../../../kit/now.ts";
import { shortInstant } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import { type PageNames, usePageNames } from "../../../oncall/names.ts";
import { NextStep } from "../../../oncall/next-step.tsx";
import { PageActs } from "../../../oncall/page-acts.tsx";
import { UrgencyMark } from "../../../oncall/state-mark.tsx";
import { Truth } from "../../../oncall/truth.tsx";
import { Panel } from "../panel.tsx";
import style from "./page-panel.module.css";

/** Nothing where the ticket has paged nobody. */
export function PagePanel({ ticketId }: { ticketId: number }) {
  const { text } = useLanguage();
  const t = text.pages.panel;
  const { data } = useInfiniteQuery(pagesQuery({ state: "all", ticket: ticketId }));
  const pages = data?.pages.flatMap((each) => each.items) ?? [];
  const unended = pages.filter(({ state }) => state !== "resolved");
  const over = pages.length - unended.length;
  if (pages.length === 0) return null;
  return (
    <Panel id="pages" title={t.title} hint={unended[0] === undefined ? undefined : text.pages.state[unended[0].state]}>
      <div className={style.pages}>
        {(unended.length > 0 ? unended : pages.slice(0, 1)).map((page) => (
          <OnePage key={page.id} page={page} />
        ))}
        {unended.length > 0 && over > 0 && <p className="soft">{t.over({ count: over })}</p>}
      </div>
    </Panel>
  );
}

function OnePage({ page }: { page: PageSummary }) {
  const { pages: t } = useLanguage().text;
  const now = useNow();
  const names = usePageNames();
  const { data: onCall } = useQuery(onCallNowQuery);
  return (
    <div className={style.page}>
      <p className={style.marks}>
        <UrgencyMark urgency={page.urgency} />
        <Link to="/pages/$pageId" params={{ pageId: String(page.id) }} className={style.whole}>
          {t.acts.openLedger}
        </Link>
      </p>
      <Standing page={page} names={names} now={now} />
      <NextStep page={page} names={names} onCall={onCall} now={now} />
      <PageActs page={page} size="xs" hasResolution={false} />
      <Truth page={page} names={names} now={now} size="column" />
    </div>
  );
}

function Standing({ page, names, now }: { page: PageSummary; names: PageNames; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.pages.panel;
  const { state, told, customerId, acknowledgedAt, acknowledgedBy } = page;
  if (state === "resolved") return null;
  if (state === "acknowledged") {
    if (acknowledgedAt === null || acknowledgedBy === null) return null;
    const who = names.actor(acknowledgedBy, customerId);
    return <p>{t.has({ who, when: shortInstant(Date.parse(acknowledgedAt), now, zoned) })}</p>;
  }
  return (
    <div>
      <p className="soft">{state === "exhausted" ? t.lastResort : t.calling}</p>
      <p dir="auto">
        <strong>{told.length === 0 ? text.pages.onCall.nobody : names.targets(told, customerId)}</strong>
      </p>
    </div>
  );
}
