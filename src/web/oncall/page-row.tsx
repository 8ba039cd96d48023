/** A page in the list: what it is about, how it stands, its line of truth, and what comes next. */
import { Link } from "@tanstack/react-router";
import type { OnCallNow, PageSummary } from "../api/pages.ts";
import { useText } from "../language/language.tsx";
import type { PageNames } from "./names.ts";
import { NextStep } from "./next-step.tsx";
import { PageActs } from "./page-acts.tsx";
import style from "./pages.module.css";
import { PageMark, UrgencyMark } from "./state-mark.tsx";
import { Truth } from "./truth.tsx";

type Props = { page: PageSummary; names: PageNames; onCall: readonly OnCallNow[] | undefined; now: number };

export function PageRow({ page, names, onCall, now }: Props) {
  const { pages: t } = useText();
  return (
    <article className={style.row} data-state={page.state}>
      <div className={style.what}>
        <h2>
          <Link to="/pages/$pageId" params={{ pageId: String(page.id) }} dir="auto">
            {page.summary}
          </Link>
        </h2>
        <p className={style.facts}>
          <PageMark state={page.state} />
          <UrgencyMark urgency={page.urgency} />
          <span dir="auto">{page.customerName === "" ? names.customer(page.customerId) : page.customerName}</span>
          {page.ticketId === null ? (
            <span>{t.cause[page.cause]}</span>
          ) : (
            <Link to="/tickets/$ticketId" params={{ ticketId: String(page.ticketId) }}>
              {t.ticket({ id: page.ticketId })}
            </Link>
          )}
        </p>
      </div>
      <div className={style.end}>
        <NextStep page={page} names={names} onCall={onCall} now={now} />
        {page.state !== "acknowledged" && <PageActs page={page} size="xs" hasResolution={false} />}
      </div>
      <div className={style.truth}>
        <Truth page={page} names={names} now={now} />
      </div>
    </article>
  );
}
