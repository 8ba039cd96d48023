/**
 * Google Chat. A space's webhook needs no account: its address is the contact point, and nobody can answer there but by the link. With an
 * app (a service account) people and spaces are written to, and what they press or write comes to the hook. `requestId` makes a repetition
 * harmless in both. There are no receipts.
 */
import { z } from "@hono/zod-openapi";
import type { Instant } from "#core/time/instant.ts";
import { languageOf, resultSentence } from "#server/channels/answer-words.ts";
import { buttonsOf, cutTo, escaped, jsonAnswer, openLabel } from "#server/channels/chat/chat-message.ts";
import { accessToken, forgetToken, GoogleRefusal, isFromChat, readAccount } from "#server/channels/chat/google-token.ts";
import { defineDriver, type Message, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { badSignature } from "#server/channels/verify.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

const settings = z.object({
  serviceAccount: z
    .string()
    .trim()
    .max(10_000)
    .refine((written) => readAccount(written) !== null, "Paste the whole JSON file of the service account.")
    .optional()
    .meta({ description: "JSON key of the app's service account. Without it only webhooks of spaces are written to." }),
  projectNumber: z
    .string()
    .trim()
    .regex(/^\d{4,20}$/)
    .optional()
    .meta({ description: "Number of the app's Google Cloud project, when its authentication audience is the project number." }),
  api: z.url().default("https://chat.googleapis.com").meta({ description: "The Chat API." }),
  keys: z.url().default("https://www.googleapis.com").meta({ description: "Where Google publishes the keys that it signs events with." }),
});
type Settings = z.output<typeof settings>;

/** A webhook of a space: its address carries `key` and `token`. */
function isWebhook(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, pathname, searchParams } = new URL(address);
  return (
    /^https?:$/.test(protocol) && /^\/v1\/spaces\/[\w-]+\/messages$/.test(pathname) && searchParams.has("key") && searchParams.has("token")
  );
}

const googleProblem = z.object({ error: z.object({ status: z.string().optional(), message: z.string().optional() }) });

function outcomeOf(answer: OutsideAnswer, now: Instant, isOfAccount: boolean): SendOutcome {
  const body = jsonOf(answer);
  const sent = z.object({ name: z.string() }).safeParse(body);
  if (isTaken(answer)) {
    if (sent.success) return { outcome: "sent", providerId: sent.data.name, expectsReceipt: false };
    return { outcome: "failed-for-now", said: "The answer is not Google Chat's." };
  }
  const { status = "", message = "" } = googleProblem.safeParse(body).data?.error ?? {};
  const failed = failureOf(answer, now, [status, message].filter((each) => each !== "").join(" "));
  // 401 is about our account. A webhook is the address itself; 403 and 404 say that we are not, or no longer, in the space.
  const isOfAddress = !isOfAccount || [403, 404].includes(answer.status);
  return failed.outcome === "failed-for-good" ? { ...failed, blames: isOfAddress ? "address" : "gateway" } : failed;
}

/** A card for the text, `text` for the notification. Buttons that call us only where an app writes: a webhook's cards cannot. */
function bodyOf(message: Message, isApp: boolean): object {
  const { subject, text, link, language, purpose } = message;
  const pressed = buttonsOf(message).map(({ label, reply }) => ({
    text: label,
    onClick: {
      action: {
        function: "answer",
        parameters: [
          { key: "reply", value: reply },
          { key: "language", value: language },
        ],
      },
    },
  }));
  const open = link === null ? [] : [{ text: openLabel(language), onClick: { openLink: { url: link } } }];
  const buttons = [...(isApp ? pressed : []), ...open];
  const widgets = [
    ...(text === "" ? [] : [{ textParagraph: { text: cutTo(escaped(text), 4_000).replaceAll("\n", "<br>") } }]),
    ...(buttons.length === 0 ? [] : [{ buttonList: { buttons } }]),
  ];
  // A message has at most 32,000 bytes.
  return {
    text: cutTo(subject, 1_000),
    ...(widgets.length === 0 ? {} : { cardsV2: [{ cardId: `guardia-${purpose}`, card: { sections: [{ widgets }] } }] }),
  };
}

type Asking = { own: Settings; outside: Outside; signal: AbortSignal; now: Instant };

/** A person's name (`users/…`) to the space in which the app and they talk. */
async function spaceOf(address: string, token: string, { own, outside, signal }: Asking): Promise<string> {
  if (address.startsWith("spaces/")) return address;
  const answer = await outside.request({
    ...{ method: "GET", url: `${rootOf(own.api)}/v1/spaces:findDirectMessage?name=${encodeURIComponent(address)}`, signal },
    headers: { authorization: `Bearer ${token}` },
  });
  const read = z.object({ name: z.string().regex(/^spaces\/[\w-]+$/) }).safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) throw new GoogleRefusal(answer);
  return read.data.name;
}

const event = z.object({
  type: z.enum(["MESSAGE", "CARD_CLICKED"]),
  user: z.object({ name: z.string() }),
  message: z.object({ name: z.string().optional(), text: z.string().optional(), argumentText: z.string().optional() }).optional(),
  common: z
    .object({
      userLocale: z.string().optional(),
      invokedFunction: z.string().optional(),
      parameters: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  action: z.object({ parameters: z.array(z.object({ key: z.string(), value: z.string() })).optional() }).optional(),
});

const named = (id: string | undefined): { id?: string } => (id === undefined ? {} : { id });

function readEvent(body: unknown): Received {
  const read = event.safeParse(body);
  if (!read.success) return { receipts: [], replies: [], answer: () => jsonAnswer({}) };
  const { type, user, message, common, action } = read.data;
  const parameters = common?.parameters ?? Object.fromEntries((action?.parameters ?? []).map(({ key, value }) => [key, value]));
  const text = type === "CARD_CLICKED" ? parameters.reply : (message?.argumentText ?? message?.text);
  const language = languageOf(parameters.language ?? common?.userLocale);
  // A button belongs to our message, words are one of theirs.
  const about = type === "CARD_CLICKED" ? { providerId: message?.name ?? null } : { providerId: null, ...named(message?.name) };
  return {
    receipts: [],
    replies: text === undefined ? [] : [{ address: user.name, text: text.trim(), pageId: null, ...about }],
    answer: (results) => jsonAnswer(results.length === 0 ? {} : { text: resultSentence(language, results) }),
  };
}

async function sendByApp(asking: Asking, address: string, message: Message, key: string): Promise<SendOutcome> {
  const { own, outside, signal, now } = asking;
  const account = readAccount(own.serviceAccount);
  if (account === null) {
    const said = "This gateway has no service account: it writes to webhooks of spaces alone.";
    return { outcome: "failed-for-good", said, blames: "gateway" };
  }
  try {
    const token = await accessToken(account, asking);
    const space = await spaceOf(address, token, asking);
    const url = `${rootOf(own.api)}/v1/${space}/messages?requestId=${encodeURIComponent(key)}`;
    const answer = await sendJson({ outside, signal, url, headers: { authorization: `Bearer ${token}` }, body: bodyOf(message, true) });
    if (answer.status === 401) forgetToken(account);
    return outcomeOf(answer, now, true);
  } catch (error) {
    if (error instanceof GoogleRefusal) return outcomeOf(error.answer, now, true);
    throw error;
  }
}

export const googleChat = defineDriver({
  name: "google-chat",
  title: "Google Chat",
  channel: "google-chat",
  isIdempotent: true,
  givesReceipts: false,
  settings,
  secrets: ["serviceAccount"],
  address: z
    .string()
    .trim()
    .max(1_000)
    .refine(
      (written) => /^(spaces|users)\/[\w-]{3,100}$/.test(written) || isWebhook(written),
      "Write a space (spaces/AAAA…), a person (users/1234…), or the address of a space's webhook.",
    ),
  async send({ settings: own, address, message, key, outside, signal, now }) {
    if (!isWebhook(address)) return sendByApp({ own, outside, signal, now }, address, message, key);
    const url = new URL(address);
    url.searchParams.set("requestId", key);
    return outcomeOf(await sendJson({ outside, signal, url: url.href, body: bodyOf(message, false) }), now, false);
  },
  async receive({ headers, body }, { settings: own, hookUrl, outside, now }) {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    const audiences = [hookUrl, ...(own.projectNumber === undefined ? [] : [own.projectNumber])];
    if (!(await isFromChat(token, audiences, own.keys, { outside, now }))) throw badSignature("Google Chat");
    return readEvent(jsonOf({ text: body }));
  },
});
