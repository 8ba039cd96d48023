/**
 * The compiled form of a calendar: its open intervals on the UTC line with running sums, so that every question is a binary search.
 * Grows by whole years, in either direction, as it is asked; nothing is allocated once a year is there.
 */
import { Refusal } from "#core/refusal.ts";
import { toIso } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import { endInstant, firstInstant, yearStart } from "#core/time/wall.ts";

export class Timeline {
  /** Interval `i` is `[starts[i], ends[i])`; intervals neither overlap nor touch. */
  starts = new Float64Array(0);
  ends = new Float64Array(0);
  /** Open milliseconds of the intervals before `i`. */
  sums = new Float64Array(0);
  count = 0;
  /** Open milliseconds of all intervals. */
  total = 0;
  /** What is compiled: `[low, high)`. */
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  readonly #openings: (from: number, to: number) => Intervals;

  /** @param openings gives the open intervals of a window, merged and clipped */
  constructor(openings: (from: number, to: number) => Intervals) {
    this.#openings = openings;
  }

  /** Compiles the year of `t` and all between. Refuses `instant-out-of-range` outside the years 1900 to 2199. */
  cover(t: number): void {
    if (t >= this.low && t < this.high) return;
    if (!(t >= firstInstant && t < endInstant)) throw outOfRange(t);
    const year = new Date(t).getUTCFullYear();
    const [from, to] = [yearStart(year), yearStart(year + 1)];
    if (this.low > this.high) {
      this.#append(this.#openings(from, to));
      this.low = from;
      this.high = to;
    }
    if (from < this.low) {
      this.#prepend(this.#openings(from, this.low));
      this.low = from;
    }
    if (to > this.high) {
      this.#append(this.#openings(this.high, to));
      this.high = to;
    }
  }

  /** Compiles one more year; false when the years or `limit` end here. */
  coverNext(limit: number): boolean {
    if (this.high > limit || this.high >= endInstant) return false;
    this.cover(this.high);
    return true;
  }

  /** The open intervals in `[from, to)`, as far as calendars go. */
  slice(from: number, to: number): Intervals {
    const [first, end] = [Math.max(from, firstInstant), Math.min(to, endInstant)];
    if (first >= end) return [];
    this.cover(first);
    this.cover(end - 1);
    const result: Intervals = [];
    for (let i = Math.max(0, this.indexAt(first)); i < this.count && this.starts[i]! < end; i++) {
      const [start, stop] = [Math.max(first, this.starts[i]!), Math.min(end, this.ends[i]!)];
      if (start < stop) result.push(start, stop);
    }
    return result;
  }

  /** The last interval that starts at or before `t`, or -1. */
  indexAt(t: number): number {
    const starts = this.starts;
    let low = -1;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= t) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Like `indexAt`, for an instant not before interval `near`: spans are short, so looking from there in growing steps is faster. */
  indexAfter(near: number, t: number): number {
    const starts = this.starts;
    let low = near;
    let high = low + 1;
    for (let step = 2; high < this.count && starts[high]! <= t; step *= 2) {
      low = high;
      high += step;
    }
    if (high > this.count) high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= t) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The interval, not before `near`, in which the running sum reaches `target`; `target` is above 0 and not above `total`. */
  indexOfSum(near: number, target: number): number {
    const sums = this.sums;
    let low = near;
    let high = low + 1;
    for (let step = 2; high < this.count && sums[high]! < target; step *= 2) {
      low = high;
      high += step;
    }
    if (high > this.count) high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < target) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Open milliseconds before `t`, whose interval is `index`. */
  openBefore(index: number, t: number): number {
    if (index < 0) return 0;
    const end = this.ends[index]!;
    return this.sums[index]! + Math.min(t, end) - this.starts[index]!;
  }

  /** Adds intervals after the last one. Room is doubled, so that growing year by year stays linear. */
  #append(added: Intervals): void {
    const needed = this.count + added.length / 2;
    if (needed > this.starts.length) {
      const room = Math.max(64, needed + this.count);
      [this.starts, this.ends, this.sums] = [widened(this.starts, room), widened(this.ends, room), widened(this.sums, room)];
    }
    for (let i = 0; i < added.length; i += 2) {
      const [start, end] = [added[i]!, added[i + 1]!];
      if (this.count > 0 && this.ends[this.count - 1] === start) {
        this.ends[this.count - 1] = end;
      } else {
        this.starts[this.count] = start;
        this.ends[this.count] = end;
        this.sums[this.count++] = this.total;
      }
      this.total += end - start;
    }
  }

  /** Adds intervals before the first one: rare, so everything is laid down afresh. */
  #prepend(added: Intervals): void {
    const known: Intervals = [];
    for (let i = 0; i < this.count; i++) known.push(this.starts[i]!, this.ends[i]!);
    this.count = 0;
    this.total = 0;
    this.#append(added);
    this.#append(known);
  }
}

function widened(list: Float64Array<ArrayBuffer>, room: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(room);
  wider.set(list);
  return wider;
}

export function outOfRange(t: number): Refusal {
  const shown = Math.abs(t) <= 8.64e15 ? toIso(t as never) : String(t);
  return new Refusal(
    "instant-out-of-range",
    `${shown} is outside the years 1900 to 2199, for which calendars answer: write an earlier or later instant.`,
    { at: t },
  );
}
