/** Words of the field as the API writes them, shared by what comes in and what goes out. */
import { z } from "@hono/zod-openapi";
import { channels, environments, maintenanceClasses, objectives, pauseReasons, priorities } from "#core/model/document.ts";
import { linkTypes, ticketKinds } from "#core/ticket/ticket.ts";

export const priority = z.enum(priorities);
export const level = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export const tier = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export const kind = z.enum(ticketKinds);
export const maintenanceClass = z.enum(maintenanceClasses).meta({ description: "ISO/IEC/IEEE 14764" });
export const channel = z.enum(channels);
export const environment = z.enum(environments);
export const pauseReason = z.enum(pauseReasons);
export const objective = z.enum(objectives);
export const linkType = z.enum(linkTypes);
export const party = z
  .enum(["sla", "ola", "uc"])
  .meta({ description: "Whose promise: ours to the customer, a tier's to the next, a vendor's to us" });
export const status = z.enum(["open", "resolved", "closed"]);
export const decision = z.enum(["covered", "billable", "excluded"]);
/** What a person may give as the reason; `automatic`, `quote-declined` and `imported` are the rules' own. */
export const closeReason = z.enum(["confirmed", "withdrawn", "duplicate", "excluded"]);
export const verdict = z.enum(["met", "breached", "void"]);

/** Keys of the model: as long as they may get, and nothing that could not be one. */
export const key = z.string().min(1).max(100);
export const number = z.int().positive();

/** Texts are bounded here; that they say something is the rules' own business. */
export const line = z.string().max(500);
export const text = z.string().max(200_000);
export const note = z.string().max(20_000);

export const at = z.iso.datetime({ offset: true }).meta({ description: "ISO 8601 with its offset", example: "2026-03-29T03:00:00.000Z" });
export const ms = z.int().meta({ description: "Milliseconds" });

export const money = z.strictObject({
  amount: z.int().min(0).meta({ description: "Whole minor units (cents)" }),
  currency: z.string().regex(/^[A-Z]{3}$/, "Write a currency as three capitals, EUR for instance."),
});

export const facts = z
  .strictObject({
    affected: z.enum(["one", "some", "everybody"]),
    hasWorkaround: z.boolean(),
    atStake: z.enum(["nothing", "money", "safety"]),
  })
  .meta({ description: "What a requester can know; impact, urgency and priority are proposed from it." });
