/** One line of truth: raised, accepted by a provider, arrived, answered; each with the time it took, and plainly when it was not reached. */
import type { PageSummary } from "../api/pages.ts";
import { Time } from "../kit/time.tsx";
import { useLanguage } from "../language/language.tsx";
import type { PageNames } from "./names.ts";
import { spanText } from "./span-text.ts";
import style from "./truth.module.css";

type Station = {
  key: "opened" | "sent" | "delivered" | "acknowledged";
  isReached: boolean;
  /** Not reached, and all that was foreseen has been tried. */
  isMissed: boolean;
  /** What stands under the station's name: how long it took, or why not. */
  told: string;
  /** By whom, by which way. */
  under: string | null;
};

/** The stations behind the first, in order. */
function useStations({ lastLine, state, customerId }: PageSummary, names: PageNames): Station[] {
  const { text, locale } = useLanguage();
  const t = text.pages;
  const isOver = state === "resolved";
  const after = (ms: number): string => t.truth.after({ span: spanText(ms, locale) });
  const { sent, delivered, acknowledged } = lastLine;
  const station = (key: Station["key"], reached: { told: string; under: string | null } | null, missing: string): Station => ({
    ...{ key, isReached: reached !== null, isMissed: reached === null && key !== "delivered" && state === "exhausted" },
    ...(reached ?? { told: missing, under: null }),
  });
  return [
    station(
      "sent",
      sent && {
        told: after(sent.afterMs),
        under: [names.target(sent.recipient, customerId), t.channel[sent.channel], sent.gatewayName].join(" · "),
      },
      isOver ? t.truth.notSentEver : t.truth.notSent,
    ),
    station(
      "delivered",
      delivered && {
        told: after(delivered.afterMs),
        under: [names.target(delivered.recipient, customerId), t.channel[delivered.channel]].join(" · "),
      },
      t.truth.notDelivered,
    ),
    station(
      "acknowledged",
      acknowledged && { told: after(acknowledged.afterMs), under: `${acknowledged.byName}, ${t.via[acknowledged.via]}` },
      isOver ? t.truth.notAcknowledgedEver : t.truth.notAcknowledged,
    ),
  ];
}

type Props = {
  page: PageSummary;
  names: PageNames;
  now: number;
  /** `column`: from top to bottom, beside a ticket. On a phone each is. */
  size?: "line" | "full" | "column";
};

export function Truth({ page, names, now, size = "line" }: Props) {
  const t = useLanguage().text.pages.truth;
  const stations = useStations(page, names);
  return (
    <ol className={style.truth} data-size={size} aria-label={t.title}>
      <li className={style.station} data-reached="true">
        <span className={style.name}>{t.opened}</span>
        <span className={style.told}>
          <Time at={Date.parse(page.openedAt)} now={now} isStill />
        </span>
      </li>
      {stations.map(({ key, isReached, isMissed, told, under }) => (
        <li key={key} className={style.station} data-reached={isReached} data-missed={isMissed}>
          <span className={style.name}>{t[key]}</span>
          <span className={style.told}>{told}</span>
          {under !== null && (
            <span className={style.under} dir="auto">
              {under}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
