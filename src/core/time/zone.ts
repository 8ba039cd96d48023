/**
 * Zones as stretches of constant offset from UTC, taken once from Temporal and kept: one zoned conversion costs 10–20 µs, a look-up
 * in the kept stretches a few ns. Wall = UTC + offset.
 */
import { Temporal } from "temporal-polyfill";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { dayMs, dayOfDate, yearStart } from "#core/time/wall.ts";

/** No zone was ever a whole day away from UTC (the widest is 15 h 56 min). */
const widestOffset = dayMs;

const zones = new Map<string, Zone>();

/** The zone of an IANA name, compiled once and kept. Refuses `bad-zone` for unknown names and for bare offsets. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const id = zoneId(name);
  const zone = zones.get(id) ?? new Zone(id);
  zones.set(id, zone).set(name, zone);
  return zone;
}

function zoneId(name: string): string {
  // Temporal would also take "+02:00" and whole ISO dates; neither says what happens in summer.
  if (typeof name === "string" && /^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(name)) {
    try {
      return new Temporal.ZonedDateTime(0n, name).timeZoneId;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new Refusal("bad-zone", `"${name}" is not a time zone: write an IANA name like Europe/Paris or UTC.`, { zone: name });
}

/** One IANA zone. Grows by whole years, in either direction, as it is asked. */
export class Zone {
  readonly name: string;
  /** Stretch `i` runs from `froms[i]` to `froms[i + 1]` (the last to `until`) at `offsets[i]`. */
  #froms: number[] = [];
  #offsets: number[] = [];
  #until = Number.NEGATIVE_INFINITY;
  /** Where the last look-up ended: compiling a calendar asks for one date after the other. */
  #near = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Milliseconds to add to a UTC instant for the wall. */
  offsetAt(t: number): number {
    this.#cover(t, t + 1);
    return this.#offsets[this.#indexAt(t)]!;
  }

  /** The instant of a wall time when no change of offset lies within `margin` (a day and more) of it; undefined when one may. */
  farFromChange(wall: number, margin: number): number | undefined {
    this.#cover(wall - margin, wall + margin);
    const i = this.#indexAt(wall);
    const at = wall - this.#offsets[i]!;
    return at - margin >= this.#froms[i]! && at + margin < (this.#froms[i + 1] ?? this.#until) ? at : undefined;
  }

  /** The local date at `t`, as a day number. */
  dayAt(t: number): number {
    return Math.floor((t + this.offsetAt(t)) / dayMs);
  }

  /**
   * Appends to `into` the UTC pieces `from, to, …` at which the wall reads within `[wallFrom, wallTo)`: none in a gap, both passes of
   * a repeated hour. Pieces of one call are in order.
   */
  project(wallFrom: number, wallTo: number, into: number[]): void {
    const [first, end] = [wallFrom - widestOffset, wallTo + widestOffset];
    this.#cover(first, end);
    const [froms, offsets] = [this.#froms, this.#offsets];
    for (let i = this.#indexAt(first); i < froms.length && froms[i]! < end; i++) {
      const from = Math.max(froms[i]!, wallFrom - offsets[i]!);
      const to = Math.min(froms[i + 1] ?? this.#until, wallTo - offsets[i]!);
      if (from < to) into.push(from, to);
    }
  }

  /** The instant of a wall time: the first pass of a repeated one; one in a gap moves forward by the gap. */
  instantOfWall(wall: number): number {
    const pieces: number[] = [];
    this.project(wall, wall + 1, pieces);
    if (pieces[0] !== undefined) return pieces[0];
    let i = this.#indexAt(wall - widestOffset);
    while (this.#froms[i + 1]! + this.#offsets[i + 1]! <= wall) i++;
    return wall - this.#offsets[i]!;
  }

  /** The first instant of a local date; of a date that the zone skipped, the first instant after it. */
  startOfDay(day: number): number {
    for (let next = day; ; next++) {
      const pieces: number[] = [];
      this.project(next * dayMs, (next + 1) * dayMs, pieces);
      if (pieces[0] !== undefined) return pieces[0];
    }
  }

  #indexAt(t: number): number {
    const near = this.#near;
    if (this.#froms[near]! <= t && t < (this.#froms[near + 1] ?? this.#until)) return near;
    let [low, high] = [0, this.#froms.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#froms[middle]! <= t) low = middle;
      else high = middle;
    }
    this.#near = low;
    return low;
  }

  #cover(from: number, to: number): void {
    if (this.#froms.length > 0 && from >= this.#froms[0]! && to <= this.#until) return;
    const [first, end] = [yearStart(new Date(from).getUTCFullYear()), yearStart(new Date(to).getUTCFullYear() + 1)];
    if (this.#froms.length === 0) {
      this.#froms = [first];
      this.#offsets = [offsetOf(this.name, first)];
      this.#until = first;
    }
    const start = this.#froms[0]!;
    if (first < start) {
      const [froms, offsets] = [[first], [offsetOf(this.name, first)]];
      appendTransitions(this.name, start, froms, offsets);
      const joins = offsets.at(-1) === this.#offsets[0] ? 1 : 0;
      this.#froms = [...froms, ...this.#froms.slice(joins)];
      this.#offsets = [...offsets, ...this.#offsets.slice(joins)];
    }
    if (end > this.#until) {
      appendTransitions(this.name, end, this.#froms, this.#offsets, this.#until - 1);
      this.#until = end;
    }
  }
}

const zoned = (name: string, t: number): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(name);
const offsetOf = (name: string, t: number): number => zoned(name, t).offsetNanoseconds / 1e6;

/** Appends the changes of offset after `since` (default: the last stretch's start) and before `end`. */
function appendTransitions(name: string, end: number, froms: number[], offsets: number[], since = froms.at(-1)!): void {
  let at = zoned(name, since).getTimeZoneTransition("next");
  while (at !== null && at.epochMilliseconds < end) {
    const offset = at.offsetNanoseconds / 1e6;
    if (offset !== offsets.at(-1)) {
      froms.push(at.epochMilliseconds);
      offsets.push(offset);
    }
    at = at.getTimeZoneTransition("next");
  }
}

/**
 * The first instant of a local date (`YYYY-MM-DD`) in a zone, or of the date `plusDays` after it.
 * Refuses `bad-zone`, and `bad-date` for dates that do not exist or lie outside 1900–2199.
 */
export function startOfDate(zone: string, date: string, plusDays = 0): Instant {
  const day = dayOfDate(date);
  if (day === undefined) {
    throw new Refusal("bad-date", `"${date}" is not a date: write one that exists, from 1900 to 2199, like 2026-12-24.`, { date });
  }
  return zoneNamed(zone).startOfDay(day + plusDays) as Instant;
}
