/** With whom a ticket is talked about by mail, and whether they may be answered by a machine. */
import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "#server/database/tables.ts";
import type { MailTables } from "#server/mail/tables.ts";

export type Correspondent = { address: string; name: string | null; role: "requester" | "cc" };

/** Who wrote about it and whom they copied, the requester first; empty for a ticket that never saw a mail. At most 100. */
export async function correspondentsOf(db: Kysely<Tables>, ticketId: number): Promise<Correspondent[]> {
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("ticket_addresses")
    .select(["address", "name", "role"])
    .where("ticket_id", "=", ticketId)
    .orderBy("role", "desc")
    .orderBy("added_at")
    .orderBy("address")
    .limit(100)
    .execute();
  return rows;
}

/**
 * What is known of the mail that made a ticket's event: from whom, under which Message-ID and references, and whether an automatic
 * answer may go back (RFC 3834: never to machines, bounces, loops and storms). Null when no mail made it.
 */
export async function mailBehind(db: Kysely<Tables>, ticketId: number, seq: number): Promise<MailBehind | null> {
  const row = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select(["message_id", "sender", "is_answerable", "subject"])
    .where("ticket_id", "=", ticketId)
    .where("ticket_seq", "=", seq)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { messageId: row.message_id, sender: row.sender, isAnswerable: row.is_answerable, subject: row.subject };
}

export type MailBehind = { messageId: string | null; sender: string | null; isAnswerable: boolean; subject: string | null };

/** Under which name somebody whom only their address tells stands in the log: a digest of it, since the log keeps no addresses. */
export const actorOfAddress = (address: string): string =>
  `contact:mail-${createHash("sha256").update(address).digest("hex").slice(0, 12)}`;

/** How those are called, as they signed what they wrote about a ticket. */
export async function namesByMail(db: Kysely<Tables>, ticketId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select(["sender", "sender_name"])
    .distinct()
    .where("ticket_id", "=", ticketId)
    .where("sender", "is not", null)
    .limit(200)
    .execute();
  return new Map(rows.map(({ sender, sender_name }) => [actorOfAddress(sender ?? ""), sender_name || (sender ?? "")]));
}

/** The Message-IDs of what came in about a ticket, the newest last; what our letters refer to. At most 20. */
export async function messageIdsOf(db: Kysely<Tables>, ticketId: number): Promise<string[]> {
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select("message_id")
    .where("ticket_id", "=", ticketId)
    .where("message_id", "is not", null)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  return rows.flatMap(({ message_id }) => message_id ?? []).reverse();
}
