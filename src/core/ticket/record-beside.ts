/** What lies beside a ticket's course and moves no clock: the customer's voice, time worked, tasks, runbooks that are followed. */
import type { RunbookRun, Task, Ticket, TicketEventOf } from "#core/ticket/ticket.ts";

export type BesideEvent = TicketEventOf<
  | "ticket.rated"
  | "ticket.complained"
  | "ticket.time-logged"
  | "ticket.time-corrected"
  | "ticket.task-added"
  | "ticket.task-changed"
  | "ticket.task-removed"
  | "ticket.runbook-started"
  | "ticket.step-ticked"
  | "ticket.runbook-dropped"
>;

/** Writes what an event says into `ticket`, which must be the fold's own fresh copy. */
export function writeBeside(ticket: Ticket, event: BesideEvent): void {
  switch (event.type) {
    case "ticket.rated":
      writeRating(ticket, event);
      return;
    case "ticket.complained":
      ticket.complainedAt = event.at;
      return;
    case "ticket.time-logged":
    case "ticket.time-corrected":
      writeTime(ticket, event);
      return;
    case "ticket.task-added":
      ticket.tasks = [...ticket.tasks, { id: event.task, text: event.text, assignee: event.assignee, doneAt: null, doneBy: null }];
      return;
    case "ticket.task-changed":
      ticket.tasks = ticket.tasks.map((task) => (task.id === event.task ? changedTask(task, event) : task));
      return;
    case "ticket.task-removed":
      ticket.tasks = ticket.tasks.filter(({ id }) => id !== event.task);
      return;
    case "ticket.runbook-started": {
      const begun: RunbookRun = { id: event.runbook, version: event.version, startedAt: event.at, steps: event.steps, done: [] };
      ticket.runbooks = [...ticket.runbooks, begun];
      return;
    }
    case "ticket.step-ticked":
      ticket.runbooks = ticket.runbooks.map((run) => (run.id === event.runbook ? tickedRun(run, event) : run));
      return;
    case "ticket.runbook-dropped":
      ticket.runbooks = ticket.runbooks.filter(({ id }) => id !== event.runbook);
  }
}

/** A changed mind keeps the instant of the first one, by which the days for changing it count; what was resolved anew is rated anew. */
function writeRating(ticket: Ticket, { score, words, at, actor }: TicketEventOf<"ticket.rated">): void {
  const { rating } = ticket;
  ticket.rating = { score, words, at: rating === null || isOfEarlierResolution(ticket) ? at : rating.at, by: actor };
}

/** Whether the rating is of a resolution that did not last. */
export const isOfEarlierResolution = ({ rating, resolvedAt }: Ticket): boolean =>
  rating !== null && resolvedAt !== null && rating.at < resolvedAt;

function writeTime(ticket: Ticket, event: TicketEventOf<"ticket.time-logged" | "ticket.time-corrected">): void {
  const { minutes, countedMinutes, isAfterHours } = event;
  if (event.type === "ticket.time-logged") {
    const { entry: id, endedAt, activity, tier, note, actor: by } = event;
    ticket.timeEntries = [...ticket.timeEntries, { id, by, endedAt, minutes, countedMinutes, isAfterHours, activity, tier, note }];
  } else {
    ticket.timeEntries = ticket.timeEntries.map((each) =>
      each.id === event.entry ? { ...each, minutes, countedMinutes, isAfterHours } : each,
    );
  }
  ticket.timeMinutes = ticket.timeEntries.reduce((sum, each) => sum + each.minutes, 0);
}

function changedTask(task: Task, { text, assignee, isDone, at, actor }: TicketEventOf<"ticket.task-changed">): Task {
  const done = isDone === undefined ? task : isDone ? { doneAt: at, doneBy: actor } : { doneAt: null, doneBy: null };
  return {
    id: task.id,
    text: text ?? task.text,
    assignee: assignee === undefined ? task.assignee : assignee,
    doneAt: done.doneAt,
    doneBy: done.doneBy,
  };
}

function tickedRun(run: RunbookRun, { step, isDone, note, at, actor }: TicketEventOf<"ticket.step-ticked">): RunbookRun {
  const others = run.done.filter((each) => each.step !== step);
  return { ...run, done: isDone ? [...others, { step, at, by: actor, note }] : others };
}
