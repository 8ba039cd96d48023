/** The wall line: local dates as day numbers since 1970-01-01 and times of day in milliseconds after midnight, read and written. */

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Instants and dates that calendars answer for: years 1900 to 2199. */
export const firstInstant = Date.UTC(1900, 0, 1);
export const endInstant = Date.UTC(2200, 0, 1);

const dateText = /^(\d{4})-(\d{2})-(\d{2})$/;
const monthDayText = /^(\d{2})-(\d{2})$/;
const timeText = /^(\d{2}):(\d{2})$/;

/** Day number of `YYYY-MM-DD`; undefined when the date does not exist or lies outside 1900–2199. */
export function dayOfDate(text: string): number | undefined {
  const parts = dateText.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (year < 1900 || year > 2199 || !monthHasDay(year, month, day)) return undefined;
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** `MM-DD` of every year; 29 February is one, in the years that have it. */
export function monthDay(text: string): { month: number; day: number } | undefined {
  const parts = monthDayText.exec(text);
  if (!parts) return undefined;
  const [month, day] = [Number(parts[1]), Number(parts[2])];
  return monthHasDay(2000, month, day) ? { month, day } : undefined;
}

/** Day number of a day of a year; undefined on 29 February of a year without it. */
export const dayInYear = (year: number, { month, day }: { month: number; day: number }): number | undefined =>
  monthHasDay(year, month, day) ? Date.UTC(year, month - 1, day) / dayMs : undefined;

function monthHasDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `YYYY-MM-DD` of a day number. */
export const dateOfDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

export const yearOfDay = (day: number): number => new Date(day * dayMs).getUTCFullYear();
export const yearStart = (year: number): number => Date.UTC(year, 0, 1);

/** 0 = Monday … 6 = Sunday; 1970-01-01 was a Thursday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Milliseconds after midnight of `HH:MM`; `24:00` is the end of a day; undefined for anything else. */
export function timeOfDay(text: string): number | undefined {
  const parts = timeText.exec(text);
  if (!parts) return undefined;
  const [hour, minute] = [Number(parts[1]), Number(parts[2])];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  return (hour * 60 + minute) * minuteMs;
}

/**
 * The two ends of `09:00-12:00` in milliseconds after midnight. A close that is not after its open lies on the next day (up to 48 h).
 * A hyphen or an en dash, with or without spaces. Undefined when it does not read so, or opens at 24:00.
 */
export function wallInterval(text: string): [number, number] | undefined {
  const ends = text.split(/\s*[-–]\s*/);
  if (ends.length !== 2) return undefined;
  const [open, close] = [timeOfDay(ends[0] ?? ""), timeOfDay(ends[1] ?? "")];
  if (open === undefined || close === undefined || open === dayMs) return undefined;
  return [open, close > open ? close : close + dayMs];
}
