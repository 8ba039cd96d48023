/** A rotation of another product as parts: a layer for each place in its groups, or shifts written out where no layer says the same. */
import type { Layer, Rotation } from "#core/model/document.ts";
import type { Cursor } from "#core/oncall/import/cursor.ts";
import type { Part, PersonId, Reading, Stretch } from "#core/oncall/import/peer.ts";
import { localText } from "#core/oncall/import/wall-text.ts";
import { clock, restrictionOf } from "#core/oncall/import/week.ts";
import { CompiledLayer } from "#core/oncall/layer.ts";
import { pairsOf } from "#core/oncall/stretch.ts";
import { Turns } from "#core/oncall/turn.ts";
import { type Calendar, compileCalendar } from "#core/time/calendar.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { type Intervals, intersection } from "#core/time/intervals.ts";
import { dateOfDay, dayMs, minuteMs, weekday } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

const hourMs = 3_600_000;
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const mostEvery = 1_000;

export type PeerRotation = {
  place: Cursor;
  name: string;
  id: string | null;
  level: number;
  /** Who is on call together, turn by turn; an empty group: nobody. */
  groups: readonly (readonly PersonId[])[];
  /** A hand-over at which the first group begins. */
  anchor: Instant;
  every: number;
  unit: Rotation["unit"];
  /** Nobody before; default: the anchor. */
  begins?: Instant | null;
  ends?: Instant | null;
  /** In minutes of the week; null: always. */
  week: Intervals | null;
  /** The zone in which turns pass on, when it is not the schedule's. */
  turnZone?: Zone;
};

/** The length of a turn in the model's units; null when it is no whole number of hours. */
export function turnLength(seconds: number): Pick<Rotation, "every" | "unit"> | null {
  for (const [unit, length] of [
    ["weeks", 604_800],
    ["days", 86_400],
    ["hours", 3_600],
  ] as const)
    if (seconds % length === 0 && seconds / length <= mostEvery) return { every: seconds / length, unit };
  return null;
}

/** Parts of one rotation in the schedule's zone. What is left out or written out is noted. */
export function partsOf(rotation: PeerRotation, zone: Zone, reading: Reading): Part[] {
  const { place, name, groups, ends = null } = rotation;
  const width = Math.max(0, ...groups.map((group) => group.length));
  if (width === 0) {
    reading.notes.add(place, "no-people", { name });
    return [];
  }
  if (ends !== null && ends <= reading.from) {
    reading.notes.add(place, "layer-ended", { name, until: localText(ends, zone) });
    return [];
  }
  const turned = turnedTo(rotation, zone, reading);
  const parts: Part[] = [];
  for (let column = 0; column < width; column++) {
    const suffix = width === 1 ? "" : ` ${column + 1}`;
    const common = { place, name: `${name}${suffix}`, level: rotation.level, rotation: rotation.id };
    const people = turned.groups.map((group) => group[column] ?? null);
    const isLayer = people.every((person) => person !== null) && turned.isInZone;
    if (isLayer) parts.push({ ...common, kind: "layer", layer: { ...turned.layer, participants: people as string[] } });
    else parts.push({ ...common, kind: "stretches", stretches: writtenOut(turned, people, zone, reading) });
    if (!isLayer) noteWrittenOut(rotation, turned.isInZone, zone, reading);
    const first = turned.firstGroup[column];
    if (first !== undefined && turned.partial !== null)
      parts.push({ ...common, kind: "stretches", stretches: within(turned.partial, turned.open, first) });
  }
  if (turned.partial !== null) reading.notes.add(place, "begins-within-turn", { name });
  return parts;
}

function noteWrittenOut({ place, turnZone }: PeerRotation, isInZone: boolean, zone: Zone, { notes, until }: Reading): void {
  const end = toIso(until).slice(0, 10);
  if (isInZone) notes.add(place, "nobody-in-turn", { until: end });
  else notes.add(place, "zone-differs", { zone: turnZone!.name, schedule: zone.name, until: end });
}

type Turned = {
  groups: readonly (readonly PersonId[])[];
  layer: Omit<Layer, "name">;
  turnZone: Zone;
  isInZone: boolean;
  /** The rest of a turn within which it begins, with who has it. */
  partial: [Instant, Instant] | null;
  firstGroup: readonly PersonId[];
  open: Calendar | null;
};

/** The same turns told from the hand-over at which it begins, so that nobody is on call before. */
function turnedTo(rotation: PeerRotation, zone: Zone, reading: Reading): Turned {
  const { anchor, every, unit, begins = null, ends = null, week, turnZone = zone } = rotation;
  const wall = minuteOfWall(anchor, turnZone);
  const turns = new Turns(written(wall, every, unit), dateOfDay(Math.floor(wall / dayMs)), turnZone);
  const start = begins === null ? anchor : begins;
  let turn = turns.at(start);
  const startOfTurn = turns.startOf(turn);
  const firstGroup = groupAt(rotation.groups, turn);
  // A beginning that is over is told as a whole turn: it changes nothing that is still to come.
  const isWithin = start - startOfTurn >= minuteMs && start > reading.from;
  let partial: [Instant, Instant] | null = null;
  if (isWithin) {
    turn += 1;
    partial = [start, Math.min(turns.startOf(turn), ends ?? Number.POSITIVE_INFINITY) as Instant];
  }
  const first = unit === "months" ? turns.startOf(turn) + turnZone.offsetAt(turns.startOf(turn)) : wall + turn * stepOf(every, unit);
  const groups = rotation.groups.map((_, i) => groupAt(rotation.groups, turn + i));
  const restrict = week === null ? null : restrictionOf(week);
  return {
    groups,
    ...{ turnZone, partial, firstGroup, open: openHours(week, zone) },
    isInZone: turnZone.name === zone.name,
    layer: {
      participants: [],
      rotation: written(first, every, unit, unit === "months" ? String(new Date(wall).getUTCDate()) : undefined),
      start: dateOfDay(Math.floor(first / dayMs)),
      ...(ends === null ? {} : { until: localText(ends, zone) }),
      ...(restrict === null ? {} : { restrict }),
    },
  };
}

const groupAt = <T>(groups: readonly T[], turn: number): T => groups[((turn % groups.length) + groups.length) % groups.length]!;

const stepOf = (every: number, unit: Rotation["unit"]): number =>
  every * (unit === "hours" ? hourMs : unit === "weeks" ? 7 * dayMs : dayMs);

const minuteOfWall = (at: Instant, zone: Zone): number => Math.floor((at + zone.offsetAt(at)) / minuteMs) * minuteMs;

function written(wall: number, every: number, unit: Rotation["unit"], day?: string): Rotation {
  const handover = clock((wall - Math.floor(wall / dayMs) * dayMs) / minuteMs);
  if (unit === "weeks") return { every, unit, handover, on: weekdays[weekday(Math.floor(wall / dayMs))]! };
  return { every, unit, handover, ...(unit === "months" && day !== undefined ? { on: day } : {}) };
}

/** The shifts of one place in the groups, over what the import looks at. */
function writtenOut(turned: Turned, people: readonly (PersonId | null)[], zone: Zone, { from, until }: Reading): Stretch[] {
  const { restrict: _, until: end, ...layer } = turned.layer;
  const numbered = { name: "", ...layer, participants: people.map((_person, i) => String(i)) };
  const last = end === undefined ? until : (Math.min(until, instantOfText(end, zone)) as Instant);
  return new CompiledLayer(numbered, turned.turnZone, new Map()).shifts(from, last).flatMap((shift) => {
    const person = people[Number(shift.person)];
    return person === null || person === undefined ? [] : within([shift.from, shift.to], turned.open, person);
  });
}

function instantOfText(text: string, zone: Zone): number {
  const [date = "", time = "00:00"] = text.split("T");
  return zone.instantOfWall(Date.parse(`${date}T${time}:00Z`));
}

/** The hours of the week on the schedule's wall; null when they are all of it. */
export function openHours(week: Intervals | null, zone: Zone): Calendar | null {
  const hours = week === null ? null : restrictionOf(week);
  return hours === null ? null : compileCalendar({ zone: zone.name, hours });
}

/** What of a stretch lies within these hours. */
export function within([from, to]: readonly [Instant, Instant], open: Calendar | null, person: PersonId): Stretch[] {
  if (from >= to) return [];
  if (open === null) return [{ person, from, to }];
  const hours = open.stretches(from, to).flatMap((each) => (each.open ? [each.from, each.to] : []));
  return pairsOf(intersection(hours, [from, to])).map(([start, end]) => ({ person, from: start, to: end }));
}
