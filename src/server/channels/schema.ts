/** Gateways and their drivers as they travel. Secrets never do: only which of them are kept. */
import { z } from "@hono/zod-openapi";
import { channels } from "#core/notification/channel.ts";
import { at, key, line } from "#server/ticket/schema-values.ts";

const setting = z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()]);
const settings = z.record(z.string().max(60), setting).meta({ description: "As the driver's `settings` describes them, secrets included" });
const name = line.min(1).max(80);
const id = z.string().meta({ description: "`environment`, `push` and others that Guardia brings along have names instead of drawn ids" });

export const driverSchema = z
  .object({
    name: z.string(),
    title: z.string().meta({ description: "As people call it" }),
    channel: z.enum(channels),
    settings: z.record(z.string(), z.unknown()).meta({ description: "JSON Schema of what an administrator fills in" }),
    secrets: z.array(z.string()).meta({ description: "Settings that are sealed and never shown again" }),
    givesReceipts: z.boolean().meta({ description: "The provider reports arrivals" }),
    takesReplies: z.boolean().meta({ description: "What people answer comes in" }),
    isIdempotent: z.boolean().meta({ description: "A repetition after an unknown end doubles nothing" }),
    hasHook: z.boolean().meta({ description: "The provider calls a gateway's own address" }),
    hasProbe: z.boolean().meta({ description: "The account can be checked without telling anybody" }),
  })
  .openapi("GatewayDriver");
export type DriverView = z.output<typeof driverSchema>;

const healthSchema = z.object({
  state: z.enum(["healthy", "suspect", "unhealthy"]).meta({
    description: "`suspect`: takes messages and never reports; `unhealthy`: failed again and again. Both are asked last",
  }),
  since: at.nullable(),
  failures: z.int().meta({ description: "In a row, up to now" }),
  retryAt: at.nullable(),
  lastSentAt: at.nullable(),
  lastFailedAt: at.nullable(),
  lastReceiptAt: at.nullable(),
  lastSaid: z.string().nullable(),
});

export const gatewaySchema = z
  .object({
    id,
    name: z.string(),
    channel: z.enum(channels),
    driver: z.string(),
    settings: z.record(z.string(), z.unknown()).meta({ description: "Without secrets; empty for those that Guardia brings along" }),
    keptSecrets: z.array(z.string()).meta({ description: "Secrets that are there" }),
    isEnabled: z.boolean(),
    isBuiltIn: z.boolean().meta({ description: "Comes with the installation: it is switched on or off and put in order, no more" }),
    isReadable: z.boolean().meta({ description: "False when its secrets do not open, or its settings no longer fit the driver" }),
    hookUrl: z.string().nullable().meta({ description: "What the provider is to call; null where it calls nobody" }),
    health: healthSchema,
  })
  .openapi("Gateway");
export type GatewayView = z.output<typeof gatewaySchema>;

export const newGatewaySchema = z.strictObject({ name, driver: z.string().max(60), settings, isEnabled: z.boolean().default(true) });

export const gatewayChangeSchema = z.strictObject({
  name: name.exactOptional(),
  isEnabled: z.boolean().exactOptional(),
  settings: settings.exactOptional().meta({ description: "All of them; secrets that are left out stay as they are, null forgets one" }),
});

export const orderSchema = z.strictObject({
  channel: z.enum(channels),
  ids: z.array(key).min(1).max(100).meta({ description: "All gateways of the channel, the one to be asked first in front" }),
});

export const probeSchema = z.object({ isWell: z.boolean(), said: z.string() });

export const testOrderSchema = z.strictObject({ address: z.string().trim().min(1).max(2_000) });
export const testResultSchema = z
  .object({
    outcome: z.enum(["sent", "failed-for-now", "failed-for-good", "unknown"]),
    said: z.string().nullable(),
    expectsReceipt: z.boolean(),
  })
  .openapi("GatewayTest");
export type TestResult = z.output<typeof testResultSchema>;
