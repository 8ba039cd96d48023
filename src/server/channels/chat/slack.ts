/**
 * Slack: chat.postMessage of the Web API with buttons (Block Kit), and what people press or write back, signed by the app's signing secret.
 * The hook's address goes into the app's Interactivity, Event Subscriptions (message.im, app_mention) and, if wanted, a slash command.
 * Slack has no receipts, and takes the same message twice.
 */
import { z } from "@hono/zod-openapi";
import type { Language } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { languageOf, resultSentence } from "#server/channels/answer-words.ts";
import { buttonsOf, cutTo, escaped, jsonAnswer, openLabel } from "#server/channels/chat/chat-message.ts";
import { defineDriver, type Incoming, type Message, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken, retryAfterMs, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { badSignature, hmacOf, isSame } from "#server/channels/verify.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

const settings = z.object({
  botToken: z
    .string()
    .trim()
    .regex(/^xox[a-z]-\S+$/, "A bot token begins with xoxb-.")
    .meta({ description: "Bot token (xoxb-…) with the scope chat:write." }),
  signingSecret: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{32,64}$/)
    .optional()
    .meta({ description: "Signing secret of the app: needed for buttons and answers." }),
  api: z.url().default("https://slack.com/api").meta({ description: "The Web API; another one for GovSlack: https://slack-gov.com/api" }),
});
type Settings = z.output<typeof settings>;

/** Their errors that pass; those that speak of the channel or person; all others are about the app. */
const passing = new Set([
  "ratelimited",
  "rate_limited",
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);
const ofAddress = new Set([
  ...["channel_not_found", "is_archived", "not_in_channel", "user_not_found", "user_disabled", "cannot_dm_bot"],
  ...["messages_tab_disabled", "restricted_action", "users_not_found"],
]);

const answered = z.object({ ok: z.boolean(), error: z.string().optional(), channel: z.string().optional(), ts: z.string().optional() });

function outcomeOf(answer: OutsideAnswer, now: Instant): SendOutcome {
  const read = answered.safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) {
    // A 200 that is not theirs comes from something between us.
    return isTaken(answer) ? { outcome: "failed-for-now", said: "The answer is not Slack's." } : failureOf(answer, now, read.data?.error);
  }
  const { ok, error = "", channel, ts } = read.data;
  if (ok && channel !== undefined && ts !== undefined) return { outcome: "sent", providerId: `${channel}:${ts}`, expectsReceipt: false };
  if (passing.has(error)) {
    const wait = retryAfterMs(answer.headers, now);
    return { outcome: "failed-for-now", said: error, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  }
  return { outcome: "failed-for-good", said: error, blames: ofAddress.has(error) ? "address" : "gateway" };
}

/** Block Kit: a section has 3,000 characters, a button's value 2,000; the fallback text is what a notification shows. */
function blocksOf(message: Message): object[] {
  const { subject, text, link, language } = message;
  const buttons = buttonsOf(message).map(({ verb, label, reply }) => ({
    ...{ type: "button", action_id: verb, value: reply, text: { type: "plain_text", text: label } },
    ...(verb === "acknowledge" ? { style: "primary" } : {}),
  }));
  const open =
    link === null ? [] : [{ type: "button", action_id: "open", url: link, text: { type: "plain_text", text: openLabel(language) } }];
  const section = (words: string) => ({ type: "section", text: { type: "mrkdwn", text: cutTo(words, 3_000) } });
  return [
    section(`*${escaped(subject)}*`),
    ...(text === "" ? [] : [section(escaped(text))]),
    // The language comes back with what is pressed.
    ...(buttons.length + open.length === 0 ? [] : [{ type: "actions", block_id: `guardia-${language}`, elements: [...buttons, ...open] }]),
  ];
}

const bearer = ({ botToken }: Settings): Record<string, string> => ({ authorization: `Bearer ${botToken}` });

/** Five minutes, as Slack asks: an older request is somebody's recording. */
const longestAgeSeconds = 300;

function verify({ headers, body }: Incoming, { signingSecret }: Settings, now: Instant): void {
  const [seconds, signature] = [headers["x-slack-request-timestamp"] ?? "", headers["x-slack-signature"] ?? ""];
  const isFresh = /^\d{1,12}$/.test(seconds) && Math.abs(now / 1_000 - Number(seconds)) <= longestAgeSeconds;
  const expected = signingSecret === undefined ? "" : `v0=${hmacOf(signingSecret, `v0:${seconds}:${body}`).toString("hex")}`;
  if (!isFresh || expected === "" || !isSame(signature, expected)) throw badSignature("Slack");
}

const pressed = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string() }),
  container: z.object({ message_ts: z.string().optional(), channel_id: z.string().optional() }).optional(),
  response_url: z.url().optional(),
  actions: z.array(z.object({ action_id: z.string(), block_id: z.string().optional(), value: z.string().optional() })),
});
const written = z.object({
  type: z.literal("event_callback"),
  event: z.object({
    type: z.enum(["message", "app_mention"]),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
    user: z.string(),
    channel: z.string(),
    text: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});
const nothing: Received = { receipts: [], replies: [] };

/** A button: the answer to Slack is empty, what came of it goes to the address that Slack gives for half an hour. */
function readPress(payload: unknown, outside: Outside): Received {
  const read = pressed.safeParse(payload);
  const action = read.data?.actions.find(({ value }) => value !== undefined);
  if (!read.success || action?.value === undefined) return nothing;
  const { user, container, response_url: url } = read.data;
  const { channel_id: channel, message_ts: ts } = container ?? {};
  const language: Language = languageOf(action.block_id?.replace("guardia-", ""));
  const providerId = channel === undefined || ts === undefined ? null : `${channel}:${ts}`;
  return {
    receipts: [],
    replies: [{ address: user.id, text: action.value, providerId, pageId: null }],
    tell: async (results) => {
      const text = resultSentence(language, results);
      if (url !== undefined) await sendJson({ outside, url, body: { response_type: "ephemeral", replace_original: false, text } });
    },
  };
}

/** A direct message or a mention; what bots write (ourselves too), and edits, are none. */
function readWords(body: unknown, own: Settings, outside: Outside): Received {
  const read = written.safeParse(body);
  if (!read.success || read.data.event.subtype !== undefined || read.data.event.bot_id !== undefined) return nothing;
  const { user, channel, text, ts, thread_ts: thread } = read.data.event;
  return {
    receipts: [],
    replies: [
      {
        address: user,
        text: text.replaceAll(/<@\w+>/g, "").trim(),
        providerId: thread === undefined ? null : `${channel}:${thread}`,
        pageId: null,
        id: `${channel}:${ts}`,
      },
    ],
    tell: async (results) => {
      const said = { channel, text: resultSentence("en", results), ...(thread === undefined ? {} : { thread_ts: thread }) };
      await sendJson({ outside, url: `${rootOf(own.api)}/chat.postMessage`, headers: bearer(own), body: said });
    },
  };
}

export const slack = defineDriver({
  name: "slack",
  title: "Slack",
  channel: "slack",
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: ["botToken", "signingSecret"],
  address: z
    .string()
    .trim()
    .regex(/^[UWCDG][A-Z0-9]{6,20}$/, "Write a member's or a channel's ID as Slack shows it under “Copy member ID”: U012AB3CD."),
  async send({ settings: own, address, message, outside, signal, now }) {
    const body = {
      ...{ channel: address, text: cutTo(`${escaped(message.subject)}\n${escaped(message.text)}`, 4_000), blocks: blocksOf(message) },
      ...{ unfurl_links: false, unfurl_media: false },
    };
    return outcomeOf(await sendJson({ outside, signal, url: `${rootOf(own.api)}/chat.postMessage`, headers: bearer(own), body }), now);
  },
  async probe({ settings: own, outside, signal }) {
    const answer = await sendJson({ outside, signal, url: `${rootOf(own.api)}/auth.test`, headers: bearer(own), body: {} });
    const read = z.object({ ok: z.boolean(), error: z.string().optional(), team: z.string().optional() }).safeParse(jsonOf(answer));
    const isWell = isTaken(answer) && read.data?.ok === true;
    return { isWell, said: isWell ? (read.data?.team ?? "ok") : (read.data?.error ?? `HTTP ${answer.status}`) };
  },
  async receive(incoming, { settings: own, outside, now }) {
    verify(incoming, own, now);
    if (!(incoming.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
      const body = jsonOf({ text: incoming.body });
      const asked = z.object({ type: z.literal("url_verification"), challenge: z.string().max(1_000) }).safeParse(body);
      if (asked.success) return { ...nothing, answer: () => jsonAnswer({ challenge: asked.data.challenge }) };
      return readWords(body, own, outside);
    }
    const form = new URLSearchParams(incoming.body);
    const [payload, command, user] = [form.get("payload"), form.get("command"), form.get("user_id")];
    if (payload !== null) return readPress(jsonOf({ text: payload }), outside);
    if (command === null || user === null) return nothing;
    return {
      receipts: [],
      replies: [{ address: user, text: form.get("text") ?? "", providerId: null, pageId: null }],
      answer: (results) => jsonAnswer({ response_type: "ephemeral", text: resultSentence("en", results) }),
    };
  },
});
