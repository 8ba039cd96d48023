/** Stretches of time as schedules write them: local dates and times of a zone. */
import { firstReading } from "#core/oncall/turn.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import { dayMs, dayOfDate, timeOfDay } from "#core/time/wall.ts";
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
