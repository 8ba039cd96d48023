/** The letters that Guardia writes by itself: what each one needs to know, and how it reads in the recipient's language. */
import { IntlMessageFormat } from "intl-messageformat";
import type { Language } from "#core/model/document.ts";
import type { LetterName, Letters, LetterTexts, When } from "#server/channels/email/letter-kinds.ts";
import { escaped, frameOf, linkButton, paragraphsOf } from "#server/channels/email/letter-page.ts";
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
    html: frameOf({
      language,
      title: say(letter.subject),
      parts: [
        ...[say(greeting), ...paragraphs].flatMap((each) => paragraphsOf(escaped(each))),
        ...(link === null ? [] : linkButton(link, say(letter.button ?? "{link}"))),
        ...paragraphsOf(escaped(say(letter.closing))),
      ],
      footer: [escaped(footer)],
    }),
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
