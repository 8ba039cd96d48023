/** Puts a message where the rules (or a human) say: one transaction stores its ticket, its files and that it is filed. */
import type { Kysely } from "kysely";
import { type Authentication, unauthenticated } from "#core/mail/authentication.ts";
import { readDeliveryReport } from "#core/mail/bounce.ts";
import type { Decision, DropReason, HoldReason } from "#core/mail/intake.ts";
import { judge, spamVerdict } from "#core/mail/kind.ts";
import { withoutTag } from "#core/mail/letter.ts";
import type { Sender } from "#core/mail/sender.ts";
import { titleOf } from "#core/mail/subject.ts";
import type { Document, Language } from "#core/model/document.ts";
import { isReopenable } from "#core/ticket/ending.ts";
import type { Attachment } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft, Outcome } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import { actorOfAddress } from "#server/mail/correspondence.ts";
import { carrierOf, keepFiles } from "#server/mail/files.ts";
import type { MailDetails } from "#server/mail/mail.ts";
import type { MailFile, ParsedMail } from "#server/mail/parse.ts";
import type { MailTables } from "#server/mail/tables.ts";
import { mailWords } from "#server/mail/wording.ts";
import { filesBeside, type LetterWords, markdownOf, wordsOf } from "#server/mail/words.ts";
import { waitingFiles, withFiles } from "#server/ticket/files.ts";
import { findTicket } from "#server/ticket/read.ts";

export type FiledMail = {
  id: number;
  receivedAt: Instant;
  raw: Buffer;
  /** Null when it cannot be read as a letter. */
  parsed: ParsedMail | null;
  authentication: Authentication | null;
  /** Addresses of our own mailboxes. */
  ours: ReadonlySet<string>;
};
export type Surroundings = { sender: Sender; service: string | null; suggested: number | null };

/** Somebody else was quicker; nothing was done. */
export class AlreadyFiled extends Error {}

/** A ticket counts from when its message arrived, as long as that is not longer ago: mail that lay somewhere is not late by our fault. */
const countsBackMs = 24 * 3_600_000;

type Placing = Exclude<Decision, { do: "hold" | "drop" }>;

export async function place({ door }: { door: Door }, mail: FiledMail, decision: Decision, around: Surroundings): Promise<number | null> {
  if (decision.do === "hold" || decision.do === "drop") {
    await putAside(door, mail, decision, around);
    return null;
  }
  const document = (await door.book()).documentAt(door.clock());
  const draft = await draftOf(door, mail, decision, around, document);
  const { verb, alongside } = await withFiles(door, carrierOf(mail.id), draft.verb);
  const commands = [...draft.before, { ...verb, ticketId: draft.ticketId, actor: draft.actor } as CommandDraft];
  const now = door.clock();
  const openedAt = Math.max(mail.receivedAt, now - countsBackMs) as Instant;
  const { tickets } = await door.perform({
    scope: "*",
    commands,
    now: decision.do === "open" ? (Math.min(openedAt, now) as Instant) : now,
    alongside: async (db, outcome) => {
      await alongside?.(db, outcome);
      await settle(db, mail, decision, draft, outcome, document);
    },
  });
  return draft.ticketId === 0 ? (tickets[0]?.id ?? null) : draft.ticketId;
}

type Verb = Extract<CommandDraft, { type: "open-ticket" | "reply-to-ticket" }>;
type Draft = {
  verb: Verb;
  /** What has to be done first: a ticket that is answered after its end is reopened. */
  before: CommandDraft[];
  ticketId: number;
  actor: string;
  details: MailDetails;
};

async function draftOf(door: Door, mail: FiledMail, decision: Placing, around: Surroundings, document: Document | null): Promise<Draft> {
  const existing = decision.do === "open" ? null : await door.read("*", (db) => findTicket(db, decision.ticketId));
  const customerId = decision.do === "open" ? decision.customerId : (existing?.customerId ?? "");
  const language: Language = document?.customers[customerId]?.language ?? "en";
  const isAutomatic = decision.do === "reply" && decision.by === "automatic";
  const written = mail.parsed === null ? null : wordsOf(mail.parsed, decision.do === "open");
  const files = isAutomatic ? [] : written === null ? [rawFile(mail)] : filesBeside(mail.parsed!, written);
  const { kept, leftOut } = await keepFiles(door, mail.id, files);
  const text = textOf(mail, written, kept, language, isAutomatic);
  const attachments = waitingFiles([...kept.values()]);
  const details = detailsOf(mail, written, around, leftOut);
  const actor = actorOf(decision, around.sender, mail);
  if (decision.do === "open") return { ...opening(mail, decision, around, text, attachments, language), actor, details };
  const isInternal = decision.do === "note" || isAutomatic;
  const book = await door.book();
  const isEnded = existing !== null && existing.status !== "open" && !isInternal && decision.do === "reply" && decision.by === "contact";
  if (isEnded && !isReopenable(existing, { now: door.clock(), book })) {
    const { service, component, environment, requester } = existing;
    const again = opening(mail, { customerId, contact: requester }, { ...around, service }, text, attachments, language);
    return {
      ...again,
      verb: { ...again.verb, component, environment, links: [{ type: "follows", otherId: existing.id }] },
      actor,
      details,
    };
  }
  const before: CommandDraft[] = isEnded
    ? [{ type: "reopen-ticket", ticketId: existing.id, reason: mailWords[language].reopened, newTicketId: 0, actor }]
    : [];
  const by = isAutomatic ? "machine" : decision.do === "note" || decision.by === "agent" ? "agent" : "contact";
  const verb: Verb = {
    ...{
      type: "reply-to-ticket",
      ticketId: decision.ticketId,
      actor,
      visibility: isInternal ? "internal" : "public",
      by,
      channel: "email",
    },
    ...{ text, attachments },
  };
  return { verb, before, ticketId: decision.ticketId, actor, details };
}

type OpeningVerb = Extract<Verb, { type: "open-ticket" }>;

function opening(
  mail: FiledMail,
  { customerId, contact }: { customerId: string; contact: string | null },
  { service }: Surroundings,
  text: string,
  attachments: Attachment[],
  language: Language,
): { verb: OpeningVerb; before: []; ticketId: 0 } {
  const words = mailWords[language];
  const letter = mail.parsed?.letter ?? null;
  const from = letter?.from ?? null;
  const subject = letter === null ? words.unreadTitle : (titleOf(letter.subject) ?? firstLineOf(letter.text) ?? words.noSubject);
  const requester = contact ?? (from === null ? null : from.name === "" ? from.address : from.name);
  return {
    verb: {
      ...{ type: "open-ticket", ticketId: 0, actor: "", customerId, subject, description: text, channel: "email", requester },
      ...{ service, attachments },
    },
    before: [],
    ticketId: 0,
  };
}

const firstLineOf = (text: string): string | null =>
  titleOf(
    text
      .split(/\r?\n/, 50)
      .find((line) => line.trim() !== "")
      ?.slice(0, 80) ?? "",
  );

const rawFile = ({ raw }: FiledMail): MailFile => ({
  ...{ name: "message.eml", type: "message/rfc822", bytes: raw, contentId: null, isRelated: false },
});

function textOf(
  mail: FiledMail,
  written: LetterWords | null,
  kept: ReadonlyMap<MailFile, string>,
  language: Language,
  isAutomatic: boolean,
): string {
  const words = mailWords[language];
  const { parsed } = mail;
  if (parsed === null || written === null) return words.unread;
  if (isAutomatic) {
    const report = readDeliveryReport(parsed.letter.deliveryStatus, null);
    const failed = report?.fates.find(({ action }) => action === "failed") ?? null;
    if (failed !== null) return words.undelivered(failed.address ?? "?", failed.said ?? failed.status ?? "?");
  }
  const text = markdownOf(written.shown, parsed.files, kept);
  if (text.trim() !== "") return text;
  return parsed.letter.isEncrypted ? words.encrypted : kept.size > 0 ? words.noWords : (titleOf(parsed.letter.subject) ?? words.noWords);
}

/** People whom only their address tells stand in the log under a digest of it: the log keeps no addresses. */
function actorOf(decision: Placing, sender: Sender, { parsed }: FiledMail): string {
  if (decision.do === "reply" && decision.by === "automatic") return "system";
  if (sender.kind === "own") return `agent:${sender.person}`;
  if (sender.kind === "contact" && sender.contact !== null) return `contact:${sender.contact}`;
  const address = parsed?.letter.from?.address;
  return address === undefined ? "system" : actorOfAddress(address);
}

export function detailsOf(mail: FiledMail, written: LetterWords | null, around: Surroundings, leftOut: readonly string[]): MailDetails {
  const letter = mail.parsed?.letter ?? null;
  return {
    to: letter?.to.slice(0, 50) ?? [],
    cc: letter?.cc.slice(0, 50) ?? [],
    quoted: written?.quoted ?? null,
    signature: written?.signature ?? null,
    text: null,
    authentication: mail.authentication ?? unauthenticated,
    spam: letter === null ? null : spamVerdict(letter),
    leftOut,
    isEncrypted: letter?.isEncrypted ?? false,
    suggestedTicketId: around.suggested,
    said: null,
  };
}

const longestExcerpt = 20_000;

async function putAside(
  door: Door,
  mail: FiledMail,
  decision: Extract<Decision, { do: "hold" | "drop" }>,
  around: Surroundings,
): Promise<void> {
  const letter = mail.parsed?.letter ?? null;
  const details: MailDetails = { ...detailsOf(mail, null, around, []), text: letter?.text.slice(0, longestExcerpt) ?? null };
  const set = { ...rowOf(mail), ...asideOf(decision), details: JSON.stringify(details), due_at: null };
  await door.write("*", ({ db }) =>
    db.withTables<MailTables>().updateTable("mails").set(set).where("id", "=", mail.id).where("state", "=", "received").execute(),
  );
}

const asideOf = ({ do: what, reason }: { do: "hold" | "drop"; reason: HoldReason | DropReason }) =>
  ({ state: what === "hold" ? "held" : "dropped", reason }) as const;

/** What the list shows, now that the letter was read. */
function rowOf({ parsed }: FiledMail) {
  if (parsed === null) return {};
  const { letter } = parsed;
  return {
    kind: judge(letter).kind,
    sender: letter.from?.address ?? null,
    sender_name: letter.from?.name ?? null,
    subject: letter.subject,
  };
}

/** Before a human, whatever was found out so far. */
export async function hold(door: Door, id: number, reason: HoldReason, said: string): Promise<void> {
  await door.write("*", async ({ db }) => {
    const tables = db.withTables<MailTables>();
    const details: MailDetails = { ...nothingKnown, said: said.slice(0, 500) };
    const set = { state: "held", reason, due_at: null, details: JSON.stringify(details) } as const;
    await tables.updateTable("mails").set(set).where("id", "=", id).where("state", "=", "received").execute();
  });
}

const nothingKnown: MailDetails = {
  ...{ to: [], cc: [], quoted: null, signature: null, text: null, authentication: unauthenticated, spam: null, leftOut: [] },
  ...{ isEncrypted: false, suggestedTicketId: null, said: null },
};

/** In the ticket's transaction: of two that file the same message the one that commits first has it. */
async function settle(
  db: Kysely<Tables>,
  mail: FiledMail,
  decision: Placing,
  draft: Draft,
  outcome: Outcome,
  document: Document | null,
): Promise<void> {
  const tables = db.withTables<MailTables>();
  const type = draft.verb.type === "open-ticket" ? "ticket.opened" : "ticket.replied";
  const event = outcome.events.find((each) => each.type === type);
  if (event === undefined || !("ticketId" in event)) throw new Error(`message ${mail.id} made no ${type}`);
  const { ticketId, customerId } = event as { ticketId: number; customerId: string };
  const own = outcome.events.filter((each) => "ticketId" in each && each.ticketId === ticketId && each.type.split(".")[0] !== "page");
  const ticket = outcome.tickets.find(({ id }) => id === ticketId);
  const set = {
    ...rowOf(mail),
    ...{ state: "filed" as const, customer_id: customerId, ticket_id: ticketId, due_at: null, details: JSON.stringify(draft.details) },
    ticket_seq: (ticket?.seq ?? 0) - (own.length - 1 - own.indexOf(event)),
    reason: decision.do === "reply" ? decision.found : null,
    is_answerable: decision.do !== "note" && decision.isAnswerable,
  };
  const { numUpdatedRows } = await tables
    .updateTable("mails")
    .set(set)
    .where("id", "=", mail.id)
    .where("state", "<>", "filed")
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new AlreadyFiled(`message ${mail.id} is filed already`);
  await tables.updateTable("mail_sources").set({ customer_id: customerId }).where("mail_id", "=", mail.id).execute();
  if (decision.do === "note" || (decision.do === "reply" && decision.by === "automatic")) return;
  await noteAddresses(db, mail, { ticketId, customerId, at: event.at, isOpening: type === "ticket.opened" }, document, decision);
}

const mostCopied = 20;

type Noted = { ticketId: number; customerId: string; at: Instant; isOpening: boolean };

/** Who takes part from now on: the sender, and whom they wrote to beside us. Our own people are told by other ways. */
async function noteAddresses(
  db: Kysely<Tables>,
  mail: FiledMail,
  noted: Noted,
  document: Document | null,
  decision: Placing,
): Promise<void> {
  const letter = mail.parsed?.letter;
  if (letter === undefined) return;
  const own = new Set(Object.values(document?.people ?? {}).map(({ email }) => email?.toLowerCase()));
  const isAgent = decision.do === "reply" && decision.by === "agent";
  const others = [...letter.to, ...letter.cc].filter(({ address }) => address !== letter.from?.address);
  const copied = others.filter(({ address }) => !mail.ours.has(withoutTag(address)) && !own.has(address)).slice(0, mostCopied);
  const { customerId: customer_id, ticketId: ticket_id, at: added_at, isOpening } = noted;
  const rows = [
    ...(letter.from === null || isAgent ? [] : [{ ...letter.from, role: isOpening ? ("requester" as const) : ("cc" as const) }]),
    ...copied.map((each) => ({ ...each, role: "cc" as const })),
  ].map(({ address, name, role }) => ({ customer_id, ticket_id, address, name: name === "" ? null : name, role, added_at }));
  if (rows.length === 0) return;
  const once = rows.filter((row, index) => rows.findIndex(({ address }) => address === row.address) === index);
  await db
    .withTables<MailTables>()
    .insertInto("ticket_addresses")
    .values(once)
    .onConflict((conflict) => conflict.columns(["ticket_id", "address"]).doNothing())
    .execute();
}
