/** A letter about a ticket, from what is true of it to words in the reader's language: plain, and as HTML in the provider's look. */
import { IntlMessageFormat } from "intl-messageformat";
import type { Language, Money } from "#core/model/document.ts";
import type { LetterKind } from "#core/notification/ticket-mail.ts";
import type { Instant } from "#core/time/instant.ts";
import { escaped, frameOf, linkButton, paragraphsOf, quietLine, quoted } from "#server/channels/email/letter-page.ts";
import { type LetterText, quotedText } from "#server/channels/email/ticket-text.ts";
import type { TicketWords } from "#server/channels/email/ticket-words.ts";
import { en } from "#server/channels/email/ticket-words-en.ts";
import { es } from "#server/channels/email/ticket-words-es.ts";
import { fr } from "#server/channels/email/ticket-words-fr.ts";

export const ticketWords: Readonly<Record<Language, TicketWords>> = { en, fr, es };

export type TicketLetter = {
  kind: Exclude<LetterKind, "news">;
  language: Language;
  /** In which dates are told. */
  zone: string;
  /** `accent` is readable under white; `logo`: where the letter brings it. */
  brand: { name: string; accent: string | null; logo: string | null };
  ticket: { id: number; subject: string };
  customerName: string;
  toName: string | null;
  /** The reply, the note, the quote's text, the solution; null where there is none. */
  words: LetterText | null;
  /** Who says it, or the provider for a program of theirs; null for what Guardia itself wrote. */
  author: string | null;
  /** What it answers. */
  before: { name: string; at: Instant; words: LetterText } | null;
  amount?: Money;
  hours?: number | null;
  /** Of a receipt: when the first answer is due, and under which clause it is charged for. */
  dueAt?: Instant | null;
  clause?: string | null;
  /** Until when a resolved ticket opens again. */
  until?: Instant | null;
  /** Names of files that the letter does not bring. */
  leftOut: readonly string[];
  /** Where the reader sees the ticket; null for somebody who cannot sign in. */
  link: string | null;
  /** An answer by mail finds its ticket. */
  canAnswer: boolean;
};

export type WrittenLetter = { subject: string; text: string; html: string };

/** One part of the letter, in both forms. */
type Part = { text: string; html: string };
type Say = (message: string, more?: Readonly<Record<string, string | number>>) => string;

/** The number in the subject is by what an answer finds its ticket when everything else was lost. */
export const subjectOf = ({ id, subject }: { id: number; subject: string }): string => `[#${id}] ${subject.replaceAll(/\s+/g, " ").trim()}`;

export function writeTicketLetter(letter: TicketLetter): WrittenLetter {
  const { language, brand, ticket, before } = letter;
  const words = ticketWords[language];
  const facts = factsOf(letter);
  const say: Say = (message, more = {}) =>
    String(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).format({ ...facts, ...more }));
  const line = (message: string, more?: Readonly<Record<string, string | number>>): Part => plain(say(message, more));
  const parts = [...bodyOf(letter, words, line), ...filesOf(letter, words, line), ...(letter.link === null ? [] : [linkOf(letter, words)])];
  const footer = [say(letter.canAnswer ? words.footer.answer : words.footer.noAnswer), say(words.footer.about)];
  const quote = before === null || letter.kind === "receipt" ? null : before;
  const attribution = quote === null ? "" : say(words.wrote, { at: written(quote.at, letter), name: quote.name });
  const text = [
    ...parts.map((part) => part.text),
    ["-- ", ...footer].join("\n"),
    ...(quote === null ? [] : [`${attribution}\n\n${quotedText(quote.words.text)}`]),
  ];
  return {
    subject: subjectOf(ticket),
    text: `${text.join("\n\n")}\n`,
    html: frameOf({
      ...{ language, brand, title: subjectOf(ticket), footer: footer.map(escaped) },
      parts: parts.map((part) => part.html),
      after: quote === null ? "" : quoted(escaped(attribution), quote.words.html),
    }),
  };
}

const plain = (text: string): Part => ({ text, html: paragraphsOf(escaped(text)).join("") });

type Line = (message: string, more?: Readonly<Record<string, string | number>>) => Part;

function bodyOf(letter: TicketLetter, words: TicketWords, line: Line): Part[] {
  const { kind, toName, dueAt, clause } = letter;
  const own: Part[] = letter.words === null || letter.words.text === "" ? [] : [letter.words];
  const greeting = toName === null ? line(words.greetingPlain) : line(words.greeting);
  switch (kind) {
    case "reply":
      // Whoever writes greets as they like.
      return [
        ...own,
        letter.author === null ? quiet(line(words.machine)) : plain([...new Set([letter.author, letter.brand.name])].join("\n")),
      ];
    case "receipt": {
      const promise = typeof dueAt === "number" ? [line(words.receipt.promise)] : [];
      const billable = typeof clause === "string" ? [line(words.receipt.billable)] : [];
      return [greeting, line(words.receipt.lead), ...promise, ...billable, ...excerptOf(letter, line(words.receipt.excerpt))];
    }
    case "question":
      return own.length === 0 ? [greeting, line(words.question.lead)] : [greeting, line(words.question.leadNoted), ...set(own)];
    case "quote":
      return [
        greeting,
        line(typeof letter.hours === "number" ? words.quote.leadHours : words.quote.lead),
        ...set(own),
        line(words.quote.decide),
        line(words.quote.waits),
      ];
    case "resolution":
      return [greeting, line(words.resolution.lead), ...set(own), line(reopening(letter, words)), ...ratingOf(letter, words, line)];
  }
}

function reopening({ canAnswer, until }: TicketLetter, { resolution }: TicketWords): string {
  if (!canAnswer) return resolution.reopenThere;
  return typeof until === "number" ? resolution.reopenUntil : resolution.reopen;
}

const ratingOf = ({ link }: TicketLetter, { resolution }: TicketWords, line: Line): Part[] =>
  link === null ? [] : [line(resolution.rate)];

const quiet = ({ text }: Part): Part => ({ text, html: quietLine(escaped(text)) });

/** What somebody else said, set apart from our own words around it. */
const set = (parts: readonly Part[]): Part[] =>
  parts.map(({ text, html }) => ({
    text,
    html: `<div style="margin:0 0 16px;padding:12px 16px 1px;background:#f1f4f3;border-radius:4px">${html}</div>`,
  }));

/** The beginning of what they wrote: enough to know it again. */
const longestExcerpt = 1_200;

function excerptOf({ before }: TicketLetter, lead: Part): Part[] {
  if (before === null || before.words.text === "") return [];
  const { text } = before.words;
  const cut = text.length <= longestExcerpt ? text : `${text.slice(0, longestExcerpt).replace(/\s+\S*$/, "")} …`;
  const html = paragraphsOf(escaped(cut)).join("");
  return [
    quiet(lead),
    { text: quotedText(cut), html: `<div style="padding-left:12px;border-left:2px solid #d3dcdb;color:#46595d">${html}</div>` },
  ];
}

const filesOf = ({ leftOut }: TicketLetter, words: TicketWords, line: Line): Part[] =>
  leftOut.length === 0 ? [] : [quiet(line(words.leftOut, { names: leftOut.join(", "), count: leftOut.length }))];

function linkOf({ kind, link, brand }: TicketLetter, words: TicketWords): Part {
  const label = kind === "quote" ? words.decide : words.open;
  return { text: `${label}:\n${link}`, html: linkButton(link ?? "", label, brand.accent).join("") };
}

/** Day and time in the reader's zone, which is named. */
const written = (at: Instant, { language, zone }: Pick<TicketLetter, "language" | "zone">): string =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    ...{ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ timeZone: zone, timeZoneName: "short" },
  }).format(at);

function factsOf(letter: TicketLetter): Record<string, string | number> {
  const { ticket, brand, customerName, toName, amount, hours, dueAt, clause, until, language } = letter;
  return {
    ...{ ticket: String(ticket.id), subject: ticket.subject, provider: brand.name, customer: customerName, name: toName ?? "" },
    ...(amount === undefined ? {} : { amount: moneyIn(amount, language) }),
    ...(typeof hours === "number" ? { hours } : {}),
    ...(typeof dueAt === "number" ? { due: written(dueAt, letter) } : {}),
    ...(typeof until === "number" ? { until: written(until, letter) } : {}),
    ...(typeof clause === "string" ? { clause } : {}),
  };
}

/** Amounts are integers in the currency's smallest unit (ISO 4217). */
function moneyIn({ amount, currency }: Money, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
