/** Why a base calendar is closed: each local date cut into segments that a person would call night, break, weekend, holiday or exception. */
import type { BaseRules, ExceptionRule } from "#core/time/base-rules.ts";
import { contains, type Intervals } from "#core/time/intervals.ts";
import type { Why } from "#core/time/plan.ts";
import { dayMs, weekday } from "#core/time/wall.ts";

/** In milliseconds after the date's midnight. */
export type Segment = { from: number; to: number; why: Why };

const friday = 4;

export class ClosedNames {
  readonly #rules: BaseRules;
  readonly #openOn: (day: number) => Intervals;
  readonly #restDays: readonly (Why | undefined)[];

  /** @param openOn what of a local date is open by the wall */
  constructor(rules: BaseRules, openOn: (day: number) => Intervals) {
    this.#rules = rules;
    this.#openOn = openOn;
    this.#restDays = restDays(rules.weekly);
  }

  /** The whole of a local date, cut where the reason for being closed may change; what is open in it has a name too, which nobody asks for. */
  segments(day: number): Segment[] {
    const cuts = [...this.#cuts(day)].filter((cut) => cut > 0 && cut < dayMs).sort((a, b) => a - b);
    return [0, ...cuts].map((from, i) => ({ from, to: cuts[i] ?? dayMs, why: this.#why(day, from) }));
  }

  #cuts(day: number): Set<number> {
    const cuts = new Set<number>();
    for (const { from, until } of this.#rules.holidays.on(day) ?? []) cuts.add(from).add(until);
    for (const { from, until } of this.#rules.holidays.on(day - 1) ?? []) cuts.add(from - dayMs).add(until - dayMs);
    for (const each of this.#exceptions(day).flatMap((rule) => rule.closed)) cuts.add(each);
    for (const each of this.#exceptions(day - 1).flatMap((rule) => rule.closed)) cuts.add(each - dayMs);
    for (const each of this.#weekly(day - 1)) cuts.add(each - dayMs);
    for (const each of this.#openOn(day)) cuts.add(each);
    return cuts;
  }

  #why(day: number, at: number): Why {
    if (!this.#holds(day)) return { kind: "outside-validity" };
    return (
      this.#exceptionAt(day, at) ??
      this.#holidayAt(day, at) ??
      // The night of the date before may have been taken away with its date.
      (contains(this.#weekly(day - 1), at + dayMs)
        ? (this.#exceptionAt(day - 1, at + dayMs) ?? this.#holidayAt(day - 1, at + dayMs))
        : undefined) ??
      this.#restDays[weekday(day)] ??
      this.#nightOrBreak(day, at)
    );
  }

  #exceptionAt(day: number, at: number): Why | undefined {
    const closes = (rule: ExceptionRule) => rule.closesDay || contains(rule.closed, at);
    const rule = this.#exceptions(day).findLast(closes) ?? this.#exceptions(day - 1).findLast(({ closed }) => contains(closed, at + dayMs));
    return rule && { kind: "exception", ...(rule.name === undefined ? {} : { name: rule.name }) };
  }

  #holidayAt(day: number, at: number): Why | undefined {
    if (this.#weekly(day).length === 0) return undefined;
    const part = this.#rules.holidays.on(day)?.find(({ from, until }) => from <= at && at < until);
    return part && { kind: "holiday", ...(part.name === undefined ? {} : { name: part.name }) };
  }

  /** Between two openings of a date, ordinary or not, it is a break, else the night; a night beside a weekend is part of it. */
  #nightOrBreak(day: number, at: number): Why {
    const night = this.#weekly(day - 1).map((each) => each - dayMs);
    const edges = [...this.#weekly(day), ...night.filter((each) => each > 0), ...this.#openOn(day)];
    const isAfter = edges.some((edge) => edge <= at) || (night.length > 0 && night.at(-1)! > 0);
    const isBefore = edges.some((edge) => edge > at);
    if (isAfter && isBefore) return { kind: "break" };
    const beside = isBefore ? this.#plainReason(day - 1) : isAfter ? this.#plainReason(day + 1) : undefined;
    return beside?.kind === "weekend" ? beside : { kind: "night" };
  }

  /** Why the whole of a date is closed, if it is closed for one plain reason. */
  #plainReason(day: number): Why | undefined {
    return this.#holds(day) && this.#exceptions(day).length === 0 ? this.#restDays[weekday(day)] : undefined;
  }

  #holds(day: number): boolean {
    return day >= this.#rules.valid.first && day <= this.#rules.valid.last;
  }

  #weekly(day: number): Intervals {
    return this.#holds(day) ? this.#rules.weekly[weekday(day)]! : [];
  }

  #exceptions(day: number): readonly ExceptionRule[] {
    return this.#holds(day) ? (this.#rules.exceptions.get(day) ?? []) : [];
  }
}

/** Weekdays without hours: a run of them that touches Friday, Saturday or Sunday is the weekend, in any country; others are just closed. */
function restDays(weekly: readonly Intervals[]): (Why | undefined)[] {
  const isRest = weekly.map((intervals) => intervals.length === 0);
  if (isRest.every(Boolean)) return isRest.map(() => ({ kind: "closed" }));
  return isRest.map((rest, day) => {
    if (!rest) return undefined;
    const run = [day];
    for (let next = (day + 1) % 7; isRest[next]; next = (next + 1) % 7) run.push(next);
    for (let previous = (day + 6) % 7; isRest[previous]; previous = (previous + 6) % 7) run.push(previous);
    return { kind: run.some((each) => each >= friday) ? "weekend" : "closed" };
  });
}
