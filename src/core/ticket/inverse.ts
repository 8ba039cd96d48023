/** Taking back: the command that gives a ticket the fields that another one changed. Of the browser's undo, and of bulk actions. */
import type { TicketVerb } from "#core/ticket/command.ts";
import type { Ticket } from "#core/ticket/ticket.ts";

/** What the log says of a change that was taken back, where it asks for a reason. */
const takenBack = "taken back";

/**
 * The command that undoes `verb`, given the ticket as it was before; null for what cannot be taken back: what was said, resolved, closed,
 * merged, handed over, decided about money. Also null when `verb` changed nothing. The log keeps both, and clocks keep the time that
 * passed in between.
 */
export function inverseOf(before: Ticket, verb: TicketVerb): TicketVerb | null {
  switch (verb.type) {
    case "assign-ticket":
      return verb.assignee === before.assignee ? null : { type: "assign-ticket", assignee: before.assignee };
    case "join-ticket":
      return before.collaborators.includes(verb.person) ? null : { type: "leave-ticket", person: verb.person };
    case "leave-ticket":
      return before.collaborators.includes(verb.person) ? { type: "join-ticket", person: verb.person } : null;
    case "rank-ticket":
      return verb.rank === before.rank ? null : { type: "rank-ticket", rank: before.rank };
    case "change-priority": {
      const { priority, impact, urgency } = before;
      return { type: "change-priority", priority, impact, urgency, reason: takenBack };
    }
    case "classify-ticket": {
      const { kind, service, component } = before;
      return { type: "classify-ticket", kind, class: before.class, service, component };
    }
    case "pause-ticket":
    case "resume-ticket":
      return inverseOfPause(before, verb.type);
    case "link-ticket":
      return linkOf(before, verb.link, verb.otherId) ? null : { type: "unlink-ticket", link: verb.link, otherId: verb.otherId };
    case "unlink-ticket":
      return linkOf(before, verb.link, verb.otherId) ? { type: "link-ticket", link: verb.link, otherId: verb.otherId } : null;
    default:
      return inverseOfWork(before, verb);
  }
}

const linkOf = ({ links }: Ticket, type: string, otherId: number): boolean =>
  links.some((link) => link.type === type && link.ticketId === otherId);

/** A pause that waits for a quote begins and ends with the quote. */
function inverseOfPause({ pause }: Ticket, type: "pause-ticket" | "resume-ticket"): TicketVerb | null {
  if (pause?.reason === "quote") return null;
  if (pause === null) return type === "pause-ticket" ? { type: "resume-ticket", note: null } : null;
  const { reason, note, vendor, reference } = pause;
  return { type: "pause-ticket", reason, note, vendor, reference };
}

/** Tasks and runbooks. A task that was removed comes back as it was written, and open. */
function inverseOfWork(before: Ticket, verb: TicketVerb): TicketVerb | null {
  switch (verb.type) {
    case "add-task":
      return before.tasks.some(({ id }) => id === verb.task) ? null : { type: "remove-task", task: verb.task };
    case "remove-task": {
      const task = before.tasks.find(({ id }) => id === verb.task);
      return task === undefined || task.doneAt !== null
        ? null
        : { type: "add-task", task: task.id, text: task.text, assignee: task.assignee };
    }
    case "change-task": {
      const task = before.tasks.find(({ id }) => id === verb.task);
      if (task === undefined) return null;
      return { type: "change-task", task: task.id, text: task.text, assignee: task.assignee, isDone: task.doneAt !== null };
    }
    case "start-runbook":
      return before.runbooks.some(({ id }) => id === verb.runbook) ? null : { type: "drop-runbook", runbook: verb.runbook };
    case "tick-step": {
      const run = before.runbooks.find(({ id }) => id === verb.runbook);
      const done = run?.done.find(({ step }) => step === verb.step);
      if (run === undefined || (done !== undefined) === verb.isDone) return null;
      return { type: "tick-step", runbook: verb.runbook, step: verb.step, isDone: done !== undefined, note: done?.note ?? null };
    }
    default:
      return null;
  }
}
