/**
 * Exports of Opsgenie: answers of its REST API v2 (`GET /v2/schedules?expand=rotation`, `/overrides`, `/timeline`, `/v2/users`, `/v2/teams`,
 * `/v2/escalations`), https://docs.opsgenie.com/docs/schedule-api, schedule-rotation-api, schedule-override-api, escalation-api; shapes as in
 * opsgenie-go-sdk-v2 (og/entity.go, schedule/result.go).
 *
 * A rotation turns `length` hours, days or weeks from `startDate` on; all rotations of a schedule are on call together ("cumulative":
 * support.atlassian.com/opsgenie/docs/build-an-on-call-schedule). `timeRestriction` is one stretch of every day (`time-of-day`), or stretches
 * from a weekday and time to another (`weekday-and-time-of-day`). An override without rotations stands over all of them. Delays of an
 * escalation count from the alert's beginning.
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
  Stretch,
} from "#core/oncall/import/peer.ts";
import { partsOf } from "#core/oncall/import/rotation.ts";
import { everyDay, onDays, weekMinutes, weekStretch } from "#core/oncall/import/week.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Intervals, union } from "#core/time/intervals.ts";
import type { Zone } from "#core/time/zone.ts";

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const units = { hourly: "hours", daily: "days", weekly: "weeks" } as const;

type Directory = { people: Map<string, PeerPerson>; teams: Map<string, string[]> };

export function readOpsgenie(root: Cursor, reading: Reading): PeerExport {
  const directory: Directory = { people: new Map(), teams: new Map() };
  for (const place of lists(root, "users", "user", "username")) readUser(place, directory);
  for (const place of lists(root, "teams", "team", "members")) readTeam(place, directory);
  const timelines = lists(root, "timelines", "timeline", "finalTimeline");
  const overrides = lists(root, "overrides", "override", "alias");
  const schedules = lists(root, "schedules", "schedule", "rotations").map((place) =>
    readSchedule(place, { directory, timelines, overrides, reading }),
  );
  const policies = lists(root, "escalations", "escalation", "rules").map((place) => readPolicy(place, directory, reading));
  return { schedules, policies, people: directory.people };
}

/** Under their name, or as an answer's own `data`, known by a key that only these have. */
function lists(root: Cursor, plural: string, singular: string, sign: string): Cursor[] {
  const answers = root.isList ? root.items() : [root];
  const bare = answers.flatMap((answer) => {
    const inner = answer.in("data");
    return inner.isList ? inner.items() : inner.isThere ? [inner] : [];
  });
  const named = entriesNamed(root, plural, singular, ["data"]).map((each) => (each.in("data").isThere ? each.in("data") : each));
  return [...named, ...bare.filter((each) => each.in(sign).isThere && (sign !== "username" || !each.in("members").isThere))];
}

/** Users are known by their id; those of an override or a period, at times by their address alone. */
function readUser(place: Cursor, { people }: Directory): string {
  const email = place.in("username").maybeText() ?? emailIn(place.in("name").maybeText());
  const id = place.in("id").maybeText() ?? [...people.values()].find((each) => each.email === email && email !== null)?.id ?? email;
  if (id === null) throw place.wrong("a user with an id or a username");
  const known = people.get(id);
  const name = place.in("fullName").maybeText() ?? known?.name ?? null;
  people.set(id, { id, name, email: email ?? known?.email ?? null, zone: place.in("timeZone").maybeText() ?? known?.zone ?? null });
  return id;
}

const emailIn = (text: string | null): string | null => (text?.includes("@") ? text : null);

function readTeam(place: Cursor, directory: Directory): void {
  const members = place
    .in("members")
    .items()
    .map((each) => readUser(each.in("user").isThere ? each.in("user") : each, directory));
  for (const key of [place.in("id").maybeText(), place.in("name").maybeText()]) if (key !== null) directory.teams.set(key, members);
}

type Around = { directory: Directory; timelines: readonly Cursor[]; overrides: readonly Cursor[]; reading: Reading };

function readSchedule(place: Cursor, { directory, timelines, overrides, reading }: Around): PeerSchedule {
  const zone = place.in(place.in("timeZone").isThere ? "timeZone" : "timezone").zone();
  const [id, name] = [place.in("id").maybeText() ?? place.in("name").text(), place.in("name").text()];
  if (place.in("enabled").value === false) reading.notes.add(place.in("enabled"), "schedule-disabled", { name });
  const isMine = (each: Cursor): boolean =>
    [each.in("_parent", "id").value, each.in("_parent", "name").value].some((is) => is === id || is === name);
  const own = place.in("overrides").items();
  const told = [...own, ...overrides.filter((each) => isMine(each) && !own.some(({ at }) => at === each.at))];
  const timeline = [place.in("timeline"), ...timelines].find(
    (each) => each.in("finalTimeline").isThere && (each.path.length > place.path.length || isMine(each)),
  );
  return {
    ...{ place, id, name, zone },
    parts: place
      .in("rotations")
      .items()
      .flatMap((each) => readRotation(each, zone, directory, reading)),
    overrides: told.map((each) => readOverride(each, directory)),
    rendered: timeline === undefined ? null : readTimeline(timeline, directory),
  };
}

function readRotation(place: Cursor, zone: Zone, directory: Directory, reading: Reading): Part[] {
  const type = place.in("type").text();
  const unit = units[type as keyof typeof units];
  if (unit === undefined) throw place.in("type").wrong("daily, weekly or hourly");
  const length = place.in("length");
  const groups = place
    .in("participants")
    .items()
    .map((each) => readParticipant(each, directory, reading));
  return partsOf(
    {
      ...{ place, unit, groups },
      name: place.in("name").maybeText() ?? place.in("id").maybeText() ?? "rotation",
      id: place.in("id").maybeText() ?? place.in("name").maybeText(),
      level: 0,
      every: length.isThere ? length.whole(1, 1_000) : 1,
      anchor: place.in("startDate").instant(zone),
      ends: place.in("endDate").isThere ? place.in("endDate").instant(zone) : null,
      week: readRestriction(place.in("timeRestriction")),
    },
    zone,
    reading,
  );
}

function readParticipant(place: Cursor, directory: Directory, { notes }: Reading): string[] {
  const type = place.in("type").text();
  if (type === "user") return [readUser(place, directory)];
  if (type === "none") return [];
  const name = place.in("name").maybeText() ?? place.in("id").maybeText() ?? type;
  if (type === "escalation") {
    notes.add(place, "escalation-in-rotation", { name });
    return [];
  }
  if (type !== "team") throw place.in("type").wrong("user, team, escalation or none");
  const members = directory.teams.get(place.in("id").maybeText() ?? "") ?? directory.teams.get(name);
  if (members === undefined) notes.add(place, "team-unknown", { name });
  else notes.add(place, "team-unfolded", { name, count: members.length });
  return members ?? [];
}

function readRestriction(place: Cursor): Intervals | null {
  if (!place.isThere) return null;
  const one = place.in("restriction");
  const stretches = one.isThere && !one.isList ? [one] : [...one.items(), ...place.in("restrictions").items()];
  if (stretches.length === 0) return null;
  const type = place.in("type").text();
  if (type === "time-of-day") return stretches.map(dailyStretch).reduce(union);
  if (type === "weekday-and-time-of-day") return stretches.map(weeklyStretch).reduce(union);
  throw place.in("type").wrong("time-of-day or weekday-and-time-of-day");
}

function minuteAt(place: Cursor, end: "start" | "end"): number {
  const minute = place.in(`${end}Min`);
  return place.in(`${end}Hour`).whole(0, 24) * 60 + (minute.isThere ? minute.whole(0, 59) : 0);
}

/** An end that is not after its start lies on the next day. */
function dailyStretch(place: Cursor): Intervals {
  const [from, to] = [minuteAt(place, "start"), minuteAt(place, "end")];
  return onDays(everyDay, from, to > from ? to - from : to + 1_440 - from);
}

function weeklyStretch(place: Cursor): Intervals {
  const dayOf = (end: "startDay" | "endDay"): number => {
    const day = days.indexOf(place.in(end).text().toLowerCase());
    if (day < 0) throw place.in(end).wrong("a weekday like monday");
    return day * 1_440;
  };
  const [from, to] = [dayOf("startDay") + minuteAt(place, "start"), dayOf("endDay") + minuteAt(place, "end")];
  return weekStretch(from, to > from ? to - from : to + weekMinutes - from);
}

function readOverride(place: Cursor, directory: Directory): PeerOverride {
  const rotations = place
    .in("rotations")
    .items()
    .map((each) => each.in("id").maybeText() ?? each.in("name").text());
  return {
    ...{ place, instead: null },
    person: readUser(place.in("user"), directory),
    from: place.in("startDate").instant(),
    to: place.in("endDate").instant(),
    rotations: rotations.length === 0 ? null : rotations,
  };
}

function readTimeline(place: Cursor, directory: Directory): Rendered | null {
  const periods = place
    .in("finalTimeline", "rotations")
    .items()
    .flatMap((rotation) => rotation.in("periods").items());
  const shifts = periods.flatMap((period): Stretch[] => {
    const stretch = { from: period.in("startDate").instant(), to: period.in("endDate").instant() };
    const flat = period.in("flattenedRecipients").items();
    const recipients = flat.length > 0 ? flat : [period.in("recipient")];
    const users = recipients.filter((each) => each.in("type").value === "user");
    return users.map((each) => ({ ...stretch, person: readUser(each, directory) }));
  });
  if (shifts.length === 0) return null;
  const [start, end] = [place.in("startDate"), place.in("endDate")];
  return {
    shifts,
    from: start.isThere ? start.instant() : (Math.min(...shifts.map(({ from }) => from)) as Instant),
    to: end.isThere ? end.instant() : (Math.max(...shifts.map(({ to }) => to)) as Instant),
  };
}

const unitMinutes: Record<string, number> = { minutes: 1, hours: 60, days: 1_440 };

function readPolicy(place: Cursor, directory: Directory, reading: Reading): PeerPolicy {
  const steps: { place: Cursor; at: number; targets: PeerStep["targets"][number][] }[] = [];
  for (const rule of place.in("rules").items()) {
    const at = delayOf(rule.in("delay"));
    const targets = readTarget(rule, directory, reading);
    const last = steps.at(-1);
    if (last !== undefined && at < last.at) reading.notes.add(rule.in("delay"), "delays-not-ascending");
    // Rules of one delay are told together.
    if (last !== undefined && at <= last.at) last.targets.push(...targets);
    else steps.push({ place: rule, at, targets: [...targets] });
  }
  const repeat = place.in("repeat");
  const wait = repeat.in("waitInterval");
  if (wait.isThere && wait.whole(0, 100_000) > 0) reading.notes.add(wait, "repeat-wait", { minutes: wait.whole(0, 100_000) });
  return {
    ...{ place, name: place.in("name").text() },
    steps: steps.map((step, i) => ({ place: step.place, targets: step.targets, afterMinutes: step.at - (steps[i - 1]?.at ?? 0) })),
    repeat: repeat.in("count").isThere ? repeat.in("count").whole(0, 1_000) : 0,
  };
}

function delayOf(place: Cursor): number {
  if (typeof place.value === "number") return place.whole(0, 100_000);
  const unit = place.in("timeUnit").maybeText() ?? "minutes";
  const factor = unitMinutes[unit];
  if (factor === undefined) throw place.in("timeUnit").wrong("minutes, hours or days");
  return place.in("timeAmount").isThere ? place.in("timeAmount").whole(0, 100_000) * factor : 0;
}

function readTarget(rule: Cursor, directory: Directory, { notes }: Reading): PeerStep["targets"] {
  const place = rule.in("recipient");
  const kind = place.in("type").text();
  if (rule.in("condition").value === "if-not-closed") notes.add(rule.in("condition"), "condition-left-out");
  const which = rule.in("notifyType").maybeText() ?? "default";
  if (which === "next" || which === "previous") notes.add(rule.in("notifyType"), "next-or-previous", { which });
  if (kind === "user") return [{ place, kind: "person", id: readUser(place, directory) }];
  if (kind === "schedule") return [{ place, kind: "schedule", id: place.in("id").maybeText() ?? place.in("name").text() }];
  const members = directory.teams.get(place.in("id").maybeText() ?? "") ?? directory.teams.get(place.in("name").maybeText() ?? "");
  if (kind === "team" && which === "all" && members !== undefined) return members.map((id) => ({ place, kind: "person", id }));
  notes.add(place, "target-left-out", { kind });
  return [];
}
