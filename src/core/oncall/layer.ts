/** One layer of a schedule, ready to be asked: whose turn it is, within its restriction, with the next one in for whoever is on leave. */
import type { Layer } from "#core/model/document.ts";
import { endOf } from "#core/oncall/stretch.ts";
import { Turns } from "#core/oncall/turn.ts";
import { type Calendar, compileCalendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";
import { contains, type Intervals, intersection } from "#core/time/intervals.ts";
import type { Zone } from "#core/time/zone.ts";

/** `[from, to)`; `layer` is null for an override. */
export type Shift = { from: Instant; to: Instant; person: string; layer: string | null };

/** By person, as sorted intervals. */
export type Absences = ReadonlyMap<string, Intervals>;

/** Whatever can put somebody on call: a rotation, or a calendar of somebody else's. */
export type AnyLayer = {
  readonly name: string;
  /** Null when it has nobody. */
  personAt(at: Instant): string | null;
  /** In order, clipped to `[from, to)`. */
  shifts(from: Instant, to: Instant): Shift[];
};

export class CompiledLayer implements AnyLayer {
  readonly name: string;
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
    const open = this.#restriction === null ? null : openWithin(this.#restriction, from, to);
    let turn = Math.max(0, this.#turns.at(from));
    for (let start = this.#turns.startOf(turn); start < to; turn++) {
      const end = this.#turns.startOf(turn + 1);
      if (start < end && end > from) this.#addTurn(shifts, turn, Math.max(start, from), Math.min(end, to), open);
      start = end;
    }
    return shifts;
  }

  #addTurn(shifts: Shift[], turn: number, from: number, to: number, open: Intervals | null): void {
    for (const [start, end] of this.#pieces(from, to)) {
      const person = this.#presentAt(turn, start);
      if (person === null) continue;
      const seen = open === null ? [start, end] : intersection(open, [start, end]);
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
    if (this.#changes.length === 0) return [[from, to]];
    const cuts = [from, ...this.#changes.filter((change) => change > from && change < to), to];
    return cuts.slice(1).map((end, i) => [cuts[i]!, end]);
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

function openWithin(calendar: Calendar, from: Instant, to: Instant): Intervals {
  return calendar.stretches(from, to).flatMap((stretch) => (stretch.open ? [stretch.from, stretch.to] : []));
}
