/** Stretches of time as schedules write them: local dates and times of a zone, and instants. */
import { firstReading } from "#core/oncall/turn.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import { dayMs, dayOfDate, endInstant, minuteMs, timeOfDay } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

/** A bare date begins at its midnight and, as an end, runs to the end of its day. Empty when it ends before it begins. */
export function stretchOf(from: string, to: string, zone: Zone): Intervals {
  const [start, end] = [beginOf(from, zone), endOf(to, zone)];
  return start < end ? [start, end] : [];
}

export const beginOf = (written: string, zone: Zone): Instant => firstReading(zone, wallOf(written, 0)) as Instant;
export const endOf = (written: string, zone: Zone): Instant => firstReading(zone, wallOf(written, dayMs)) as Instant;

function wallOf(written: string, otherwise: number): number {
  const day = dayOfDate(written.slice(0, 10));
  const time = written.length === 10 ? otherwise : timeOfDay(written.slice(11));
  if (day === undefined || time === undefined) throw new Error(`no local time: ${written}`);
  return day * dayMs + time;
}

/** The intervals of a list, one by one. */
export const pairsOf = (list: Intervals): [Instant, Instant][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i] as Instant, list[2 * i + 1] as Instant]);

const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;
/** Calendars answer until then; what is to last longer lasts for ever. */
const farthestYear = 2200;

/**
 * An instant with its offset, or a date or time on the wall of `zone`, seconds allowed. A bare date begins at its midnight and, as `to`, runs
 * to the end of its day. Null when it does not read so, or does not exist; a year from 2200 on is the end of time.
 */
export function momentIn(written: string, zone: Zone, end: "from" | "to"): Instant | null {
  const [, date, time, second = "00", fraction = "0", offset] = moment.exec(written) ?? [];
  if (date === undefined) return null;
  const isFar = Number(date.slice(0, 4)) >= farthestYear;
  const day = isFar ? endInstant / dayMs : dayOfDate(date);
  const clock = time === undefined ? (end === "to" ? dayMs : 0) : timeOfDay(time);
  if (day === undefined || clock === undefined || Number(second) > 59) return null;
  if (isFar) return endInstant as Instant;
  const wall = day * dayMs + clock + Number(second) * 1_000 + Number(fraction.padEnd(3, "0"));
  if (offset === undefined) return firstReading(zone, wall) as Instant;
  const [hours, minutes] = offset === "Z" ? [0, 0] : [Number(offset.slice(1, 3)), Number(offset.slice(4))];
  return (wall - (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * minuteMs) as Instant;
}
