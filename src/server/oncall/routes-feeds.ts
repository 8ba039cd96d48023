/** Calendars of others in the rota: as a layer of a schedule, or as somebody's leave. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import type { Figures } from "#core/oncall/calendar-events.ts";
import type { Meaning, UnknownWords } from "#core/oncall/feed.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import * as schema from "#server/oncall/calendar-schema.ts";
import type { Fault } from "#server/oncall/feed-fetch.ts";
import * as store from "#server/oncall/feed-store.ts";
import { readFeed } from "#server/oncall/feed-taking.ts";
import { personOr, viewFor, whoOf } from "#server/oncall/rota-view.ts";

const tags = ["on call"];
const params = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: "id", in: "path" } }),
});
const one = { 200: { description: "The calendar", content: jsonOf(schema.feedSchema) }, ...problems };

const routes = {
  list: createRoute({
    ...{ method: "get", path: "/oncall/feeds", tags, summary: "Calendars of others in the rota, the newest first" },
    request: { query: schema.feedQuery },
    responses: { 200: { description: "A page", content: jsonOf(schema.feedListSchema) }, ...problems },
  }),
  show: createRoute({
    ...{ method: "get", path: "/oncall/feeds/{id}", tags, summary: "One of them" },
    request: { params },
    responses: one,
  }),
  create: createRoute({
    ...{ method: "post", path: "/oncall/feeds", tags, summary: "Take a calendar into the rota, from now on; it is read at once" },
    ...repeatable,
    request: { body: bodyOf(schema.newFeedBody) },
    responses: { 201: { description: "The calendar as it was read", content: jsonOf(schema.feedSchema) }, ...problems },
  }),
  change: createRoute({
    ...{ method: "patch", path: "/oncall/feeds/{id}", tags, summary: "Say whom its words mean, name it anew, or give another address" },
    request: { params, body: bodyOf(schema.feedChangeBody) },
    responses: one,
  }),
  refresh: createRoute({
    ...{ method: "post", path: "/oncall/feeds/{id}/refresh", tags, summary: "Read it now" },
    request: { params },
    responses: one,
  }),
  remove: createRoute({
    ...{ method: "delete", path: "/oncall/feeds/{id}", tags, summary: "Take it out of the rota from now on; what has been stays" },
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems },
  }),
} as const;

export function feedRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(routes.list, async (c) => {
    const caller = reader(c.get("caller"));
    const { schedule = null, person = null, limit, cursor } = c.req.valid("query");
    const rows = await store.listFeeds(door, { schedule, person, before: cursor === undefined ? null : Number(cursor), limit });
    const items = await viewsOf(door, rows.slice(0, limit), caller);
    return c.json({ items, next: rows.length > limit ? String(items.at(-1)!.id) : null }, 200);
  });
  api.openapi(routes.show, async (c) => c.json(await viewOf(door, c.req.valid("param").id, reader(c.get("caller"))), 200));
  api.openapi(routes.create, async (c) => {
    const caller = writer(c.get("caller"));
    const body = c.req.valid("json");
    const who = await whoOf(caller, door);
    const given = body.kind === "layer" ? body : { ...body, person: personOr(body.person, who) };
    const answer = await doOnce(c, door, body, async () => {
      const id = await store.createFeed(parts, given, who);
      await readFeed(parts, id);
      return { body: await viewOf(door, id, caller) };
    });
    return c.json(answer, 201);
  });
  api.openapi(routes.change, async (c) => {
    const caller = writer(c.get("caller"));
    const { id } = c.req.valid("param");
    await store.changeFeed(parts, id, c.req.valid("json"), await whoOf(caller, door));
    await readFeed(parts, id, { isAnew: true });
    return c.json(await viewOf(door, id, caller), 200);
  });
  api.openapi(routes.refresh, async (c) => {
    const caller = writer(c.get("caller"));
    const { id } = c.req.valid("param");
    await store.listedFeed(door, id);
    await readFeed(parts, id, { isAnew: true });
    return c.json(await viewOf(door, id, caller), 200);
  });
  api.openapi(routes.remove, async (c) => {
    await store.removeFeed(door, c.req.valid("param").id, await whoOf(writer(c.get("caller")), door));
    return c.body(null, 204);
  });
  return api;
}

function reader(caller: Caller): Caller {
  requirePermission(caller, "tickets:read", null);
  return caller;
}

function writer(caller: Caller): Caller {
  requirePermission(caller, "tickets:write", null);
  return reader(caller);
}

const viewOf = async (door: Door, id: number, caller: Caller): Promise<schema.RotaFeedView> =>
  (await viewsOf(door, [await store.listedFeed(door, id)], caller))[0]!;

const isoOr = (at: number | null): string | null => (at === null ? null : toIso(at as Instant));

async function viewsOf(door: Door, rows: readonly store.ListedFeed[], caller: Caller): Promise<schema.RotaFeedView[]> {
  const who = await whoOf(caller, door);
  const { nameOf, actorName } = await viewFor(
    door,
    who,
    rows.map(({ recorded_by }) => recorded_by),
  );
  return rows.map((row) => {
    const { id, kind, name, schedule, place, person, host, upcoming, next } = row;
    const figures = row.figures as unknown as Figures;
    const people = row.people as unknown as Meaning[];
    const unknown = row.unknown as unknown as UnknownWords[];
    const state = row.failing_since !== null ? "failing" : row.fetched_at === null ? "waiting" : "well";
    return {
      ...{ id, kind, name, schedule, place, person, personName: person === null ? null : nameOf(person) },
      ...{ people: people.map((each) => ({ ...each, personName: nameOf(each.person) })), host, state },
      ...{ readAt: isoOr(row.fetched_at), nextAt: isoOr(row.next_at), failingSince: isoOr(row.failing_since) },
      fault: row.said === null ? null : (JSON.parse(row.said) as Fault),
      unknown: unknown.map((each) => ({ ...each, from: toIso(each.from) })),
      figures: "events" in figures ? figures : null,
      upcoming,
      nextShift:
        next === null
          ? null
          : { from: toIso(next.from as Instant), to: toIso(next.to as Instant), person: next.person, personName: nameOf(next.person) },
      ...{ recordedBy: row.recorded_by, recordedByName: actorName(row.recorded_by), recordedAt: toIso(row.recorded_at as Instant) },
      mayChange: store.mayChangeFeed(who, row),
    } satisfies schema.RotaFeedView;
  });
}
