/** What the database knows of a letter's sender and of the tickets that it may belong to. */
import { type Kysely, sql } from "kysely";
import type { Letter } from "#core/mail/letter.ts";
import type { Account } from "#core/mail/sender.ts";
import { stormLimits } from "#core/mail/storm.ts";
import { normalSubject, ticketNumbersIn } from "#core/mail/subject.ts";
import type { TicketFact, Traces } from "#core/mail/thread.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Envelope } from "#server/mail/mail.ts";
import { readReplyToken } from "#server/mail/reply-token.ts";
import type { MailTables } from "#server/mail/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";

type Db = Kysely<Tables>;

const mostReferences = 30;

/** Message-IDs that it answers, the nearest first. */
export const answeredIds = ({ inReplyTo, references }: Letter): string[] =>
  [...new Set([...inReplyTo, ...references.toReversed()])].slice(0, mostReferences);

/** The tickets whose signed word stands in its addresses or in what it answers. */
export function tokensIn(secret: string, letter: Letter, envelope: Envelope): number[] {
  const addresses = [...envelope.to, ...letter.to.map(({ address }) => address), ...letter.cc.map(({ address }) => address)];
  // A report answers no letter: it gives ours back.
  const returned = letter.deliveryStatus === null || letter.returned === null ? [] : [letter.returned];
  const found = [...addresses.slice(0, 200), ...answeredIds(letter), ...returned].flatMap((text) => readReplyToken(secret, text) ?? []);
  return [...new Set(found)].slice(0, 10);
}

/** Somebody who signs in under the address, or one of our own who has it as a verified contact point. */
export async function accountOf(db: Db, address: string): Promise<Account | null> {
  const { rows } = await sql<Account & { rank: number }>`
    select id, customer_id as "customerId", 1 as rank from users where lower(email) = ${address} and deactivated_at is null
    union all select person, null, 2 from contact_points where channel = 'email' and address = ${address} and verified_at is not null
    order by rank limit 1`.execute(db);
  const [found] = rows;
  return found === undefined ? null : { id: found.id, customerId: found.customerId };
}

export type References = Pick<Traces, "byReference"> & {
  /** One that it answers is here and was not looked at yet. */
  isAhead: boolean;
};

export async function referencesOf(db: Db, mailId: number, ids: readonly string[]): Promise<References> {
  if (ids.length === 0) return { byReference: [], isAhead: false };
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select(["id", "message_id", "ticket_id", "state"])
    .where(sql<boolean>`message_id = any(${[...ids]})`)
    .where("id", "<>", mailId)
    .orderBy("id")
    .limit(100)
    .execute();
  const inOrder = ids.flatMap((id) => rows.filter((row) => row.message_id === id));
  return {
    byReference: [...new Set(inOrder.flatMap(({ ticket_id }) => ticket_id ?? []))],
    isAhead: inOrder.some(({ state, id }) => state === "received" && id < mailId),
  };
}

/** How long somebody goes on writing under one subject without answering a letter. */
const alikeForMs = 14 * 24 * 3_600_000;

/** Open tickets that the sender wrote about under the same subject, the newest first. */
export async function alikeOf(db: Db, address: string, subject: string, receivedAt: number): Promise<number[]> {
  const normal = normalSubject(subject);
  if (normal === "") return [];
  const rows = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .innerJoin("tickets", (join) => join.onRef("tickets.id", "=", "mails.ticket_id"))
    .select(["mails.ticket_id", "mails.subject"])
    .where("mails.sender", "=", address)
    .where("mails.received_at", ">", receivedAt - alikeForMs)
    .where("tickets.status", "=", "open")
    .orderBy("mails.received_at", "desc")
    .limit(50)
    .execute();
  return [...new Set(rows.flatMap((row) => (normalSubject(row.subject ?? "") === normal ? (row.ticket_id ?? []) : [])))];
}

/** Letters of the window before this one, counted no further than it matters. */
export async function stormCounts(db: Db, mail: { id: number; mailboxId: string; receivedAt: number }, address: string) {
  const { windowMs, bySender, byMailbox } = stormLimits;
  const since = mail.receivedAt - windowMs;
  const { rows } = await sql<{ of_sender: number; of_mailbox: number }>`select
    (select count(*)::int from (select 1 from mails where sender = ${address} and received_at > ${since}
       and received_at <= ${mail.receivedAt} and id < ${mail.id} limit ${bySender}) s) as of_sender,
    (select count(*)::int from (select 1 from mails where mailbox_id = ${mail.mailboxId} and received_at > ${since}
       and received_at <= ${mail.receivedAt} and id < ${mail.id} limit ${byMailbox}) m) as of_mailbox`.execute(db);
  return { ofSender: rows[0]?.of_sender ?? 0, ofMailbox: rows[0]?.of_mailbox ?? 0 };
}

/** What the rules ask of the tickets that were named, and of those into which they were merged. */
export async function ticketFacts(db: Db, ids: readonly number[]): Promise<Map<number, TicketFact>> {
  const facts = new Map<number, TicketFact>();
  let wanted = [...new Set(ids)].filter((id) => Number.isSafeInteger(id)).slice(0, 50);
  for (let hops = 0; wanted.length > 0 && hops < 5; hops++) {
    const { rows } = await sql<Row>`select id, customer_id, status, (record->>'mergedInto')::bigint as merged_into,
      array(select address from ticket_addresses a where a.ticket_id = t.id and a.customer_id = t.customer_id limit 200) as addresses
      from tickets t where id = any(${wanted})`.execute(db);
    for (const { id, customer_id: customerId, status, merged_into: mergedInto, addresses } of rows)
      facts.set(id, { id, customerId, status, mergedInto, addresses });
    wanted = rows.flatMap(({ merged_into }) => (merged_into === null || facts.has(merged_into) ? [] : merged_into));
  }
  return facts;
}

type Row = { id: number; customer_id: string; status: TicketFact["status"]; merged_into: number | null; addresses: string[] };

export const numberedIn = (letter: Letter): number[] => ticketNumbersIn(letter.subject);

/** The page or notice of ours that it answers: whoever knows its Message-ID was sent it. */
export async function answeredDelivery(db: Db, ids: readonly string[]): Promise<AnsweredDelivery | null> {
  if (ids.length === 0) return null;
  const row = await db
    .withTables<ReachTables>()
    .selectFrom("attempts")
    .innerJoin("deliveries", (join) => join.onRef("deliveries.id", "=", "attempts.delivery_id"))
    .select(["attempts.provider_id", "deliveries.page_id", "deliveries.ticket_id", "deliveries.recipient", "deliveries.purpose"])
    .where(sql<boolean>`attempts.provider_id = any(${[...ids]})`)
    // By gateway first: that is how attempts are found quickly.
    .where(sql<boolean>`attempts.gateway = any(select id from gateways where channel = 'email' union all select 'environment')`)
    .where("deliveries.purpose", "in", ["page", "test"])
    .executeTakeFirst();
  if (row === undefined) return null;
  return { providerId: row.provider_id ?? "", pageId: row.page_id, ticketId: row.ticket_id, recipient: row.recipient };
}

export type AnsweredDelivery = { providerId: string; pageId: number | null; ticketId: number | null; recipient: string };
