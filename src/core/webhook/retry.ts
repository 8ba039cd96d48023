/** When an address that did not take an event is asked again, and when it is asked no more. The pauses are those of Standard Webhooks 1.0.0. */
import type { Instant } from "#core/time/instant.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** After the first try, the second…: ten tries in a little more than three days. */
export const pausesMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** An address that takes nothing for so long is not asked any more. */
export const disabledAfterMs = 5 * 24 * hour;

/** How long an answer may take. */
export const answerWithinMs = 15 * second;

/** What came of one try: the status of an answer, or null when nobody answered. */
export type Tried = { status: number | null; retryAfterMs: number | null };

/** Only a 2xx takes it: a redirect is no answer to a message. */
export const isTaken = ({ status }: Tried): boolean => status !== null && status >= 200 && status < 300;

/** 410 says that nothing is wanted there any more. */
export const isGone = ({ status }: Tried): boolean => status === 410;

/**
 * When it is tried again; null when it was tried often enough. Pauses vary by a tenth with `id`, so that a thousand that failed together
 * do not come back together; an address that names a later instant itself (Retry-After) is given it, within a day.
 * @param tries how many there were, the one that failed now included
 */
export function nextTryAt(tries: number, failedAt: Instant, id: number, { retryAfterMs }: Tried): Instant | null {
  const pauseMs = pausesMs[tries - 1];
  if (pauseMs === undefined) return null;
  const spread = ((Math.imul(id * 31 + tries, 2_654_435_761) >>> 8) % 1_000) / 1_000;
  const varied = Math.round(pauseMs * (0.95 + spread * 0.1));
  return (failedAt + Math.max(varied, Math.min(retryAfterMs ?? 0, 24 * hour))) as Instant;
}

export type Standing = { failingSince: Instant | null };
export type StandingAfter = Standing & { state: "enabled" | "failing" | "gone" };

/** How an address stands after a try: since when nothing was taken, and whether it is to be left alone. */
export function standingAfter({ failingSince }: Standing, tried: Tried, at: Instant): StandingAfter {
  if (isTaken(tried)) return { failingSince: null, state: "enabled" };
  const since = failingSince ?? at;
  if (isGone(tried)) return { failingSince: since, state: "gone" };
  return { failingSince: since, state: at - since >= disabledAfterMs ? "failing" : "enabled" };
}

/** Seconds or a date (RFC 9110 §10.2.3) as milliseconds from now; null for what is neither. */
export function readRetryAfter(written: string | undefined, now: Instant): number | null {
  if (written === undefined) return null;
  if (/^\d{1,9}$/.test(written.trim())) return Number(written) * second;
  const at = Date.parse(written);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
