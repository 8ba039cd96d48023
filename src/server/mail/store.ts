/** Messages as they came: kept whole before anybody who brought one hears that we have it. */
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { Envelope } from "#server/mail/mail.ts";
import { headIn } from "#server/mail/raw-head.ts";
import type { MailTables } from "#server/mail/tables.ts";

export type Incoming = { raw: Buffer; envelope: Envelope; receivedAt: Instant };
/** In the order in which they were given; `isNew` false: it was here already. */
export type Kept = { id: number; isNew: boolean };

/** Of one message, as of a file. */
export const mostMailBytes = 25 * 1_048_576;

/**
 * Keeps messages of one mailbox, all or none; a message that is here already is told by its Message-ID and sender, or by its bytes.
 * `alongside` is done in the same transaction: how far a folder was read, say. What has no mailbox is of mailbox "".
 */
export async function keepMails(
  door: Door,
  mailboxId: string,
  messages: readonly Incoming[],
  alongside?: (transaction: Transaction) => Promise<void>,
): Promise<Kept[]> {
  return await door.write("*", async (transaction) => {
    const kept: Kept[] = [];
    const tables = transaction.db.withTables<MailTables>();
    const now = door.clock();
    const heads = messages.map(({ raw }) => headIn(raw));
    const rows = messages.map(({ raw, envelope, receivedAt }, index) => {
      const { key: message_key, messageId: message_id, sender, subject } = heads[index]!;
      const received_at = Math.min(receivedAt, now);
      const given = { mailbox_id: mailboxId, message_key, message_id, sender, subject, received_at };
      return { ...given, envelope: JSON.stringify(envelope), raw_bytes: raw.length, due_at: now };
    });
    const first = rows.filter((row, index) => rows.findIndex((each) => each.message_key === row.message_key) === index);
    if (first.length > 0) {
      const fresh = await tables
        .insertInto("mails")
        .values(first)
        .onConflict((conflict) => conflict.columns(["mailbox_id", "message_key"]).doNothing())
        .returning(["id", "message_key"])
        .execute();
      const ids = new Map(fresh.map(({ id, message_key }) => [message_key, id]));
      const sources = first.flatMap(({ message_key }) => {
        const id = ids.get(message_key);
        return id === undefined ? [] : [{ mail_id: id, bytes: messages[rows.findIndex((row) => row.message_key === message_key)]!.raw }];
      });
      if (sources.length > 0) await tables.insertInto("mail_sources").values(sources).execute();
      const known = await idsOf(
        transaction,
        mailboxId,
        first.filter(({ message_key }) => !ids.has(message_key)).map((row) => row.message_key),
      );
      const told = new Set<string>();
      for (const { message_key } of rows) {
        kept.push({ id: ids.get(message_key) ?? known.get(message_key)!, isNew: ids.has(message_key) && !told.has(message_key) });
        told.add(message_key);
      }
    }
    await alongside?.(transaction);
    return kept;
  });
}

async function idsOf({ db }: Transaction, mailboxId: string, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select(["id", "message_key"])
    .where("mailbox_id", "=", mailboxId)
    .where("message_key", "in", keys)
    .execute();
  return new Map(rows.map(({ id, message_key }) => [message_key, id]));
}

/** The raw bytes of a message; null when there is none of that number. */
export async function sourceOf(door: Door, mailId: number): Promise<Buffer | null> {
  const row = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mail_sources").select("bytes").where("mail_id", "=", mailId).executeTakeFirst(),
  );
  return row?.bytes ?? null;
}

/** The same of several. */
export async function sourcesOf(door: Door, mailIds: readonly number[]): Promise<Map<number, Buffer>> {
  const rows = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mail_sources").select(["mail_id", "bytes"]).where("mail_id", "in", mailIds).execute(),
  );
  return new Map(rows.map(({ mail_id, bytes }) => [mail_id, bytes]));
}

/** Forgets the bytes of messages that nobody needed since before an instant; who wrote when stays. Gives how many. */
export async function sweepSources(door: Pick<Door, "write">, before: number, most: number): Promise<number> {
  const { numDeletedRows } = await door.write("*", ({ db }) =>
    db
      .withTables<MailTables>()
      .deleteFrom("mail_sources")
      .where("mail_id", "in", (mails) =>
        mails
          .selectFrom("mails")
          .innerJoin("mail_sources as kept", "kept.mail_id", "mails.id")
          .select("mails.id")
          .where("mails.state", "=", "dropped")
          .where("mails.received_at", "<", before)
          .limit(most),
      )
      .executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}
