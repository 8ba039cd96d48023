/** A stretch of promises and gaps as local days, one letter each: what a strip of 90 days shows. */
import type { Instant } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type Days = { firstDay: number; days: string };

/** The days of a zone that `[from, to)` meets. A day with a gap of any length is `g`. Both lists in order and without overlap. */
export function daysOf(zoneName: string, from: Instant, to: Instant, promised: Intervals, gaps: Intervals): Days {
  const zone = zoneNamed(zoneName);
  const firstDay = zone.dayAt(from);
  const [meetsPromise, meetsGap] = [meeting(promised), meeting(gaps)];
  let days = "";
  let start = zone.startOfDay(firstDay);
  for (let day = firstDay; start < to; day++) {
    const end = zone.startOfDay(day + 1);
    // Both are asked for every day, so that each moves along its list.
    const [isPromised, isGap] = [meetsPromise(start, end), meetsGap(start, end)];
    days += isGap ? "g" : isPromised ? "c" : ".";
    start = end;
  }
  return { firstDay, days };
}

/** Whether a list has anything in `[from, to)`; asked in order of time. */
function meeting(list: Intervals): (from: number, to: number) => boolean {
  let next = 0;
  return (from, to) => {
    while (next < list.length && list[next + 1]! <= from) next += 2;
    return next < list.length && list[next]! < to;
  };
}

export function lengthOf(list: Intervals): number {
  let total = 0;
  for (let i = 0; i < list.length; i += 2) total += list[i + 1]! - list[i]!;
  return total;
}
