/** What the API says of who is on call, and why. */
import { z } from "@hono/zod-openapi";
import { at, key } from "#server/ticket/schema-values.ts";

const nullableAt = at.nullable();
const named = { person: z.string(), personName: z.string() };
const shift = z.object({ from: at, to: at, ...named, layer: z.string().nullable().meta({ description: "Null for an override" }) });

const claim = {
  id: z.int().nullable().meta({ description: "Of a recorded override; null for one of the model" }),
  ...named,
  from: at,
  to: at,
  reason: z.string().nullable(),
  recordedBy: z.string().nullable(),
  recordedByName: z.string().nullable(),
  recordedAt: nullableAt,
};

export const layerReasons = ["nobody-in-it", "not-begun", "ended", "restricted", "all-away", "no-event"] as const;

const layerWhy = z.object({
  layer: z.string(),
  kind: z.enum(["rotation", "feed"]).meta({ description: "`feed`: a calendar of somebody else's" }),
  person: z.string().nullable(),
  personName: z.string().nullable(),
  reason: z.enum(layerReasons).nullable().meta({ description: "Why it has nobody; null when it has somebody" }),
  changesAt: nullableAt.meta({
    description: "When it begins, ended, opens, or has the first of them back; null: never, or nothing to say",
  }),
  turn: z
    .object({ ...named, from: at, to: at })
    .nullable()
    .meta({ description: "Whose turn it is, on leave or not" }),
  away: z
    .array(z.object({ ...named, until: nullableAt.meta({ description: "Null: for ever" }) }))
    .meta({ description: "Those passed over on their leave" }),
});

export const onCallWhySchema = z
  .object({
    schedule: z.string(),
    zone: z.string(),
    at,
    person: z.string().nullable(),
    personName: z.string().nullable(),
    layer: z.string().nullable(),
    ground: z.enum(["override", "layer", "feed", "gap"]).meta({ description: "By what; `gap`: nobody is on call" }),
    since: nullableAt.meta({ description: "Since when without a break; null: for more than five weeks" }),
    until: nullableAt.meta({ description: "Null: for more than five weeks" }),
    override: z.object(claim).nullable(),
    lost: z
      .array(
        z.object({ ...claim, lostTo: z.enum(["later-override", "on-leave"]), until: nullableAt.meta({ description: "End of the leave" }) }),
      )
      .meta({ description: "Overrides of that instant that do not count, and why" }),
    layers: z.array(layerWhy).meta({ description: "The highest first: it wins where it has somebody" }),
    next: shift.nullable().meta({ description: "In a gap: who comes next" }),
    notes: z
      .array(z.object({ id: z.int(), author: z.string(), authorName: z.string(), text: z.string(), writtenAt: at }))
      .meta({ description: "What was written for whoever came on call then" }),
  })
  .openapi("OnCallWhy");

export const onCallWhyListSchema = z.object({ items: z.array(onCallWhySchema) });

export const whoQuery = z.strictObject({
  at: at.optional().meta({ description: "Default: now; past and future alike" }),
  schedule: key.optional().meta({ description: "One schedule alone" }),
});

export const mostShifts = 20_000;

export const shiftsQuery = z.strictObject({
  schedule: key,
  from: at,
  to: at,
  layers: z.enum(["yes"]).optional().meta({ description: "Also what each layer would give alone" }),
  limit: z.coerce.number().int().min(1).max(mostShifts).default(2_000),
  cursor: at.optional().meta({ description: "`next` of the page before" }),
});

export const shiftListSchema = z.object({
  items: z.array(shift).meta({ description: "In order, without overlap; what lies between is covered by nobody" }),
  layers: z
    .array(z.object({ name: z.string(), kind: z.enum(["rotation", "feed"]), shifts: z.array(shift) }))
    .nullable()
    .meta({ description: "The lowest first; null unless asked for" }),
  next: nullableAt.meta({ description: "Send it as the cursor of the next page" }),
});

export type OnCallWhy = z.infer<typeof onCallWhySchema>;
export type ShiftList = z.infer<typeof shiftListSchema>;
