/** The stretch of time that the rota shows: whole local days of the reader, from one day to one year. */
import { dateKey, instantOfWall } from "../../kit/time-text.ts";
import type { Span } from "./address.ts";

/** A local date with its midnight; one of 23 or 25 hours is as long as it is. */
export type Day = { key: string; from: number; to: number; isWeekend: boolean; isMonday: boolean; isFirst: boolean };

export type SpanWindow = { from: number; to: number; days: readonly Day[] };

const dayMs = 86_400_000;
const numberOf = (key: string): number => Date.parse(`${key}T00:00:00Z`) / dayMs;
const keyOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** 0 is a Monday; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
const firstOfMonth = (key: string, months: number): number => {
  const [year = 1970, month = 1] = key.split("-").map(Number);
  return Date.UTC(year, month - 1 + months, 1) / dayMs;
};

/** First day and the day after the last, as day numbers. */
function bounds(span: Span, key: string, isRolling: boolean): [number, number] {
  const day = numberOf(key);
  const monday = isRolling ? day : day - weekdayOf(day);
  switch (span) {
    case "day":
      return [day, day + 1];
    case "week":
      return [monday, monday + 7];
    case "fortnight":
      return [monday, monday + 14];
    case "month":
      return [firstOfMonth(key, 0), firstOfMonth(key, 1)];
    case "quarter":
      return [firstOfMonth(key, 0), firstOfMonth(key, 3)];
    default:
      return [firstOfMonth(key, 0), firstOfMonth(key, 12)];
  }
}

/** The window of a span that holds the local date `key`, with its days at the reader's midnights; weeks that are `isRolling` begin with it. */
export function windowOf(span: Span, key: string, zone: string, isRolling = false): SpanWindow {
  const [first, end] = bounds(span, key, isRolling);
  const midnight = (day: number): number => instantOfWall(`${keyOf(day)}T00:00`, zone) ?? day * dayMs;
  const days: Day[] = [];
  let from = midnight(first);
  for (let day = first; day < end; day++) {
    const to = midnight(day + 1);
    const weekday = weekdayOf(day);
    const shown = keyOf(day);
    days.push({ key: shown, from, to, isWeekend: weekday > 4, isMonday: weekday === 0, isFirst: shown.endsWith("-01") });
    from = to;
  }
  return { from: days[0]!.from, to: from, days };
}

/** The date to which the next or the last window goes. */
export function stepped(span: Span, key: string, by: 1 | -1): string {
  const day = numberOf(key);
  if (span === "day") return keyOf(day + by);
  if (span === "week") return keyOf(day + 7 * by);
  if (span === "fortnight") return keyOf(day + 14 * by);
  return keyOf(firstOfMonth(key, span === "month" ? by : span === "quarter" ? 3 * by : 12 * by));
}

export const todayKey = (now: number, zone: string): string => dateKey(now, { locale: "sv-SE", zone });

/** To what a drag snaps: finer the closer one looks. */
export const gridMs: Readonly<Record<Span, number>> = {
  ...{ day: 900_000, week: 3_600_000, fortnight: 3_600_000 },
  ...{ month: 6 * 3_600_000, quarter: dayMs, year: dayMs },
};

/** The nearest line of the grid, counted from the midnight of its day, so that it reads as a round time on the wall. */
export function snapped(at: number, span: Span, { days, from, to }: SpanWindow): number {
  const day = days.find((each) => at < each.to) ?? days.at(-1)!;
  const line = day.from + Math.round((at - day.from) / gridMs[span]) * gridMs[span];
  return Math.max(from, Math.min(to, Math.min(line, day.to)));
}
