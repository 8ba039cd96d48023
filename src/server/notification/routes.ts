/** A person's inbox inside the application. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { seesWholeCustomer } from "#core/access/sight.ts";
import type { NotificationCause } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { recipientOf } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { at } from "#server/ticket/schema-values.ts";
import { seenAmong } from "#server/ticket/seen.ts";

const notificationSchema = z
  .object({
    id: z.int(),
    ticketId: z.int().nullable(),
    customerId: z.string(),
    cause: z.object({ kind: z.string() }).catchall(z.any()).meta({ description: "Why one is told: a threshold of a clock, or silence" }),
    at,
    readAt: at.nullable(),
  })
  .openapi("Notification");

const pageSize = 50;

const listDescription = createRoute({
  method: "get",
  path: "/notifications",
  tags: ["notifications"],
  summary: "What the caller was told, the newest first",
  request: {
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "Take `next` of the page before.")
        .optional(),
    }),
  },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(notificationSchema), next: z.string().nullable() })) },
    ...problems,
  },
});

const readDescription = createRoute({
  method: "post",
  path: "/notifications/read",
  tags: ["notifications"],
  summary: "Mark as read; harmless when repeated",
  request: { body: bodyOf(z.strictObject({ ids: z.array(z.int().positive()).max(1_000) })) },
  responses: { 200: { description: "How many were unread", content: jsonOf(z.object({ marked: z.int() })) }, ...problems },
});

export function notificationRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const { cursor } = c.req.valid("query");
    const recipient = await recipientOf(caller, door);
    const rows = await door.read(caller.customerId ?? "*", (db) => {
      const query = db
        .selectFrom("notifications")
        .selectAll()
        .where("recipient", "=", recipient)
        .orderBy("id", "desc")
        .limit(pageSize + 1);
      return (cursor === undefined ? query : query.where("id", "<", Number(cursor))).execute();
    });
    const shown = rows.slice(0, pageSize);
    const items = (await readable(parts, caller, shown)).map((row) => ({
      ...{ id: row.id, ticketId: row.ticket_id, customerId: row.customer_id },
      ...wire({ cause: row.cause as NotificationCause, at: row.at as Instant, readAt: row.read_at as Instant | null }),
    }));
    return c.json({ items, next: rows.length > pageSize ? String(shown.at(-1)!.id) : null }, 200);
  });
  api.openapi(readDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const { ids } = c.req.valid("json");
    const recipient = await recipientOf(caller, door);
    if (ids.length === 0) return c.json({ marked: 0 }, 200);
    const { numUpdatedRows } = await door.write(caller.customerId ?? "*", ({ db }) =>
      db
        .updateTable("notifications")
        .set({ read_at: door.clock() })
        .where("id", "in", ids)
        .where("recipient", "=", recipient)
        .where("read_at", "is", null)
        .executeTakeFirstOrThrow(),
    );
    return c.json({ marked: Number(numUpdatedRows) }, 200);
  });
  return api;
}

/** A rule may name a contact who does not see the ticket: a number and a reason would tell them of it. */
async function readable<R extends { ticket_id: number | null }>(parts: Parts, caller: Caller, rows: readonly R[]): Promise<readonly R[]> {
  if (seesWholeCustomer(caller.sight)) return rows;
  const ids = rows.flatMap(({ ticket_id }) => ticket_id ?? []);
  const seen = await seenAmong(parts, caller, [...new Set(ids)]);
  return rows.filter(({ ticket_id }) => ticket_id === null || seen.has(ticket_id));
}
