/** What the API says of the coverage proof: each promise with its days, and the gaps with what would close them. */
import { z } from "@hono/zod-openapi";
import { lackReasons } from "#core/oncall/coverage-lack.ts";
import { at, key, ms, tier } from "#server/ticket/schema-values.ts";

const nullable = z.string().nullable();

export const coverageQuery = z.strictObject({
  from: at.optional().meta({ description: "Default: now" }),
  to: at.optional().meta({ description: "Default: 90 days after `from`; at most 400" }),
  customer: key.optional().meta({ description: "One customer's promises; default: everybody's, and what schedules must cover themselves" }),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, "Take `next` of the page before.")
    .optional()
    .openapi({ description: "`next` of the page before" }),
});

export const promiseSchema = z
  .object({
    customer: nullable.meta({ description: "Null, as all down to the team, for a schedule that has a calendar to cover" }),
    customerName: nullable,
    agreement: nullable,
    agreementName: nullable,
    service: nullable,
    serviceName: nullable,
    tier: tier.nullable(),
    team: nullable.meta({ description: "Which holds that tier for a component of the service" }),
    teamName: nullable,
    schedule: nullable,
    zone: z.string(),
    promisedMs: ms,
    uncoveredMs: ms,
    firstDate: z.iso.date().meta({ description: "The first of `days`, in the zone" }),
    days: z
      .string()
      .meta({ description: "One letter for each local day: `c` covered, `g` a gap, `.` nothing promised", example: "ccccg..c" }),
  })
  .openapi("CoveragePromise");

export const remedySchema = z
  .object({
    kind: z.enum(["verify", "override", "layer", "leave", "relieve", "hours", "policy", "members"]),
    person: nullable,
    personName: nullable,
    team: nullable,
    teamName: nullable,
    schedule: nullable,
    policy: nullable,
  })
  .meta({
    description:
      "`verify`: the person verifies a contact point or mends the one that fails; `override`: somebody stands in, in this schedule; `layer`: its rotation is filled; `leave`: other days for it, or somebody who stands in; `relieve`: fewer hours for them; `hours`: the team gets a calendar, or a longer one; `policy`: a schedule of the team's people is named in this escalation policy (null: the services have none yet); `members`: the team gets people",
  });

export const gapSchema = z
  .object({
    reason: z.enum(lackReasons).meta({
      description:
        "`others-on-call`: somebody is, and nobody of the team; `no-hours`: the team has neither a calendar nor a schedule of theirs in the escalation policy; `outside-hours`: its calendar is closed",
    }),
    team: nullable,
    teamName: nullable,
    policy: nullable,
    schedule: nullable,
    from: at.meta({ description: "When the first stretch that is not over begins, or began" }),
    isOlder: z.boolean().meta({ description: "It began before what was proven: `from` is where the proof begins" }),
    to: at,
    lastTo: at.meta({ description: "When the last one ends" }),
    count: z.int().meta({ description: "How many stretches" }),
    totalMs: ms,
    stretches: z.array(z.object({ from: at, to: at })).meta({ description: "The first 20" }),
    persons: z.array(
      z.object({
        person: z.string(),
        name: z.string(),
        why: z
          .enum(["no-channel", "unverified", "failing", "unknown-person"])
          .nullable()
          .meta({ description: "Why they cannot be reached" }),
      }),
    ),
    remedies: z.array(remedySchema).meta({ description: "What would close it, the nearest first" }),
    promises: z
      .array(z.object({ customer: nullable, customerName: nullable, service: nullable, serviceName: nullable, tier: tier.nullable() }))
      .meta({ description: "Whose promises it breaks: the first 50" }),
    promiseCount: z.int(),
  })
  .openapi("CoverageGap");

const standing = {
  from: at,
  to: at,
  madeAt: at.meta({ description: "When it was proven: since then neither the model, nor the rota, nor anybody's contact points changed" }),
  isCovered: z.boolean().meta({ description: "Of all that is asked for, and not of this page alone" }),
  next: z.string().nullable().meta({ description: "Send it as the cursor of the next page" }),
};

export const coverageSchema = z.object({
  ...standing,
  counts: z.object({ promises: z.int(), kept: z.int(), gaps: z.int() }),
  items: z.array(promiseSchema),
});
export const gapListSchema = z.object({ ...standing, items: z.array(gapSchema) });

export type PromiseView = z.infer<typeof promiseSchema>;
export type GapView = z.infer<typeof gapSchema>;
export type RemedyView = z.infer<typeof remedySchema>;
export type CoverageView = z.infer<typeof coverageSchema>;
export type GapListView = z.infer<typeof gapListSchema>;
