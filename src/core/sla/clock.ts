/**
 * A clock: one objective of one ticket. It runs and pauses in open time of its target's calendar; its due instant is always
 * derived from what was consumed and what is left, never from wall-clock time added for a pause.
 */
import type { CompiledTarget, Party } from "#core/agreement/terms.ts";
import type { Objective, PauseReason, Priority, RetargetRule, Tier } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Calendar } from "#core/time/calendar.ts";
import type { Duration, Instant } from "#core/time/instant.ts";
import { parseSpan, type Span } from "#core/time/span.ts";

export type TargetInForce = {
  written: string;
  calendar: string;
  priority: Priority;
  agreementVersion: number;
  calendarVersion: number;
  /** Why this target: the first one, or the rule that re-targeted. */
  rule: "first" | RetargetRule;
  since: Instant;
};

/** A stretch of a clock's life. `paused` names the reason; null while running; `stopped` between an end and running on. */
export type Segment = { from: Instant; to: Instant | null; paused: PauseReason | "stopped" | null };

/** What changed a running clock's target, kept to explain it. */
export type Retarget = {
  at: Instant;
  from: TargetInForce | null;
  to: TargetInForce | null;
  consumed: Duration;
  dueBefore: Instant | null;
  dueAfter: Instant | null;
};

/** `void`: ended without a judgement. A clock that never had a target ends with none. */
export type Verdict = "met" | "breached" | "void";

export type Clock = {
  objective: Objective;
  party: Party;
  /** Counts exchanges, updates, stays: from 1. */
  round: number;
  tier: Tier | null;
  startedAt: Instant;
  target: TargetInForce | null;
  /** Open milliseconds consumed before `runningSince`, or in all when the clock does not run. */
  consumed: Duration;
  runningSince: Instant | null;
  /** Consumption at which the target in force began to count, and at which it is due. */
  base: Duration;
  limit: Duration | null;
  /** The due instant itself where the target names one (business days, a capped re-target); pauses push it by open time. */
  anchor: Instant | null;
  /** From when an anchor's business days count; null for an anchor that caps a re-target. */
  anchorFrom: Instant | null;
  pausedOpen: Duration;
  /** Null while paused, stopped or without a target. */
  dueAt: Instant | null;
  /** Highest threshold fired, in percent; each fires at most once. */
  fired: number;
  nextThresholdAt: Instant | null;
  breachedAt: Instant | null;
  stoppedAt: Instant | null;
  verdict: Verdict | null;
  segments: readonly Segment[];
  retargets: readonly Retarget[];
};

/** What a clock needs to know of the world to be computed. */
export type Measure = {
  calendar(name: string): Calendar;
  calendarVersionAt(name: string, at: Instant): number;
  thresholds: readonly number[];
};

const none = 0 as Duration;

export type Start = {
  objective: Objective;
  party: Party;
  round: number;
  tier: Tier | null;
  priority: Priority;
  agreementVersion: number;
  paused: PauseReason | null;
};

/** Starts a clock at `at`, paused from the start when a reason says so; without a target it only keeps the time. */
export function startClock(start: Start, target: CompiledTarget | null, at: Instant, measure: Measure): Clock {
  const { objective, party, round, tier, paused } = start;
  const clock: Clock = {
    objective,
    party,
    round,
    tier,
    startedAt: at,
    target: null,
    consumed: none,
    runningSince: paused === null ? at : null,
    base: none,
    limit: null,
    anchor: null,
    anchorFrom: null,
    pausedOpen: none,
    dueAt: null,
    fired: 0,
    nextThresholdAt: null,
    breachedAt: null,
    stoppedAt: null,
    verdict: null,
    segments: [{ from: at, to: null, paused }],
    retargets: [],
  };
  if (target === null) return clock;
  return arm(
    { ...clock, ...freshTarget(start, target, "first", at, measure), ...limits(target.span, at, none, calendarOf(target, measure)) },
    at,
    measure,
  );
}

export const isLive = (clock: Clock): boolean => clock.stoppedAt === null;

/** Pauses at `at`; a clock that is paused already goes on under the new reason. */
export function pauseClock(clock: Clock, reason: PauseReason, at: Instant, measure: Measure): Clock {
  const settled = noticeBreach(clock, at);
  const closed = closeSegment(settled, at, measure);
  return { ...closed, dueAt: null, nextThresholdAt: null, segments: [...closed.segments, { from: at, to: null, paused: reason }] };
}

export function resumeClock(clock: Clock, at: Instant, measure: Measure): Clock {
  const closed = closeSegment(clock, at, measure);
  const running = { ...closed, runningSince: at, segments: [...closed.segments, { from: at, to: null, paused: null }] };
  return arm(running, at, measure);
}

/** Ends a clock: met when it was not due yet (exactly at the due millisecond is met), breached when it was. */
export function stopClock(clock: Clock, at: Instant, measure: Measure): Clock {
  const settled = noticeBreach(clock, at);
  const closed = closeSegment(settled, at, measure);
  const verdict = closed.target === null ? null : closed.breachedAt === null ? "met" : "breached";
  return { ...closed, stoppedAt: at, dueAt: null, nextThresholdAt: null, verdict };
}

/** Ends a clock without a judgement (excluded, merged, cancelled); a breach already dated stays. */
export function voidClock(clock: Clock, at: Instant, measure: Measure): Clock {
  const stopped = stopClock(clock, at, measure);
  return stopped.verdict === "breached" ? stopped : { ...stopped, verdict: "void" };
}

/** Runs on after an end that did not hold (reopened, the same failure returned): the time between is not counted. */
export function runOn(clock: Clock, at: Instant, measure: Measure): Clock {
  if (clock.stoppedAt === null) return clock;
  const segments: Segment[] = [...clock.segments, { from: clock.stoppedAt, to: null, paused: "stopped" }];
  return resumeClock({ ...clock, segments, stoppedAt: null, verdict: clock.breachedAt === null ? null : "breached" }, at, measure);
}

/**
 * Gives a running or paused clock another target. `fair`: a tighter target starts at the change but is never due later than the
 * old one was, a looser one keeps the time consumed; `from-start`: as if it had been so since the start; `from-change`: afresh.
 * A met or breached clock keeps everything it has.
 */
export function retargetClock(
  clock: Clock,
  target: CompiledTarget | null,
  facts: { priority: Priority; agreementVersion: number; rule: RetargetRule },
  at: Instant,
  measure: Measure,
): Clock {
  const settled = noticeBreach(clock, at);
  if (settled.breachedAt !== null || !isLive(settled)) return settled;
  const before = settled.target;
  const inForce = target === null ? null : freshTarget(facts, target, facts.rule, at, measure).target;
  if (before !== null && target !== null && before.written === target.written && before.calendar === target.calendar) {
    const named = { ...before, priority: facts.priority, agreementVersion: facts.agreementVersion };
    return remeasureClock({ ...settled, target: named }, at, measure);
  }
  if (before === null && target === null) return settled;
  const dueBefore = settled.target === null ? null : dueIfRunning(settled, at, measure);
  const moved = aim(settleAt(settled, at, target?.calendar ?? before!.calendar, measure), target, facts.rule, dueBefore, at, measure);
  const aimed = arm({ ...moved, target: inForce }, at, measure);
  const retarget: Retarget = {
    at,
    from: before,
    to: inForce,
    consumed: moved.consumed,
    dueBefore,
    dueAfter: inForce === null ? null : dueIfRunning(aimed, at, measure),
  };
  return { ...aimed, retargets: [...clock.retargets, retarget] };
}

/** The calendars may have changed under a clock: its due instant and threshold are computed anew, nothing else moves. */
export function remeasureClock(clock: Clock, at: Instant, measure: Measure): Clock {
  if (!isLive(clock) || clock.target === null || clock.breachedAt !== null) return clock;
  const { anchorFrom } = clock;
  if (anchorFrom === null) return arm(clock, at, measure);
  const span = parseSpan(clock.target.written);
  return arm({ ...clock, ...limits(span, anchorFrom, clock.base, measure.calendar(clock.target.calendar)) }, at, measure);
}

function aim(
  clock: Clock,
  target: CompiledTarget | null,
  rule: RetargetRule,
  dueBefore: Instant | null,
  at: Instant,
  measure: Measure,
): Clock {
  if (target === null) return { ...clock, base: none, limit: null, anchor: null, anchorFrom: null, pausedOpen: none };
  const calendar = calendarOf(target, measure);
  const fromStart = (): Clock => ({
    ...clock,
    ...limits(target.span, clock.startedAt, none, calendar),
    pausedOpen: openOf(clock.segments, at, calendar, false),
  });
  const fromChange = (): Clock => ({ ...clock, ...limits(target.span, at, clock.consumed, calendar), pausedOpen: none });
  if (rule === "from-start") return fromStart();
  if (rule === "from-change" || clock.target === null) return fromChange();
  if (!isTighter(target, clock, calendar, measure)) return fromStart();
  const afresh = fromChange();
  if (dueBefore === null || dueIfRunning({ ...afresh, target: targetNamed(target) }, at, measure)! <= dueBefore) return afresh;
  const left = calendar.openBetween(at, dueBefore);
  return {
    ...clock,
    base: clock.consumed,
    limit: (clock.consumed + left) as Duration,
    anchor: dueBefore,
    anchorFrom: null,
    pausedOpen: none,
  };
}

/** Only its calendar matters for a projection. */
const targetNamed = (target: CompiledTarget): TargetInForce => ({ calendar: target.calendar }) as TargetInForce;

/** Tighter means: from the clock's start, it would have been due earlier. */
function isTighter(target: CompiledTarget, clock: Clock, calendar: Calendar, measure: Measure): boolean {
  const old = measure.calendar(clock.target!.calendar);
  const oldDue = dueOrNever(() =>
    clock.anchor === null ? old.addOpen(clock.startedAt, (clock.limit! - clock.base) as Duration) : clock.anchor,
  );
  const newDue = dueOrNever(() => calendar.due(clock.startedAt, target.span));
  return newDue < oldDue;
}

function freshTarget(
  facts: { priority: Priority; agreementVersion: number },
  target: CompiledTarget,
  rule: TargetInForce["rule"],
  at: Instant,
  measure: Measure,
): { target: TargetInForce } {
  return {
    target: {
      written: target.written,
      calendar: target.calendar,
      priority: facts.priority,
      agreementVersion: facts.agreementVersion,
      calendarVersion: measure.calendarVersionAt(target.calendar, at),
      rule,
      since: at,
    },
  };
}

const calendarOf = (target: CompiledTarget, measure: Measure): Calendar => measure.calendar(target.calendar);

/** Where a target that counts from `from` ends: an amount of consumption, and the instant itself for business days. */
function limits(span: Span, from: Instant, base: Duration, calendar: Calendar): Pick<Clock, "base" | "limit" | "anchor" | "anchorFrom"> {
  if (span.kind === "open") return { base, limit: (base + span.ms) as Duration, anchor: null, anchorFrom: null };
  const anchor = dueOrNever(() => calendar.due(from, span));
  if (anchor === never) return { base, limit: null, anchor: null, anchorFrom: null };
  return { base, limit: (base + calendar.openBetween(from, anchor)) as Duration, anchor, anchorFrom: from };
}

const never = Number.POSITIVE_INFINITY as Instant;

/** A calendar that does not open for that long within ten years gives no due time; the model's check warns of such targets. */
function dueOrNever(compute: () => Instant): Instant {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Refusal && error.code === "calendar-never-open") return never;
    throw error;
  }
}

/** When it would be due if it ran from `at` on; null without a target or when its calendar never opens for that long. */
export function dueIfRunning(clock: Clock, at: Instant, measure: Measure): Instant | null {
  if (clock.target === null || clock.limit === null) return null;
  const calendar = measure.calendar(clock.target.calendar);
  const consumed = clock.runningSince === null ? clock.consumed : clock.consumed + calendar.openBetween(clock.runningSince, at);
  if (clock.anchor !== null) {
    const pausedNow = openPausedSince(clock, at, calendar);
    const pushed = (clock.pausedOpen + pausedNow) as Duration;
    const { anchor } = clock;
    const due = pushed === 0 ? anchor : dueOrNever(() => calendar.addOpen(anchor, pushed));
    return due === never ? null : due;
  }
  const left = clock.limit - consumed;
  if (left < 0) return reachedAt(clock, clock.limit, calendar);
  const due = dueOrNever(() => calendar.addOpen(at, left as Duration));
  return due === never ? null : due;
}

/** The instant in the past at which consumption reached an amount, walking the running segments. */
function reachedAt(clock: Clock, amount: number, calendar: Calendar): Instant {
  let left = amount;
  for (const segment of clock.segments) {
    if (segment.paused !== null) continue;
    const open = segment.to === null ? Number.POSITIVE_INFINITY : calendar.openBetween(segment.from, segment.to);
    if (left <= open) return calendar.addOpen(segment.from, left as Duration);
    left -= open;
  }
  return clock.startedAt;
}

function openPausedSince(clock: Clock, at: Instant, calendar: Calendar): number {
  const last = clock.segments.at(-1);
  if (last === undefined || last.paused === null || last.to !== null) return 0;
  const since = clock.target === null ? last.from : (Math.max(last.from, clock.target.since ?? last.from) as Instant);
  return calendar.openBetween(since, at);
}

/** Computes due instant and next threshold of a clock that runs; clears both of one that does not. */
export function arm(clock: Clock, at: Instant, measure: Measure): Clock {
  if (clock.runningSince === null || clock.target === null || clock.breachedAt !== null) {
    return clock.dueAt === null && clock.nextThresholdAt === null ? clock : { ...clock, dueAt: null, nextThresholdAt: null };
  }
  // A target that was missed before it came into force stays due in the past: the breach is an event like any other, and follows at once.
  const armed = { ...clock, dueAt: dueIfRunning(clock, at, measure) };
  return { ...armed, nextThresholdAt: nextThreshold(armed, at, measure) };
}

function nextThreshold(clock: Clock, at: Instant, measure: Measure): Instant | null {
  if (clock.dueAt === null || clock.limit === null || clock.runningSince === null) return null;
  const percent = measure.thresholds.find((each) => each > clock.fired);
  if (percent === undefined) return null;
  const mark = clock.base + Math.ceil(((clock.limit - clock.base) * percent) / 100);
  const left = mark - clock.consumed;
  if (left < 0) return at;
  const calendar = measure.calendar(clock.target!.calendar);
  const reached = dueOrNever(() => calendar.addOpen(clock.runningSince!, left as Duration));
  return Math.min(Math.max(reached, clock.target!.since), clock.dueAt) as Instant;
}

/** A breach happened at the due instant, however late it is noticed. One millisecond late is late. */
export function noticeBreach(clock: Clock, at: Instant): Clock {
  if (clock.dueAt === null || at <= clock.dueAt || clock.breachedAt !== null) return clock;
  return breachClock(clock, clock.dueAt);
}

export const breachClock = (clock: Clock, at: Instant): Clock => ({
  ...clock,
  breachedAt: at,
  verdict: "breached",
  dueAt: null,
  nextThresholdAt: null,
});

/** Marks a threshold as fired and arms the next one. */
export function fireThreshold(clock: Clock, percent: number, at: Instant, measure: Measure): Clock {
  const fired = { ...clock, fired: percent };
  return { ...fired, nextThresholdAt: nextThreshold(fired, at, measure) };
}

/** The percentage that fires next, or null. */
export const nextPercent = (clock: Clock, thresholds: readonly number[]): number | null =>
  thresholds.find((each) => each > clock.fired) ?? null;

function closeSegment(clock: Clock, at: Instant, measure: Measure): Clock {
  const last = clock.segments.at(-1)!;
  if (last.to !== null) return clock;
  const segments = [...clock.segments.slice(0, -1), { ...last, to: at }];
  if (clock.target === null) return { ...clock, segments, runningSince: null };
  const calendar = measure.calendar(clock.target.calendar);
  if (clock.runningSince !== null) {
    const consumed = (clock.consumed + calendar.openBetween(clock.runningSince, at)) as Duration;
    return { ...clock, segments, consumed, runningSince: null };
  }
  const pausedOpen = clock.anchor === null ? clock.pausedOpen : ((clock.pausedOpen + openPausedSince(clock, at, calendar)) as Duration);
  return { ...clock, segments, pausedOpen };
}

/** Brings consumption up to `at`, measured in the calendar that the coming target counts in. */
function settleAt(clock: Clock, at: Instant, calendarName: string, measure: Measure): Clock {
  const consumed = openOf(clock.segments, at, measure.calendar(calendarName), true);
  return { ...clock, consumed, runningSince: clock.runningSince === null ? null : at };
}

/** Open time of the running (or of the paused) segments up to `at`, in a calendar. */
export function openOf(segments: readonly Segment[], at: Instant, calendar: Calendar, running: boolean): Duration {
  let sum = 0;
  for (const { from, to, paused } of segments) if ((paused === null) === running) sum += calendar.openBetween(from, to ?? at);
  return sum as Duration;
}
