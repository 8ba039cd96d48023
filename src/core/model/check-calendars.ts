/** Checks of calendars: what they name exists, none is made of itself, and each one is a calendar by the rules of the time room. */
import { type Checking, checkName } from "#core/model/check-names.ts";
import { type Edge, findCycles } from "#core/model/cycle.ts";
import { entriesOf, entryOf, has } from "#core/model/loose.ts";
import { apart, type Path } from "#core/model/problem.ts";
import { Refusal } from "#core/refusal.ts";
import { checkCalendar, compileCalendar } from "#core/time/calendar.ts";
import type { CalendarSource } from "#core/time/source.ts";
import { startOfDate } from "#core/time/zone.ts";

/** How often a calendar may be made of others that are made of others. */
const deepest = 20;

type Names = { name: string; path: Path }[];

export function checkCalendars(checking: Checking): void {
  const { model, report } = checking;
  if (has(model.calendars, "always")) {
    const hint = "give this calendar another name";
    report(
      "error",
      ["calendars", "always"],
      "reserved-name",
      "'always' is every hour of every day and cannot be defined anew",
      hint,
      "key",
    );
  }
  const broken = brokenCalendars(checking);
  for (const id of Object.keys(model.calendars ?? {})) if (!checkRules(checking, id, broken)) broken.add(id);
  checkEverOpen(checking, broken);
}

/** Names of other calendars inside a calendar, each with its path. */
function namesWithin(source: CalendarSource, path: Path): Names {
  if (typeof source === "string") return source === "always" ? [] : [{ name: source, path }];
  const inside = (key: string, members: readonly CalendarSource[]): Names =>
    members.flatMap((member, i) => namesWithin(member, [...path, key, i]));
  if ("anyOf" in source) return inside("anyOf", source.anyOf);
  if ("allOf" in source) return inside("allOf", source.allOf);
  return "except" in source ? inside("except", source.except) : [];
}

/** Reports unknown names, circles and towers; gives the ids of calendars that nothing can be built on. */
function brokenCalendars(checking: Checking): Set<string> {
  const { model, report } = checking;
  const broken = new Set(Object.keys(model.calendars ?? {}).filter((id) => model.calendars?.[id] === undefined));
  const namesOf = new Map<string, Names>();
  for (const [id, source] of Object.entries(model.calendars ?? {})) {
    if (source !== undefined) namesOf.set(id, namesWithin(source, ["calendars", id]));
  }
  const graph = new Map<string, Edge[]>();
  for (const [id, names] of namesOf) {
    const unknown = names.filter(({ name, path }) => !checkName(checking, path, "calendar", name));
    if (unknown.length > 0) broken.add(id);
    graph.set(
      id,
      names.map(({ name }, index) => ({ to: name, index })),
    );
  }
  for (const { from, index, loop } of findCycles(graph)) {
    const path = namesOf.get(from)?.[index]?.path ?? ["calendars", from];
    report("error", path, "circular", `these calendars are made of each other: ${loop.join(" → ")}`, "write the hours of one of them out");
    for (const id of loop) broken.add(id);
  }
  // Each circle holds a broken calendar by now, so this ends.
  const known = new Map<string, boolean>([["always", true]]);
  const isWhole = (id: string, depth: number): boolean => {
    const found =
      known.get(id) ?? (!broken.has(id) && depth < deepest && (namesOf.get(id) ?? []).every(({ name }) => isWhole(name, depth + 1)));
    if (depth === deepest && !broken.has(id) && !known.has(id)) {
      report(
        "error",
        ["calendars", id],
        "too-deep",
        `calendars are made of calendars more than ${deepest} times over`,
        "write the hours of one of them out",
      );
    }
    known.set(id, found);
    return found;
  };
  return new Set(Object.keys(model.calendars ?? {}).filter((id) => !isWhole(id, 0)));
}

/** A broken calendar stands in as `always`, so that one mistake is reported once and not by everything made of it. */
const resolver =
  ({ model }: Checking, broken: ReadonlySet<string>) =>
  (name: string): CalendarSource =>
    broken.has(name) ? "always" : (entryOf(model.calendars, name) ?? "always");

/** The time room reads the calendar as written; what the schema has said of it already is not said twice. */
function checkRules(checking: Checking, id: string, broken: ReadonlySet<string>): boolean {
  const { written, mistaken, report } = checking;
  const source = (written as { calendars: Record<string, unknown> }).calendars[id];
  const said = mistaken.filter((path) => path[0] === "calendars" && path[1] === id).map((path) => path.slice(2));
  const problems = checkCalendar(source, { resolve: resolver(checking, broken) });
  for (const { path, code, message } of problems) {
    const isSaid = said.some((other) => other.every((step, i) => i >= path.length || step === path[i]));
    if (!isSaid) report("error", ["calendars", id, ...path], code, ...apart(message));
  }
  return problems.length === 0;
}

/** A promise in a calendar that never opens would never be due. */
function checkEverOpen(checking: Checking, broken: ReadonlySet<string>): void {
  const { model, report } = checking;
  const shut = new Map<string, string | null>();
  for (const [id, { calendar, from }] of entriesOf(model.agreements)) {
    const source = entryOf(model.calendars, calendar);
    if (calendar === undefined || from === undefined || source === undefined || broken.has(calendar)) continue;
    const key = `${calendar} ${from}`;
    if (!shut.has(key)) shut.set(key, whyShut(source, from, resolver(checking, broken)));
    const why = shut.get(key);
    if (why)
      report("error", ["agreements", id, "calendar"], "calendar-never-open", `calendar '${calendar}' never opens after ${from}`, why);
  }
}

function whyShut(source: CalendarSource, from: string, resolve: (name: string) => CalendarSource): string | null {
  try {
    compileCalendar(source, { resolve }).nextOpen(startOfDate("UTC", from));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return "give it hours, or look at its `until` and what it is combined with";
  }
}
