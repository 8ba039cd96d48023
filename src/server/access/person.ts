/** The provider's people who sign in: invited, given a role, deactivated. All of it is in the installation's log. */
import type { Kysely } from "kysely";
import type { Role } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { issueLink } from "#server/access/link.ts";
import { newId } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";

export type Person = {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** `invited` has not opened the link yet. */
  state: "invited" | "active" | "deactivated";
  createdAt: Instant;
};

type Db = Kysely<AccessTables>;
const accessOf = (transaction: Transaction): Db => transaction.db.withTables<AccessTables>();

const people = (db: Db) =>
  db
    .selectFrom("users")
    .select(["id", "name", "email", "role", "deactivated_at", "created_at"])
    .select((select) =>
      select.exists(select.selectFrom("accounts").select("accounts.id").whereRef("accounts.user_id", "=", "users.id")).as("has_account"),
    );

type PersonRow = Awaited<ReturnType<ReturnType<typeof people>["executeTakeFirstOrThrow"]>>;

const personOf = ({ id, name, email, role, deactivated_at, created_at, has_account }: PersonRow): Person => ({
  id,
  name,
  email,
  role,
  state: deactivated_at !== null ? "deactivated" : has_account ? "active" : "invited",
  createdAt: created_at.getTime() as Instant,
});

export async function listPeople(door: Door): Promise<Person[]> {
  const rows = await door.read("*", (db) => people(db.withTables<AccessTables>()).orderBy("name").orderBy("email").execute());
  return rows.map(personOf);
}

/** Whether somebody can administer this installation: until then the first link is what opens it. */
export async function hasAdministrator(door: Door): Promise<boolean> {
  const found = await door.read("*", (db) => administrators(db.withTables<AccessTables>()).executeTakeFirst());
  return found !== undefined;
}

const administrators = (db: Db) =>
  db
    .selectFrom("users")
    .innerJoin("accounts", "accounts.user_id", "users.id")
    .select(["users.id", "users.email"])
    .where("role", "=", "administrator")
    .where("deactivated_at", "is", null)
    .orderBy("users.created_at");

/** The person with a link to come in by. Refuses `email-taken`. */
export async function invite(
  door: Door,
  order: { name: string; email: string; role: Role; actor: string },
): Promise<{ person: Person; secret: string; expiresAt: Instant }> {
  const { name, role, actor } = order;
  const email = order.email.toLowerCase();
  const now = door.clock();
  return door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const id = newId();
    await requireFreeEmail(db, email);
    await db.insertInto("users").values({ id, name, email, email_verified: false, role, deactivated_at: null }).execute();
    const { secret, expiresAt } = await issueLink(db, id, now);
    await transaction.append([{ type: "user.invited", actor, at: now, facts: { userId: id, role }, personal: { name, email } }]);
    return { person: { id, name, email, role, state: "invited", createdAt: now }, secret, expiresAt };
  });
}

export async function requireFreeEmail(db: Db, email: string): Promise<void> {
  const taken = await db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  if (taken !== undefined)
    throw new Refusal("email-taken", "Somebody signs in with this e-mail address already: use another one, or change that person.", {});
}

/** A new link for somebody who lost theirs, or their password. */
export async function linkFor(door: Door, userId: string, actor: string): Promise<{ secret: string; expiresAt: Instant }> {
  const now = door.clock();
  return door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const person = await requirePerson(db, userId);
    if (person.deactivated_at !== null)
      throw new Refusal("user-deactivated", `${person.name} is deactivated: activate them first.`, { userId });
    const link = await issueLink(db, userId, now);
    await transaction.append([{ type: "user.link-issued", actor, at: now, facts: { userId } }]);
    return link;
  });
}

async function requirePerson(db: Db, userId: string) {
  const person = await db.selectFrom("users").selectAll().where("id", "=", userId).forUpdate().executeTakeFirst();
  if (person === undefined) throw new Refusal("unknown-user", "There is nobody with this id: see who there is with a list.", { userId });
  return person;
}

/** Changes a role, or deactivates (which ends every session) and activates again. Refuses to leave the installation without an administrator. */
export async function changePerson(
  door: Door,
  userId: string,
  change: { role?: Role | undefined; isDeactivated?: boolean | undefined },
  actor: string,
): Promise<Person> {
  const now = door.clock();
  return door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const before = await requirePerson(db, userId);
    const role = change.role ?? before.role;
    const isDeactivated = change.isDeactivated ?? before.deactivated_at !== null;
    if (before.role === "administrator" && (role !== "administrator" || isDeactivated)) await requireAnotherAdministrator(db, userId);
    await db
      .updateTable("users")
      .set({ role, deactivated_at: isDeactivated ? (before.deactivated_at ?? new Date(now)) : null, updated_at: new Date(now) })
      .where("id", "=", userId)
      .execute();
    if (role !== before.role)
      await transaction.append([{ type: "user.role-changed", actor, at: now, facts: { userId, from: before.role, to: role } }]);
    if (isDeactivated !== (before.deactivated_at !== null)) {
      await transaction.append([{ type: isDeactivated ? "user.deactivated" : "user.activated", actor, at: now, facts: { userId } }]);
      if (isDeactivated) await db.deleteFrom("sessions").where("user_id", "=", userId).execute();
    }
    return personOf(await people(db).where("users.id", "=", userId).executeTakeFirstOrThrow());
  });
}

async function requireAnotherAdministrator(db: Db, userId: string): Promise<void> {
  const others = await administrators(db).where("users.id", "!=", userId).forUpdate("users").execute();
  if (others.length > 0) return;
  throw new Refusal(
    "last-administrator",
    "This is the last administrator: make somebody else one first, so that the installation is never locked out.",
    { userId },
  );
}

/** A link for an administrator: a first one when there is none yet, otherwise for the one named (or the only one). */
export async function administratorLink(
  door: Door,
  email: string | null,
  actor: string,
): Promise<{ secret: string; expiresAt: Instant; email: string | null }> {
  const known = await door.read("*", (db) => administrators(db.withTables<AccessTables>()).execute());
  if (known.length === 0) {
    const link = await door.write("*", async ({ db, append }) => {
      await append([{ type: "user.link-issued", actor, at: door.clock(), facts: { userId: null, role: "administrator" } }]);
      return issueLink(db.withTables<AccessTables>(), null, door.clock());
    });
    return { ...link, email: null };
  }
  const wanted = email === null && known.length === 1 ? known[0] : known.find((each) => each.email === email?.toLowerCase());
  if (wanted === undefined) {
    throw new Refusal("unknown-user", `Say for which administrator: ${known.map((each) => each.email).join(", ")}.`, {
      possible: known.map((each) => each.email),
    });
  }
  return { ...(await linkFor(door, wanted.id, actor)), email: wanted.email };
}
