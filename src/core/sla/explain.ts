/** Why a clock is due when it is: its stretches, its target and every re-target, adding up to the millisecond. */
import type { PauseReason } from "#core/model/document.ts";
import { type Clock, dueIfRunning, isLive, type Measure } from "#core/sla/clock.ts";
import type { Stretch } from "#core/time/calendar.ts";
import type { Duration, Instant } from "#core/time/instant.ts";

export type ExplainedStretch = {
  from: Instant;
  to: Instant;
  state: "running" | "paused" | "stopped";
  /** Yet to come: how the clock will run if nothing happens. */
  isProjected: boolean;
  /** Past the due instant: the overshoot. */
  isOverdue: boolean;
  open: boolean;
  /** Why it is closed: night, weekend, a holiday by name, an exception. */
  why: Stretch["why"] | null;
  pauseReason: PauseReason | null;
  calendarVersion: number | null;
  /** Open milliseconds that this stretch consumed. */
  counted: Duration;
};

export type Explanation = Pick<
  Clock,
  | "objective"
  | "party"
  | "round"
  | "tier"
  | "startedAt"
  | "target"
  | "retargets"
  | "base"
  | "limit"
  | "breachedAt"
  | "stoppedAt"
  | "verdict"
> & {
  stretches: ExplainedStretch[];
  /** Consumed by now, in open time of the target's calendar, and what is left (negative when overdue). */
  consumed: Duration;
  remaining: Duration | null;
  /** The instant at which it is or was due. */
  dueAt: Instant | null;
  /** While paused: when it would be due if it were resumed now. */
  wouldBeDueAt: Instant | null;
  /** What the stretches up to the due instant add up to; equals `limit` whenever there is a due instant. */
  countedUntilDue: Duration;
};

/** Explains a clock as of `now`; the stretches partition its life from start to end, or to its due instant when that is yet to come. */
export function explainClock(clock: Clock, now: Instant, measure: Measure): Explanation {
  const dueAt = clock.breachedAt ?? clock.dueAt ?? dueWhenStopped(clock, measure);
  const stretches = clock.target === null ? plainStretches(clock, now) : stretchesOf(clock, now, dueAt, measure);
  const past = stretches.filter((stretch) => !stretch.isProjected);
  const consumed = sum(past);
  const { objective, party, round, tier, startedAt, target, retargets, base, limit, breachedAt, stoppedAt, verdict } = clock;
  return {
    ...{ objective, party, round, tier, startedAt, target, retargets, base, limit, breachedAt, stoppedAt, verdict },
    stretches,
    consumed,
    remaining: limit === null ? null : ((limit - consumed) as Duration),
    dueAt,
    wouldBeDueAt: isLive(clock) && clock.runningSince === null && breachedAt === null ? dueIfRunning(clock, now, measure) : null,
    countedUntilDue: sum(stretches.filter((stretch) => !stretch.isOverdue)),
  };
}

const sum = (stretches: readonly ExplainedStretch[]): Duration => stretches.reduce((total, { counted }) => total + counted, 0) as Duration;

/** A clock that was met tells when it would have been due, had it run on. */
function dueWhenStopped(clock: Clock, measure: Measure): Instant | null {
  return clock.stoppedAt === null || clock.verdict === "void" ? null : dueIfRunning(clock, clock.stoppedAt, measure);
}

function plainStretches(clock: Clock, now: Instant): ExplainedStretch[] {
  return clock.segments.map(({ from, to, paused }) => ({
    from,
    to: to ?? now,
    state: paused === null ? "running" : paused === "stopped" ? "stopped" : "paused",
    isProjected: false,
    isOverdue: false,
    open: true,
    why: null,
    pauseReason: paused === "stopped" ? null : paused,
    calendarVersion: null,
    counted: 0 as Duration,
  }));
}

function stretchesOf(clock: Clock, now: Instant, dueAt: Instant | null, measure: Measure): ExplainedStretch[] {
  const last = clock.segments.at(-1)!;
  const lives: Piece[] = clock.segments.map(({ from, to, paused }) => ({ from, to: to ?? now, paused, isProjected: false }));
  const runsUntilDue = dueAt !== null && dueAt > (last.to ?? now) && last.paused === null && clock.verdict !== "void";
  if (runsUntilDue) lives.push({ from: last.to ?? now, to: dueAt, paused: null, isProjected: true });
  return lives
    .flatMap((piece) => splitAt(piece, dueAt))
    .filter(({ from, to }) => to > from)
    .flatMap((piece) => measured(piece, clock, dueAt, measure));
}

type Piece = { from: Instant; to: Instant; paused: PauseReason | "stopped" | null; isProjected: boolean };

const splitAt = (piece: Piece, at: Instant | null): Piece[] =>
  at === null || at <= piece.from || at >= piece.to
    ? [piece]
    : [
        { ...piece, to: at },
        { ...piece, from: at },
      ];

function measured(piece: Piece, clock: Clock, dueAt: Instant | null, measure: Measure): ExplainedStretch[] {
  const { calendar: name } = clock.target!;
  return measure
    .calendar(name)
    .stretches(piece.from, piece.to)
    .map(({ from, to, open, why }) => ({
      from,
      to,
      state: piece.paused === null ? "running" : piece.paused === "stopped" ? "stopped" : "paused",
      isProjected: piece.isProjected,
      isOverdue: dueAt !== null && from >= dueAt,
      open,
      why: why ?? null,
      pauseReason: piece.paused === "stopped" ? null : piece.paused,
      calendarVersion: measure.calendarVersionAt(name, from),
      counted: (open && piece.paused === null ? to - from : 0) as Duration,
    }));
}
