/** Announcements, as the provider's people write them; customers find those that speak to them in their portal. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Announcement, severities } from "#core/portal/announcement.ts";
import { Refusal } from "#core/refusal.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { changeAnnouncement, listAnnouncements, publishAnnouncement, withdrawAnnouncement } from "#server/portal/announcement.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const said = z.strictObject({ title: z.string().max(200), body: z.string().max(10_000).meta({ description: "Markdown; may be empty" }) });

const fields = {
  severity: z.enum(severities),
  customers: z.array(key).min(1).max(1_000).nullable().meta({ description: "Keys of the model; null speaks to all" }),
  services: z.array(key).max(1_000).meta({ description: "Only to those who have one of these; none speaks to all" }),
  texts: z.strictObject({ en: said.exactOptional(), fr: said.exactOptional(), es: said.exactOptional() }),
};

export const announcementSchema = z.object({ id: z.string(), ...fields, from: at, until: at.nullable() }).openapi("Announcement");

const bodySchema = z.strictObject({
  ...fields,
  from: at.exactOptional().meta({ description: "Default: now" }),
  until: at.nullable().exactOptional().meta({ description: "Default: until it is withdrawn" }),
});

const pageSize = 50;
const id = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });

const listDescription = createRoute({
  method: "get",
  path: "/announcements",
  tags: ["portal"],
  summary: "All announcements, what begins last first",
  request: { query: z.strictObject({ cursor: z.string().max(200).optional() }) },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(announcementSchema), next: z.string().nullable() })) },
    ...problems,
  },
});

const publishDescription = createRoute({
  method: "post",
  path: "/announcements",
  tags: ["portal"],
  summary: "Announce something to customers",
  ...repeatable,
  request: { body: bodyOf(bodySchema) },
  responses: { 201: { description: "Published", content: jsonOf(announcementSchema) }, ...problems },
});

const changeDescription = createRoute({
  method: "put",
  path: "/announcements/{id}",
  tags: ["portal"],
  summary: "Write an announcement anew, as a whole",
  request: { params: id, body: bodyOf(bodySchema) },
  responses: { 200: { description: "As it stands now", content: jsonOf(announcementSchema) }, ...problems },
});

const withdrawDescription = createRoute({
  method: "delete",
  path: "/announcements/{id}",
  tags: ["portal"],
  summary: "Withdraw an announcement; the log keeps what it said",
  request: { params: id },
  responses: { 204: { description: "Withdrawn" }, ...problems },
});

export function announcementRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const rows = await listAnnouncements(door, { limit: pageSize + 1, cursor: cursorOf(c.req.valid("query").cursor) });
    const items = rows.slice(0, pageSize);
    const last = items.at(-1);
    return c.json({ items: items.map(travelling), next: rows.length > pageSize ? `${last!.from}.${last!.id}` : null }, 200);
  });
  api.openapi(publishDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "announcements:write", null);
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => {
      const published = await publishAnnouncement(door, told(body, door.clock()), await actorFor(caller, door));
      return { body: travelling(published) };
    });
    return c.json(answer, 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "announcements:write", null);
    const announcement = { id: c.req.valid("param").id, ...told(c.req.valid("json"), door.clock()) };
    return c.json(travelling(await changeAnnouncement(door, announcement, await actorFor(caller, door))), 200);
  });
  api.openapi(withdrawDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "announcements:write", null);
    await withdrawAnnouncement(door, c.req.valid("param").id, await actorFor(caller, door));
    return c.body(null, 204);
  });
  return api;
}

/** As it travels. */
export function travelling({ id, severity, customers, services, from, until, texts }: Announcement): z.infer<typeof announcementSchema> {
  return {
    ...{ id, severity, texts },
    customers: customers === null ? null : [...customers],
    services: [...services],
    from: toIso(from),
    until: until === null ? null : toIso(until),
  };
}

function told(body: z.infer<typeof bodySchema>, now: Announcement["from"]): Omit<Announcement, "id"> {
  const { severity, customers, services, texts, from, until = null } = body;
  return {
    ...{ severity, customers, services, texts },
    from: from === undefined ? now : instant(from),
    until: until === null ? null : instant(until),
  };
}

function cursorOf(cursor: string | undefined): { from: number; id: string } | null {
  if (cursor === undefined) return null;
  const found = /^(\d{1,15})\.([\w-]{1,100})$/.exec(cursor);
  if (found === null) throw new Refusal("bad-cursor", "Take `next` of the page before as the cursor.", { cursor });
  return { from: Number(found[1]), id: found[2]! };
}
