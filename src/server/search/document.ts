/** A ticket as words: what of it is indexed, apart by who may read it, in which language. */
import { convert } from "html-to-text";
import { isForCustomer } from "#core/access/access.ts";
import type { Document, Language } from "#core/model/document.ts";
import { identifiersOf } from "#core/search/identifier.ts";

/** An event's words as they are read from the log. */
export type SpokenEvent = {
  ticket_id: number;
  type: string;
  visibility: "public" | "internal" | null;
  format: string | null;
  said: string;
};

export type IndexedTicket = {
  customer_id: string;
  id: number;
  seq: number;
  subject: string;
  requester: string | null;
  agreement_id: string | null;
  service: string | null;
  component: string | null;
  external_id: string | null;
  status: string;
  /** In which its requester wrote, where the record says so. */
  language: Language | null;
};

/** What goes into the index. `labels` are texts of tsvectors: what the customer may find it by, and what we alone. */
export type IndexEntry = {
  language: Language;
  labels: readonly [string, string];
  description: string;
  said: string;
  notes: string;
  identifiers: string;
  allIdentifiers: string;
  words: readonly string[];
  isSolved: boolean;
};

/** Of one ticket, for each of what the customer reads and what we note. */
const mostCharacters = 150_000;

export function entryOf(ticket: IndexedTicket, events: readonly SpokenEvent[], document: Document | null): IndexEntry {
  const requester = requesterName(ticket, document);
  let description = requester ?? "";
  let said = "";
  let notes = "";
  let isAnswered = false;
  for (const event of events) {
    const text = plainText(event);
    if (event.type === "ticket.resolved") isAnswered = true;
    if (text === "") continue;
    const isPublic = isForCustomer({ type: event.type, ...(event.visibility === null ? {} : { visibility: event.visibility }) });
    if (event.type === "ticket.opened") description += `\n${text}`;
    else if (isPublic && said.length < mostCharacters) said += `\n${text}`;
    else if (!isPublic && notes.length < mostCharacters) notes += `\n${text}`;
  }
  const own = identifiersOf(`${ticket.subject}\n${description}\n${said} ${ticket.external_id ?? ""}`);
  const noted = identifiersOf(notes).filter((each) => !own.includes(each));
  return {
    language: languageOf(ticket, document),
    labels: [labelText([...own, ...placeLabels(ticket)]), labelText(noted)],
    description,
    said,
    notes,
    identifiers: own.join(" "),
    allIdentifiers: [...own, ...noted].join(" "),
    words: wordsIn(`${ticket.subject}\n${description}\n${said}\n${notes}`),
    isSolved: isAnswered && ticket.status !== "open",
  };
}

function plainText({ said, format }: SpokenEvent): string {
  const text = said.replaceAll("\0", "").trim();
  return format === "html" ? convert(text, { wordwrap: false, selectors: [{ selector: "img", format: "skip" }] }) : text;
}

/** Lexemes that no text contains, since words never begin with an @: by them an index narrows words to a customer. */
export const customerLabel = (customerId: string): string => `@c:${customerId}`;
export const serviceLabel = (service: string): string => `@s:${service}`;

const placeLabels = ({ customer_id, service }: IndexedTicket): string[] => [
  customerLabel(customer_id),
  ...(service === null ? [] : [serviceLabel(service)]),
];

/** Lexemes as the text of a tsvector, or as parts of a tsquery. */
export const quoted = (lexeme: string): string => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
const labelText = (lexemes: readonly string[]): string => lexemes.map((lexeme) => `${quoted(lexeme)}:1C`).join(" ");

function requesterName({ customer_id, requester }: IndexedTicket, document: Document | null): string | null {
  if (requester === null) return null;
  const contact = document?.customers[customer_id]?.contacts[requester];
  return contact === undefined ? requester : contact.name;
}

/** The requester's, else their customer's, else the provider's first. */
export function languageOf(
  { customer_id, requester, language }: Pick<IndexedTicket, "customer_id" | "requester" | "language">,
  document: Document | null,
): Language {
  const customer = document?.customers[customer_id];
  const contact = requester === null ? undefined : customer?.contacts[requester];
  return language ?? contact?.language ?? customer?.language ?? document?.languages?.[0] ?? "en";
}

/** Words of a few letters without digits, without accents: what a misspelt one may have meant. */
export function wordsIn(text: string): string[] {
  const plain = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return [...new Set(plain.match(/(?<![\p{L}\p{N}])\p{L}{4,24}(?![\p{L}\p{N}])/gu) ?? [])];
}
