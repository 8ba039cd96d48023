/** A calendar made ready to be asked: any plan, its time line and its business days. */
import { Refusal } from "#core/refusal.ts";
import { BusinessDays } from "#core/time/business-days.ts";
import { type Duration, type Instant, toIso } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";
import { appendStretch, type Member, type Plan, type Stretch } from "#core/time/plan.ts";
import { formatSpan, type Span } from "#core/time/span.ts";
import { outOfRange, Timeline } from "#core/time/timeline.ts";
import { dayMs, endInstant } from "#core/time/wall.ts";

export interface Calendar {
  /** The zone of its local dates; of a composition, the first member's; of `always`, UTC. */
  readonly zone: string;
  isOpen(t: Instant): boolean;
  /** Open milliseconds in `[a, b)`; 0 when `b` is not after `a`. */
  openBetween(a: Instant, b: Instant): Duration;
  /** The earliest instant `u` with `openBetween(t, u) = d`. Refuses `calendar-never-open` when `d` is not open within ten years of `t`. */
  addOpen(t: Instant, d: Duration): Instant;
  /** `t` itself when open. Refuses `calendar-never-open` when there is none within ten years. */
  nextOpen(t: Instant): Instant;
  /**
   * The end of the open stretch that holds `t`, or of the next one when `t` is closed. Refuses `calendar-never-closes` when it lies more
   * than ten years after `t`, and `calendar-never-open` when there is no such stretch.
   */
  nextClose(t: Instant): Instant;
  /** When a span that starts at `t` is over: `addOpen`, or the business-day rule. Refuses as `addOpen` does. */
  due(t: Instant, span: Span): Instant;
  /** The exact partition of `[a, b)` into open and closed stretches; closed ones are named. */
  stretches(a: Instant, b: Instant): Stretch[];
  /** The open intervals in `[a, b)`, merged and clipped: what `stretches` says without naming what is closed. */
  openings(a: number, b: number): Intervals;
}

/** Ten years are never shorter: 3651 days when they hold a century without its 29 February. */
const shortestTenYears = 3651 * dayMs;

/** The same UTC date ten years later (1 March where that year has no 29 February). */
function tenYearsAfter(t: number): number {
  const later = new Date(t);
  return later.setUTCFullYear(later.getUTCFullYear() + 10);
}

export class CompiledCalendar implements Calendar, Member {
  readonly plan: Plan;
  readonly #line: Timeline;
  readonly #businessDays: BusinessDays;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#line = new Timeline((from, to) => plan.openings(from, to));
    this.#businessDays = new BusinessDays(plan);
  }

  get zone(): string {
    return this.plan.zone.name;
  }

  isOpen(t: Instant): boolean {
    const line = this.#line;
    if (!(t >= line.low && t < line.high)) line.cover(t);
    const index = line.indexAt(t);
    return index >= 0 && t < line.ends[index]!;
  }

  openBetween(a: Instant, b: Instant): Duration {
    const line = this.#line;
    if (!(a >= line.low && a < line.high)) line.cover(a);
    if (!(b >= line.low && b < line.high)) line.cover(b);
    if (b <= a) return 0 as Duration;
    const first = line.indexAt(a);
    const last = line.indexAfter(first, b);
    return (line.openBefore(last, b) - line.openBefore(first, a)) as Duration;
  }

  addOpen(t: Instant, d: Duration): Instant {
    const line = this.#line;
    if (!(t >= line.low && t < line.high)) line.cover(t);
    if (!(d > 0)) {
      if (d === 0) return t;
      throw new Refusal("bad-duration", `${d} ms is not a duration: give zero or more whole milliseconds of open time.`, { d });
    }
    const near = line.indexAt(t);
    const target = line.openBefore(near, t) + d;
    if (target > line.total) this.#growUntil(t, () => target <= line.total, `not open for ${formatSpan({ kind: "open", ms: d })}`);
    const index = line.indexOfSum(Math.max(near, 0), target);
    const due = line.starts[index]! + (target - line.sums[index]!);
    if (due - t >= shortestTenYears && due > tenYearsAfter(t)) {
      throw neverOpen(t, `not open for ${formatSpan({ kind: "open", ms: d })}`);
    }
    return due as Instant;
  }

  nextOpen(t: Instant): Instant {
    const index = this.#nextIndex(t);
    const start = this.#line.starts[index]!;
    return (start > t ? start : t) as Instant;
  }

  nextClose(t: Instant): Instant {
    const line = this.#line;
    let index = this.#nextIndex(t);
    const limit = tenYearsAfter(t);
    // An interval that reaches the end of what is compiled may go on after it.
    while (line.ends[index] === line.high && line.coverNext(limit)) index = line.indexAt(line.starts[index]!);
    const end = line.ends[index]!;
    if (end > limit || end === line.high) {
      if (line.high >= endInstant && limit >= endInstant) throw outOfRange(endInstant);
      throw new Refusal("calendar-never-closes", `The calendar does not close within ten years of ${toIso(t)}: ask one that closes.`, {
        t,
      });
    }
    return end as Instant;
  }

  due(t: Instant, span: Span): Instant {
    if (span.kind === "open") return this.addOpen(t, span.ms);
    const limit = tenYearsAfter(t);
    const due = this.#businessDays.after(this.nextOpen(t), span.days, span.at, limit);
    if (due !== undefined) return due as Instant;
    if (limit >= endInstant) throw outOfRange(limit);
    throw neverOpen(t, `short of ${formatSpan(span)}`);
  }

  stretches(a: Instant, b: Instant): Stretch[] {
    this.#line.cover(a);
    this.#line.cover(b);
    return a < b ? this.partition(a, b) : [];
  }

  partition(from: number, to: number): Stretch[] {
    const stretches: Stretch[] = [];
    const open = this.openings(from, to);
    let at = from;
    for (let i = 0; i <= open.length; i += 2) {
      const start = open[i] ?? to;
      if (at < start) stretches.push(...this.plan.closings(at, start));
      if (i < open.length) appendStretch(stretches, start, open[i + 1]!, true);
      at = open[i + 1] ?? to;
    }
    return stretches;
  }

  openings(from: number, to: number): Intervals {
    return this.#line.slice(from, to);
  }

  /** The interval that holds `t`, or the next one. */
  #nextIndex(t: number): number {
    const line = this.#line;
    if (!(t >= line.low && t < line.high)) line.cover(t);
    const index = () => {
      const at = line.indexAt(t);
      return at >= 0 && t < line.ends[at]! ? at : at + 1;
    };
    if (index() >= line.count) this.#growUntil(t, () => index() < line.count, "not open at all");
    const found = index();
    if (line.starts[found]! > tenYearsAfter(t)) throw neverOpen(t, "not open at all");
    return found;
  }

  /** Compiles on, year by year, at most to ten years after `t`. */
  #growUntil(t: number, isEnough: () => boolean, lack: string): void {
    const limit = tenYearsAfter(t);
    while (!isEnough()) {
      if (this.#line.coverNext(limit)) continue;
      if (limit >= endInstant) throw outOfRange(limit);
      throw neverOpen(t, lack);
    }
  }
}

function neverOpen(t: number, lack: string): Refusal {
  const from = toIso(t as Instant);
  return new Refusal(
    "calendar-never-open",
    `The calendar is ${lack} within ten years of ${from}: give it more open time, or ask for less.`,
    { t },
  );
}
