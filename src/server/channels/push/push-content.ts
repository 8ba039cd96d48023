/** What a push message says to the service worker that shows it (src/web/public/reach-worker.js reads it). */
import { answerUrl, answerWords } from "#server/channels/answer-words.ts";
import type { Message } from "#server/channels/driver.ts";
import { mostPlainBytes } from "#server/channels/push/encryption.ts";
import { replyWords } from "#server/channels/reply-words.ts";

export type PushContent = {
  /** Of this form; another worker than ours may read `title`, `body` and `link` all the same. */
  form: 1;
  title: string;
  body: string;
  link: string | null;
  /** The same for all that is told of one page: the next notification takes the place of the one before. */
  tag: string;
  /** The same for every repetition of one attempt: shown again without a sound. */
  key: string;
  isUrgent: boolean;
  /** Buttons, each with the address that takes it by POST. */
  answers: readonly { verb: "acknowledge" | "escalate"; label: string; url: string; done: string }[];
  /** Where the worker says that it has shown it. */
  receipt: { url: string; proof: string } | null;
};

type Kept = { message: Message; key: string; receipt: PushContent["receipt"] };

/** The content as bytes; the text is cut to what fits into one push message. */
export function pushContent({ message, key, receipt }: Kept): Buffer {
  const { subject, text, link, pageId, urgency, purpose, language } = message;
  const words = answerWords[language];
  const answers = (["acknowledge", "escalate"] as const).flatMap((verb) => {
    const url = answerUrl(message, verb === "acknowledge" ? "acknowledgement" : "escalation");
    const done = replyWords(language, { kind: verb === "acknowledge" ? "acknowledged" : "escalated", pageId });
    return url === null ? [] : [{ verb, label: words[verb], url, done }];
  });
  const written = (title: string, body: string): Buffer => {
    const tag = pageId === null ? key : `page-${pageId}`;
    const content: PushContent = {
      form: 1,
      title,
      body,
      link,
      tag,
      key,
      isUrgent: urgency === "high" && purpose !== "code",
      answers,
      receipt,
    };
    return Buffer.from(JSON.stringify(content));
  };
  const title = Array.from(subject).slice(0, 200).join("");
  let [body, bytes] = [text, written(title, text)];
  while (bytes.length > mostPlainBytes && body !== "") {
    // A character is at most six bytes in JSON (\u0000), so that half of what is too much is never too little for long.
    body = Array.from(body)
      .slice(0, Math.max(0, Array.from(body).length - Math.ceil((bytes.length - mostPlainBytes) / 6) - 1))
      .join("");
    bytes = written(title, body === "" ? "" : `${body}…`);
  }
  return bytes;
}
