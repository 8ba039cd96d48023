/**
 * Recurrence rules of calendars (RFC 5545 §3.3.10, with the clarifications of RFC 7529 §4 for days that do not exist: they are left out).
 * Counted on the wall: what the wall times are as instants is for the zone to say. Without a COUNT nothing walks from the start of time.
 */
import { dayMs, weekday, yearOfDay, yearStart } from "#core/time/wall.ts";

const frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"] as const;
export type Frequency = (typeof frequencies)[number];

/** `day` 0 = Monday; `nth` of the month or year, from its end when negative; null: each. */
type ByDay = { day: number; nth: number | null };

export type Rule = {
  frequency: Frequency;
  interval: number;
  count: number | null;
  /** The last wall time that counts, or the last instant (written with a Z); null for a rule without an end. */
  until: { wall: number } | { instant: number } | null;
  months: readonly number[];
  weeks: readonly number[];
  yearDays: readonly number[];
  monthDays: readonly number[];
  days: readonly ByDay[];
  hours: readonly number[];
  minutes: readonly number[];
  seconds: readonly number[];
  positions: readonly number[];
  /** 0 = Monday. */
  weekStart: number;
};

/** Dates that one rule may look at (0.1 µs each): a day by the hour for a hundred years; no calendar of people comes near. */
export const mostDates = 1_000_000;
const hourMs = 3_600_000;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Null for what is no rule, and for rules by the minute or second, which no watch and no holiday has. */
export function readRule(text: string): Rule | null {
  const parts = new Map(
    text
      .toUpperCase()
      .split(";")
      .map((part) => part.split("=", 2).map((side) => side.trim()) as [string, string | undefined])
      .map(([name, value]) => [name, value ?? ""]),
  );
  const frequency = frequencies.find((each) => each === parts.get("FREQ"));
  const until = parts.has("UNTIL") ? readUntil(parts.get("UNTIL")!) : null;
  const days = listOf(parts.get("BYDAY")).map(readByDay);
  const numbers = (name: string, low: number, high: number): number[] | null => {
    const read = listOf(parts.get(name)).map(Number);
    return read.every((each) => Number.isInteger(each) && Math.abs(each) >= low && Math.abs(each) <= high) ? read : null;
  };
  const [months, weeks, yearDays] = [numbers("BYMONTH", 1, 12), numbers("BYWEEKNO", 1, 53), numbers("BYYEARDAY", 1, 366)];
  const [monthDays, positions] = [numbers("BYMONTHDAY", 1, 31), numbers("BYSETPOS", 1, 366)];
  const [hours, minutes, seconds] = [numbers("BYHOUR", 0, 23), numbers("BYMINUTE", 0, 59), numbers("BYSECOND", 0, 60)];
  const [interval, count] = [Number(parts.get("INTERVAL") ?? 1), parts.has("COUNT") ? Number(parts.get("COUNT")) : null];
  if (frequency === undefined || until === undefined || days.includes(null)) return null;
  if (!Number.isInteger(interval) || interval < 1 || (count !== null && (!Number.isInteger(count) || count < 1))) return null;
  if (months === null || weeks === null || yearDays === null || monthDays === null) return null;
  if (positions === null || hours === null || minutes === null || seconds === null) return null;
  return {
    ...{ frequency, interval, count, until, months, weeks, yearDays, monthDays, days: days as ByDay[] },
    ...{ hours, minutes, seconds: seconds.filter((second) => second < 60), positions },
    weekStart: Math.max(0, weekdays.indexOf(parts.get("WKST") ?? "MO")),
  };
}

const listOf = (text: string | undefined): string[] =>
  text === undefined || text === "" ? [] : text.split(",").map((each) => each.trim());

function readByDay(text: string): ByDay | null {
  const [, nth, name = ""] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const day = weekdays.indexOf(name);
  if (day < 0 || (nth !== undefined && (Number(nth) === 0 || Math.abs(Number(nth)) > 53))) return null;
  return { day, nth: nth === undefined ? null : Number(nth) };
}

/** A date alone counts to the end of its day. */
function readUntil(text: string): Rule["until"] | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((each) => Number(each ?? 0)) as [number, ...number[]];
  const wall = Date.UTC(year, month! - 1, day, hour, minute, second);
  if (parts[4] === undefined) return { wall: wall + dayMs - 1 };
  return parts[7] === undefined ? { wall } : { instant: wall };
}

export type Occurrences = {
  /** Wall times within `[from, to)`, in order. The start counts, whether or not the rule would have it (RFC 5545 §3.8.5.3). */
  walls: number[];
  /** It was given up: a rule that hardly ever meets, counted from long ago. */
  isCut: boolean;
  /** How many dates were looked at. */
  looked: number;
};

/**
 * @param instantOf the instant of a wall time in the event's zone: asked only for an `UNTIL` in UTC
 * @param most dates that may be looked at
 */
export function occurrencesOf(
  rule: Rule,
  start: number,
  [from, to]: readonly [number, number],
  instantOf: (wall: number) => number,
  most = mostDates,
): Occurrences {
  const isOver = overOf(rule, instantOf);
  const filled = withDefaults(rule, start);
  const walls: number[] = [];
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  const take = (wall: number): void => {
    left--;
    if (wall >= from && wall < to) walls.push(wall);
  };
  if (start < to && !isOver(start)) take(start);
  let period = rule.count === null ? Math.max(0, periodsUntil(filled, start, from) - 1) : 0;
  let looked = 0;
  for (; left > 0; period++) {
    const begins = periodStart(filled, start, period);
    if (begins >= to) break;
    looked += lengthInDays(rule.frequency, Math.floor(begins / dayMs));
    if (looked > most) return { walls, isCut: true, looked };
    for (const wall of inPeriod(filled, begins)) {
      if (wall <= start) continue;
      if (wall >= to || left <= 0 || isOver(wall)) return { walls, isCut: false, looked };
      take(wall);
    }
  }
  return { walls, isCut: false, looked };
}

function overOf({ until }: Rule, instantOf: (wall: number) => number): (wall: number) => boolean {
  if (until === null) return () => false;
  return "wall" in until ? (wall) => wall > until.wall : (wall) => instantOf(wall) > until.instant;
}

/** What a rule does not say it takes from its start. */
function withDefaults(rule: Rule, start: number): Rule {
  const day = Math.floor(start / dayMs);
  const time = new Date(start);
  const filled = { ...rule };
  const isBare = rule.weeks.length + rule.yearDays.length + rule.monthDays.length + rule.days.length === 0;
  if (isBare && rule.frequency === "YEARLY") {
    if (rule.months.length === 0) filled.months = [time.getUTCMonth() + 1];
    filled.monthDays = [time.getUTCDate()];
  }
  if (isBare && rule.frequency === "MONTHLY") filled.monthDays = [time.getUTCDate()];
  const isOfWeeks = rule.frequency === "WEEKLY" || (rule.frequency === "YEARLY" && rule.weeks.length > 0);
  if (isOfWeeks && rule.days.length === 0) filled.days = [{ day: weekday(day), nth: null }];
  if (rule.hours.length === 0 && rule.frequency !== "HOURLY") filled.hours = [time.getUTCHours()];
  if (rule.minutes.length === 0) filled.minutes = [time.getUTCMinutes()];
  if (rule.seconds.length === 0) filled.seconds = [time.getUTCSeconds()];
  return filled;
}

const monthIndex = (day: number): number => {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const monthStart = (index: number): number => Date.UTC(Math.floor(index / 12), ((index % 12) + 12) % 12, 1) / dayMs;
const weekStartOf = (day: number, weekStart: number): number => day - ((weekday(day) - weekStart + 7) % 7);

/** How many periods of the rule begin before `wall`. */
function periodsUntil({ frequency, interval, weekStart }: Rule, start: number, wall: number): number {
  const [first, day] = [Math.floor(start / dayMs), Math.floor(wall / dayMs)];
  const apart = (): number => {
    if (frequency === "YEARLY") return yearOfDay(day) - yearOfDay(first);
    if (frequency === "MONTHLY") return monthIndex(day) - monthIndex(first);
    if (frequency === "WEEKLY") return (weekStartOf(day, weekStart) - weekStartOf(first, weekStart)) / 7;
    return frequency === "DAILY" ? day - first : Math.floor(wall / hourMs) - Math.floor(start / hourMs);
  };
  return Math.floor(apart() / interval);
}

/** Wall time at which the period begins: of a year, month, week, day or hour. */
function periodStart({ frequency, interval, weekStart }: Rule, start: number, period: number): number {
  const day = Math.floor(start / dayMs);
  const steps = period * interval;
  switch (frequency) {
    case "YEARLY":
      return yearStart(yearOfDay(day) + steps);
    case "MONTHLY":
      return monthStart(monthIndex(day) + steps) * dayMs;
    case "WEEKLY":
      return (weekStartOf(day, weekStart) + 7 * steps) * dayMs;
    case "DAILY":
      return (day + steps) * dayMs;
    case "HOURLY":
      return (Math.floor(start / hourMs) + steps) * hourMs;
  }
}

/** The wall times of one period, in order. */
function inPeriod(rule: Rule, begins: number): number[] {
  const first = Math.floor(begins / dayMs);
  const days: number[] = [];
  for (let day = first; day < first + lengthInDays(rule.frequency, first); day++) if (isDay(rule, day)) days.push(day);
  if (days.length === 0) return [];
  const times = timesOf(rule, begins);
  const all = days.flatMap((day) => times.map((time) => day * dayMs + time));
  if (rule.positions.length === 0) return all;
  const chosen = rule.positions.flatMap((position) => all.at(position > 0 ? position - 1 : position) ?? []);
  return [...new Set(chosen)].sort((a, b) => a - b);
}

function lengthInDays(frequency: Frequency, first: number): number {
  if (frequency === "YEARLY") return yearStart(yearOfDay(first) + 1) / dayMs - first;
  if (frequency === "MONTHLY") return monthStart(monthIndex(first) + 1) - first;
  return frequency === "WEEKLY" ? 7 : 1;
}

/** Times of day; of a rule by the hour, those of this hour. */
function timesOf(rule: Rule, begins: number): number[] {
  const hour = Math.floor(begins / hourMs) % 24;
  const own = (hour + 24) % 24;
  const hours = rule.frequency !== "HOURLY" ? rule.hours : rule.hours.length === 0 || rule.hours.includes(own) ? [own] : [];
  const times = hours.flatMap((h) => rule.minutes.flatMap((m) => rule.seconds.map((s) => h * hourMs + m * 60_000 + s * 1_000)));
  return [...new Set(times)].sort((a, b) => a - b);
}

/** Whether a date is of the rule: each part that is given narrows what the parts before it left. */
function isDay(rule: Rule, day: number): boolean {
  const date = new Date(day * dayMs);
  const month = date.getUTCMonth() + 1;
  if (rule.months.length > 0 && !rule.months.includes(month)) return false;
  if (rule.frequency === "YEARLY" && rule.weeks.length > 0 && !isInWeeks(rule, day)) return false;
  if (rule.yearDays.length > 0 && /YEARLY|HOURLY/.test(rule.frequency) && !isNth(rule.yearDays, day, yearBounds(day))) return false;
  if (rule.monthDays.length > 0 && rule.frequency !== "WEEKLY" && !isNth(rule.monthDays, day, monthBounds(day))) return false;
  return rule.days.length === 0 || rule.days.some((each) => isByDay(rule, each, day));
}

const yearBounds = (day: number): [number, number] => {
  const year = yearOfDay(day);
  return [yearStart(year) / dayMs, yearStart(year + 1) / dayMs];
};
const monthBounds = (day: number): [number, number] => {
  const month = monthIndex(day);
  return [monthStart(month), monthStart(month + 1)];
};

/** Counted from 1 at the beginning, or from -1 at the end. */
const isNth = (numbers: readonly number[], day: number, [first, end]: [number, number]): boolean =>
  numbers.includes(day - first + 1) || numbers.includes(day - end);

/** `nth` is of the month, or of the year in a yearly rule without months; a weekday alone elsewhere. */
function isByDay(rule: Rule, { day: name, nth }: ByDay, day: number): boolean {
  if (weekday(day) !== name) return false;
  const isOfMonth = rule.frequency === "MONTHLY" || (rule.frequency === "YEARLY" && rule.months.length > 0);
  if (nth === null || (!isOfMonth && rule.frequency !== "YEARLY") || rule.weeks.length > 0) return true;
  const [first, end] = isOfMonth ? monthBounds(day) : yearBounds(day);
  return nth > 0 ? Math.floor((day - first) / 7) + 1 === nth : -Math.floor((end - 1 - day) / 7) - 1 === nth;
}

/** Weeks as ISO 8601 numbers them, with the rule's first day of the week: week 1 has at least four days of its year. */
function isInWeeks({ weeks, weekStart }: Rule, day: number): boolean {
  const year = yearOfDay(day);
  const firstWeek = (of: number): number => {
    const newYear = yearStart(of) / dayMs;
    const start = weekStartOf(newYear, weekStart);
    return newYear - start <= 3 ? start : start + 7;
  };
  const owner = day >= firstWeek(year + 1) ? year + 1 : day < firstWeek(year) ? year - 1 : year;
  const [first, end] = [firstWeek(owner), firstWeek(owner + 1)];
  const number = Math.floor((day - first) / 7) + 1;
  return weeks.includes(number) || weeks.includes(number - (end - first) / 7 - 1);
}
