import { Refusal } from "#core/refusal.ts";

/** A point on the UTC time line, as integer epoch milliseconds. Branded so that it is never confused with a duration. */
export type Instant = number & { readonly unit: "instant" };

/** An amount of time in integer milliseconds; whether open or elapsed, the name of the value says. */
export type Duration = number & { readonly unit: "duration" };

const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an ISO 8601 instant with its offset (`2026-03-29T03:00:00Z`, seconds optional).
 * Refuses `bad-instant` when the text has no offset or names a date that does not exist.
 */
export function instant(text: string): Instant {
  const at = written.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || !dayExists(text)) {
    throw new Refusal("bad-instant", `"${text}" is not an instant: write it like 2026-03-29T03:00:00Z, with its offset.`, { text });
  }
  return at as Instant;
}

/** Date.parse rolls 30 February over into March; a contract must not. */
function dayExists(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `2026-03-29T03:00:00.000Z` */
export function toIso(at: Instant): string {
  const day = Math.floor(at / dayMs);
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(at).toISOString().slice(0, -"00:00:00.000Z".length);
    if (dates.size >= mostDates) dates.clear();
    dates.set(day, date);
  }
  const ms = at - day * dayMs;
  const second = Math.floor(ms / 1_000);
  const minute = Math.floor(second / 60);
  return `${date}${sixty[Math.floor(minute / 60)]}:${sixty[minute % 60]}:${sixty[second % 60]}.${String(ms % 1_000).padStart(3, "0")}Z`;
}

const dayMs = 86_400_000;
/** `2026-03-29T` of days that were written lately: a page of a list has hundreds of instants in few days, and a date takes longest. */
const dates = new Map<number, string>();
const mostDates = 5_000;
const sixty = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));

export const seconds = (n: number): Duration => (n * 1_000) as Duration;
export const minutes = (n: number): Duration => (n * 60_000) as Duration;
export const hours = (n: number): Duration => (n * 3_600_000) as Duration;

/** `span` after `start`, in elapsed time. */
export const after = (start: Instant, span: Duration): Instant => (start + span) as Instant;

/** Elapsed milliseconds from `start` to `end`; negative when `end` is earlier. */
export const between = (start: Instant, end: Instant): Duration => (end - start) as Duration;
