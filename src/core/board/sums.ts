/**
 * A board's figures, summed from tallies: how many tickets there are of each kind, as they were counted. What is a rate, who counts, what
 * is a bucket of age is decided here, so that the same figures can be made of any history.
 */
import type { Priority, Tier } from "#core/model/document.ts";

/** Open tickets that are alike. `age`: which of `ages` they are in. */
export type OpenTally = {
  readonly tier: Tier | null;
  readonly team: string | null;
  readonly assignee: string | null;
  readonly priority: Priority;
  readonly age: number;
  /** A promise is broken and still stands. */
  readonly isLate: boolean;
  /** The next promise breaks within a day. */
  readonly isSoon: boolean;
  readonly isPaused: boolean;
  readonly count: number;
};

/** Tickets of the window that are alike. `ended`, `opened`: in which stretch that was; null: outside of the window, or not at all. */
export type WindowTally = {
  readonly ended: number | null;
  readonly opened: number | null;
  readonly isResolved: boolean;
  /** Null where there are no tiers to speak of. */
  readonly isFirstLine: boolean | null;
  readonly isBreached: boolean;
  readonly isReopened: boolean;
  readonly rating: number | null;
  readonly count: number;
};

/** Ages of open tickets in days: from the bound before (or 0), to the bound itself; the last is without an end. */
export const ageBounds = [1, 3, 7, 14, 30] as const;
export const ages: readonly { readonly fromDays: number; readonly toDays: number | null }[] = [0, ...ageBounds].map((fromDays, index) => ({
  fromDays,
  toDays: ageBounds[index] ?? null,
}));

type Load = { open: number; late: number; soon: number; paused: number; urgent: number };
export type PersonLoad = Load & { readonly assignee: string | null };
export type TierLoad = Load & { readonly tier: Tier | null; readonly team: string | null; unassigned: number };
export type AgeRow = { readonly fromDays: number; readonly toDays: number | null; readonly counts: Record<Priority, number> };

const noLoad = (): Load => ({ open: 0, late: 0, soon: 0, paused: 0, urgent: 0 });

function addLoad(load: Load, { isLate, isSoon, isPaused, priority, count }: OpenTally): void {
  load.open += count;
  if (isLate) load.late += count;
  if (isSoon) load.soon += count;
  if (isPaused) load.paused += count;
  if (priority === "P1" || priority === "P2") load.urgent += count;
}

export type OpenFigures = {
  total: Load & { unassigned: number };
  people: PersonLoad[];
  tiers: TierLoad[];
  ageing: AgeRow[];
};

/** Who has what now. People with most in hand first; teams from the first tier up. Tickets that nobody has count for their team. */
export function openFigures(tallies: readonly OpenTally[]): OpenFigures {
  const total = { ...noLoad(), unassigned: 0 };
  const people = new Map<string, PersonLoad>();
  const tiers = new Map<string, TierLoad>();
  const ageing: AgeRow[] = ages.map((age) => ({ ...age, counts: { P1: 0, P2: 0, P3: 0, P4: 0 } }));
  for (const tally of tallies) {
    const { tier, team, assignee, priority, age, count } = tally;
    addLoad(total, tally);
    const place = kept(tiers, `${tier}/${team}`, () => ({ ...noLoad(), tier, team, unassigned: 0 }));
    addLoad(place, tally);
    if (assignee === null) {
      total.unassigned += count;
      place.unassigned += count;
    } else
      addLoad(
        kept(people, assignee, () => ({ ...noLoad(), assignee })),
        tally,
      );
    const row = ageing[Math.min(Math.max(age, 0), ageing.length - 1)];
    if (row !== undefined) row.counts[priority] += count;
  }
  return {
    ...{ total, ageing },
    people: [...people.values()].sort((a, b) => b.open - a.open || compare(a.assignee, b.assignee)),
    tiers: [...tiers.values()].sort((a, b) => (a.tier ?? 9) - (b.tier ?? 9) || compare(a.team, b.team)),
  };
}

function kept<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const compare = (a: string | null, b: string | null): number => ((a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0);

export type TrendRow = { opened: number; resolved: number; firstLine: number; firstLineOf: number; breached: number };

export type WindowFigures = {
  opened: number;
  resolved: number;
  /** Ended without a resolution: excluded, withdrawn, merged. */
  otherwiseEnded: number;
  /** Of those that went through tiers at all. */
  firstLine: { of: number; count: number };
  kept: { of: number; count: number };
  reopened: number;
  ratings: { count: number; sum: number; byScore: number[] };
  trend: TrendRow[];
};

/** What came and went in a window of so many stretches. */
export function windowFigures(tallies: readonly WindowTally[], stretches: number): WindowFigures {
  const figures: WindowFigures = {
    ...{ opened: 0, resolved: 0, otherwiseEnded: 0, reopened: 0 },
    firstLine: { of: 0, count: 0 },
    kept: { of: 0, count: 0 },
    ratings: { count: 0, sum: 0, byScore: [0, 0, 0, 0, 0] },
    trend: Array.from({ length: stretches }, () => ({ opened: 0, resolved: 0, firstLine: 0, firstLineOf: 0, breached: 0 })),
  };
  for (const tally of tallies) {
    if (tally.opened !== null) {
      figures.opened += tally.count;
      const row = figures.trend[tally.opened];
      if (row !== undefined) row.opened += tally.count;
    }
    if (tally.ended !== null) addEnded(figures, tally, tally.ended);
  }
  return figures;
}

function addEnded(figures: WindowFigures, tally: WindowTally, at: number): void {
  const { isResolved, isFirstLine, isBreached, isReopened, rating, count } = tally;
  if (!isResolved) {
    figures.otherwiseEnded += count;
    return;
  }
  const row = figures.trend[at];
  figures.resolved += count;
  if (row !== undefined) row.resolved += count;
  figures.kept.of += count;
  if (!isBreached) figures.kept.count += count;
  else if (row !== undefined) row.breached += count;
  if (isReopened) figures.reopened += count;
  if (isFirstLine !== null) {
    figures.firstLine.of += count;
    if (isFirstLine) figures.firstLine.count += count;
    if (row !== undefined) {
      row.firstLineOf += count;
      if (isFirstLine) row.firstLine += count;
    }
  }
  const score = rating === null ? undefined : figures.ratings.byScore[rating - 1];
  if (rating !== null && score !== undefined) {
    figures.ratings.byScore[rating - 1] = score + count;
    figures.ratings.count += count;
    figures.ratings.sum += rating * count;
  }
}

/** A share between 0 and 1; null where there is nothing to share. */
export const shareOf = ({ of, count }: { of: number; count: number }): number | null => (of === 0 ? null : count / of);
