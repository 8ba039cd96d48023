/**
 * Who is on call: a schedule's layers, overrides and leave made into shifts over any window, or into one answer for one instant.
 * A later layer wins over an earlier one where it has somebody; overrides win over layers, and leave over everything.
 */
import type { Schedule } from "#core/model/document.ts";
import { emptyRota, type FeedLayer, type Rota } from "#core/model/rota.ts";
import { type Absences, type AnyLayer, CompiledLayer, type LayerWhy, type Shift } from "#core/oncall/layer.ts";
import { pairsOf, stretchOf } from "#core/oncall/stretch.ts";
import type { Instant } from "#core/time/instant.ts";
import { difference, type Intervals, merged } from "#core/time/intervals.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export type { Shift } from "#core/oncall/layer.ts";

export type OnCall = { person: string; layer: string | null };

/** An override as it was asked for; `id` of one that was recorded, null of one that the model has. */
export type Claim = { id: number | null; person: string; from: Instant; to: Instant };

/** What was changed in one schedule: overrides and feeds of this schedule, and everybody's leave. */
export type Changes = Pick<Rota, "overrides" | "leave" | "feeds">;

/** A schedule ready to be asked. */
export class CompiledSchedule {
  readonly zone: Zone;
  /** The lowest first. */
  readonly layers: readonly AnyLayer[];
  readonly leave: Absences;
  /** In order, without overlap, without the leave of who stands in. */
  readonly overrides: readonly Shift[];
  /** Overrides as they were asked for, in the order of the list: the last wins. */
  readonly claims: readonly Claim[];

  constructor(schedule: Schedule, changes: Changes = emptyRota) {
    this.zone = zoneNamed(schedule.zone);
    this.leave = absencesOf(schedule, changes, this.zone);
    const fed = (place: FeedLayer["place"]) =>
      changes.feeds.filter((feed) => feed.place === place).map((feed) => new FedLayer(feed, this.leave));
    this.layers = [...fed("below"), ...schedule.layers.map((layer) => new CompiledLayer(layer, this.zone, this.leave)), ...fed("above")];
    this.claims = claimsOf(schedule, changes, this.zone);
    this.overrides = compileOverrides(this.claims, this.leave);
  }

  /** Who is on call, and by which layer; null when nobody is. */
  at(at: Instant): OnCall | null {
    const override = shiftAt(this.overrides, at);
    if (override !== null) return { person: override.person, layer: null };
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const layer = this.layers[i]!;
      const person = layer.personAt(at);
      if (person !== null) return { person, layer: layer.name };
    }
    return null;
  }

  /** All shifts that meet `[from, to)`, clipped to it, in order and without overlap. What lies between them is covered by nobody. */
  shifts(from: Instant, to: Instant): Shift[] {
    let shifts: Shift[] = [];
    for (const layer of this.layers) shifts = overlaid(shifts, layer.shifts(from, to));
    return overlaid(shifts, within(this.overrides, from, to));
  }
}

/** A document's schedules never change, so each is compiled once. */
const compiled = new WeakMap<Schedule, CompiledSchedule>();

/** A schedule as the model has it, without what was changed in the rota. */
export function compileSchedule(schedule: Schedule): CompiledSchedule {
  const known = compiled.get(schedule);
  if (known !== undefined) return known;
  const made = new CompiledSchedule(schedule);
  compiled.set(schedule, made);
  return made;
}

export const onCallAt = (schedule: Schedule, at: Instant): OnCall | null => compileSchedule(schedule).at(at);
export const shiftsOf = (schedule: Schedule, from: Instant, to: Instant): Shift[] => compileSchedule(schedule).shifts(from, to);

/** A calendar of somebody else's as a layer. */
class FedLayer implements AnyLayer {
  readonly name: string;
  readonly kind: AnyLayer["kind"] = "feed";
  readonly #shifts: readonly Shift[];

  constructor({ name, shifts }: FeedLayer, leave: Absences) {
    this.name = name;
    this.#shifts = shifts.flatMap(({ person, from, to }) =>
      pairsOf(difference([from, to], leave.get(person) ?? [])).map(([start, end]) => ({ from: start, to: end, person, layer: name })),
    );
  }

  personAt(at: Instant): string | null {
    return shiftAt(this.#shifts, at)?.person ?? null;
  }

  shifts(from: Instant, to: Instant): Shift[] {
    return within(this.#shifts, from, to);
  }

  why(at: Instant): LayerWhy {
    const person = this.personAt(at);
    const base = { layer: this.name, kind: this.kind, person, changesAt: null, turn: null, away: [] };
    return { ...base, reason: person === null ? "no-event" : null };
  }
}

function absencesOf(schedule: Schedule, changes: Changes, zone: Zone): Absences {
  const stretches = new Map<string, number[]>();
  const add = (person: string, stretch: Intervals): void => {
    const known = stretches.get(person);
    if (known === undefined) stretches.set(person, [...stretch]);
    else known.push(...stretch);
  };
  for (const { person, from, to } of schedule.leave ?? []) add(person, stretchOf(from, to, zone));
  for (const { person, from, to } of changes.leave) if (from < to) add(person, [from, to]);
  return new Map([...stretches].map(([person, list]) => [person, merged(list)]));
}

/** What somebody stands in for; `rank` grows with the order of the list. */
type Standing = { person: string; from: Instant; to: Instant; rank: number };

/** Those recorded come after the model's. */
function claimsOf(schedule: Schedule, changes: Changes, zone: Zone): Claim[] {
  const written = (schedule.overrides ?? []).flatMap(({ person, from, to }) =>
    pairsOf(stretchOf(from, to, zone)).map(([start, end]) => ({ id: null, person, from: start, to: end })),
  );
  const recorded = changes.overrides.filter(({ from, to }) => from < to).map(({ id, person, from, to }) => ({ id, person, from, to }));
  return [...written, ...recorded];
}

/** Without the leave of who stands in; of overlapping ones the last in the list wins. */
function compileOverrides(claims: readonly Claim[], leave: Absences): Shift[] {
  const standing = claims.flatMap(({ person, from, to }, rank) =>
    pairsOf(difference([from, to], leave.get(person) ?? [])).map(([start, end]): Standing => ({ person, from: start, to: end, rank })),
  );
  return clustersOf(standing).flatMap(settled);
}

/** Overrides of ten years hardly ever overlap: only those that do, directly or through others, are weighed against each other. */
function clustersOf(standing: Standing[]): Standing[][] {
  const clusters: Standing[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const each of standing.sort((a, b) => a.from - b.from)) {
    if (each.from < end) clusters.at(-1)!.push(each);
    else clusters.push([each]);
    end = Math.max(end, each.to);
  }
  return clusters;
}

function settled(cluster: readonly Standing[]): Shift[] {
  const shifts: Shift[] = [];
  let taken: Intervals = [];
  for (const { person, from, to } of [...cluster].sort((a, b) => b.rank - a.rank)) {
    for (const [start, end] of pairsOf(difference([from, to], taken))) shifts.push({ from: start, to: end, person, layer: null });
    taken = merged([...taken, from, to]);
  }
  return shifts.sort((a, b) => a.from - b.from);
}

/** Where `above` has somebody it wins; both in order and without overlap, and so is the result. */
function overlaid(below: readonly Shift[], above: readonly Shift[]): Shift[] {
  if (below.length === 0) return [...above];
  const result: Shift[] = [];
  let next = 0;
  for (const shift of below) {
    let from = shift.from;
    while (next < above.length && above[next]!.to <= from) result.push(above[next++]!);
    for (let i = next; i < above.length && above[i]!.from < shift.to; i++) {
      if (above[i]!.from > from) result.push({ ...shift, from, to: above[i]!.from });
      if (above[i]!.to <= shift.to) {
        result.push(above[i]!);
        next = i + 1;
      }
      from = Math.max(from, above[i]!.to) as Instant;
    }
    if (from < shift.to) result.push(from === shift.from ? shift : { ...shift, from });
  }
  for (; next < above.length; next++) result.push(above[next]!);
  return result;
}

/** Of shifts in order. */
function within(shifts: readonly Shift[], from: Instant, to: Instant): Shift[] {
  const met: Shift[] = [];
  for (let i = Math.max(0, lastBegun(shifts, from)); i < shifts.length && shifts[i]!.from < to; i++) {
    const shift = shifts[i]!;
    if (shift.to <= from) continue;
    met.push({ ...shift, from: Math.max(shift.from, from) as Instant, to: Math.min(shift.to, to) as Instant });
  }
  return met;
}

/** Of shifts in order: the one that holds `at`. */
function shiftAt(shifts: readonly Shift[], at: Instant): Shift | null {
  const found = shifts[lastBegun(shifts, at)];
  return found !== undefined && at < found.to ? found : null;
}

/** Of shifts in order: the index of the last that has begun; -1 when none has. */
function lastBegun(shifts: readonly Shift[], at: Instant): number {
  let [low, high] = [0, shifts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shifts[middle]!.from <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
