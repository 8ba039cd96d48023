/** What can be done to a ticket over the API: the resource of each verb and what it is told. */
import type { TicketCommand, TicketCommandOf } from "#core/ticket/command.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { Call, RatingScore } from "#core/ticket/ticket.ts";

type Told<T extends TicketCommand["type"]> = Omit<TicketCommandOf<T>, "type" | "ticketId" | "actor" | "watermark">;

/** The name may be left out: the server draws one. */
type Named<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** The last part of `POST /tickets/{id}/…`, with the body it takes. */
export type TicketVerbs = {
  acknowledgement: Record<string, never>;
  triage: { facts: Facts };
  priority: Told<"change-priority">;
  classification: Told<"classify-ticket">;
  coverage: Told<"override-coverage">;
  contest: Told<"contest-coverage">;
  quote: Told<"quote-ticket">;
  "quote-decision": Told<"decide-quote">;
  assignment: Told<"assign-ticket">;
  collaborators: Told<"join-ticket">;
  departures: Told<"leave-ticket">;
  replies: {
    visibility: "public" | "internal";
    text: string;
    /** Ids of files that were sent before. */
    attachments?: readonly string[];
    /** Keys of our people who are asked to look. */
    mentions?: readonly string[];
  };
  calls: Partial<Pick<Call, "number" | "minutes">> &
    Pick<Call, "direction" | "person"> & { text: string; visibility?: "public" | "internal" };
  pause: Told<"pause-ticket">;
  resumption: Told<"resume-ticket">;
  escalation: Told<"escalate-ticket">;
  "hand-back": Told<"hand-back-ticket">;
  "hand-over": Told<"hand-over-ticket">;
  restoration: Told<"restore-service">;
  failure: Told<"report-failure-again">;
  resolution: Told<"resolve-ticket">;
  reopening: { reason: string };
  closing: Told<"close-ticket">;
  merge: Told<"merge-ticket">;
  links: Told<"link-ticket">;
  unlinks: Told<"unlink-ticket">;
  rank: Told<"rank-ticket">;
  rating: { score: RatingScore; words?: string };
  complaint: Told<"complain">;
  time: Named<Omit<Told<"log-time">, "endedAt">, "entry"> & { endedAt?: string };
  "time-corrections": Told<"correct-time">;
  tasks: Named<Told<"add-task">, "task">;
  "task-changes": Told<"change-task">;
  "task-removals": Told<"remove-task">;
  runbooks: Told<"start-runbook">;
  "runbook-steps": Told<"tick-step">;
  "runbook-removals": Told<"drop-runbook">;
};

export type TicketVerb = keyof TicketVerbs;
