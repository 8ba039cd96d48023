/** Webhooks as they travel. */
import { z } from "@hono/zod-openapi";
import { patternForm } from "#core/webhook/pattern.ts";
import { at, key, line, ms } from "#server/ticket/schema-values.ts";

const pattern = z.string().max(100).regex(patternForm, "Write *, ticket.* or ticket.opened for instance.");

const fields = {
  name: line.min(1).max(100),
  url: z.string().max(2_000).meta({ description: "http or https; only public addresses are asked unless the operator allows others" }),
  customer: key.nullable().meta({ description: "Only this customer's events; null for those of all, and of the installation" }),
  patterns: z.array(pattern).min(1).max(100).meta({ description: "Which types of events: *, ticket.*, ticket.opened" }),
  hasPersonal: z.boolean().meta({ description: "Whether personal words (subjects, texts, names) go along" }),
};

export const newWebhookSchema = z.strictObject({
  ...{ name: fields.name, url: fields.url, patterns: fields.patterns },
  customer: fields.customer.default(null),
  hasPersonal: fields.hasPersonal.default(false),
});

export const webhookChangeSchema = z.strictObject({
  name: fields.name.exactOptional(),
  url: fields.url.exactOptional(),
  customer: fields.customer.exactOptional(),
  patterns: fields.patterns.exactOptional(),
  hasPersonal: fields.hasPersonal.exactOptional(),
  isEnabled: z.boolean().exactOptional(),
});

export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    customer: z.string().nullable(),
    patterns: z.array(z.string()),
    hasPersonal: z.boolean(),
    state: z.enum(["enabled", "disabled", "failing", "gone"]).meta({
      description: "`failing`: switched off after five days in which nothing was taken; `gone`: it answered 410",
    }),
    failingSince: at.nullable(),
    createdAt: at,
    createdBy: z.string(),
  })
  .openapi("Webhook");

const secret = z.string().meta({ description: "Signs what is sent (Standard Webhooks). Shown this once" });
export const madeWebhookSchema = z.object({ webhook: webhookSchema, secret }).openapi("MadeWebhook");
export const rotatedSchema = z.object({ secret, overlapsUntil: at.meta({ description: "Until then the old secret signs beside it" }) });

const deliveryState = z.enum(["waiting", "delivered", "failed"]);

export const deliverySchema = z
  .object({
    id: z.int(),
    messageId: z.string().meta({ description: "The header `webhook-id`: the same for every try and replay of one event" }),
    type: z.string(),
    customerId: z.string().nullable(),
    ticketId: z.int().nullable(),
    eventAt: at,
    createdAt: at,
    isReplay: z.boolean(),
    state: deliveryState,
    tries: z.int(),
    dueAt: at.nullable().meta({ description: "When it is tried (again)" }),
    status: z.int().nullable().meta({ description: "Of the newest try; null when nobody answered" }),
    durationMs: ms.nullable(),
  })
  .openapi("WebhookDelivery");

export const wholeDeliverySchema = deliverySchema
  .extend({
    body: z.string().meta({ description: "As it is sent, or would be sent now" }),
    attempts: z.array(z.object({ number: z.int(), beganAt: at, durationMs: ms, status: z.int().nullable(), said: z.string().nullable() })),
  })
  .openapi("WholeWebhookDelivery");

export const deliveryQuery = z.strictObject({
  state: deliveryState.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "Take `next` of the page before.")
    .optional(),
});

export type WebhookView = z.infer<typeof webhookSchema>;
export type WebhookDeliveryView = z.infer<typeof deliverySchema>;
export type WholeWebhookDeliveryView = z.infer<typeof wholeDeliverySchema>;
