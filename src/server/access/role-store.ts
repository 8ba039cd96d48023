/** Roles of this installation beside those that come with Guardia: made, changed and removed by an administrator. */
import type { Kysely } from "kysely";
import { type Actor, type Permission, permissions } from "#core/access/access.ts";
import { builtInRole, builtInRoles, type Role, requireGoodRole } from "#core/access/role.ts";
import { Refusal } from "#core/refusal.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

type Db = Kysely<AccessTables>;

export type ListedRole = Role & { isBuiltIn: boolean };

/** At most so many beside the built-in ones: a list that people choose from. */
const mostRoles = 200;

/** All roles, those that come with Guardia first; a customer's people see those for customers. */
export async function listRoles(door: Door, caller: Pick<Actor, "customerId">): Promise<ListedRole[]> {
  const rows = await door.read("*", (db) => db.withTables<AccessTables>().selectFrom("roles").selectAll().orderBy("name").execute());
  const own = rows.map((row) => ({ ...roleOfRow(row), isBuiltIn: false }));
  const all = [...builtInRoles.map((id) => ({ ...builtInRole(id)!, isBuiltIn: true })), ...own];
  return all.filter(({ isForCustomers }) => caller.customerId === null || isForCustomers);
}

const roleOfRow = (row: AccessTables["roles"]): Role => ({
  id: row.id,
  name: row.name,
  isForCustomers: row.is_for_customers,
  permissions: row.permissions,
});

/** In the order of `permissions`, each once: so that the same set is always written the same way. */
const ordered = (given: readonly Permission[]): Permission[] => permissions.filter((each) => given.includes(each));

/** Refuses `bad-role`, `role-exists`, `too-many-roles`. */
export async function createRole(door: Door, role: Role, actor: string): Promise<ListedRole> {
  requireGoodRole(role);
  const made = { ...role, permissions: ordered(role.permissions) };
  const { id, name, isForCustomers } = made;
  const now = door.clock();
  await door.write("*", async ({ db: any, append }) => {
    const db: Db = any.withTables<AccessTables>();
    const { count } = await db
      .selectFrom("roles")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostRoles)
      throw new Refusal("too-many-roles", `There are ${mostRoles} roles, the most there can be: remove one first.`, { limit: mostRoles });
    const { numInsertedOrUpdatedRows } = await db
      .insertInto("roles")
      .values({ id, name, is_for_customers: isForCustomers, permissions: made.permissions, created_at: now })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n)
      throw new Refusal("role-exists", `There is a role "${id}" already: choose another id, or change that one.`, { role: id });
    await append([{ type: "role.created", actor, at: now, facts: { role: id, name, isForCustomers, permissions: made.permissions } }]);
  });
  return { ...made, isBuiltIn: false };
}

/** Changes the name or the permissions; who has the role may at once what it says. Refuses `unknown-role`, `role-exists` (a built-in one). */
export async function changeRole(
  door: Door,
  id: string,
  change: { name?: string | undefined; permissions?: readonly Permission[] | undefined },
  actor: string,
): Promise<ListedRole> {
  const now = door.clock();
  return door.write("*", async ({ db: any, append }) => {
    const db: Db = any.withTables<AccessTables>();
    const before = await requireOwn(db, id);
    const role: Role = {
      ...before,
      name: change.name ?? before.name,
      permissions: ordered(change.permissions ?? before.permissions),
    };
    requireGoodRole(role);
    const { name, permissions: given } = role;
    await db
      .updateTable("roles")
      .set({ name, permissions: [...given] })
      .where("id", "=", id)
      .execute();
    await append([{ type: "role.changed", actor, at: now, facts: { role: id, name, from: before.permissions, to: given } }]);
    return { ...role, isBuiltIn: false };
  });
}

/** Refuses `unknown-role`, and `role-in-use` while somebody has it. */
export async function removeRole(door: Door, id: string, actor: string): Promise<void> {
  const now = door.clock();
  await door.write("*", async ({ db: any, append }) => {
    const db: Db = any.withTables<AccessTables>();
    await requireOwn(db, id);
    const holders = await db.selectFrom("users").select("name").where("role", "=", id).limit(5).execute();
    if (holders.length > 0) {
      const names = holders.map(({ name }) => name);
      throw new Refusal("role-in-use", `${names.join(", ")} have this role: give them another one first.`, { role: id, people: names });
    }
    await db.deleteFrom("roles").where("id", "=", id).execute();
    await append([{ type: "role.removed", actor, at: now, facts: { role: id } }]);
  });
}

async function requireOwn(db: Db, id: string): Promise<Role> {
  if (builtInRole(id) !== null)
    throw new Refusal("role-exists", `"${id}" comes with Guardia and stays as it is: make a role of your own beside it.`, { role: id });
  const row = await db.selectFrom("roles").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (row === undefined) throw new Refusal("unknown-role", `There is no role "${id}": see which there are with a list.`, { role: id });
  return roleOfRow(row);
}
