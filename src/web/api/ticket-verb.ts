/** What can be done to a ticket over the API: the resource of each verb and what it is told. */
import type { TicketCommand, TicketCommandOf } from "#core/ticket/command.ts";
import type { Facts } from "#core/ticket/priority.ts";

type Told<T extends TicketCommand["type"]> = Omit<TicketCommandOf<T>, "type" | "ticketId" | "actor" | "watermark">;

/** The last part of `POST /tickets/{id}/…`, with the body it takes. */
export type TicketVerbs = {
  acknowledgement: Record<string, never>;
  triage: { facts: Facts };
  priority: Told<"change-priority">;
  coverage: Told<"override-coverage">;
  contest: Told<"contest-coverage">;
  quote: Told<"quote-ticket">;
  "quote-decision": Told<"decide-quote">;
  assignment: Told<"assign-ticket">;
  collaborators: Told<"join-ticket">;
  departures: Told<"leave-ticket">;
  replies: { visibility: "public" | "internal"; text: string };
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
};

export type TicketVerb = keyof TicketVerbs;
