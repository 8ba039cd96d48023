/**
 * What a calendar file says happens in a window of time: recurrences written out, replaced and cancelled occurrences taken into account.
 * An event keeps its wall times over a change of the clocks, as people mean it: a shift from nine to nine ends at nine.
 */
import { type Moment, type Reading, readEvent, type WrittenEvent } from "#core/oncall/calendar-event.ts";
import { firstOf, readCalendarFile } from "#core/oncall/calendar-file.ts";
import { toldZone, type WallZone } from "#core/oncall/calendar-zone.ts";
import type { Instant } from "#core/time/instant.ts";
import { mostDates, occurrencesOf, type Rule } from "#core/time/recurrence.ts";
import { dayMs } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

/** `[from, to)`, not clipped to the window. */
export type FeedEvent = {
  from: Instant;
  to: Instant;
  words: string;
  /** Mail addresses of who takes part, in lower case. */
  addresses: readonly string[];
  /** Its calendar says that whoever has it is free meanwhile, or it is not settled yet. */
  isFree: boolean;
};

export type Figures = {
  /** Events that are written in the file. */
  events: number;
  cancelled: number;
  /** Occurrences in the window during which one is free. */
  free: number;
  /** Events or rules that cannot be read: without a start, by the minute, ending before they begin. */
  unread: number;
  /** Names of zones that say nothing; such times were read in the zone of the schedule or person. */
  unknownZones: string[];
  /** There is more than is looked at. */
  isCut: boolean;
};

export type FeedReading = { events: FeedEvent[]; figures: Figures };

const mostEvents = 20_000;
/** Dates that the rules of one file may look at: about a second. */
const mostDatesOfFile = 10 * mostDates;

/** @param home zone of whole days and of times without one. Refuses `bad-calendar-file` and `calendar-file-cut` */
export function readCalendarEvents(text: string, home: Zone, from: Instant, to: Instant): FeedReading {
  const calendars = readCalendarFile(text);
  const components = calendars.flatMap((calendar) => calendar.components);
  const told = new Map<string, WallZone>();
  for (const component of components) {
    const name = firstOf(component, "TZID");
    const zone = component.name === "VTIMEZONE" && name !== undefined ? toldZone(component, [from, to]) : null;
    if (zone !== null) told.set(name!, zone);
  }
  const reading: Reading = { home, told, unknownZones: new Set(), faults: { unread: 0 } };
  const written = components.filter(({ name }) => name === "VEVENT");
  const read = written.map((component, order) => readEvent(component, order, reading));
  const found: Found = { events: [], window: [from, to], left: mostDatesOfFile, isCut: false, unread: 0 };
  for (const series of seriesOf(read.filter((event) => event !== null))) {
    if (found.events.length > mostEvents) break;
    writeOut(series, found);
  }
  const events = found.events.sort((a, b) => a.from - b.from).slice(0, mostEvents);
  return {
    events,
    figures: {
      events: written.length,
      cancelled: read.filter((event) => event?.isCancelled === true).length,
      free: events.filter(({ isFree }) => isFree).length,
      unread: found.unread + reading.faults.unread + read.filter((event) => event === null).length,
      unknownZones: [...reading.unknownZones].slice(0, 10),
      isCut: found.isCut || found.events.length > mostEvents,
    },
  };
}

/** An event, and those that stand for single occurrences of it. */
type Series = { master: WrittenEvent | null; replacing: WrittenEvent[] };

/** Of what has the same identifier, the newest counts (RFC 5546 §2.1.5). */
function seriesOf(events: readonly WrittenEvent[]): Series[] {
  const all = new Map<string, Series>();
  for (const event of events) {
    const series = all.get(event.uid) ?? { master: null, replacing: [] };
    all.set(event.uid, series);
    const { replaces } = event;
    if (replaces === null) {
      if (series.master === null || event.sequence >= series.master.sequence) series.master = event;
      continue;
    }
    const key = instantOf(replaces);
    const before = series.replacing.findIndex((each) => instantOf(each.replaces!) === key);
    if (before < 0) series.replacing.push(event);
    else if (event.sequence >= series.replacing[before]!.sequence) series.replacing[before] = event;
  }
  return [...all.values()];
}

type Found = { events: FeedEvent[]; window: readonly [number, number]; left: number; isCut: boolean; unread: number };

function instantOf({ wall, isDate, zone }: Moment): number {
  return isDate ? (zone as Zone).startOfDay(wall / dayMs) : zone.instantOfWall(wall);
}

/** When an occurrence of the event that begins at `start` ends. */
function endOf({ start, end }: WrittenEvent, at: Moment): number {
  if (!("at" in end)) return instantOf({ ...at, wall: at.wall + end.dayCount * dayMs }) + end.ms;
  if (end.at.zone === start.zone && end.at.isDate === start.isDate) return instantOf({ ...at, wall: at.wall + end.at.wall - start.wall });
  return instantOf(at) + instantOf(end.at) - instantOf(start);
}

function add(found: Found, event: WrittenEvent, from: number, to: number): void {
  if (to <= from) {
    found.unread++;
    return;
  }
  if (to <= found.window[0] || from >= found.window[1]) return;
  const { words, addresses, isFree } = event;
  if (found.events.length <= mostEvents) found.events.push({ from: from as Instant, to: to as Instant, words, addresses, isFree });
}

function writeOut({ master, replacing }: Series, found: Found): void {
  for (const event of replacing) if (!event.isCancelled) add(found, event, instantOf(event.start), endOf(event, event.start));
  if (master === null || master.isCancelled) return;
  const gone = excluded([...master.except, ...replacing.map(({ replaces }) => replaces!)]);
  const ranges = replacing.filter(({ isRange }) => isRange).sort((a, b) => instantOf(a.replaces!) - instantOf(b.replaces!));
  for (const at of startsOf(master, found)) {
    if (gone(at)) continue;
    const begins = instantOf(at);
    const range = ranges.findLast(({ replaces }) => instantOf(replaces!) <= begins);
    if (range === undefined) add(found, master, begins, endOf(master, at));
    else if (!range.isCancelled) {
      // From there on all are moved as that one was, and last as long.
      const from = begins + instantOf(range.start) - instantOf(range.replaces!);
      add(found, range, from, from + endOf(range, range.start) - instantOf(range.start));
    }
  }
}

/** A whole date takes out whatever begins on it. */
function excluded(moments: readonly Moment[]): (at: Moment) => boolean {
  const instants = new Set(moments.filter(({ isDate }) => !isDate).map(instantOf));
  const days = new Set(moments.filter(({ isDate }) => isDate).map(({ wall }) => Math.floor(wall / dayMs)));
  return (at) => days.has(Math.floor(at.wall / dayMs)) || (instants.size > 0 && instants.has(instantOf(at)));
}

/** Where occurrences begin that may meet the window: by rules, and by list; without those that another rule takes out. */
function startsOf(master: WrittenEvent, found: Found): Moment[] {
  const { start, rules, exceptRules, also } = master;
  if (rules.length === 0 && also.length === 0) return [start];
  const lengthMs = Math.max(0, endOf(master, start) - instantOf(start));
  // A day more on either side: the wall is at most that far from UTC.
  const window = [found.window[0] - lengthMs - 2 * dayMs, found.window[1] + 2 * dayMs] as const;
  const walls = new Set(rules.length === 0 ? [start.wall] : rules.flatMap((rule) => wallsOf(rule, start, window, found)));
  for (const rule of exceptRules) for (const wall of wallsOf(rule, start, window, found)) walls.delete(wall);
  const listed = also.filter((each) => each.zone !== start.zone || each.isDate !== start.isDate || !walls.has(each.wall));
  return [...[...walls].map((wall) => ({ ...start, wall })), ...listed];
}

function wallsOf(rule: Rule, start: Moment, window: readonly [number, number], found: Found): number[] {
  const instantOfWall = (wall: number): number => instantOf({ ...start, wall });
  const { walls, isCut, looked } = occurrencesOf(rule, start.wall, window, instantOfWall, Math.min(mostDates, found.left));
  found.left -= looked;
  found.isCut ||= isCut;
  return walls;
}
