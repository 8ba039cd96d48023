/** Who would have been on call, told by two sides: where they differ, from the first instant on. */
import type { Instant } from "#core/time/instant.ts";

export type OnCallStretch = { person: string; from: Instant; to: Instant };

/** `[from, to)`, in which one side has `ours` on call and the other `theirs`; both in alphabetical order. */
export type Differing = { from: Instant; to: Instant; ours: string[]; theirs: string[] };

export type Difference = {
  from: Instant;
  to: Instant;
  sameMs: number;
  differingMs: number;
  /** How many stretches differ; the list holds the first ones. */
  count: number;
  first: Differing[];
};

const mostListed = 200;

/** Compares the sets of people on call at each instant of `[from, to)`; the order of shifts and their cuts make no difference. */
export function differenceOf(ours: readonly OnCallStretch[], theirs: readonly OnCallStretch[], from: Instant, to: Instant): Difference {
  const [mine, yours] = [changesOf(ours, from, to), changesOf(theirs, from, to)];
  const cuts = [...new Set([from, to, ...mine.keys(), ...yours.keys()])].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const [standing, other] = [new Map<string, number>(), new Map<string, number>()];
  const result: Difference = { from, to, sameMs: 0, differingMs: 0, count: 0, first: [] };
  let last: Differing | null = null;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i]! as Instant, cuts[i + 1]! as Instant];
    apply(standing, mine.get(start));
    apply(other, yours.get(start));
    const [a, b] = [namesIn(standing), namesIn(other)];
    if (a.join("\n") === b.join("\n")) {
      result.sameMs += end - start;
      last = null;
      continue;
    }
    result.differingMs += end - start;
    if (last !== null && last.ours.join("\n") === a.join("\n") && last.theirs.join("\n") === b.join("\n")) {
      last.to = end;
      continue;
    }
    last = { from: start, to: end, ours: a, theirs: b };
    result.count += 1;
    if (result.first.length < mostListed) result.first.push(last);
  }
  return result;
}

type Change = { person: string; by: 1 | -1 };

function changesOf(stretches: readonly OnCallStretch[], from: Instant, to: Instant): Map<number, Change[]> {
  const changes = new Map<number, Change[]>();
  const add = (at: number, change: Change): void => {
    const here = changes.get(at);
    if (here === undefined) changes.set(at, [change]);
    else here.push(change);
  };
  for (const { person, from: start, to: end } of stretches) {
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    if (first >= last) continue;
    add(first, { person, by: 1 });
    add(last, { person, by: -1 });
  }
  return changes;
}

function apply(standing: Map<string, number>, changes: readonly Change[] | undefined): void {
  for (const { person, by } of changes ?? []) standing.set(person, (standing.get(person) ?? 0) + by);
}

const namesIn = (standing: ReadonlyMap<string, number>): string[] =>
  [...standing]
    .filter(([, count]) => count > 0)
    .map(([person]) => person)
    .sort();
