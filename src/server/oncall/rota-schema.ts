/** What the API says of the recorded rota: who stands in, who is away, swaps, notes at hand-over, and what a change would do. */
import { z } from "@hono/zod-openapi";
import { limitNames, spreadMeasures } from "#core/oncall/limits.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const nullableAt = at.nullable();
const id = z.int().positive();
const words = z.string().max(500);

/** `from` and `to` as people write them. */
export const moment = z
  .string()
  .max(40)
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/,
    "Write an instant with its offset, or a local date or date and time: 2026-03-29T09:00Z, 2026-03-29T09:00 or 2026-03-29.",
  )
  .meta({
    description:
      "An instant with its offset; or a local time or date of the schedule's zone (of leave: the person's). As an end, a bare date runs to the end of that day",
    example: "2026-03-29T09:00",
  });

const from = moment.optional().meta({ description: "Default: now. What lies before now is left out: what was, stays" });

export const overrideBody = z.strictObject({
  schedule: key,
  person: key.optional().meta({ description: "Who stands in; default: the caller. Others than oneself need `model:write`" }),
  from,
  to: moment,
  reason: words.nullable().optional(),
  replaces: id.optional().meta({ description: "An override that is taken back in the same moment: so one is changed" }),
});

export const leaveKinds = ["leave", "illness", "training", "other"] as const;

export const leaveBody = z.strictObject({
  person: key.optional().meta({ description: "Who is away; default: the caller. Others than oneself need `model:write`" }),
  from,
  to: moment.nullable().meta({ description: "Null: until further notice" }),
  kind: z.enum(leaveKinds).default("leave"),
  note: words.nullable().optional(),
  replaces: id.optional().meta({ description: "Leave that is taken back in the same moment: so it is changed" }),
});

const stretch = { from: at, to: at };

export const swapBody = z.strictObject({
  schedule: key,
  asker: key.optional().meta({ description: "Whose stretch it is; default: the caller. Others than oneself need `model:write`" }),
  from: moment.meta({ description: "A stretch that is the asker's and yet to begin" }),
  to: moment,
  asked: key.nullable().default(null).meta({ description: "Null: whoever of the schedule takes it" }),
  back: z
    .strictObject({ from: moment, to: moment })
    .nullable()
    .default(null)
    .meta({ description: "A stretch of whom is asked, in return" }),
  note: words.nullable().optional(),
});

export const answerBody = z.strictObject({
  person: key.optional().meta({ description: "Who answers; default: the caller. Others than oneself need `model:write`" }),
});

export const noteBody = z.strictObject({
  schedule: key,
  at: at.optional().meta({ description: "It is for the hand-over at or after this; default: the next one" }),
  text: z.string().min(1).max(10_000).meta({ description: "Markdown" }),
});

/** What would come of it, without recording it. */
export const previewBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("override"), ...overrideBody.shape }),
  z.strictObject({
    kind: z.literal("leave"),
    person: leaveBody.shape.person,
    from,
    to: leaveBody.shape.to,
    replaces: leaveBody.shape.replaces,
  }),
  z.strictObject({ kind: z.literal("swap"), ...swapBody.shape }),
  z.strictObject({ kind: z.literal("acceptance"), swap: id, ...answerBody.shape }),
  z.strictObject({ kind: z.literal("take-back"), what: z.enum(["override", "leave", "swap"]), id }),
]);

const recorded = {
  recordedBy: z.string().meta({ description: "As the log has it: agent:alice" }),
  recordedByName: z.string(),
  recordedAt: at,
  takenBackBy: z.string().nullable(),
  takenBackAt: nullableAt,
  mayTakeBack: z.boolean().meta({ description: "The caller may, and it is not over" }),
};

export const overrideSchema = z
  .object({
    id: z.int(),
    schedule: z.string(),
    person: z.string(),
    personName: z.string(),
    ...stretch,
    reason: z.string().nullable(),
    swapId: z.int().nullable(),
    ...recorded,
  })
  .openapi("RotaOverride");

export const leaveSchema = z
  .object({
    id: z.int(),
    person: z.string(),
    personName: z.string(),
    from: at,
    to: nullableAt.meta({ description: "Null: until further notice" }),
    kind: z.enum(leaveKinds).nullable().meta({ description: "For the person and those with `model:write` only; null for others" }),
    note: z.string().nullable().meta({ description: "The same" }),
    feedId: z.int().nullable().meta({ description: "The calendar that it comes from" }),
    ...recorded,
  })
  .openapi("RotaLeave");

export const swapStates = ["asked", "accepted", "declined", "withdrawn", "expired"] as const;

export const swapSchema = z
  .object({
    id: z.int(),
    schedule: z.string(),
    asker: z.string(),
    askerName: z.string(),
    ...stretch,
    asked: z.string().nullable(),
    askedName: z.string().nullable(),
    back: z.object(stretch).nullable(),
    note: z.string().nullable(),
    state: z.enum(swapStates).meta({ description: "`expired`: its first stretch began before anybody answered" }),
    askedAt: at,
    answeredBy: z.string().nullable(),
    answeredByName: z.string().nullable(),
    answeredAt: nullableAt,
    expiresAt: at,
    mayAnswer: z.boolean().meta({ description: "The caller may accept it; and decline it, when it was asked of them alone" }),
    mayWithdraw: z.boolean(),
  })
  .openapi("RotaSwap");

export const noteSchema = z
  .object({
    id: z.int(),
    schedule: z.string(),
    at: at.meta({ description: "The hand-over that it is for" }),
    author: z.string(),
    authorName: z.string(),
    text: z.string(),
    writtenAt: at,
    mayTakeBack: z.boolean(),
  })
  .openapi("HandoverNote");

export const handoverSchema = z
  .object({
    schedule: z.string(),
    at,
    from: z.string().nullable().meta({ description: "Who goes; null: nobody was on call" }),
    fromName: z.string().nullable(),
    to: z.string().meta({ description: "Who comes" }),
    toName: z.string(),
    notes: z.array(noteSchema),
    pages: z
      .array(z.object({ id: z.int(), ticketId: z.int().nullable(), summary: z.string(), state: z.string(), openedAt: at }))
      .meta({ description: "Those that are not over now and name this schedule, the oldest first, up to 50" }),
    tickets: z
      .array(z.object({ id: z.int(), customerId: z.string(), subject: z.string(), priority: z.string().nullable() }))
      .meta({ description: "Urgent ones (P1, P2) that are open now and that who goes holds, up to 50" }),
  })
  .openapi("Handover");

const turned = {
  before: z.string().nullable(),
  beforeName: z.string().nullable(),
  after: z.string().nullable(),
  afterName: z.string().nullable(),
};

export const previewWarnings = ["begins-now", "leave-wins", "overlaps", "not-in-schedule", "on-call-elsewhere", "changes-nothing"] as const;

export const previewSchema = z
  .object({
    differences: z
      .array(z.object({ schedule: z.string(), ...stretch, ...turned }))
      .meta({ description: "Who is on call and who would be, where that differs, in order; within 400 days" }),
    gaps: z
      .array(z.object({ schedule: z.string(), ...stretch }))
      .meta({ description: "Where nobody would be on call in time that the schedule covers, and somebody is now" }),
    limits: z
      .array(
        z.object({
          limit: z.enum(limitNames),
          person: z.string(),
          personName: z.string(),
          of: z.enum(spreadMeasures).nullable().meta({ description: "Of `spread`: whose" }),
          isHard: z.boolean(),
          isIfDisturbed: z.boolean().meta({ description: "Of `rest`: only if somebody calls in the shift before" }),
          ...stretch,
          count: z.int(),
          found: z.number().meta({ description: "In the limit's own unit: hours, nights, percent" }),
          allowed: z.number(),
        }),
      )
      .meta({ description: "Limits that would be broken and are not now, looked for in 92 days" }),
    warnings: z.array(
      z.object({
        kind: z.enum(previewWarnings),
        person: z.string().nullable(),
        personName: z.string().nullable(),
        schedule: z.string().nullable(),
        from: nullableAt,
        to: nullableAt,
      }),
    ),
    isCut: z.boolean().meta({ description: "More differs than is shown" }),
  })
  .openapi("RotaPreview");

const limit = z.coerce.number().int().min(1).max(500).default(100);
const cursor = z
  .string()
  .regex(/^\d{1,15}$/, "Take `next` of the page before.")
  .optional();
/** Stretches that meet `[from, to)`. */
const window = { from: at.optional(), to: at.optional(), limit, cursor };
const state = z.enum(["standing", "all"]).default("standing").meta({ description: "`all`: also what was taken back before it began" });

export const overrideQuery = z.strictObject({ schedule: key.optional(), person: key.optional(), state, ...window });
export const leaveQuery = z.strictObject({ person: key.optional(), state, ...window });
export const swapQuery = z.strictObject({
  schedule: key.optional(),
  person: key.optional().meta({ description: "Who asked, or was asked" }),
  mine: z
    .enum(["yes"])
    .optional()
    .meta({ description: "Asked by the caller, of the caller, or of everybody where the caller could accept" }),
  state: z.enum(["open", "all"]).default("all").meta({ description: "`open`: those that wait for an answer" }),
  limit,
  cursor,
});
export const noteQuery = z.strictObject({ schedule: key.optional(), from: at.optional(), to: at.optional(), limit, cursor });
export const handoverQuery = z.strictObject({
  schedule: key,
  at: at.optional().meta({ description: "The hand-over at or after this; default: the next one" }),
});

const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });
export const overrideListSchema = listOf(overrideSchema);
export const leaveListSchema = listOf(leaveSchema);
export const swapListSchema = listOf(swapSchema);
export const noteListSchema = listOf(noteSchema);

export type RotaOverride = z.infer<typeof overrideSchema>;
export type RotaLeave = z.infer<typeof leaveSchema>;
export type RotaSwap = z.infer<typeof swapSchema>;
export type HandoverNote = z.infer<typeof noteSchema>;
export type Handover = z.infer<typeof handoverSchema>;
export type RotaPreview = z.infer<typeof previewSchema>;
