/** The days of a promise as a strip: covered, with a gap, or nothing promised. Its words say the same beside it. */
import type { PromiseView } from "../../api/coverage.ts";
import { useLanguage } from "../../language/language.tsx";
import { monthsOf, runsOf } from "./days.ts";
import style from "./strip.module.css";

/** The names of the months over the strips, each at its first day. */
export function Months({ firstDate, count }: { firstDate: string; count: number }) {
  const { text, zoned } = useLanguage();
  const format = new Intl.DateTimeFormat(zoned.locale, { month: "short", timeZone: "UTC" });
  // Today's own label needs its room.
  const named = monthsOf(firstDate, count).filter(({ day }) => day / count > 0.13);
  return (
    <div className={style.months} aria-hidden="true">
      <span style={{ left: 0 }}>{text.coverage.strips.today}</span>
      {named.map(({ at, day }) => (
        <span key={day} style={{ left: `${(100 * day) / count}%` }}>
          {format.format(at)}
        </span>
      ))}
    </div>
  );
}

export function Strip({ promise, name }: { promise: Pick<PromiseView, "days" | "firstDate">; name: string }) {
  const { days, firstDate } = promise;
  const { text, zoned } = useLanguage();
  const t = text.coverage.strips;
  const state = useStripState()(promise);
  const date = dateText(firstDate, zoned.locale);
  return (
    <div className={style.strip} role="img" aria-label={t.full({ name, days: days.length, date, state })}>
      {runsOf(days).map(({ kind, from, length }) => (
        <span key={from} data-kind={kind} style={{ left: `${(100 * from) / days.length}%`, width: `${(100 * length) / days.length}%` }} />
      ))}
      {monthsOf(firstDate, days.length).map(({ day }) => (
        <i key={day} style={{ left: `${(100 * day) / days.length}%` }} />
      ))}
    </div>
  );
}

export const dateText = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    Date.parse(`${date}T00:00:00Z`),
  );

/** `covered throughout`, or on how many days there are gaps and when first. */
export function useStripState(): (promise: Pick<PromiseView, "days" | "firstDate">) => string {
  const { text, zoned } = useLanguage();
  const t = text.coverage.strips;
  return ({ days, firstDate }) => {
    const first = days.indexOf("g");
    if (first < 0) return days.includes("c") ? t.allCovered : t.nothing;
    const date = new Date(Date.parse(`${firstDate}T00:00:00Z`) + first * 86_400_000).toISOString().slice(0, 10);
    return t.days({ gaps: Array.from(days).filter((day) => day === "g").length, date: dateText(date, zoned.locale) });
  };
}

export function Legend() {
  const t = useLanguage().text.coverage.strips;
  return (
    <ul className={style.legend}>
      {(
        [
          ["c", t.covered],
          ["g", t.gap],
          [".", t.off],
        ] as const
      ).map(([kind, label]) => (
        <li key={kind}>
          <span className={style.sample} aria-hidden="true">
            <span data-kind={kind} />
          </span>
          {label}
        </li>
      ))}
    </ul>
  );
}
