/** Canned replies and macros as they are kept: one's own, or shared with everybody at the desk, and then told to the log. */

import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor } from "#server/access/actor.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { DeskTables, ToolKind } from "#server/desk/tables.ts";
import type { Caller } from "#server/http/env.ts";

export type Tool<Content> = {
  id: string;
  name: string;
  mark: string | null;
  content: Content;
  team: string | null;
  isShared: boolean;
  isOwn: boolean;
};
export type ToolDraft<Content> = Omit<Tool<Content>, "id" | "isOwn">;

/** Of one person, and shared ones likewise. */
const mostTools = 500;

type Row = DeskTables["desk_tools"];

const toolOf = <Content>(
  row: Pick<Row, "id" | "name" | "mark" | "team" | "is_shared" | "owner"> & { content: unknown },
  caller: Caller,
): Tool<Content> => ({
  id: row.id,
  name: row.name,
  mark: row.mark,
  content: row.content as Content,
  team: row.team,
  isShared: row.is_shared,
  isOwn: row.owner === caller.principal,
});

/** One's own and the shared ones, by name. They are the provider's: refuses `forbidden` for a customer's people. */
export async function listTools<Content>(door: Door, caller: Caller, kind: ToolKind): Promise<Tool<Content>[]> {
  requirePermission(caller, "tickets:read", null);
  const rows = await door.read("*", (db) =>
    db
      .withTables<DeskTables>()
      .selectFrom("desk_tools")
      .selectAll()
      .where("kind", "=", kind)
      .where((or) => or.or([or("owner", "=", caller.principal), or("is_shared", "=", true)]))
      .orderBy("name")
      .orderBy("id")
      .limit(2 * mostTools)
      .execute(),
  );
  return rows.map((row) => toolOf<Content>(row, caller));
}

/** One of them. Refuses `unknown-canned-reply`, `unknown-macro` for what is not there and for what is somebody else's. */
export async function findTool<Content>(door: Door, caller: Caller, kind: ToolKind, id: string): Promise<Tool<Content>> {
  requirePermission(caller, "tickets:read", null);
  const row = await door.read("*", (db) => rowOf(db, kind, id));
  if (row === undefined || (!row.is_shared && row.owner !== caller.principal)) throw unknownTool(kind, id);
  return toolOf<Content>(row, caller);
}

const rowOf = (db: Transaction["db"], kind: ToolKind, id: string) =>
  db.withTables<DeskTables>().selectFrom("desk_tools").selectAll().where("id", "=", id).where("kind", "=", kind).executeTakeFirst();

const unknownTool = (kind: ToolKind, id: string): Refusal =>
  new Refusal(`unknown-${kind}`, `There is no ${kind.replace("-", " ")} "${id}" that you may use.`, { id });

export async function createTool<Content>(door: Door, caller: Caller, kind: ToolKind, draft: ToolDraft<Content>): Promise<Tool<Content>> {
  requirePermission(caller, "tickets:write", null);
  if (draft.isShared) requirePermission(caller, "shared:write", null);
  const id = newId();
  const actor = await actorFor(caller, door);
  return door.write("*", async (transaction) => {
    const { many } = await transaction.db
      .withTables<DeskTables>()
      .selectFrom("desk_tools")
      .select((count) => count.fn.countAll<number>().as("many"))
      .where("kind", "=", kind)
      .where("owner", "=", caller.principal)
      .executeTakeFirstOrThrow();
    if (many >= mostTools) {
      throw new Refusal("too-many-tools", `You have ${mostTools} of them, the most that one may have: remove some.`, { most: mostTools });
    }
    const row = rowFor(draft, door);
    await transaction.db
      .withTables<DeskTables>()
      .insertInto("desk_tools")
      .values({ id, kind, owner: caller.principal, ...row })
      .execute();
    await tell(transaction, { type: `${kind}.created`, actor, door }, id, draft.isShared ? draft : null);
    return { id, ...draft, isOwn: true };
  });
}

const rowFor = <Content>({ name, mark, content, team, isShared }: ToolDraft<Content>, door: Door) => ({
  ...{ name, mark, team },
  content: JSON.stringify(content),
  is_shared: isShared,
  updated_at: door.clock(),
});

/** Changes what is given. A shared one is everybody's: changing it, and sharing or no longer sharing, needs `shared:write`. */
export async function changeTool<Content>(
  door: Door,
  caller: Caller,
  kind: ToolKind,
  id: string,
  changes: Partial<ToolDraft<Content>>,
): Promise<Tool<Content>> {
  const before = await findTool<Content>(door, caller, kind, id);
  requireRight(caller, before, changes.isShared);
  const after: Tool<Content> = { ...before, ...changes };
  const actor = await actorFor(caller, door);
  await door.write("*", async (transaction) => {
    await transaction.db.withTables<DeskTables>().updateTable("desk_tools").set(rowFor(after, door)).where("id", "=", id).execute();
    await tell(transaction, { type: `${kind}.changed`, actor, door }, id, before.isShared || after.isShared ? after : null);
  });
  return after;
}

export async function removeTool(door: Door, caller: Caller, kind: ToolKind, id: string): Promise<void> {
  const before = await findTool(door, caller, kind, id);
  requireRight(caller, before, undefined);
  const actor = await actorFor(caller, door);
  await door.write("*", async (transaction) => {
    await transaction.db.withTables<DeskTables>().deleteFrom("desk_tools").where("id", "=", id).execute();
    await tell(transaction, { type: `${kind}.removed`, actor, door }, id, before.isShared ? before : null);
  });
}

function requireRight(caller: Caller, { isShared }: Tool<unknown>, becomesShared: boolean | undefined): void {
  requirePermission(caller, "tickets:write", null);
  if (isShared || becomesShared === true) requirePermission(caller, "shared:write", null);
}

type Telling = { type: string; actor: string; door: Door };

/** The log knows of what is shared; what somebody keeps for themselves is their own business. */
async function tell({ append }: Transaction, { type, actor, door }: Telling, id: string, tool: ToolDraft<unknown> | null): Promise<void> {
  if (tool === null) return;
  const { name, isShared, team } = tool;
  await append([{ type, actor, at: door.clock(), facts: { id, name, isShared, team } }]);
}
