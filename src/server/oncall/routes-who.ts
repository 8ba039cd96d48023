/** Who is on call over HTTP: at any instant with why, and as shifts of a stretch of time. The provider's own people alone may know. */
import { createRoute } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import type { Book } from "#core/agreement/book.ts";
import { schedulesWithin } from "#core/oncall/duty.ts";
import { pictureOf } from "#core/oncall/picture.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import type { Shift } from "#core/oncall/shift.ts";
import { Refusal } from "#core/refusal.ts";
import { hours, type Instant, instant, toIso } from "#core/time/instant.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { requireSchedule, whoIsOnCall } from "#server/oncall/who.ts";
import { onCallWhyListSchema, shiftListSchema, shiftsQuery, whoQuery } from "#server/oncall/who-schema.ts";

const longestDays = 400;

export function whoRoutes(parts: Parts): Api {
  const api = newApi();
  whoRoute(api, parts);
  shiftsRoute(api, parts);
  return api;
}

const whoDescription = createRoute({
  method: "get",
  path: "/oncall/who",
  tags: ["on call"],
  summary: "Who is on call at an instant, past or to come, and why: override, layer, leave, gap",
  request: { query: whoQuery },
  responses: { 200: { description: "The schedules in the model's order", content: jsonOf(onCallWhyListSchema) }, ...problems },
});

function whoRoute(api: Api, { door }: Parts): void {
  api.openapi(whoDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { at, schedule } = c.req.valid("query");
    return c.json({ items: await whoIsOnCall(door, at === undefined ? door.clock() : instant(at), schedule ?? null) }, 200);
  });
}

const shiftsDescription = createRoute({
  method: "get",
  path: "/oncall/shifts",
  tags: ["on call"],
  summary: "The shifts of a schedule from when to when, past and to come; gaps are left out",
  request: { query: shiftsQuery },
  responses: { 200: { description: "In the order of time", content: jsonOf(shiftListSchema) }, ...problems },
});

function shiftsRoute(api: Api, { door }: Parts): void {
  api.openapi(shiftsDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { schedule, from, to, layers, limit, cursor } = c.req.valid("query");
    const [first, end] = windowOf(from, to);
    const start = cursor === undefined ? first : (Math.max(first, instant(cursor)) as Instant);
    const book = await door.book();
    requireSchedule(schedule, schedulesWithin(book, first, end));
    const found = start < end ? shiftsIn(book, schedule, start, end) : [];
    const next = found[limit];
    const named = namedBy(book, door.clock());
    const answer = {
      items: found.slice(0, limit).map(named),
      layers: layers === undefined ? null : layersOf(book, schedule, first, end, named),
      next: next === undefined ? null : toIso(next.from),
    };
    return c.json(answer, 200);
  });
}

/** `[from, to)` of a query. Refuses `bad-window` for what is empty or longer than a year and a month. */
export function windowOf(from: string, to: string): [Instant, Instant] {
  const [start, end] = [instant(from), instant(to)];
  if (start < end && end - start <= hours(longestDays * 24)) return [start, end];
  throw new Refusal("bad-window", `Ask for a stretch that ends after it begins and has at most ${longestDays} days.`, {
    days: longestDays,
  });
}

type Named = ReturnType<typeof namedBy>;

function namedBy(book: Book, now: Instant) {
  const people = book.documentAt(now)?.people ?? {};
  return (shift: Shift) => ({ ...wire(shift), personName: people[shift.person]?.name ?? shift.person });
}

function layersOf(book: Book, schedule: string, from: Instant, to: Instant, named: Named) {
  const [picture] = pictureOf(book, { from, to, schedule, hasLayers: true }).schedules;
  const feeds = new Set(picture?.feeds);
  return (picture?.layers ?? []).map(({ name, shifts }) => ({
    ...{ name, kind: feeds.has(name) ? ("feed" as const) : ("rotation" as const), shifts: shifts.map(named) },
  }));
}
