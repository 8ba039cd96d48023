/** A short message as a letter: what a page or a notice says where nobody composed a letter for it. */
import type { Message } from "#server/channels/driver.ts";
import { escaped, frameOf, linkButton, paragraphsOf } from "#server/channels/email/letter-page.ts";
import type { MailContent } from "#server/channels/email/mail-content.ts";

/** @param key names the Message-ID: the same for every repetition */
export function plainLetter(message: Message, key: string, domain: string): MailContent {
  const { subject, text, link, language, urgency } = message;
  const words = buttonWords[language][message.purpose === "page" ? "page" : "other"];
  return {
    ...{ from: null, toName: null, replyTo: null, subject: subject.replaceAll(/\s+/g, " ") },
    text: link === null ? `${text}\n` : `${text}\n\n${link}\n`,
    html: frameOf({ language, title: subject, parts: [...paragraphsOf(escaped(text)), ...(link === null ? [] : linkButton(link, words))] }),
    messageId: `<${key}@${domain}>`,
    ...{ inReplyTo: null, references: [], attachments: [] },
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(urgency === "high" ? { Importance: "high", "X-Priority": "1" } : {}),
    },
  };
}

const buttonWords = {
  en: { page: "Acknowledge", other: "Open" },
  fr: { page: "Prendre en compte", other: "Ouvrir" },
  es: { page: "Confirmar la recepción", other: "Abrir" },
} as const;
