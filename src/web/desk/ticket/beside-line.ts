/** A fact that lies beside a ticket's course as one sentence: the customer's voice, time worked, tasks, runbooks. */
import type { WireEvent } from "../../api/wire.ts";
import { lengthText } from "../../kit/time-text.ts";
import { noteAfter, type Telling } from "./telling.ts";

export function besideLine(event: WireEvent, telling: Telling): string | null {
  return ofVoiceAndTime(event, telling) ?? ofTasks(event, telling) ?? ofRunbooks(event, telling);
}

/** Activities are the model's own words, or keys of ours. */
export function activityText({ text }: Pick<Telling, "text">, activity: string): string {
  const { activities } = text.ticket.actions;
  return activity in activities ? activities[activity as keyof typeof activities] : activity;
}

const lengthOf = (minutes: number): string => lengthText(minutes * 60_000);

function ofVoiceAndTime(event: WireEvent, telling: Telling): string | null {
  const { events } = telling.text.ticket;
  const who = telling.name.actor(event);
  switch (event.type) {
    case "ticket.rated":
      return events.rated({ who, score: event.score, note: noteAfter(telling, event.words) });
    case "ticket.complained":
      return events.complained({ who, words: event.words ?? "" });
    case "ticket.time-logged": {
      const activity = activityText(telling, event.activity);
      return events.timeLogged({ who, length: lengthOf(event.minutes), activity, note: noteAfter(telling, event.note) });
    }
    case "ticket.time-corrected":
      return events.timeCorrected({ who, length: lengthOf(event.minutes), reason: event.reason ?? "" });
    default:
      return null;
  }
}

function ofTasks(event: WireEvent, { name, text, task }: Telling): string | null {
  const { events } = text.ticket;
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.task-added":
      return events.taskAdded({ who, task: event.text ?? "" });
    case "ticket.task-changed": {
      const said = task(event.task);
      if (event.isDone === undefined) return events.taskChanged({ who, task: said });
      return (event.isDone ? events.taskDone : events.taskUndone)({ who, task: said });
    }
    case "ticket.task-removed":
      return events.taskRemoved({ who, task: task(event.task) });
    default:
      return null;
  }
}

function ofRunbooks(event: WireEvent, telling: Telling): string | null {
  const { name, text } = telling;
  const { events } = text.ticket;
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.runbook-started":
      return events.runbookStarted({ who, runbook: name.runbook(event.runbook) });
    case "ticket.runbook-dropped":
      return events.runbookDropped({ who, runbook: name.runbook(event.runbook) });
    case "ticket.step-ticked": {
      const step = name.step(event.runbook, event.step);
      return event.isDone ? events.stepTicked({ who, step, note: noteAfter(telling, event.note) }) : events.stepUnticked({ who, step });
    }
    default:
      return null;
  }
}
