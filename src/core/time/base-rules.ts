/** Reads a base calendar: weekly hours in a zone, holidays, exceptions. Every mistake is reported with its place; none is guessed at. */
import { Refusal } from "#core/refusal.ts";
import { type ChosenSet, HolidayBook, holidaySet, type OwnHoliday } from "#core/time/holidays.ts";
import { type Intervals, merged } from "#core/time/intervals.ts";
import { dayMs, dayOfDate, monthDay, timeOfDay, wallInterval } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export type Path = readonly (string | number)[];
/** Called once for each mistake. */
export type Report = (path: Path, code: string, message: string) => void;

/** Local dates on which a calendar holds, as day numbers, both inclusive. */
export type DayRange = { first: number; last: number };

/** One exception; parts in milliseconds after its midnight, up to 48 h. */
export type ExceptionRule = { closesDay: boolean; closed: Intervals; open: Intervals; name?: string };

export type BaseRules = {
  zone: Zone;
  /** Own wall intervals by weekday, Monday first, in milliseconds after midnight, up to 48 h. */
  weekly: readonly Intervals[];
  holidays: HolidayBook;
  /** By day number, in the order written. */
  exceptions: ReadonlyMap<number, readonly ExceptionRule[]>;
  valid: DayRange;
};

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const dateHint = "write one that exists, from 1900 to 2199, like 2026-12-24";
const intervalHint = "write wall times from 00:00 to 24:00, like 09:00-12:00 (22:00-06:00 runs past midnight)";

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What was written, short enough for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Reports keys that mean nothing here: a `holiday` that should be `holidays` must not be lost silently. */
export function onlyKeys(value: Record<string, unknown>, allowed: readonly string[], path: Path, report: Report): void {
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) report([...path, key], "bad-calendar", `"${key}" means nothing here: write ${allowed.join(", ")}.`);
  }
}

/** The rules of a base calendar; with mistakes reported, they are only good for looking for more of them. */
export function readBase(source: Record<string, unknown>, path: Path, report: Report): BaseRules | undefined {
  onlyKeys(source, ["zone", "hours", "holidays", "exceptions", "from", "until"], path, report);
  const zone = readZone(source["zone"], [...path, "zone"], report);
  const weekly = readHours(source["hours"], [...path, "hours"], report);
  const holidays = readHolidays(source["holidays"], [...path, "holidays"], report);
  const exceptions = readExceptions(source["exceptions"], [...path, "exceptions"], report);
  const valid = readValidity(source, path, report);
  return zone && { zone, weekly, holidays, exceptions, valid };
}

function readZone(name: unknown, path: Path, report: Report): Zone | undefined {
  if (name === undefined) {
    report(path, "bad-calendar", 'A calendar needs its zone: write "zone": "Europe/Paris".');
    return undefined;
  }
  return attempt(() => zoneNamed(name as string), path, report);
}

/** Turns a refusal of what is read into a report. */
function attempt<T>(read: () => T, path: Path, report: Report): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report(path, error.code, error.message);
    return undefined;
  }
}

function readHours(hours: unknown, path: Path, report: Report): Intervals[] {
  const weekly: Intervals[] = dayNames.map(() => []);
  if (!isRecord(hours)) {
    report(path, "bad-calendar", 'A calendar needs its weekly hours: write "hours": {"mon-fri": ["09:00-17:00"]}, or {} for none.');
    return weekly;
  }
  for (const [key, list] of Object.entries(hours)) {
    const days = daysOfKey(key);
    if (!days) {
      report([...path, key], "bad-calendar", `"${key}" names no days: write mon-fri, sat, mon,wed,fri or daily.`);
    }
    const intervals = readIntervals(list, [...path, key], report);
    for (const day of days ?? []) weekly[day]!.push(...intervals);
  }
  return weekly.map(merged);
}

/** Weekdays of `mon-fri`, `sat`, `mon,wed,fri`, `fri-mon`, `daily`; undefined when it names none. */
function daysOfKey(key: string): number[] | undefined {
  if (key === "daily") return [0, 1, 2, 3, 4, 5, 6];
  const days: number[] = [];
  for (const part of key.split(",")) {
    const [first, last, ...more] = part.trim().split("-");
    const from = dayNames.indexOf(first ?? "");
    const to = last === undefined ? from : dayNames.indexOf(last);
    if (from < 0 || to < 0 || more.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return days;
}

function readIntervals(list: unknown, path: Path, report: Report): Intervals {
  if (!Array.isArray(list)) {
    report(path, "bad-calendar", `${shown(list)} is not a list of intervals: write ["09:00-12:00", "13:00-17:00"].`);
    return [];
  }
  const intervals: Intervals = [];
  for (const [i, text] of list.entries()) {
    const ends = typeof text === "string" ? wallInterval(text) : undefined;
    if (ends) intervals.push(...ends);
    else report([...path, i], "bad-calendar", `${shown(text)} is not an interval: ${intervalHint}.`);
  }
  return merged(intervals);
}

function readHolidays(list: unknown, path: Path, report: Report): HolidayBook {
  const sets: ChosenSet[] = [];
  const own: OwnHoliday[] = [];
  if (list !== undefined && !Array.isArray(list)) {
    report(
      path,
      "bad-calendar",
      `${shown(list)} is not a list of holidays: write ["FR", "12-26", {"date": "2026-12-24", "from": "12:00"}].`,
    );
  }
  for (const [i, each] of (Array.isArray(list) ? list : []).entries()) {
    const at = [...path, i];
    if (typeof each === "string" && !/^\d/.test(each)) {
      const set = attempt(() => holidaySet(each), at, report);
      if (set) sets.push({ set, except: new Set() });
    } else if (isRecord(each) && "set" in each) {
      const chosen = readChosenSet(each, at, report);
      if (chosen) sets.push(chosen);
    } else {
      const holiday =
        typeof each === "string" ? readOwnHoliday({ date: each }, at, at, report) : readOwnHoliday(each, at, [...at, "date"], report);
      if (holiday) own.push(holiday);
    }
  }
  return new HolidayBook(sets, own);
}

function readChosenSet(source: Record<string, unknown>, path: Path, report: Report): ChosenSet | undefined {
  onlyKeys(source, ["set", "except"], path, report);
  const set = attempt(() => holidaySet(String(source["set"])), [...path, "set"], report);
  const except = source["except"] ?? [];
  if (!Array.isArray(except)) {
    report([...path, "except"], "bad-calendar", `${shown(except)} is not a list: write names or dates of holidays, like ["12-26"].`);
    return undefined;
  }
  if (!set) return undefined;
  for (const [i, each] of except.entries()) {
    if (typeof each === "string" && (monthDay(each) || dayOfDate(each) !== undefined || set.names().has(each))) continue;
    const names = [...set.names()].slice(0, 40).join(", ");
    report(
      [...path, "except", i],
      "bad-calendar",
      `${shown(each)} is no holiday of ${set.code}: write a date like 12-26, or one of ${names}.`,
    );
  }
  return { set, except: new Set(except) };
}

function readOwnHoliday(source: unknown, path: Path, datePath: Path, report: Report): OwnHoliday | undefined {
  if (!isRecord(source)) {
    report(
      path,
      "bad-calendar",
      `${shown(source)} is not a holiday: write "FR", "12-26", "2026-12-24" or {"date": "12-24", "from": "12:00"}.`,
    );
    return undefined;
  }
  onlyKeys(source, ["date", "from", "until", "name"], path, report);
  const text = typeof source["date"] === "string" ? source["date"] : "";
  const yearly = monthDay(text);
  const day = dayOfDate(text);
  if (!yearly && day === undefined) {
    report(datePath, "bad-calendar", `${shown(source["date"])} is not a date: ${dateHint}, or a day of every year like 12-26.`);
  }
  const from = source["from"] === undefined ? 0 : readTime(source["from"], [...path, "from"], report);
  let until = source["until"] === undefined ? Number.POSITIVE_INFINITY : readTime(source["until"], [...path, "until"], report);
  if (until <= from) until += dayMs;
  const part = { from, until, ...readName(source, path, report) };
  if (yearly) return { ...part, yearly };
  return day === undefined ? undefined : { ...part, day };
}

function readTime(text: unknown, path: Path, report: Report): number {
  const time = typeof text === "string" ? timeOfDay(text) : undefined;
  if (time === undefined) report(path, "bad-calendar", `${shown(text)} is not a time of day: write one from 00:00 to 24:00, like 12:00.`);
  return time ?? 0;
}

function readName(source: Record<string, unknown>, path: Path, report: Report): { name?: string } {
  const name = source["name"];
  if (name === undefined) return {};
  if (typeof name === "string") return { name };
  report([...path, "name"], "bad-calendar", `${shown(name)} is not a name: write a text.`);
  return {};
}

function readExceptions(list: unknown, path: Path, report: Report): Map<number, ExceptionRule[]> {
  const exceptions = new Map<number, ExceptionRule[]>();
  if (list !== undefined && !Array.isArray(list)) {
    report(path, "bad-calendar", `${shown(list)} is not a list of exceptions: write [{"date": "2026-12-27", "open": ["10:00-14:00"]}].`);
  }
  for (const [i, each] of (Array.isArray(list) ? list : []).entries()) {
    const read = readException(each, [...path, i], report);
    if (read) exceptions.set(read.day, [...(exceptions.get(read.day) ?? []), read.rule]);
  }
  return exceptions;
}

function readException(source: unknown, path: Path, report: Report): { day: number; rule: ExceptionRule } | undefined {
  if (!isRecord(source)) {
    report(path, "bad-calendar", `${shown(source)} is not an exception: write {"date": "2026-12-27", "open": ["10:00-14:00"]}.`);
    return undefined;
  }
  onlyKeys(source, ["date", "closed", "open", "name"], path, report);
  const day = typeof source["date"] === "string" ? dayOfDate(source["date"]) : undefined;
  if (day === undefined) report([...path, "date"], "bad-calendar", `${shown(source["date"])} is not a date: ${dateHint}.`);
  const { closed, open } = source;
  if ((closed === undefined || closed === false) && open === undefined) {
    report(
      path,
      "bad-calendar",
      'This exception changes nothing: write "closed": true, "closed": ["12:00-14:00"] or "open": ["10:00-14:00"].',
    );
  }
  const closedParts = closed === undefined || typeof closed === "boolean" ? [] : readIntervals(closed, [...path, "closed"], report);
  const openParts = open === undefined ? [] : readIntervals(open, [...path, "open"], report);
  const rule = { closesDay: closed === true, closed: closedParts, open: openParts, ...readName(source, path, report) };
  return day === undefined ? undefined : { day, rule };
}

/** `from` and `until` of any form of calendar. */
export function readValidity(source: Record<string, unknown>, path: Path, report: Report): DayRange {
  const [first, last] = (["from", "until"] as const).map((key) => {
    const text = source[key];
    if (text === undefined) return undefined;
    const day = typeof text === "string" ? dayOfDate(text) : undefined;
    if (day === undefined) report([...path, key], "bad-calendar", `${shown(text)} is not a date: ${dateHint}.`);
    return day;
  });
  if (first !== undefined && last !== undefined && last < first) {
    report([...path, "until"], "bad-calendar", "The calendar ends before it begins: write an until that is not before from.");
  }
  return { first: first ?? Number.NEGATIVE_INFINITY, last: last ?? Number.POSITIVE_INFINITY };
}
