/** Messages from nobody we know: a human says whose they are, once for each address, or drops them. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { actorFor } from "#server/access/actor.ts";
import { fileMessage } from "#server/conversation/file-message.ts";
import { messageSchema, senderBody } from "#server/conversation/schema.ts";
import type { ConversationTables } from "#server/conversation/tables.ts";
import type { Tables } from "#server/database/tables.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";

const pageSize = 50;
const number = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const idParameter = z.object({ id: number.meta({ description: "The message's number" }) });

const listDescription = createRoute({
  method: "get",
  path: "/messages",
  tags: ["messages"],
  summary: "Short messages (SMS, chat) by their state, the newest first",
  request: {
    query: z.strictObject({
      state: z.enum(["held", "dropped", "filed"]).default("held"),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "Take `next` of the page before.")
        .optional(),
    }),
  },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(messageSchema), next: z.string().nullable() })) },
    ...problems,
  },
});

const senderDescription = createRoute({
  method: "post",
  path: "/messages/{id}/sender",
  tags: ["messages"],
  summary: "Say whose the message's address is: all that is held from it is filed, and what comes later too",
  request: { params: idParameter, body: bodyOf(senderBody) },
  responses: {
    200: { description: "What was filed", content: jsonOf(z.object({ tickets: z.array(z.int()) })) },
    ...problems,
  },
});

const dropDescription = createRoute({
  method: "post",
  path: "/messages/{id}/drop",
  tags: ["messages"],
  summary: "Drop a held message; harmless when repeated",
  request: { params: idParameter },
  responses: { 204: { description: "Dropped" }, ...problems },
});

const own = (db: Kysely<Tables>) => db.withTables<ConversationTables>();

export function messageRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { state, cursor } = c.req.valid("query");
    const rows = await door.read("*", (db) => {
      const query = own(db)
        .selectFrom("messages")
        .selectAll()
        .where("state", "=", state)
        .orderBy("id", "desc")
        .limit(pageSize + 1);
      return (cursor === undefined ? query : query.where("id", "<", Number(cursor))).execute();
    });
    const items = rows.slice(0, pageSize).map((row) => ({
      ...{ id: row.id, gateway: row.gateway, channel: row.channel, address: row.address, text: row.text, state: row.state },
      ...{ reason: row.reason as z.output<typeof messageSchema>["reason"], ticketId: row.ticket_id, customerId: row.customer_id || null },
      ...wire({ receivedAt: row.received_at as Instant }),
    }));
    return c.json({ items, next: rows.length > pageSize ? String(items.at(-1)!.id) : null }, 200);
  });
  api.openapi(senderDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const actor = await actorFor(caller, door);
    const ids = await nameSender(door, c.req.valid("param").id, c.req.valid("json"), actor);
    const tickets: number[] = [];
    for (const id of ids) {
      const filed = await fileMessage(door, id, true);
      if (filed.state === "filed") tickets.push(filed.ticketId);
    }
    return c.json({ tickets }, 200);
  });
  api.openapi(dropDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const actor = await actorFor(caller, door);
    await door.write("*", async ({ db, append }) => {
      const { state } = await heldMessage(db, id);
      if (state === "dropped") return;
      await own(db).updateTable("messages").set({ state: "dropped", reason: "by-hand" }).where("id", "=", id).execute();
      await append([{ type: "message.dropped", actor, at: door.clock(), facts: { messageId: id } }]);
    });
    return c.body(null, 204);
  });
  return api;
}

async function heldMessage(db: Kysely<Tables>, id: number) {
  const row = await own(db)
    .selectFrom("messages")
    .select(["id", "channel", "address", "state"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("unknown-message", `There is no message ${id}.`, { id });
  if (row.state === "held" || row.state === "dropped") return row;
  throw new Refusal("message-filed", `Message ${id} is in its ticket already.`, { id });
}

/** Remembers whose the address is, and takes what is held from it up again; gives those messages, the oldest first. */
function nameSender(
  door: Parts["door"],
  id: number,
  { customerId, contact }: z.output<typeof senderBody>,
  actor: string,
): Promise<number[]> {
  return door.write("*", async ({ db, book, append }) => {
    const customer = book.documentAt(door.clock())?.customers[customerId];
    if (customer === undefined) throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model.`, { customerId });
    if (contact !== undefined && customer.contacts[contact] === undefined) {
      throw new Refusal("unknown-contact", `Customer "${customerId}" has no contact "${contact}".`, { customerId, contact });
    }
    const { channel, address } = await heldMessage(db, id);
    const [sender, added_at] = [{ customer_id: customerId, contact: contact ?? null }, door.clock()];
    await own(db)
      .insertInto("message_senders")
      .values({ ...sender, channel, address, added_at })
      .onConflict((conflict) => conflict.columns(["channel", "address"]).doUpdateSet({ ...sender, added_at }))
      .execute();
    const held = await own(db)
      .updateTable("messages")
      .set({ state: "received", reason: null })
      .where("channel", "=", channel)
      .where("address", "=", address)
      .where((where) => where.or([where("state", "=", "held"), where("id", "=", id)]))
      .returning("id")
      .execute();
    await append([
      {
        customerId,
        type: "message.sender-named",
        actor,
        at: door.clock(),
        facts: { channel, contact: contact ?? null },
        personal: { address },
      },
    ]);
    return held.map((row) => row.id).sort((a, b) => a - b);
  });
}
