/** A calendar drawn as a year: a month is a block of weeks, a day as dark as it is open; beside it the same as a table. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CalendarDay, CalendarYear } from "#core/time/calendar-year.ts";
import { request } from "../../api/request.ts";
import { Icon } from "../../kit/icon.tsx";
import { Failure, Loading } from "../../kit/states.tsx";
import { Table } from "../../kit/table.tsx";
import { useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { useModelText } from "../fields.tsx";
import style from "./year.module.css";

const hourMs = 3_600_000;

export function Year({ calendar }: { calendar: string }) {
  const { model } = useModelText();
  const { source, isBegun } = useDraft();
  const [year, setYear] = useState(() => new Date().getFullYear());
  const drawn = useQuery({
    queryKey: ["model", "year", calendar, year, isBegun ? source : null],
    queryFn: async ({ signal }) =>
      (
        await request<CalendarYear>("POST", "/api/v1/model/calendar-years", {
          body: { calendar, year, ...(isBegun ? { source } : {}) },
          signal,
        })
      ).value,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  return (
    <section className={style.frame} aria-label={model.year.label({ calendar, year: String(year) })}>
      <header className={style.head}>
        <button type="button" aria-label={model.year.before} onClick={() => setYear(year - 1)}>
          <Icon name="back" size={16} />
        </button>
        <strong>{year}</strong>
        <button type="button" aria-label={model.year.after} className={style.next} onClick={() => setYear(year + 1)}>
          <Icon name="back" size={16} />
        </button>
        {drawn.data !== undefined && <Sum year={drawn.data} />}
      </header>
      {drawn.isPending && <Loading />}
      {drawn.isError && <Failure error={drawn.error} />}
      {drawn.data !== undefined && !drawn.isError && <Drawing year={drawn.data} />}
    </section>
  );
}

function Sum({ year }: { year: CalendarYear }) {
  const { model } = useModelText();
  const days = year.days.filter(({ openMs }) => openMs > 0).length;
  return <span className="soft">{model.year.sum({ days, hours: Math.round(year.openMs / hourMs), zone: year.zone })}</span>;
}

function Drawing({ year }: { year: CalendarYear }) {
  const { model } = useModelText();
  const { locale } = useLanguage();
  const [chosen, setChosen] = useState<CalendarDay | null>(null);
  const months = Array.from({ length: 12 }, (_, month) => year.days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1));
  const monthName = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
  return (
    <>
      <div className={style.months} role="img" aria-label={model.year.drawing({ year: String(year.year) })}>
        {months.map((days, month) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a month has no other name than its number
          <div key={month} className={style.month}>
            <p>{monthName.format(Date.UTC(year.year, month, 15))}</p>
            <div className={style.days}>
              {days.map((day, at) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the table below says the same by keyboard
                <span
                  key={day.date}
                  title={dayText(day, model.year)}
                  className={style.day}
                  data-open={shade(day)}
                  data-special={day.special?.kind}
                  style={at === 0 ? { gridColumnStart: weekdayOf(day.date) } : undefined}
                  onClick={() => setChosen(day)}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      <p className={style.legend}>
        <span className={style.day} data-open="4" /> {model.year.open}
        <span className={style.day} data-open="0" /> {model.year.closed}
        <span className={style.day} data-open="0" data-special="holiday" /> {model.year.holiday}
        <span className={style.day} data-open="0" data-special="exception" /> {model.year.exception}
        <output className={style.chosen}>{chosen === null ? "" : dayText(chosen, model.year)}</output>
      </p>
      <details className={style.table}>
        <summary>{model.year.asTable}</summary>
        <Table caption={model.year.asTable} head={[model.year.day, model.year.pieces, model.year.why]}>
          {year.days.filter(isOutstanding(year)).map((day) => (
            <tr key={day.date}>
              <td>{day.date}</td>
              <td>{piecesOf(day) || model.year.closed}</td>
              <td>{day.special === null ? "" : (day.special.name ?? model.year[specialWords[day.special.kind]])}</td>
            </tr>
          ))}
        </Table>
      </details>
    </>
  );
}

const specialWords = { holiday: "holiday", exception: "exception", "outside-validity": "ended" } as const;

/** The table tells the first week, as the rule of the others, and every day that is not like its weekday. */
const isOutstanding =
  ({ days }: CalendarYear) =>
  (day: CalendarDay): boolean =>
    day.special !== null || days.indexOf(day) < 7;

const piecesOf = ({ open }: CalendarDay): string => open.map(([from, to]) => `${from}–${to}`).join(", ");

function dayText(day: CalendarDay, words: { closed: string; holiday: string; exception: string; ended: string }): string {
  const special = day.special === null ? "" : ` · ${day.special.name ?? words[specialWords[day.special.kind]]}`;
  return `${day.date}: ${piecesOf(day) || words.closed}${special}`;
}

/** 0 closed, 1 to 4 by the hours open: up to 4, 7, 12, more. */
function shade({ openMs }: CalendarDay): number {
  const hours = openMs / hourMs;
  return hours === 0 ? 0 : hours <= 4 ? 1 : hours <= 7 ? 2 : hours <= 12 ? 3 : 4;
}

/** Monday is 1. */
const weekdayOf = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
