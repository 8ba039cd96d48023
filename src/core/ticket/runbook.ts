/** Following a runbook on a ticket: its steps as they were when it was begun, each ticked into the log by whoever did it. */
import { Refusal } from "#core/refusal.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { requireOpen, type Scene, tell } from "#core/ticket/scene.ts";
import type { RunbookRun, Ticket, TicketEvent } from "#core/ticket/ticket.ts";

const mostRunbooks = 10;
const mostSteps = 200;

export function startRunbook(ticket: Ticket, command: TicketCommandOf<"start-runbook">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "follow a runbook");
  const { runbook, version, steps } = command;
  const { id: ticketId, runbooks } = ticket;
  if (runbooks.some(({ id }) => id === runbook)) {
    throw new Refusal("runbook-started", `Runbook "${runbook}" is being followed on ticket ${ticketId} already: drop it to begin anew.`, {
      ...{ ticketId, runbook },
    });
  }
  if (runbooks.length >= mostRunbooks) {
    throw new Refusal("too-many-runbooks", `Ticket ${ticketId} follows ${mostRunbooks} runbooks, the most it may: drop one first.`, {
      ...{ ticketId, most: mostRunbooks },
    });
  }
  if (steps.length === 0 || steps.length > mostSteps || new Set(steps).size !== steps.length) {
    throw new Refusal("bad-steps", `A runbook has 1 to ${mostSteps} steps, each with a name of its own.`, { runbook, most: mostSteps });
  }
  return [tell(ticket, scene, { type: "ticket.runbook-started", runbook, version, steps })];
}

/** Says that a step is done, or is not after all; nothing when that is known. */
export function tickStep(ticket: Ticket, command: TicketCommandOf<"tick-step">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "tick a step");
  const { runbook, step, isDone, note = null } = command;
  const { id: ticketId } = ticket;
  const { steps, done } = requireRun(ticket, runbook);
  if (!steps.includes(step)) {
    throw new Refusal("unknown-step", `Runbook "${runbook}" on ticket ${ticketId} has no step "${step}".`, { ticketId, runbook, step });
  }
  const before = done.find((each) => each.step === step);
  const isKnown = isDone ? before !== undefined && before.note === note : before === undefined;
  return isKnown ? [] : [tell(ticket, scene, { type: "ticket.step-ticked", runbook, step, isDone, note })];
}

/** It was not the right one. What was ticked stays in the log. */
export function dropRunbook(ticket: Ticket, { runbook }: TicketCommandOf<"drop-runbook">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "drop a runbook");
  requireRun(ticket, runbook);
  return [tell(ticket, scene, { type: "ticket.runbook-dropped", runbook })];
}

function requireRun({ id: ticketId, runbooks }: Ticket, runbook: string): RunbookRun {
  const found = runbooks.find(({ id }) => id === runbook);
  if (found !== undefined) return found;
  throw new Refusal("unknown-runbook", `Runbook "${runbook}" is not being followed on ticket ${ticketId}: begin it first.`, {
    ...{ ticketId, runbook },
  });
}
