/**
 * Who is on call: a schedule's layers, overrides and leave made into shifts over any window, or into one answer for one instant.
 * A later layer wins over an earlier one where it has somebody; overrides win over layers, and leave over everything.
 */
import type { Schedule } from "#core/model/document.ts";
import { CompiledLayer, type Shift } from "#core/oncall/layer.ts";
import { firstReading } from "#core/oncall/turn.ts";
import type { Instant } from "#core/time/instant.ts";
import { difference, type Intervals, merged } from "#core/time/intervals.ts";
import { dayMs, dayOfDate, timeOfDay } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export type { Shift } from "#core/oncall/layer.ts";

export type OnCall = { person: string; layer: string | null };

type CompiledSchedule = { layers: readonly CompiledLayer[]; overrides: readonly Shift[] };

/** A document's schedules never change, so each is compiled once. */
const compiled = new WeakMap<Schedule, CompiledSchedule>();

/** Who is on call at `at`, and by which layer; null when nobody is. */
export function onCallAt(schedule: Schedule, at: Instant): OnCall | null {
  const { layers, overrides } = compile(schedule);
  const override = shiftAt(overrides, at);
  if (override !== null) return { person: override.person, layer: null };
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i]!;
    const person = layer.personAt(at);
    if (person !== null) return { person, layer: layer.name };
  }
  return null;
}

/** All shifts that meet `[from, to)`, clipped to it, in order and without overlap. What lies between them is covered by nobody. */
export function shiftsOf(schedule: Schedule, from: Instant, to: Instant): Shift[] {
  const { layers, overrides } = compile(schedule);
  let shifts: Shift[] = [];
  for (const layer of layers) shifts = overlaid(shifts, layer.shifts(from, to));
  return overlaid(shifts, within(overrides, from, to));
}

function compile(schedule: Schedule): CompiledSchedule {
  const known = compiled.get(schedule);
  if (known !== undefined) return known;
  const zone = zoneNamed(schedule.zone);
  const leave = new Map<string, Intervals>();
  for (const { person, from, to } of schedule.leave ?? []) {
    leave.set(person, merged([...(leave.get(person) ?? []), ...stretchOf(from, to, zone)]));
  }
  const made = {
    layers: schedule.layers.map((layer) => new CompiledLayer(layer, zone, leave)),
    overrides: compileOverrides(schedule, zone, leave),
  };
  compiled.set(schedule, made);
  return made;
}

/** Without the leave of who stands in; of overlapping ones the last in the list wins. */
function compileOverrides(schedule: Schedule, zone: Zone, leave: ReadonlyMap<string, Intervals>): Shift[] {
  const shifts: Shift[] = [];
  let taken: Intervals = [];
  for (const { person, from, to } of [...(schedule.overrides ?? [])].reverse()) {
    const present = difference(stretchOf(from, to, zone), leave.get(person) ?? []);
    for (const [start, end] of pairsOf(difference(present, taken))) shifts.push({ from: start, to: end, person, layer: null });
    taken = merged([...taken, ...present]);
  }
  return shifts.sort((a, b) => a.from - b.from);
}

/** A bare date begins at its midnight and, as an end, runs to the end of its day. Empty when it ends before it begins. */
function stretchOf(from: string, to: string, zone: Zone): Intervals {
  const [start, end] = [firstReading(zone, wallOf(from, 0)), firstReading(zone, wallOf(to, dayMs))];
  return start < end ? [start, end] : [];
}

function wallOf(written: string, otherwise: number): number {
  const day = dayOfDate(written.slice(0, 10));
  const time = written.length === 10 ? otherwise : timeOfDay(written.slice(11));
  if (day === undefined || time === undefined) throw new Error(`no local time: ${written}`);
  return day * dayMs + time;
}

const pairsOf = (list: Intervals): [Instant, Instant][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i] as Instant, list[2 * i + 1] as Instant]);

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

function within(shifts: readonly Shift[], from: Instant, to: Instant): Shift[] {
  const met: Shift[] = [];
  for (const shift of shifts) {
    if (shift.to <= from || shift.from >= to) continue;
    met.push({ ...shift, from: Math.max(shift.from, from) as Instant, to: Math.min(shift.to, to) as Instant });
  }
  return met;
}

/** Of shifts in order: the one that holds `at`. */
function shiftAt(shifts: readonly Shift[], at: Instant): Shift | null {
  let [low, high] = [0, shifts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shifts[middle]!.from <= at) low = middle + 1;
    else high = middle;
  }
  const found = shifts[low - 1];
  return found !== undefined && at < found.to ? found : null;
}
