/** Our own messages: pages, notices, tests, codes and alarms, from what is the truth at the moment they are sent. */
import type { Document, Language, Text } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Delivery } from "#core/notification/delivery.ts";
import type { NotificationCause } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Message } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";
import type { Composer } from "#server/notification/composer.ts";
import { wordings } from "#server/notification/wording.ts";
import { pageLinkLifeMs, pageLinkSecret, signPageLink } from "#server/oncall/page-link.ts";

/** Two SMS of 7-bit characters: 153 each, as they are sent in parts (3GPP TS 23.040, 9.2.3.24). */
const longestShort = 306;
const longestSummary = 200;

/** Of the cause of a notice: who did it, when it is due. */
export type NoticeContent = { kind: "notice"; cause: NotificationCause | { kind: string } };
/** Words of Guardia about itself, in several languages. `path` leads to where one sees more: `/watch`. */
export type AlarmContent = { kind: "alarm"; subject: Text; text: Text; path?: string };
/** A code is kept sealed: who reads the table does not read it. */
export type CodeContent = { kind: "code"; sealed: string; minutes: number };

/** Nobody is told any more of a page that was answered or is over. */
export const composePage: Composer = async (delivery, tools) => {
  const { pageId, customerId, id: deliveryId } = delivery;
  const page = pageId === null ? null : await tools.page(customerId, pageId);
  if (page === null || page.state === "resolved" || page.state === "acknowledged") return null;
  const [document, secret] = await Promise.all([tools.document(), linkSecret(tools.door)]);
  const { language, line, now, publicUrl } = tools;
  const words = wordings[language].page;
  const facts = {
    number: String(page.id),
    customer: document?.customers[customerId]?.name ?? (customerId === "" ? words.ourselves : customerId),
    summary: shortened(oneLine(page.summary), longestSummary),
    isUrgent: page.urgency === "high",
    since: timeIn(page.raisedAt, now, language, document),
  };
  const expiresAt = (now + pageLinkLifeMs) as Instant;
  const token = signPageLink(secret, { pageId: page.id, customerId, deliveryId, person: line.person ?? null, expiresAt });
  const link = `${publicUrl}/p/${token}`;
  return {
    purpose: delivery.purpose,
    urgency: page.urgency,
    language,
    link,
    pageId: page.id,
    subject: words.subject(facts),
    text: words.text(facts).join("\n"),
    short: withLink((summary) => words.short({ ...facts, summary }), facts.summary, link),
    spoken: words.spoken(facts),
  };
};

export const composeNotice: Composer = async (delivery, tools) => {
  const { ticketId, customerId } = delivery;
  const { cause } = delivery.content as unknown as NoticeContent;
  if (ticketId === null) return null;
  const [document, ticket] = await Promise.all([
    tools.document(),
    tools.door.read("*", (db) =>
      db.selectFrom("tickets").select("subject").where("id", "=", ticketId).where("customer_id", "=", customerId).executeTakeFirst(),
    ),
  ]);
  if (ticket === undefined) return null;
  const { language, now, publicUrl } = tools;
  const words = wordings[language].notice;
  const by = "by" in cause && typeof cause.by === "string" ? cause.by.slice(cause.by.indexOf(":") + 1) : "";
  const facts = {
    number: String(ticketId),
    customer: document?.customers[customerId]?.name ?? customerId,
    subject: shortened(oneLine(ticket.subject), longestSummary),
    by: document?.people?.[by]?.name ?? by,
    due: "dueAt" in cause ? timeIn(cause.dueAt, now, language, document) : "",
  };
  const subject = words.subject(facts, cause);
  const path = delivery.recipient.startsWith("contact:") ? "portal/tickets" : "tickets";
  return told(delivery, language, subject, words.text(facts).join("\n"), `${publicUrl}/${path}/${ticketId}`);
};

export const composeTest: Composer = async (delivery, tools) => {
  const { language, now, line } = tools;
  const document = await tools.document();
  const words = wordings[language].test;
  const name = document?.people?.[line.person ?? ""]?.name ?? line.person ?? document?.name ?? "Guardia";
  const message = told(delivery, language, words.subject, words.text(name, timeIn(now, now, language, document)), null);
  return { ...message, spoken: words.spoken };
};

export const composeCode: Composer = async (delivery, { language, sealing }) => {
  const { sealed, minutes } = delivery.content as unknown as CodeContent;
  const code = await sealing.open(sealed, "code");
  const words = wordings[language].code;
  return { ...told(delivery, language, words.subject, words.text(code, minutes), null), spoken: words.spoken(code) };
};

export const composeAlarm: Composer = async (delivery, { language, publicUrl }) => {
  const { subject, text, path } = delivery.content as unknown as AlarmContent;
  const link = path === undefined ? null : `${publicUrl}${path}`;
  const head = `${wordings[language].alarm.prefix}: ${oneLine(textIn(subject, language))}`;
  return told(delivery, language, head, textIn(text, language), link);
};

/** A message that awaits no answer. */
function told({ purpose, urgency }: Delivery, language: Language, subject: string, text: string, link: string | null): Message {
  const spoken = `${subject.replaceAll(/[[\]#]/g, "")}. ${oneLine(text)}`;
  const isSaidAlready = text.includes(subject) || purpose === "code" || purpose === "test";
  const whole = isSaidAlready ? oneLine(text) : `${subject}. ${oneLine(text)}`;
  return {
    ...{ purpose, urgency, language, subject, text, link, pageId: null, spoken },
    short: link === null ? shortened(whole, longestShort) : withLink((words) => words, whole, link),
  };
}

/** As much of the words as leaves room for the link. */
function withLink(words: (summary: string) => string, summary: string, link: string): string {
  const room = longestShort - link.length - 1;
  const whole = words(summary);
  if (whole.length <= room) return `${whole} ${link}`;
  const most = summary.length - (whole.length - room);
  // With an address as long as that, the number and how to answer are worth more than the link.
  return most < 10 ? shortened(whole, longestShort) : `${words(shortened(summary, most))} ${link}`;
}

const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);
const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

type Formats = { date: Intl.DateTimeFormat; time: Intl.DateTimeFormat };

/** Making one takes a millisecond, using it a microsecond; there are as many as languages and provider's zones. */
const formats = new Map<string, Formats>();

function formatsOf(language: Language, timeZone: string): Formats {
  const name = `${language} ${timeZone}`;
  let made = formats.get(name);
  if (made === undefined) {
    made = {
      date: new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "short", year: "numeric" }),
      time: new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    };
    formats.set(name, made);
  }
  return made;
}

/** `14:03 (Europe/Madrid)`, with the date when it is another day. */
function timeIn(at: Instant, now: Instant, language: Language, document: Document | null): string {
  const timeZone = document?.zone ?? "UTC";
  // Minutes are whole ones in every zone: what is told of the same two reads the same, and pages come in hundreds.
  const name = `${language} ${timeZone} ${Math.floor(at / minuteMs)} ${Math.floor(now / minuteMs)}`;
  let words = times.get(name);
  if (words === undefined) {
    words = formatted(at, now, language, timeZone);
    if (times.size >= mostTimes) times.clear();
    times.set(name, words);
  }
  return words;
}

const minuteMs = 60_000;
const mostTimes = 1_000;
const times = new Map<string, string>();

function formatted(at: Instant, now: Instant, language: Language, timeZone: string): string {
  const { date, time } = formatsOf(language, timeZone);
  const isToday = date.format(at) === date.format(now);
  return `${isToday ? "" : `${date.format(at)} `}${time.format(at)} (${timeZone})`;
}

/** Asked once for each door: it never changes. */
const linkSecrets = new WeakMap<Door, Promise<string>>();

function linkSecret(door: Door): Promise<string> {
  let secret = linkSecrets.get(door);
  if (secret === undefined) {
    secret = sharedSecret(door, pageLinkSecret);
    secret.catch(() => linkSecrets.delete(door));
    linkSecrets.set(door, secret);
  }
  return secret;
}
