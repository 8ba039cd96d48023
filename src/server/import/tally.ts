/** What an import could not take as it stands: every case is counted, the first ones are kept, all are told to whoever listens. */
import type { RowProblem } from "#core/history/table.ts";

export type Tally = {
  total: number;
  /** Rows that were not imported. */
  leftOut: number;
  byCode: Record<string, number>;
  /** At most `mostKept`, in the order in which they were found. */
  first: RowProblem[];
};

export const mostKept = 1_000;

export type Tallying = { readonly tally: Tally; take(problems: readonly RowProblem[]): void };

export function openTally(tell: (problem: RowProblem) => void = () => undefined): Tallying {
  const tally: Tally = { total: 0, leftOut: 0, byCode: {}, first: [] };
  return {
    tally,
    take: (problems) => {
      for (const problem of problems) {
        tally.total++;
        if (problem.isLeftOut) tally.leftOut++;
        tally.byCode[problem.code] = (tally.byCode[problem.code] ?? 0) + 1;
        if (tally.first.length < mostKept) tally.first.push(problem);
        tell(problem);
      }
    },
  };
}
