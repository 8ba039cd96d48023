/**
 * Who has a ticket before them and who is writing in it, among our own people: so that two do not answer the same customer. One row for
 * each, worth 30 s and renewed by the page; all nodes read the same table and tell one another that it changed.
 */
import { createRoute, z } from "@hono/zod-openapi";
import { sql } from "kysely";
import { requirePermission } from "#core/access/access.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import type { DeskTables } from "#server/desk/tables.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { idParameter } from "#server/ticket/reader.ts";
import { at } from "#server/ticket/schema-values.ts";
import { seenTicket } from "#server/ticket/seen.ts";

const lastsMs = 30_000;
/** More than so many are not shown. */
const mostShown = 50;

const presentSchema = z.object({
  items: z.array(z.object({ key: z.string(), name: z.string(), state: z.enum(["reading", "writing"]), since: at }).openapi("Presence")),
});

const sayDescription = createRoute({
  method: "post",
  path: "/tickets/{id}/presence",
  tags: ["desk"],
  summary: "Say that one reads a ticket, writes in it, or is gone; holds for 30 s. Answers who else is there",
  request: { params: idParameter, body: bodyOf(z.strictObject({ state: z.enum(["reading", "writing", "gone"]) })) },
  responses: { 200: { description: "The others", content: jsonOf(presentSchema) }, ...problems },
});

const listDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/presence",
  tags: ["desk"],
  summary: "Who else of our own people reads a ticket or writes in it",
  request: { params: idParameter },
  responses: { 200: { description: "The others", content: jsonOf(presentSchema) }, ...problems },
});

export function presenceRoutes(parts: Parts): Api {
  const { door, live } = parts;
  const api = newApi();
  api.openapi(sayDescription, async (c) => {
    const caller = requireOurs(c.get("caller"));
    const { id, customerId } = await seenTicket(parts, caller, c.req.valid("param").id);
    const person = await keyOf(caller, door);
    const { state } = c.req.valid("json");
    const isNews = await say(door, { customerId, ticketId: id, person, name: caller.name, state });
    if (isNews) live.tellPresence(id);
    return c.json({ items: await others(door, id, person) }, 200);
  });
  api.openapi(listDescription, async (c) => {
    const caller = requireOurs(c.get("caller"));
    const { id } = await seenTicket(parts, caller, c.req.valid("param").id);
    return c.json({ items: await others(door, id, await keyOf(caller, door)) }, 200);
  });
  return api;
}

/** A customer is not told who of ours looks at their ticket, nor when. */
function requireOurs(caller: Caller): Caller {
  requirePermission(caller, "tickets:read", null);
  return caller;
}

const keyOf = async (caller: Caller, door: Door): Promise<string> => assigneeOf(caller, (await door.book()).documentAt(door.clock()));

type Said = { customerId: string; ticketId: number; person: string; name: string; state: "reading" | "writing" | "gone" };

/** Gives whether it is news: a renewal of what is known is none. */
async function say(door: Door, { customerId, ticketId, person, name, state }: Said): Promise<boolean> {
  const now = door.clock();
  return door.write("*", async ({ db }) => {
    const tables = db.withTables<DeskTables>();
    if (state === "gone") {
      const { numDeletedRows } = await tables
        .deleteFrom("presences")
        .where("ticket_id", "=", ticketId)
        .where("person", "=", person)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    }
    const row = { customer_id: customerId, ticket_id: ticketId, person, name, state, since: now, expires_at: now + lastsMs };
    const kept = sql<number>`case when presences.state = excluded.state and presences.expires_at > ${now} then presences.since else excluded.since end`;
    const { since } = await tables
      .insertInto("presences")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["ticket_id", "person"]).doUpdateSet({ name, state, since: kept, expires_at: row.expires_at }),
      )
      .returning("since")
      .executeTakeFirstOrThrow();
    return since === now;
  });
}

async function others(door: Door, ticketId: number, person: string) {
  const rows = await door.read("*", (db) =>
    db
      .withTables<DeskTables>()
      .selectFrom("presences")
      .selectAll()
      .where("ticket_id", "=", ticketId)
      .where("person", "<>", person)
      .where("expires_at", ">", door.clock())
      .orderBy("since")
      .limit(mostShown)
      .execute(),
  );
  return rows.map(({ person: key, name, state, since }) => ({ key, name, state, since: toIso(since as Instant) }));
}

/** Forgets those who left without a word. */
export const sweepPresences = (door: Pick<Door, "write" | "clock">): Promise<unknown> =>
  door.write("*", ({ db }) => db.withTables<DeskTables>().deleteFrom("presences").where("expires_at", "<", door.clock()).execute());
