/** Words a letter about a ticket when it is sent: from what is then true, in the provider's look, so that an answer finds its ticket. */
import type { Kysely } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { addressOf, domainOf } from "#core/model/sender.ts";
import { isAutomatic } from "#core/notification/ticket-mail.ts";
import { termsOf } from "#core/ticket/apply.ts";
import type { Attachment, TextFormat, Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { type Instant, minutes } from "#core/time/instant.ts";
import { namesOfActors } from "#server/access/names.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import { type LetterFiles, letterFiles, logoContentId, logoFile } from "#server/channels/email/letter-files.ts";
import type { MailContent } from "#server/channels/email/mail-content.ts";
import { type TicketLetter, ticketWords, writeTicketLetter } from "#server/channels/email/ticket-letter.ts";
import type { TicketMailContent } from "#server/channels/email/ticket-mail.ts";
import { letterText, type TextFrame } from "#server/channels/email/ticket-text.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";
import { mailBehind, messageIdsOf } from "#server/mail/correspondence.ts";
import { replySecretName, replyTokenOf } from "#server/mail/reply-token.ts";
import type { MailTables } from "#server/mail/tables.ts";
import type { Composer, ComposerTools } from "#server/notification/composer.ts";
import { brandingOf } from "#server/portal/branding.ts";

/** What the letter is made from, as the database has it at this moment. */
type Scene = {
  document: Document | null;
  ticket: Ticket;
  event: TicketEvent;
  /** What the customer last said before it. */
  before: { event: TicketEvent; name: string | null } | null;
  /** A person of ours answered publicly so shortly before that the question is asked already. */
  isJustAsked: boolean;
  /** Of a resolution: the end of the agreement's window in which it opens again as itself. */
  reopenUntil: Instant | null;
  ids: readonly string[];
  /** Of the mail that made the event. */
  ownId: string | null;
  boxes: readonly Box[];
  lastBox: string | null;
};
type Box = { id: string; address: string; aliases: string[] };

export const composeTicketMail: Composer = async (delivery, tools) => {
  const { door, publicUrl } = tools;
  const content = delivery.content as unknown as TicketMailContent;
  const scene = await door.readWithBook("*", async (db, book) => sceneOf(db, await book, content, tools.now));
  if (scene === null || !isTrueStill(scene, content)) return null;
  const { ticket, event, document } = scene;
  const files = letterFiles(door, attachmentsOf(event));
  const logo = await logoFile(door);
  const sender = document?.customers[ticket.customerId]?.sender ?? document?.mail?.from ?? null;
  const box = boxFor(scene, sender);
  const token = replyTokenOf(await sharedSecret(door, replySecretName), ticket.id);
  const letter = await letterFrom(scene, content, tools, { files, hasLogo: logo !== null, canAnswer: box !== null });
  const written = writeTicketLetter(letter);
  const domain =
    document?.mail?.domain ?? (sender === null ? null : domainOf(sender)) ?? domainOf(box ?? `@${new URL(publicUrl).hostname}`);
  const mail: MailContent = {
    ...{ ...written, from: sender, toName: content.name },
    replyTo: box === null ? null : answerAddress(box, token, document),
    messageId: `<${token}.${content.seq}-${delivery.id}@${domain}>`,
    ...threadOf(scene, `<${token}@${domain}>`),
    headers: headersFor(content, event),
    attachments: logo === null ? files.attachments : [...files.attachments, logo],
  };
  const { subject, text } = written;
  const { purpose, urgency } = delivery;
  return {
    purpose,
    urgency,
    language: tools.language,
    subject,
    text,
    short: subject.slice(0, 300),
    spoken: subject,
    link: letter.link,
    pageId: null,
    mail,
  };
};

const spoken = ["ticket.opened", "ticket.replied"];

async function sceneOf(db: Kysely<Tables>, book: Book, { ticketId, seq }: TicketMailContent, now: Instant): Promise<Scene | null> {
  const tables = db.withTables<MailTables>();
  const [record, row, earlier, ids, own, boxes, last] = await Promise.all([
    db.selectFrom("tickets").select("record").where("id", "=", ticketId).executeTakeFirst(),
    db.selectFrom("events").selectAll().where("ticket_id", "=", ticketId).where("seq", "=", seq).executeTakeFirst(),
    db
      .selectFrom("events")
      .selectAll()
      .where("ticket_id", "=", ticketId)
      .where("seq", "<", seq)
      .where("type", "in", spoken)
      .orderBy("seq", "desc")
      .limit(20)
      .execute(),
    messageIdsOf(db, ticketId),
    mailBehind(db, ticketId, seq),
    tables.selectFrom("mailboxes").select(["id", "address", "aliases"]).where("is_enabled", "=", true).orderBy("created_at").execute(),
    tables
      .selectFrom("mails")
      .select("mailbox_id")
      .where("ticket_id", "=", ticketId)
      .where("mailbox_id", "<>", "")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst(),
  ]);
  if (record === undefined || row === undefined) return null;
  const event = asEvent(row);
  const before = earlier.find((each) => isCustomers(asEvent(each)));
  const behind = before === undefined || before.seq === null ? null : await mailBehindName(db, ticketId, before.seq);
  return {
    document: book.documentAt(now),
    ticket: record.record as Ticket,
    event,
    before: before === undefined ? null : { event: asEvent(before), name: behind },
    isJustAsked: earlier.some((each) => isOurs(asEvent(each)) && event.at - each.at < minutes(10)),
    reopenUntil: reopenUntilOf(record.record as Ticket, event, book),
    ...{ ids, ownId: own?.messageId ?? null, boxes, lastBox: last?.mailbox_id ?? null },
  };
}

function reopenUntilOf(ticket: Ticket, { at }: TicketEvent, book: Book): Instant | null {
  const terms = termsOf(ticket, at, book);
  return terms === null ? null : book.calendar(terms.agreement.calendar).due(at, terms.reopenWindow);
}

const asEvent = (row: object): TicketEvent => eventOf(row as StoredEvent) as TicketEvent;
const isCustomers = (event: TicketEvent): boolean =>
  event.type === "ticket.opened"
    ? event.description !== ""
    : event.type === "ticket.replied" && event.visibility === "public" && event.by === "contact";
const isOurs = (event: TicketEvent): boolean => event.type === "ticket.replied" && event.visibility === "public" && event.by === "agent";

/** As they signed the mail; null for what came otherwise. */
async function mailBehindName(db: Kysely<Tables>, ticketId: number, seq: number): Promise<string | null> {
  const row = await db
    .withTables<MailTables>()
    .selectFrom("mails")
    .select(["sender_name", "sender"])
    .where("ticket_id", "=", ticketId)
    .where("ticket_seq", "=", seq)
    .executeTakeFirst();
  return row?.sender_name || row?.sender || null;
}

/** What was to be told may be over by now: then nobody is told. */
function isTrueStill({ ticket, event, isJustAsked }: Scene, { letter }: TicketMailContent): boolean {
  switch (letter) {
    case "receipt":
      return ticket.status !== "closed";
    case "question":
      return ticket.pause?.reason === "customer" && !(isJustAsked && event.type === "ticket.paused" && event.note === null);
    case "quote":
      return ticket.quote?.state === "offered";
    case "resolution":
      return ticket.status !== "open";
    case "reply":
      return true;
  }
}

const attachmentsOf = (event: TicketEvent): readonly Attachment[] => (event.type === "ticket.replied" ? (event.attachments ?? []) : []);

type Beside = { files: LetterFiles; hasLogo: boolean; canAnswer: boolean };

async function letterFrom(scene: Scene, content: TicketMailContent, tools: ComposerTools, beside: Beside): Promise<TicketLetter> {
  const { files, hasLogo, canAnswer } = beside;
  const { door, publicUrl, language } = tools;
  const { ticket, event, document } = scene;
  const before = content.letter === "receipt" ? { event, name: null } : scene.before;
  const { name, palette } = await brandingOf(door);
  const names = await namesOfActors(door, [event.actor, ...(before === null ? [] : [before.event.actor])], ticket.customerId);
  const customerName = document?.customers[ticket.customerId]?.name ?? ticket.customerId;
  const frame: TextFrame = {
    publicUrl,
    contentIdOf: files.contentIdOf,
    pictureWords: (name) => ticketWords[language].picture.replace("{name}", name),
  };
  const said = wordsIn(event);
  const words = said === null ? null : await letterText(said.text, said.format, frame);
  return {
    ...{ kind: content.letter, language, zone: content.zone },
    brand: { name, accent: palette?.light.accent ?? null, logo: hasLogo ? `cid:${logoContentId}` : null },
    ...{ ticket: { id: ticket.id, subject: ticket.subject }, customerName, toName: content.name, words },
    author: isAutomatic(content.letter, event) ? null : event.actor.startsWith("agent:") ? names(event.actor) : name,
    before: before === null ? null : await quoteOf(before, names, customerName, frame),
    ...detailsOf(scene),
    leftOut: files.leftOut,
    link: content.isAtHome ? `${publicUrl}/portal/tickets/${ticket.id}` : null,
    canAnswer,
  };
}

type Said = { text: string; format: TextFormat };

/** What the letter is about, as it was said; null where its own words say all. */
function wordsIn(event: TicketEvent): Said | null {
  switch (event.type) {
    case "ticket.replied":
      return { text: event.text, format: event.format ?? "markdown" };
    case "ticket.paused":
      return event.note === null ? null : { text: event.note, format: "markdown" };
    case "ticket.quoted":
      return { text: event.quote.text, format: "markdown" };
    case "ticket.resolved":
      return { text: event.solution, format: "markdown" };
    default:
      return null;
  }
}

async function quoteOf(
  { event, name }: NonNullable<Scene["before"]>,
  names: (actor: string) => string,
  customerName: string,
  frame: TextFrame,
): Promise<TicketLetter["before"]> {
  const said = event.type === "ticket.opened" ? event.description : event.type === "ticket.replied" ? event.text : "";
  const format = event.type === "ticket.opened" || event.type === "ticket.replied" ? (event.format ?? "markdown") : "markdown";
  const known = names(event.actor);
  // A digest of an address, or a program, is no name.
  const isNamed = event.actor.startsWith("contact:") && !/^mail-[0-9a-f]{12}$/.test(known);
  const words = await letterText(said, format, { ...frame, contentIdOf: () => null });
  return { name: name ?? (isNamed ? known : customerName), at: event.at, words };
}

/** Promises and prices that the letter tells. */
function detailsOf({ ticket, event, reopenUntil }: Scene): Pick<TicketLetter, "amount" | "hours" | "dueAt" | "clause" | "until"> {
  const response = ticket.clocks.find(({ objective, party, verdict }) => objective === "response" && party === "sla" && verdict === null);
  const { coverage } = ticket;
  return {
    ...(event.type === "ticket.quoted" ? { amount: event.quote.amount, hours: event.quote.hours } : {}),
    dueAt: response?.dueAt ?? null,
    clause: coverage?.decision === "billable" ? coverage.clause : null,
    until: event.type === "ticket.resolved" ? reopenUntil : null,
  };
}

/** Where answers are read: the sender's own mailbox, else the one by which the ticket came, else the first. */
function boxFor({ boxes, lastBox }: Scene, sender: string | null): string | null {
  const own = sender === null ? null : addressOf(sender).toLowerCase();
  const senders = own === null ? undefined : boxes.find(({ address, aliases }) => address === own || aliases.includes(own));
  if (senders !== undefined) return own;
  return (boxes.find(({ id }) => id === lastBox) ?? boxes[0])?.address ?? null;
}

/** `support+4711-k3j9@example.com`: the word after the plus names the ticket (RFC 5233). */
const answerAddress = (address: string, token: string, document: Document | null): string =>
  document?.mail?.plusAddresses === false ? address : address.replace(/@/, `+${token}@`);

/** An id that no letter bears holds all letters of a ticket together; the customer's last one is what is answered. */
function threadOf({ ids, ownId }: Scene, root: string): Pick<MailContent, "inReplyTo" | "references"> {
  const inReplyTo = ownId ?? ids.at(-1) ?? null;
  const references = [root, ...ids.slice(-10).filter((id) => id !== inReplyTo), ...(inReplyTo === null ? [] : [inReplyTo])];
  return { inReplyTo, references };
}

/** RFC 3834 §5: machines are not to answer what a machine wrote; what a person wrote is an ordinary letter. */
function headersFor({ letter, ticketId }: TicketMailContent, event: TicketEvent): Record<string, string> {
  const own = { "X-Guardia-Ticket": String(ticketId) };
  if (!isAutomatic(letter, event)) return own;
  const submitted = letter === "receipt" ? "auto-replied" : "auto-generated";
  return { ...own, "Auto-Submitted": submitted, "X-Auto-Response-Suppress": "All" };
}
