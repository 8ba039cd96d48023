/** Tasks within a ticket: what still has to be done, by whom, and who did it. A part with clocks of its own is a ticket linked as part. */
import { Refusal } from "#core/refusal.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { requireOpen, requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { Task, Ticket, TicketEvent } from "#core/ticket/ticket.ts";

const mostTasks = 100;

export function addTask(ticket: Ticket, { task, text, assignee = null }: TicketCommandOf<"add-task">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "add a task");
  requireText(text, "text");
  const { id: ticketId, tasks } = ticket;
  if (tasks.some(({ id }) => id === task)) {
    throw new Refusal("task-exists", `Ticket ${ticketId} has a task "${task}" already: change it, or give another name.`, {
      ticketId,
      task,
    });
  }
  if (tasks.length >= mostTasks) {
    throw new Refusal(
      "too-many-tasks",
      `Ticket ${ticketId} has ${mostTasks} tasks, the most that one may have: open a ticket that is part of it.`,
      {
        ...{ ticketId, most: mostTasks },
      },
    );
  }
  return [tell(ticket, scene, { type: "ticket.task-added", task, text, assignee })];
}

/** Changes what is named and differs; nothing when nothing does. */
export function changeTask(ticket: Ticket, command: TicketCommandOf<"change-task">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "change its tasks");
  const { task, text, assignee, isDone } = command;
  const before = requireTask(ticket, task);
  if (text !== undefined) requireText(text, "text");
  const changes = {
    ...(text === undefined || text === before.text ? {} : { text }),
    ...(assignee === undefined || assignee === before.assignee ? {} : { assignee }),
    ...(isDone === undefined || isDone === (before.doneAt !== null) ? {} : { isDone }),
  };
  return Object.keys(changes).length === 0 ? [] : [tell(ticket, scene, { type: "ticket.task-changed", task, ...changes })];
}

export function removeTask(ticket: Ticket, { task }: TicketCommandOf<"remove-task">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "remove its tasks");
  requireTask(ticket, task);
  return [tell(ticket, scene, { type: "ticket.task-removed", task })];
}

function requireTask({ id: ticketId, tasks }: Ticket, task: string): Task {
  const found = tasks.find(({ id }) => id === task);
  if (found === undefined) throw new Refusal("unknown-task", `Ticket ${ticketId} has no task "${task}".`, { ticketId, task });
  return found;
}
