/** Saved filters: a query under a name, one's own or shared with everybody at the desk. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { can, requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { longestQuery } from "#core/search/query.ts";
import { actorFor } from "#server/access/actor.ts";
import { namesOfUsers } from "#server/access/names.ts";
import { newId } from "#server/access/secret.ts";
import type { Tables } from "#server/database/tables.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { requireQuery } from "#server/search/condition.ts";
import type { FiltersTable, SearchTables } from "#server/search/tables.ts";
import { ticketOrders } from "#server/ticket/list.ts";
import { key } from "#server/ticket/schema-values.ts";

/** Of one person; enough for anybody, and a list that is read at once. */
const mostOwn = 200;

const fields = {
  name: z.string().trim().min(1).max(100),
  query: z.string().max(longestQuery).meta({ description: "Of the query language (docs/search.md)" }),
  order: z.enum(ticketOrders),
  isShared: z.boolean().meta({ description: "With everybody at the desk; needs shared:write" }),
  team: key.nullable().meta({ description: "Offered to those of this team; null to everybody" }),
  position: z.int().min(0).max(100_000),
};

const filterSchema = z
  .object({
    id: z.string(),
    ...fields,
    owner: z.string().nullable().meta({ description: "The name of whoever made it" }),
    isOwn: z.boolean(),
  })
  .openapi("Filter");
const draftSchema = z.strictObject({
  name: fields.name,
  query: fields.query,
  order: fields.order.default("next-breach"),
  isShared: fields.isShared.default(false),
  team: fields.team.default(null),
  position: fields.position.default(0),
});
const changeSchema = z.strictObject({
  name: fields.name.exactOptional(),
  query: fields.query.exactOptional(),
  order: fields.order.exactOptional(),
  isShared: fields.isShared.exactOptional(),
  team: fields.team.exactOptional(),
  position: fields.position.exactOptional(),
});

const idParameter = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});
const tags = ["search"];
const path = "/filters";

const listDescription = createRoute({
  ...{ method: "get", path, tags },
  summary: "One's own filters and the shared ones",
  responses: {
    200: { description: "By position, then by name", content: jsonOf(z.object({ items: z.array(filterSchema) })) },
    ...problems,
  },
});
const createDescription = createRoute({
  ...{ method: "post", path, tags },
  summary: "Save a filter",
  ...repeatable,
  request: { body: bodyOf(draftSchema) },
  responses: { 201: { description: "Saved", content: jsonOf(filterSchema) }, ...problems },
});
const changeDescription = createRoute({
  ...{ method: "patch", path: `${path}/{id}`, tags },
  summary: "Change what is given of a filter",
  request: { params: idParameter, body: bodyOf(changeSchema) },
  responses: { 200: { description: "As it is now", content: jsonOf(filterSchema) }, ...problems },
});
const removeDescription = createRoute({
  ...{ method: "delete", path: `${path}/{id}`, tags },
  summary: "Remove a filter",
  request: { params: idParameter },
  responses: { 204: { description: "It is gone" }, ...problems },
});

type Db = Kysely<Tables>;
type Row = FiltersTable;

/** Of a customer's people their own customer keeps them, of the provider's the provider. */
const keptBy = ({ customerId }: Caller): string => customerId ?? "*";

export function filterRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const rows = await door.read(keptBy(caller), (db) => rowsFor(db, caller).orderBy("position").orderBy("name").limit(1_000).execute());
    const names = await namesOfUsers(door, rows.map(userOf));
    return c.json({ items: rows.map((row) => viewOf(row, caller, names.get(userOf(row) ?? "") ?? null)) }, 200);
  });
  api.openapi(createDescription, async (c) => {
    const caller = c.get("caller");
    const draft = c.req.valid("json");
    requirePermission(caller, "tickets:read", caller.customerId);
    requireShare(caller, draft.isShared);
    requireQuery(draft.query);
    const { isShared, ...rest } = draft;
    const [id, now, actor] = [newId(), door.clock(), await actorFor(caller, door)];
    const row = {
      id,
      ...rest,
      is_shared: isShared,
      customer_id: keptBy(caller),
      owner: caller.principal,
      created_at: now,
      updated_at: now,
    };
    await door.write(keptBy(caller), async ({ db, append }) => {
      const tables = db.withTables<SearchTables>();
      const { many } = await tables
        .selectFrom("filters")
        .select(({ fn }) => fn.countAll<number>().as("many"))
        .where("owner", "=", caller.principal)
        .executeTakeFirstOrThrow();
      if (many >= mostOwn)
        throw new Refusal("too-many-filters", `You have ${mostOwn} filters: remove one that you no longer use.`, { most: mostOwn });
      await tables.insertInto("filters").values(row).execute();
      if (isShared) await append([toldOf("filter.shared", row, actor, now)]);
    });
    return c.json(viewOf(row, caller, caller.name), 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    const { isShared, ...rest } = c.req.valid("json");
    const before = await requireFilter(door, caller, id);
    if (isShared !== undefined) requireShare(caller, isShared);
    if (rest.query !== undefined) requireQuery(rest.query);
    const [now, actor] = [door.clock(), await actorFor(caller, door)];
    const after = { ...before, ...rest, is_shared: isShared ?? before.is_shared, updated_at: now };
    await door.write(keptBy(caller), async ({ db, append }) => {
      await db.withTables<SearchTables>().updateTable("filters").set(after).where("id", "=", id).execute();
      if (before.is_shared || after.is_shared) await append([toldOf("filter.changed", after, actor, now)]);
    });
    const names = await namesOfUsers(door, [userOf(after)]);
    return c.json(viewOf(after, caller, names.get(userOf(after) ?? "") ?? null), 200);
  });
  api.openapi(removeDescription, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    const before = await requireFilter(door, caller, id);
    const [now, actor] = [door.clock(), await actorFor(caller, door)];
    await door.write(keptBy(caller), async ({ db, append }) => {
      await db.withTables<SearchTables>().deleteFrom("filters").where("id", "=", id).execute();
      if (before.is_shared) await append([toldOf("filter.removed", before, actor, now)]);
    });
    return c.body(null, 204);
  });
  return api;
}

function rowsFor(db: Db, caller: Caller) {
  return db
    .withTables<SearchTables>()
    .selectFrom("filters")
    .selectAll()
    .where("customer_id", "=", keptBy(caller))
    .where(({ or, eb }) => or([eb("owner", "=", caller.principal), eb("is_shared", "=", true)]));
}

/** Owners are principals: `user:…` for people, who may be gone by now. */
const userOf = ({ owner }: FiltersTable): string | null => (owner.startsWith("user:") ? owner.slice("user:".length) : null);

/** A filter that the caller may change: their own, or a shared one for those who share. Refuses `unknown-filter`, `forbidden`. */
async function requireFilter(door: Parts["door"], caller: Caller, id: string): Promise<Row> {
  requirePermission(caller, "tickets:read", caller.customerId);
  const row = await door.read(keptBy(caller), (db) => rowsFor(db, caller).where("id", "=", id).executeTakeFirst());
  if (row === undefined) throw new Refusal("unknown-filter", `There is no filter "${id}".`, { filter: id });
  if (row.owner !== caller.principal) requirePermission(caller, "shared:write", null);
  return row;
}

const requireShare = (caller: Caller, isShared: boolean): void => {
  if (isShared && !can(caller, "shared:write", null)) requirePermission(caller, "shared:write", null);
};

/** What is shared concerns everybody at the desk, so the log tells of it. */
const toldOf = (type: string, row: Pick<FiltersTable, "id" | "name" | "query">, actor: string, at: ReturnType<Parts["door"]["clock"]>) => ({
  ...{ type, actor, at },
  facts: { filter: row.id, name: row.name, query: row.query },
});

const viewOf = (row: Row, caller: Caller, owner: string | null): z.infer<typeof filterSchema> => ({
  id: row.id,
  name: row.name,
  query: row.query,
  order: row.order,
  isShared: row.is_shared,
  owner,
  isOwn: row.owner === caller.principal,
  team: row.team,
  position: row.position,
});
