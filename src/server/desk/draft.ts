/** What somebody is writing: kept so that it survives a crash and a change of machine, and seen by nobody else. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { DeskTables } from "#server/desk/tables.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { scopeOf } from "#server/ticket/reader.ts";
import { at } from "#server/ticket/schema-values.ts";

const mostBytes = 65_536;
const mostDrafts = 500;

const draftSchema = z
  .object({ key: z.string(), value: z.any().meta({ description: "Whatever JSON was kept" }), updatedAt: at })
  .openapi("Draft");

const keyParameter = z.object({
  key: z
    .string()
    .regex(/^[\w:.-]{1,100}$/, "Use up to 100 letters, digits, colons, dots, hyphens and underscores.")
    .openapi({ param: { name: "key", in: "path" }, example: "ticket:4711:public" }),
});

const listDescription = createRoute({
  method: "get",
  path: "/drafts",
  tags: ["desk"],
  summary: "One's own drafts, the last written first",
  responses: { 200: { description: "All of them", content: jsonOf(z.object({ items: z.array(draftSchema) })) }, ...problems },
});

const showDescription = createRoute({
  method: "get",
  path: "/drafts/{key}",
  tags: ["desk"],
  summary: "One draft of one's own",
  request: { params: keyParameter },
  responses: { 200: { description: "The draft", content: jsonOf(draftSchema) }, ...problems },
});

const keepDescription = createRoute({
  method: "put",
  path: "/drafts/{key}",
  tags: ["desk"],
  summary: "Keep what is being written: up to 64 KiB, the last one counts; forgotten after 90 days",
  request: { params: keyParameter, body: bodyOf(z.strictObject({ value: z.any() })) },
  responses: { 200: { description: "Kept", content: jsonOf(draftSchema) }, ...problems },
});

const dropDescription = createRoute({
  method: "delete",
  path: "/drafts/{key}",
  tags: ["desk"],
  summary: "Forget a draft; harmless when repeated",
  request: { params: keyParameter },
  responses: { 204: { description: "There is none any more" }, ...problems },
});

type Row = { key: string; value: unknown; updated_at: number };

const view = ({ key, value, updated_at }: Row) => ({ key, value, updatedAt: toIso(updated_at as Instant) });

export function draftRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const caller = requireWriter(c.get("caller"));
    const rows = await door.read(scopeOf(caller), (db) =>
      db
        .withTables<DeskTables>()
        .selectFrom("drafts")
        .select(["key", "value", "updated_at"])
        .where("owner", "=", caller.principal)
        .orderBy("updated_at", "desc")
        .limit(mostDrafts)
        .execute(),
    );
    return c.json({ items: rows.map(view) }, 200);
  });
  api.openapi(showDescription, async (c) => {
    const caller = requireWriter(c.get("caller"));
    const { key } = c.req.valid("param");
    const row = await door.read(scopeOf(caller), (db) =>
      db
        .withTables<DeskTables>()
        .selectFrom("drafts")
        .select(["key", "value", "updated_at"])
        .where("owner", "=", caller.principal)
        .where("key", "=", key)
        .executeTakeFirst(),
    );
    if (row === undefined) throw new Refusal("unknown-draft", `There is no draft "${key}" of yours.`, { key });
    return c.json(view(row), 200);
  });
  api.openapi(keepDescription, async (c) => {
    const caller = requireWriter(c.get("caller"));
    return c.json(view(await keepDraft(door, caller, c.req.valid("param").key, c.req.valid("json").value)), 200);
  });
  api.openapi(dropDescription, async (c) => {
    const caller = requireWriter(c.get("caller"));
    const { key } = c.req.valid("param");
    await door.write(scopeOf(caller), ({ db }) =>
      db.withTables<DeskTables>().deleteFrom("drafts").where("owner", "=", caller.principal).where("key", "=", key).execute(),
    );
    return c.body(null, 204);
  });
  return api;
}

function requireWriter(caller: Caller): Caller {
  requirePermission(caller, "tickets:read", caller.customerId);
  return caller;
}

/** Refuses `draft-too-large`, `too-many-drafts`. */
async function keepDraft(door: Door, caller: Caller, key: string, value: unknown): Promise<Row> {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > mostBytes) {
    const kilobytes = mostBytes / 1_024;
    throw new Refusal("draft-too-large", `A draft holds ${kilobytes} kB: send part of it now, or keep it elsewhere.`, { kilobytes });
  }
  const { principal: owner } = caller;
  const updated_at = door.clock();
  return door.write(scopeOf(caller), async ({ db }) => {
    const tables = db.withTables<DeskTables>();
    const { others } = await tables
      .selectFrom("drafts")
      .select((count) => count.fn.countAll<number>().as("others"))
      .where("owner", "=", owner)
      .where("key", "<>", key)
      .executeTakeFirstOrThrow();
    if (others >= mostDrafts) {
      throw new Refusal("too-many-drafts", `You have ${mostDrafts} drafts: send or forget some of them.`, { most: mostDrafts });
    }
    await tables
      .insertInto("drafts")
      .values({ customer_id: caller.customerId ?? "", owner, key, value: text, updated_at })
      .onConflict((conflict) => conflict.columns(["owner", "key"]).doUpdateSet({ value: text, updated_at }))
      .execute();
    return { key, value: value ?? null, updated_at };
  });
}

/** Forgets drafts that nobody touched since an instant. */
export const sweepDrafts = (door: Pick<Door, "write">, before: number): Promise<unknown> =>
  door.write("*", ({ db }) => db.withTables<DeskTables>().deleteFrom("drafts").where("updated_at", "<", before).execute());
