/** Where somebody is signed in, and how those sessions end. */
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Device, deviceOf } from "#server/access/device.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

export type OpenSession = {
  id: string;
  device: Device;
  address: string | null;
  /** How it was begun; null for what is not known any more. */
  method: string | null;
  startedAt: Instant;
  /** To the minute. */
  seenAt: Instant;
  isCurrent: boolean;
};

/** More than anybody has; the newest come first. */
const most = 100;

export async function listSessions(door: Door, userId: string, currentId: string | null): Promise<OpenSession[]> {
  const rows = await door.read("*", (db) =>
    db
      .withTables<AccessTables>()
      .selectFrom("sessions")
      .select(["id", "ip_address", "user_agent", "method", "created_at", "seen_at"])
      .where("user_id", "=", userId)
      .where("expires_at", ">", new Date())
      .orderBy("created_at", "desc")
      .limit(most)
      .execute(),
  );
  return rows.map(({ id, ip_address, user_agent, method, created_at, seen_at }) => ({
    id,
    device: deviceOf(user_agent ?? ""),
    address: ip_address || null,
    method,
    startedAt: created_at.getTime() as Instant,
    seenAt: (seen_at ?? created_at.getTime()) as Instant,
    isCurrent: id === currentId,
  }));
}

type Ended = { userId: string; actor: string };

/** Ends one session of a person's own; it is refused everywhere within two seconds. Refuses `unknown-session`. */
export async function endSession(door: Door, sessionId: string, { userId, actor }: Ended): Promise<void> {
  await door.write("*", async ({ db, append }) => {
    const ended = await db
      .withTables<AccessTables>()
      .deleteFrom("sessions")
      .where("id", "=", sessionId)
      .where("user_id", "=", userId)
      .returning("id")
      .executeTakeFirst();
    if (ended === undefined)
      throw new Refusal("unknown-session", "This session is not yours, or has ended already: look at the list again.", { sessionId });
    await append([{ type: "user.session-revoked", actor, at: door.clock(), facts: { userId, sessionId } }]);
  });
}

/** Ends all sessions but one; gives how many. */
export async function endOtherSessions(door: Door, keptId: string | null, { userId, actor }: Ended): Promise<number> {
  return door.write("*", async ({ db, append }) => {
    const query = db.withTables<AccessTables>().deleteFrom("sessions").where("user_id", "=", userId);
    const ended = await (keptId === null ? query : query.where("id", "!=", keptId)).returning("id").execute();
    const at = door.clock();
    await append(ended.map(({ id }) => ({ type: "user.session-revoked", actor, at, facts: { userId, sessionId: id } })));
    return ended.length;
  });
}

/** Somebody leaves: their session ends and the log says so. Harmless when it has ended before. */
export async function signOut(door: Door, sessionId: string, { userId, actor }: Ended): Promise<void> {
  await door.write("*", async ({ db, append }) => {
    const ended = await db.withTables<AccessTables>().deleteFrom("sessions").where("id", "=", sessionId).returning("id").executeTakeFirst();
    if (ended !== undefined) await append([{ type: "user.signed-out", actor, at: door.clock(), facts: { userId } }]);
  });
}
