/** What the API answers about tickets. The compiler holds these schemas equal to the core's own shapes, as they travel. */
import { z } from "@hono/zod-openapi";
import type { Clock } from "#core/sla/clock.ts";
import type { Explanation } from "#core/sla/explain.ts";
import type { Stretch } from "#core/ticket/ball.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Wire } from "#server/http/wire.ts";
import {
  at,
  channel,
  decision,
  environment,
  facts,
  kind,
  language,
  level,
  linkType,
  maintenanceClass,
  money,
  ms,
  objective,
  party,
  pauseReason,
  priority,
  score,
  status,
  tier,
  verdict,
} from "#server/ticket/schema-values.ts";

const nullableAt = at.nullable();

/** In the reader's language. */
const localText = z.union([
  z.string(),
  z.object({ en: z.string().exactOptional(), fr: z.string().exactOptional(), es: z.string().exactOptional() }),
]);

const coverage = z
  .object({
    decision,
    rule: z.string(),
    clause: z.string(),
    text: localText,
    redirect: z
      .object({ to: localText, phone: z.string().exactOptional(), email: z.string().exactOptional(), url: z.string().exactOptional() })
      .nullable(),
    overridden: z.string().nullable().meta({ description: "The reason, where a person decided otherwise than the rule" }),
  })
  .meta({ description: "The decision with the rule that made it and the clause it quotes" });

const target = z
  .object({
    written: z.string().meta({ example: "4h" }),
    calendar: z.string(),
    priority,
    agreementVersion: z.int(),
    calendarVersion: z.int(),
    rule: z.enum(["first", "fair", "from-start", "from-change"]),
    since: at,
  })
  .nullable();

const retarget = z.object({ at, from: target, to: target, consumed: ms, dueBefore: nullableAt, dueAfter: nullableAt });

const clock = z
  .object({
    objective,
    party,
    round: z.int(),
    tier: tier.nullable(),
    startedAt: at,
    target,
    consumed: ms.meta({ description: "Open milliseconds before runningSince" }),
    runningSince: nullableAt,
    base: ms,
    limit: ms.nullable(),
    anchor: nullableAt,
    anchorFrom: nullableAt,
    pausedOpen: ms,
    dueAt: nullableAt,
    fired: z.number(),
    nextThresholdAt: nullableAt,
    breachedAt: nullableAt,
    stoppedAt: nullableAt,
    verdict: verdict.nullable(),
    segments: z.array(z.object({ from: at, to: nullableAt, paused: z.union([pauseReason, z.literal("stopped")]).nullable() })),
    retargets: z.array(retarget),
  })
  .openapi("Clock");

const holder = z.enum(["nobody", "tier", "vendor", "customer"]);

export const ticketSchema = z
  .object({
    id: z.int(),
    customerId: z.string(),
    seq: z.int().meta({ description: "Its version: what ETag and If-Match carry" }),
    kind,
    class: maintenanceClass,
    channel,
    subject: z.string(),
    requester: z.string().nullable(),
    service: z.string().nullable(),
    component: z.string().nullable(),
    environment: environment.nullable(),
    facts: facts.nullable(),
    impact: level,
    urgency: level,
    priority,
    rank: z.int().nullable(),
    agreementId: z.string().nullable(),
    agreementVersion: z.int().nullable(),
    coverage: coverage.nullable(),
    contestedAt: nullableAt,
    quote: z
      .object({ amount: money, hours: z.number().nullable(), text: z.string(), state: z.enum(["offered", "approved", "declined"]), at })
      .nullable(),
    status,
    tier: tier.nullable(),
    team: z.string().nullable(),
    assignee: z.string().nullable(),
    collaborators: z.array(z.string()),
    pause: z
      .object({
        reason: pauseReason,
        since: at,
        note: z.string().nullable(),
        vendor: z.string().nullable(),
        reference: z.string().nullable(),
      })
      .nullable(),
    openedAt: at,
    respondedAt: nullableAt,
    restoredAt: nullableAt,
    resolvedAt: nullableAt,
    closedAt: nullableAt,
    closesAt: nullableAt,
    reopenCount: z.int(),
    silences: z.array(z.object({ rule: z.int(), at })),
    links: z.array(z.object({ type: linkType, ticketId: z.int() })),
    mergedInto: z.int().nullable(),
    language: language.nullable().meta({ description: "In which the requester wrote, where that is known" }),
    rating: z.object({ score, words: z.string(), at, by: z.string() }).nullable(),
    complainedAt: nullableAt,
    timeMinutes: z.int().meta({ description: "Minutes worked, not weighted" }),
    timeEntries: z.array(
      z.object({
        id: z.string(),
        by: z.string(),
        endedAt: at,
        minutes: z.int(),
        countedMinutes: z.int().meta({ description: "What it takes from a bundle, after the agreement's weights" }),
        isAfterHours: z.boolean(),
        activity: z.string(),
        tier: tier.nullable(),
        note: z.string().nullable(),
      }),
    ),
    tasks: z.array(
      z.object({ id: z.string(), text: z.string(), assignee: z.string().nullable(), doneAt: nullableAt, doneBy: z.string().nullable() }),
    ),
    runbooks: z.array(
      z.object({
        id: z.string(),
        version: z.int(),
        startedAt: at,
        steps: z.array(z.string()),
        done: z.array(z.object({ step: z.string(), at, by: z.string(), note: z.string().nullable() })),
      }),
    ),
    external: z
      .object({ source: z.string(), id: z.string(), watermark: z.string(), verdict: z.boolean().nullable(), promisedAt: nullableAt })
      .nullable(),
    clocks: z.array(clock),
    ball: z.array(z.object({ from: at, holder: holder.nullable(), tier: tier.nullable(), name: z.string().nullable() })),
  })
  .openapi("Ticket");

export const summarySchema = z
  .object({
    id: z.int(),
    customerId: z.string(),
    customerName: z.string(),
    subject: z.string(),
    kind,
    status,
    priority,
    tier: tier.nullable(),
    team: z.string().nullable(),
    teamName: z.string().nullable(),
    assignee: z.string().nullable(),
    assigneeName: z.string().nullable(),
    rank: z.int().nullable(),
    coverage: decision.nullable(),
    openedAt: at,
    nextBreachAt: nullableAt,
    pause: pauseReason.nullable(),
    clocks: z.array(
      z.object({
        objective,
        party,
        dueAt: nullableAt,
        startedAt: at,
        consumedPercent: z.number().nullable(),
        verdict: verdict.nullable(),
        breachedAt: nullableAt,
        isPaused: z.boolean(),
      }),
    ),
  })
  .openapi("TicketSummary");

const explainedStretch = z.object({
  from: at,
  to: at,
  state: z.enum(["running", "paused", "stopped"]),
  isProjected: z.boolean().meta({ description: "Yet to come, if nothing happens" }),
  isOverdue: z.boolean(),
  open: z.boolean(),
  why: z
    .object({
      kind: z.enum(["night", "weekend", "break", "holiday", "exception", "outside-validity", "closed"]),
      name: z.string().exactOptional(),
    })
    .nullish(),
  pauseReason: pauseReason.nullable(),
  calendarVersion: z.int().nullable(),
  counted: ms.meta({ description: "Open milliseconds that this stretch consumed" }),
});

export const explanationSchema = z
  .object({
    objective,
    party,
    round: z.int(),
    tier: tier.nullable(),
    startedAt: at,
    target,
    retargets: z.array(retarget),
    base: ms,
    limit: ms.nullable(),
    breachedAt: nullableAt,
    stoppedAt: nullableAt,
    verdict: verdict.nullable(),
    stretches: z.array(explainedStretch),
    consumed: ms,
    remaining: ms.nullable(),
    dueAt: nullableAt,
    wouldBeDueAt: nullableAt,
    countedUntilDue: ms.meta({ description: "What the stretches up to the due instant add up to: the limit" }),
  })
  .openapi("Explanation");

const localTime = z.object({
  zone: z.string(),
  at: z.string().meta({ description: "Wall time with its offset", example: "2026-03-29T05:00:00.000+02:00" }),
});

export const clocksSchema = z.object({
  items: z.array(
    z.object({
      clock,
      explanation: explanationSchema,
      due: z
        .object({ reader: localTime, customer: localTime, resolver: localTime })
        .nullable()
        .meta({ description: "The due instant in the zones of reader, customer and the team that has it" }),
    }),
  ),
});

export const eventSchema = z
  .object({
    position: z.int(),
    seq: z.int().nullable(),
    ticketId: z.int().nullable(),
    customerId: z.string(),
    type: z.string(),
    at,
    recordedAt: at,
    actor: z.string(),
    actorName: z.string(),
  })
  .catchall(z.any())
  .openapi("Event", { description: "A fact of the log, with its own fields beside these. Erased personal values read as null." });

export const ballSchema = z.object({
  stretches: z.array(z.object({ from: at, to: at, holder, tier: tier.nullable(), name: z.string().nullable() })),
  shares: z
    .record(z.string(), ms)
    .meta({ description: "Open milliseconds of the resolution clock that each party held: L1–L4, vendor, customer, nobody" }),
});

type Flat<T> = T extends readonly (infer I)[] ? Flat<I>[] : T extends object ? { [K in keyof T]: Flat<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Assert<T extends true> = T;
export type TicketsTravelWhole = Assert<Same<z.infer<typeof ticketSchema>, Flat<Wire<Ticket>>>>;
export type ClocksTravelWhole = Assert<Same<z.infer<typeof clock>, Flat<Wire<Clock>>>>;
export type ExplanationsTravelWhole = Assert<Flat<Wire<Explanation>> extends z.infer<typeof explanationSchema> ? true : false>;
export type StretchesTravelWhole = Assert<Same<z.infer<typeof ballSchema>["stretches"][number], Flat<Wire<Stretch>>>>;
