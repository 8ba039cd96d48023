/** Runbooks: how a thing is done, step by step, and which action is approved for whom. */
import type { Tier } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketKind } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** Something that may be done without asking, by those it names; of a kind that nobody is named for, everybody. */
export type ApprovedAction = {
  name: string;
  kind: "command" | "url";
  /** What is run, or where it is done. */
  target: string;
  roles: readonly string[];
  teams: readonly string[];
  /** The lowest tier whose people may; null when the tier does not matter. */
  tier: Tier | null;
};

export type Step = {
  /** Stable over versions: what was ticked stays ticked. */
  id: string;
  title: string;
  /** Markdown. */
  text: string;
  /** What one sees when it worked; "" when there is nothing to see. */
  expected: string;
  action: ApprovedAction | null;
};

/** What a runbook says; each change makes a version of it. */
export type RunbookText = {
  name: string;
  /** When to take it up, in a sentence or two; Markdown. */
  summary: string;
  service: string | null;
  component: string | null;
  /** Kinds of tickets that it is for; empty for all. */
  kinds: readonly TicketKind[];
  owner: string;
  steps: readonly Step[];
};

export type Runbook = RunbookText & { id: string; version: number; isRetired: boolean; changedAt: Instant; changedBy: string };

/** Who would do an action: their role, the teams they are in and the highest tier of those. */
export type Doer = { role: string | null; teams: readonly string[]; tier: Tier | null };

/** May this person do it? Any condition that names them is enough; an action that names nobody is for all who may work. */
export function mayDo(action: Pick<ApprovedAction, "roles" | "teams" | "tier">, person: Doer): boolean {
  const { roles, teams, tier } = action;
  if (roles.length === 0 && teams.length === 0 && tier === null) return true;
  if (person.role !== null && roles.includes(person.role)) return true;
  if (teams.some((team) => person.teams.includes(team))) return true;
  return tier !== null && person.tier !== null && person.tier >= tier;
}

/** Where a ticket stands, for choosing a runbook. */
export type Situation = { service: string | null; component: string | null; kind: TicketKind | null };

/**
 * How well a runbook fits: 3 for the ticket's own component, 2 for its service, 1 for any service; null when it is for another one, or
 * for other kinds of tickets.
 */
export function fitOf(
  runbook: Pick<RunbookText, "service" | "component" | "kinds">,
  { service, component, kind }: Situation,
): 1 | 2 | 3 | null {
  if (kind !== null && runbook.kinds.length > 0 && !runbook.kinds.includes(kind)) return null;
  if (runbook.service === null) return 1;
  if (runbook.service !== service) return null;
  if (runbook.component === null) return 2;
  return runbook.component === component ? 3 : null;
}

const mostSteps = 100;
const wellFormed = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Refuses what is no runbook: without a name or steps, with steps that share an id, or a link that leads nowhere safe. */
export function requireRunbook(text: RunbookText): void {
  requireWords(text.name, "name");
  if (text.steps.length === 0) throw new Refusal("steps-missing", "A runbook has at least one step: write the first thing to do.", {});
  if (text.steps.length > mostSteps) {
    throw new Refusal(
      "too-many-steps",
      `A runbook has at most ${mostSteps} steps, and this one has ${text.steps.length}: split it into several.`,
      {
        most: mostSteps,
        steps: text.steps.length,
      },
    );
  }
  if (text.component !== null && text.service === null) {
    throw new Refusal("service-missing", `The component "${text.component}" belongs to a service: name the service too.`, {
      component: text.component,
    });
  }
  const seen = new Set<string>();
  for (const step of text.steps) {
    requireStep(step);
    if (seen.has(step.id))
      throw new Refusal("step-twice", `Two steps are called "${step.id}": give each an id of its own.`, { step: step.id });
    seen.add(step.id);
  }
}

function requireStep({ id, title, action }: Step): void {
  if (!wellFormed.test(id) || id.length > 60) {
    throw new Refusal("bad-step", `"${id}" is no id of a step: write small letters, digits and hyphens between them, 60 at most.`, {
      step: id,
    });
  }
  requireWords(title, "title");
  if (action === null) return;
  requireWords(action.name, "name");
  requireWords(action.target, "target");
  if (action.kind === "url" && !/^https?:\/\/[^\s]+$/.test(action.target)) {
    throw new Refusal("bad-link", `"${action.target}" is no address: write it with https:// or http://.`, { target: action.target });
  }
}

function requireWords(text: string, field: string): void {
  if (text.trim() === "") throw new Refusal("text-missing", `Write something in ${field}: it is empty.`, { field });
}

/** One time that a runbook was worked through on a ticket. */
export type Run = { version: number; steps: readonly string[]; done: readonly string[]; isOver: boolean };

export type StepFigures = { step: string; shown: number; done: number; skipped: number };

/**
 * How its steps fared: a step was skipped when a later one was done and it was not, or when the run is over without it. Steps of an
 * older version that the present one no longer has are left out.
 */
export function runFigures(steps: readonly string[], runs: readonly Run[]): StepFigures[] {
  return steps.map((step) => {
    const shownIn = runs.filter((run) => run.steps.includes(step));
    const doneIn = shownIn.filter((run) => run.done.includes(step));
    const skippedIn = shownIn.filter((run) => !run.done.includes(step) && (run.isOver || isPassed(run, step)));
    return { step, shown: shownIn.length, done: doneIn.length, skipped: skippedIn.length };
  });
}

const isPassed = (run: Run, step: string): boolean =>
  run.steps.slice(run.steps.indexOf(step) + 1).some((later) => run.done.includes(later));
