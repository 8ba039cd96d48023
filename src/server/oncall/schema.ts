/** What the API says of pages: the compiler holds these shapes equal to the core's own, as they travel. */
import { z } from "@hono/zod-openapi";
import { channels, urgencies } from "#core/notification/channel.ts";
import { outcomes } from "#core/notification/delivery.ts";
import { pageAnswerVias, pageCauses } from "#core/oncall/page.ts";
import { at, key, ms, number } from "#server/ticket/schema-values.ts";

const nullableAt = at.nullable();
const channel = z.enum(channels);
const urgency = z.enum(urgencies).meta({ description: "`high` may wake people up" });
const state = z.enum(["open", "acknowledged", "exhausted", "resolved"]).meta({
  description:
    "`exhausted`: all steps were gone through and nobody answered; the last resort is told every hour. It still waits for an answer",
});
const recipient = z.string().meta({ example: "person:alice" });

export const lastLineSchema = z
  .object({
    openedAt: at.meta({ description: "When it was raised, last if it was raised again" }),
    sent: z
      .object({ afterMs: ms, recipient, channel, gateway: z.string(), gatewayName: z.string() })
      .nullable()
      .meta({ description: "When the first provider had accepted it" }),
    delivered: z
      .object({ afterMs: ms, recipient, channel })
      .nullable()
      .meta({ description: "When the first provider said that it arrived" }),
    acknowledged: z.object({ afterMs: ms, by: z.string(), byName: z.string(), via: z.enum(pageAnswerVias) }).nullable(),
  })
  .meta({ description: "What became of the page, in one line" });

export const pageSummarySchema = z
  .object({
    id: z.int(),
    customerId: z.string().meta({ description: '"" for the installation\'s own' }),
    customerName: z.string(),
    ticketId: z.int().nullable(),
    cause: z.enum(pageCauses),
    policy: z.string().nullable(),
    targets: z.array(z.string()),
    urgency,
    summary: z.string(),
    state,
    openedAt: at,
    raisedAt: at,
    round: z.int().meta({ description: "0 for the first time through the steps" }),
    nextStep: z.int().meta({ description: "Index of the step that fires next; the number of steps when none is left in this round" }),
    nextAt: nullableAt.meta({ description: "When it next acts by itself" }),
    told: z.array(recipient).meta({ description: "Recipients of the last step fired" }),
    toldAt: nullableAt,
    unreached: z.array(recipient).meta({ description: "Those of them who could not be reached by any means" }),
    acknowledgedAt: nullableAt,
    acknowledgedBy: z.string().nullable(),
    acknowledgedVia: z.enum(pageAnswerVias).nullable(),
    resolvedAt: nullableAt,
    lastLine: lastLineSchema,
  })
  .openapi("Page");

export const attemptSchema = z.object({
  number: z.int(),
  channel,
  gateway: z.string(),
  gatewayName: z.string(),
  beganAt: at,
  endedAt: nullableAt,
  outcome: z.enum(outcomes).nullable(),
  mayBeDouble: z.boolean().meta({ description: "It may have arrived twice: the provider's protocol leaves it open" }),
  said: z.string().nullable().meta({ description: "What the provider said" }),
  receipt: z.enum(["delivered", "failed"]).nullable(),
  receiptAt: nullableAt,
});

export const pageDeliverySchema = z.object({
  id: z.int(),
  recipient,
  step: z.int().nullable().meta({ description: "Null for the last resort" }),
  round: z.int().nullable(),
  state: z.enum(["waiting", "sent", "delivered", "failed", "cancelled"]),
  wantedAt: at,
  lines: z
    .array(
      z.object({
        channel,
        at,
        state: z.enum(["waiting", "sent", "delivered", "failed", "cancelled"]),
        attempts: z.array(attemptSchema),
      }),
    )
    .nullable()
    .meta({ description: "Null until somebody has looked up how the recipient can be reached" }),
});

export const pageFactSchema = z
  .looseObject({ type: z.string().meta({ example: "page.step-fired" }), at, actor: z.string(), actorName: z.string() })
  .meta({ description: "A fact of the page's log, as it stands there" });

export const pageLedgerSchema = pageSummarySchema
  .extend({ facts: z.array(pageFactSchema), deliveries: z.array(pageDeliverySchema) })
  .openapi("PageLedger");

export const pageListSchema = z.object({
  items: z.array(pageSummarySchema),
  next: z.string().nullable().meta({ description: "Send it as the cursor of the next page" }),
});

export const onCallNowSchema = z.object({
  items: z.array(
    z.object({
      schedule: z.string(),
      person: z.string().nullable(),
      personName: z.string().nullable(),
      layer: z.string().nullable().meta({ description: "By which layer; null for an override, or where nobody is on call" }),
      until: nullableAt.meta({ description: "When that ends; null when it does not within five weeks" }),
    }),
  ),
});

export const linkedPageSchema = z
  .object({
    pageId: z.int(),
    ticketId: z.int().nullable(),
    summary: z.string(),
    customerName: z.string().nullable(),
    urgency,
    cause: z.enum(pageCauses),
    state,
    openedAt: at,
    personName: z.string().nullable().meta({ description: "Whom the link calls" }),
    others: z.array(z.string()).meta({ description: "Names of who else was told last" }),
    acknowledgedAt: nullableAt,
    acknowledgedByName: z.string().nullable(),
    isMine: z.boolean().meta({ description: "Whoever the link calls has it" }),
    resolvedAt: nullableAt,
    nextAt: nullableAt,
    mayAnswer: z.boolean(),
    expiresAt: at,
  })
  .openapi("LinkedPage");

export const openPageBody = z.strictObject({
  customerId: z.string().max(100).meta({ description: '"" for something of our own' }),
  ticketId: number.optional(),
  policy: key.optional().meta({ description: "An escalation policy of the model; or name `targets`" }),
  targets: z
    .array(z.string().min(1).max(2_000))
    .min(1)
    .max(50)
    .optional()
    .meta({ description: "person:alice, schedule:nights, team:dba, lead:dba, contact:ana, webhook:https://…" }),
  urgency: urgency.default("high"),
  summary: z.string().max(500).meta({ description: "In a line, what they have to know" }),
});

export const escalationBody = z.strictObject({ note: z.string().max(2_000).nullable().optional() });
export const emptyBody = z.strictObject({});

export type PageSummary = z.infer<typeof pageSummarySchema>;
export type LastLine = z.infer<typeof lastLineSchema>;
export type PageLedger = z.infer<typeof pageLedgerSchema>;
export type PageDelivery = z.infer<typeof pageDeliverySchema>;
export type PageFact = z.infer<typeof pageFactSchema>;
export type OnCallNow = z.infer<typeof onCallNowSchema>["items"][number];
export type LinkedPage = z.infer<typeof linkedPageSchema>;
