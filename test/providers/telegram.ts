/** The Bot API (https://core.telegram.org/bots/api) as far as we use it: messages with keyboards, updates fetched or pushed with a secret. */
import { z } from "zod";
import { type Answered, type HttpProvider, json, openProvider } from "./http-provider.ts";

export const botToken = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345";

const key = z.union([
  z.strictObject({ text: z.string().min(1), callback_data: z.string().refine((data) => Buffer.byteLength(data) <= 64 && data !== "") }),
  z.strictObject({ text: z.string().min(1), url: z.url() }),
]);
const sendMessage = z.strictObject({
  chat_id: z.union([z.number(), z.string()]),
  text: z.string().min(1).max(4_096),
  link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional(),
  reply_markup: z.strictObject({ inline_keyboard: z.array(z.array(key).min(1)).min(1) }).optional(),
});
const answerCallbackQuery = z.strictObject({
  callback_query_id: z.string(),
  text: z.string().max(200).optional(),
  show_alert: z.boolean().optional(),
});
const allowed = z.array(z.string());
const setWebhook = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  secret_token: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/),
  allowed_updates: allowed,
});
const getUpdates = z.strictObject({
  ...{ timeout: z.int(), limit: z.int().min(1).max(100), offset: z.int().optional(), allowed_updates: allowed },
});

export type Telegram = HttpProvider & {
  readonly sent: z.output<typeof sendMessage>[];
  readonly told: z.output<typeof answerCallbackQuery>[];
  /** What was set by `setWebhook`. */
  readonly hook: { url: string; secret: string } | null;
  /** Chats in which the bot may write. */
  readonly chats: Set<string>;
  /** Somebody does something: kept until it is fetched and the one after it is asked for. */
  happen(update: Record<string, unknown>): void;
};

const refused = (status: number, description: string, parameters?: object): Answered =>
  json(status, { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) });
const done = (result: unknown): Answered => json(200, { ok: true, result });

export async function openTelegram(): Promise<Telegram> {
  const [sent, told]: [Telegram["sent"], Telegram["told"]] = [[], []];
  const chats = new Set(["77001"]);
  let hook: Telegram["hook"] = null;
  let updates: { update_id: number }[] = [];
  let nextId = 900;
  const methods: Record<string, (body: unknown) => Answered> = {
    getMe: () => done({ id: 123456789, is_bot: true, username: "guardia_bot" }),
    sendMessage: (body) => {
      const read = sendMessage.safeParse(body);
      if (!read.success) return refused(400, `Bad Request: ${read.error.issues[0]?.path.join(".")}`);
      if (!chats.has(String(read.data.chat_id))) return refused(400, "Bad Request: chat not found");
      sent.push(read.data);
      return done({ message_id: sent.length, chat: { id: read.data.chat_id }, date: 1_795_356_000 });
    },
    answerCallbackQuery: (body) => {
      told.push(answerCallbackQuery.parse(body));
      return done(true);
    },
    setWebhook: (body) => {
      const { url, secret_token: secret } = setWebhook.parse(body);
      hook = { url, secret };
      return done(true);
    },
    deleteWebhook: () => {
      hook = null;
      return done(true);
    },
    getUpdates: (body) => {
      const { offset } = getUpdates.parse(body);
      if (hook !== null)
        return refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first");
      // An offset confirms every update below it.
      if (offset !== undefined) updates = updates.filter(({ update_id: id }) => id >= offset);
      return done(updates);
    },
  };
  const provider = await openProvider(({ method, path, body }) => {
    const [, token, name = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (token !== botToken) return refused(401, "Unauthorized");
    if (method !== "POST" || methods[name] === undefined) return refused(404, "Not Found");
    return methods[name](JSON.parse(body));
  });
  return {
    ...{ ...provider, sent, told, chats },
    get hook() {
      return hook;
    },
    happen(update) {
      nextId++;
      updates.push({ update_id: nextId, ...update });
    },
  };
}
