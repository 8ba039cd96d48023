/** Calendars of the rota that are given out: addresses that people make for their own programs, and what these read there. */
import { createRoute, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { can, requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorFor, assigneeOf } from "#server/access/actor.ts";
import { namesOfUsers } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Caller, HttpEnv } from "#server/http/env.ts";
import { boundPace } from "#server/http/pace.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import * as schema from "#server/oncall/calendar-schema.ts";
import * as store from "#server/oncall/calendar-store.ts";
import { calendarTag, calendarText, subjectName } from "#server/oncall/calendar-writing.ts";

const tags = ["on call"];
const params = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: "id", in: "path" } }),
});

const routes = {
  list: createRoute({
    ...{
      method: "get",
      path: "/oncall/calendars",
      tags,
      summary: "Addresses under which calendars of the rota are read, the newest first",
    },
    request: { query: schema.calendarQuery },
    responses: { 200: { description: "A page", content: jsonOf(schema.calendarListSchema) }, ...problems },
  }),
  create: createRoute({
    ...{ method: "post", path: "/oncall/calendars", tags, summary: "Make an address for a calendar of a person, team or schedule" },
    ...repeatable,
    request: { body: bodyOf(schema.newCalendarBody) },
    responses: { 201: { description: "The calendar and its address", content: jsonOf(schema.madeCalendarSchema) }, ...problems },
  }),
  remove: createRoute({
    ...{ method: "delete", path: "/oncall/calendars/{id}", tags, summary: "End an address at once" },
    request: { params },
    responses: { 204: { description: "Ended" }, ...problems },
  }),
} as const;

export function calendarRoutes({ door, publicUrl }: Parts): Api {
  const api = newApi();
  api.use("/oncall/calendars", requireReader);
  api.use("/oncall/calendars/*", requireReader);
  api.openapi(routes.list, async (c) => {
    const caller = c.get("caller");
    const { of, limit, cursor } = c.req.valid("query");
    if (of === "everybody") requirePermission(caller, "model:write", null);
    const filter = { owner: of === "mine" ? caller.principal : null, before: cursor === undefined ? null : Number(cursor), limit };
    const rows = await store.listCalendars(door, filter);
    const items = await viewsOf(door, rows.slice(0, limit), caller);
    return c.json({ items, next: rows.length > limit ? String(items.at(-1)!.id) : null }, 200);
  });
  api.openapi(routes.create, async (c) => {
    const caller = c.get("caller");
    const body = c.req.valid("json");
    const document = (await door.book()).documentAt(door.clock());
    const subject = body.subject ?? (body.kind === "person" ? assigneeOf(caller, document) : "");
    const given = { kind: body.kind, subject, language: body.language ?? c.get("language") };
    const answer = await doOnce(c, door, body, async () => {
      const { row, token } = await store.createCalendar(door, given, caller.principal, await actorFor(caller, door));
      const [calendar] = await viewsOf(door, [row], caller);
      return { body: { calendar: calendar!, url: `${publicUrl}/calendars/${token}.ics` }, kept: { calendar: calendar!, url: "" } };
    });
    return c.json(answer, 201);
  });
  api.openapi(routes.remove, async (c) => {
    const caller = c.get("caller");
    const owner = can(caller, "model:write", null) ? null : caller.principal;
    await store.removeCalendar(door, c.req.valid("param").id, owner, await actorFor(caller, door));
    return c.body(null, 204);
  });
  return api;
}

const requireReader: MiddlewareHandler<HttpEnv> = (c, next) => {
  requirePermission(c.get("caller"), "tickets:read", null);
  return next();
};

async function viewsOf(door: Door, rows: readonly store.CalendarRow[], caller: Caller): Promise<schema.RotaCalendarView[]> {
  const document = (await door.book()).documentAt(door.clock());
  const userOf = ({ owner }: store.CalendarRow): string | null => (owner.startsWith("user:") ? owner.slice("user:".length) : null);
  const names = await namesOfUsers(door, rows.map(userOf));
  return rows.map((row) => {
    const { id, kind, subject, owner, created_at, read_at } = row;
    const given = store.subjectOf(row);
    const ownerName = owner === caller.principal ? caller.name : (names.get(userOf(row) ?? "") ?? "");
    return {
      ...{ id, kind, subject, subjectName: subjectName(given, document), language: given.language, ownerName },
      ...{ isMine: owner === caller.principal, createdAt: toIso(created_at as Instant) },
      readAt: read_at === null ? null : toIso(read_at as Instant),
    };
  });
}

/** A program asks once an hour; a whole office may sit behind one address. */
const perMinute = 120;
const fileForm = /^([\w-]{43})\.ics$/;

/** `/calendars/{token}.ics`: for programs that show calendars, without a session. */
export function openCalendarRoutes({ door, publicUrl, addressHeader }: Parts): Api {
  const api = newApi();
  api.use("/calendars/*", boundPace(perMinute, addressHeader, door.clock));
  api.get("/calendars/:file", async (c) => {
    const token = fileForm.exec(c.req.param("file"))?.[1];
    const row = token === undefined ? null : await store.calendarBehind(door, token);
    if (row === null) {
      const message = "No calendar is read under this address any more: make a new one in Guardia, under On call, Calendars.";
      throw new Refusal("unknown-calendar-address", message);
    }
    const [book, subject] = [await door.book(), store.subjectOf(row)];
    const tag = calendarTag(subject, book, door.clock(), publicUrl);
    await store.noteRead(door, row);
    c.header("etag", tag);
    c.header("cache-control", "private, max-age=300");
    // A proxy that compresses makes the tag a weak one.
    if (c.req.header("if-none-match")?.includes(tag) === true) return c.body(null, 304);
    const text = calendarText(subject, book, door.clock(), publicUrl);
    c.header("content-disposition", 'inline; filename="guardia.ics"');
    return c.body(text, 200, { "content-type": "text/calendar; charset=utf-8" });
  });
  return api;
}
