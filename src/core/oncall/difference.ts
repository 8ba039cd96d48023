/** What a change of the rota does to who is on call: where it differs, what nobody covers any more, and what one should know before. */
import type { Book } from "#core/agreement/book.ts";
import type { Period } from "#core/oncall/change.ts";
import { scheduleAt, shiftsIn } from "#core/oncall/rota.ts";
import type { Shift } from "#core/oncall/shift.ts";
import { pairsOf } from "#core/oncall/stretch.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { clipped } from "#core/time/intervals.ts";

/** Null: nobody. */
export type Difference = Period & { schedule: string; before: string | null; after: string | null };

export type Warning = {
  kind: "begins-now" | "leave-wins" | "overlaps" | "not-in-schedule" | "on-call-elsewhere" | "changes-nothing";
  person: string | null;
  schedule: string | null;
  from: Instant | null;
  to: Instant | null;
};

/** Nobody plans further, and leave may last for ever. */
const farthestMs = hours(400 * 24);

/** As much of a stretch as differences are looked for in. */
export const bounded = ({ from, to }: Period): Period => ({ from, to: Math.min(to, after(from, farthestMs)) as Instant });

/** Where two books have different people on call in a schedule, in order; neighbours that differ alike are one. */
export function differencesIn(before: Book, later: Book, schedule: string, { from, to }: Period): Difference[] {
  const [old, next] = [shiftsIn(before, schedule, from, to), shiftsIn(later, schedule, from, to)];
  const cuts = [...new Set([from, to, ...old.flatMap(ends), ...next.flatMap(ends)])].sort((a, b) => a - b);
  const differences: Difference[] = [];
  let [i, j] = [0, 0];
  for (let k = 1; k < cuts.length; k++) {
    const [start, end] = [cuts[k - 1]!, cuts[k]!];
    while (i < old.length && old[i]!.to <= start) i++;
    while (j < next.length && next[j]!.to <= start) j++;
    const [was, is] = [personOf(old[i], start), personOf(next[j], start)];
    if (was === is) continue;
    const last = differences.at(-1);
    if (last !== undefined && last.to === start && last.before === was && last.after === is) last.to = end;
    else differences.push({ schedule, from: start, to: end, before: was, after: is });
  }
  return differences;
}

const ends = ({ from, to }: Shift): Instant[] => [from, to];
const personOf = (shift: Shift | undefined, at: Instant): string | null =>
  shift !== undefined && shift.from <= at && at < shift.to ? shift.person : null;

/** Where nobody would be on call in time that the schedule covers (all of it, when it names no calendar), and somebody is. */
export function gapsMade(book: Book, differences: readonly Difference[]): (Period & { schedule: string })[] {
  return differences
    .filter(({ after: is }) => is === null)
    .flatMap(({ schedule, from, to }) => {
      const covers = book.documentAt(from)?.schedules?.[schedule]?.covers;
      if (covers === undefined) return [{ schedule, from, to }];
      const open = book
        .calendar(covers)
        .stretches(from, to)
        .filter((stretch) => stretch.open);
      return open.map((stretch) => ({ schedule, from: stretch.from, to: stretch.to }));
    });
}

/** What one should know of somebody standing in: their leave wins, others who stand in, where else they are on call. */
export function warningsOfOverride(book: Book, { schedule, person, from, to }: Period & { schedule: string; person: string }): Warning[] {
  const warnings: Warning[] = [];
  const compiled = scheduleAt(book, schedule, from);
  for (const [start, end] of pairsOf(clipped(compiled?.leave.get(person) ?? [], from, to)))
    warnings.push({ kind: "leave-wins", person, schedule, from: start, to: end });
  for (const other of compiled?.overrides ?? [])
    if (other.from < to && other.to > from && other.person !== person)
      warnings.push({ kind: "overlaps", person: other.person, schedule, from: max(other.from, from), to: min(other.to, to) });
  const document = book.documentAt(from);
  if (document?.schedules?.[schedule]?.layers.every(({ participants }) => !participants.includes(person)) === true)
    warnings.push({ kind: "not-in-schedule", person, schedule, from: null, to: null });
  const within = bounded({ from, to });
  for (const other of Object.keys(document?.schedules ?? {})) {
    if (other === schedule) continue;
    for (const shift of shiftsIn(book, other, within.from, within.to))
      if (shift.person === person) warnings.push({ kind: "on-call-elsewhere", person, schedule: other, from: shift.from, to: shift.to });
  }
  return warnings;
}

/** What one should know of somebody being away: whatever they stand in for is lost. */
export function warningsOfLeave(book: Book, { person, from, to }: Period & { person: string }): Warning[] {
  const standing = book.rota.overrides.filter((each) => each.person === person && each.from < to && each.to > from);
  return standing.map(({ schedule, from: start, to: end }) => ({
    ...{ kind: "leave-wins" as const, person, schedule },
    ...{ from: max(start, from), to: min(end, to) },
  }));
}

const max = (a: Instant, b: Instant): Instant => Math.max(a, b) as Instant;
const min = (a: Instant, b: Instant): Instant => Math.min(a, b) as Instant;

/** What a change does to one person: stretches that they are put on call for, and those that they are relieved of. */
export type Turned = { person: string; on: Difference[]; off: Difference[] };

/** By person, in the order in which they are first met. */
export function turnedBy(differences: readonly Difference[]): Turned[] {
  const turned = new Map<string, Turned>();
  const of = (person: string): Turned => {
    const known = turned.get(person) ?? { person, on: [], off: [] };
    turned.set(person, known);
    return known;
  };
  for (const difference of differences) {
    if (difference.after !== null) of(difference.after).on.push(difference);
    if (difference.before !== null) of(difference.before).off.push(difference);
  }
  return [...turned.values()];
}
