/** Messages as the interface sees them. */
import { z } from "@hono/zod-openapi";
import { channels } from "#core/notification/channel.ts";
import { at } from "#server/ticket/schema-values.ts";

export const messageSchema = z
  .object({
    id: z.int(),
    gateway: z.string(),
    channel: z.enum(channels),
    address: z.string(),
    text: z.string(),
    state: z.enum(["received", "filed", "held", "dropped"]),
    reason: z
      .enum(["unknown-sender", "ambiguous-sender", "storm", "refused", "by-hand"])
      .nullable()
      .meta({ description: "Why it is held or dropped" }),
    ticketId: z.int().nullable(),
    customerId: z.string().nullable(),
    receivedAt: at,
  })
  .openapi("Message");

export type HeldMessage = z.output<typeof messageSchema>;

export const senderBody = z.strictObject({
  customerId: z.string().min(1).max(64).meta({ description: "Whose it is" }),
  contact: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "Key of a contact of this customer; the address stands for itself when it is left out" }),
});
