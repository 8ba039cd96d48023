/** Checks of who is on call: schedules with their layers, overrides and leave, and escalation policies. */
import { type Checking, checkDuration, checkName, checkNotify, checkZone } from "#core/model/check-names.ts";
import type { Layer, Rotation, Schedule } from "#core/model/document.ts";
import { entriesOf, itemsOf, type Loose } from "#core/model/loose.ts";
import { apart, type Path } from "#core/model/problem.ts";
import { checkCalendar } from "#core/time/calendar.ts";
import { dateOfDay, dayOfDate, weekday } from "#core/time/wall.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const paged = ["schedule", "person", "team", "lead", "contact", "webhook"];
const lastTold = ["schedule", "person", "team", "lead", "webhook", "role"];

export function checkOnCall(checking: Checking): void {
  for (const [id, schedule] of entriesOf(checking.model.schedules)) checkSchedule(checking, ["schedules", id], schedule);
  for (const [id, policy] of entriesOf(checking.model.escalationPolicies)) {
    const path = ["escalationPolicies", id];
    for (const [i, step] of itemsOf(policy.steps)) {
      checkDuration(checking, [...path, "steps", i, "after"], step.after, "zero");
      for (const [k, target] of itemsOf(step.notify))
        checkNotify(checking, [...path, "steps", i, "notify", k], target, { kinds: paged, customer: null });
    }
    checkName(checking, [...path, "calendar"], "calendar", policy.calendar);
    checkDuration(checking, [...path, "ackTimeout"], policy.ackTimeout);
  }
  checkLastResort(checking);
  checkDuration(checking, ["incidents", "updateEvery"], checking.model.incidents?.updateEvery);
}

function checkLastResort(checking: Checking): void {
  const { model, report } = checking;
  for (const [i, target] of itemsOf(model.lastResort)) {
    const path = ["lastResort", i];
    if (target.startsWith("role:") && target !== "role:administrator") {
      report("error", path, "bad-notify", `'${target}' is nobody that can be told`, "write role:administrator, or name people");
    } else checkNotify(checking, path, target, { kinds: lastTold, customer: undefined });
  }
  if (model.lastResort !== undefined || entriesOf(model.escalationPolicies).length === 0) return;
  report(
    "warning",
    ["escalationPolicies"],
    "no-last-resort",
    "nobody is named for when all steps were gone through, so all administrators are told then",
    "add `lastResort: [person:…]` at the top of the document",
    "key",
  );
}

function checkSchedule(checking: Checking, path: Path, schedule: Loose<Schedule>): void {
  checkZone(checking, [...path, "zone"], schedule.zone);
  checkName(checking, [...path, "covers"], "calendar", schedule.covers);
  const names = new Set<string>();
  for (const [i, layer] of itemsOf(schedule.layers)) {
    const at = [...path, "layers", i];
    if (layer.name !== undefined && names.has(layer.name)) {
      checking.report(
        "error",
        [...at, "name"],
        "id-taken",
        `another layer of this schedule is already called '${layer.name}'`,
        "give each its own name",
      );
    }
    if (layer.name !== undefined) names.add(layer.name);
    checkLayer(checking, at, layer);
  }
  checkAbsences(checking, path, schedule);
}

function checkLayer(checking: Checking, path: Path, layer: Loose<Layer>): void {
  const { report } = checking;
  checkEnd(checking, path, layer);
  for (const [i, person] of itemsOf(layer.participants)) checkName(checking, [...path, "participants", i], "person", person);
  if (layer.participants?.length === 0) {
    report(
      "warning",
      [...path, "participants"],
      "nobody-in-layer",
      "a layer without participants has nobody on call",
      "add people, or remove the layer",
    );
  }
  if (layer.rotation !== undefined) checkHandoverDay(checking, path, layer.rotation, layer.start);
  if (layer.restrict === undefined) return;
  // Restrictions are written like a calendar's hours, so the calendar's own rules read them.
  for (const problem of checkCalendar({ zone: "UTC", hours: layer.restrict })) {
    report("error", [...path, "restrict", ...problem.path.slice(1)], problem.code, ...apart(problem.message));
  }
}

/** Its first hand-over comes before its end. Local times compare as text. */
function checkEnd({ report }: Checking, path: Path, { start, until, rotation }: Loose<Layer>): void {
  if (start === undefined || until === undefined) return;
  const first = `${start}T${rotation?.handover ?? "09:00"}`;
  if (first < (until.length === 10 ? `${until}T24:00` : until)) return;
  const message = `the layer ends (${until}) before its first hand-over (${first})`;
  report("error", [...path, "until"], "ends-before-it-begins", message, "write a later `until`, or remove the layer");
}

function checkHandoverDay({ report }: Checking, path: Path, rotation: Loose<Rotation>, start: string | undefined): void {
  const { unit, on } = rotation;
  if (unit === undefined || on === undefined) return;
  const at = [...path, "rotation", "on"];
  const isWeekday = weekdays.includes(on);
  if (unit === "hours" || unit === "days") {
    return report("error", at, "handover-day", `a rotation in ${unit} has no hand-over day`, "remove `on`, or write unit: weeks");
  }
  if (isWeekday !== (unit === "weeks")) {
    return report(
      "error",
      at,
      "handover-day",
      `'${on}' is not a day of a rotation in ${unit}`,
      unit === "weeks" ? "write mon, tue, wed, thu, fri, sat or sun" : 'write a day of the month, "1" to "31"',
    );
  }
  const day = start === undefined ? undefined : dayOfDate(start);
  if (day === undefined || start === undefined) return;
  if (unit === "weeks" && weekdays[weekday(day)] !== on) {
    const next = dateOfDay(day + ((weekdays.indexOf(on) - weekday(day) + 7) % 7));
    report(
      "error",
      [...path, "start"],
      "start-off-handover",
      `${start} is a ${weekdays[weekday(day)]}, but the layer hands over on ${on}`,
      `write start: ${next}`,
    );
  }
  if (unit === "months" && !isDayOfMonth(start, Number(on))) {
    report(
      "error",
      [...path, "start"],
      "start-off-handover",
      `${start} is not day ${on} of its month`,
      `start on day ${on}, or write on: "${Number(start.slice(8))}"`,
    );
  }
}

/** A month that lacks the day hands over on its last. */
function isDayOfMonth(start: string, on: number): boolean {
  const day = Number(start.slice(8));
  const isLastOfMonth = dayOfDate(`${start.slice(0, 8)}${String(day + 1).padStart(2, "0")}`) === undefined;
  return day === on || (day < on && isLastOfMonth);
}

type Stretch = { index: number; person: string; from: string; to: string };

/** Local times compare as text; a bare date begins at its midnight and, as an end, runs to the end of its day. */
function stretchesOf(list: Loose<Schedule>["overrides"]): Stretch[] {
  return itemsOf(list).flatMap(([index, { person, from, to }]) =>
    person === undefined || from === undefined || to === undefined
      ? []
      : [{ index, person, from: from.length === 10 ? `${from}T00:00` : from, to: to.length === 10 ? `${to}T24:00` : to }],
  );
}

function checkAbsences(checking: Checking, path: Path, schedule: Loose<Schedule>): void {
  const { report } = checking;
  for (const room of ["overrides", "leave"] as const) {
    for (const [i, { person }] of itemsOf(schedule[room])) checkName(checking, [...path, room, i, "person"], "person", person);
    for (const { index, from, to } of stretchesOf(schedule[room])) {
      if (to <= from)
        report("error", [...path, room, index, "to"], "ends-before-it-begins", "this ends before it begins", "exchange `from` and `to`");
    }
  }
  const overrides = stretchesOf(schedule.overrides).filter(({ from, to }) => from < to);
  const leave = stretchesOf(schedule.leave).filter(({ from, to }) => from < to);
  for (const override of overrides) {
    const other = overrides.find((each) => each.index < override.index && each.from < override.to && override.from < each.to);
    if (other !== undefined) {
      const message = `this override overlaps the one of '${other.person}' from ${other.from}; of the two, this one wins`;
      report("warning", [...path, "overrides", override.index], "overrides-overlap", message, "shorten one of them if that is not meant");
    }
    const away = leave.find((each) => each.person === override.person && each.from < override.to && override.from < each.to);
    if (away !== undefined) {
      const message = `'${override.person}' is on leave from ${away.from} to ${away.to}; leave wins over this override`;
      report(
        "warning",
        [...path, "overrides", override.index],
        "override-during-leave",
        message,
        "name somebody else, or shorten the leave",
      );
    }
  }
}
