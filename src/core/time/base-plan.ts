/** A base calendar on the UTC line: each local date's wall intervals, met with the zone's stretches of constant offset. */
import type { BaseRules, ExceptionRule } from "#core/time/base-rules.ts";
import { ClosedNames } from "#core/time/closed-names.ts";
import { clipped, contains, difference, type Intervals, intersection, merged, union } from "#core/time/intervals.ts";
import { appendStretch, type Plan, type Stretch } from "#core/time/plan.ts";
import { dayMs, weekday } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

const none: Intervals = [];

export class BasePlan implements Plan {
  readonly zone: Zone;
  readonly #rules: BaseRules;
  readonly #names: ClosedNames;

  constructor(rules: BaseRules) {
    this.zone = rules.zone;
    this.#rules = rules;
    this.#names = new ClosedNames(rules, (day) => openOnDate(rules, day));
  }

  openings(from: number, to: number): Intervals {
    const pieces: Intervals = [];
    // A date's intervals reach into the next date, and a clock put back over midnight shows tomorrow's date before today's.
    const last = this.zone.dayAt(to) + 1;
    for (let day = this.zone.dayAt(from) - 2; day <= last; day++) this.#project(ownWall(this.#rules, day), day, pieces);
    return clipped(merged(pieces), from, to);
  }

  closings(from: number, to: number): Stretch[] {
    const named: { from: number; to: number; index: number }[] = [];
    const segments = [];
    const last = this.zone.dayAt(to) + 1;
    for (let day = this.zone.dayAt(from) - 1; day <= last; day++) {
      for (const segment of this.#names.segments(day)) {
        const pieces = this.#project([segment.from, segment.to], day, []);
        for (let i = 0; i < pieces.length; i += 2) named.push({ from: pieces[i]!, to: pieces[i + 1]!, index: segments.length });
        segments.push(segment);
      }
    }
    // The wall runs backwards once in an overlap, so the pieces need not be in order.
    named.sort((a, b) => a.from - b.from);
    const stretches: Stretch[] = [];
    for (const each of named) {
      appendStretch(stretches, Math.max(from, each.from), Math.min(to, each.to), false, segments[each.index]!.why);
    }
    return stretches;
  }

  /** The date whose own intervals hold `t`: that of the wall where two do, else the one before, whose night runs on. */
  dayOf(t: number): number {
    const today = this.zone.dayAt(t);
    return contains(this.piecesOf(today), t) ? today : today - 1;
  }

  piecesOf(day: number): Intervals {
    return merged(this.#project(ownWall(this.#rules, day), day, []));
  }

  zoneAt(): Zone {
    return this.zone;
  }

  #project(wall: Intervals, day: number, into: Intervals): Intervals {
    for (let i = 0; i < wall.length; i += 2) this.zone.project(day * dayMs + wall[i]!, day * dayMs + wall[i + 1]!, into);
    return into;
  }
}

/**
 * The wall intervals that belong to a date, in milliseconds after its midnight, up to 48 h: weekly hours, less holidays, then exceptions in
 * order. A closed part reaches whatever had opened it: the tail of the date before, and its own end may lie in the date after.
 */
function ownWall(rules: BaseRules, day: number): Intervals {
  if (day < rules.valid.first || day > rules.valid.last) return none;
  let own = rules.weekly[weekday(day)]!;
  const holidays = own.length > 0 ? rules.holidays.on(day) : undefined;
  for (const { from, until } of holidays ?? []) own = difference(own, [from, until]);
  if (rules.exceptions.size === 0) return own;
  for (const { closed } of exceptionsOn(rules, day - 1)) own = difference(own, shifted(closed, -dayMs));
  for (const rule of exceptionsOn(rules, day)) {
    own = difference(rule.closesDay ? none : own, rule.closed);
    own = union(own, rule.open);
  }
  for (const { closed } of exceptionsOn(rules, day + 1)) own = difference(own, shifted(closed, dayMs));
  return own;
}

export const exceptionsOn = (rules: BaseRules, day: number): readonly ExceptionRule[] =>
  day < rules.valid.first || day > rules.valid.last ? [] : (rules.exceptions.get(day) ?? []);

const shifted = (list: Intervals, by: number): Intervals => list.map((each) => each + by);

/** What of a local date is open by the wall, the tail of the date before included. */
function openOnDate(rules: BaseRules, day: number): Intervals {
  const all = union(ownWall(rules, day), shifted(ownWall(rules, day - 1), -dayMs));
  return intersection(all, [0, dayMs]);
}
