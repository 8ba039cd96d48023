/** The rota as people change it, over HTTP: who stands in, who is away, and what a change would do. For the provider's own people. */
import { createRoute, type z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { instant } from "#core/time/instant.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { previewOf } from "#server/oncall/rota-preview.ts";
import {
  listLeave,
  listOverrides,
  type RecordedFilter,
  recordLeave,
  recordOverride,
  requireLeave,
  requireOverride,
  takeBackLeave,
  takeBackOverride,
  type Who,
} from "#server/oncall/rota-recorded.ts";
import {
  leaveBody,
  leaveListSchema,
  leaveQuery,
  leaveSchema,
  overrideBody,
  overrideListSchema,
  overrideQuery,
  overrideSchema,
  previewBody,
  previewSchema,
  type RotaLeave,
  type RotaOverride,
} from "#server/oncall/rota-schema.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { leaveView, overrideView, personOr, viewFor, whoOf } from "#server/oncall/rota-view.ts";
import { idParameter } from "#server/ticket/reader.ts";

export function rotaRoutes(parts: Parts): Api {
  const api = newApi();
  overrideRoutes(api, parts);
  leaveRoutes(api, parts);
  previewRoute(api, parts);
  return api;
}

const tags = ["rota"];
const gone = { 204: { description: "Taken back: it ends now, or never begins" }, ...problems };

const overridesDescription = createRoute({
  method: "get",
  path: "/oncall/overrides",
  tags,
  summary: "Who stands in, as it was recorded, the newest first",
  request: { query: overrideQuery },
  responses: { 200: { description: "A page", content: jsonOf(overrideListSchema) }, ...problems },
});

const overrideDescription = createRoute({
  method: "post",
  path: "/oncall/overrides",
  tags,
  summary: "Somebody stands in: from now on or later, whoever is paged by the schedule is them",
  request: { body: bodyOf(overrideBody) },
  ...repeatable,
  responses: { 201: { description: "Recorded", content: jsonOf(overrideSchema) }, ...problems },
});

const overrideEndDescription = createRoute({
  method: "delete",
  path: "/oncall/overrides/{id}",
  tags,
  summary: "Take an override back; what was, stays",
  request: { params: idParameter },
  responses: gone,
});

function overrideRoutes(api: Api, { door }: Parts): void {
  api.openapi(overridesDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const query = c.req.valid("query");
    const rows = await door.read("*", (db) =>
      listOverrides(db.withTables<RotaTables>(), { ...filterOf(query), schedule: query.schedule ?? null }),
    );
    const shown = rows.slice(0, query.limit);
    const view = await viewFor(
      door,
      await whoOf(caller, door),
      shown.map(({ recordedBy }) => recordedBy),
    );
    return c.json({ items: shown.map((row) => overrideView(row, view)), next: nextOf(rows, query.limit) }, 200);
  });
  api.openapi(overrideDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const body = c.req.valid("json");
    const who = await whoOf(caller, door);
    const { schedule, from, to, reason = null, replaces = null } = body;
    const asked = { schedule, person: personOr(body.person, who), from, to, reason, replaces };
    const answer = await doOnce(c, door, body, async () => ({ body: await overrideOf(door, who, await recordOverride(door, who, asked)) }));
    return c.json(answer, 201);
  });
  api.openapi(overrideEndDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    await takeBackOverride(door, await whoOf(caller, door), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

const leavesDescription = createRoute({
  method: "get",
  path: "/oncall/leave",
  tags,
  summary: "Who is away, as it was recorded or came from calendars, the newest first",
  request: { query: leaveQuery },
  responses: { 200: { description: "A page", content: jsonOf(leaveListSchema) }, ...problems },
});

const leaveDescription = createRoute({
  method: "post",
  path: "/oncall/leave",
  tags,
  summary: "Somebody is away: in every schedule the next of the same layer steps in",
  request: { body: bodyOf(leaveBody) },
  ...repeatable,
  responses: { 201: { description: "Recorded", content: jsonOf(leaveSchema) }, ...problems },
});

const leaveEndDescription = createRoute({
  method: "delete",
  path: "/oncall/leave/{id}",
  tags,
  summary: "Take leave back: somebody is there again",
  request: { params: idParameter },
  responses: gone,
});

function leaveRoutes(api: Api, { door }: Parts): void {
  api.openapi(leavesDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const query = c.req.valid("query");
    const rows = await door.read("*", (db) => listLeave(db.withTables<RotaTables>(), { ...filterOf(query), schedule: null }));
    const shown = rows.slice(0, query.limit);
    const view = await viewFor(
      door,
      await whoOf(caller, door),
      shown.map(({ recordedBy }) => recordedBy),
    );
    return c.json({ items: shown.map((row) => leaveView(row, view)), next: nextOf(rows, query.limit) }, 200);
  });
  api.openapi(leaveDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const body = c.req.valid("json");
    const who = await whoOf(caller, door);
    const { from, to, kind, note = null, replaces = null } = body;
    const asked = { person: personOr(body.person, who), from, to, kind, note, replaces };
    const answer = await doOnce(c, door, body, async () => ({ body: await leaveOf(door, who, await recordLeave(door, who, asked)) }));
    return c.json(answer, 201);
  });
  api.openapi(leaveEndDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    await takeBackLeave(door, await whoOf(caller, door), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

const previewDescription = createRoute({
  method: "post",
  path: "/oncall/preview",
  tags,
  summary: "What a change would do to who is on call, and what one should know before; nothing is recorded",
  request: { body: bodyOf(previewBody) },
  responses: { 200: { description: "What would come of it", content: jsonOf(previewSchema) }, ...problems },
});

function previewRoute(api: Api, { door }: Parts): void {
  api.openapi(previewDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    return c.json(await previewOf(door, await whoOf(caller, door), c.req.valid("json")), 200);
  });
}

async function overrideOf(door: Parts["door"], who: Who, id: number): Promise<RotaOverride> {
  const row = await door.read("*", (db) => requireOverride(db.withTables<RotaTables>(), id));
  return overrideView(row, await viewFor(door, who, [row.recordedBy]));
}

async function leaveOf(door: Parts["door"], who: Who, id: number): Promise<RotaLeave> {
  const row = await door.read("*", (db) => requireLeave(db.withTables<RotaTables>(), id));
  return leaveView(row, await viewFor(door, who, [row.recordedBy]));
}

/** One more than is shown, to know whether there is a next page. */
const filterOf = (query: z.infer<typeof leaveQuery>): Omit<RecordedFilter, "schedule"> => ({
  person: query.person ?? null,
  from: query.from === undefined ? null : instant(query.from),
  to: query.to === undefined ? null : instant(query.to),
  isAll: query.state === "all",
  before: query.cursor === undefined ? null : Number(query.cursor),
  limit: query.limit + 1,
});

export const nextOf = (rows: readonly { id: number }[], limit: number): string | null =>
  rows.length > limit ? String(rows[limit - 1]!.id) : null;
