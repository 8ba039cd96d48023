/**
 * What somebody asks to be recorded, made into changes of the rota: the same for the preview and for the deed, so that what is shown before
 * is what comes of it.
 */
import { type Book, withRota } from "#core/agreement/book.ts";
import type { Leave, Override } from "#core/model/rota.ts";
import {
  type Change,
  type Changer,
  changedRota,
  endTakenBack,
  mayTakeBackLeave,
  mayTakeBackOverride,
  type Period,
  periodOf,
  periodToCome,
  type Recorded,
  requireMay,
  requireOneself,
  requirePersonOfModel,
  schedulesOf,
  type WrittenPeriod,
  zoneOfPerson,
  zoneOfSchedule,
} from "#core/oncall/change.ts";
import { bounded, type Difference, differencesIn, type Warning, warningsOfLeave, warningsOfOverride } from "#core/oncall/difference.ts";
import { type AskedSwap, changesOfSwap, requireAcceptable, requireAskable, type Swap } from "#core/oncall/swap.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";

export type RecordedOverride = Override & Recorded & { swapId: number | null };
export type RecordedLeave = Leave & Recorded & { feedId: number | null };

/** `periods`: where it can change anything; `schedules`: in which. */
export type Plan = { changes: readonly Change[]; periods: readonly Period[]; schedules: readonly string[]; warnings: readonly Warning[] };

export type AskedOverride = WrittenPeriod & { schedule: string; person: string; to: string };
export type AskedLeave = WrittenPeriod & { person: string };
export type AskedForSwap = {
  schedule: string;
  asker: string;
  asked: string | null;
  from: string;
  to: string;
  back: { from: string; to: string } | null;
};

export type Situation = { book: Book; now: Instant; changer: Changer };

/** @param replaced what is taken back in the same moment */
export function planOverride(
  { book, now, changer }: Situation,
  asked: AskedOverride,
  replaced: RecordedOverride | null,
): Plan & { period: Period } {
  const { schedule, person } = asked;
  const document = book.documentAt(now);
  const { isBegun, ...period } = periodOf(asked, zoneOfSchedule(document, schedule), now);
  requireOneself(changer, person);
  requirePersonOfModel(document, person);
  const back = replaced === null ? nothing : planEndOfOverride({ now, changer }, replaced);
  const before = withRota(book, changedRota(book.rota, back.changes));
  return {
    period,
    changes: [...back.changes, { kind: "override", override: { schedule, person, ...period } }],
    periods: [period, ...back.periods],
    schedules: [...new Set([schedule, ...back.schedules])],
    warnings: [...begun(isBegun, now), ...warningsOfOverride(before, { schedule, person, ...period })],
  };
}

/** @param replaced what is taken back in the same moment */
export function planLeave({ book, now, changer }: Situation, asked: AskedLeave, replaced: RecordedLeave | null): Plan & { period: Period } {
  const { person } = asked;
  const document = book.documentAt(now);
  const { isBegun, ...period } = periodOf(asked, zoneOfPerson(document, person), now);
  requireOneself(changer, person);
  requirePersonOfModel(document, person);
  const back = replaced === null ? nothing : planEndOfLeave({ book, now, changer }, replaced);
  return {
    period,
    changes: [...back.changes, { kind: "leave", leave: { person, ...period } }],
    periods: [period, ...back.periods],
    schedules: schedulesOf(book, now),
    warnings: [...begun(isBegun, now), ...warningsOfLeave(book, { person, ...period })],
  };
}

/** What was asked, and what comes of it when whom is asked accepts; of everybody nobody can know. */
export function planSwap({ book, now, changer }: Situation, written: AskedForSwap): Plan & { swap: Swap } {
  const { schedule, asker, asked } = written;
  const document = book.documentAt(now);
  const zone = zoneOfSchedule(document, schedule);
  const back = written.back === null ? null : periodToCome(written.back, zone, now);
  const swap: Swap = { schedule, asker, asked, ...periodToCome(written, zone, now), back };
  requireOneself(changer, asker);
  if (asked !== null) requirePersonOfModel(document, asked);
  requireAskable(book, swap);
  return { swap, ...(asked === null ? { ...nothing, schedules: [schedule] } : planOfSwap(book, swap, asked)) };
}

/** `person` accepts. */
export function planAcceptance({ book, now, changer }: Situation, swap: AskedSwap, person: string): Plan {
  requireOneself(changer, person);
  requirePersonOfModel(book.documentAt(now), person);
  requireAcceptable(book, swap, person, now);
  return planOfSwap(book, swap, person);
}

function planOfSwap(book: Book, swap: Swap, accepter: string): Plan {
  const changes = changesOfSwap(swap, accepter);
  return {
    changes,
    periods: swap.back === null ? [swap] : [swap, swap.back],
    schedules: [swap.schedule],
    warnings: changes.flatMap(({ override }) => warningsOfOverride(book, override)).filter(({ kind }) => kind !== "overlaps"),
  };
}

/** Refuses `override-of-swap`: half of a swap taken back would leave both in one stretch. */
export function planEndOfOverride({ now, changer }: Omit<Situation, "book">, override: RecordedOverride): Plan {
  requireMay(mayTakeBackOverride(changer, override));
  if (override.swapId !== null)
    throw new Refusal("override-of-swap", "This comes from a swap: take the whole swap back, or ask to swap again.", {
      swapId: override.swapId,
    });
  return endOfOverrides([override], now);
}

/** Refuses `leave-of-calendar`: the calendar would bring it back. */
export function planEndOfLeave({ book, now, changer }: Situation, leave: RecordedLeave): Plan {
  requireMay(mayTakeBackLeave(changer, leave));
  if (leave.feedId !== null)
    throw new Refusal("leave-of-calendar", "This leave comes from a calendar: change it there, or remove the calendar.", {});
  const at = endTakenBack(leave, now);
  return { changes: [{ kind: "end-leave", id: leave.id, at }], periods: [leave], schedules: schedulesOf(book, now), warnings: [] };
}

/** Both halves of an accepted swap, as far as they are not over. Refuses `rota-not-yours`, `rota-over`. */
export function planEndOfSwap({ now, changer }: Omit<Situation, "book">, halves: readonly RecordedOverride[]): Plan {
  requireMay(changer.mayChangeOthers);
  const left = halves.filter(({ to, takenBackAt }) => takenBackAt === null && to > now);
  return endOfOverrides(left.length === 0 ? halves.slice(0, 1) : left, now);
}

const endOfOverrides = (overrides: readonly RecordedOverride[], now: Instant): Plan => ({
  changes: overrides.map((each) => ({ kind: "end-override", id: each.id, at: endTakenBack(each, now) })),
  periods: overrides,
  schedules: [...new Set(overrides.map(({ schedule }) => schedule))],
  warnings: [],
});

const nothing: Plan = { changes: [], periods: [], schedules: [], warnings: [] };

const begun = (isBegun: boolean, now: Instant): Warning[] =>
  isBegun ? [{ kind: "begins-now", person: null, schedule: null, from: now, to: null }] : [];

export type Outcome = { before: Book; later: Book; differences: Difference[] };

/** Who is on call before and after, where that differs: by schedule, in order. Nothing before `now` can differ. */
export function outcomeOf(book: Book, { changes, periods, schedules }: Plan, now: Instant): Outcome {
  const later = withRota(book, changedRota(book.rota, changes));
  const windows = apart(
    periods.map(({ from, to }) => bounded({ from: Math.max(from, now) as Instant, to })).filter(({ from, to }) => from < to),
  );
  const differences = schedules.flatMap((schedule) => windows.flatMap((window) => differencesIn(book, later, schedule, window)));
  return { before: book, later, differences };
}

/** Overlapping ones become one, so that nothing is told twice. */
function apart(periods: readonly Period[]): Period[] {
  const found: Period[] = [];
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to) as Instant;
    else found.push({ from, to });
  }
  return found;
}
