/** The board as it travels. */
import { z } from "@hono/zod-openapi";
import { heldParties } from "#core/board/held.ts";
import { at, objective, pauseReason, priority, tier } from "#server/ticket/schema-values.ts";

const count = z.int().min(0);
const load = { open: count, late: count, soon: count, paused: count, urgent: count };
const ofAll = z.object({ of: count, count });
const date = z.string().meta({ description: "A date of the reader's zone", example: "2026-11-16" });
const party = z.string().meta({ description: "l1 to l4, vendor, customer or nobody" });

const reason = z
  .object({
    objective,
    dueAt: at,
    consumedPercent: z.int(),
    leftMs: z.int().meta({ description: "Open time left, in milliseconds" }),
    holder: z.object({ party, name: z.string().nullable(), since: at }).nullable(),
    isUnanswered: z.boolean(),
    paused: z.array(z.object({ reason: pauseReason, ms: z.int() })),
    closedAhead: z
      .array(z.object({ kind: z.string(), name: z.string().nullable(), ms: z.int() }))
      .meta({ description: "Closed time between now and the due instant: nights, weekends, holidays by name" }),
    longest: z.object({ party, percent: z.int() }).nullable().meta({ description: "Who used most of the open time" }),
    retargetedAt: at.nullable(),
  })
  .openapi("BreachReason");

export const boardSchema = z
  .object({
    at,
    buckets: z.array(z.object({ from: date, to: date })).meta({ description: "Stretches of the window, `to` exclusive" }),
    open: z.object({ ...load, unassigned: count }),
    breaching: z
      .array(
        z.object({
          ticketId: z.int(),
          subject: z.string(),
          customerId: z.string(),
          customerName: z.string(),
          priority,
          reason,
        }),
      )
      .meta({ description: "The first 25 that break within 24 h, and why; `open.soon` counts them all" }),
    people: z.array(z.object({ ...load, assignee: z.string(), name: z.string() })),
    tiers: z.array(
      z.object({ ...load, unassigned: count, tier: tier.nullable(), team: z.string().nullable(), teamName: z.string().nullable() }),
    ),
    ageing: z.array(
      z.object({ fromDays: count, toDays: count.nullable(), counts: z.object({ P1: count, P2: count, P3: count, P4: count }) }),
    ),
    window: z.object({
      opened: count,
      resolved: count,
      otherwiseEnded: count,
      firstLine: ofAll,
      kept: ofAll,
      reopened: count,
      ratings: z.object({ count, sum: count, byScore: z.array(count).meta({ description: "How many gave 1, 2, 3, 4 and 5" }) }),
      trend: z.array(z.object({ opened: count, resolved: count, firstLine: count, firstLineOf: count, breached: count })),
    }),
    held: z.object({
      shares: z.array(z.object({ party: z.enum(heldParties), seconds: count })),
      tickets: count,
      isSampled: z.boolean().meta({ description: "Only the newest 50,000 of the window were summed" }),
    }),
  })
  .openapi("Board");

export type Board = z.infer<typeof boardSchema>;
