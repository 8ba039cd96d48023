/**
 * Exports of PagerDuty: answers of its REST API v2 (`GET /schedules/{id}` with `since`, `until`, `GET /users`, `GET /escalation_policies`),
 * https://developer.pagerduty.com/api-reference/ under Schedules, Users and Escalation Policies.
 *
 * `schedule_layers` come with the highest first (as Grafana OnCall's own migrator reads them: tools/migrators/lib/pagerduty/resources/
 * schedules.py). A layer turns from `rotation_virtual_start` on by `rotation_turn_length_seconds` and counts from `start` to `end`; its
 * `restrictions` are a union of `daily_restriction`s and `weekly_restriction`s (`start_day_of_week` 1 = Monday) on the schedule's wall.
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
import { openHours, partsOf, turnLength, within } from "#core/oncall/import/rotation.ts";
import { everyDay, minuteOf, onDays, weekStretch } from "#core/oncall/import/week.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { type Intervals, union } from "#core/time/intervals.ts";
import { dayMs } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

export function readPagerduty(root: Cursor, reading: Reading): PeerExport {
  const people = new Map<string, PeerPerson>();
  const schedules = entriesNamed(root, "schedules", "schedule").map((place) => readSchedule(place, people, reading));
  const policies = entriesNamed(root, "escalation_policies", "escalation_policy").map((place) => readPolicy(place, people, reading));
  for (const place of entriesNamed(root, "users", "user")) readUser(place, people);
  return { schedules, policies, people };
}

/** A whole user wins over a reference, which has no more than a name. */
function readUser(place: Cursor, people: Map<string, PeerPerson>): string {
  const id = place.in("id").id();
  const name = place.in("name").maybeText() ?? place.in("summary").maybeText();
  const [email, zone] = [place.in("email").maybeText(), place.in("time_zone").maybeText()];
  const known = people.get(id);
  people.set(id, { id, name: name ?? known?.name ?? null, email: email ?? known?.email ?? null, zone: zone ?? known?.zone ?? null });
  return id;
}

function readSchedule(place: Cursor, people: Map<string, PeerPerson>, reading: Reading): PeerSchedule {
  const zone = place.in("time_zone").zone();
  const layers = place.in("schedule_layers").items();
  const parts = layers.flatMap((layer, i) => readLayer(layer, layers.length - i, zone, people, reading));
  const written = place.in("overrides").isThere ? place.in("overrides") : place.in("overrides_subschedule", "rendered_schedule_entries");
  return {
    ...{ place, zone, parts },
    id: place.in("id").id(),
    name: place.in("name").maybeText() ?? place.in("summary").text(),
    overrides: written.items().map((each): PeerOverride => ({ ...readEntry(each, people), place: each, rotations: null, instead: null })),
    rendered: readRendered(place.in("final_schedule", "rendered_schedule_entries"), people),
  };
}

function readEntry(place: Cursor, people: Map<string, PeerPerson>) {
  return { person: readUser(place.in("user"), people), from: place.in("start").instant(), to: place.in("end").instant() };
}

function readRendered(place: Cursor, people: Map<string, PeerPerson>): Rendered | null {
  const shifts = place.items().map((each) => readEntry(each, people));
  if (shifts.length === 0) return null;
  const from = Math.min(...shifts.map((each) => each.from)) as Instant;
  return { from, to: Math.max(...shifts.map((each) => each.to)) as Instant, shifts };
}

function readLayer(place: Cursor, level: number, zone: Zone, people: Map<string, PeerPerson>, reading: Reading): Part[] {
  const users = place.in("users").items();
  const groups = users.map((each) => [readUser(each.in("user").isThere ? each.in("user") : each, people)]);
  const name = place.in("name").maybeText() ?? `Layer ${level}`;
  const seconds = place.in("rotation_turn_length_seconds").whole(1, 366 * 86_400);
  const virtual = place.in("rotation_virtual_start");
  const start = place.in("start").isThere ? place.in("start").instant() : virtual.instant();
  const rotation = {
    ...{ place, name, level, groups },
    id: null,
    anchor: virtual.isThere ? virtual.instant() : start,
    begins: start,
    ends: place.in("end").isThere ? place.in("end").instant() : null,
    week: readRestrictions(place.in("restrictions")),
  };
  const length = turnLength(seconds);
  if (length !== null) return partsOf({ ...rotation, ...length }, zone, reading);
  return turnedBySeconds(rotation, seconds, zone, reading);
}

/** Turns of half an hour are none of the model: written out, from instant to instant. */
function turnedBySeconds(
  { place, name, level, groups, anchor, begins, ends, week }: Omit<Parameters<typeof partsOf>[0], "every" | "unit">,
  seconds: number,
  zone: Zone,
  { from, until, notes }: Reading,
): Part[] {
  if (groups.length === 0) {
    notes.add(place, "no-people", { name });
    return [];
  }
  const open = openHours(week, zone);
  const [first, last] = [Math.max(from, begins ?? anchor), Math.min(until, ends ?? until)];
  const step = seconds * 1_000;
  const stretches: ReturnType<typeof within> = [];
  for (let turn = Math.floor((first - anchor) / step); anchor + turn * step < last; turn++) {
    const person = groups[((turn % groups.length) + groups.length) % groups.length]![0]!;
    const [start, end] = [Math.max(first, anchor + turn * step), Math.min(last, anchor + (turn + 1) * step)];
    stretches.push(...within([start as Instant, end as Instant], open, person));
    // A turn of a second for a year would never be read by anybody.
    if (stretches.length > 20_000) throw place.in("rotation_turn_length_seconds").wrong("turns of a minute at least");
  }
  notes.add(place, "written-out", { reason: `${seconds} s`, until: toIso(until).slice(0, 10) });
  return [{ place, name, level, rotation: null, kind: "stretches", stretches }];
}

function readRestrictions(place: Cursor): Intervals | null {
  const restrictions = place.items();
  if (restrictions.length === 0) return null;
  return restrictions.map(readRestriction).reduce(union);
}

function readRestriction(place: Cursor): Intervals {
  const type = place.in("type").text();
  const clock = place.in("start_time_of_day");
  const minute = minuteOf(clock.text());
  if (minute === null) throw clock.wrong("a time of day like 08:00:00");
  const minutes = Math.floor(place.in("duration_seconds").whole(60, (7 * dayMs) / 1_000) / 60);
  if (type === "daily_restriction") return onDays(everyDay, minute, minutes);
  if (type === "weekly_restriction") return weekStretch((place.in("start_day_of_week").whole(1, 7) - 1) * 1_440 + minute, minutes);
  throw place.in("type").wrong("daily_restriction or weekly_restriction");
}

function readPolicy(place: Cursor, people: Map<string, PeerPerson>, reading: Reading): PeerPolicy {
  const rules = place.in("escalation_rules").items();
  // A rule's delay is how long it is given before the next one.
  const steps = rules.map((rule, i): PeerStep => {
    const before = i === 0 ? 0 : rules[i - 1]!.in("escalation_delay_in_minutes").whole(0, 100_000);
    return {
      place: rule,
      afterMinutes: before,
      targets: rule
        .in("targets")
        .items()
        .flatMap((each) => readTarget(each, people, reading)),
    };
  });
  const loops = place.in("num_loops");
  return {
    place,
    steps,
    name: place.in("name").maybeText() ?? place.in("summary").text(),
    repeat: loops.isThere ? loops.whole(0, 1_000) : 0,
  };
}

function readTarget(place: Cursor, people: Map<string, PeerPerson>, { notes }: Reading): PeerStep["targets"] {
  const type = place
    .in("type")
    .text()
    .replace(/_reference$/, "");
  if (type === "schedule") return [{ place, kind: "schedule", id: place.in("id").id() }];
  if (type === "user") return [{ place, kind: "person", id: readUser(place, people) }];
  notes.add(place, "target-left-out", { kind: type });
  return [];
}
