/** Tokens of programs: made, listed, revoked. The secret is shown once and kept as its hash. */
import { customerPermissions, type Permission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { hashOf, newId, newSecret } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";

export type TokenOrder = {
  name: string;
  scopes: readonly Permission[];
  /** Binds the token to one customer's rows. */
  customerId: string | null;
  expiresAt: Instant | null;
  actor: string;
};

export type Token = {
  id: string;
  name: string;
  scopes: Permission[];
  customerId: string | null;
  createdAt: Instant;
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
};

const goodName = /^[a-z0-9][a-z0-9._-]{0,62}$/i;

/** Makes a token; gives it with its secret, which nobody can show again. Refuses a name that is taken, and scopes a customer cannot have. */
export async function createToken(door: Door, order: TokenOrder): Promise<{ token: Token; secret: string }> {
  const { name, scopes, customerId, expiresAt, actor } = order;
  const now = door.clock();
  await requireGoodOrder(door, order, now);
  const secret = newSecret("guardia");
  const id = newId();
  await door.write("*", async ({ db, append }) => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto("tokens")
      .values({
        id,
        name,
        hash: hashOf(secret),
        scopes: [...scopes],
        customer_id: customerId,
        created_at: now,
        expires_at: expiresAt,
        last_used_at: null,
        revoked_at: null,
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) {
      throw new Refusal(
        "token-name-taken",
        `There is a token "${name}" already: choose another name (names of revoked tokens stay taken).`,
        { name },
      );
    }
    await append([{ type: "token.created", actor, at: now, facts: { tokenId: id, name, scopes, customer: customerId, expiresAt } }]);
  });
  const token = { id, name, scopes: [...scopes], customerId, createdAt: now, expiresAt, lastUsedAt: null, revokedAt: null };
  return { token, secret };
}

async function requireGoodOrder(door: Door, { name, scopes, customerId, expiresAt }: TokenOrder, now: Instant): Promise<void> {
  if (!goodName.test(name)) {
    throw new Refusal("bad-token-name", `"${name}" cannot name a token: use 1 to 63 letters, digits, dots, dashes and underscores.`, {
      name,
    });
  }
  if (scopes.length === 0) throw new Refusal("bad-scopes", "A token without a scope can do nothing: name at least one.", {});
  if (expiresAt !== null && expiresAt <= now)
    throw new Refusal("bad-expiry", "The token would have expired already: name an instant to come.", {});
  if (customerId === null) return;
  const tooMuch = scopes.filter((scope) => !customerPermissions.includes(scope));
  if (tooMuch.length > 0) {
    throw new Refusal("bad-scopes", `A token of one customer cannot have ${tooMuch.join(", ")}: those concern the whole installation.`, {
      scopes: tooMuch,
      possible: customerPermissions,
    });
  }
  const document = (await door.book()).documentAt(now);
  if (document?.customers[customerId] !== undefined) return;
  const known = Object.keys(document?.customers ?? {}).join(", ") || "none";
  throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model; it knows ${known}.`, { customerId });
}

/** All tokens, the newest first, revoked ones included. */
export async function listTokens(door: Door): Promise<Token[]> {
  const rows = await door.read("*", (db) => db.selectFrom("tokens").selectAll().orderBy("created_at", "desc").orderBy("name").execute());
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes as Permission[],
    customerId: row.customer_id,
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant | null,
    lastUsedAt: row.last_used_at as Instant | null,
    revokedAt: row.revoked_at as Instant | null,
  }));
}

/** Revokes a token by its id or its name; gives its id. One that is revoked already stays so. Refuses `unknown-token`. */
export async function revokeToken(door: Door, idOrName: string, actor: string): Promise<string> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const found = await db
      .selectFrom("tokens")
      .select(["id", "name", "revoked_at"])
      .where((where) => where.or([where("id", "=", idOrName), where("name", "=", idOrName)]))
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined)
      throw new Refusal("unknown-token", `There is no token "${idOrName}": see which there are with a list.`, { token: idOrName });
    if (found.revoked_at !== null) return found.id;
    await db.updateTable("tokens").set({ revoked_at: now }).where("id", "=", found.id).execute();
    await append([{ type: "token.revoked", actor, at: now, facts: { tokenId: found.id, name: found.name } }]);
    return found.id;
  });
}
