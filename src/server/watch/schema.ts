/** The watch as it travels. */
import { z } from "@hono/zod-openapi";
import { findingKinds } from "#core/watch/finding.ts";
import { at, line, ms } from "#server/ticket/schema-values.ts";

const name = line.min(1).max(100);
const url = z.string().max(2_000);
const every = (least: number, most: number) => z.int().min(least).max(most).meta({ description: "Milliseconds" });

export const findingSchema = z
  .object({
    id: z.int(),
    kind: z.enum(findingKinds),
    subject: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    isFatal: z.boolean().meta({ description: "We may fail to reach somebody: no pings are sent while it lasts" }),
    beganAt: at,
    alarmedAt: at.nullable(),
    endedAt: at.nullable(),
  })
  .openapi("Finding");

export const latencyHourSchema = z
  .object({ hourAt: at, deliveries: z.int(), p50Ms: ms, p95Ms: ms, p99Ms: ms, slowestMs: ms })
  .openapi("LatencyHour");

export const testRunSchema = z
  .object({
    id: z.int(),
    target: z.string(),
    pageId: z.int(),
    at,
    untilAt: at,
    acceptedAt: at.nullable().meta({ description: "When a provider had taken it" }),
    answeredAt: at.nullable(),
    answeredBy: z.string().nullable(),
    endedAt: at.nullable(),
  })
  .openapi("TestRun");

export const watchSchema = z
  .object({
    isWell: z
      .boolean()
      .meta({ description: "The last audit is at most a minute old and found nothing by which somebody might not be reached" }),
    auditedAt: at.nullable(),
    figures: z
      .object({
        openPages: z.int(),
        overduePages: z.int(),
        waitingDeliveries: z.int(),
        overdueDeliveries: z.int(),
        outboxRows: z.int(),
        outboxAgeMs: ms,
        unsealedRows: z.int(),
        unsealedAgeMs: ms,
      })
      .nullable(),
    findings: z.array(findingSchema).meta({ description: "What is wrong now, the gravest first" }),
    past: z.array(findingSchema).meta({ description: "The last 20 that are over" }),
    latency: z
      .array(latencyHourSchema)
      .meta({ description: "From a page's cause to a provider, by hour, of the last 48 hours in which there was one" }),
    runs: z.array(testRunSchema).meta({ description: "The last 20 test pages" }),
  })
  .openapi("Watch");

const sent = { sentAt: at.nullable(), takenAt: at.nullable(), said: z.string().nullable() };

export const pingSchema = z
  .object({ id: z.string(), name: z.string(), url: z.string(), method: z.enum(["GET", "POST"]), everyMs: ms, ...sent })
  .openapi("Ping");

export const witnessSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    ownUrl: z.string().meta({ description: "What the other installation calls us by: give it to its administrator" }),
    url: z.string().nullable().meta({ description: "What we call it by" }),
    everyMs: ms,
    missingAfterMs: ms,
    heardAt: at.nullable(),
    ...sent,
  })
  .openapi("Witness");

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write an hour like 10:00.");
const target = line.regex(/^(person|schedule|team|lead|role):.+/, "Name a target like person:alice or schedule:nights.");
const within = every(60_000, 3_600_000).meta({ description: "Until when it must be acknowledged: milliseconds, 1 to 60 minutes" });

export const testSchema = z
  .object({
    id: z.string(),
    target: z.string(),
    wallTime: z.string(),
    days: z.array(z.int()).meta({ description: "1 Monday to 7 Sunday" }),
    zone: z.string(),
    withinMs: ms,
    nextAt: at,
  })
  .openapi("WatchTest");

export const settingsSchema = z
  .object({ pings: z.array(pingSchema), witnesses: z.array(witnessSchema), tests: z.array(testSchema) })
  .openapi("WatchSettings");

export const newPingSchema = z.strictObject({
  ...{ name, url },
  method: z.enum(["GET", "POST"]).default("GET"),
  everyMs: every(10_000, 86_400_000).default(60_000),
});

export const newWitnessSchema = z.strictObject({
  name,
  url: url.nullable().default(null),
  everyMs: every(10_000, 3_600_000).default(60_000),
  missingAfterMs: every(60_000, 86_400_000).default(300_000),
});

export const witnessChangeSchema = z.strictObject({
  name: name.exactOptional(),
  url: url.nullable().exactOptional(),
  everyMs: every(10_000, 3_600_000).exactOptional(),
  missingAfterMs: every(60_000, 86_400_000).exactOptional(),
});

export const newTestSchema = z.strictObject({
  ...{ target, wallTime },
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  zone: z.string().max(100).optional().meta({ description: "IANA name; the model's when absent" }),
  withinMs: within.default(300_000),
});

export const testNowSchema = z.strictObject({ target, withinMs: within.default(300_000) });

export type WatchView = z.infer<typeof watchSchema>;
export type WatchSettingsView = z.infer<typeof settingsSchema>;
export type FindingView = z.infer<typeof findingSchema>;
export type TestRunView = z.infer<typeof testRunSchema>;
