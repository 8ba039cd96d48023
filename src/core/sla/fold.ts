/**
 * Clocks as a fold: what each fact of a ticket's life does to its clocks. The ticket's room translates its events into these
 * signals; the same steps serve the live desk, the replay of a history and the simulator.
 */
import { isPausedBy, type Party, promises, type Terms, targetOf } from "#core/agreement/terms.ts";
import type { Objective, PauseReason, Priority, Tier } from "#core/model/document.ts";
import {
  breachClock,
  type Clock,
  fireThreshold,
  isLive,
  type Measure,
  pauseClock,
  remeasureClock,
  resumeClock,
  retargetClock,
  runOn,
  startClock,
  stopClock,
  voidClock,
} from "#core/sla/clock.ts";
import type { Instant } from "#core/time/instant.ts";

export type Signal =
  | { kind: "opened" }
  | { kind: "answered" }
  | { kind: "acknowledged" }
  | { kind: "customer-wrote" }
  | { kind: "paused"; reason: PauseReason }
  | { kind: "resumed" }
  | { kind: "tier-entered"; tier: Tier; isTimeUp: boolean }
  | { kind: "vendor-held" }
  | { kind: "vendor-returned" }
  | { kind: "restored" }
  | { kind: "failed-again" }
  | { kind: "resolved" }
  | { kind: "reopened" }
  | { kind: "closed" }
  | { kind: "cancelled" }
  | { kind: "retargeted" }
  | { kind: "remeasured" }
  | { kind: "breached"; objective: Objective; party: Party; at: Instant }
  | { kind: "warned"; objective: Objective; party: Party; percent: number };

/** The ticket as its clocks see it, after the fact. */
export type Situation = {
  priority: Priority;
  tier: Tier | null;
  /** Why the ticket is paused, if it is. */
  paused: PauseReason | null;
  /** False when the agreement excludes it: nothing is promised then. */
  promised: boolean;
  isIncident: boolean;
  hasResponse: boolean;
};

type Step = { terms: Terms; situation: Situation; at: Instant; measure: Measure };

/** Folds one signal into a ticket's clocks; gives the same array back when nothing changed. */
export function stepClocks(clocks: readonly Clock[], signal: Signal, step: Step): readonly Clock[] {
  if (!step.situation.promised) return clocks.some(isLive) ? clocks.map((clock) => (isLive(clock) ? cancel(clock, step) : clock)) : clocks;
  switch (signal.kind) {
    case "opened":
      return begin([], ["response", "update", "restoration", "resolution"], step);
    case "answered":
      return begin(stop(clocks, step, ["response", "next-response", "update"]), ["update"], step);
    case "acknowledged":
      return stop(clocks, step, ["response"]);
    case "customer-wrote":
      return step.situation.hasResponse ? begin(clocks, ["next-response"], step) : clocks;
    case "paused":
      return map(clocks, (clock) => pauseOrResume(clock, signal.reason, step));
    case "resumed":
      return map(clocks, (clock) => (clock.runningSince === null ? resumeClock(clock, step.at, step.measure) : clock));
    case "tier-entered":
      return begin(stop(signal.isTimeUp ? timeUp(clocks, step) : clocks, step, ["escalation"]), ["escalation"], step);
    case "vendor-held":
      return add(clocks, "uc", "resolution", step);
    case "vendor-returned":
      return map(clocks, (clock) => (clock.party === "uc" ? stopClock(clock, step.at, step.measure) : clock));
    case "restored":
      return stop(clocks, step, ["restoration"]);
    case "failed-again":
      return continueAfter(clocks, ["restoration"], step);
    case "resolved":
      return resolve(clocks, step);
    case "reopened":
      return begin(continueAfter(clocks, ["restoration", "resolution"], step), ["update", "escalation"], step);
    case "closed":
      return map(clocks, (clock) => stopClock(clock, step.at, step.measure));
    case "cancelled":
      return map(clocks, (clock) => cancel(clock, step));
    case "retargeted":
      return retarget(clocks, step);
    case "remeasured":
      return map(clocks, (clock) => remeasureClock(clock, step.at, step.measure));
    case "breached":
      return clocks.map((clock) => (isNamed(clock, signal) && clock.breachedAt === null ? breachClock(clock, signal.at) : clock));
    case "warned":
      return clocks.map((clock) => (isNamed(clock, signal) ? fireThreshold(clock, signal.percent, step.at, step.measure) : clock));
  }
}

/** Finds the live clock that an event names: there is at most one per objective and party. */
const isNamed = (clock: Clock, { objective, party }: { objective: Objective; party: Party }): boolean =>
  isLive(clock) && clock.objective === objective && clock.party === party;

const cancel = (clock: Clock, step: Step): Clock => voidClock(clock, step.at, step.measure);

/** Maps the live clocks only. */
const map = (clocks: readonly Clock[], change: (clock: Clock) => Clock): readonly Clock[] =>
  clocks.map((clock) => (isLive(clock) ? change(clock) : clock));

const stop = (clocks: readonly Clock[], step: Step, which: readonly Objective[]): readonly Clock[] =>
  map(clocks, (clock) => (clock.party !== "uc" && which.includes(clock.objective) ? stopClock(clock, step.at, step.measure) : clock));

/** A ticket that went up because its tier's time was up did so at the due instant itself: that is a breach, not just in time. */
const timeUp = (clocks: readonly Clock[], step: Step): readonly Clock[] =>
  map(clocks, (clock) => (clock.objective === "escalation" && clock.dueAt === step.at ? breachClock(clock, step.at) : clock));

function resolve(clocks: readonly Clock[], step: Step): readonly Clock[] {
  const isKept = step.terms.agreement.resolutionMetBy === "closed";
  return map(clocks, (clock) =>
    isKept && clock.party === "sla" && clock.objective === "resolution" ? clock : stopClock(clock, step.at, step.measure),
  );
}

function pauseOrResume(clock: Clock, reason: PauseReason, { terms, at, measure }: Step): Clock {
  if (isPausedBy(terms, clock.party, clock.objective, reason)) return pauseClock(clock, reason, at, measure);
  return clock.runningSince === null ? resumeClock(clock, at, measure) : clock;
}

function begin(clocks: readonly Clock[], which: readonly Objective[], step: Step): readonly Clock[] {
  return which.reduce((all, objective) => add(all, objective === "escalation" ? "ola" : "sla", objective, step), clocks);
}

/** Starts the next round of an objective, unless one is running or the agreement does not promise it at any priority. */
function add(clocks: readonly Clock[], party: Party, objective: Objective, step: Step): readonly Clock[] {
  const { terms, situation, at, measure } = step;
  if (objective === "restoration" && !situation.isIncident) return clocks;
  const tier = objective === "escalation" ? situation.tier : null;
  if (objective === "escalation" && tier === null) return clocks;
  if (!promises(terms, party, objective, tier) || clocks.some((clock) => isNamed(clock, { objective, party }))) return clocks;
  const last = clocks.findLast((clock) => clock.objective === objective && clock.party === party);
  const paused = situation.paused !== null && isPausedBy(terms, party, objective, situation.paused) ? situation.paused : null;
  const start = {
    objective,
    party,
    round: (last?.round ?? 0) + 1,
    tier,
    priority: situation.priority,
    agreementVersion: terms.version,
    paused,
  };
  const clock = startClock(start, targetOf(terms, party, objective, situation.priority, tier), at, measure);
  return [...forget(clocks, objective), clock];
}

/** Updates and exchanges repeat without end: of those that were met only the newest is kept with the ticket; the log has them all. */
function forget(clocks: readonly Clock[], objective: Objective): readonly Clock[] {
  if (objective !== "update" && objective !== "next-response") return clocks;
  return clocks.filter((clock) => clock.objective !== objective || isLive(clock) || clock.verdict === "breached");
}

function continueAfter(clocks: readonly Clock[], which: readonly Objective[], step: Step): readonly Clock[] {
  return clocks.map((clock) => {
    if (clock.party !== "sla" || !which.includes(clock.objective) || isLive(clock) || clock.verdict === "void") return clock;
    const running = runOn(clock, step.at, step.measure);
    const { paused } = step.situation;
    const resumed =
      paused !== null && isPausedBy(step.terms, clock.party, clock.objective, paused)
        ? pauseClock(running, paused, step.at, step.measure)
        : running;
    return retargetOne(resumed, step);
  });
}

/** Priority, agreement version or coverage changed: live clocks get their new target, and what is newly promised begins. */
function retarget(clocks: readonly Clock[], step: Step): readonly Clock[] {
  const moved = map(clocks, (clock) => retargetOne(clock, step));
  const missing: Objective[] = (["update", "restoration", "resolution"] as const).filter(
    (objective) => !moved.some((clock) => clock.party === "sla" && clock.objective === objective && clock.verdict !== "void"),
  );
  if (!step.situation.hasResponse && !moved.some((clock) => clock.objective === "response" && clock.verdict !== "void"))
    missing.unshift("response");
  return begin(moved, missing, step);
}

function retargetOne(clock: Clock, { terms, situation, at, measure }: Step): Clock {
  const target = targetOf(terms, clock.party, clock.objective, situation.priority, clock.tier);
  const rule = terms.agreement.retarget ?? "fair";
  return retargetClock(clock, target, { priority: situation.priority, agreementVersion: terms.version, rule }, at, measure);
}
