/** Hours of a week in which a layer counts: minutes since Monday 00:00, as intervals, and written as a model's restriction. */
import { type Intervals, merged } from "#core/time/intervals.ts";

export const dayMinutes = 1_440;
export const weekMinutes = 7 * dayMinutes;
const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** From a minute of the week on, so many minutes; what runs past Sunday goes on on Monday. A week or more is all of it. */
export function weekStretch(from: number, minutes: number): Intervals {
  if (minutes >= weekMinutes) return [0, weekMinutes];
  const start = ((from % weekMinutes) + weekMinutes) % weekMinutes;
  const end = start + minutes;
  return end <= weekMinutes ? [start, end] : [0, end - weekMinutes, start, weekMinutes];
}

/** The same stretch of each of these days (0 = Monday). */
export const onDays = (days: readonly number[], minute: number, minutes: number): Intervals =>
  merged(days.flatMap((day) => weekStretch(day * dayMinutes + minute, minutes)));

export const everyDay: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** `{ "mon-fri": ["22:00-06:00"] }`; null when it is the whole week. Stretches over midnight stay whole where they last a day at most. */
export function restrictionOf(week: Intervals): Record<string, string[]> | null {
  const list = merged([...week]);
  if (list.length === 2 && list[0] === 0 && list[1] === weekMinutes) return null;
  const byDay: string[][] = names.map(() => []);
  for (const [from, to] of joined(list)) for (const [day, text] of daily(from, to)) byDay[day]!.push(text);
  for (const day of byDay) day.sort();
  const restriction: Record<string, string[]> = {};
  for (let day = 0; day < 7; ) {
    const hours = byDay[day]!;
    let last = day;
    while (last < 6 && byDay[last + 1]!.join() === hours.join()) last++;
    if (hours.length > 0) restriction[last === day ? names[day]! : `${names[day]}-${names[last]}`] = hours;
    day = last + 1;
  }
  return restriction;
}

/** What ends with the week and goes on with the next is one stretch. */
function joined(list: Intervals): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i]!, list[i + 1]!]);
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (pairs.length < 2 || first![0] !== 0 || last![1] !== weekMinutes) return pairs;
  return [...pairs.slice(1, -1), [last![0], weekMinutes + first![1]]];
}

function daily(from: number, to: number): [number, string][] {
  const day = Math.floor(from / dayMinutes);
  const inDay = from - day * dayMinutes;
  if (to - from <= dayMinutes) {
    const end = inDay + to - from;
    return [[day % 7, `${clock(inDay)}-${clock(end > dayMinutes ? end - dayMinutes : end)}`]];
  }
  const midnight = (day + 1) * dayMinutes;
  return [[day % 7, `${clock(inDay)}-24:00`], ...daily(midnight, to)];
}

export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Minutes after midnight of `08:00` or `08:00:00` (seconds are left out); null for anything else. */
export function minuteOf(text: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?Z?$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 24 || Number(minute) > 59 || (hour === "24" && Number(minute) > 0)) return null;
  return Number(hour) * 60 + Number(minute);
}
