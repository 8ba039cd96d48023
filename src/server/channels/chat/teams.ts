/**
 * Microsoft Teams: the webhook of a workflow ("Post to a channel when a webhook request is received") takes an Adaptive Card. A workflow has
 * no way back: its cards open links, and that is how a page is answered. In a channel an outgoing webhook brings `@Guardia ACK 4711`, signed;
 * who wrote it is recognised by the object id behind `#` in their contact point. No receipts, no idempotency.
 */
import { z } from "@hono/zod-openapi";
import { languageOf, resultSentence } from "#server/channels/answer-words.ts";
import { cutTo, jsonAnswer, openLabel } from "#server/channels/chat/chat-message.ts";
import { defineDriver, type Message, type Received } from "#server/channels/driver.ts";
import { failureOf, isTaken, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { badSignature, hmacOf, isSame } from "#server/channels/verify.ts";

const settings = z.object({
  securityToken: z
    .base64()
    .min(20)
    .max(200)
    .optional()
    .meta({ description: "Security token that Teams shows once when an outgoing webhook to this gateway's hook is made." }),
});

/** An address as people paste it; behind `#` their object id in Entra, if they answer in a channel. */
const addressForm = /^https?:\/\/[^\s#]+(#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/i;

function cardOf({ subject, text, link, language, urgency }: Message): object {
  const block = (words: string, more: object) => ({ type: "TextBlock", text: words, wrap: true, ...more });
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    ...{ type: "AdaptiveCard", version: "1.4", msteams: { width: "Full" } },
    body: [
      block(cutTo(unmarked(subject), 500), { weight: "Bolder", size: "Medium", ...(urgency === "high" ? { color: "Attention" } : {}) }),
      // In a text block a line break needs an empty line. A card has some 28 kB.
      ...(text === "" ? [] : [block(cutTo(unmarked(text), 10_000).replaceAll("\n", "\n\n"), {})]),
    ],
    ...(link === null ? {} : { actions: [{ type: "Action.OpenUrl", title: openLabel(language), url: link }] }),
  };
}

/** Text blocks read a part of Markdown: what would begin a link or a list is shown as it is. */
const unmarked = (text: string): string => text.replaceAll(/([[\]*_`])/g, "\\$1");

const activity = z.object({
  id: z.string().optional(),
  text: z.string(),
  locale: z.string().optional(),
  from: z.object({ aadObjectId: z.string().optional() }),
});

const plain = (html: string): string =>
  html
    .replaceAll(/<at>.*?<\/at>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&nbsp;", " ")
    .replaceAll(/\s+/g, " ")
    .trim();

function repliesIn({ id, text, from: { aadObjectId } }: z.output<typeof activity>): Received["replies"] {
  if (aadObjectId === undefined) return [];
  return [{ address: aadObjectId, text: plain(text), providerId: null, pageId: null, ...(id === undefined ? {} : { id }) }];
}

export const teams = defineDriver({
  name: "teams",
  title: "Microsoft Teams",
  channel: "teams",
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: ["securityToken"],
  address: z.string().trim().max(2_000).regex(addressForm, "Paste the address of a workflow's webhook: https://….powerplatform.com/…"),
  async send({ address, message, outside, signal, now }) {
    const content = cardOf(message);
    const body = { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }] };
    const answer = await sendJson({ outside, signal, url: address.replace(/#.*$/, ""), body });
    // Old connectors answer 200 and put what Teams refused into the text.
    const refused = /HTTP error (\d{3})/.exec(answer.text)?.[1];
    if (isTaken(answer) && refused === undefined) return { outcome: "sent", providerId: null, expectsReceipt: false };
    const { message: words = "" } =
      z.object({ error: z.object({ message: z.string().optional() }) }).safeParse(jsonOf(answer)).data?.error ?? {};
    const failed = failureOf(refused === undefined ? answer : { ...answer, status: Number(refused) }, now, words);
    // The workflow is the address: there is no account of ours that could be wrong.
    return failed.outcome === "failed-for-good" ? { ...failed, blames: "address" } : failed;
  },
  async receive({ headers, body }, { settings: { securityToken } }) {
    const expected = securityToken === undefined ? "" : `HMAC ${hmacOf(Buffer.from(securityToken, "base64"), body).toString("base64")}`;
    if (expected === "" || !isSame(headers.authorization ?? "", expected)) throw badSignature("Microsoft Teams");
    const read = activity.safeParse(jsonOf({ text: body }));
    return {
      receipts: [],
      replies: read.success ? repliesIn(read.data) : [],
      answer: (results) => jsonAnswer({ type: "message", text: resultSentence(languageOf(read.data?.locale), results) }),
    };
  },
});
