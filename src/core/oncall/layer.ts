/** One layer of a schedule, ready to be asked: whose turn it is, within its restriction, with the next one in for whoever is on leave. */
import type { Layer } from "#core/model/document.ts";
import { endOf } from "#core/oncall/stretch.ts";
import { Turns } from "#core/oncall/turn.ts";
import { Refusal } from "#core/refusal.ts";
import { type Calendar, compileCalendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";
import { contains, type Intervals } from "#core/time/intervals.ts";
import { dayMs, endInstant } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

/** `[from, to)`; `layer` is null for an override. */
export type Shift = { from: Instant; to: Instant; person: string; layer: string | null };

/** By person, as sorted intervals. */
export type Absences = ReadonlyMap<string, Intervals>;

/** Whatever can put somebody on call: a rotation, or a calendar of somebody else's. */
export type AnyLayer = {
  readonly name: string;
  readonly kind: "rotation" | "feed";
  /** Null when it has nobody. */
  personAt(at: Instant): string | null;
  /** In order, clipped to `[from, to)`. */
  shifts(from: Instant, to: Instant): Shift[];
  /** The same answer as `personAt`, with its reasons. */
  why(at: Instant): LayerWhy;
};

/** Why a layer has nobody: `no-event`: the calendar that it is read from has none. */
export type NobodyReason = "nobody-in-it" | "not-begun" | "ended" | "restricted" | "all-away" | "no-event";

export type LayerWhy = {
  layer: string;
  kind: AnyLayer["kind"];
  person: string | null;
  /** Null when it has somebody. */
  reason: NobodyReason | null;
  /** Of `not-begun`: when it begins; `ended`: when it did; `restricted`: when it opens; `all-away`: when the first is back. Null: never. */
  changesAt: Instant | null;
  /** Whose turn it is by the rotation, from when to when; null before the first, and in a feed. */
  turn: { person: string; from: Instant; to: Instant } | null;
  /** Those passed over on their leave, in order; `until` null: for ever. */
  away: { person: string; until: Instant | null }[];
};

export class CompiledLayer implements AnyLayer {
  readonly name: string;
  readonly kind: AnyLayer["kind"] = "rotation";
  readonly #participants: readonly string[];
  readonly #turns: Turns;
  readonly #restriction: Calendar | null;
  readonly #leave: Absences;
  /** Infinity for a layer that never ends. */
  readonly #end: number;
  /** When anybody of this layer goes or comes back, in order. */
  readonly #changes: readonly number[];

  constructor(layer: Layer, zone: Zone, leave: Absences) {
    this.name = layer.name;
    this.#participants = layer.participants;
    this.#turns = new Turns(layer.rotation, layer.start, zone);
    this.#restriction = layer.restrict === undefined ? null : compileCalendar({ zone: zone.name, hours: layer.restrict });
    this.#leave = leave;
    this.#end = layer.until === undefined ? Number.POSITIVE_INFINITY : endOf(layer.until, zone);
    const away = [...new Set(layer.participants)].flatMap((person) => leave.get(person) ?? []);
    this.#changes = [...new Set(away)].sort((a, b) => a - b);
  }

  /** Null when the layer has nobody: before its start, after its end, outside of its restriction, or while all are on leave. */
  personAt(at: Instant): string | null {
    if (at >= this.#end || this.#participants.length === 0 || (this.#restriction !== null && !this.#restriction.isOpen(at))) return null;
    const turn = this.#turns.at(at);
    return turn < 0 ? null : this.#presentAt(turn, at);
  }

  /** In order, clipped to `[from, to)`. Turns pass on whether or not the restriction hides them. */
  shifts(from: Instant, until: Instant): Shift[] {
    const shifts: Shift[] = [];
    const to = Math.min(until, this.#end) as Instant;
    if (this.#participants.length === 0 || to <= from) return shifts;
    const open = this.#restriction === null ? null : new Walk(this.#restriction.openings(from, to));
    let turn = Math.max(0, this.#turns.at(from));
    for (let start = this.#turns.startOf(turn); start < to; turn++) {
      const end = this.#turns.startOf(turn + 1);
      if (start < end && end > from) this.#addTurn(shifts, turn, Math.max(start, from), Math.min(end, to), open);
      start = end;
    }
    return shifts;
  }

  why(at: Instant): LayerWhy {
    const base = { layer: this.name, kind: this.kind, person: null, turn: null, away: [] };
    if (this.#participants.length === 0) return { ...base, reason: "nobody-in-it", changesAt: null };
    if (at >= this.#end) return { ...base, reason: "ended", changesAt: this.#end as Instant };
    const turn = this.#turns.at(at);
    if (turn < 0) return { ...base, reason: "not-begun", changesAt: this.#turns.startOf(0) as Instant };
    const whose = {
      person: this.#participants[turn % this.#participants.length]!,
      from: this.#turns.startOf(turn) as Instant,
      to: Math.min(this.#turns.startOf(turn + 1), this.#end) as Instant,
    };
    if (this.#restriction !== null && !this.#restriction.isOpen(at)) {
      return { ...base, turn: whose, reason: "restricted", changesAt: nextOpening(this.#restriction, at) };
    }
    const person = this.#presentAt(turn, at);
    const away = this.#passedOver(turn, at, person);
    if (person !== null) return { ...base, person, turn: whose, away, reason: null, changesAt: null };
    const back = away.flatMap(({ until }) => (until === null ? [] : [until]));
    return { ...base, turn: whose, away, reason: "all-away", changesAt: back.length === 0 ? null : (Math.min(...back) as Instant) };
  }

  #passedOver(turn: number, at: Instant, person: string | null): LayerWhy["away"] {
    const count = this.#participants.length;
    const order = [...new Set(Array.from({ length: count }, (_, i) => this.#participants[(turn + i) % count]!))];
    const passed = person === null ? order : order.slice(0, order.indexOf(person));
    return passed.map((each) => ({ person: each, until: leaveEnd(this.#leave, each, at) }));
  }

  #addTurn(shifts: Shift[], turn: number, from: number, to: number, open: Walk | null): void {
    for (const [start, end] of this.#pieces(from, to)) {
      const person = this.#presentAt(turn, start);
      if (person === null) continue;
      const seen = open === null ? [start, end] : open.within(start, end);
      for (let i = 0; i < seen.length; i += 2) {
        const last = shifts.at(-1);
        const [a, b] = [seen[i] as Instant, seen[i + 1] as Instant];
        // Somebody else of the layer went on leave meanwhile: no hand-over for whoever is there.
        if (last !== undefined && i === 0 && start > from && last.to === a && last.person === person) last.to = b;
        else shifts.push({ from: a, to: b, person, layer: this.name });
      }
    }
  }

  /** A turn cut where anybody goes on leave or comes back. */
  #pieces(from: number, to: number): [number, number][] {
    const pieces: [number, number][] = [];
    let start = from;
    for (let i = firstAfter(this.#changes, from); i < this.#changes.length && this.#changes[i]! < to; i++) {
      pieces.push([start, this.#changes[i]!]);
      start = this.#changes[i]!;
    }
    pieces.push([start, to]);
    return pieces;
  }

  /** Whose turn it is, or the next after them who is not away. */
  #presentAt(turn: number, at: number): string | null {
    const count = this.#participants.length;
    for (let i = 0; i < count; i++) {
      const person = this.#participants[(turn + i) % count]!;
      const away = this.#leave.get(person);
      if (away === undefined || !contains(away, at)) return person;
    }
    return null;
  }
}

/** What ends on the last day that calendars know never ends. */
const lastDay = endInstant - dayMs;

/** When the leave that holds `at` ends; null when it never does, or there is none. */
export function leaveEnd(leave: Absences, person: string, at: Instant): Instant | null {
  const stretches = leave.get(person) ?? [];
  for (let i = 0; i < stretches.length; i += 2) {
    if (stretches[i]! <= at && at < stretches[i + 1]!) return stretches[i + 1]! >= lastDay ? null : (stretches[i + 1] as Instant);
  }
  return null;
}

/** Null when it never opens again. */
function nextOpening(calendar: Calendar, at: Instant): Instant | null {
  try {
    return calendar.nextOpen(at);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** A list of intervals, asked for one stretch after the other in the order of time. */
class Walk {
  readonly #list: Intervals;
  #at = 0;

  constructor(list: Intervals) {
    this.#list = list;
  }

  /** What of the list lies in `[from, to)`, which begins no earlier than the one before. */
  within(from: number, to: number): Intervals {
    while (this.#at < this.#list.length && this.#list[this.#at + 1]! <= from) this.#at += 2;
    const met: Intervals = [];
    for (let i = this.#at; i < this.#list.length && this.#list[i]! < to; i += 2) {
      met.push(Math.max(this.#list[i]!, from), Math.min(this.#list[i + 1]!, to));
    }
    return met;
  }
}

/** Of numbers in order: the index of the first that is greater. */
function firstAfter(list: readonly number[], point: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}
