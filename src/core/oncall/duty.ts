/** What being on call takes of a person: their stretches over all schedules, and the nights, weekend days and holidays within them. */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import { holidaySet } from "#core/time/holidays.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Intervals, intersection, merged } from "#core/time/intervals.ts";
import { dayMs, weekday, yearOfDay } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

const hourMs = 3_600_000;
/** Whoever is on call at some time of it has lost the night: within what Directive 2003/88/EC, article 2, calls night everywhere. */
const nightEndMs = 5 * hourMs;

/** By person: when they are on call in any of the schedules; stretches that touch are one. */
export type Duties = ReadonlyMap<string, Intervals>;

/** The schedules that any version of the model has which holds within `[from, to)`. */
export function schedulesWithin(book: Book, from: Instant, to: Instant): string[] {
  const held = book.versions.filter(({ effectiveAt }, i) => {
    const ends = book.versions[i + 1]?.effectiveAt ?? Number.POSITIVE_INFINITY;
    return (i === 0 || effectiveAt < to) && ends > from;
  });
  return [...new Set(held.flatMap(({ document }) => Object.keys(document.schedules ?? {})))];
}

/** Clipped to `[from, to)`. */
export function dutiesOf(book: Book, schedules: readonly string[], from: Instant, to: Instant): Map<string, Intervals> {
  const stretches = new Map<string, number[]>();
  for (const schedule of schedules) {
    for (const shift of shiftsIn(book, schedule, from, to)) {
      const known = stretches.get(shift.person);
      if (known === undefined) stretches.set(shift.person, [shift.from, shift.to]);
      else known.push(shift.from, shift.to);
    }
  }
  return new Map([...stretches].map(([person, list]) => [person, merged(list)]));
}

export const hoursOf = (duty: Intervals): number => duty.reduce((sum, edge, i) => sum + (i % 2 === 0 ? -edge : edge), 0) / hourMs;

/** The wall that a person lives by: their own zone, or the provider's. */
export const wallOf = (document: Document | null, person: string): Zone =>
  zoneNamed(document?.people?.[person]?.zone ?? document?.zone ?? "UTC");

/** Local dates, as day numbers, on which duty falls into the part of the day that `part` names; null: that day does not count. */
function daysWithin(duty: Intervals, zone: Zone, part: (day: number) => readonly [number, number] | null): number[] {
  const days: number[] = [];
  for (let i = 0; i < duty.length; i += 2) {
    const [from, to] = [duty[i]!, duty[i + 1]!];
    const last = zone.dayAt(to - 1);
    for (let day = zone.dayAt(from); day <= last; day++) {
      if (days.at(-1) === day) continue;
      const wanted = part(day);
      if (wanted === null) continue;
      const pieces: number[] = [];
      zone.project(day * dayMs + wanted[0], day * dayMs + Math.min(wanted[1], dayMs), pieces);
      if (intersection(pieces, [from, to]).length > 0) days.push(day);
    }
  }
  return days;
}

const night = [0, nightEndMs] as const;
const wholeDay = [0, dayMs] as const;

export const nightsOf = (duty: Intervals, zone: Zone): number[] => daysWithin(duty, zone, () => night);
export const weekendDaysOf = (duty: Intervals, zone: Zone): number[] =>
  daysWithin(duty, zone, (day) => (weekday(day) >= 5 ? wholeDay : null));

/** Public holidays of a region (`FR`, `ES-MD`); none for whoever names no region. */
export function holidaysOn(duty: Intervals, zone: Zone, region: string | undefined): number[] {
  if (region === undefined) return [];
  const set = holidaySet(region);
  return daysWithin(duty, zone, (day) => {
    const found = set.in(yearOfDay(day)).find((each) => each.day === day);
    return found === undefined ? null : [found.from, found.until];
  });
}

export const isNight = (zone: Zone, at: Instant): boolean => {
  const wall = at + zone.offsetAt(at);
  return wall - Math.floor(wall / dayMs) * dayMs < nightEndMs;
};

/** The piece of duty that a night takes. */
export function nightPieces(duty: Intervals, zone: Zone, day: number): Intervals {
  const pieces: number[] = [];
  zone.project(day * dayMs, day * dayMs + nightEndMs, pieces);
  return intersection(pieces, duty);
}
