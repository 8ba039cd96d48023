/** Who asks, in full: a person or a program with what they may do, of which organisations, and which tickets they see. */
import type { Kysely } from "kysely";
import type { Permission } from "#core/access/access.ts";
import { boundsOf, type Role, roleOf } from "#core/access/role.ts";
import { colleaguesIn, contactKeyOf, departmentOf, sightOf } from "#core/access/sight.ts";
import type { Document } from "#core/model/document.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

type Db = Kysely<AccessTables>;

/** The person of this id as a caller; null when there is none, or when they are deactivated. A role that is gone allows nothing. */
export async function readCaller(door: Door, userId: string): Promise<Caller | null> {
  const document = (await door.book()).documentAt(door.clock());
  return door.read("*", async (any) => {
    const db: Db = any.withTables<AccessTables>();
    const user = await db.selectFrom("users").selectAll().where("id", "=", userId).where("deactivated_at", "is", null).executeTakeFirst();
    if (user === undefined) return null;
    const { id, name, email, customer_id: customerId, language, zone } = user;
    const role = (await findRole(db, user.role)) ?? { permissions: [] };
    const department = customerId === null ? user.department : departmentOf(document, customerId, user);
    const actor = {
      ...boundsOf(role, customerId, document),
      contact: customerId === null ? null : contactKeyOf(document, customerId, user),
      department,
    };
    const colleagues = customerId === null || actor.isDesignated ? [] : await readColleagues(db, document, customerId, department);
    const sight = sightOf(actor, document, colleagues, id);
    return { ...actor, kind: "user", id, name, email, role: user.role, principal: `user:${id}`, sight, language, zone };
  });
}

/** A built-in role or one of the installation's; null when there is none of this id. */
export async function findRole(db: Db, id: string): Promise<Role | null> {
  const known = roleOf(id, []);
  if (known !== null) return known;
  const row = await db.selectFrom("roles").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : { id, name: row.name, isForCustomers: row.is_for_customers, permissions: row.permissions };
}

/** Asked only where an agreement of the customer lets a department see its tickets: others need no colleagues. */
async function readColleagues(db: Db, document: Document | null, customerId: string, department: string | null): Promise<string[]> {
  const agreements = Object.values(document?.agreements ?? {});
  const isAsked = agreements.some(({ customer, visibility }) => customer === customerId && visibility === "department");
  if (!isAsked || department === null) return [];
  const users = await db.selectFrom("users").select(["id", "email", "department"]).where("customer_id", "=", customerId).execute();
  return colleaguesIn(document, customerId, department, users);
}

type TokenRow = { id: string; name: string; scopes: string[]; customer_id: string | null };

/** A program. One that is bound to a customer sees all of its tickets, and those of no other organisation. */
export function callerOfToken({ id, name, scopes, customer_id: customerId }: TokenRow): Caller {
  const actor = {
    permissions: scopes as Permission[],
    customerId,
    customerIds: customerId === null ? null : [customerId],
    contact: null,
    department: null,
    isDesignated: customerId !== null,
  };
  const sight = sightOf(actor, null, []);
  return { ...actor, kind: "token", id, name, email: null, role: null, principal: `token:${id}`, sight, language: null, zone: null };
}
