/** Hours left of what was bought, by bundle, and what the latest were used for; nothing where the agreements have none. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type AgreementHours, type Bundle, hoursQuery, timeLinesQuery } from "../api/hours.ts";
import { useLanguage } from "../language/language.tsx";
import { dateText, hoursText } from "./figures.ts";
import style from "./home.module.css";

type Props = { customerId: string /** Written above where the reader has several organisations. */; name: string | null };

export function Hours({ customerId, name }: Props) {
  const { portal: t } = useLanguage().text;
  // Without an answer there is nothing to tell: the page lives without it.
  const { data = [] } = useQuery(hoursQuery(customerId));
  const withBundles = data.filter(({ bundles }) => bundles.length > 0);
  if (withBundles.length === 0) return null;
  return (
    <section className={style.card}>
      <h2>{name === null ? t.hours.title : `${t.hours.title}: ${name}`}</h2>
      {withBundles.map((each) => (
        <OfAgreement key={each.agreementId} hours={each} isAlone={withBundles.length === 1} />
      ))}
      <Uses customerId={customerId} />
    </section>
  );
}

function OfAgreement({ hours: { name, bundles, leftMinutes, overMinutes }, isAlone }: { hours: AgreementHours; isAlone: boolean }) {
  const { text, locale } = useLanguage();
  const t = text.portal.hours;
  const running = bundles.filter(({ state }) => state === "running");
  const total = running.reduce((sum, { hours, rolledInMinutes }) => sum + hours * 60 + rolledInMinutes, 0);
  const percent = total === 0 ? 0 : Math.min(100, Math.round(((total - leftMinutes) / total) * 100));
  return (
    <div>
      {!isAlone && <h3>{name}</h3>}
      {total > 0 && (
        <>
          <p className={style.figure}>
            {leftMinutes > 0 ? t.left({ hours: hoursText(leftMinutes, locale), total: hoursText(total, locale) }) : t.none}
          </p>
          <div className={style.gauge} role="img" aria-label={t.used({ percent })}>
            <span style={{ width: `${percent}%` }} />
          </div>
        </>
      )}
      {leftMinutes > 0 && (
        <ul>
          {running
            .filter((bundle) => bundle.leftMinutes > 0)
            .map((bundle) => (
              <OneBundle key={bundle.id} bundle={bundle} />
            ))}
        </ul>
      )}
      {overMinutes > 0 && <p className={style.bundle}>{t.over({ hours: hoursText(overMinutes, locale) })}</p>}
    </div>
  );
}

function OneBundle({ bundle: { leftMinutes, until } }: { bundle: Bundle }) {
  const { text, locale, zoned } = useLanguage();
  const t = text.portal.hours;
  const hours = hoursText(leftMinutes, locale);
  // The last day is inclusive for people: the instant is the first one after it.
  const date = until === null ? null : dateText(Date.parse(until) - 1, zoned);
  return <li className={style.bundle}>{date === null ? t.bundleForEver({ hours }) : t.bundle({ hours, date })}</li>;
}

function Uses({ customerId }: { customerId: string }) {
  const { text, locale, zoned } = useLanguage();
  const t = text.portal.hours;
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({ ...timeLinesQuery(customerId), enabled: isOpen });
  return (
    <details className={style.uses} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.more}</summary>
      <ul>
        {data?.items.slice(0, 10).map(({ entry, ticketId, countedMinutes, endedAt }) => (
          <li key={entry}>
            <span>
              {dateText(Date.parse(endedAt), zoned)},{" "}
              <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(ticketId) }}>
                {t.on({ id: String(ticketId) })}
              </Link>
            </span>
            <span>{hoursText(countedMinutes, locale)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
