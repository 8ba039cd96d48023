/** An export of another product in the model's words: schedules, escalation policies and people, with what could not be said. */
import type { Document, EscalationPolicy, Schedule } from "#core/model/document.ts";
import { Cursor } from "#core/oncall/import/cursor.ts";
import { readGoalert } from "#core/oncall/import/goalert.ts";
import { readGrafana } from "#core/oncall/import/grafana.ts";
import { badExport, readJson } from "#core/oncall/import/json-text.ts";
import { schedulesOf } from "#core/oncall/import/lane.ts";
import { type Note, Notes } from "#core/oncall/import/note.ts";
import { readOpsgenie } from "#core/oncall/import/opsgenie.ts";
import { readPagerduty } from "#core/oncall/import/pagerduty.ts";
import type { Peer, PeerExport, PeerPolicy, PeerReader, PeerSchedule, PeerStep, Reading } from "#core/oncall/import/peer.ts";
import { freeKey, type ImportedPerson, keyFrom, peopleOf } from "#core/oncall/import/person-key.ts";
import type { Instant } from "#core/time/instant.ts";

const readers: Record<Peer, PeerReader> = {
  pagerduty: readPagerduty,
  opsgenie: readOpsgenie,
  grafana: readGrafana,
  goalert: readGoalert,
};

const mostSteps = 50;
const mostRepeats = 100;
/** In parts of all schedules together: an organisation of two hundred teams has some thousand. */
const mostParts = 5_000;

export type KeyedStretch = { person: string; from: Instant; to: Instant };

export type ImportedSchedule = {
  /** Its name there. */
  name: string;
  path: string;
  /** Of the schedules that it became: one, or one for each who is on call at once. */
  schedules: { key: string; schedule: Schedule }[];
  /** Who was on call by the product's own reckoning, where the export holds it. */
  rendered: { from: Instant; to: Instant; shifts: KeyedStretch[] } | null;
};

export type ImportedPolicy = { key: string; name: string; path: string; policy: EscalationPolicy };

export type Imported = {
  schedules: ImportedSchedule[];
  policies: ImportedPolicy[];
  /** Those that schedules and policies name, in that order; then those whom only the product's own reckoning knows. */
  people: ImportedPerson[];
  notes: Note[];
};

export type ImportQuestion = {
  peer: Peer;
  /** The export as JSON. */
  text: string;
  /** What lies before is over: layers and overrides that ended are left out. */
  from: Instant;
  /** Until when recurrences that no layer says are written out. */
  until: Instant;
  /** The model into which it goes: people known there are found again. */
  document: Document | null;
};

/** Refuses `bad-export-json` and `bad-export`, with line and column, for what is not JSON or not as the product's documentation says. */
export function convertExport({ peer, text, from, until, document }: ImportQuestion): Imported {
  const json = readJson(text);
  const root = new Cursor(json, [], json.value);
  if (typeof json.value !== "object" || json.value === null) throw root.wrong("an object or a list of answers of the provider's API");
  const notes = new Notes();
  const reading: Reading = { from, until, notes };
  const given = readers[peer](root, reading);
  if (given.schedules.length === 0 && given.policies.length === 0 && notes.list.length === 0) {
    throw badExport(json.placeOf([]), "", "the export holds neither schedules nor escalation policies: is it one of this product?");
  }
  const parts = given.schedules.reduce((sum, each) => sum + each.parts.length, 0);
  if (parts > mostParts) throw badExport(json.placeOf([]), "", `the export has ${parts} rotations, ${mostParts} are the most`);
  return writtenOut(given, reading, document);
}

function writtenOut(given: PeerExport, reading: Reading, document: Document | null): Imported {
  const { notes } = reading;
  const byIds = given.schedules.map((peer) => ({ peer, lanes: schedulesOf(peer, reading) }));
  const used = byIds.flatMap(({ lanes }) => lanes.flatMap(peopleIn));
  const paged = given.policies.flatMap(({ steps }) => steps.flatMap(({ targets }) => targets.filter(({ kind }) => kind === "person")));
  const seen = given.schedules.flatMap(({ rendered }) => rendered?.shifts.map(({ person }) => person) ?? []);
  const people = peopleOf(new Set([...used, ...paged.map(({ id }) => id)]), seen, given.people, document?.people, notes);
  const keyOf = (id: string): string => people.get(id)!.key;
  const taken = new Set<string>();
  const schedules = byIds.flatMap(({ peer, lanes }): ImportedSchedule[] => {
    if (lanes.length === 0) {
      notes.add(peer.place, "schedule-empty", { name: peer.name });
      return [];
    }
    const keyed = lanes.map((schedule) => ({ key: takenKey(keyFrom(peer.name, "schedule"), taken), schedule: renamed(schedule, keyOf) }));
    if (keyed.length > 1) {
      notes.add(peer.place, "several-at-once", { count: keyed.length, schedules: keyed.map(({ key }) => key).join(", ") });
    }
    return [{ name: peer.name, path: peer.place.at, schedules: keyed, rendered: renderedOf(peer, keyOf) }];
  });
  const keysOf = new Map<string, string[]>();
  for (const { peer } of byIds) {
    const keys = schedules.find(({ path, name }) => path === peer.place.at && name === peer.name)?.schedules.map(({ key }) => key) ?? [];
    // Some answers name a schedule by its id, some by its name alone.
    for (const each of [peer.name, peer.id]) keysOf.set(each, keys);
  }
  const policies = policiesOf(given.policies, keysOf, keyOf, reading);
  noteTaken(schedules, policies, document, reading);
  return { schedules, policies, people: [...people.values()], notes: notes.list };
}

function takenKey(wanted: string, taken: Set<string>): string {
  const key = freeKey(wanted, taken);
  taken.add(key);
  return key;
}

const peopleIn = ({ layers, overrides = [] }: Schedule): string[] => [
  ...layers.flatMap(({ participants }) => participants),
  ...overrides.map(({ person }) => person),
];

function renamed(schedule: Schedule, keyOf: (id: string) => string): Schedule {
  const layers = schedule.layers.map((layer) => ({ ...layer, participants: layer.participants.map(keyOf) }));
  if (schedule.overrides === undefined) return { ...schedule, layers };
  return { ...schedule, layers, overrides: schedule.overrides.map((each) => ({ ...each, person: keyOf(each.person) })) };
}

function renderedOf({ rendered }: PeerSchedule, keyOf: (id: string) => string): ImportedSchedule["rendered"] {
  if (rendered === null) return null;
  return { ...rendered, shifts: rendered.shifts.map(({ person, from, to }) => ({ person: keyOf(person), from, to })) };
}

function policiesOf(
  policies: readonly PeerPolicy[],
  keysOf: ReadonlyMap<string, readonly string[]>,
  keyOf: (id: string) => string,
  { notes }: Reading,
): ImportedPolicy[] {
  const taken = new Set<string>();
  return policies.flatMap(({ place, name, steps, repeat }) => {
    const written: EscalationPolicy["steps"] = [];
    let owed = 0;
    for (const step of steps.slice(0, mostSteps)) {
      const notify = [...new Set(step.targets.flatMap((target) => targetsOf(target, keysOf, keyOf, notes)))];
      if (notify.length === 0) notes.add(step.place, "step-left-out");
      if (notify.length > 0) written.push({ after: `${step.afterMinutes + owed}m`, notify });
      owed = notify.length > 0 ? 0 : owed + step.afterMinutes;
    }
    if (written.length === 0) {
      notes.add(place, "policy-left-out", { name });
      return [];
    }
    if (repeat > mostRepeats) notes.add(place, "repeat-endless", { count: mostRepeats });
    const policy: EscalationPolicy = { steps: written, ...(repeat > 0 ? { repeat: Math.min(repeat, mostRepeats) } : {}) };
    return [{ key: takenKey(keyFrom(name, "policy"), taken), name, path: place.at, policy }];
  });
}

function targetsOf(
  { place, kind, id }: PeerStep["targets"][number],
  keysOf: ReadonlyMap<string, readonly string[]>,
  keyOf: (id: string) => string,
  notes: Notes,
): string[] {
  if (kind === "person") return [`person:${keyOf(id)}`];
  const keys = keysOf.get(id) ?? [];
  if (keys.length === 0) notes.add(place, "unknown-schedule", { id });
  return keys.map((key) => `schedule:${key}`);
}

function noteTaken(
  schedules: readonly ImportedSchedule[],
  policies: readonly ImportedPolicy[],
  document: Document | null,
  { notes }: Reading,
): void {
  for (const { path, schedules: keyed } of schedules)
    for (const { key } of keyed) if (document?.schedules?.[key] !== undefined) notes.add(path, "name-taken", { kind: "schedule", key });
  for (const { path, key } of policies)
    if (document?.escalationPolicies?.[key] !== undefined) notes.add(path, "name-taken", { kind: "escalation policy", key });
}
