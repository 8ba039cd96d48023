/** How being on call is spread over people, and where it asks more of somebody than it may. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { schedulesWithin } from "#core/oncall/duty.ts";
import { breachesOf, findingsOf, limitNames, limitsOf, spreadMeasures } from "#core/oncall/limits.ts";
import { loadOf, type measures } from "#core/oncall/load.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { disturbancesIn } from "#server/oncall/disturbances.ts";
import { windowOf } from "#server/oncall/routes-who.ts";
import { requireSchedule } from "#server/oncall/who.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const figures = <V extends z.ZodType>(value: V) => ({
  ...{ hours: value, nights: value, weekendDays: value, holidays: value, pages: value, nightPages: value },
});

const share = z.object({
  mean: z.number(),
  least: z.number(),
  most: z.number(),
  abovePercent: z.number().nullable().meta({ description: "By how much the most exceeds the average; null: nothing to compare" }),
});

export const loadSchema = z
  .object({
    from: at,
    to: at,
    rows: z.array(z.object({ person: z.string(), personName: z.string(), ...figures(z.number()) })).meta({
      description:
        "Everybody who is on call then or takes part in a layer. A night: some time on call from 00:00 to 05:00 of the person's own zone",
    }),
    shares: z.object(figures(share)).meta({ description: "Over those who were on call at all" }),
  })
  .openapi("OnCallLoad");

const bound = z.object({ most: z.number(), isHard: z.boolean() });

export const limitsSchema = z
  .object({
    limits: z
      .object({
        restHours: z.object({ least: z.number(), isHard: z.boolean() }),
        weekHours: bound,
        standby: z.number(),
        pagesPerShift: bound,
        nightsPerMonth: bound,
        spreadPercent: bound,
      })
      .meta({ description: "In force: the model's, else the defaults" }),
    items: z.array(
      z.object({
        limit: z.enum(limitNames),
        person: z.string(),
        personName: z.string(),
        of: z.enum(spreadMeasures).nullable().meta({ description: "Of `spread`: whose" }),
        isHard: z.boolean().meta({ description: "Then the person does not count as there" }),
        isIfDisturbed: z.boolean().meta({ description: "Of `rest`: only if a page comes in the shift before" }),
        found: z
          .number()
          .meta({ description: "The worst: hours of rest, hours a week, pages in 12 h, nights of the month, percent above" }),
        allowed: z.number(),
        from: at.meta({ description: "The first time" }),
        to: at,
        count: z.int(),
        times: z
          .array(z.object({ date: z.string().nullable(), from: at, to: at, found: z.number() }))
          .meta({ description: "The first dozen; `date`: the person's local date, of a week its Monday" }),
      }),
    ),
  })
  .openapi("OnCallLimits");

export type OnCallLoad = z.infer<typeof loadSchema>;
export type OnCallLimits = z.infer<typeof limitsSchema>;
export type LimitFinding = OnCallLimits["items"][number];
export type Measure = (typeof measures)[number];

export function loadRoutes(parts: Parts): Api {
  const api = newApi();
  loadRoute(api, parts);
  limitsRoute(api, parts);
  return api;
}

const loadDescription = createRoute({
  method: "get",
  path: "/oncall/load",
  tags: ["on call"],
  summary: "Hours, nights, weekend days, holidays and pages of each person over any stretch of time, beside the average",
  request: {
    query: z.strictObject({ from: at, to: at, schedule: key.optional().meta({ description: "One schedule alone" }) }),
  },
  responses: { 200: { description: "Who has most hours first", content: jsonOf(loadSchema) }, ...problems },
});

function loadRoute(api: Api, { door }: Parts): void {
  api.openapi(loadDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { from, to, schedule = null } = c.req.valid("query");
    const [start, end] = windowOf(from, to);
    const book = await door.book();
    if (schedule !== null) requireSchedule(schedule, schedulesWithin(book, start, end));
    const disturbances = await door.read("*", (db) => disturbancesIn(db, start, end));
    const { rows, shares } = loadOf({ book, from: start, to: end, now: door.clock(), disturbances, schedule });
    const nameOf = await namer(door);
    return c.json({ from, to, rows: rows.map((row) => ({ ...row, personName: nameOf(row.person) })), shares }, 200);
  });
}

const limitsDescription = createRoute({
  method: "get",
  path: "/oncall/limits",
  tags: ["on call"],
  summary: "Where being on call asks more of somebody than the law or the model allows, over all schedules together",
  request: { query: z.strictObject({ from: at, to: at }) },
  responses: {
    200: { description: "One entry for each limit and person, what happens first before", content: jsonOf(limitsSchema) },
    ...problems,
  },
});

/** Calls before the window count for the rest after them. */
const lookBack = hours(24 * 33);

function limitsRoute(api: Api, { door }: Parts): void {
  api.openapi(limitsDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { from, to } = c.req.valid("query");
    const [start, end] = windowOf(from, to);
    const [book, now, nameOf] = [await door.book(), door.clock(), await namer(door)];
    const disturbances = await door.read("*", (db) => disturbancesIn(db, (start - lookBack) as Instant, end));
    const items = findingsOf(breachesOf({ book, from: start, to: end, now, disturbances }));
    return c.json(
      { limits: limitsOf(book.documentAt(now)), items: items.map((each) => ({ ...wire(each), personName: nameOf(each.person) })) },
      200,
    );
  });
}

async function namer(door: Door): Promise<(person: string) => string> {
  const people = (await door.book()).documentAt(door.clock())?.people ?? {};
  return (person) => people[person]?.name ?? person;
}
