/** Words of the field as the API writes them, shared by what comes in and what goes out. */
import { z } from "@hono/zod-openapi";
import { channels, environments, maintenanceClasses, objectives, pauseReasons, priorities } from "#core/model/document.ts";
import { linkTypes, ratingScores, ticketKinds } from "#core/ticket/ticket.ts";

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
export const score = z.literal(ratingScores).meta({ description: "1 (bad) to 5" });
export const language = z.enum(["en", "fr", "es"]);
export const textFormat = z
  .enum(["markdown", "html"])
  .meta({ description: "How the text is written: Markdown (CommonMark) where nothing is said; HTML only for what comes from outside" });
/** Names of time entries, tasks, runbooks and steps: drawn where the caller gives none. */
export const name = z.string().regex(/^[\w.:-]{1,64}$/, "Use up to 64 letters, digits, dots, colons, hyphens and underscores.");
export const verdict = z.enum(["met", "breached", "void"]);

/** Keys of the model: as long as they may get, and nothing that could not be one. */
export const key = z.string().min(1).max(100);
export const number = z.int().positive();

/** Texts are bounded here; that they say something is the rules' own business. */
export const line = z.string().max(500);
export const text = z.string().max(100_000);
export const note = z.string().max(20_000);

export const at = z.iso.datetime({ offset: true }).meta({ description: "ISO 8601 with its offset", example: "2026-03-29T03:00:00.000Z" });
export const ms = z.int().meta({ description: "Milliseconds" });

export const money = z.strictObject({
  amount: z.int().min(0).meta({ description: "Whole minor units (cents)" }),
  currency: z.string().regex(/^[A-Z]{3}$/, "Write a currency as three capitals, EUR for instance."),
});

/** Of files that were sent before: their ids. How many a message takes is the rules' own business. */
export const attachmentIds = z.array(z.string().max(64)).max(1_000).meta({ description: "Ids of files sent to POST /attachments" });

const minutes = z.int().meta({ description: "Whole minutes" });

export const call = z.strictObject({
  direction: z.enum(["in", "out"]),
  person: z.string().max(200),
  number: z.string().max(50).nullable(),
  minutes: minutes.min(0).max(1_440).nullable(),
});

export const facts = z
  .strictObject({
    affected: z.enum(["one", "some", "everybody"]),
    hasWorkaround: z.boolean(),
    atStake: z.enum(["nothing", "money", "safety"]),
  })
  .meta({ description: "What a requester can know; impact, urgency and priority are proposed from it." });
