/** One event of a calendar file, read: when, how often, what it is called and who is in it. */
import { type Component, firstOf, type Property, plainText } from "#core/oncall/calendar-file.ts";
import { utc, type WallZone, wallOf, zoneOfName } from "#core/oncall/calendar-zone.ts";
import { type Rule, readRule } from "#core/time/recurrence.ts";
import { dayMs } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

/** A wall time in a zone, or a whole date of the reader's. */
export type Moment = { wall: number; isDate: boolean; zone: WallZone };

export type WrittenEvent = {
  /** Of events that belong together; one of its own for an event without one. */
  uid: string;
  sequence: number;
  /** Which occurrence of the others it stands for. */
  replaces: Moment | null;
  /** And for all that come after it. */
  isRange: boolean;
  start: Moment;
  end: { at: Moment } | { dayCount: number; ms: number };
  rules: Rule[];
  exceptRules: Rule[];
  also: Moment[];
  except: Moment[];
  isCancelled: boolean;
  isFree: boolean;
  words: string;
  addresses: string[];
};

/** How times are read: those without a zone are the reader's. */
export type Reading = {
  home: Zone;
  told: ReadonlyMap<string, WallZone>;
  /** Names of zones that say nothing. */
  unknownZones: Set<string>;
  /** Parts that were left out: rules that cannot be read. */
  faults: { unread: number };
};

const longestWords = 200;
const mostAddresses = 20;

/** Null for an event without a start. `order` stands in for the identifier of an event without one. */
export function readEvent(component: Component, order: number, reading: Reading): WrittenEvent | null {
  const all = (name: string): Property[] => component.properties.filter((property) => property.name === name);
  const moments = (name: string): Moment[] => all(name).flatMap((property) => momentsOf(property, reading));
  const [start] = moments("DTSTART");
  if (start === undefined) return null;
  const rules = (name: string): Rule[] => all(name).flatMap(({ value }) => ruleOf(value, reading));
  const replaced = all("RECURRENCE-ID")[0];
  const busy = firstOf(component, "X-MICROSOFT-CDO-BUSYSTATUS")?.trim().toUpperCase();
  const status = firstOf(component, "STATUS")?.trim().toUpperCase();
  const isTransparent = firstOf(component, "TRANSP")?.trim().toUpperCase() === "TRANSPARENT";
  return {
    uid: firstOf(component, "UID")?.trim() || `event-${order}`,
    sequence: Number.parseInt(firstOf(component, "SEQUENCE") ?? "0", 10) || 0,
    replaces: replaced === undefined ? null : (momentsOf(replaced, reading)[0] ?? null),
    isRange: replaced?.parameters.get("RANGE")?.toUpperCase() === "THISANDFUTURE",
    start,
    end: endOf(moments("DTEND")[0], firstOf(component, "DURATION"), start),
    ...{ rules: rules("RRULE"), exceptRules: rules("EXRULE"), also: moments("RDATE"), except: moments("EXDATE") },
    isCancelled: status === "CANCELLED",
    isFree: busy !== "OOF" && (isTransparent || status === "TENTATIVE" || ["FREE", "TENTATIVE", "WORKINGELSEWHERE"].includes(busy ?? "")),
    words: plainText(firstOf(component, "SUMMARY") ?? "").slice(0, longestWords),
    addresses: all("ATTENDEE").flatMap(addressOf).slice(0, mostAddresses),
  };
}

/** A rule that cannot be read leaves its event once. */
function ruleOf(text: string, { faults }: Reading): Rule[] {
  const rule = readRule(text);
  if (rule !== null) return [rule];
  faults.unread++;
  return [];
}

/** Whoever said no is not in it, and a room is nobody. */
function addressOf({ value, parameters }: Property): string[] {
  const address = /^mailto:\s*(\S+@\S+)/i.exec(value.trim())?.[1]?.toLowerCase();
  const isNobody = /^(ROOM|RESOURCE|GROUP)$/i.test(parameters.get("CUTYPE") ?? "") || /^DECLINED$/i.test(parameters.get("PARTSTAT") ?? "");
  return address === undefined || isNobody ? [] : [address];
}

/** All dates or times of a property; of a period (RDATE;VALUE=PERIOD) its beginning. */
function momentsOf({ value, parameters }: Property, reading: Reading): Moment[] {
  return value.split(",").flatMap((written): Moment[] => {
    const text = written.split("/", 1)[0]!.trim();
    const wall = wallOf(text);
    if (wall === null) return [];
    if (!text.includes("T")) return [{ wall, isDate: true, zone: reading.home }];
    return [{ wall, isDate: false, zone: text.endsWith("Z") ? utc : zoneOf(parameters.get("TZID"), reading) }];
  });
}

function zoneOf(name: string | undefined, { home, told, unknownZones }: Reading): WallZone {
  if (name === undefined) return home;
  const zone = zoneOfName(name, told);
  if (zone === null) unknownZones.add(name.slice(0, 100));
  return zone ?? home;
}

/** Whole days and the rest; null for what is no duration (RFC 5545 §3.3.6). */
function durationOf(text: string): { dayCount: number; ms: number } | null {
  const parts = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text.trim().toUpperCase());
  if (parts === null) return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((each) => Number(each ?? 0)) as [number, ...number[]];
  return { dayCount: weeks * 7 + days!, ms: ((hours! * 60 + minutes!) * 60 + seconds!) * 1_000 };
}

/** Without an end, a date lasts its day and a time no time at all (RFC 5545 §3.6.1). */
function endOf(written: Moment | undefined, duration: string | undefined, start: Moment): WrittenEvent["end"] {
  if (written !== undefined) {
    // Some write the last day of a whole-day event instead of the day after it.
    const isSameDate = start.isDate && written.isDate && written.wall === start.wall;
    return { at: isSameDate ? { ...written, wall: written.wall + dayMs } : written };
  }
  const read = duration === undefined ? null : durationOf(duration);
  return read ?? { dayCount: start.isDate ? 1 : 0, ms: 0 };
}
