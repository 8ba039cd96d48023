/** Letters about a ticket: which of its events call for one, and to whom it goes. */
import { type Channel, type Document, type Language, type ReceiptChannel, receiptChannels } from "#core/model/document.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";

/**
 * `receipt`: we have it, this is its number. `reply`: what somebody of ours wrote, or a machine for us. `question`: it waits for the
 * customer. `quote`: it waits for their decision. `resolution`: what was done, and how to reopen it. `news`: the customer wrote; ours hear.
 */
export const letterKinds = ["receipt", "reply", "question", "quote", "resolution", "news"] as const;
export type LetterKind = (typeof letterKinds)[number];

/** Which letter an event may call for; null for none. What comes from a history (it bears a watermark) is no news to anybody. */
export function letterOf(event: TicketEvent): LetterKind | null {
  if (event.watermark !== undefined || event.actor === "import") return null;
  switch (event.type) {
    case "ticket.opened":
      // A machine's ticket without a requester has nobody to write to; by mail, whoever wrote is known beside the ticket.
      if (event.requester === null && event.channel !== "email") return null;
      // What is not covered is answered at once with the clause: that letter says all that a receipt would.
      return event.external === null && isReceiptChannel(event.channel) && event.coverage?.decision !== "excluded" ? "receipt" : null;
    case "ticket.replied":
      if (event.visibility !== "public") return null;
      return event.by === "contact" ? "news" : "reply";
    case "ticket.paused":
      return event.reason === "customer" ? "question" : null;
    case "ticket.quoted":
      return event.quote.state === "offered" ? "quote" : null;
    case "ticket.resolved":
      return "resolution";
    default:
      return null;
  }
}

const isReceiptChannel = (channel: Channel): channel is ReceiptChannel => receiptChannels.some((each) => each === channel);

const confirmedByDefault: readonly Channel[] = ["email", "portal", "phone", "chat", "sms"];

/** Whether a ticket that came by this channel is confirmed by a letter. */
export const isConfirmed = (channel: Channel, { mail }: Pick<Document, "mail">): boolean =>
  (mail?.receipts ?? confirmedByDefault).some((each) => each === channel);

/** Whether no person wrote it: answers of machines to it are not wanted (RFC 3834), and machines do not get it. */
export const isAutomatic = (kind: LetterKind, event: TicketEvent): boolean =>
  kind !== "reply" || (event.type === "ticket.replied" && event.by === "machine");

/** Whom a letter may reach. `recipient` is a contact's key (`contact:ana`), or `address:…` of somebody who has none. */
export type Addressee = {
  recipient: string;
  address: string;
  name: string | null;
  language: Language | null;
  /** They can sign in and see the ticket there. */
  isAtHome: boolean;
};

export type Circle = {
  /** Keys and addresses of whoever made the event: they know already. */
  writers: readonly string[];
  /** Addresses of ours: a letter to them would come back as a new message. */
  ours: readonly string[];
  isAutomatic: boolean;
};

/** Those of the candidates who get the letter: each address once, the first of several names for it. */
export function addresseesOf(candidates: readonly Addressee[], { writers, ours, isAutomatic: isFromMachine }: Circle): Addressee[] {
  const passed = new Set([...ours, ...writers].map((each) => each.toLowerCase()));
  return candidates.filter(({ recipient, address }) => {
    const bare = withoutTag(address.toLowerCase());
    if (passed.has(bare) || passed.has(address.toLowerCase()) || passed.has(recipient.toLowerCase())) return false;
    if (isFromMachine && isMachine(address)) return false;
    passed.add(bare);
    return true;
  });
}

/** `support+4711-k3j9@example.com` is `support@example.com` (RFC 5233). */
const withoutTag = (address: string): string => address.replace(/^([^+@]+)\+[^@]*(?=@)/, "$1");

/** Nobody reads there, or a machine does, which might answer. */
const machineNames =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|no[-_.]?responder|mailer[-_.]?daemon|postmaster|bounces?|notifications?|auto[-_.]?(?:reply|mailer|matic)|listserv|majordomo)(?:[-_.+=].*)?$/;

export const isMachine = (address: string): boolean => machineNames.test(address.toLowerCase().slice(0, address.lastIndexOf("@")));

/** Who of ours hears that the customer wrote: whoever has the ticket, else its team. Whoever wrote it hears nothing of themselves. */
export function hearersOf({ assignee, team }: { assignee: string | null; team: string | null }): string[] {
  if (assignee !== null) return [`person:${assignee}`];
  return team === null ? [] : [`team:${team}`];
}
