/** The window of a board and its stretches: days of the reader's zone, or weeks where there would be too many. */
import type { Instant } from "#core/time/instant.ts";
import { dateOfDay } from "#core/time/wall.ts";
import { startOfDate, zoneNamed } from "#core/time/zone.ts";

/** `from` and `to` are dates of the zone, `to` exclusive: `2026-11-16` to `2026-11-23`. */
export type Bucket = { readonly from: string; readonly to: string; readonly start: Instant; readonly end: Instant };

/** More days than that are shown by weeks. */
const mostByDay = 31;

/** Stretches without a gap that end with today, in order. The last one may be yet unfinished. Refuses `bad-zone`. */
export function bucketsOf(now: Instant, days: number, zone: string): Bucket[] {
  const step = days <= mostByDay ? 1 : 7;
  const last = zoneNamed(zone).dayAt(now) + 1;
  const count = Math.ceil(days / step);
  return Array.from({ length: count }, (_, index) => {
    const day = last - (count - index) * step;
    const [from, to] = [dateOfDay(day), dateOfDay(day + step)];
    return { from, to, start: startOfDate(zone, from), end: startOfDate(zone, to) };
  });
}
