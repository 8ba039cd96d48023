/** What can be asked of a ticket, as resources: the last part of `POST /tickets/{id}/…`, the body it takes, the command it gives. */
import { randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { TicketVerb } from "#core/ticket/command.ts";
import { instant } from "#core/time/instant.ts";
import type { Caller } from "#server/http/env.ts";
import { waitingFiles } from "#server/ticket/files.ts";
import {
  at,
  attachmentIds,
  call,
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
  name,
  note,
  number,
  pauseReason,
  priority,
  score,
  text,
  textFormat,
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

const mentions = z.array(key).max(1_000).meta({ description: "Keys of our people who are asked to look: they are told" });
const words = z.string().max(20_000);

/** What lies beside a ticket's course. */
const besideResources: readonly Resource[] = [
  resource(
    "rating",
    "Say how it was done: once, changeable for seven days",
    z.strictObject({ score, words: words.exactOptional() }),
    ({ score: given, words: said = "" }) => ({ type: "rate-ticket", score: given, words: said }),
  ),
  resource("complaint", "Complain: those responsible are told", z.strictObject({ words }), same("complain")),
  resource(
    "time",
    "Log time worked; what it takes from a bundle follows from the agreement's rates",
    z.strictObject({
      entry: name.exactOptional(),
      minutes: z.int(),
      activity: z.string().max(60).meta({ example: "analysis" }),
      endedAt: at.exactOptional().meta({ description: "Default: now" }),
      tier: tier.exactOptional(),
      note: note.nullable().exactOptional(),
    }),
    ({ entry = randomUUID(), endedAt, ...rest }) => ({
      type: "log-time",
      entry,
      ...rest,
      ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
    }),
  ),
  resource(
    "time-corrections",
    "Set what a time entry should have said; 0 takes it back",
    z.strictObject({ entry: name, minutes: z.int(), reason }),
    same("correct-time"),
  ),
  resource(
    "tasks",
    "Add a task",
    z.strictObject({ task: name.exactOptional(), text: z.string().max(500), assignee: key.nullable().exactOptional() }),
    ({ task = randomUUID(), ...rest }) => ({ type: "add-task", task, ...rest }),
  ),
  resource(
    "task-changes",
    "Change a task, or say that it is done",
    z.strictObject({
      task: name,
      text: z.string().max(500).exactOptional(),
      assignee: key.nullable().exactOptional(),
      isDone: z.boolean().exactOptional(),
    }),
    same("change-task"),
  ),
  resource("task-removals", "Remove a task", z.strictObject({ task: name }), same("remove-task")),
  resource(
    "runbooks",
    "Follow a runbook: its steps as they are now",
    z.strictObject({ runbook: name, version: z.int().min(1), steps: z.array(name).max(1_000) }),
    same("start-runbook"),
  ),
  resource(
    "runbook-steps",
    "Say that a step is done, or is not after all",
    z.strictObject({ runbook: name, step: name, isDone: z.boolean(), note: note.nullable().exactOptional() }),
    same("tick-step"),
  ),
  resource("runbook-removals", "Follow a runbook no longer", z.strictObject({ runbook: name }), same("drop-runbook")),
];

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
      format: textFormat.exactOptional(),
      attachments: attachmentIds.exactOptional(),
      mentions: mentions.exactOptional(),
    }),
    ({ visibility, text: said, by, channel: through, attachments, ...rest }, caller) => ({
      type: "reply-to-ticket",
      visibility,
      text: said,
      by: by ?? (caller.customerId === null ? "agent" : "contact"),
      channel: through ?? (caller.kind === "user" ? "portal" : "api"),
      ...rest,
      ...(attachments === undefined ? {} : { attachments: waitingFiles(attachments) }),
    }),
  ),
  resource(
    "calls",
    "Note a telephone call: a message of the channel phone",
    z.strictObject({
      ...call.shape,
      number: call.shape.number.exactOptional(),
      minutes: call.shape.minutes.exactOptional(),
      text: text.meta({ description: "What was said" }),
      visibility: z.enum(["public", "internal"]).exactOptional().meta({ description: "Default: public, an answer to the customer" }),
    }),
    ({ direction, person, number: dialled = null, minutes = null, text: said, visibility = "public" }) => ({
      type: "reply-to-ticket",
      visibility,
      by: "agent",
      channel: "phone",
      text: said,
      call: { direction, person, number: dialled, minutes },
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
  resource("unlinks", "Take a link off both tickets", z.strictObject({ link: linkType, otherId: number }), same("unlink-ticket")),
  resource(
    "rank",
    "Give a place in the customer's own order, or (null) none",
    z.strictObject({ rank: z.int().min(1).max(1_000_000).nullable() }),
    same("rank-ticket"),
  ),
  ...besideResources,
];
