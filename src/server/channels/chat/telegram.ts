/**
 * Telegram: a bot (https://core.telegram.org/bots/api). Updates come to the hook, with the secret that we gave Telegram in `setWebhook`, or
 * are fetched where Guardia cannot be reached from outside. Telegram has no receipts for bots, and takes the same message twice.
 */
import { z } from "@hono/zod-openapi";
import type { Instant } from "#core/time/instant.ts";
import { languageOf, plainText, resultSentence } from "#server/channels/answer-words.ts";
import { buttonsOf, cutTo, openLabel } from "#server/channels/chat/chat-message.ts";
import { defineDriver, type Message, type Received, type ReplyResult, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { badSignature, hmacOf, isSame } from "#server/channels/verify.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

const settings = z.object({
  botToken: z
    .string()
    .trim()
    .regex(/^\d{3,20}:[\w-]{20,100}$/, "A token is what @BotFather gave: 123456789:AAE…")
    .meta({ description: "Token of the bot, from @BotFather." }),
  receives: z.enum(["poll", "hook"]).default("poll").meta({
    description: "How answers come in: poll asks Telegram every few seconds, hook needs an address that Telegram reaches by https.",
  }),
  api: z.url().default("https://api.telegram.org").meta({ description: "The Bot API; another address for a Bot API server of one's own." }),
});
type Settings = z.output<typeof settings>;

const result = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
});

type Asking = { own: Settings; outside: Outside; signal?: AbortSignal | undefined };

const ask = ({ own, outside, signal }: Asking, method: string, body: object): Promise<OutsideAnswer> =>
  sendJson({ outside, signal, url: `${rootOf(own.api)}/bot${own.botToken}/${method}`, body });

/** The header with which Telegram proves itself: 1 to 256 characters of A-Z, a-z, 0-9, _ and -. */
const hookSecret = ({ botToken }: Settings): string => hmacOf(botToken, "guardia hook").toString("base64url");

function outcomeOf(answer: OutsideAnswer, now: Instant): SendOutcome {
  const read = result.safeParse(jsonOf(answer)).data;
  if (isTaken(answer) && read?.ok === true) {
    const { message_id: id } = z.object({ message_id: z.number() }).catch({ message_id: 0 }).parse(read.result);
    return { outcome: "sent", providerId: id === 0 ? null : String(id), expectsReceipt: false };
  }
  if (isTaken(answer)) return { outcome: "failed-for-now", said: "The answer is not Telegram's." };
  const failure = failureOf(answer, now, read?.description);
  const waitSeconds = read?.parameters?.retry_after;
  if (failure.outcome === "failed-for-now") return waitSeconds === undefined ? failure : { ...failure, retryAfterMs: waitSeconds * 1_000 };
  // 401 and 404: no such bot. 400 and 403: this chat does not exist, or has blocked the bot.
  return { ...failure, blames: answer.status === 400 || answer.status === 403 ? "address" : "gateway" };
}

/** Buttons under the message; `callback_data` has at most 64 bytes. Telegram refuses link buttons to localhost, which is no address for a phone. */
function keyboard(message: Message): object {
  const { link, language } = message;
  const row = buttonsOf(message).map(({ label, reply }) => ({ text: label, callback_data: reply }));
  const isPublic = link !== null && !/^https?:\/\/(localhost|127\.|\[::1\])/.test(link);
  const rows = [...(row.length === 0 ? [] : [row]), ...(isPublic ? [[{ text: openLabel(language), url: link }]] : [])];
  return rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows } };
}

const person = z.object({ id: z.number(), language_code: z.string().optional() });
const update = z.object({
  update_id: z.number(),
  message: z
    .object({
      message_id: z.number(),
      from: person.optional(),
      chat: z.object({ id: z.number() }),
      text: z.string().optional(),
      reply_to_message: z.object({ message_id: z.number() }).optional(),
    })
    .optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: person,
      data: z.string().optional(),
      message: z.object({ message_id: z.number() }).optional(),
    })
    .optional(),
});
type Update = z.output<typeof update>;

type Read = { reply: Received["replies"][number] | null; tell(result: ReplyResult | undefined): Promise<unknown> };

/** One update: what it replies, and how its author is told what came of it. */
function readUpdate({ message, callback_query: query }: Update, asking: Asking): Read | null {
  if (query !== undefined) {
    const providerId = query.message === undefined ? null : String(query.message.message_id);
    const say = (outcome: ReplyResult | undefined) =>
      ask(asking, "answerCallbackQuery", {
        callback_query_id: query.id,
        ...(outcome === undefined
          ? {}
          : { text: cutTo(resultSentence(languageOf(query.from.language_code), [outcome]), 200), show_alert: true }),
      });
    return { reply: { address: String(query.from.id), text: query.data ?? "", providerId, pageId: null }, tell: say };
  }
  if (message?.from === undefined || message.text === undefined) return null;
  const { from, chat, text, reply_to_message: answered, message_id: id } = message;
  // Whoever begins a conversation learns the number that makes it a way to reach them.
  if (/^\/start\b/.test(text)) return { reply: null, tell: () => ask(asking, "sendMessage", { chat_id: chat.id, text: String(from.id) }) };
  return {
    reply: {
      address: String(from.id),
      text: text.replace(/^\/(\w+)(@\w+)?/, "$1"),
      providerId: answered === undefined ? null : String(answered.message_id),
      pageId: null,
      // Numbered within a chat.
      id: `${chat.id}:${id}`,
    },
    tell: async (outcome) =>
      outcome === undefined ||
      ask(asking, "sendMessage", { chat_id: chat.id, text: resultSentence(languageOf(from.language_code), [outcome]) }),
  };
}

function receivedFrom(updates: readonly unknown[], asking: Asking): Received {
  const read = updates.flatMap((each) => {
    const parsed = update.safeParse(each);
    const one = parsed.success ? readUpdate(parsed.data, asking) : null;
    return one === null ? [] : [one];
  });
  return {
    receipts: [],
    replies: read.flatMap(({ reply }) => (reply === null ? [] : [reply])),
    tell: async (results) => {
      let next = 0;
      for (const { reply, tell } of read) await tell(reply === null ? undefined : results[next++]);
    },
  };
}

/** By bot: the update after the last one that was acted upon. Telegram forgets those before it when it is next asked. */
const offsets = new Map<string, number>();
const keyOf = ({ api, botToken }: Settings): string => `${api} ${botToken}`;
const updateTypes = { allowed_updates: ["message", "callback_query"] };

export const telegram = defineDriver({
  name: "telegram",
  title: "Telegram",
  channel: "telegram",
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: ["botToken"],
  address: z
    .string()
    .trim()
    .regex(
      /^(-?\d{5,20}|@[A-Za-z]\w{3,31})$/,
      "Write your number at Telegram: send /start to the bot, it answers with it. A group's number begins with -.",
    ),
  async send({ settings: own, address, message, outside, signal, now }) {
    const text = cutTo(`${message.subject}\n\n${plainText(message)}`, 4_096);
    const body = { chat_id: address, text, link_preview_options: { is_disabled: true }, ...keyboard(message) };
    return outcomeOf(await ask({ own, outside, signal }, "sendMessage", body), now);
  },
  /** Also says to Telegram where updates go, which changes nothing when it was so already. */
  async probe({ settings: own, hookUrl, outside, signal }) {
    const answer = await ask({ own, outside, signal }, "getMe", {});
    const read = result.safeParse(jsonOf(answer)).data;
    if (!isTaken(answer) || read?.ok !== true) return { isWell: false, said: read?.description ?? `HTTP ${answer.status}` };
    const hook =
      own.receives === "hook"
        ? await ask({ own, outside, signal }, "setWebhook", { url: hookUrl, secret_token: hookSecret(own), ...updateTypes })
        : await ask({ own, outside, signal }, "deleteWebhook", {});
    const set = result.safeParse(jsonOf(hook)).data;
    if (set?.ok !== true) return { isWell: false, said: set?.description ?? `HTTP ${hook.status}` };
    const { username } = z.object({ username: z.string() }).catch({ username: "" }).parse(read.result);
    return { isWell: true, said: username === "" ? "ok" : `@${username}` };
  },
  async receive({ headers, body }, { settings: own, outside }) {
    if (!isSame(headers["x-telegram-bot-api-secret-token"] ?? "", hookSecret(own))) throw badSignature("Telegram");
    return receivedFrom([jsonOf({ text: body })], { own, outside });
  },
  async collect({ settings: own, outside, signal }) {
    if (own.receives === "hook") return { receipts: [], replies: [] };
    const offset = offsets.get(keyOf(own));
    const asked = { timeout: 0, limit: 100, ...updateTypes, ...(offset === undefined ? {} : { offset }) };
    const answer = await ask({ own, outside, signal }, "getUpdates", asked);
    const read = result.safeParse(jsonOf(answer)).data;
    const updates = read?.ok === true && Array.isArray(read.result) ? (read.result as unknown[]) : [];
    const last = z.object({ update_id: z.number() }).safeParse(updates.at(-1));
    return {
      ...receivedFrom(updates, { own, outside }),
      forget: () => {
        if (last.success) offsets.set(keyOf(own), last.data.update_id + 1);
        return Promise.resolve();
      },
    };
  },
});
