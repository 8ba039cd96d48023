/** Coming in by a one-time link: name and password are set, the link is used up, the person is signed in. */
import { Refusal } from "#core/refusal.ts";
import { forgetAttempts } from "#server/access/attempt.ts";
import { type LinkPurpose, readLink } from "#server/access/link.ts";
import { requireFreeEmail } from "#server/access/person.ts";
import { newId } from "#server/access/secret.ts";
import { longestPassword, shortestPassword } from "#server/access/sign-in.ts";
import { tell } from "#server/access/sign-in-note.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Parts } from "#server/http/parts.ts";

/** `name` may be left out where the person is known already. */
export type Arrival = { secret: string; name?: string | undefined; email: string; password: string; address: string; userAgent: string };

export type Greeting = { name: string; email: string; role: string; purpose: LinkPurpose };

/** What the link is for, so that the page can greet: null for the first administrator. */
export async function greet(door: Door, secret: string): Promise<Greeting | null> {
  const { user, purpose } = await door.read("*", (db) => readLink(db.withTables<AccessTables>(), secret, door.clock()));
  return user === null ? null : { name: user.name, email: user.email, role: user.role, purpose };
}

export type Welcomed = {
  userId: string;
  /** Of the session, or of the wait for the second factor. */
  cookies: string[];
  /** False when the second factor is still to come: a link replaces the password and nothing else. */
  isComplete: boolean;
};

/** Sets name and password and gives the cookies of a session. Everything or nothing; a link works once, also for two at the same moment. */
export async function arrive(
  { door, signIn, isMailing }: Pick<Parts, "door" | "signIn" | "isMailing">,
  arrival: Arrival,
): Promise<Welcomed> {
  // Hashing takes a while: a link that is no good is refused before.
  const known = await greet(door, arrival.secret);
  requireGoodPassword({ ...arrival, name: arrival.name ?? known?.name ?? "", email: known?.email ?? arrival.email });
  const password = await signIn.hashPassword(arrival.password);
  const { userId, email } = await settle(door, arrival, password, await isMailing());
  await forgetAttempts(door, "password", email);
  signIn.forget();
  return { userId, ...(await signIn.open(email, arrival.password, arrival)) };
}

/** Refuses `weak-password` for what is too short, repeats itself, or is what everybody knows of the person. */
export function requireGoodPassword({ password, email, name }: { password: string; email: string; name: string }): void {
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

function settle(door: Door, arrival: Arrival, password: string, isTold: boolean): Promise<{ userId: string; email: string }> {
  const { secret, email: written } = arrival;
  const now = door.clock();
  return door.write("*", async (transaction) => {
    const { append } = transaction;
    const db = transaction.db.withTables<AccessTables>();
    const link = await readLink(db, secret, now, { lock: true });
    await db.updateTable("access_links").set({ used_at: now }).where("id", "=", link.id).execute();
    const userId = link.user?.id ?? newId();
    const name = arrival.name ?? link.user?.name ?? written;
    const email = link.user?.email ?? written.toLowerCase();
    const actor = `${link.user === null || link.user.customerId === null ? "agent" : "contact"}:${userId}`;
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
    const before = await db
      .deleteFrom("accounts")
      .where("user_id", "=", userId)
      .where("provider_id", "=", "credential")
      .returning("id")
      .executeTakeFirst();
    await db
      .insertInto("accounts")
      .values({ id: newId(), user_id: userId, account_id: userId, provider_id: "credential", password })
      .execute();
    await append([{ type: before === undefined ? "user.password-set" : "user.password-reset", actor, at: now, facts: { userId } }]);
    if (before !== undefined && isTold) await tell(transaction, userId, "password-changed", { at: now });
    return { userId, email };
  });
}
