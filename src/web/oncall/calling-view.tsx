/** One recipient of a step: why they are called, by which ways, and every attempt with what the provider said. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PageAttempt, PageLine } from "../api/pages.ts";
import { Icon } from "../kit/icon.tsx";
import { useMay } from "../kit/may.ts";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import type { Calling } from "./ledger.ts";
import type { PageNames } from "./names.ts";
import { spanText } from "./span-text.ts";
import style from "./time-line.module.css";

type Props = { calling: Calling; customerId: string; names: PageNames; now: number };

export function CallingView({ calling: { recipient, via, layer, delivery }, customerId, names, now }: Props) {
  const t = useLanguage().text.pages;
  const why = via === null ? null : names.target(via, customerId);
  const lines = delivery?.lines ?? null;
  return (
    <div className={style.calling}>
      <p className={style.whom}>
        <strong dir="auto">{names.target(recipient, customerId)}</strong>
        {why !== null && <span className="soft">{layer === null ? why : t.line.viaLayer({ via: why, layer })}</span>}
        {delivery !== null && (
          <span className={style.outcome} data-outcome={delivery.state}>
            {t.delivery[delivery.state]}
          </span>
        )}
      </p>
      {delivery !== null && lines === null && delivery.state === "waiting" && <p className="soft">{t.delivery.soon}</p>}
      {lines !== null && lines.length === 0 && <NoWay />}
      {lines !== null && lines.length > 0 && (
        <ul className={style.ways}>
          {lines.map((line) => (
            <li key={`${line.channel} ${line.at}`}>
              <Way line={line} now={now} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whoever can do something about it is led there. */
function NoWay() {
  const { pages: t, channels } = useLanguage().text;
  const may = useMay();
  return (
    <p className={style.gap}>
      {t.delivery.noWay}
      {may("admin") && <Link to="/channels">{channels.title}</Link>}
    </p>
  );
}

/** One way: its newest attempt at once, the others on request. */
function Way({ line, now }: { line: PageLine; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.pages;
  const [isWhole, setWhole] = useState(false);
  const { attempts } = line;
  const shown = isWhole ? attempts : attempts.slice(-1);
  const at = Date.parse(line.at);
  return (
    <div className={style.way} data-state={line.state}>
      <span className={style.channel}>{t.channel[line.channel]}</span>
      <div className={style.attempts}>
        {attempts.length === 0 && (
          <span className="soft">
            {line.state === "waiting" && at > now ? t.delivery.begins({ when: shortInstant(at, now, zoned) }) : t.delivery[line.state]}
          </span>
        )}
        {shown.map((attempt) => (
          <AttemptView key={attempt.number} attempt={attempt} />
        ))}
        {attempts.length > 1 && (
          <button type="button" className={style.fold} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {t.delivery.attempts({ count: attempts.length })}
          </button>
        )}
      </div>
    </div>
  );
}

function AttemptView({ attempt }: { attempt: PageAttempt }) {
  const { text, zoned, locale } = useLanguage();
  const t = text.pages.delivery;
  const { gatewayName, beganAt, endedAt, outcome, said, receipt, receiptAt, mayBeDouble } = attempt;
  const began = Date.parse(beganAt);
  const time = new Intl.DateTimeFormat(locale, {
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zoned.zone, hourCycle: zoned.hourCycle },
  });
  const when = (at: string): string => time.format(Date.parse(at));
  const isGood = outcome === "sent" && receipt !== "failed";
  return (
    <p className={style.attempt} data-outcome={receipt ?? outcome ?? "running"}>
      <Icon name={outcome === null ? "clock" : isGood ? "check" : "cross"} size={13} />
      <span>
        <span className={style.clock}>{when(beganAt)}</span> {t.gateway({ gateway: gatewayName })}:{" "}
        <strong>{outcome === null ? t.running : t.outcome[outcome]}</strong>
        {endedAt !== null && ` ${t.took({ span: spanText(Date.parse(endedAt) - began, locale) })}`}
        {said !== null && said !== "" && <span className="soft"> · {said}</span>}
        {receipt !== null && receiptAt !== null && <strong> · {t.receipt[receipt]({ when: when(receiptAt) })}</strong>}
        {mayBeDouble && <em className={style.double}> · {t.mayBeDouble}</em>}
      </span>
    </p>
  );
}
