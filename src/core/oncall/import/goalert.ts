/**
 * Exports of GoAlert: answers of its GraphQL API (`schedules`, `rotations`, `userOverrides`, `escalationPolicies`, `users`), shapes as in
 * graphql2/schema.graphql and graph/*.graphqls of target/goalert; meaning as in schedule/rotation/rotation.go, schedule/rule/rule.go,
 * schedule/shiftcalc/shiftcalc.go and overrides.go.
 *
 * All targets of a schedule whose rules are active are on call together. A rule is active from `start` to `end` on its days (the filter
 * begins with Sunday), overnight when it does not end after it starts. A rotation's turn is not counted from its start: `activeUserIndex`
 * is on call until the first of `nextHandoffTimes`. Overrides add, remove or replace one person. Inside of a temporary schedule only its
 * own shifts count.
 */
import { type Cursor, entriesNamed } from "#core/oncall/import/cursor.ts";
import type {
  Part,
  PeerExport,
  PeerOverride,
  PeerPerson,
  PeerPolicy,
  PeerSchedule,
  PeerStep,
  Reading,
  Rendered,
} from "#core/oncall/import/peer.ts";
import { type PeerRotation, partsOf } from "#core/oncall/import/rotation.ts";
import { clock, dayMinutes, minuteOf, onDays } from "#core/oncall/import/week.ts";
import { pairsOf } from "#core/oncall/stretch.ts";
import { Turns } from "#core/oncall/turn.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { difference, type Intervals, merged, union } from "#core/time/intervals.ts";
import { dateOfDay, dayMs, minuteMs } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

const units = { hourly: "hours", daily: "days", weekly: "weeks", monthly: "months" } as const;

type Around = { rotations: ReadonlyMap<string, Cursor>; overrides: readonly Cursor[]; people: Map<string, PeerPerson>; reading: Reading };

export function readGoalert(root: Cursor, reading: Reading): PeerExport {
  const people = new Map<string, PeerPerson>();
  const of = (plural: string, singular: string): Cursor[] => entriesNamed(root, plural, singular, ["nodes"]);
  for (const place of of("users", "user")) readUser(place, people);
  const rotations = new Map(of("rotations", "rotation").map((place) => [place.in("id").id(), place]));
  const around: Around = { rotations, overrides: of("userOverrides", "userOverride"), people, reading };
  const schedules = of("schedules", "schedule").map((place) => readSchedule(place, around));
  const policies = of("escalationPolicies", "escalationPolicy").map((place) => readPolicy(place, reading));
  const paged = new Set(policies.flatMap(({ steps }) => steps.flatMap(({ targets }) => targets.map(({ id }) => id))));
  return { schedules: [...schedules, ...rotationsPaged(paged, around)], policies, people };
}

function readUser(place: Cursor, people: Map<string, PeerPerson>): void {
  if (!place.in("id").isThere) return;
  const id = place.in("id").id();
  const known = people.get(id);
  const [name, email] = [place.in("name").maybeText(), place.in("email").maybeText()];
  people.set(id, { id, name: name ?? known?.name ?? null, email: email ?? known?.email ?? null, zone: null });
}

function readSchedule(place: Cursor, around: Around): PeerSchedule {
  const [id, name, zone] = [place.in("id").id(), place.in("name").text(), place.in("timeZone").zone()];
  const own = around.overrides.filter((each) => each.in("target", "id").value === id);
  const overrides = own.map((each) => readOverride(each, around));
  const temporary = place.in("temporarySchedules").items();
  return {
    ...{ place, id, name, zone },
    parts: [
      ...place
        .in("targets")
        .items()
        .flatMap((each) => readTarget(each, zone, around)),
      ...overrides.flatMap(({ part }) => part ?? []),
      ...temporary.flatMap((each) => readTemporary(each, around)),
    ],
    overrides: overrides.flatMap(({ override }) => override ?? []),
    rendered: readRendered(place.in("shifts"), around),
  };
}

function readTarget(place: Cursor, zone: Zone, around: Around): Part[] {
  const rules = place.in("rules").items();
  const week = rules.map(readRule).reduce(union, []);
  if (week.length === 0) return [];
  const target = place.in("target");
  const type = target.in("type").text();
  if (type === "user") return readAlone(place, target, week, zone, around);
  if (type !== "rotation") throw target.in("type").wrong("user or rotation");
  const rotation = around.rotations.get(target.in("id").id());
  if (rotation === undefined) throw target.in("id").wrong("the id of one of the export's rotations");
  return readRotation(rotation, week, zone, around);
}

/** One person who is always on call when the rules say so. */
function readAlone(place: Cursor, user: Cursor, week: Intervals, zone: Zone, { people, reading }: Around): Part[] {
  readUser(user, people);
  const monday = Date.UTC(2001, 0, 1) - zone.offsetAt(Date.UTC(2001, 0, 1));
  const name = user.in("name").maybeText() ?? user.in("id").id();
  const always = { anchor: monday as Instant, every: 1, unit: "weeks" as const };
  return partsOf({ ...always, place, name, week, id: null, level: 0, groups: [[user.in("id").id()]] }, zone, reading);
}

/** The filter's first day is Sunday. */
function readRule(place: Cursor): Intervals {
  const filter = place.in("weekdayFilter").items();
  const days = filter.flatMap((each, i) => (each.value === true ? [(i + 6) % 7] : []));
  const [from, to] = (["start", "end"] as const).map((end) => {
    const minute = minuteOf(place.in(end).text());
    if (minute === null) throw place.in(end).wrong("a time of day like 08:00");
    return minute;
  }) as [number, number];
  return onDays(days, from, to > from ? to - from : to + dayMinutes - from);
}

function readRotation(place: Cursor, week: Intervals | null, zone: Zone, around: Around): Part[] {
  const { reading } = around;
  const users = place.in("userIDs").isThere
    ? place.in("userIDs").items()
    : place
        .in("users")
        .items()
        .map((each) => each.in("id"));
  for (const each of place.in("users").items()) readUser(each, around.people);
  const people = users.map((each) => each.id());
  const name = place.in("name").text();
  const unit = units[place.in("type").text() as keyof typeof units];
  if (unit === undefined) throw place.in("type").wrong("weekly, daily, hourly or monthly");
  const length = place.in("shiftLength");
  const turnZone = place.in("timeZone").isThere ? place.in("timeZone").zone() : zone;
  const rotation = {
    ...{ place, name, unit, week, turnZone },
    id: place.in("id").id(),
    level: 0,
    every: length.isThere ? length.whole(1, 1_000) : 1,
    anchor: place.in("start").instant(turnZone),
    groups: people.map((id) => [id]),
  };
  return partsOf(people.length === 0 ? rotation : fromActive(rotation, place, turnZone, around), zone, reading);
}

/** The rotation told from the turn of whoever is active. */
function fromActive(rotation: PeerRotation, place: Cursor, zone: Zone, { reading }: Around): PeerRotation {
  const { anchor, every, unit, groups } = rotation;
  const wall = Math.floor((anchor + zone.offsetAt(anchor)) / minuteMs) * minuteMs;
  const day = Math.floor(wall / dayMs);
  const turns = new Turns({ every, unit, handover: clock((wall - day * dayMs) / minuteMs) }, dateOfDay(day), zone);
  const next = place.in("nextHandoffTimes").items()[0];
  if (next === undefined) reading.notes.add(place, "active-guessed", { at: toIso(reading.from) });
  const turn = turns.at(next === undefined ? reading.from : next.instant(zone) - 1);
  const index = place.in("activeUserIndex");
  const active = index.isThere ? Math.max(0, index.whole(-1, groups.length - 1)) : 0;
  return { ...rotation, anchor: turns.startOf(turn) as Instant, groups: [...groups.slice(active), ...groups.slice(0, active)] };
}

type Overriding = { part?: Part[]; override?: PeerOverride[] };

function readOverride(place: Cursor, { people, reading }: Around): Overriding {
  for (const user of [place.in("addUser"), place.in("removeUser")]) if (user.isThere) readUser(user, people);
  const [from, to] = [place.in("start").instant(), place.in("end").instant()];
  const [added, removed] = [place.in("addUserID").maybeText(), place.in("removeUserID").maybeText()];
  if (added === null) {
    const person = people.get(removed ?? "")?.name ?? removed ?? "?";
    reading.notes.add(place, "removal-left-out", { person, from: toIso(from), to: toIso(to) });
    return {};
  }
  if (removed !== null) return { override: [{ place, person: added, from, to, rotations: null, instead: removed }] };
  const name = people.get(added)?.name ?? added;
  return { part: [{ place, name, level: 0, rotation: null, kind: "stretches", stretches: [{ person: added, from, to }] }] };
}

/** Its shifts stand over all rules; where it has none, nobody would be on call. */
function readTemporary(place: Cursor, { people, reading }: Around): Part[] {
  const [start, end] = [place.in("start").instant(), place.in("end").instant()];
  const shifts = place
    .in("shifts")
    .items()
    .map((each) => {
      readUser(each.in("user"), people);
      return { place: each, person: each.in("userID").id(), from: each.in("start").instant(), to: each.in("end").instant() };
    });
  const covered = merged(shifts.flatMap(({ from, to }) => [from, to]));
  for (const [from, to] of pairsOf(difference([start, end], covered)))
    if (to > reading.from) reading.notes.add(place, "temporary-gap", { from: toIso(from), to: toIso(to) });
  return shifts.map(({ place: shift, ...stretch }) => {
    const name = people.get(stretch.person)?.name ?? stretch.person;
    return { place: shift, name, level: 1, rotation: null, kind: "stretches", stretches: [stretch] };
  });
}

function readRendered(place: Cursor, { people }: Around): Rendered | null {
  const shifts = place.items().map((each) => {
    readUser(each.in("user"), people);
    return { person: each.in("userID").id(), from: each.in("start").instant(), to: each.in("end").instant() };
  });
  if (shifts.length === 0) return null;
  const from = Math.min(...shifts.map((each) => each.from)) as Instant;
  return { from, to: Math.max(...shifts.map((each) => each.to)) as Instant, shifts };
}

function readPolicy(place: Cursor, reading: Reading): PeerPolicy {
  const steps = place.in("steps").items();
  const numbered = steps.map((step, i) => ({ step, number: step.in("stepNumber").isThere ? step.in("stepNumber").whole(0, 10_000) : i }));
  const ordered = numbered.sort((a, b) => a.number - b.number).map(({ step }) => step);
  const repeat = place.in("repeat");
  return {
    ...{ place, name: place.in("name").text() },
    // A step's delay is how long it is given before the next one.
    steps: ordered.map((step, i): PeerStep => {
      const afterMinutes = i === 0 ? 0 : ordered[i - 1]!.in("delayMinutes").whole(0, 100_000);
      return {
        place: step,
        afterMinutes,
        targets: [...step.in("targets").items(), ...step.in("actions").items()].flatMap((each) => readAction(each, reading)),
      };
    }),
    repeat: repeat.isThere ? repeat.whole(0, 1_000) : 0,
  };
}

/** A target by its id, or since 2024 a destination by its arguments. */
function readAction(place: Cursor, { notes }: Reading): PeerStep["targets"] {
  const kind = place
    .in("type")
    .text()
    .replace(/^builtin-/, "");
  const id = place.in("id").isThere ? place.in("id") : place.in("args", `${kind}_id`);
  if (kind === "user") return [{ place, kind: "person", id: id.id() }];
  if (kind === "schedule") return [{ place, kind: "schedule", id: id.id() }];
  if (kind === "rotation") return [{ place, kind: "schedule", id: rotationKey(id.id()) }];
  notes.add(place, "target-left-out", { kind });
  return [];
}

const rotationKey = (id: string): string => `rotation ${id}`;

/** Rotations that a step pages without any schedule: each becomes one. */
function rotationsPaged(paged: ReadonlySet<string>, around: Around): PeerSchedule[] {
  return [...around.rotations].flatMap(([id, place]) => {
    if (!paged.has(rotationKey(id))) return [];
    const zone = place.in("timeZone").zone();
    const parts = readRotation(place, null, zone, around);
    return [{ place, zone, parts, id: rotationKey(id), name: place.in("name").text(), overrides: [], rendered: null }];
  });
}
