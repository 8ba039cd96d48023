/** What can be asked of a ticket, as resources: the last part of `POST /tickets/{id}/…`, the body it takes, the command it gives. */
import { z } from "@hono/zod-openapi";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { Caller } from "#server/http/env.ts";
import {
  channel,
  closeReason,
  decision,
  facts,
  key,
  kind,
  level,
  linkType,
  maintenanceClass,
  money,
  note,
  number,
  pauseReason,
  priority,
  text,
  tier,
} from "#server/ticket/schema-values.ts";

/** One resource: zod describes and checks the body, `command` turns it into what the rules take. */
export type Resource = {
  readonly noun: string;
  readonly summary: string;
  readonly body: z.ZodObject;
  readonly command: (body: never, caller: Caller) => TicketVerb;
};

const resource = <S extends z.ZodObject>(
  noun: string,
  summary: string,
  body: S,
  command: (body: z.output<S>, caller: Caller) => TicketVerb,
): Resource => ({
  noun,
  summary,
  body,
  command: command as Resource["command"],
});

/** A command whose fields are the body's. */
const same =
  <T extends TicketVerb["type"]>(type: T) =>
  (body: Record<string, unknown>): TicketVerb =>
    ({ type, ...body }) as TicketVerb;

const reason = note.meta({ description: "Why; it stays with the ticket." });

export const resources: readonly Resource[] = [
  resource("acknowledgement", "Take note of a detected incident", z.strictObject({}), same("acknowledge-ticket")),
  resource("triage", "Give the facts anew; impact, urgency and priority follow", z.strictObject({ facts }), same("triage-ticket")),
  resource(
    "priority",
    "Change priority, impact or urgency with a reason",
    z.strictObject({ priority: priority.exactOptional(), impact: level.exactOptional(), urgency: level.exactOptional(), reason }),
    same("change-priority"),
  ),
  resource(
    "classification",
    "Name kind, class, service or component anew",
    z.strictObject({
      kind: kind.exactOptional(),
      class: maintenanceClass.exactOptional(),
      service: key.nullable().exactOptional(),
      component: key.nullable().exactOptional(),
    }),
    same("classify-ticket"),
  ),
  resource("coverage", "Decide otherwise than the coverage rule did", z.strictObject({ decision, reason }), same("override-coverage")),
  resource("contest", "Say that the coverage decision is wrong", z.strictObject({ reason }), same("contest-coverage")),
  resource(
    "quote",
    "Offer a quote",
    z.strictObject({ amount: money, hours: z.number().min(0).max(100_000).nullable().exactOptional(), text: note }),
    same("quote-ticket"),
  ),
  resource(
    "quote-decision",
    "Approve or decline the quote",
    z.strictObject({ state: z.enum(["approved", "declined"]), note: note.nullable().exactOptional() }),
    same("decide-quote"),
  ),
  resource(
    "assignment",
    "Give the ticket to a person, or (null) to nobody",
    z.strictObject({ assignee: key.nullable() }),
    same("assign-ticket"),
  ),
  resource("collaborators", "Let a person join", z.strictObject({ person: key }), same("join-ticket")),
  resource("departures", "Let a person leave", z.strictObject({ person: key }), same("leave-ticket")),
  resource(
    "replies",
    "Say something, to the customer or among ourselves",
    z.strictObject({
      visibility: z.enum(["public", "internal"]),
      text,
      by: z.enum(["agent", "contact", "machine"]).exactOptional().meta({ description: "Whose words; default: the caller's side" }),
      channel: channel.exactOptional(),
    }),
    ({ visibility, text: said, by, channel: through }, caller) => ({
      type: "reply-to-ticket",
      visibility,
      text: said,
      by: by ?? (caller.customerId === null ? "agent" : "contact"),
      channel: through ?? (caller.kind === "user" ? "portal" : "api"),
    }),
  ),
  resource(
    "pause",
    "Wait, for a reason",
    z.strictObject({
      reason: pauseReason,
      note: note.nullable().exactOptional(),
      vendor: key.nullable().exactOptional(),
      reference: z.string().max(200).nullable().exactOptional().meta({ description: "The vendor's own number" }),
    }),
    same("pause-ticket"),
  ),
  resource("resumption", "Go on", z.strictObject({ note: note.nullable().exactOptional() }), same("resume-ticket")),
  resource(
    "escalation",
    "Hand up to the next tier that owns the component, or to a named one",
    z.strictObject({ reason: reason.nullable().exactOptional(), toTier: tier.exactOptional() }),
    same("escalate-ticket"),
  ),
  resource("hand-back", "Hand back to a lower tier", z.strictObject({ reason, toTier: tier.exactOptional() }), same("hand-back-ticket")),
  resource("hand-over", "Hand over to another team", z.strictObject({ team: key, reason }), same("hand-over-ticket")),
  resource(
    "restoration",
    "The service works again, or a workaround is confirmed",
    z.strictObject({ how: z.enum(["restored", "workaround"]), note: note.nullable().exactOptional() }),
    same("restore-service"),
  ),
  resource("failure", "The same failure returned", z.strictObject({ note: note.nullable().exactOptional() }), same("report-failure-again")),
  resource("resolution", "Resolve", z.strictObject({ solution: text }), same("resolve-ticket")),
  resource(
    "reopening",
    "Reopen; after the agreement's window a new ticket opens that follows this one",
    z.strictObject({ reason }),
    ({ reason: why }) => ({
      type: "reopen-ticket",
      reason: why,
      newTicketId: 0,
    }),
  ),
  resource(
    "closing",
    "Close: confirmed when it is resolved, otherwise for a named reason",
    z.strictObject({ reason: closeReason.exactOptional(), note: note.nullable().exactOptional() }),
    same("close-ticket"),
  ),
  resource("merge", "Merge into another ticket of the same customer", z.strictObject({ into: number }), same("merge-ticket")),
  resource(
    "links",
    "Link to another ticket of the same customer",
    z.strictObject({ link: linkType, otherId: number }),
    same("link-ticket"),
  ),
  resource(
    "rank",
    "Give a place in the customer's own order, or (null) none",
    z.strictObject({ rank: z.int().min(1).max(1_000_000).nullable() }),
    same("rank-ticket"),
  ),
];
