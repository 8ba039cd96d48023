/**
 * Turns of a rotation. They are counted on the wall of the schedule's zone and found by division, so that no question walks from the
 * start of time: turn `k` runs from hand-over `k` (inclusive) to hand-over `k + 1`.
 */
import type { Rotation } from "#core/model/document.ts";
import { dayMs, dayOfDate, timeOfDay } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

const hourMs = 3_600_000;
const defaultHandover = "09:00";

export class Turns {
  readonly #zone: Zone;
  /** The first hand-over on the wall. */
  readonly #anchor: number;
  /** Between two hand-overs on the wall; of months, their number is `#months` instead. */
  readonly #stepMs: number;
  readonly #months: number;
  readonly #dayOfMonth: number;
  readonly #timeMs: number;

  /** @param start the local date of the first hand-over; a date that does not exist is a bug here: the model's check has read it */
  constructor(rotation: Rotation, start: string, zone: Zone) {
    const day = dayOfDate(start);
    const time = timeOfDay(rotation.handover ?? defaultHandover);
    if (day === undefined || time === undefined) throw new Error(`no hand-over at ${start} ${rotation.handover}`);
    this.#zone = zone;
    this.#timeMs = time;
    this.#anchor = day * dayMs + time;
    this.#months = rotation.unit === "months" ? rotation.every : 0;
    this.#dayOfMonth = rotation.on === undefined ? Number(start.slice(8)) : Number(rotation.on);
    this.#stepMs = rotation.every * (rotation.unit === "hours" ? hourMs : rotation.unit === "weeks" ? 7 * dayMs : dayMs);
  }

  /** The turn that holds `t`; negative before the first hand-over. */
  at(t: number): number {
    let turn = this.#near(t + this.#zone.offsetAt(t));
    // The wall reads the same time twice in autumn, and some time not at all in spring: only hand-overs as instants decide.
    while (this.startOf(turn + 1) <= t) turn++;
    while (this.startOf(turn) > t) turn--;
    return turn;
  }

  /** The instant of hand-over `turn`: the first pass of a repeated wall time, the end of the gap for one that does not exist. */
  startOf(turn: number): number {
    return firstReading(this.#zone, this.#months === 0 ? this.#anchor + turn * this.#stepMs : this.#monthly(turn));
  }

  #near(wall: number): number {
    if (this.#months === 0) return Math.floor((wall - this.#anchor) / this.#stepMs);
    const [first, now] = [new Date(this.#anchor), new Date(wall)];
    const months = (now.getUTCFullYear() - first.getUTCFullYear()) * 12 + now.getUTCMonth() - first.getUTCMonth();
    return Math.floor(months / this.#months);
  }

  /** Counted from the original day, so that a short month shortens no later turn. */
  #monthly(turn: number): number {
    const first = new Date(this.#anchor);
    const month = first.getUTCMonth() + turn * this.#months;
    const last = new Date(Date.UTC(first.getUTCFullYear(), month + 1, 0)).getUTCDate();
    return Date.UTC(first.getUTCFullYear(), month, Math.min(this.#dayOfMonth, last)) + this.#timeMs;
  }
}

/** The first instant at which the wall reads `wall` or, where it skips that time, anything later. */
export function firstReading(zone: Zone, wall: number): number {
  const plain = zone.farFromChange(wall, 26 * hourMs);
  if (plain !== undefined) return plain;
  const guess = wall - zone.offsetAt(wall - zone.offsetAt(wall));
  // Far from any change of offset the wall is a straight line; 26 hours are further than any zone ever jumped.
  if (zone.offsetAt(guess - 26 * hourMs) === zone.offsetAt(guess + 26 * hourMs)) return guess;
  const pieces: number[] = [];
  zone.project(wall, wall + 2 * dayMs, pieces);
  return pieces[0]!;
}
