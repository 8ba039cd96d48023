/** What a list needs of a ticket's clocks, as a short text beside its record: a page of fifty rows reads 10 kB of it and not 150. */
import { type Clock, isLive } from "#core/sla/clock.ts";
import type { Duration, Instant } from "#core/time/instant.ts";

/** A live clock of a promise to the customer, as far as a row of a list shows it. */
export type LiveClock = Pick<Clock, "objective" | "party" | "startedAt" | "dueAt" | "breachedAt" | "runningSince" | "limit" | "base"> &
  Pick<Clock, "consumed" | "verdict"> & { readonly target: { readonly calendar: string } };

type Written = readonly [
  objective: Clock["objective"],
  startedAt: number,
  dueAt: number | null,
  breachedAt: number | null,
  runningSince: number | null,
  calendar: string,
  limit: number | null,
  base: number,
  consumed: number,
  verdict: Clock["verdict"],
];

export const isShown = (clock: Clock): clock is Clock & { target: NonNullable<Clock["target"]> } =>
  clock.party === "sla" && clock.target !== null && isLive(clock);

/** JSON, `[]` when none is live. */
export function liveClocksText(clocks: readonly Clock[]): string {
  const written: Written[] = [];
  for (const clock of clocks) {
    if (!isShown(clock)) continue;
    const { objective, startedAt, dueAt, breachedAt, runningSince, target, limit, base, consumed, verdict } = clock;
    written.push([objective, startedAt, dueAt, breachedAt, runningSince, target.calendar, limit, base, consumed, verdict]);
  }
  return JSON.stringify(written);
}

export function liveClocksOf(text: string): LiveClock[] {
  return (JSON.parse(text) as Written[]).map(
    ([objective, startedAt, dueAt, breachedAt, runningSince, calendar, limit, base, consumed, verdict]): LiveClock => ({
      objective,
      party: "sla",
      startedAt: startedAt as Instant,
      dueAt: dueAt as Instant | null,
      breachedAt: breachedAt as Instant | null,
      runningSince: runningSince as Instant | null,
      target: { calendar },
      limit: limit as Duration | null,
      base: base as Duration,
      consumed: consumed as Duration,
      verdict,
    }),
  );
}
