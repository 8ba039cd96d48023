/** The letters that Guardia writes by itself: what each one needs to know, and how it reads in the recipient's language. */
import { IntlMessageFormat } from "intl-messageformat";
import type { Language } from "#core/model/document.ts";
import type { LetterName, Letters, LetterTexts, When } from "#server/channels/email/letter-kinds.ts";
import { en } from "#server/channels/email/letters-en.ts";
import { es } from "#server/channels/email/letters-es.ts";
import { fr } from "#server/channels/email/letters-fr.ts";
import type { Announcement } from "#server/database/orders.ts";

export type { LetterName, Letters } from "#server/channels/email/letter-kinds.ts";

/** The payload of the outbox's topic `mail`. */
export type MailOrder = { [T in LetterName]: { to: string; language: Language; template: T; values: Letters[T] } }[LetterName];

/** The outbox row that has a letter sent: to be announced in the transaction of what it tells. */
export const mailOf = (order: MailOrder, customerId = ""): Announcement => ({ customerId, topic: "mail", payload: { ...order } });

const texts: Readonly<Record<Language, LetterTexts>> = { en, fr, es };

export type Letter = { subject: string; text: string; html: string };

/** Writes a letter, plain and as simple HTML; what stands in `values` is text and never becomes markup. */
export function writeLetter({ language, template, values }: Pick<MailOrder, "language" | "template" | "values">): Letter {
  const { greeting, footer, [template]: letter } = texts[language];
  const facts = factsOf(language, values);
  const say = (message: string): string => String(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).format(facts));
  const link = typeof facts.link === "string" ? facts.link : null;
  const paragraphs = letter.paragraphs.map(say);
  const lines = [say(greeting), ...paragraphs, ...(link === null ? [] : [link]), say(letter.closing), "-- ", footer];
  return {
    subject: say(letter.subject).replaceAll(/\s+/g, " "),
    text: `${lines.join("\n\n")}\n`,
    html: page(language, [
      paragraph(say(greeting)),
      ...paragraphs.map(paragraph),
      ...(link === null ? [] : [button(link, say(letter.button ?? "{link}"))]),
      paragraph(say(letter.closing)),
      `<p style="color:#46595d;font-size:13px;border-top:1px solid #d3dcdb;padding-top:12px">${escaped(footer)}</p>`,
    ]),
  };
}

/** Instants become words in the reader's zone. */
function factsOf(language: Language, values: Letters[LetterName]): Record<string, string | number> {
  const { at, zone, ...rest } = values as Partial<When> & Record<string, string | number>;
  if (at === undefined || zone === undefined) return rest;
  const written = new Intl.DateTimeFormat(language, {
    ...{ year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ timeZone: zone, timeZoneName: "short" },
  });
  return { ...rest, at: written.format(at) };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

/** The address stands below the button too: some readers of mail show no buttons. */
const button = (link: string, label: string): string =>
  `<p><a href="${escaped(link)}" style="display:inline-block;background:#0b5c69;color:#ffffff;padding:12px 20px;border-radius:3px;text-decoration:none">${escaped(label)}</a></p>` +
  `<p style="font-size:13px;color:#46595d;word-break:break-all">${escaped(link)}</p>`;

const page = (language: Language, parts: readonly string[]): string =>
  `<!doctype html><html lang="${language}"><body style="margin:0;background:#f1f4f3"><div style="max-width:560px;margin:0 auto;padding:32px 24px;` +
  `background:#ffffff;color:#10262b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">${parts.join("")}</div></body></html>`;
