/** People who sign in, the provider's and customers': invited, given a role, changed, deactivated. All of it is in the installation's log. */
import type { Kysely } from "kysely";
import { requirePermission } from "#core/access/access.ts";
import { type Role, requireFit, requireWithin } from "#core/access/role.ts";
import type { Document, Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { actorOf } from "#server/access/actor.ts";
import { findRole } from "#server/access/caller.ts";
import { issueLink } from "#server/access/link.ts";
import { invitationLetter, type Post, resetLetter } from "#server/access/link-letter.ts";
import { newId } from "#server/access/secret.ts";
import type { AccessTables, HourCycle } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { Caller } from "#server/http/env.ts";

type Db = Kysely<AccessTables>;
type PersonRow = Awaited<ReturnType<typeof requirePerson>>;
const accessOf = (transaction: Transaction): Db => transaction.db.withTables<AccessTables>();

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

export type Invitation = {
  name: string;
  email: string;
  role: string;
  /** Null (default) for one of the provider's own. */
  customerId?: string | null | undefined;
  department?: string | null | undefined;
  phone?: string | null | undefined;
  language?: Language | null | undefined;
  zone?: string | null | undefined;
};

export type Link = { secret: string; expiresAt: Instant };

/**
 * Invites a person; gives their id with a link to come in by. Nobody gives a role that may do more than they may, and a customer's people
 * invite into their own organisations alone. Refuses `email-taken`, `unknown-role`, `role-does-not-fit`, `unknown-customer`, `forbidden`.
 */
export async function invite(door: Door, order: Invitation, caller: Caller, post: Post = null): Promise<Link & { id: string }> {
  const { name, role: roleId, customerId = null, department = null, phone = null, language = null, zone = null } = order;
  const email = order.email.toLowerCase();
  const now = door.clock();
  const document = (await door.book()).documentAt(now);
  requireOrganisation(document, caller, customerId);
  requirePermission(caller, "people:write", customerId);
  return door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const role = await requireRole(db, roleId);
    requireFit(role, customerId);
    requireWithin(caller, role);
    await requireFreeEmail(db, email);
    const id = newId();
    await db
      .insertInto("users")
      .values({
        ...{ id, name, email, email_verified: false, role: roleId, deactivated_at: null },
        ...{ customer_id: customerId, department, phone, language, zone },
      })
      .execute();
    const link = await issueLink(db, id, now);
    const facts = { userId: id, role: roleId, customer: customerId };
    const personal = { name, email, ...(department === null ? {} : { department }), ...(phone === null ? {} : { phone }) };
    await transaction.append([{ type: "user.invited", actor: actorOf(caller, document), at: now, facts, personal }]);
    const addressee = { name, email, language, customer_id: customerId };
    if (post !== null) await transaction.announce([invitationLetter(post, addressee, link.secret, caller.name, document)]);
    return { id, ...link };
  });
}

/** Refuses `unknown-customer` for one that the model does not know, or that is not among the caller's. */
function requireOrganisation(document: Document | null, { customerIds }: Caller, customerId: string | null): void {
  if (customerId === null) return;
  const isKnown = document !== null && Object.hasOwn(document.customers, customerId);
  if (isKnown && (customerIds === null || customerIds.includes(customerId))) return;
  throw new Refusal("unknown-customer", `There is no customer "${customerId}" for whom you could invite anybody.`, { customerId });
}

async function requireRole(db: Db, id: string): Promise<Role> {
  const role = await findRole(db, id);
  if (role !== null) return role;
  throw new Refusal("unknown-role", `There is no role "${id}": see which there are with a list.`, { role: id });
}

export async function requireFreeEmail(db: Db, email: string): Promise<void> {
  const taken = await db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  if (taken !== undefined)
    throw new Refusal("email-taken", "Somebody signs in with this e-mail address already: use another one, or change that person.", {});
}

/** A new link for somebody who lost theirs, or their password, asked for by a caller, or by the command line under an actor's name. */
export async function linkFor(door: Door, userId: string, by: Caller | string, post: Post = null): Promise<Link> {
  const now = door.clock();
  const document = (await door.book()).documentAt(now);
  return door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const person = typeof by === "string" ? await requirePerson(db, userId) : await requireOver(db, by, userId);
    if (person.deactivated_at !== null)
      throw new Refusal("user-deactivated", `${person.name} is deactivated: activate them first.`, { userId, name: person.name });
    const isKnown = (await db.selectFrom("accounts").select("id").where("user_id", "=", userId).executeTakeFirst()) !== undefined;
    const isReset = post !== null && isKnown;
    const link = await issueLink(db, userId, now, isReset ? "reset" : "invitation");
    const actor = typeof by === "string" ? by : actorOf(by, document);
    await transaction.append([{ type: "user.link-issued", actor, at: now, facts: { userId } }]);
    const inviter = typeof by === "string" ? (document?.name ?? "Guardia") : by.name;
    if (isReset) await transaction.announce([resetLetter(post, person, link.secret)]);
    else if (post !== null) await transaction.announce([invitationLetter(post, person, link.secret, inviter, document)]);
    return link;
  });
}

const unknownUser = (userId: string): Refusal =>
  new Refusal("unknown-user", "There is nobody with this id: see who there is with a list.", { userId });

async function requirePerson(db: Db, userId: string) {
  const person = await db.selectFrom("users").selectAll().where("id", "=", userId).forUpdate().executeTakeFirst();
  if (person === undefined) throw unknownUser(userId);
  return person;
}

/** The person whom the caller may change: of other organisations they learn nothing, and nobody changes who may do more. */
async function requireOver(db: Db, caller: Caller, userId: string): Promise<PersonRow> {
  requirePermission(caller, "people:write", caller.customerId);
  const person = await requirePerson(db, userId);
  const { id, customer_id, role } = person;
  if (caller.customerIds !== null && (customer_id === null || !caller.customerIds.includes(customer_id))) throw unknownUser(id);
  requirePermission(caller, "people:write", customer_id);
  const held = await findRole(db, role);
  if (held !== null) requireWithin(caller, held);
  return person;
}

/** Whose person this is (null: the provider's), if the caller may change them; refuses as `changePerson` does. */
export function requireChangeable(door: Door, caller: Caller, userId: string): Promise<string | null> {
  return door.write("*", async (transaction) => (await requireOver(accessOf(transaction), caller, userId)).customer_id);
}

export type PersonChange = {
  name?: string | undefined;
  role?: string | undefined;
  department?: string | null | undefined;
  phone?: string | null | undefined;
  isDeactivated?: boolean | undefined;
};

/**
 * Changes a person, deactivates them (which ends every session) or activates them again. Refuses what `invite` does, `unknown-user`, and
 * `last-administrator` rather than leaving the installation without one.
 */
export async function changePerson(door: Door, userId: string, change: PersonChange, caller: Caller): Promise<void> {
  const now = door.clock();
  const actor = actorOf(caller, (await door.book()).documentAt(now));
  await door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const before = await requireOver(db, caller, userId);
    const role = change.role ?? before.role;
    const isDeactivated = change.isDeactivated ?? before.deactivated_at !== null;
    if (role !== before.role) {
      const wanted = await requireRole(db, role);
      requireFit(wanted, before.customer_id);
      requireWithin(caller, wanted);
    }
    if (before.role === "administrator" && (role !== "administrator" || isDeactivated)) await requireAnotherAdministrator(db, userId);
    const said = changedWords(before, change);
    await db
      .updateTable("users")
      .set({
        ...{ role, ...said, updated_at: new Date(now) },
        deactivated_at: isDeactivated ? (before.deactivated_at ?? new Date(now)) : null,
      })
      .where("id", "=", userId)
      .execute();
    const log = (type: string, facts: Record<string, unknown> = {}) => ({ type, actor, at: now, facts: { userId, ...facts } });
    if (Object.keys(said).length > 0)
      await transaction.append([{ ...log("user.changed", { fields: Object.keys(said) }), personal: { ...said } }]);
    if (role !== before.role) await transaction.append([log("user.role-changed", { from: before.role, to: role })]);
    if (isDeactivated === (before.deactivated_at !== null)) return;
    await transaction.append([log(isDeactivated ? "user.deactivated" : "user.activated")]);
    if (!isDeactivated) return;
    await db.deleteFrom("sessions").where("user_id", "=", userId).execute();
    await db.deleteFrom("access_links").where("user_id", "=", userId).where("used_at", "is", null).execute();
  });
}

type Words = { name?: string; department?: string | null; phone?: string | null };

/** Of what was given, what is not so already. */
function changedWords(before: PersonRow, { name, department, phone }: PersonChange): Words {
  return {
    ...(name === undefined || name === before.name ? {} : { name }),
    ...(department === undefined || department === before.department ? {} : { department }),
    ...(phone === undefined || phone === before.phone ? {} : { phone }),
  };
}

export type OwnChange = {
  name?: string | undefined;
  phone?: string | null | undefined;
  language?: Language | null | undefined;
  zone?: string | null | undefined;
  hourCycle?: HourCycle | null | undefined;
};

/** What people change about themselves. */
export async function changeOwn(door: Door, caller: Caller, { language, zone, hourCycle, ...change }: OwnChange): Promise<void> {
  const now = door.clock();
  const actor = actorOf(caller, (await door.book()).documentAt(now));
  await door.write("*", async (transaction) => {
    const db = accessOf(transaction);
    const before = await requirePerson(db, caller.id);
    const said = changedWords(before, change);
    const taste = {
      ...(language === undefined || language === before.language ? {} : { language }),
      ...(zone === undefined || zone === before.zone ? {} : { zone }),
      ...(hourCycle === undefined || hourCycle === before.hour_cycle ? {} : { hour_cycle: hourCycle }),
    };
    const fields = Object.keys({ ...said, ...taste });
    if (fields.length === 0) return;
    await db
      .updateTable("users")
      .set({ ...said, ...taste, updated_at: new Date(now) })
      .where("id", "=", caller.id)
      .execute();
    await transaction.append([
      { type: "user.changed", actor, at: now, facts: { userId: caller.id, fields, ...taste }, personal: { ...said } },
    ]);
  });
}

/** What one person chose for themselves; undefined when there is no such person. */
export const readTaste = (door: Door, userId: string) =>
  door.read("*", (db) =>
    db
      .withTables<AccessTables>()
      .selectFrom("users")
      .select(["phone", "language", "zone", "hour_cycle"])
      .where("id", "=", userId)
      .executeTakeFirst(),
  );

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
