/** From a command to the events of a ticket: the room's one list of verbs. */
import type { TicketCommand, TicketCommandOf } from "#core/ticket/command.ts";
import {
  closeTicket,
  mergeTicket,
  rankTicket,
  reopenTicket,
  reportFailureAgain,
  resolveTicket,
  restoreService,
} from "#core/ticket/ending.ts";
import {
  changePriority,
  classifyTicket,
  contestCoverage,
  decideQuote,
  openTicket,
  overrideCoverage,
  quoteTicket,
  triageTicket,
} from "#core/ticket/intake.ts";
import { linkTicket, unlinkTicket } from "#core/ticket/link.ts";
import { dropRunbook, startRunbook, tickStep } from "#core/ticket/runbook.ts";
import { type Scene, tell } from "#core/ticket/scene.ts";
import { addTask, changeTask, removeTask } from "#core/ticket/task.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { correctTime, logTime } from "#core/ticket/time-entry.ts";
import { complain, rateTicket } from "#core/ticket/voice.ts";
import { answerExclusion, applyTerms, notifyHierarchy, wakeTicket } from "#core/ticket/wake.ts";
import {
  acknowledgeTicket,
  assignTicket,
  escalateAutomatically,
  escalateTicket,
  handBackTicket,
  handOverTicket,
  joinTicket,
  leaveTicket,
  pauseTicket,
  replyToTicket,
  resumeAfterReply,
  resumeTicket,
} from "#core/ticket/work.ts";

/** Decides a command on an existing ticket: the events that happen, or a refusal by name. */
export function decideTicket(ticket: Ticket, command: TicketCommand, scene: Scene): TicketEvent[] {
  switch (command.type) {
    case "open-ticket":
      return openTicket(command, scene);
    case "acknowledge-ticket":
      return acknowledgeTicket(ticket, scene);
    case "triage-ticket":
      return triageTicket(ticket, command, scene);
    case "change-priority":
      return changePriority(ticket, command, scene);
    case "classify-ticket":
      return classifyTicket(ticket, command, scene);
    case "override-coverage":
      return overrideCoverage(ticket, command, scene);
    case "contest-coverage":
      return contestCoverage(ticket, command, scene);
    case "quote-ticket":
      return quoteTicket(ticket, command, scene);
    case "decide-quote":
      return decideQuote(ticket, command, scene);
    case "assign-ticket":
      return assignTicket(ticket, command, scene);
    case "join-ticket":
      return joinTicket(ticket, command, scene);
    case "leave-ticket":
      return leaveTicket(ticket, command, scene);
    case "reply-to-ticket":
      return replyToTicket(ticket, command, scene);
    case "pause-ticket":
      return pauseTicket(ticket, command, scene);
    case "resume-ticket":
      return resumeTicket(ticket, command, scene);
    case "escalate-ticket":
      return escalateTicket(ticket, command, scene);
    case "hand-back-ticket":
      return handBackTicket(ticket, command, scene);
    case "hand-over-ticket":
      return handOverTicket(ticket, command, scene);
    default:
      return decideEnding(ticket, command, scene);
  }
}

type Beside = Extract<
  TicketCommand,
  {
    type:
      | "link-ticket"
      | "unlink-ticket"
      | "rate-ticket"
      | "complain"
      | "log-time"
      | "correct-time"
      | "add-task"
      | "change-task"
      | "remove-task"
      | "start-runbook"
      | "tick-step"
      | "drop-runbook";
  }
>;

function decideBeside(ticket: Ticket, command: Beside, scene: Scene): TicketEvent[] {
  switch (command.type) {
    case "link-ticket":
      return linkTicket(ticket, command, scene);
    case "unlink-ticket":
      return unlinkTicket(ticket, command, scene);
    case "rate-ticket":
      return rateTicket(ticket, command, scene);
    case "complain":
      return complain(ticket, command, scene);
    case "log-time":
      return logTime(ticket, command, scene);
    case "correct-time":
      return correctTime(ticket, command, scene);
    case "add-task":
      return addTask(ticket, command, scene);
    case "change-task":
      return changeTask(ticket, command, scene);
    case "remove-task":
      return removeTask(ticket, command, scene);
    case "start-runbook":
      return startRunbook(ticket, command, scene);
    case "tick-step":
      return tickStep(ticket, command, scene);
    case "drop-runbook":
      return dropRunbook(ticket, command, scene);
  }
}

type Ending = Extract<
  TicketCommand,
  {
    type:
      | "restore-service"
      | "report-failure-again"
      | "resolve-ticket"
      | "reopen-ticket"
      | "close-ticket"
      | "merge-ticket"
      | "rank-ticket"
      | "place-ticket"
      | "note-change"
      | "wake-ticket"
      | "apply-terms"
      | "escalate-automatically"
      | "resume-after-reply"
      | "answer-exclusion"
      | "notify-hierarchy";
  }
>;

function decideEnding(ticket: Ticket, command: Ending | Beside, scene: Scene): TicketEvent[] {
  switch (command.type) {
    case "restore-service":
      return restoreService(ticket, command, scene);
    case "report-failure-again":
      return reportFailureAgain(ticket, command, scene);
    case "resolve-ticket":
      return resolveTicket(ticket, command, scene);
    case "reopen-ticket":
      return reopenTicket(ticket, command, scene);
    case "close-ticket":
      return closeTicket(ticket, command, scene);
    case "merge-ticket":
      return mergeTicket(ticket, command, scene);
    case "rank-ticket":
      return rankTicket(ticket, command, scene);
    case "place-ticket":
      return [tell(ticket, scene, { type: "ticket.placed", tier: command.tier, team: command.team, assignee: command.assignee })];
    case "note-change":
      return [noteChange(ticket, command, scene)];
    case "wake-ticket":
      return wakeTicket(ticket, scene);
    case "apply-terms":
      return applyTerms(ticket, command, scene);
    case "escalate-automatically":
      return escalateAutomatically(ticket, scene);
    case "resume-after-reply":
      return resumeAfterReply(ticket, scene);
    case "answer-exclusion":
      return answerExclusion(ticket, scene);
    case "notify-hierarchy":
      return notifyHierarchy(ticket, command.cause, scene);
    default:
      return decideBeside(ticket, command, scene);
  }
}

function noteChange(ticket: Ticket, { fields, verdict }: TicketCommandOf<"note-change">, scene: Scene): TicketEvent {
  return tell(ticket, scene, { type: "ticket.updated", fields, ...(verdict === undefined ? {} : { verdict }) });
}

/** What a ticket's event sets in motion at once, in the same transaction. */
export function reactToTicket(event: TicketEvent): TicketCommand[] {
  const { ticketId } = event;
  const actor = "system";
  switch (event.type) {
    case "ticket.opened":
      return event.coverage?.decision === "excluded" ? [{ type: "answer-exclusion", ticketId, actor }] : [];
    case "ticket.coverage-decided":
      return event.coverage.decision === "excluded" ? [{ type: "answer-exclusion", ticketId, actor }] : [];
    case "ticket.replied":
      return event.by === "contact" && event.visibility === "public" ? [{ type: "resume-after-reply", ticketId, actor }] : [];
    case "clock.warned": {
      const { objective, party, percent, dueAt } = event;
      return [{ type: "notify-hierarchy", ticketId, actor, cause: { kind: "threshold", objective, party, percent, dueAt } }];
    }
    case "clock.breached": {
      const { objective, party, dueAt } = event;
      const told: TicketCommand = {
        type: "notify-hierarchy",
        ticketId,
        actor,
        cause: { kind: "threshold", objective, party, percent: 100, dueAt },
      };
      return party === "ola" && objective === "escalation" ? [told, { type: "escalate-automatically", ticketId, actor }] : [told];
    }
    default:
      return [];
  }
}
