/**
 * The outbox's topic `ticket-mail`: events of tickets become letters to the customer's people, as deliveries in the same transaction, and
 * word to whoever of ours has the ticket. Whether a letter is still true is looked at when it is sent (compose-ticket-mail.ts).
 */
import { type Kysely, sql } from "kysely";
import type { Contact, Document, Language } from "#core/model/document.ts";
import {
  type Addressee,
  addresseesOf,
  hearersOf,
  isAutomatic,
  isConfirmed,
  type LetterKind,
  letterOf,
} from "#core/notification/ticket-mail.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Gateway } from "#server/channels/gateways.ts";
import { sendAnswers } from "#server/conversation/outgoing.ts";
import type { Door } from "#server/database/door.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";
import type { MailTables } from "#server/mail/tables.ts";
import { addDeliveries, type NewDelivery } from "#server/notification/delivery-store.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

/** What a delivery says of its letter; who reads it stands in its line. */
export type TicketMailContent = {
  kind: "ticket-mail";
  letter: Exclude<LetterKind, "news">;
  ticketId: number;
  seq: number;
  name: string | null;
  isAtHome: boolean;
  zone: string;
};

type Payload = { ticketId: number; seq: number; at: Instant };
type Known = {
  document: Document | null;
  tickets: ReadonlyMap<number, Ticket>;
  mails: readonly Behind[];
  addresses: readonly Correspondent[];
  users: readonly User[];
  ours: readonly string[];
};
type Behind = Pick<MailTables["mails"], "ticket_id" | "ticket_seq" | "sender"> & {
  is_answerable: boolean;
  details: { to: readonly { address: string }[]; cc: readonly { address: string }[] } | null;
};
type Correspondent = MailTables["ticket_addresses"];
type User = { id: string; name: string; email: string; language: Language | null; zone: string | null; customer_id: string | null };

export type TicketMailOptions = {
  door: Pick<Door, "book">;
  gateways: { list(): Promise<readonly Pick<Gateway, "channel" | "isEnabled">[]> };
};

/** Without an enabled gateway for mail nothing is sent, and nothing waits for one: a letter of last month would tell nobody anything. */
export function sendTicketMail({ door, gateways }: TicketMailOptions): TopicWork {
  return async (rows, db) => {
    const book = await door.book();
    const events = await eventsOf(
      db,
      rows.map(({ payload }) => payload as Payload),
    );
    const document = book.documentAt(events.at(-1)?.event.at ?? (0 as Instant));
    await tellOurs(db, events);
    const answers = events.filter(({ event }) => letterOf(event) === "reply");
    await sendAnswers(
      db,
      answers.map(({ event: { customerId, ticketId, at }, seq }) => ({ customerId, ticketId, seq, at })),
    );
    const hasGateway = (await gateways.list()).some(({ channel, isEnabled }) => channel === "email" && isEnabled);
    if (!hasGateway) return;
    const known = await lookUp(db, document, events);
    await addDeliveries(
      db,
      events.flatMap((each) => lettersFor(each, known)),
    );
  };
}

type Happened = { event: TicketEvent; seq: number };

async function eventsOf(db: Kysely<Tables>, wanted: readonly Payload[]): Promise<Happened[]> {
  const { rows } = await sql<StoredEvent & { seq: number }>`
    select events.* from events join unnest(${wanted.map(({ ticketId }) => ticketId)}::bigint[], ${wanted.map(({ seq }) => seq)}::integer[])
      as given(ticket_id, seq) on events.ticket_id = given.ticket_id and events.seq = given.seq order by events.position`.execute(db);
  return rows.map((row) => ({ event: eventOf(row) as TicketEvent, seq: row.seq }));
}

/** The customer wrote: whoever has the ticket, or its team, finds it in their inbox and hears of it by their own rules. */
async function tellOurs(db: Kysely<Tables>, events: readonly Happened[]): Promise<void> {
  const news = events.filter(({ event }) => letterOf(event) === "news");
  if (news.length === 0) return;
  const tickets = await ticketsOf(db, news);
  const rows = news.flatMap(({ event }) => {
    const ticket = tickets.get(event.ticketId);
    const recipients = ticket === undefined ? [] : hearersOf(ticket);
    if (recipients.length === 0) return [];
    const { customerId, ticketId, actor, at } = event;
    const payload = { ticketId, recipients, cause: { kind: "message", by: actor }, at };
    return [
      { customer_id: customerId, topic: "notification", payload: JSON.stringify(payload), created_at: at, due_at: at, lease_until: null },
    ];
  });
  if (rows.length > 0) await db.insertInto("outbox").values(rows).execute();
}

async function ticketsOf(db: Kysely<Tables>, events: readonly Happened[]): Promise<Map<number, Ticket>> {
  const ids = [...new Set(events.map(({ event }) => event.ticketId))];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("tickets").select("record").where("id", "in", ids).execute();
  return new Map(rows.map(({ record }) => [record.id, record as Ticket]));
}

async function lookUp(db: Kysely<Tables>, document: Document | null, all: readonly Happened[]): Promise<Known> {
  const events = all.filter(({ event }) => letterOf(event) !== "news");
  const ids = [...new Set(events.map(({ event }) => event.ticketId))];
  if (ids.length === 0) return { document, tickets: new Map(), mails: [], addresses: [], users: [], ours: [] };
  const tables = db.withTables<MailTables>();
  const tickets = await ticketsOf(db, events);
  const addresses = await tables
    .selectFrom("ticket_addresses")
    .selectAll()
    .where("ticket_id", "in", ids)
    .orderBy("role", "desc")
    .orderBy("added_at")
    .orderBy("address")
    .execute();
  const mails = await tables
    .selectFrom("mails")
    .select(["ticket_id", "ticket_seq", "sender", "is_answerable", "details"])
    .where("ticket_id", "in", ids)
    .where(
      "ticket_seq",
      "in",
      events.map(({ seq }) => seq),
    )
    .execute();
  const boxes = await tables.selectFrom("mailboxes").select(["address", "aliases"]).execute();
  const users = await usersOf(db, document, [...tickets.values()], addresses);
  return { document, tickets, mails, addresses, users, ours: boxes.flatMap(({ address, aliases }) => [address, ...aliases]) };
}

/** Those who sign in among all whom these tickets could name. */
async function usersOf(
  db: Kysely<Tables>,
  document: Document | null,
  tickets: readonly Ticket[],
  addresses: readonly Correspondent[],
): Promise<User[]> {
  const emails = new Set(addresses.map(({ address }) => address.toLowerCase()));
  for (const { customerId } of tickets) {
    for (const { email } of Object.values(document?.customers[customerId]?.contacts ?? {}))
      if (email !== undefined) emails.add(email.toLowerCase());
  }
  const ids = tickets.flatMap(({ requester }) => requester ?? []);
  if (emails.size === 0 && ids.length === 0) return [];
  return db
    .withTables<AccessTables>()
    .selectFrom("users")
    .select(["id", "name", "email", "language", "zone", "customer_id"])
    .where("deactivated_at", "is", null)
    .where("customer_id", "is not", null)
    .where((or) => or.or([or("id", "in", ids.length === 0 ? [""] : ids), or("email", "in", emails.size === 0 ? [""] : [...emails])]))
    .execute();
}

function lettersFor({ event, seq }: Happened, known: Known): NewDelivery[] {
  const letter = letterOf(event);
  const ticket = known.tickets.get(event.ticketId);
  if (letter === null || letter === "news" || ticket === undefined) return [];
  const mail = known.mails.find(({ ticket_id, ticket_seq }) => ticket_id === event.ticketId && ticket_seq === seq) ?? null;
  if (letter === "receipt" && !mayConfirm(ticket, mail, known)) return [];
  const { customerId, ticketId, at } = event;
  const candidates = candidatesFor(letter, ticket, known);
  const isFromMachine = isAutomatic(letter, event);
  const writers = letter === "receipt" ? [] : writersOf(event, mail, candidates);
  return addresseesOf(candidates, { writers, ours: known.ours, isAutomatic: isFromMachine }).map((addressee) => {
    const language = languageFor(addressee, ticket, known.document);
    const content: TicketMailContent = {
      ...{ kind: "ticket-mail", letter, ticketId, seq, name: addressee.name, isAtHome: addressee.isAtHome },
      zone: zoneFor(addressee, customerId, known),
    };
    return {
      ...{ customerId, purpose: "mail", recipient: addressee.recipient, ticketId, urgency: "low", wantedAt: at, content },
      lines: [{ channel: "email", address: addressee.address, at, language }],
    } satisfies NewDelivery;
  });
}

const mayConfirm = ({ channel, status }: Ticket, mail: Behind | null, { document }: Known): boolean =>
  status !== "closed" && isConfirmed(channel, document ?? {}) && (mail === null || mail.is_answerable);

/** Whoever made it, and those to whom their own letter went beside us, know it already. */
function writersOf({ actor }: TicketEvent, mail: Behind | null, candidates: readonly Addressee[]): string[] {
  const own = candidates.filter(({ recipient }) => recipient === actor).map(({ address }) => address);
  const sent = [...(mail?.details?.to ?? []), ...(mail?.details?.cc ?? [])].map(({ address }) => address);
  return [actor, ...own, ...(mail === null ? [] : [mail.sender ?? "", ...sent])];
}

/** The requester; of all but the receipt also those who are copied; of a quote those who decide about it. */
function candidatesFor(letter: LetterKind, ticket: Ticket, known: Known): Addressee[] {
  const { customerId, requester, id } = ticket;
  const contacts = contactsOf(known.document, customerId);
  const own = requester === null ? [] : (addresseeFor(requester, contacts.get(requester), known, customerId) ?? []);
  const written = known.addresses.filter(({ ticket_id }) => ticket_id === id);
  const requesters = [
    own,
    written.filter(({ role }) => role === "requester").map((each) => byAddress(each, known, customerId, true)),
  ].flat();
  if (letter === "receipt") return requesters.slice(0, 1);
  const copied = written.filter(({ role }) => role === "cc").map((each) => byAddress(each, known, customerId, false));
  if (letter !== "quote") return [...requesters, ...copied];
  const deciding = [...contacts].filter(([, { designated }]) => designated === true);
  return [...deciding.flatMap(([key, contact]) => addresseeFor(key, contact, known, customerId) ?? []), ...requesters];
}

/** The customer's contacts by key, and those of the organisations above it. */
function contactsOf(document: Document | null, customerId: string): Map<string, Contact> {
  const found = new Map<string, Contact>();
  const passed = new Set<string>();
  for (let id: string | undefined = customerId; id !== undefined && !passed.has(id); ) {
    passed.add(id);
    const customer: Document["customers"][string] | undefined = document?.customers[id];
    for (const [key, contact] of Object.entries(customer?.contacts ?? {})) if (!found.has(key)) found.set(key, contact);
    id = customer?.parent;
  }
  return found;
}

/** Somebody whom a ticket names by key: a contact of the model, else a person who signs in. Null without an address. */
function addresseeFor(key: string, contact: Contact | undefined, { users }: Known, customerId: string): Addressee | null {
  const user = users.find(({ id, email }) => id === key || (contact?.email !== undefined && email === contact.email.toLowerCase()));
  const address = contact?.email ?? user?.email;
  if (address === undefined) return null;
  const language = user?.language ?? contact?.language ?? null;
  return {
    recipient: `contact:${key}`,
    address,
    name: contact?.name ?? user?.name ?? null,
    language,
    isAtHome: user?.customer_id === customerId,
  };
}

/** Somebody who wrote by mail. Whom they copied may not see the ticket, so no link is theirs. */
function byAddress({ address, name }: Correspondent, { users }: Known, customerId: string, isRequester: boolean): Addressee {
  const user = users.find(({ email }) => email === address.toLowerCase());
  return {
    ...{ recipient: `address:${address}`, address, name: name ?? user?.name ?? null, language: user?.language ?? null },
    isAtHome: isRequester && user?.customer_id === customerId,
  };
}

const languageFor = ({ language }: Addressee, ticket: Ticket, document: Document | null): Language =>
  language ?? ticket.language ?? document?.customers[ticket.customerId]?.language ?? document?.languages?.[0] ?? "en";

function zoneFor({ address }: Addressee, customerId: string, { document, users }: Known): string {
  const user = users.find(({ email }) => email === address.toLowerCase());
  return user?.zone ?? document?.customers[customerId]?.zone ?? document?.zone ?? "UTC";
}
