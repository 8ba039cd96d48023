/**
 * The zones of a calendar file: IANA's where one is named, since they follow what was decided since the file was written; else what the
 * file says itself (VTIMEZONE, RFC 5545 §3.6.5), as Outlook's files do for "W. Europe Standard Time".
 */
import { type Component, firstOf } from "#core/oncall/calendar-file.ts";
import { Refusal } from "#core/refusal.ts";
import { occurrencesOf, readRule } from "#core/time/recurrence.ts";
import { dayMs } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";

/** Whatever makes an instant of a wall time: the first pass of a repeated one; one in a gap moves forward by the gap. */
export type WallZone = { instantOfWall(wall: number): number };

export const utc: WallZone = { instantOfWall: (wall) => wall };

/** The zone of a TZID; null for a name that says nothing and is not told in the file. */
export function zoneOfName(name: string, told: ReadonlyMap<string, WallZone>): WallZone | null {
  // Some put the name of its register before it: /freeassociation.sourceforge.net/Europe/Paris
  const parts = name.split("/").filter((part) => part !== "");
  for (const count of [parts.length, 3, 2, 1]) {
    const zone = count <= parts.length ? ianaZone(parts.slice(-count).join("/")) : null;
    if (zone !== null) return zone;
  }
  return told.get(name) ?? null;
}

function ianaZone(name: string): WallZone | null {
  try {
    return zoneNamed(name);
  } catch (error) {
    if (error instanceof Refusal && error.code === "bad-zone") return null;
    throw error;
  }
}

type Onset = { at: number; before: number; after: number };

const lookBackMs = 10 * 366 * dayMs;

/** The zone that a VTIMEZONE tells of, good for `[from, to)`; null when it tells nothing. */
export function toldZone(component: Component, [from, to]: readonly [number, number]): WallZone | null {
  const onsets = component.components
    .filter(({ name }) => name === "STANDARD" || name === "DAYLIGHT")
    .flatMap((observance) => onsetsOf(observance, [from - lookBackMs, to]))
    .sort((a, b) => a.at - b.at);
  const [first] = onsets;
  if (first === undefined) return null;
  const offsets = [first.before, ...onsets.map(({ after }) => after)];
  return {
    instantOfWall(wall) {
      for (let i = 0; i < offsets.length; i++) {
        const at = wall - offsets[i]!;
        const [begins, ends] = [onsets[i - 1]?.at ?? Number.NEGATIVE_INFINITY, onsets[i]?.at ?? Number.POSITIVE_INFINITY];
        if (at >= begins && at < ends) return at;
        // In the gap between this stretch and the next: the offset before it goes on.
        if (at >= ends && wall - offsets[i + 1]! < ends) return at;
      }
      return wall - offsets.at(-1)!;
    },
  };
}

function onsetsOf(observance: Component, window: readonly [number, number]): Onset[] {
  const [before, after] = [offsetOf(firstOf(observance, "TZOFFSETFROM")), offsetOf(firstOf(observance, "TZOFFSETTO"))];
  const start = wallOf(firstOf(observance, "DTSTART") ?? "");
  if (before === null || after === null || start === null) return [];
  const walls = new Set([start]);
  for (const { name, value } of observance.properties) {
    if (name === "RDATE") for (const each of value.split(",")) walls.add(wallOf(each) ?? start);
    const rule = name === "RRULE" ? readRule(value) : null;
    if (rule !== null) for (const wall of occurrencesOf(rule, start, window, (at) => at - before).walls) walls.add(wall);
  }
  return [...walls].map((wall) => ({ at: wall - before, before, after }));
}

function offsetOf(text: string | undefined): number | null {
  const parts = /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(text?.trim() ?? "");
  if (parts === null) return null;
  const ms = (Number(parts[2]) * 3_600 + Number(parts[3]) * 60 + Number(parts[4] ?? 0)) * 1_000;
  return parts[1] === "-" ? -ms : ms;
}

/** `20260329T020000`, or a date, on the wall; null for what does not read so or does not exist. */
export function wallOf(text: string): number | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z?)?$/.exec(text.trim());
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((each) => Number(each ?? 0)) as [number, ...number[]];
  const date = Date.UTC(year, month! - 1, day);
  // Outlook has its zones begin in 1601, when the count of 400 years does.
  const isDate = new Date(date).getUTCDate() === day && month! >= 1 && month! <= 12;
  if (!isDate || year < 1601 || year > 2199 || hour! > 24 || minute! > 59 || second! > 60) return null;
  return date + ((hour! * 60 + minute!) * 60 + Math.min(second!, 59)) * 1_000;
}
