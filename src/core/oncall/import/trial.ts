/** What an import would make of who is on call: against the product's own reckoning, and against what runs here. And the model with it. */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { type Edit, editSource } from "#core/model/edit.ts";
import { writePart } from "#core/model/export.ts";
import { convertExport, type Imported, type ImportedSchedule, type ImportQuestion } from "#core/oncall/import/convert.ts";
import { type Difference, differenceOf, type OnCallStretch } from "#core/oncall/import/difference.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import { compileSchedule } from "#core/oncall/shift.ts";
import type { Instant } from "#core/time/instant.ts";
import { dayMs } from "#core/time/wall.ts";

export type Comparison = {
  /** The keys of the schedules here that stand against it. */
  schedules: string[];
  name: string;
  /** `peer`: what the product says it would be; `running`: the schedules of these keys as they run here. */
  against: "peer" | "running";
  difference: Difference;
  ours: OnCallStretch[];
  theirs: OnCallStretch[];
};

/** Shifts of a side that are drawn: 90 days of four a day, and some. */
const mostDrawn = 500;
/** Recurrences that no layer says are written out at least so far ahead. */
const leastDaysWritten = 90;
const mostDaysBack = 400;

export type Trial = { imported: Imported; comparisons: Comparison[] };

/**
 * The import, and what it would make of who is on call over `days`: against the product's own rendering (where that lies, be it over
 * already), and, with a book, against what runs here under the same keys.
 */
export function tryImport(question: Omit<ImportQuestion, "until">, book: Book | null, days: number): Trial {
  const { from } = question;
  const until = (from + Math.max(days, leastDaysWritten) * dayMs) as Instant;
  const imported = convertExport({ ...question, until });
  const renderedFrom = Math.min(...imported.schedules.map(({ rendered }) => rendered?.from ?? Number.POSITIVE_INFINITY));
  const earliest = Math.max(renderedFrom, from - mostDaysBack * dayMs) as Instant;
  // What is over already is part of a rendering, but not of what is taken in.
  const then = earliest < from ? convertExport({ ...question, until, from: earliest }) : imported;
  const against = [
    ...then.schedules.map((each) => againstPeer(each, Math.min(from, earliest) as Instant, days)),
    ...imported.schedules.map((each) => (book === null ? null : againstRunning(each, book, from, (from + days * dayMs) as Instant))),
  ];
  return { imported, comparisons: against.filter((found) => found !== null) };
}

function againstPeer(each: ImportedSchedule, least: Instant, days: number): Comparison | null {
  const { rendered } = each;
  if (rendered === null) return null;
  const from = Math.max(rendered.from, least) as Instant;
  const to = Math.min(rendered.to, from + days * dayMs) as Instant;
  return from < to ? compared(each, "peer", onCallBy(each, from, to), rendered.shifts, from, to) : null;
}

function againstRunning(each: ImportedSchedule, book: Book, from: Instant, to: Instant): Comparison | null {
  const keys = each.schedules.map(({ key }) => key);
  const document = book.documentAt(from);
  if (document === null || keys.every((key) => document.schedules?.[key] === undefined)) return null;
  const theirs = keys.flatMap((key) => shiftsIn(book, key, from, to));
  return compared(each, "running", onCallBy(each, from, to), theirs, from, to);
}

const onCallBy = ({ schedules }: ImportedSchedule, from: Instant, to: Instant): OnCallStretch[] =>
  schedules.flatMap(({ schedule }) => compileSchedule(schedule).shifts(from, to)).sort((a, b) => a.from - b.from);

function compared(
  { name, schedules }: ImportedSchedule,
  against: Comparison["against"],
  ours: readonly OnCallStretch[],
  theirs: readonly OnCallStretch[],
  from: Instant,
  to: Instant,
): Comparison {
  const drawn = (list: readonly OnCallStretch[]): OnCallStretch[] =>
    list
      .filter((each) => each.to > from && each.from < to)
      .slice(0, mostDrawn)
      .map((each) => ({ person: each.person, from: Math.max(each.from, from) as Instant, to: Math.min(each.to, to) as Instant }));
  return {
    ...{ name, against, schedules: schedules.map(({ key }) => key) },
    ...{ difference: differenceOf(ours, theirs, from, to), ours: drawn(ours), theirs: drawn(theirs) },
  };
}

/** Those whom the model has to learn. */
export const newPeople = ({ people }: Imported): Imported["people"] => people.filter(({ isKnown, isNeeded }) => isNeeded && !isKnown);

/** What to write into a model: new people, and the schedules and policies, whose `covers` and calendar stay as they are there. */
export function editsOf(imported: Imported, document: Document | null): Edit[] {
  const { schedules, policies } = imported;
  return [
    ...newPeople(imported).map(({ key, person }): Edit => ({ path: ["people", key], value: person })),
    ...schedules.flatMap((each) =>
      each.schedules.map(({ key, schedule }): Edit => {
        const covers = document?.schedules?.[key]?.covers;
        return { path: ["schedules", key], value: covers === undefined ? schedule : { ...schedule, covers } };
      }),
    ),
    ...policies.map(({ key, policy }): Edit => {
      const calendar = document?.escalationPolicies?.[key]?.calendar;
      return { path: ["escalationPolicies", key], value: calendar === undefined ? policy : { ...policy, calendar } };
    }),
  ];
}

/** The model's text with the import in it; without a model, the three parts alone, to be put into one. */
export function withImport(source: string | null, imported: Imported, document: Document | null): string {
  if (source !== null) return editSource(source, editsOf(imported, document));
  const named = <T>(list: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(list);
  return writePart({
    people: named(imported.people.filter(({ isNeeded }) => isNeeded).map(({ key, person }) => [key, person] as const)),
    schedules: named(imported.schedules.flatMap((each) => each.schedules.map(({ key, schedule }) => [key, schedule] as const))),
    escalationPolicies: named(imported.policies.map(({ key, policy }) => [key, policy] as const)),
  });
}
