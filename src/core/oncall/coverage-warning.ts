/**
 * Of which gaps somebody is to be warned: those that begin within a week, within a day, within an hour, once at each. A hole in a schedule
 * is warned of by itself; what comes of how things are arranged returns with every promised hour, and is told once in four weeks.
 */
import type { Document } from "#core/model/document.ts";
import type { Proof } from "#core/oncall/coverage.ts";
import type { Lack } from "#core/oncall/coverage-lack.ts";
import type { Instant } from "#core/time/instant.ts";

export const stages = ["week", "day", "hour"] as const;
export type Stage = (typeof stages)[number];

const hourMs = 3_600_000;
const reachMs: Readonly<Record<Stage, number>> = { week: 168 * hourMs, day: 24 * hourMs, hour: hourMs };
/** How long a standing lack is known once it was told. */
const standingMs = 28 * 24 * hourMs;

export type Warning = {
  /** What is kept of it: the same gap has the same key in every proof. */
  gap: string;
  stage: Stage;
  /** Place of the lack in the proof. */
  lack: number;
  from: Instant;
  to: Instant;
};

/** What was told already, as `gap stage`. */
export type Warned = ReadonlySet<string>;
export const warnedKey = (gap: string, stage: Stage): string => `${gap} ${stage}`;

/**
 * The warnings due at `now`, in the order of the gaps. A gap that is found late begins at the stage that it has reached; one that runs
 * already is as near as can be. A gap that is over is nobody's news.
 */
export function warningsDue({ lacks, from: begin }: Proof, warned: Warned, now: Instant): Warning[] {
  const due = new Map<string, Warning>();
  lacks.forEach((lack, place) => {
    for (let i = 0; i < lack.stretches.length; i += 2) {
      const [from, to] = [lack.stretches[i]! as Instant, lack.stretches[i + 1]! as Instant];
      if (from - now > reachMs.week) break;
      if (to <= now) continue;
      const stage = stageOf(from, now);
      const gap = gapKey(lack, from, begin);
      const key = warnedKey(gap, stage);
      const known = due.get(key);
      // Equal holes of many customers' hours are one: the earliest speaks for it.
      if (!warned.has(key) && (known === undefined || from < known.from)) due.set(key, { gap, stage, lack: place, from, to });
    }
  });
  return [...due.values()].sort((a, b) => a.from - b.from);
}

const stageOf = (from: Instant, now: Instant): Stage => (from - now <= reachMs.hour ? "hour" : from - now <= reachMs.day ? "day" : "week");

/** A lack that began before the proof's own beginning has no first instant that stays the same from day to day: it counts as standing. */
const gapKey = ({ cause, isStanding }: Lack, from: Instant, begin: Instant): string =>
  isStanding || from === begin ? `${cause} ~${Math.floor(from / standingMs)}` : `${cause} ${from}`;

/** Whom a lack is told: the leads of the team, or of the teams whose people stand in the schedule; empty when there is no lead. */
export function leadsOf({ team, schedule }: Pick<Lack, "team" | "schedule">, document: Document | null): string[] {
  const teams = document?.teams ?? {};
  if (team !== null) return someone(teams[team]?.lead);
  const participants = new Set((document?.schedules?.[schedule ?? ""]?.layers ?? []).flatMap((layer) => layer.participants));
  const theirs = Object.values(teams).filter(({ members }) => members.some((member) => participants.has(member)));
  return [...new Set(theirs.flatMap(({ lead }) => someone(lead)))];
}

const someone = (lead: string | undefined): string[] => (lead === undefined ? [] : [lead]);

/** Warnings of gaps that began before this instant can be forgotten: no proof has them any more. */
export const forgottenBefore = (now: Instant): Instant => (now - 2 * standingMs) as Instant;
