/** What people write or press back on any channel: who it was, what they meant, and what came of it. */
import { sql } from "kysely";
import type { Channel } from "#core/notification/channel.ts";
import { parseReply } from "#core/notification/reply.ts";
import type { PageAnswerVia } from "#core/oncall/page.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Reply, ReplyResult } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";
import { plainNumber } from "#server/notification/recipient-lines.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { answerPage } from "#server/oncall/answer.ts";

export type TakenReply = { channel: Channel; reply: Reply; via: PageAnswerVia };

/** How an answer along a channel stands in the log. */
export function viaOf(channel: Channel): PageAnswerVia {
  if (channel === "email" || channel === "sms" || channel === "voice") return channel;
  return channel === "push" || channel === "ntfy" || channel === "gotify" || channel === "unifiedpush" ? "push" : "chat";
}

/**
 * Acts on a reply ("ACK 4711") of somebody whose address is known: a verified contact point, or what the model or their account says. The
 * page is the one they name, else the one that what they answer was about, else the newest that they were told of and that is not over.
 * Never refuses.
 */
export async function takeReply(door: Door, { channel, reply, via }: TakenReply): Promise<ReplyResult> {
  const meant = parseReply(reply.text);
  const who = await senderOf(door, channel, reply.address);
  if (who === null) return { kind: "unknown-sender", pageId: reply.pageId };
  // A customer's contact who writes something else writes to the desk.
  if (meant === null) return { kind: who.startsWith("person:") ? "not-understood" : "unknown-sender", pageId: reply.pageId };
  const pageId = meant.pageId ?? reply.pageId ?? (await pageAnswered(door, reply.providerId)) ?? (await pageToldTo(door, who));
  if (pageId === null) return { kind: "unknown-page", pageId: null };
  const person = who.startsWith("person:") ? who.slice("person:".length) : null;
  return answerPage(door, { person, verb: meant.verb, pageId, via, actor: who });
}

/** `person:alice` or `contact:ana`; null for an address that belongs to nobody, or to more than one. */
async function senderOf(door: Door, channel: Channel, address: string): Promise<string | null> {
  const found = new Set(await pointsAt(door, channel, address));
  if (found.size === 0) for (const each of await modelAddresses(door, channel, address)) found.add(each);
  const [first] = found;
  return found.size === 1 ? (first ?? null) : null;
}

async function pointsAt(door: Door, channel: Channel, address: string): Promise<string[]> {
  // A telephone has one number, whether it rings or shows a text.
  const channels: Channel[] = channel === "sms" || channel === "voice" ? ["sms", "voice"] : [channel];
  const rows = await door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("contact_points")
      .select("person")
      .where("channel", "in", channels)
      .where((where) =>
        where.or([
          where(where.fn<string>("lower", ["address"]), "=", address.toLowerCase()),
          // A workflow of Teams cannot be answered: who writes in a channel is named behind #.
          ...(channel === "teams" ? [where(sql<string>`lower(split_part(address, '#', 2))`, "=", address.toLowerCase())] : []),
        ]),
      )
      .where("verified_at", "is not", null)
      .limit(10)
      .execute(),
  );
  return rows.map(({ person }) => `person:${person}`);
}

async function modelAddresses(door: Door, channel: Channel, address: string): Promise<string[]> {
  const isPhone = channel === "sms" || channel === "voice";
  if (!isPhone && channel !== "email") return [];
  const document = (await door.book()).documentAt(door.clock());
  const wanted = isPhone ? plainNumber(address) : address.toLowerCase();
  const isTheirs = ({ email, phone }: { email?: string | null; phone?: string | null }): boolean =>
    isPhone ? typeof phone === "string" && plainNumber(phone) === wanted : email?.toLowerCase() === wanted;
  const people = Object.entries(document?.people ?? {}).filter(([, person]) => isTheirs(person));
  if (people.length > 0) return people.map(([key]) => `person:${key}`);
  const users = await door.read("*", (db) =>
    db
      .withTables<AccessTables>()
      .selectFrom("users")
      .select(["id", "email", "phone"])
      .where("customer_id", "is", null)
      .where("deactivated_at", "is", null)
      .where(isPhone ? "phone" : "email", isPhone ? "is not" : "=", isPhone ? null : wanted)
      .limit(1_000)
      .execute(),
  );
  const own = users.filter(isTheirs).map(({ id, email }) => {
    const key = Object.entries(document?.people ?? {}).find(([, person]) => person.email?.toLowerCase() === email)?.[0];
    return `person:${key ?? id}`;
  });
  if (own.length > 0) return own;
  const contacts = Object.values(document?.customers ?? {}).flatMap((customer) => Object.entries(customer.contacts));
  return contacts.filter(([, contact]) => isTheirs(contact)).map(([key]) => `contact:${key}`);
}

async function pageAnswered(door: Door, providerId: string | null): Promise<number | null> {
  if (providerId === null) return null;
  const row = await door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("attempts")
      .innerJoin("deliveries", "deliveries.id", "attempts.delivery_id")
      .select("deliveries.page_id")
      .where("attempts.provider_id", "=", providerId)
      .orderBy("attempts.began_at", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.page_id ?? null;
}

/** The newest page that is not over and of which they were told. */
async function pageToldTo(door: Door, who: string): Promise<number | null> {
  const row = await door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("pages")
      .innerJoin("deliveries", "deliveries.page_id", "pages.id")
      .select("pages.id")
      .where("pages.state", "<>", "resolved")
      .where("deliveries.recipient", "=", who)
      .orderBy("pages.opened_at", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.id ?? null;
}
