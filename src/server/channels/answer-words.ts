/** What a message's buttons are called, where they lead, and what somebody is told who pressed one or wrote back. */
import type { Language } from "#core/model/document.ts";
import type { Message, ReplyResult } from "#server/channels/driver.ts";
import { replyWords } from "#server/channels/reply-words.ts";

type Words = { acknowledge: string; escalate: string; open: string };

export const answerWords: Readonly<Record<Language, Words>> = {
  en: { acknowledge: "Acknowledge", escalate: "Escalate", open: "Open" },
  fr: { acknowledge: "Accuser réception", escalate: "Escalader", open: "Ouvrir" },
  es: { acknowledge: "Acusar recibo", escalate: "Escalar", open: "Abrir" },
};

/** What came of a reply, in a sentence; an empty one when nothing was asked. */
export function resultSentence(language: Language, results: readonly ReplyResult[]): string {
  const [first] = results;
  return first === undefined ? "" : replyWords(language, first);
}

/** A language that a provider names (`fr-CA`), or English. */
export function languageOf(written: unknown): Language {
  const code = typeof written === "string" ? written.slice(0, 2).toLowerCase() : "";
  return code === "fr" || code === "es" ? code : "en";
}

/**
 * Where a page's link takes an answer by POST: `https://host/p/TOKEN` becomes `https://host/api/v1/page-links/TOKEN/acknowledgement`. Null
 * for any other link: nothing is to be answered there.
 */
export function answerUrl({ link, pageId }: Message, answer: "acknowledgement" | "escalation"): string | null {
  const parts = link === null || pageId === null ? null : /^(https?:\/\/.+)\/p\/([\w.~-]+)$/.exec(link);
  return parts === null ? null : `${parts[1]}/api/v1/page-links/${parts[2]}/${answer}`;
}

/** The whole of a message as plain text, the link last. */
export const plainText = ({ text, link }: Message): string => (link === null ? text : `${text}\n\n${link}`);
