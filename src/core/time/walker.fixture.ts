/**
 * The slow truth that compiled calendars are held against: each minute's wall clock comes from Intl, and one minute at a time is judged by
 * the rules as they are written. Shares no code with what it checks.
 */
import fc from "fast-check";
import type { BaseSource, CalendarSource, ExceptionSource, HolidaySource } from "#core/time/source.ts";

const minute = 60_000;
const day = 86_400_000;

export const at = (text: string): number => Date.parse(text);

/** A stretch of days in which a zone does something worth watching; starts at 00:00 UTC. */
export type Window = { zone: string; from: string; days: number };

/** Clock changes by an hour, half an hour and two hours, at midnight and a minute past it; a skipped day; months of odd offset; none at all. */
export const windows: Window[] = [
  { zone: "Europe/Paris", from: "2026-03-25", days: 9 },
  { zone: "Europe/Paris", from: "2026-10-21", days: 9 },
  { zone: "America/New_York", from: "2026-10-28", days: 9 },
  { zone: "Australia/Lord_Howe", from: "2026-04-01", days: 9 },
  { zone: "Australia/Lord_Howe", from: "2026-09-30", days: 9 },
  { zone: "America/Santiago", from: "2026-04-01", days: 9 },
  { zone: "America/Santiago", from: "2026-09-02", days: 9 },
  { zone: "Antarctica/Troll", from: "2026-03-25", days: 9 },
  { zone: "Antarctica/Troll", from: "2026-10-21", days: 9 },
  { zone: "Africa/Casablanca", from: "2026-02-11", days: 9 },
  { zone: "Africa/Casablanca", from: "2026-03-18", days: 9 },
  { zone: "Asia/Kathmandu", from: "2026-02-25", days: 9 },
  { zone: "Asia/Kathmandu", from: "1985-12-28", days: 9 },
  { zone: "Pacific/Apia", from: "2011-12-26", days: 9 },
  { zone: "Asia/Tehran", from: "2022-03-18", days: 9 },
  { zone: "Asia/Tehran", from: "2022-09-17", days: 9 },
  { zone: "America/St_Johns", from: "2010-11-03", days: 9 },
  { zone: "America/St_Johns", from: "2011-03-09", days: 9 },
  { zone: "America/Sao_Paulo", from: "2015-10-14", days: 9 },
  { zone: "America/Caracas", from: "2007-12-05", days: 9 },
  { zone: "Africa/Cairo", from: "2010-08-07", days: 9 },
  { zone: "Pacific/Chatham", from: "2026-09-23", days: 9 },
  { zone: "Pacific/Kwajalein", from: "1993-08-17", days: 9 },
];

/** The wall at one minute: local date as a day number, minute of the day. */
export type Wall = { date: number; minute: number };

const walls = new Map<string, Wall[]>();

/** The wall of a zone at each minute of a window. */
export function wallsOf(zone: string, window: Window): Wall[] {
  const key = `${zone} ${window.from}`;
  const known = walls.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const start = at(`${window.from}T00:00Z`);
  const list = Array.from({ length: (window.days * day) / minute }, (_, i) => {
    const text = format.format(start + i * minute);
    const [hour, minuteOfHour] = [Number(text.slice(11, 13)), Number(text.slice(14, 16))];
    return { date: at(`${text.slice(0, 10)}T00:00Z`) / day, minute: hour * 60 + minuteOfHour };
  });
  walls.set(key, list);
  return list;
}

/** A walk asks the same few dates and times a million times over. */
function remembered<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}

const dateText = remembered((date: number) => new Date(date * day).toISOString().slice(0, 10));
const weekdayName = remembered((date: number) => ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][new Date(date * day).getUTCDay()]!);
const minutesOf = remembered((time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)));
const endsOf = remembered((text: string) => [minutesOf(text.slice(0, 5)), minutesOf(text.slice(6))] as const);

/** Whether `x` minutes after the midnight of the date it belongs to lies in `text`. */
function within(text: string, x: number): boolean {
  const [open, close] = endsOf(text);
  return x >= open && x < (close > open ? close : close + 1_440);
}

function isInHours(source: BaseSource, date: number, x: number): boolean {
  const name = weekdayName(date);
  return Object.entries(source.hours).some(
    ([key, list]) => (key === "daily" || key.split(",").includes(name)) && list.some((each) => within(each, x)),
  );
}

function isHoliday(source: BaseSource, date: number, x: number): boolean {
  return (source.holidays ?? []).some((each) => {
    const { date: on, from, until } = typeof each === "string" ? { date: each, from: undefined, until: undefined } : (each as never as Own);
    if (on !== dateText(date) && on !== dateText(date).slice(5)) return false;
    const start = from === undefined ? 0 : minutesOf(from);
    const end = until === undefined ? Number.POSITIVE_INFINITY : minutesOf(until);
    return x >= start && x < (end > start ? end : end + 1_440);
  });
}

type Own = { date: string; from?: string; until?: string };

/** Whether an open minute belongs to `date`, whichever other date it may belong to as well. */
export const belongsTo = (source: BaseSource, wall: Wall, date: number): boolean =>
  isOwnOpen(source, date, wall.minute + (wall.date - date) * 1_440);

/** Whether the intervals that belong to `date` hold the point `x` minutes after its midnight. */
function isOwnOpen(source: BaseSource, date: number, x: number): boolean {
  const text = dateText(date);
  if ((source.from && text < source.from) || (source.until && text > source.until)) return false;
  const isClosedBy = (other: number, y: number) =>
    exceptionsOn(source, other).some((each) => Array.isArray(each.closed) && each.closed.some((part) => within(part, y)));
  let isOpen = isInHours(source, date, x) && !isHoliday(source, date, x);
  if (isClosedBy(date - 1, x + 1_440)) isOpen = false;
  for (const each of exceptionsOn(source, date)) {
    if (each.closed === true || (Array.isArray(each.closed) && each.closed.some((part) => within(part, x)))) isOpen = false;
    if (each.open?.some((part) => within(part, x))) isOpen = true;
  }
  return isOpen && !isClosedBy(date + 1, x - 1_440);
}

function exceptionsOn(source: BaseSource, date: number): ExceptionSource[] {
  const text = dateText(date);
  if ((source.from && text < source.from) || (source.until && text > source.until)) return [];
  return (source.exceptions ?? []).filter((each) => each.date === text);
}

/** The business day to which an open minute of a base calendar belongs; undefined when it is closed. */
export function ownerOf(source: BaseSource, wall: Wall): number | undefined {
  if (isOwnOpen(source, wall.date, wall.minute)) return wall.date;
  return isOwnOpen(source, wall.date - 1, wall.minute + 1_440) ? wall.date - 1 : undefined;
}

/** Whether a calendar is open, at each minute of a window. */
export function walk(source: CalendarSource, window: Window): boolean[] {
  if (source === "always") return new Array((window.days * day) / minute).fill(true);
  if (typeof source === "string") throw new Error("The walker knows no named calendars.");
  if ("zone" in source) return wallsOf(source.zone, window).map((wall) => ownerOf(source, wall) !== undefined);
  const lists = ("anyOf" in source ? source.anyOf : "allOf" in source ? source.allOf : source.except).map((each) => walk(each, window));
  const holds = validMinutes(source, window);
  return lists[0]!.map((first, i) => {
    if (!holds[i]) return false;
    if ("anyOf" in source) return lists.some((list) => list[i]);
    return "allOf" in source ? lists.every((list) => list[i]) : first && !lists[1]![i];
  });
}

function validMinutes(source: Exclude<CalendarSource, string>, window: Window): boolean[] {
  return wallsOf(zoneOf(source), window).map(({ date }) => {
    const text = dateText(date);
    return !(source.from && text < source.from) && !(source.until && text > source.until);
  });
}

export function zoneOf(source: CalendarSource): string {
  if (typeof source === "string") return "UTC";
  if ("zone" in source) return source.zone;
  return zoneOf(("anyOf" in source ? source.anyOf : "allOf" in source ? source.allOf : source.except)[0]!);
}

const time = fc.constantFrom(
  "00:00",
  "00:01",
  "00:30",
  "01:45",
  "02:00",
  "02:15",
  "02:30",
  "03:00",
  "06:00",
  "09:00",
  "12:30",
  "17:00",
  "22:00",
  "23:30",
);
const interval = fc.tuple(time, fc.oneof(time, fc.constant("24:00"))).map(([open, close]) => `${open}-${close}`);
const hours = fc.dictionary(
  fc.constantFrom("daily", "mon", "tue,thu", "wed", "fri", "sat", "sat,sun", "mon,tue,wed,thu,fri"),
  fc.array(interval, { maxLength: 2 }),
  { maxKeys: 3 },
);

const dateIn = (window: Window) => fc.integer({ min: -1, max: window.days }).map((i) => dateText(at(`${window.from}T00:00Z`) / day + i));

/** Any base calendar whose holidays, exceptions and validity fall into the window. */
export function anyBase(window: Window, zone = window.zone): fc.Arbitrary<BaseSource> {
  const date = dateIn(window);
  const holiday: fc.Arbitrary<HolidaySource> = fc.oneof(
    date,
    date.map((text) => text.slice(5)),
    fc.record({ date, from: time, until: time }, { requiredKeys: ["date"] }),
  );
  const exception: fc.Arbitrary<ExceptionSource> = fc.oneof(
    fc.record({ date, closed: fc.constant(true), open: fc.array(interval, { maxLength: 2 }) }, { requiredKeys: ["date", "closed"] }),
    fc.record({ date, closed: fc.array(interval, { maxLength: 2 }), open: fc.array(interval, { maxLength: 2 }) }),
  );
  return fc.record(
    { zone: fc.constant(zone), hours, holidays: fc.array(holiday, { maxLength: 3 }), exceptions: fc.array(exception, { maxLength: 3 }) },
    { requiredKeys: ["zone", "hours"] },
  );
}

/** Any calendar: mostly one base, else a composition of up to three, in up to two zones, some of it valid for part of the window only. */
export function anyCalendar(window: Window): fc.Arbitrary<CalendarSource> {
  const base = anyBase(window);
  const member = fc.oneof(base, anyBase(window, "Europe/Berlin"), fc.constant("always" as const));
  const members = fc.array(member, { minLength: 1, maxLength: 3 });
  const validity = fc.record({ from: dateIn(window), until: dateIn(window) }, { requiredKeys: [] }).map(({ from, until }) => ({
    ...(from ? { from } : {}),
    ...(until && !(from && until < from) ? { until } : {}),
  }));
  const composition = fc.oneof(
    members.map((anyOf) => ({ anyOf })),
    members.map((allOf) => ({ allOf })),
    fc.tuple(member, member).map((except) => ({ except })),
  );
  const valid = fc.tuple(fc.oneof(base, composition), validity).map(([source, dates]) => ({ ...source, ...dates }) as CalendarSource);
  return fc.oneof({ weight: 3, arbitrary: base }, { weight: 2, arbitrary: composition }, { weight: 2, arbitrary: valid });
}
