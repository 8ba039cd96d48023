/** Messages that were taken in, for the people who look after them, and for the tickets that they made. */
import type { Selectable } from "kysely";
import type { Decision } from "#core/mail/intake.ts";
import type { Sender } from "#core/mail/sender.ts";
import { senderOf } from "#core/mail/sender.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { MailState } from "#server/mail/mail.ts";
import { listMailboxes } from "#server/mail/mailbox-store.ts";
import { parseMail } from "#server/mail/parse.ts";
import { AlreadyFiled, place } from "#server/mail/place.ts";
import { sourceOf } from "#server/mail/store.ts";
import type { MailTables } from "#server/mail/tables.ts";
import { accountOf } from "#server/mail/traces.ts";
import { findTicket } from "#server/ticket/read.ts";

type Row = Selectable<MailTables["mails"]>;

const pageSize = 50;
const longestExcerpt = 2_000;

export async function listMails(door: Door, state: MailState, before: number | null): Promise<{ items: Row[]; next: string | null }> {
  const rows = await door.read("*", (db) => {
    const query = db
      .withTables<MailTables>()
      .selectFrom("mails")
      .selectAll()
      .where("state", "=", state)
      .orderBy("id", "desc")
      .limit(pageSize + 1);
    return (before === null ? query : query.where("id", "<", before)).execute();
  });
  const items = rows.slice(0, pageSize);
  return { items, next: rows.length > pageSize ? String(items.at(-1)!.id) : null };
}

/** Refuses `unknown-mail`. */
export async function requireMail(door: Door, id: number): Promise<Row> {
  const row = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mails").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  if (row !== undefined) return row;
  throw new Refusal("unknown-mail", `There is no message ${id}: look at the list of messages.`, { mail: id });
}

export async function mailsOfTicket(door: Door, ticketId: number): Promise<Row[]> {
  return door.read("*", (db) =>
    db
      .withTables<MailTables>()
      .selectFrom("mails")
      .selectAll()
      .where("ticket_id", "=", ticketId)
      .where("state", "=", "filed")
      .orderBy("id")
      .limit(500)
      .execute(),
  );
}

const senderIn = ({ sender, sender_name }: Row) => (sender === null ? null : { address: sender, name: sender_name ?? "" });

export const mailView = (row: Row) => ({
  ...{ id: row.id, mailboxId: row.mailbox_id === "" ? null : row.mailbox_id, state: row.state, reason: row.reason, kind: row.kind },
  ...{ customerId: row.customer_id === "" ? null : row.customer_id, ticketId: row.ticket_id, from: senderIn(row), subject: row.subject },
  ...{
    to: [...(row.details?.to ?? [])],
    excerpt: row.details?.text?.slice(0, longestExcerpt) ?? null,
    receivedAt: row.received_at as Instant,
  },
  ...{ authentication: row.details?.authentication ?? null, spam: row.details?.spam ?? null, said: row.details?.said ?? null },
  ...{ suggestedTicketId: row.details?.suggestedTicketId ?? null, bytes: row.raw_bytes },
});

export const ticketMailView = (row: Row) => {
  const { details } = row;
  if (details === null) return [];
  const { to, cc, leftOut, quoted, signature, authentication, spam, isEncrypted } = details;
  return [
    {
      ...{ id: row.id, seq: row.ticket_seq ?? 0, from: senderIn(row), subject: row.subject, kind: row.kind, bytes: row.raw_bytes },
      ...{ to: [...to], cc: [...cc], leftOut: [...leftOut], receivedAt: row.received_at as Instant },
      ...{ quoted, signature, authentication, spam, isEncrypted },
    },
  ];
};

export type Destination = { customerId: string } | { ticketId: number };

/**
 * Puts a message that was set aside where a human says: a new ticket of a customer, or a ticket. Gives its number. Refuses
 * `mail-filed` for what is in a ticket already, `unknown-mail`, `unknown-ticket`, and what opening or answering refuses.
 */
export async function fileByHand(door: Door, id: number, destination: Destination): Promise<number> {
  const row = await requireMail(door, id);
  if (row.state === "filed") throw filed(row);
  const raw = await sourceOf(door, id);
  if (raw === null) throw new Refusal("unknown-mail", `The bytes of message ${id} were deleted: nothing is left to file.`, { mail: id });
  const parsed = row.envelope.isCut === true ? null : await parseMail(raw);
  const address = parsed?.letter.from?.address ?? null;
  const document = (await door.book()).documentAt(door.clock());
  const known: Sender =
    address === null ? { kind: "unknown" } : senderOf(address, document, await door.read("*", (db) => accountOf(db, address)));
  const ours = new Set((await listMailboxes(door)).flatMap((box) => [box.address, ...box.aliases]));
  const receivedAt = row.received_at as Instant;
  const mail = { id, receivedAt, raw, parsed, authentication: row.details?.authentication ?? null, ours };
  const decision = "ticketId" in destination ? await intoTicket(door, destination.ticketId, known) : opening(destination.customerId, known);
  try {
    return (await place({ door }, mail, decision, { sender: known, service: null, suggested: null })) ?? 0;
  } catch (error) {
    if (error instanceof AlreadyFiled) throw filed(await requireMail(door, id));
    throw error;
  }
}

const filed = ({ id, ticket_id }: Row): Refusal =>
  new Refusal("mail-filed", `Message ${id} is in ticket ${ticket_id ?? 0} already.`, { mail: id, ticketId: ticket_id ?? 0 });

/** A human has looked, so it is answered as if it had come by itself; a contact counts only within their own customer. */
function opening(customerId: string, sender: Sender): Decision {
  const contact = sender.kind === "contact" && sender.customerId === customerId ? sender.contact : null;
  return { do: "open", customerId, contact, isAnswerable: false, isUnread: false };
}

async function intoTicket(door: Door, ticketId: number, sender: Sender): Promise<Decision> {
  if ((await door.read("*", (db) => findTicket(db, ticketId))) === null)
    throw new Refusal("unknown-ticket", `There is no ticket ${ticketId}.`, { ticketId });
  return { do: "reply", ticketId, by: sender.kind === "own" ? "agent" : "contact", found: "number", isAnswerable: false };
}

/** Nobody needs it; it stays on record and can still be filed. Refuses `mail-filed`, `unknown-mail`. */
export async function dropByHand(door: Door, id: number, actor: string): Promise<Row> {
  const row = await requireMail(door, id);
  if (row.state === "filed") throw filed(row);
  if (row.state === "held") {
    await door.write("*", async ({ db, append }) => {
      const set = { state: "dropped", reason: "by-hand", due_at: null } as const;
      await db.withTables<MailTables>().updateTable("mails").set(set).where("id", "=", id).where("state", "=", "held").execute();
      await append([{ type: "mail.dropped", actor, at: door.clock(), facts: { mail: id } }]);
    });
  }
  return requireMail(door, id);
}
