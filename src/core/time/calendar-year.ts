/** A calendar drawn as a year: for each local date its open pieces by the wall clock, and what closes it when it is no ordinary day. */
import type { Calendar } from "#core/time/calendar.ts";
import { type Duration, type Instant, toIso } from "#core/time/instant.ts";
import type { ClosedKind, Stretch } from "#core/time/plan.ts";
import { dateOfDay, dayMs, yearStart } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export type CalendarDay = {
  /** Local date of the calendar's zone, `2026-12-24`. */
  date: string;
  /** Open pieces by the wall clock, `["09:00", "12:00"]`; the end of a day is `24:00`. A repeated hour gives a piece for each pass. */
  open: readonly (readonly [string, string])[];
  /** Open milliseconds, of which a day may have 23 or 25 hours' worth. */
  openMs: Duration;
  /** What takes time away from it or adds some: a holiday by its name, an exception, a validity that ended. */
  special: { kind: Extract<ClosedKind, "holiday" | "exception" | "outside-validity">; name: string | null } | null;
};

export type CalendarYear = { zone: string; year: number; openMs: Duration; days: readonly CalendarDay[] };

/** @param year from 1901 to 2198 */
export function yearOf(calendar: Calendar, year: number): CalendarYear {
  const zone = zoneNamed(calendar.zone);
  const [first, end] = [yearStart(year) / dayMs, yearStart(year + 1) / dayMs];
  const starts = Array.from({ length: end - first + 1 }, (_, i) => zone.instantOfWall((first + i) * dayMs) as Instant);
  const days: CalendarDay[] = [];
  for (let i = 0; i < end - first; i++) {
    days.push(dayOf(dateOfDay(first + i), calendar.stretches(starts[i]!, starts[i + 1]!), starts[i + 1]!, zone));
  }
  return { zone: zone.name, year, openMs: days.reduce((sum, { openMs }) => sum + openMs, 0) as Duration, days };
}

function dayOf(date: string, stretches: readonly Stretch[], end: Instant, zone: Zone): CalendarDay {
  const open = stretches.filter((stretch) => stretch.open);
  const special = stretches.find(({ why }) => isSpecial(why?.kind))?.why;
  return {
    date,
    open: open.map(({ from, to }) => [wallTime(from, zone), to === end ? "24:00" : wallTime(to, zone)] as const),
    openMs: open.reduce((sum, { from, to }) => sum + (to - from), 0) as Duration,
    special: special !== undefined && isSpecial(special.kind) ? { kind: special.kind, name: special.name ?? null } : null,
  };
}

const isSpecial = (kind: ClosedKind | undefined): kind is "holiday" | "exception" | "outside-validity" =>
  kind === "holiday" || kind === "exception" || kind === "outside-validity";

const wallTime = (at: Instant, zone: Zone): string => toIso((at + zone.offsetAt(at)) as Instant).slice(11, 16);
