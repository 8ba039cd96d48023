/** The head of the picture: hours, days or months of its window; and the ground under its rows: weekends, holidays, what is past. */
import { memo } from "react";
import type { Drawn } from "../../api/rota.ts";
import { useLanguage } from "../../language/language.tsx";
import type { Span } from "./address.ts";
import style from "./axis.module.css";
import type { Day, SpanWindow } from "./span-window.ts";
import { placed } from "./strokes.ts";

type Label = { at: number; to: number; text: string; hint: string; isToday: boolean; isRest: boolean; holiday: boolean; isLoose: boolean };

type Reading = { locale: string; zone: string };

const writer = ({ locale, zone }: Reading, options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  return (at: number): string => format.format(at);
};

type Holidays = Drawn["holidays"];

/** `Toussaint (FR, ES)` for each holiday of a date, whoever keeps it. */
export function holidaysOn(date: string, holidays: Holidays): string[] {
  const regions = new Map<string, string[]>();
  for (const [region, days] of holidays) {
    const name = days.get(date);
    if (name !== undefined) regions.set(name, [...(regions.get(name) ?? []), region]);
  }
  return [...regions].map(([name, list]) => `${name} (${list.join(", ")})`);
}

function dayLabel(day: Day, text: string, full: string, now: number, holidays: Holidays): Label {
  const kept = holidaysOn(day.key, holidays);
  return {
    ...{ at: day.from, to: day.to, text, isToday: day.from <= now && now < day.to, isRest: day.isWeekend || kept.length > 0 },
    ...{ hint: [full, ...kept].join("\n"), holiday: kept.length > 0, isLoose: false },
  };
}

/** Stretches of whole months, named once each. */
function monthLabels(days: readonly Day[], text: (at: number) => string): Label[] {
  const starts = days.filter((day, i) => i === 0 || day.isFirst);
  const end = days.at(-1)!.to;
  return starts.map((day, i) => {
    const to = starts[i + 1]?.from ?? end;
    const plain = { isToday: false, isRest: false, holiday: false, isLoose: false };
    return { at: day.from, to, text: text(day.from), hint: text(day.from), ...plain };
  });
}

function hourLabels({ from, to }: SpanWindow, every: number, text: (at: number) => string): Label[] {
  const labels: Label[] = [];
  for (let at = from; at < to; at += every * 3_600_000) {
    const plain = { isToday: false, isRest: false, holiday: false, isLoose: false };
    labels.push({ at, to: Math.min(to, at + every * 3_600_000), text: text(at), hint: text(at), ...plain });
  }
  return labels;
}

/** One or two lines of labels, the coarser one above. */
function labelsOf(span: Span, window: SpanWindow, now: number, reading: Reading, holidays: Holidays, isNarrow: boolean): Label[][] {
  const { days } = window;
  const full = writer(reading, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const byDay = (options: Intl.DateTimeFormatOptions, some: readonly Day[] = days): Label[] => {
    const text = writer(reading, options);
    // Of some days only: there is room beside each.
    return some.map((day) => ({ ...dayLabel(day, text(day.from), full(day.from), now, holidays), isLoose: some !== days }));
  };
  switch (span) {
    case "day":
      return [hourLabels(window, isNarrow ? 4 : 2, writer(reading, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }))];
    case "week":
      return [byDay(isNarrow ? { weekday: "narrow", day: "numeric" } : { weekday: "short", day: "numeric", month: "short" })];
    case "fortnight":
      return [byDay(isNarrow ? { day: "numeric" } : { weekday: "short", day: "numeric" })];
    case "month":
      if (isNarrow)
        return [
          byDay(
            { day: "numeric" },
            days.filter(({ isMonday }) => isMonday),
          ),
        ];
      return [byDay({ weekday: "narrow" }), byDay({ day: "numeric" })];
    case "quarter": {
      const mondays = days.filter(({ isMonday }) => isMonday).filter((_, i) => !isNarrow || i % 3 === 0);
      return [monthLabels(days, writer(reading, { month: "long", year: "numeric" })), byDay({ day: "numeric", month: "short" }, mondays)];
    }
    default:
      return [monthLabels(days, writer(reading, isNarrow ? { month: "narrow" } : { month: "short", year: "2-digit" }))];
  }
}

type Props = { span: Span; window: SpanWindow; now: number; holidays: Holidays; widthPx: number };

export const Axis = memo(function Axis({ span, window, now, holidays, widthPx }: Props) {
  const { locale, zone } = useLanguage();
  const lines = labelsOf(span, window, now, { locale, zone }, holidays, widthPx < 640);
  return (
    <div className={style.axis} aria-hidden="true">
      {lines.map((labels, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
        <div key={line} className={style.line} data-last={line === lines.length - 1 || undefined}>
          {labels.map((each) => {
            const { left, width } = placed({ from: each.at, to: each.to }, window);
            return (
              <span
                key={each.at}
                className={style.label}
                data-today={each.isToday || undefined}
                data-rest={each.isRest || undefined}
                data-holiday={each.holiday || undefined}
                style={{ left: `${left}%`, ...(each.isLoose ? {} : { width: `${width}%` }) }}
                title={each.hint}
              >
                <span>{each.text}</span>
              </span>
            );
          })}
        </div>
      ))}
    </div>
  );
});

/** Drawn once for all rows. Days have lines where they are wide enough, else weeks, else months. */
export const Ground = memo(function Ground({ span, window, now, holidays, widthPx }: Props) {
  const { days } = window;
  const dayPx = widthPx / days.length;
  const box = (day: { from: number; to: number }): string => {
    const { left, width } = placed(day, window);
    return `M${(left * 10).toFixed(2)} 0h${(width * 10).toFixed(2)}v1h-${(width * 10).toFixed(2)}z`;
  };
  const rests = days.filter(({ isWeekend }) => isWeekend);
  const feasts = days.filter(({ key }) => holidaysOn(key, holidays).length > 0);
  const isLined = (day: Day): boolean => (dayPx > 14 ? true : dayPx > 5 ? day.isMonday || day.isFirst : day.isFirst);
  const lines = span === "day" ? hoursOf(window) : days.filter(isLined).map(({ from }) => from);
  const path = (at: number): string => `M${(placed({ from: at, to: at }, window).left * 10).toFixed(2)} 0v1`;
  const past = placed({ from: window.from, to: Math.min(now, window.to) }, window);
  const isHere = window.from <= now && now < window.to;
  return (
    <div className={style.ground} aria-hidden="true">
      <svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
        <path className={style.rest} d={rests.map(box).join("")} />
        <path className={style.feast} d={feasts.map(box).join("")} />
        <path className={style.lines} d={lines.map(path).join("")} />
      </svg>
      {past.width > 0 && <div className={style.past} style={{ width: `${past.width}%` }} />}
      {isHere && <div className={style.now} style={{ left: `${past.width}%` }} />}
    </div>
  );
});

const hoursOf = ({ from, to }: SpanWindow): number[] =>
  Array.from({ length: Math.floor((to - from) / 3_600_000) }, (_, i) => from + i * 3_600_000).filter((_, i) => i % 2 === 0);
