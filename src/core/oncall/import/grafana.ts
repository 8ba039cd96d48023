/**
 * Exports of Grafana OnCall: answers of its HTTP API (`GET /api/v1/schedules`, `on_call_shifts`, `users`, `escalation_chains`,
 * `escalation_policies`, `schedules/{id}/final_shifts`, the last one put into its schedule as `final_shifts`),
 * docs/sources/oncall-api-reference in grafana/oncall; what the documentation leaves open as in
 * engine/apps/schedules/models/custom_on_call_shift.py.
 *
 * The highest `level` wins, those of one level are on call together, overrides win over all. `start`, `rotation_start` and `until` are
 * wall times of the shift's zone, else of the schedule's; a group's shifts follow one another from `start` on.
 */
import { type Cursor, entriesNamed } from "#core/oncall/import/cursor.ts";
import { readChains } from "#core/oncall/import/grafana-chain.ts";
import type { Part, PeerExport, PeerOverride, PeerPerson, PeerSchedule, Reading, Rendered } from "#core/oncall/import/peer.ts";
import { type Frequency, occurrencesOf, type Recurrence } from "#core/oncall/import/recurrence.ts";
import { type PeerRotation, partsOf } from "#core/oncall/import/rotation.ts";
import { everyDay, onDays, weekStretch } from "#core/oncall/import/week.ts";
import { firstReading } from "#core/oncall/turn.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { dayMs, minuteMs, weekday } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

const dayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const unitMs = { hourly: 3_600_000, daily: dayMs, weekly: 7 * dayMs } as const;
const units = { hourly: "hours", daily: "days", weekly: "weeks" } as const;

export function readGrafana(root: Cursor, reading: Reading): PeerExport {
  const people = new Map<string, PeerPerson>();
  const shifts = new Map(listed(root, "on_call_shifts", "duration").map((place) => [place.in("id").id(), place]));
  for (const place of listed(root, "users", "username")) readUser(place, people);
  const schedules = listed(root, "schedules", "type")
    .filter((place) => !place.in("duration").isThere)
    .flatMap((place) => readSchedule(place, shifts, people, reading));
  const policies = readChains(
    listed(root, "escalation_chains", "name").filter((place) => !place.in("type").isThere && !place.in("username").isThere),
    listed(root, "escalation_policies", "escalation_chain_id"),
    reading,
  );
  return { schedules, policies, people };
}

/** Under their name, whole or as the API pages them (`results`); or as a bare answer, known by a key. */
function listed(root: Cursor, plural: string, sign: string): Cursor[] {
  const answers = root.isList ? root.items() : [root];
  const bare = answers.flatMap((answer) => answer.in("results").items());
  return [...entriesNamed(root, plural, plural.slice(0, -1), ["results"]), ...bare.filter((each) => each.in(sign).isThere)];
}

function readUser(place: Cursor, people: Map<string, PeerPerson>): void {
  const id = place.in("id").id();
  const name = place.in("name").maybeText() ?? place.in("username").maybeText();
  people.set(id, { id, name, email: place.in("email").maybeText(), zone: place.in("timezone").maybeText() });
}

function readSchedule(
  place: Cursor,
  shifts: ReadonlyMap<string, Cursor>,
  people: Map<string, PeerPerson>,
  reading: Reading,
): PeerSchedule[] {
  const name = place.in("name").text();
  const calendar = place.in("ical_url_primary").maybeText();
  if (place.in("type").value === "ical") {
    reading.notes.add(place, "schedule-by-calendar", { name, url: hostOf(calendar) });
    return [];
  }
  const over = place.in("ical_url_overrides").maybeText();
  if (over !== null) reading.notes.add(place.in("ical_url_overrides"), "overrides-by-calendar", { name, url: hostOf(over) });
  const own = place
    .in("shifts")
    .items()
    .map((each) => {
      if (typeof each.value === "object") return each;
      const shift = shifts.get(each.id());
      if (shift === undefined) throw each.wrong("the id of one of the export's on_call_shifts");
      return shift;
    });
  const zone = zoneOf(place, own);
  const isOver = (shift: Cursor): boolean => shift.in("type").value === "override";
  return [
    {
      ...{ place, name, zone },
      id: place.in("id").id(),
      parts: own.filter((each) => !isOver(each)).flatMap((each) => readShift(each, zone, reading)),
      overrides: own.filter(isOver).flatMap((each) => readOverride(each, zone)),
      rendered: readRendered(place.in("final_shifts"), people),
    },
  ];
}

/** The address of a calendar lets anybody read it: only its host is told. */
const hostOf = (url: string | null): string => /^[a-z]+:\/\/([^/?#]+)/i.exec(url ?? "")?.[1] ?? "?";

/** The zone that all of its rotations hang on; where they differ, the schedule's own. */
function zoneOf(place: Cursor, shifts: readonly Cursor[]): Zone {
  const own = place.in("time_zone").isThere ? place.in("time_zone").zone() : zoneNamed("UTC");
  const theirs = new Set(shifts.filter((each) => each.in("frequency").isThere).map((each) => zoneOfShift(each, own).name));
  return theirs.size === 1 ? zoneNamed([...theirs][0]!) : own;
}

const zoneOfShift = (shift: Cursor, otherwise: Zone): Zone => (shift.in("time_zone").isThere ? shift.in("time_zone").zone() : otherwise);

function groupsOf(shift: Cursor): string[][] {
  const rolling = shift.in("rolling_users");
  if (!rolling.isThere) return [namesIn(shift.in("users"))].filter((group) => group.length > 0);
  const groups = rolling.items().map(namesIn);
  const first = shift.in("start_rotation_from_user_index");
  const from = first.isThere ? first.whole(0, 100_000) : 0;
  // Groups without anybody are passed over.
  return [...groups.slice(from), ...groups.slice(0, from)].filter((group) => group.length > 0);
}

const namesIn = (place: Cursor): string[] => place.items().map((each) => each.id());

function readOverride(shift: Cursor, schedule: Zone): PeerOverride[] {
  const { from, to } = stretchOfShift(shift, schedule);
  return groupsOf(shift)
    .flat()
    .slice(0, 1)
    .map((person) => ({ place: shift, person, from, to, rotations: null, instead: null }));
}

function stretchOfShift(shift: Cursor, schedule: Zone): { from: Instant; to: Instant } {
  const zone = zoneOfShift(shift, schedule);
  const from = shift.in("start").instant(zone);
  return { from, to: firstReading(zone, from + zone.offsetAt(from) + durationMs(shift)) as Instant };
}

const durationMs = (shift: Cursor): number => shift.in("duration").whole(60, 366 * 86_400) * 1_000;

function readShift(shift: Cursor, zone: Zone, reading: Reading): Part[] {
  const level = shift.in("level").isThere ? shift.in("level").whole(0, 1_000) : 0;
  const name = shift.in("name").maybeText() ?? shift.in("id").id();
  const groups = groupsOf(shift);
  if (groups.length === 0) {
    reading.notes.add(shift, "no-people", { name });
    return [];
  }
  const common = { place: shift, level, rotation: null };
  if (!shift.in("frequency").isThere) {
    const { from, to } = stretchOfShift(shift, zone);
    return groups[0]!.map((person) => ({ ...common, name, kind: "stretches", stretches: [{ person, from, to }] }));
  }
  const rule = readRule(shift, groups, zone);
  const rotation = rule.zone.name === zone.name ? rotationOf(rule, shift, name, level) : null;
  if (rotation !== null) return partsOf(rotation, zone, reading);
  const until = toIso(reading.until).slice(0, 10);
  if (rule.zone.name === zone.name) reading.notes.add(shift, "written-out", { reason: reasonOf(rule), until });
  else reading.notes.add(shift, "zone-differs", { zone: rule.zone.name, schedule: zone.name, until });
  return occurrencesOf(rule, reading.from, reading.until).map((stretches, i, all) => {
    return { ...common, name: all.length === 1 ? name : `${name} ${i + 1}`, kind: "stretches", stretches };
  });
}

function readRule(shift: Cursor, groups: readonly (readonly string[])[], schedule: Zone): Recurrence {
  const zone = zoneOfShift(shift, schedule);
  const frequency = shift.in("frequency").text() as Frequency;
  if (!["hourly", "daily", "weekly", "monthly"].includes(frequency)) throw shift.in("frequency").wrong("hourly, daily, weekly or monthly");
  const interval = shift.in("interval");
  const start = shift.in("start").instant(zone);
  const instantOf = (key: string): Instant | null => (shift.in(key).isThere ? shift.in(key).instant(zone) : null);
  const days = shift.in("by_day").items().map(dayOf);
  const weekStart = shift.in("week_start").maybeText() ?? "SU";
  return {
    ...{ frequency, groups, zone, days },
    interval: interval.isThere ? interval.whole(1, 1_000) : 1,
    monthDays: shift
      .in("by_monthday")
      .items()
      .map((each) => each.whole(-31, 31)),
    months: shift
      .in("by_month")
      .items()
      .map((each) => each.whole(1, 12)),
    weekStart: Math.max(0, dayNames.indexOf(weekStart)),
    countsDays: frequency === "daily" && days.length > 0 && groups.length > 1,
    wall: Math.floor((start + zone.offsetAt(start)) / minuteMs) * minuteMs,
    durationMs: durationMs(shift),
    begins: instantOf("rotation_start"),
    ends: instantOf("until"),
  };
}

function dayOf(place: Cursor): { day: number; nth: number } {
  const [, nth, name] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(place.text()) ?? [];
  const day = dayNames.indexOf(name ?? "");
  if (day < 0) throw place.wrong("a weekday like MO, or 1MO");
  return { day, nth: Number(nth ?? 0) };
}

/** The rotation of a layer that says the same; null when none does. */
function rotationOf(rule: Recurrence, place: Cursor, name: string, level: number): PeerRotation | null {
  const { frequency, interval, days, wall, zone, groups, begins, ends } = rule;
  if (frequency === "monthly" || rule.monthDays.length > 0 || rule.months.length > 0) return null;
  const at = (start: number): Instant => firstReading(zone, start) as Instant;
  const common = { place, name, level, groups, begins, ends, id: null, every: interval, unit: units[frequency] };
  const [turnMs, minutes] = [interval * unitMs[frequency], rule.durationMs / minuteMs];
  if (days.length === 0 && rule.durationMs === turnMs) return { ...common, anchor: at(wall), week: null };
  if (interval !== 1 || !Number.isInteger(minutes) || rule.durationMs > turnMs) return null;
  const [day, minute] = [weekday(Math.floor(wall / dayMs)), (wall % dayMs) / minuteMs];
  if (days.length === 0) {
    if (frequency === "daily") return { ...common, anchor: at(wall), week: onDays(everyDay, minute, minutes) };
    return frequency === "weekly" ? { ...common, anchor: at(wall), week: weekStretch(day * 1_440 + minute, minutes) } : null;
  }
  if (frequency === "hourly" || rule.durationMs > dayMs || days.some(({ nth }) => nth !== 0)) return null;
  const chosen = days.map((each) => each.day);
  if (frequency === "daily") {
    return rule.countsDays ? null : { ...common, anchor: at(wall), week: onDays(chosen, minute, minutes) };
  }
  // A group has a week of days; it hands over when the next week's first shift could begin.
  const anchor = at(wall - ((day - rule.weekStart + 7) % 7) * dayMs);
  return { ...common, anchor, begins: begins ?? at(wall), week: onDays(chosen, minute, minutes) };
}

/** In the product's own words: `weekly/2 SA SU 24 h`. */
const reasonOf = ({ frequency, interval, days, monthDays, months, durationMs: length }: Recurrence): string =>
  [
    `${frequency}${interval === 1 ? "" : `/${interval}`}`,
    ...days.map(({ day, nth }) => `${nth === 0 ? "" : nth}${dayNames[day]}`),
    ...monthDays.map((day) => `${day}.`),
    ...(months.length === 0 ? [] : [`(${months.join(" ")})`]),
    `${length / 3_600_000} h`,
  ].join(" ");

function readRendered(place: Cursor, people: Map<string, PeerPerson>): Rendered | null {
  const list = place.isThere && !place.isList ? place.in("results") : place;
  const shifts = list.items().map((each) => {
    const id = each.in("user_pk").id();
    const email = each.in("user_email").maybeText();
    if (!people.has(id)) people.set(id, { id, name: each.in("user_username").maybeText(), email, zone: null });
    return { person: id, from: each.in("shift_start").instant(), to: each.in("shift_end").instant() };
  });
  if (shifts.length === 0) return null;
  const from = Math.min(...shifts.map((each) => each.from)) as Instant;
  return { from, to: Math.max(...shifts.map((each) => each.to)) as Instant, shifts };
}
