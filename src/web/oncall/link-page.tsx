/** What the link in a message opens on a phone, by night, without signing in: what it is about, and one large button. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { answerByLink, type LinkedPage, linkedPageQuery } from "../api/pages.ts";
import { isProblem } from "../api/problem.ts";
import { BrandMark } from "../branding/brand.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Loading, ProblemNote, sentenceOf } from "../kit/states.tsx";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./link-page.module.css";
import { type LinkState, linkState } from "./link-state.ts";
import { useTabTitle } from "./page-detail.tsx";

export function LinkPage() {
  const { token } = useParams({ from: "/p/$token" });
  const { pages } = useText();
  const t = pages.link;
  const found = useQuery(linkedPageQuery(token));
  return (
    <div className={style.frame}>
      <header className={style.brand}>
        <BrandMark />
      </header>
      <main className={style.main}>
        {found.data !== undefined ? (
          <Called token={token} page={found.data} />
        ) : found.isPending ? (
          <Loading what={t.loading} />
        ) : (
          <Dead error={found.error} retry={() => void found.refetch()} isTrying={found.isFetching} />
        )}
      </main>
    </div>
  );
}

/** A link that does not answer, or a server that does not. */
function Dead({ error, retry, isTrying }: { error: unknown; retry: () => void; isTrying: boolean }) {
  const { text, zoned } = useLanguage();
  const t = text.pages.link;
  const now = useNow();
  const isExpired = isProblem(error, "page-link-expired");
  const isBad = isProblem(error, "bad-page-link");
  const at = isExpired && typeof error.facts.expiredAt === "string" ? Date.parse(error.facts.expiredAt) : null;
  const hint =
    at !== null
      ? t.expiredHint({ when: shortInstant(at, now, zoned) })
      : isBad
        ? t.badHint
        : sentenceOf(error, text.house.states.brokenHint);
  useTabTitle(isExpired ? t.expired : isBad ? t.bad : t.unreachable);
  return (
    <div className={style.dead} role="alert">
      <h1>{isExpired ? t.expired : isBad ? t.bad : t.unreachable}</h1>
      <p>{hint}</p>
      {isExpired || isBad ? (
        <Link to="/pages" search={{}} className={style.quiet}>
          {t.openPage}
        </Link>
      ) : (
        <button type="button" className={style.big} onClick={retry} disabled={isTrying}>
          {text.house.states.again}
        </button>
      )}
    </div>
  );
}

function Called({ token, page }: { token: string; page: LinkedPage }) {
  const { text, zoned } = useLanguage();
  const t = text.pages.link;
  const now = useNow();
  const state = linkState(page);
  const opened = Date.parse(page.openedAt);
  useTabTitle(`${t.tab({ id: page.pageId })}: ${page.summary}`);
  return (
    <>
      <article className={style.sheet} data-urgency={page.urgency}>
        {page.personName !== null && <p className={style.hello}>{t.hello({ name: page.personName })}</p>}
        {page.cause === "test" && <p className={style.test}>{t.test}</p>}
        <p className={style.marks}>
          <span className={style.number}>#{page.ticketId ?? page.pageId}</span>
          <span data-urgency={page.urgency}>{text.pages.urgency[page.urgency]}</span>
        </p>
        <h1 dir="auto">{page.summary}</h1>
        <dl className={style.facts}>
          {page.customerName !== null && page.customerName !== "" && (
            <div>
              <dt>{t.customer}</dt>
              <dd dir="auto">{page.customerName}</dd>
            </div>
          )}
          <div>
            <dt>{t.since({ when: shortInstant(opened, now, zoned) })}</dt>
            <dd>{t.ago({ span: roughLength(now - opened) })}</dd>
          </div>
          <div>
            <dt>{t.also}</dt>
            <dd dir="auto">{page.others.length === 0 ? t.onlyYou : page.others.join(", ")}</dd>
          </div>
        </dl>
      </article>
      <div className={style.end}>
        <Standing page={page} state={state} now={now} />
        <Answers token={token} page={page} state={state} />
      </div>
    </>
  );
}

/** Who has it, or that it is over: said first, and to who only listens too. */
function Standing({ page, state, now }: { page: LinkedPage; state: LinkState; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.pages.link;
  const when = (at: string | null): string => (at === null ? "" : shortInstant(Date.parse(at), now, zoned));
  if (state === "calling") return null;
  const sign = state === "mine" || state === "over" ? "check" : "person";
  const title =
    state === "mine"
      ? t.mine
      : state === "over"
        ? t.over
        : page.acknowledgedByName === null
          ? t.anotherHas
          : t.others({ who: page.acknowledgedByName });
  const hint =
    state === "over"
      ? t.overSince({ when: when(page.resolvedAt) })
      : state === "mine"
        ? t.mineSince({ when: when(page.acknowledgedAt) })
        : t.othersSince({ when: when(page.acknowledgedAt) });
  return (
    <div className={style.standing} data-state={state} role="status">
      <span className={style.sign}>
        <Icon name={sign} size={28} />
      </span>
      <div>
        <strong>{title}</strong>
        <p>{hint}</p>
        {state === "mine" && page.nextAt !== null && <p>{t.mineUntil({ when: when(page.nextAt) })}</p>}
      </div>
    </div>
  );
}

function Answers({ token, page, state }: { token: string; page: LinkedPage; state: LinkState }) {
  const { pages } = useText();
  const t = pages.link;
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const answer = useMutation({
    networkMode: "always",
    mutationFn: (verb: "acknowledgement" | "escalation") => answerByLink(token, verb),
    onSuccess: () => setAsked(false),
    onSettled: () => client.invalidateQueries({ queryKey: linkedPageQuery(token).queryKey }),
  });
  const isEscalated = answer.isSuccess && answer.variables === "escalation" && state === "calling";
  return (
    <>
      {isEscalated && (
        <p className={style.note} role="status">
          <strong>{t.escalated}</strong> {t.escalatedHint}
        </p>
      )}
      <ProblemNote error={answer.error} />
      {state === "calling" && !isAsked && (
        <button type="button" className={style.big} disabled={answer.isPending} onClick={() => answer.mutate("acknowledgement")}>
          <Icon name="check" size={30} />
          <span>
            {t.acknowledge}
            <small>{t.acknowledgeHint}</small>
          </span>
        </button>
      )}
      {state === "mine" && page.nextAt !== null && !isAsked && (
        <button type="button" className={style.second} disabled={answer.isPending} onClick={() => answer.mutate("acknowledgement")}>
          {t.hold}
        </button>
      )}
      {isAsked ? (
        <fieldset className={style.sure} aria-label={t.escalateSure}>
          <strong>{t.escalateSure}</strong>
          <button type="button" className={style.second} disabled={answer.isPending} onClick={() => answer.mutate("escalation")}>
            {t.escalateYes}
          </button>
          <button type="button" className={style.second} onClick={() => setAsked(false)}>
            {t.escalateNo}
          </button>
        </fieldset>
      ) : (
        (state === "calling" || state === "mine") && (
          <button type="button" className={style.second} onClick={() => setAsked(true)}>
            {t.escalate}
          </button>
        )
      )}
      <Link
        {...(page.ticketId === null
          ? { to: "/pages/$pageId" as const, params: { pageId: String(page.pageId) } }
          : { to: "/tickets/$ticketId" as const, params: { ticketId: String(page.ticketId) } })}
        className={style.quiet}
      >
        {page.ticketId === null ? t.openPage : t.open}
      </Link>
    </>
  );
}
