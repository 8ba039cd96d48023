/** People who are signed in already, for tests: put straight into the tables, with the cookie that the library would have given them. */
import { createHmac } from "node:crypto";
import { newId, newSecret } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type House, publicUrl } from "#server/http/app.fixture.ts";

export type SeatOrder = {
  role: string;
  /** Null (default) for one of the provider's own. */
  customerId?: string | null;
  name?: string;
  email?: string;
  department?: string | null;
};

export type Seat = {
  id: string;
  email: string;
  /** To ask with, as a page of ours in their browser would. */
  headers: Record<string, string>;
};

/** A person with a session: no password, no mail, no waiting. */
export async function seat(house: House, { role, customerId = null, ...order }: SeatOrder): Promise<Seat> {
  const id = newId();
  const token = newSecret("welcome");
  const { name = `${role} ${id.slice(0, 4)}`, email = `${id}@people.test`, department = null } = order;
  await house.door.write("*", async ({ db: any }) => {
    const db = any.withTables<AccessTables>();
    const user = { id, name, email, email_verified: true, role, customer_id: customerId, department, deactivated_at: null };
    await db.insertInto("users").values(user).execute();
    await db
      .insertInto("accounts")
      .values({ id: newId(), user_id: id, account_id: id, provider_id: "credential", password: "x" })
      .execute();
    // The library goes by the real time, not by the house's.
    const expires_at = new Date(Date.now() + 86_400_000);
    await db.insertInto("sessions").values({ id: newId(), token, user_id: id, expires_at }).execute();
  });
  const signature = createHmac("sha256", await cookieSecret(house))
    .update(token)
    .digest("base64");
  const cookie = `guardia.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  return { id, email, headers: { cookie, origin: publicUrl, host: new URL(publicUrl).host } };
}

/** The key with which cookies are signed, made here when nobody signed in yet. */
function cookieSecret(house: House): Promise<string> {
  return house.door.write("*", async ({ db: any }) => {
    const db = any.withTables<AccessTables>();
    const made = { name: "cookies", value: newSecret("welcome") };
    await db
      .insertInto("installation_secrets")
      .values(made)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { value } = await db.selectFrom("installation_secrets").select("value").where("name", "=", made.name).executeTakeFirstOrThrow();
    return value;
  });
}
