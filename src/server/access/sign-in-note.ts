/** What the log, and where there is mail the person, is told of signing in. Addresses and devices are personal words. */
import type { Kysely } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import { deviceName } from "#server/access/device.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type Letters, type MailOrder, mailOf } from "#server/channels/email/letter.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";

type Told = { door: Door; isMailing?: () => Promise<boolean> };
type Db = Kysely<AccessTables>;

export type Arrived = { userId: string; method: string; address: string; userAgent: string };

/** Appends `user.signed-in` with its method; a device on which the person was never seen is told by mail, the very first one aside. */
export async function noteSignIn({ door, isMailing }: Told, { userId, method, address, userAgent }: Arrived): Promise<void> {
  const at = door.clock();
  const device = deviceName(userAgent);
  const isTold = (await isMailing?.()) === true;
  await door.write("*", async (transaction) => {
    const db: Db = transaction.db.withTables<AccessTables>();
    const actor = await actorOfUser(db, userId);
    const known = await db.selectFrom("sign_in_devices").select("device").where("user_id", "=", userId).execute();
    await db
      .insertInto("sign_in_devices")
      .values({ user_id: userId, device, first_at: at, last_at: at })
      .onConflict((conflict) => conflict.columns(["user_id", "device"]).doUpdateSet({ last_at: at }))
      .execute();
    await transaction.append([{ type: "user.signed-in", actor, at, facts: { userId, method }, personal: { address, device } }]);
    if (!isTold || known.length === 0 || known.some((each) => each.device === device)) return;
    await tell(transaction, userId, "new-sign-in", { device, address, at });
  });
}

/** Somebody whom a provider may admit came for the first time. */
export async function noteCreated({ door }: Told, userId: string, provider: string): Promise<void> {
  const at = door.clock();
  await door.write("*", async ({ db: any, append }) => {
    const db: Db = any.withTables<AccessTables>();
    const user = await db.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirstOrThrow();
    const { name, email, role, customer_id: customer } = user;
    const facts = { userId, role, customer, provider };
    await append([{ type: "user.created", actor: await actorOfUser(db, userId), at, facts, personal: { name, email } }]);
  });
}

/** The person's account at a provider was found; a link by which they might have come in ends. */
export async function noteLinked({ door }: Told, userId: string, provider: string): Promise<void> {
  if (provider === "credential") return;
  const at = door.clock();
  await door.write("*", async ({ db: any, append }) => {
    const db: Db = any.withTables<AccessTables>();
    await db.deleteFrom("access_links").where("user_id", "=", userId).where("used_at", "is", null).execute();
    await append([{ type: "user.provider-linked", actor: await actorOfUser(db, userId), at, facts: { userId, provider } }]);
  });
}

/** A failure of somebody we know; strangers' are only counted, so that nobody fills the log by guessing. */
export async function noteFailure(
  door: Door,
  failed: { email: string } | { userId: string },
  method: string,
  address: string,
): Promise<void> {
  const at = door.clock();
  await door.write("*", async ({ db: any, append }) => {
    const users = (any.withTables<AccessTables>() as Db).selectFrom("users").select("id");
    const query = "email" in failed ? users.where("email", "=", failed.email.trim().toLowerCase()) : users.where("id", "=", failed.userId);
    const user = await query.executeTakeFirst();
    if (user === undefined) return;
    await append([{ type: "user.sign-in-failed", actor: "system", at, facts: { userId: user.id, method }, personal: { address } }]);
  });
}

/** `agent:<id>` or `contact:<id>`: whose doing it was, in the log. */
export async function actorOfUser(db: Db, userId: string): Promise<string> {
  const user = await db.selectFrom("users").select("customer_id").where("id", "=", userId).executeTakeFirst();
  return `${user?.customer_id == null ? "agent" : "contact"}:${userId}`;
}

type Noticed = Exclude<MailOrder["template"], "invitation" | "reset">;
type Values<T extends Noticed> = Omit<Letters[T], "name" | "zone">;

/** Announces a notice to a person, in their language and zone. To be called only where there is mail. */
export async function tell<T extends Noticed>(transaction: Transaction, userId: string, template: T, values: Values<T>): Promise<void> {
  const users = transaction.db.withTables<AccessTables>().selectFrom("users").select(["name", "email", "language", "zone", "customer_id"]);
  const { name, email, language, zone, customer_id } = await users.where("id", "=", userId).executeTakeFirstOrThrow();
  const document = transaction.book.documentAt(values.at as Instant);
  const customer = customer_id === null ? undefined : document?.customers[customer_id];
  const order = {
    ...{ to: email, template, language: language ?? customer?.language ?? "en" },
    values: { ...values, name, zone: zone ?? customer?.zone ?? document?.zone ?? "UTC" },
  };
  await transaction.announce([mailOf(order as unknown as MailOrder, customer_id ?? "")]);
}
