/** What an explanation says of its clock at an instant: exact, since its stretches tell which time counts. Pure. */
import type { WireClock, WireExplanation } from "../../api/wire.ts";
import type { ShownClock } from "../../kit/clock-state.ts";

const instantOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

/** Open milliseconds consumed at `now`, also of what was still to come when the server explained it. */
export function consumedAt({ stretches }: WireExplanation, now: number): number {
  let sum = 0;
  for (const { from, to, counted, isProjected } of stretches) {
    if (counted === 0) continue;
    sum += isProjected ? Math.min(Math.max(now - Date.parse(from), 0), Date.parse(to) - Date.parse(from)) : counted;
  }
  return sum;
}

export type Explained = { clock: WireClock; explanation: WireExplanation };

export function explainedClock({ clock, explanation }: Explained, now: number): ShownClock {
  const { objective, party, dueAt, breachedAt, wouldBeDueAt, verdict, stoppedAt, base, limit } = explanation;
  const isLive = stoppedAt === null;
  const target = limit === null ? null : limit - base;
  return {
    objective,
    party,
    dueAt: isLive || verdict === "breached" ? instantOf(dueAt) : null,
    breachedAt: instantOf(breachedAt),
    wouldBeDueAt: instantOf(wouldBeDueAt),
    isPaused: isLive && clock.runningSince === null && breachedAt === null,
    verdict,
    isLive,
    consumedPercent: target === null ? null : target === 0 ? 100 : ((consumedAt(explanation, now) - base) / target) * 100,
  };
}
