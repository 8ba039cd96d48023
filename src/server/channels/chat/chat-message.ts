/** What the chat channels share: the words behind buttons, and a message's parts as providers want them escaped. */
import type { Language } from "#core/model/document.ts";
import { answerWords } from "#server/channels/answer-words.ts";
import type { HookAnswer, Message } from "#server/channels/driver.ts";

/** `reply` is what pressing the button says, as somebody would write it. */
export type Button = { verb: "acknowledge" | "escalate"; label: string; reply: string };

/** The buttons of a message: none where no answer is awaited. */
export function buttonsOf({ pageId, language }: Message): readonly Button[] {
  if (pageId === null) return [];
  const words = answerWords[language];
  return [
    { verb: "acknowledge", label: words.acknowledge, reply: `ACK ${pageId}` },
    { verb: "escalate", label: words.escalate, reply: `ESC ${pageId}` },
  ];
}

export const openLabel = (language: Language): string => answerWords[language].open;

/** For Slack, Matrix and Google Chat, which read `&`, `<` and `>` as markup. */
export const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** At most so many UTF-16 units, never half a character. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

export const jsonAnswer = (body: object): HookAnswer => ({ status: 200, contentType: "application/json", body: JSON.stringify(body) });
