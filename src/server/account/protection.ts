/** What guards a person's account: password, second factor, passkeys, providers; changes of it are logged and told by mail. */
import type { Kysely } from "kysely";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { countAttempt, forgetAttempts, passwordLimit } from "#server/access/attempt.ts";
import { actorOfUser, tell } from "#server/access/sign-in-note.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { LetterName } from "#server/channels/email/letter.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";

type Db = Kysely<AccessTables>;

export type Passkey = {
  id: string;
  name: string;
  createdAt: Instant | null;
  usedAt: Instant | null;
  /** Kept by a cloud or a password manager, so that it survives the device. */
  isSynced: boolean;
};

export type Protection = {
  hasPassword: boolean;
  /** `recoveryCodesLeft` is null without a second factor. */
  secondFactor: { isEnabled: boolean; recoveryCodesLeft: number | null };
  passkeys: Passkey[];
  /** Ids of the identity providers that know this person. */
  providers: string[];
};

export async function readProtection({ door, signIn }: Parts, userId: string): Promise<Protection> {
  const { user, accounts, passkeys } = await door.read("*", async (any) => {
    const db: Db = any.withTables<AccessTables>();
    return {
      user: await db.selectFrom("users").select("two_factor_enabled").where("id", "=", userId).executeTakeFirstOrThrow(),
      accounts: await db.selectFrom("accounts").select("provider_id").where("user_id", "=", userId).orderBy("provider_id").execute(),
      passkeys: await db.selectFrom("passkeys").selectAll().where("user_id", "=", userId).orderBy("created_at").limit(50).execute(),
    };
  });
  const isEnabled = user.two_factor_enabled;
  const known = accounts.map(({ provider_id }) => provider_id);
  return {
    hasPassword: known.includes("credential"),
    secondFactor: { isEnabled, recoveryCodesLeft: isEnabled ? (await signIn.recoveryCodes(userId)).length : null },
    passkeys: passkeys.map(passkeyOf),
    providers: known.filter((id) => id !== "credential"),
  };
}

const passkeyOf = ({ id, name, created_at, used_at, backed_up }: AccessTables["passkeys"]): Passkey => ({
  id,
  name: name ?? "",
  createdAt: (created_at?.getTime() ?? null) as Instant | null,
  usedAt: (used_at?.getTime() ?? null) as Instant | null,
  isSynced: backed_up,
});

/** Refuses `wrong-password`, `no-password`, and `rate-limited` after as many tries as sign-in allows: a session left open is no way to guess. */
export async function requirePassword({ door, signIn }: Parts, caller: Caller, password: string): Promise<void> {
  const account = await door.read("*", (db) =>
    db
      .withTables<AccessTables>()
      .selectFrom("accounts")
      .select("password")
      .where("user_id", "=", caller.id)
      .where("provider_id", "=", "credential")
      .executeTakeFirst(),
  );
  if (account?.password == null)
    throw new Refusal("no-password", "This account has no password: ask for a link on the sign-in page to set one.", {});
  const email = caller.email ?? caller.id;
  await countAttempt(door, "password", email, passwordLimit);
  if (!(await signIn.verifyPassword(account.password, password)))
    throw new Refusal("wrong-password", "This is not your password: write the one by which you sign in today.", {});
  await forgetAttempts(door, "password", email);
}

type Notice = Extract<LetterName, "password-changed" | "second-factor-enabled" | "second-factor-removed" | "recovery-codes-renewed">;

/** Logs what changed about somebody's protection, and tells them by mail where there is mail: it may not have been them. */
export async function noteChange(
  { door, isMailing }: Pick<Parts, "door" | "isMailing">,
  change: { type: string; userId: string; actor?: string; letter: Notice; work?: (db: Db) => Promise<unknown> },
): Promise<void> {
  const { type, userId, letter, work } = change;
  const at = door.clock();
  const isTold = await isMailing();
  await door.write("*", async (transaction) => {
    const db: Db = transaction.db.withTables<AccessTables>();
    await work?.(db);
    await transaction.append([{ type, actor: change.actor ?? (await actorOfUser(db, userId)), at, facts: { userId } }]);
    if (isTold) await tell(transaction, userId, letter, { at });
  });
}

/** Takes somebody's second factor away who lost it: their password alone lets them in until they set up another one. */
export async function removeSecondFactor(parts: Pick<Parts, "door" | "isMailing">, userId: string, actor: string): Promise<void> {
  await noteChange(parts, {
    ...{ type: "user.second-factor-removed", userId, actor, letter: "second-factor-removed" },
    async work(db) {
      const removed = await db.deleteFrom("two_factors").where("user_id", "=", userId).returning("id").executeTakeFirst();
      if (removed === undefined) throw new Refusal("no-second-factor", "No second factor protects this account: set one up first.", {});
      await db.updateTable("users").set({ two_factor_enabled: false }).where("id", "=", userId).execute();
      await db.deleteFrom("sessions").where("user_id", "=", userId).execute();
    },
  });
}

/** The name somebody gave a passkey, changed. Refuses `unknown-passkey`. */
export async function renamePasskey({ door }: Parts, userId: string, id: string, name: string): Promise<Passkey> {
  const row = await door.write("*", ({ db }) =>
    db
      .withTables<AccessTables>()
      .updateTable("passkeys")
      .set({ name })
      .where("id", "=", id)
      .where("user_id", "=", userId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw unknownPasskey(id);
  return passkeyOf(row);
}

export async function removePasskey({ door, isMailing }: Parts, userId: string, id: string): Promise<void> {
  const at = door.clock();
  const isTold = await isMailing();
  await door.write("*", async (transaction) => {
    const db: Db = transaction.db.withTables<AccessTables>();
    const gone = await db.deleteFrom("passkeys").where("id", "=", id).where("user_id", "=", userId).returning("name").executeTakeFirst();
    if (gone === undefined) throw unknownPasskey(id);
    const actor = await actorOfUser(db, userId);
    const passkey = gone.name ?? "";
    await transaction.append([{ type: "user.passkey-removed", actor, at, facts: { userId, passkeyId: id }, personal: { name: passkey } }]);
    if (isTold) await tell(transaction, userId, "passkey-removed", { passkey, at });
  });
}

/** What the library has just kept, named, logged and told. */
export async function notePasskey({ door, isMailing }: Parts, userId: string, id: string): Promise<Passkey> {
  const at = door.clock();
  const isTold = await isMailing();
  return door.write("*", async (transaction) => {
    const db: Db = transaction.db.withTables<AccessTables>();
    const row = await db.selectFrom("passkeys").selectAll().where("id", "=", id).where("user_id", "=", userId).executeTakeFirstOrThrow();
    const actor = await actorOfUser(db, userId);
    const passkey = row.name ?? "";
    await transaction.append([{ type: "user.passkey-added", actor, at, facts: { userId, passkeyId: id }, personal: { name: passkey } }]);
    if (isTold) await tell(transaction, userId, "passkey-added", { passkey, at });
    return passkeyOf(row);
  });
}

const unknownPasskey = (id: string): Refusal =>
  new Refusal("unknown-passkey", "This passkey is not yours, or was removed already: look at the list again.", { passkeyId: id });
