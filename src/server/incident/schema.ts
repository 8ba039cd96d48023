/**
 * What the API says of major incidents, their rooms and reviews. Instants are ISO 8601, days are local dates of the customer.
 *
 * GET /incidents · GET /incidents/actions · GET|POST /tickets/{id}/incident (both give `TicketIncident`; the POST declares)
 * POST /tickets/{id}/incident/{roles,status,updates,entries,checklist,conference,end,reopening} · POST|DELETE …/checklist/{item}: each gives `Room`
 * GET …/timeline
 * GET|POST|PUT …/review (`Review`; POST begins it, PUT with If-Match) · POST …/review/actions · PUT|DELETE …/review/actions/{ticketId}
 * POST …/review/{publication,sharing} · GET …/review/versions · GET …/review.md?version=
 * For a customer's designated contacts: GET /shared-reviews · GET /tickets/{id}/shared-review
 */
import { z } from "@hono/zod-openapi";
import {
  actionKinds,
  actionLinks,
  cadenceBases,
  causeKinds,
  entryKinds,
  incidentStatuses,
  openStatuses,
  peopleGroups,
  timelineTopics,
} from "#core/incident/words.ts";
import { at, key, line, ms, note, priority, status, text } from "#server/ticket/schema-values.ts";

const nullableAt = at.nullable();
const named = z.object({ key: z.string(), name: z.string() });
const day = z.iso.date().meta({ description: "A local date", example: "2026-03-29" });
const person = z
  .string()
  .regex(/^(person|contact):.{1,100}$/, "Write person:alice for one of ours, or contact:ana for one of the customer's.")
  .meta({ example: "person:alice" });
const role = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ description: "commander, communications, operations, scribe, or a name of your own", example: "communications" });
const cursor = z.string().max(200);
const limit = (most: number) => z.coerce.number().int().min(1).max(most);

export const roomPersonSchema = z.object({
  group: z.enum(peopleGroups),
  key: z.string().nullable().meta({ description: "person:alice, contact:ana; null for a team, a vendor or a number that is nobody's own" }),
  name: z.string(),
  what: z.string().nullable().meta({ description: "Schedule, team, vendor or role by which they are here, in words" }),
  isOurs: z.boolean(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  until: nullableAt.meta({ description: "Of somebody on call: when that ends" }),
});

export const updateClockSchema = z.object({
  basis: z.enum(cadenceBases).meta({ description: "Whose cadence it is: the agreement's clock, the model's, or 30 minutes by default" }),
  everyMs: ms.nullable().meta({ description: "Null where the agreement's clock counts, whose target may be in business days" }),
  dueAt: nullableAt.meta({ description: "When the next update is due: count down to it; null when paused or over" }),
  isOverdue: z.boolean(),
  isPaused: z.boolean(),
  lastAt: nullableAt,
  lastText: z.string().nullable(),
  count: z.int(),
  missed: z.int().meta({ description: "How many came late, or have not come yet" }),
});

export const checklistItemSchema = z.object({
  id: z.string(),
  text: z.string(),
  isFromModel: z.boolean(),
  doneAt: nullableAt,
  doneBy: z.string().nullable(),
  doneByName: z.string().nullable(),
});

export const roomSchema = z
  .object({
    ticketId: z.int(),
    seq: z.int().meta({ description: "The room's version" }),
    subject: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    priority,
    ticketStatus: status,
    service: z.string().nullable(),
    serviceName: z.string().nullable(),
    component: z.string().nullable(),
    status: z.enum(incidentStatuses),
    isOver: z.boolean(),
    startedAt: at.meta({ description: "When the ticket opened, or when what was detected began" }),
    declaredAt: at,
    declaredBy: z.string(),
    declaredByName: z.string(),
    reason: z.string().nullable(),
    endedAt: nullableAt,
    endedHow: z.enum(["resolution", "by-hand"]).nullable(),
    roles: z.array(
      z.object({ role: z.string(), holder: person, holderName: z.string(), phone: z.string().nullable(), since: at, isMine: z.boolean() }),
    ),
    conference: z.object({ url: z.string(), isFromModel: z.boolean(), since: at }).nullable(),
    hasConferenceTemplate: z.boolean(),
    people: z.array(roomPersonSchema),
    updates: updateClockSchema,
    checklist: z.array(checklistItemSchema),
    review: z.object({ state: z.enum(["draft", "published"]), owner: named, dueOn: day, isOverdue: z.boolean() }).nullable(),
    mayWrite: z.boolean(),
    mayPublish: z.boolean().meta({ description: "The review: its owner, the commander, and who may override" }),
  })
  .openapi("IncidentRoom");

/** Of a ticket without one `room` is null: then `isSuggested` says whether one should be declared. */
export const ticketIncidentSchema = z.object({ room: roomSchema.nullable(), isSuggested: z.boolean(), mayDeclare: z.boolean() });

export const incidentSummarySchema = z
  .object({
    ticketId: z.int(),
    subject: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    priority,
    status: z.enum(incidentStatuses),
    isOver: z.boolean(),
    startedAt: at,
    declaredAt: at,
    endedAt: nullableAt,
    commander: named,
    nextUpdateAt: nullableAt,
    isUpdateOverdue: z.boolean(),
    review: z
      .object({ state: z.enum(["draft", "published"]), dueOn: day, isOverdue: z.boolean(), isShared: z.boolean(), openActions: z.int() })
      .nullable(),
  })
  .openapi("IncidentSummary");

export const incidentListSchema = z.object({ items: z.array(incidentSummarySchema), next: z.string().nullable() });
export const incidentListQuery = z.strictObject({
  state: z.enum(["going-on", "over", "all"]).default("all"),
  review: z.enum(["open", "overdue"]).optional().meta({ description: "Over, with a review not published yet; or one that is late" }),
  customer: key.optional(),
  limit: limit(100).default(50),
  cursor: cursor.optional(),
});

export const declareBody = z.strictObject({
  reason: line.nullable().optional(),
  commander: person.optional().meta({ description: "Default: whoever declares it. A program names somebody" }),
});
/** `holder` null gives the role back; the commander's passes to somebody. */
export const roleBody = z.strictObject({ role, holder: person.nullable() });
export const statusBody = z.strictObject({ status: z.enum(openStatuses), note: line.nullable().optional() });
/** A public reply on the ticket, posted as the update that is due. */
export const updateBody = z.strictObject({ text, status: z.enum(openStatuses).optional() });
export const entryBody = z.strictObject({
  kind: z.enum(entryKinds),
  text: note,
  at: at.optional().meta({ description: "Of which instant it speaks; default now. An earlier one is shown as written later" }),
});
export const checklistBody = z.strictObject({ text: line });
export const tickBody = z.strictObject({ isDone: z.boolean() });
/** Without `url`: a new room of the model's template. Null: none. */
export const conferenceBody = z.strictObject({
  url: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .optional(),
});
export const endBody = z.strictObject({ note: line.nullable().optional() });
export const goOnBody = z.strictObject({ reason: line });

export const timelineEntrySchema = z.object({
  id: z.string(),
  at: at.meta({ description: "Of which instant it speaks: the order of the list" }),
  writtenAt: nullableAt.meta({ description: "When it was written, if that was later: a back-dated entry" }),
  topic: z.enum(timelineTopics),
  type: z.string().meta({ description: "The fact's name in the log; the words of it are the screen's", example: "page.acknowledged" }),
  actor: z.string(),
  actorName: z.string(),
  text: z.string().nullable().meta({ description: "People's own words, if any; at most 2,000 characters" }),
  isPublic: z.boolean().meta({ description: "The customer read it" }),
  facts: z.record(z.string(), z.unknown()).meta({ description: "What the fact's sentence needs: people by name beside their keys" }),
});
/** From the newest back, or (`order=oldest`) from the beginning on. */
export const timelineQuery = z.strictObject({
  order: z.enum(["newest", "oldest"]).default("newest"),
  topic: z.enum(timelineTopics).optional(),
  limit: limit(500).default(200),
  cursor: cursor.optional(),
});
export const timelineSchema = z.object({ items: z.array(timelineEntrySchema), next: z.string().nullable() });

const remark = z.string().trim().min(1).max(2_000);
const remarks = z.array(remark).max(50);
const causeSchema = z.strictObject({
  kind: z.enum(causeKinds),
  text: remark,
  isShared: z.boolean().default(false).meta({ description: "Whether the customer reads it in a shared review" }),
});

/** What is written together; the rest of the review comes from the log and from tickets. */
export const reviewTextSchema = z.strictObject({
  summary: note.meta({ description: "Markdown; the customer reads it in a shared review" }),
  impact: note.meta({ description: "Markdown; the customer reads it in a shared review" }),
  causes: z.array(causeSchema).max(50),
  wentWell: remarks,
  wentBadly: remarks,
  lucky: remarks,
});
export const reviewBody = reviewTextSchema.extend({ owner: key.optional(), dueOn: day.optional() });

export const momentsSchema = z.object({
  startedAt: at,
  detectedAt: at.meta({ description: "When the ticket was recorded" }),
  declaredAt: at,
  pagedAt: nullableAt,
  acknowledgedAt: nullableAt,
  respondedAt: nullableAt,
  restoredAt: nullableAt,
  resolvedAt: nullableAt,
  toDetectMs: ms,
  toPageMs: ms.nullable(),
  toAcknowledgeMs: ms.nullable(),
  toRespondMs: ms.nullable(),
  toRestoreMs: ms.nullable(),
  toResolveMs: ms.nullable(),
  updates: z.int(),
  missedUpdates: z.int(),
  longestSilenceMs: ms.nullable(),
});

export const actionSchema = z.object({
  ticketId: z.int(),
  customerId: z.string(),
  subject: z.string(),
  kind: z.string(),
  status,
  link: z.enum(actionLinks),
  owner: named.nullable().meta({ description: "The ticket's assignee" }),
  dueOn: day,
  isOverdue: z.boolean(),
  isShared: z.boolean(),
});

export const reviewSchema = reviewTextSchema
  .extend({
    ticketId: z.int(),
    subject: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    seq: z.int().meta({ description: "Send it back as If-Match" }),
    state: z.enum(["draft", "published"]),
    version: z.int().meta({ description: "Of the newest published one; 0 when none was" }),
    hasChanges: z.boolean().meta({ description: "The draft says something that the published version does not" }),
    isShared: z.boolean(),
    owner: named,
    dueOn: day,
    isOverdue: z.boolean(),
    publishedAt: nullableAt,
    publishedByName: z.string().nullable(),
    moments: momentsSchema,
    actions: z.array(actionSchema),
    mayWrite: z.boolean(),
    mayPublish: z.boolean(),
  })
  .openapi("IncidentReview");

export const actionBody = z.strictObject({
  subject: line,
  description: text.default(""),
  kind: z.enum(actionKinds).default("problem"),
  owner: key.meta({ description: "Whose it is: the ticket's assignee" }),
  dueOn: day,
  link: z.enum(actionLinks).default("caused-by"),
  isShared: z.boolean().default(false),
});
export const actionChangeBody = z.strictObject({ dueOn: day.optional(), isShared: z.boolean().optional() });
export const publicationBody = z.strictObject({ note: line.nullable().optional() });
export const sharingBody = z.strictObject({ isShared: z.boolean() });
export const reviewVersionSchema = z.object({ version: z.int(), at, byName: z.string(), note: z.string().nullable() });

export const actionListQuery = z.strictObject({
  state: z.enum(["open", "overdue", "all"]).default("open"),
  customer: key.optional(),
  owner: key.optional(),
  limit: limit(100).default(50),
  cursor: cursor.optional(),
});
/** The same with the incident from which it came. */
export const actionListSchema = z.object({
  items: z.array(actionSchema.extend({ customerName: z.string(), incidentId: z.int(), incidentSubject: z.string() })),
  next: z.string().nullable(),
});

/** What a customer reads of a review: nothing that was said among ourselves, no names of people. */
export const sharedReviewSchema = z
  .object({
    ticketId: z.int(),
    subject: z.string(),
    customerId: z.string(),
    version: z.int(),
    publishedAt: at,
    summary: z.string(),
    impact: z.string(),
    causes: z.array(z.object({ kind: z.enum(causeKinds), text: z.string() })),
    moments: momentsSchema.pick({
      ...{ startedAt: true, declaredAt: true, respondedAt: true, restoredAt: true, resolvedAt: true },
      ...{ toRespondMs: true, toRestoreMs: true, toResolveMs: true, updates: true },
    }),
    actions: z.array(z.object({ ticketId: z.int(), subject: z.string(), status, dueOn: day })),
  })
  .openapi("SharedReview");
export const sharedReviewListSchema = z.object({ items: z.array(sharedReviewSchema), next: z.string().nullable() });
export const pageQuery = z.strictObject({ limit: limit(100).default(50), cursor: cursor.optional() });

export type Room = z.infer<typeof roomSchema>;
export type RoomPerson = z.infer<typeof roomPersonSchema>;
export type TicketIncident = z.infer<typeof ticketIncidentSchema>;
export type UpdateClock = z.infer<typeof updateClockSchema>;
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;
export type IncidentList = z.infer<typeof incidentListSchema>;
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type Timeline = z.infer<typeof timelineSchema>;
export type ReviewText = z.infer<typeof reviewTextSchema>;
export type Moments = z.infer<typeof momentsSchema>;
export type ReviewAction = z.infer<typeof actionSchema>;
export type Review = z.infer<typeof reviewSchema>;
export type ReviewVersion = z.infer<typeof reviewVersionSchema>;
export type ActionList = z.infer<typeof actionListSchema>;
export type SharedReview = z.infer<typeof sharedReviewSchema>;
