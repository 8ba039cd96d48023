/** Business days: the local dates to which open time belongs, counted by number instead of walked. */
import type { Plan } from "#core/time/plan.ts";
import { dayMs, endInstant, minuteMs, yearOfDay, yearStart } from "#core/time/wall.ts";

export class BusinessDays {
  readonly #plan: Plan;
  /** Business days in order, and the last closing of each. */
  #days: number[] = [];
  #closes: number[] = [];
  /** Dates `[#low, #high)` are compiled. */
  #low = 0;
  #high = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /**
   * The instant `count` business days after that of the open instant `t`: at the same wall time or that day's last closing, whichever is
   * earlier (a night counts on from its own midnight: 03:00 of Monday's night is 27:00); at the last closing; or at a wall time in minutes.
   * A wall time in the spring gap moves forward by it, a repeated one is its first pass. `0bd@16:00` may lie before `t`.
   * Undefined when there is no such day up to `limit`.
   */
  after(t: number, count: number, at: "same-time" | "close" | number, limit: number): number | undefined {
    if (count === 0 && at === "same-time") return t;
    const start = this.#plan.dayOf(t);
    const last = Math.floor(limit / dayMs) + 1;
    this.#cover(start);
    const index = this.#indexOf(start) + count;
    while (index >= this.#days.length && this.#high <= last) this.#cover(this.#high);
    const day = this.#days[index];
    if (day === undefined) return undefined;
    const close = this.#closes[index]!;
    const zone = this.#plan.zoneAt(close - 1);
    if (at === "close") return close <= limit ? close : undefined;
    const sinceMidnight = typeof at === "number" ? at * minuteMs : t + this.#plan.zoneAt(t).offsetAt(t) - start * dayMs;
    const wanted = zone.instantOfWall(day * dayMs + sinceMidnight);
    const result = typeof at === "number" ? wanted : Math.min(wanted, close);
    return result <= limit ? result : undefined;
  }

  #indexOf(day: number): number {
    let [low, high] = [0, this.#days.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#days[middle]! <= day) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Compiles whole years of dates up to that of `day`. */
  #cover(day: number): void {
    const year = yearOfDay(day);
    const [from, to] = [yearStart(year) / dayMs, yearStart(year + 1) / dayMs];
    if (this.#low === this.#high) [this.#low, this.#high] = [from, from];
    if (from < this.#low) {
      const [days, closes] = this.#between(from, this.#low);
      this.#days = [...days, ...this.#days];
      this.#closes = [...closes, ...this.#closes];
      this.#low = from;
    }
    if (to > this.#high) {
      const [days, closes] = this.#between(this.#high, to);
      for (const each of days) this.#days.push(each);
      for (const each of closes) this.#closes.push(each);
      this.#high = to;
    }
  }

  #between(from: number, to: number): [number[], number[]] {
    const days: number[] = [];
    const closes: number[] = [];
    for (let day = from; day < to; day++) {
      const pieces = this.#plan.piecesOf(day);
      if (pieces.length === 0 || pieces[0]! >= endInstant) continue;
      let close = pieces[1]!;
      for (let i = 3; i < pieces.length; i += 2) close = Math.max(close, pieces[i]!);
      days.push(day);
      closes.push(close);
    }
    return [days, closes];
  }
}
