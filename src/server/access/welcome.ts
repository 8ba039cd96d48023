/** Coming in by a one-time link: name and password are set, the link is used up, the person is signed in. */
import type { Role } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { readLink } from "#server/access/link.ts";
import { requireFreeEmail } from "#server/access/person.ts";
import { newId } from "#server/access/secret.ts";
import { longestPassword, type SignIn, shortestPassword } from "#server/access/sign-in.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

export type Arrival = { secret: string; name: string; email: string; password: string; address: string };

/** What the link is for, so that the page can greet: null for the first administrator. */
export async function greet(door: Door, secret: string): Promise<{ name: string; email: string; role: Role } | null> {
  const { user } = await door.read("*", (db) => readLink(db.withTables<AccessTables>(), secret, door.clock()));
  return user === null ? null : { name: user.name, email: user.email, role: user.role };
}

/** Sets name and password and gives the cookies of a session. Everything or nothing; a link works once, also for two at the same moment. */
export async function arrive(door: Door, signIn: SignIn, arrival: Arrival): Promise<{ userId: string; cookies: string[] }> {
  requireGoodPassword(arrival);
  // Hashing takes a while: a link that is no good is refused before.
  await greet(door, arrival.secret);
  const password = await signIn.hashPassword(arrival.password);
  const { userId, email } = await settle(door, arrival, password);
  signIn.forget();
  return { userId, cookies: await signIn.open(email, arrival.password, arrival.address) };
}

function requireGoodPassword({ password, email, name }: Arrival): void {
  const refuse = (why: string): never => {
    throw new Refusal(
      "weak-password",
      `${why}: choose ${shortestPassword} to ${longestPassword} characters that nobody guesses, several words for instance.`,
      {},
    );
  };
  if (password.length < shortestPassword) refuse("The password is too short");
  if (password.length > longestPassword) refuse("The password is too long");
  if (new Set(password).size < 5) refuse("The password repeats itself");
  const plain = password.toLowerCase();
  if (plain === email.toLowerCase() || plain === name.toLowerCase()) refuse("The password is your name");
}

function settle(door: Door, { secret, name, email: written }: Arrival, password: string): Promise<{ userId: string; email: string }> {
  const now = door.clock();
  return door.write("*", async ({ db: any, append }) => {
    const db = any.withTables<AccessTables>();
    const link = await readLink(db, secret, now, { lock: true });
    await db.updateTable("access_links").set({ used_at: now }).where("id", "=", link.id).execute();
    const userId = link.user?.id ?? newId();
    const email = link.user?.email ?? written.toLowerCase();
    const actor = `agent:${userId}`;
    if (link.user === null) {
      await requireFreeEmail(db, email);
      await db
        .insertInto("users")
        .values({ id: userId, name, email, email_verified: false, role: "administrator", deactivated_at: null })
        .execute();
      await append([{ type: "user.created", actor, at: now, facts: { userId, role: "administrator" }, personal: { name, email } }]);
    } else if (name !== link.user.name) {
      await db
        .updateTable("users")
        .set({ name, updated_at: new Date(now) })
        .where("id", "=", userId)
        .execute();
    }
    await db.deleteFrom("sessions").where("user_id", "=", userId).execute();
    await db.deleteFrom("accounts").where("user_id", "=", userId).where("provider_id", "=", "credential").execute();
    await db
      .insertInto("accounts")
      .values({ id: newId(), user_id: userId, account_id: userId, provider_id: "credential", password })
      .execute();
    await append([{ type: "user.password-set", actor, at: now, facts: { userId } }]);
    return { userId, email };
  });
}
