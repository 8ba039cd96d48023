/**
 * Parts of a schedule laid out in lanes: in each, one person is on call at a time, as in a schedule of the model. Whoever pages all lanes
 * reaches whom the other product would have reached.
 */
import type { Schedule } from "#core/model/document.ts";
import type { Part, PeerOverride, PeerSchedule, PersonId, Reading, Stretch } from "#core/oncall/import/peer.ts";
import { notedText } from "#core/oncall/import/wall-text.ts";
import { CompiledLayer } from "#core/oncall/layer.ts";
import { CompiledSchedule } from "#core/oncall/shift.ts";
import { pairsOf } from "#core/oncall/stretch.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { difference, type Intervals, intersection, merged } from "#core/time/intervals.ts";
import type { Zone } from "#core/time/zone.ts";

const mostLayers = 50;
const mostOverrides = 2_000;

/** Lowest first. */
type Lane = { own: Placed[]; all: Placed[] };
type Placed = { part: Part; busy: Intervals };

/** One schedule for each lane, the people still by their ids in the export. None when nothing of it goes on. */
export function schedulesOf(peer: PeerSchedule, reading: Reading): Schedule[] {
  const placed = peer.parts.map((part) => ({ part, busy: busyTimes(part, peer.zone, reading) }));
  const lanes = laidOut(placed.filter((each) => each.busy.length > 0 || isLater(each.part)));
  if (lanes.length === 0 && peer.overrides.length > 0) lanes.push({ own: [], all: [] });
  return lanes.map((lane) => writtenLane(lane, peer, reading));
}

const isLater = (part: Part): boolean => part.kind === "layer";

function busyTimes(part: Part, zone: Zone, { from, until }: Reading): Intervals {
  if (part.kind === "stretches") return merged(part.stretches.flatMap((each) => [each.from, each.to]));
  const shifts = new CompiledLayer({ name: part.name, ...part.layer }, zone, new Map()).shifts(from, until);
  return merged(shifts.flatMap((shift) => [shift.from, shift.to]));
}

/** Those of the same level that meet lie in lanes of their own; those of a higher level stand over the lower ones in every lane. */
function laidOut(placed: readonly Placed[]): Lane[] {
  const lanes: Lane[] = [];
  const ordered = [...placed].sort((a, b) => a.part.level - b.part.level);
  for (const each of ordered) {
    const free = lanes.find(({ own }) => own.every(({ part, busy }) => part.level !== each.part.level || apart(busy, each.busy)));
    if (free !== undefined) free.own.push(each);
    else lanes.push({ own: [each], all: [] });
  }
  for (const lane of lanes) {
    const lowest = Math.min(...lane.own.map(({ part }) => part.level));
    // Whoever stands over the lower ones is on call in another lane too: paged twice over, they are told once.
    const over = ordered.filter((each) => each.part.level > lowest && !lane.own.includes(each));
    const rank = ({ part }: Placed): number => part.level;
    lane.all = [...over.map((each) => [each, 0] as const), ...lane.own.map((each) => [each, 1] as const)]
      .sort(([a, ownA], [b, ownB]) => rank(a) - rank(b) || ownA - ownB)
      .map(([each]) => each);
  }
  return lanes;
}

const apart = (a: Intervals, b: Intervals): boolean => intersection(a, b).length === 0;

function writtenLane(lane: Lane, peer: PeerSchedule, reading: Reading): Schedule {
  const { zone, place } = peer;
  const layers = lane.all.flatMap(({ part }) => (part.kind === "layer" ? [{ name: part.name, ...part.layer }] : []));
  if (layers.length > mostLayers) {
    reading.notes.add(place, "too-many-layers", { count: layers.length, most: mostLayers });
    layers.splice(0, layers.length - mostLayers);
  }
  if (layers.length === 0) layers.push(nobody(reading.from, zone));
  const writtenOut = lane.all.flatMap((each, i) => stretchesOf(each, lane.all.slice(i + 1), reading));
  const sofar = { zone: zone.name, layers: uniquelyNamed(layers) };
  const stretches = joined(writtenOut.sort((a, b) => a.from - b.from));
  const told = overriding(peer.overrides, lane, { ...sofar, overrides: [] }, stretches, reading);
  const overrides = [...stretches.map((each) => ({ ...each, place })), ...told];
  return overrides.length === 0 ? sofar : { ...sofar, overrides: writtenOverrides(overrides, peer, reading) };
}

/** A schedule has a layer at least. */
const nobody = (from: Instant, zone: Zone): Schedule["layers"][number] => ({
  name: "nobody",
  participants: [],
  rotation: { every: 1, unit: "weeks" },
  start: toIso((from + zone.offsetAt(from)) as Instant).slice(0, 10),
});

function uniquelyNamed(layers: Schedule["layers"]): Schedule["layers"] {
  const seen = new Map<string, number>();
  return layers.map((layer) => {
    const name = layer.name.slice(0, 180);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...layer, name: count === 1 ? name : `${name} (${count})` };
  });
}

/** Overrides win over all layers, so what stands above is taken out of what is written as one. */
function stretchesOf({ part }: Placed, above: readonly Placed[], { from }: Reading): Stretch[] {
  if (part.kind !== "stretches") return [];
  const over = merged(above.flatMap(({ busy }) => busy));
  return part.stretches.flatMap((each) => cut(each, over)).filter((each) => each.to > from);
}

const cut = ({ person, from, to }: Stretch, out: Intervals): Stretch[] =>
  pairsOf(difference([from, to], out)).map(([start, end]) => ({ person, from: start, to: end }));

function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const each of stretches) {
    const last = result.at(-1);
    if (last !== undefined && last.person === each.person && last.to === each.from) last.to = each.to;
    else result.push({ ...each });
  }
  return result;
}

type Told = Stretch & { place: PeerOverride["place"] };

function overriding(
  overrides: readonly PeerOverride[],
  lane: Lane,
  schedule: Schedule,
  stretches: readonly Stretch[],
  { from }: Reading,
): Told[] {
  const told: Told[] = [];
  for (const each of overrides) {
    if (each.to <= from || each.from >= each.to) continue;
    for (const stretch of reachOf(each, lane, schedule, [...stretches, ...told])) told.push({ ...stretch, place: each.place });
  }
  return told;
}

/** Where an override holds in a lane. */
function reachOf(override: PeerOverride, lane: Lane, schedule: Schedule, before: readonly Stretch[]): Stretch[] {
  const { person, from, to, rotations, instead } = override;
  if (rotations !== null) {
    const theirs = lane.own.filter(({ part }) => part.rotation !== null && rotations.includes(part.rotation));
    return cut(override, difference([from, to], merged(theirs.flatMap(({ busy }) => busy))));
  }
  if (instead === null) return [{ person, from, to }];
  return standing(schedule, before, from, to)
    .filter((shift) => shift.person === instead)
    .map((shift) => ({ person, from: shift.from, to: shift.to }));
}

function standing(schedule: Schedule, before: readonly Stretch[], from: Instant, to: Instant): Stretch[] {
  const overrides = before.map((each, id) => ({ id, schedule: "", ...each }));
  return new CompiledSchedule(schedule, { overrides, leave: [], feeds: [] }).shifts(from, to);
}

function writtenOverrides(told: readonly Told[], { zone, place }: PeerSchedule, { notes }: Reading): NonNullable<Schedule["overrides"]> {
  const kept = told.slice(0, mostOverrides);
  if (kept.length < told.length) {
    notes.add(place, "too-many-overrides", { count: told.length, until: toIso(kept.at(-1)!.to).slice(0, 10) });
  }
  const texts = kept.map((each) => ({
    from: notedText(each.from, zone, each.place, notes),
    to: notedText(each.to, zone, each.place, notes),
    person: each.person as PersonId,
  }));
  // What is shorter than a minute on the wall is nothing that can be written.
  return texts.filter(({ from, to }) => from < to);
}
