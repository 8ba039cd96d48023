/** Secrets of the installation that all its nodes share: what they sign for one another and seal for themselves. */
import { randomBytes } from "node:crypto";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

/** The secret of that name: 256 random bits as base64url, made by the first node that needs it. */
export async function sharedSecret(door: Door, name: string): Promise<string> {
  const read = () =>
    door.read("*", (db) =>
      db.withTables<AccessTables>().selectFrom("installation_secrets").select("value").where("name", "=", name).executeTakeFirst(),
    );
  const known = await read();
  if (known !== undefined) return known.value;
  const value = randomBytes(32).toString("base64url");
  await door.write("*", ({ db }) =>
    db
      .withTables<AccessTables>()
      .insertInto("installation_secrets")
      .values({ name, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return (await read())!.value;
}
