/** What a strip draws: stretches of equal days, and where months begin. */

export type Run = { kind: string; from: number; length: number };

export function runsOf(days: string): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < days.length; i++) {
    const last = runs.at(-1);
    const kind = days[i]!;
    if (last?.kind === kind) last.length++;
    else runs.push({ kind, from: i, length: 1 });
  }
  return runs;
}

/** Firsts of the month among `count` days from a date on, the first day itself left out: at which place, and which instant of UTC. */
export function monthsOf(firstDate: string, count: number): { day: number; at: number }[] {
  const start = Date.parse(`${firstDate}T00:00:00Z`);
  return Array.from({ length: count }, (_, day) => ({ day, at: start + day * 86_400_000 })).filter(
    ({ day, at }) => day > 0 && new Date(at).getUTCDate() === 1,
  );
}
