/** What happened to a page, from top to bottom: its facts, whom each step called, and every attempt to reach them. */
import type { ReactNode } from "react";
import type { OnCallNow, PageFact, PageLedger } from "../api/pages.ts";
import { Icon, type IconName } from "../kit/icon.tsx";
import { Time } from "../kit/time.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import { CallingView } from "./calling-view.tsx";
import { type LedgerLine, ledgerLines } from "./ledger.ts";
import type { PageNames } from "./names.ts";
import { NextStep } from "./next-step.tsx";
import style from "./time-line.module.css";

type Props = { page: PageLedger; names: PageNames; onCall: readonly OnCallNow[] | undefined; now: number };

export function TimeLine({ page, names, onCall, now }: Props) {
  const t = useLanguage().text.pages.line;
  const isComing = page.nextAt !== null && page.state !== "resolved";
  return (
    <ol className={style.line}>
      {ledgerLines(page).map((line) => (
        <Entry key={line.key} at={Date.parse(line.fact.at)} now={now} fact={line.fact}>
          <FactView line={line} page={page} names={names} now={now} />
        </Entry>
      ))}
      {isComing && (
        <li className={style.entry} data-coming="true">
          <span className={style.sign}>
            <Icon name="clock" size={14} />
          </span>
          <span className={style.when}>{t.coming}</span>
          <div className={style.what}>
            <NextStep page={page} names={names} onCall={onCall} now={now} />
          </div>
        </li>
      )}
    </ol>
  );
}

const signs: Readonly<Record<PageFact["type"], IconName>> = {
  "page.opened": "siren",
  "page.step-fired": "bell",
  "page.acknowledged": "check",
  "page.acknowledgement-expired": "clock",
  "page.escalated": "up",
  "page.unreached": "warn",
  "page.exhausted": "warn",
  "page.urgency-changed": "order",
  "page.raised-again": "siren",
  "page.resolved": "tick",
};

type EntryProps = { at: number; now: number; fact: PageFact; children: ReactNode };

function Entry({ at, now, fact, children }: EntryProps) {
  return (
    <li className={style.entry} data-type={fact.type}>
      <span className={style.sign}>
        <Icon name={signs[fact.type]} size={14} />
      </span>
      <span className={style.when}>
        <Time at={at} now={now} form="row" isStill />
      </span>
      <div className={style.what}>{children}</div>
    </li>
  );
}

type FactProps = { line: LedgerLine; page: PageLedger; names: PageNames; now: number };

function FactView({ line: { fact, callings }, page, names, now }: FactProps) {
  const t = useLanguage().text.pages.line;
  const words = useFactWords(page, names, now);
  return (
    <>
      <p className={style.words} dir="auto">
        <strong>{words(fact)}</strong>
        {fact.type === "page.escalated" && fact.note !== null && <span> “{fact.note}”</span>}
      </p>
      {fact.type === "page.step-fired" && (
        <>
          {fact.gaps.map((gap) => (
            <p key={`${gap.target} ${gap.reason}`} className={style.gap}>
              <Icon name="warn" size={14} /> {t.gap[gap.reason]({ target: names.target(gap.target, page.customerId) })}
            </p>
          ))}
          {callings.length === 0 && <p className="soft">{t.skipped}</p>}
        </>
      )}
      {callings.length > 0 && (
        <ul className={style.callings}>
          {callings.map((calling) => (
            <li key={calling.recipient}>
              <CallingView calling={calling} customerId={page.customerId} names={names} now={now} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** A fact as one sentence. */
function useFactWords(page: PageLedger, names: PageNames, now: number): (fact: PageFact) => string {
  const { text, zoned } = useLanguage();
  const { line: t, via, target } = text.pages;
  return (fact) => {
    const who = fact.actorName;
    switch (fact.type) {
      case "page.opened":
        if (fact.cause === "manual") return t.opened({ who });
        return fact.ticketId === null ? t.openedItself : t.openedTicket({ id: fact.ticketId });
      case "page.step-fired":
        return fact.round === 0 ? t.step({ step: fact.step + 1 }) : t.stepRound({ step: fact.step + 1, round: fact.round + 1 });
      case "page.acknowledged": {
        const said = t.acknowledged({ who, via: via[fact.via] });
        return fact.expiresAt === null ? said : `${said}; ${t.holdsUntil({ when: shortInstant(Date.parse(fact.expiresAt), now, zoned) })}`;
      }
      case "page.acknowledgement-expired":
        return t.expired;
      case "page.escalated":
        return t.escalated({ who, via: via[fact.via] });
      case "page.unreached":
        return t.unreached({ who: names.target(fact.recipient, page.customerId) });
      case "page.exhausted":
        return fact.told.length === 0 ? `${t.lastResort}: ${target.role}` : t.lastResort;
      case "page.urgency-changed":
        return t.urgency[fact.urgency];
      case "page.raised-again":
        return t.raisedAgain({ summary: fact.summary });
      case "page.resolved":
        return fact.reason === "answered" ? t.resolved.answered({ who }) : t.resolved[fact.reason];
    }
  };
}
