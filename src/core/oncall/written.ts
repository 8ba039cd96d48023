/**
 * A schedule that stands alone, as somebody wrote it in the model's words, outside of any model: its people and calendars are known to
 * nobody, and who stands in or is away may be told by instants as well as by the clock on the schedule's wall.
 */

import { openChecking } from "#core/model/check-names.ts";
import { checkOnCall } from "#core/model/check-oncall.ts";
import type { Schedule } from "#core/model/document.ts";
import { openReport, type Path, type Problem, type Report } from "#core/model/problem.ts";
import { checkShape } from "#core/model/shape.ts";
import { readSource } from "#core/model/source-text.ts";
import { CompiledSchedule } from "#core/oncall/shift.ts";
import { momentIn } from "#core/oncall/stretch.ts";
import type { Instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type WrittenSchedule = {
  /** Null when any problem is an error. */
  schedule: CompiledSchedule | null;
  /** In the order of the text. */
  problems: Problem[];
};

type Entry = { person: string; from: string; to: string };
type Room = "overrides" | "leave";
const rooms: readonly Room[] = ["overrides", "leave"];

const sign = {
  pattern: /["']?layers["']?\s*:/,
  code: "not-a-schedule",
  message: "the text nowhere says that it is a schedule",
  hint: "a schedule has the keys `zone` and `layers`: is this the right file?",
};

/** A date that exists: it stands for a moment that was read already. */
const anyDate = "2026-01-01";
/** Where the schedule stands in the document that is made around it. */
const place = ["schedules", "written"] as const;

/**
 * @param text YAML 1.2 or JSON: one schedule as in a model, `{zone, layers, overrides?, leave?}`. Overrides and leave also take instants with
 * their offset, seconds, and an end in or after the year 2200 for what never ends. Of a schedule without layers only the overrides count.
 */
export function readSchedule(text: string): WrittenSchedule {
  const source = readSource(text.startsWith("\uFEFF") ? text.slice(1) : text, sign);
  const { report, problems } = openReport(source.place, source.problems);
  const done = (schedule: CompiledSchedule | null): WrittenSchedule => {
    const found = problems();
    return { schedule: found.some(({ severity }) => severity === "error") ? null : schedule, problems: found };
  };
  if (source.value === undefined || source.brokenAtLine !== null) return done(null);
  if (source.value === null) {
    report("error", [], "empty-schedule", "the text holds no schedule", "begin with `zone:` and `layers:`");
    return done(null);
  }
  const rest = checkWritten(source.value, report);
  if (rest === null) return done(null);
  const changes = { overrides: momentsOf(rest, "overrides", report), leave: momentsOf(rest, "leave", report), feeds: [] };
  // What is wrong was reported; only a sound one can be compiled.
  if (problems().some(({ severity }) => severity === "error")) return done(null);
  const schedule: Schedule = { zone: rest.zone, layers: rest.layers };
  return done(
    new CompiledSchedule(schedule, {
      overrides: changes.overrides.map((each, id) => ({ ...each, id, schedule: "" })),
      leave: changes.leave.map((each, id) => ({ ...each, id })),
      feeds: [],
    }),
  );
}

/** Reports mistakes of shape and meaning; the value as it was written, or null when its zone or its kind is wrong. */
function checkWritten(value: unknown, report: Report): Schedule | null {
  const inside: Report = (severity, path, code, message, hint, at) => {
    if (code === "out-of-bounds" && path.length === 3 && isEmptyList(path, value)) {
      return report("warning", path.slice(2), "no-layers", "without layers only overrides put anybody on call", "add layers", at);
    }
    if (path[0] === place[0] && path[1] === place[1]) report(severity, path.slice(place.length), code, message, hint, at);
  };
  const shape = checkShape(documentAround(withoutMoments(value)), inside);
  const found = shape.rest.schedules?.[place[1]];
  if (found === undefined) return null;
  const people = Object.fromEntries(
    (found.layers ?? []).flatMap((layer) => (layer?.participants ?? []).map((each) => [each, { name: "" }])),
  );
  const { overrides: _overrides, leave: _leave, covers: _covers, ...turns } = found;
  checkOnCall(openChecking({ rest: { schedules: { [place[1]]: turns }, people }, mistaken: shape.mistaken }, value, inside));
  return found.zone === undefined || !isZone(found.zone) ? null : (value as Schedule);
}

const isEmptyList = (path: Path, value: unknown): boolean =>
  path[2] === "layers" && Array.isArray((value as Schedule).layers) && (value as Schedule).layers.length === 0;

const documentAround = (schedule: unknown): unknown => ({
  ...{ guardia: 1, name: "-", zone: "UTC", calendars: {}, teams: {}, services: {}, customers: {}, agreements: {} },
  [place[0]]: { [place[1]]: schedule },
});

function isZone(name: string): boolean {
  try {
    return zoneNamed(name) !== undefined;
  } catch {
    return false;
  }
}

/** With a date that the schema knows in place of every moment that can be read here. */
function withoutMoments(value: unknown): unknown {
  if (!isMap(value)) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const room of rooms) {
    const list = copy[room];
    if (!Array.isArray(list)) continue;
    copy[room] = list.map((entry: unknown) => {
      if (!isMap(entry)) return entry;
      const swapped: Record<string, unknown> = { ...entry };
      for (const end of ["from", "to"] as const) {
        const written = swapped[end];
        if (typeof written === "string" && momentIn(written, zoneNamed("UTC"), end) !== null) swapped[end] = anyDate;
      }
      return swapped;
    });
  }
  return copy;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

type Moments = { person: string; from: Instant; to: Instant };

function momentsOf(schedule: Schedule, room: Room, report: Report): Moments[] {
  const zone = zoneNamed(schedule.zone);
  const list = Array.isArray(schedule[room]) ? (schedule[room] as Entry[]) : [];
  return list.flatMap((entry, index) => {
    if (!isMap(entry) || typeof entry.person !== "string" || typeof entry.from !== "string" || typeof entry.to !== "string") return [];
    const [from, to] = [momentIn(entry.from, zone, "from"), momentIn(entry.to, zone, "to")];
    if (from === null || to === null) return [];
    if (to <= from) {
      report("error", [room, index, "to"], "ends-before-it-begins", "this ends before it begins", "exchange `from` and `to`");
      return [];
    }
    return [{ person: entry.person, from, to }];
  });
}
