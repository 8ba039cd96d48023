/** Where somebody of the provider's can be reached, and how they prove that it is theirs. The rules that follow are core/notification/plan.ts. */
import { randomInt } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import type { Language } from "#core/model/document.ts";
import type { Channel } from "#core/notification/channel.ts";
import { Refusal } from "#core/refusal.ts";
import { after, type Instant, minutes } from "#core/time/instant.ts";
import { hashOf, newId } from "#server/access/secret.ts";
import { addressOf } from "#server/channels/drivers.ts";
import { isSame } from "#server/channels/verify.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Parts } from "#server/http/parts.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";
import type { ContactPointsTable, ReachTables } from "#server/notification/tables.ts";

export type ContactPoint = {
  id: string;
  channel: Channel;
  address: string;
  label: string | null;
  verifiedAt: Instant | null;
  /** It failed for good: whoever it belongs to should look. */
  failedAt: Instant | null;
  createdAt: Instant;
};

/** Who asks: `person` is the key by which schedules and tickets name them. */
export type Reached = { person: string; actor: string; email: string | null; language: Language };

export const mostPoints = 20;
export const codeMinutes = 10;
const mostCodeTries = 5;

type Db = Kysely<ReachTables>;
type Row = Selectable<ContactPointsTable>;
const tablesOf = (db: Kysely<Tables>): Db => db.withTables<ReachTables>() as unknown as Db;

const pointOf = (row: Row): ContactPoint => ({
  ...{ id: row.id, channel: row.channel, address: row.address, label: row.label },
  verifiedAt: row.verified_at as Instant | null,
  failedAt: row.failed_at as Instant | null,
  createdAt: row.created_at as Instant,
});

export const listPoints = ({ door }: Parts, { person }: Reached): Promise<ContactPoint[]> =>
  door.read("*", async (db) => {
    const rows = await tablesOf(db)
      .selectFrom("contact_points")
      .selectAll()
      .where("person", "=", person)
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    return rows.map(pointOf);
  });

/** Channels for which an enabled gateway can be asked. */
export async function servedChannels({ gateways }: Parts): Promise<Set<Channel>> {
  const all = await gateways.list();
  return new Set(all.filter(({ isEnabled, settings }) => isEnabled && settings !== null).map(({ channel }) => channel));
}

/** Refuses `bad-contact-address` for what is none on this channel; gives it as it is stored. */
export function readAddress({ gateways }: Parts, channel: Channel, written: string): string {
  const schema = addressOf(channel, gateways.drivers);
  const read = schema?.safeParse(written);
  if (read?.success === true) return read.data;
  const why = read?.error.issues[0]?.message ?? "Nothing here speaks this channel.";
  throw new Refusal("bad-contact-address", why, { channel });
}

type NewPoint = { channel: Channel; address: string; label: string | null };

/**
 * Adds a point. It counts as verified where that was proven already: the address with which they sign in, and a telephone's number that
 * rings or shows a text. Refuses what is there already, what no gateway serves, and more than twenty.
 */
export async function addPoint(parts: Parts, who: Reached, { channel, address: written, label }: NewPoint): Promise<ContactPoint> {
  const { door } = parts;
  const address = readAddress(parts, channel, written);
  if (!(await servedChannels(parts)).has(channel)) {
    throw new Refusal("channel-not-served", `No gateway serves ${channel} yet: ask an administrator to add one.`, { channel });
  }
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const own = await tablesOf(db).selectFrom("contact_points").selectAll().where("person", "=", who.person).execute();
    if (own.length >= mostPoints) {
      throw new Refusal("too-many-contact-points", `You have ${mostPoints} ways to be reached: remove one first.`, { most: mostPoints });
    }
    if (own.some((point) => point.channel === channel && point.address === address)) {
      throw new Refusal("contact-point-exists", "You have added this already: look at your list.", { channel });
    }
    const isProven =
      (channel === "email" && address.toLowerCase() === who.email?.toLowerCase()) ||
      own.some((point) => isSameNumber(point, channel, address));
    const row = await tablesOf(db)
      .insertInto("contact_points")
      .values({
        ...{ id: newId(), person: who.person, channel, address, label, created_at: now },
        ...{ verified_at: isProven ? now : null, code_hash: null, code_expires_at: null, failed_at: null },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await append([{ type: "contact-point.added", actor: who.actor, at: now, facts: { person: who.person, channel, isProven } }]);
    return pointOf(row);
  });
}

const isSameNumber = (
  point: { channel: Channel; address: string; verified_at: number | null },
  channel: Channel,
  address: string,
): boolean =>
  (channel === "sms" || channel === "voice") &&
  point.verified_at !== null &&
  point.address === address &&
  ["sms", "voice"].includes(point.channel);

export async function removePoint({ door }: Parts, who: Reached, id: string): Promise<void> {
  await door.write("*", async ({ db, append }) => {
    const { channel } = await ownPoint(tablesOf(db), who, id);
    await tablesOf(db).deleteFrom("contact_points").where("id", "=", id).execute();
    await append([{ type: "contact-point.removed", actor: who.actor, at: door.clock(), facts: { person: who.person, channel } }]);
  });
}

/** Refuses `unknown-contact-point` for somebody else's too. */
async function ownPoint(db: Db, { person }: Reached, id: string): Promise<Row> {
  const row = await db
    .selectFrom("contact_points")
    .selectAll()
    .where("id", "=", id)
    .where("person", "=", person)
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new Refusal("unknown-contact-point", "This is not a way to reach you, or it was removed already: look at the list again.", {});
}

/** Sends six digits to the point; a code that was sent before holds no more. Gives the delivery by which it can be followed. */
export async function sendCode(parts: Parts, who: Reached, id: string): Promise<{ deliveryId: number; expiresAt: Instant }> {
  const { door, sealing } = parts;
  const now = door.clock();
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const [sealed, expiresAt] = [await sealing.seal(code, "code"), after(now, minutes(codeMinutes))];
  return door.write("*", async ({ db, append }) => {
    const { channel, address } = await ownPoint(tablesOf(db), who, id);
    await tablesOf(db)
      .updateTable("contact_points")
      .set({ code_hash: hashOf(`${id} ${code}`), code_expires_at: expiresAt, code_tries: 0 })
      .where("id", "=", id)
      .execute();
    const [deliveryId] = await addDeliveries(db, [
      {
        ...{ customerId: "", purpose: "code", recipient: `person:${who.person}`, urgency: "high", wantedAt: now },
        content: { kind: "code", sealed, minutes: codeMinutes },
        lines: [{ channel, address, at: now, person: who.person, language: who.language }],
      },
    ]);
    await append([{ type: "notification.code-sent", actor: who.actor, at: now, facts: { person: who.person, channel } }]);
    return { deliveryId: deliveryId!, expiresAt };
  });
}

/** Takes the digits. Refuses wrong ones, at the fifth time for good, and old ones. */
export async function verifyPoint({ door }: Parts, who: Reached, id: string, code: string): Promise<ContactPoint> {
  const now = door.clock();
  // A wrong try is counted: its refusal must not undo that.
  const tried = await door.write("*", async ({ db, append }): Promise<ContactPoint | Refusal> => {
    const point = await ownPoint(tablesOf(db), who, id);
    const wrong = refusalOf(point, id, code, now);
    const change =
      wrong === null
        ? { verified_at: now, failed_at: null, code_hash: null, code_expires_at: null, code_tries: 0 }
        : { code_tries: point.code_tries + 1 };
    const row = await tablesOf(db).updateTable("contact_points").set(change).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
    if (wrong !== null) return wrong;
    await append([{ type: "contact-point.verified", actor: who.actor, at: now, facts: { person: who.person, channel: point.channel } }]);
    return pointOf(row);
  });
  if (tried instanceof Refusal) throw tried;
  return tried;
}

function refusalOf(point: Row, id: string, code: string, now: Instant): Refusal | null {
  const { code_hash: hash, code_expires_at: expiresAt } = point;
  const { code_tries: tries } = point;
  if (hash === null || expiresAt === null || expiresAt <= now || tries >= mostCodeTries) {
    return new Refusal(
      "contact-code-spent",
      `No code waits here: have another one sent. It holds for ${codeMinutes} minutes and ${mostCodeTries} tries.`,
      {
        minutes: codeMinutes,
        tries: mostCodeTries,
      },
    );
  }
  if (isSame(hashOf(`${id} ${code}`), hash)) return null;
  return new Refusal("wrong-contact-code", "These are not the digits that were sent: write the newest ones.", {
    left: mostCodeTries - tries - 1,
  });
}

/** Sends a test to a verified point; gives the delivery by which it can be followed. */
export async function sendTest({ door }: Parts, who: Reached, id: string): Promise<number> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const { channel, address, verified_at: verifiedAt } = await ownPoint(tablesOf(db), who, id);
    if (verifiedAt === null)
      throw new Refusal("contact-point-unverified", "Confirm that this is yours first, by the code that is sent there.", {});
    const [deliveryId] = await addDeliveries(db, [
      {
        ...{ customerId: "", purpose: "test", recipient: `person:${who.person}`, urgency: "high", wantedAt: now },
        content: { kind: "test" },
        lines: [{ channel, address, at: now, person: who.person, language: who.language }],
      },
    ]);
    await append([{ type: "notification.test-sent", actor: who.actor, at: now, facts: { person: who.person, channel } }]);
    return deliveryId!;
  });
}

export type Followed = {
  state: "waiting" | "sent" | "delivered" | "failed" | "cancelled";
  /** The provider's words at the last attempt. */
  said: string | null;
  attempts: number;
};

/** What became of a code or test of one's own. Refuses `unknown-delivery` for any other. */
export async function followDelivery({ door }: Parts, { person }: Reached, id: number): Promise<Followed> {
  const found = await door.read("*", async (any) => {
    const db = tablesOf(any);
    const delivery = await db
      .selectFrom("deliveries")
      .select("state")
      .where("id", "=", id)
      .where("recipient", "=", `person:${person}`)
      .where("purpose", "in", ["code", "test"])
      .executeTakeFirst();
    const attempts = await db
      .selectFrom("attempts")
      .select(["said", "number"])
      .where("delivery_id", "=", id)
      .orderBy("number", "desc")
      .limit(20)
      .execute();
    return delivery === undefined ? null : { state: delivery.state, said: attempts[0]?.said ?? null, attempts: attempts.length };
  });
  if (found === null) throw new Refusal("unknown-delivery", "There is no such message to you.", { deliveryId: id });
  return found;
}
