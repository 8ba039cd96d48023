/**
 * Mattermost: posts of a bot by its REST API v4, with message buttons; what is pressed, or written where an outgoing webhook listens, comes
 * to the hook. `pending_post_id` makes a repetition harmless for 30 seconds only (server/channels/app/post.go), which is too short to count on.
 */
import { z } from "@hono/zod-openapi";
import { languageOf, resultSentence } from "#server/channels/answer-words.ts";
import { buttonsOf, cutTo, jsonAnswer } from "#server/channels/chat/chat-message.ts";
import { defineDriver, type Message, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { badSignature, hmacOf, isSame } from "#server/channels/verify.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

const settings = z.object({
  server: z.url({ protocol: /^https?$/ }).meta({ description: "Where Mattermost runs: https://mattermost.example.com" }),
  token: z.string().trim().min(10).max(200).meta({ description: "Access token of the bot account." }),
  outgoingToken: z
    .string()
    .trim()
    .max(100)
    .optional()
    .meta({ description: "Token of an outgoing webhook to this gateway's hook: then ACK 4711 can be written in its channel." }),
});
type Settings = z.output<typeof settings>;
type Asking = { own: Settings; outside: Outside; signal?: AbortSignal | undefined };

const idForm = /^[a-z0-9]{26}$/;
const withId = z.object({ id: z.string().regex(idForm) });
const problem = z.object({ id: z.string().optional(), message: z.string().optional() }).catch({});

const apiOf = ({ server }: Settings): string => `${rootOf(server)}/api/v4`;
const bearer = ({ token }: Settings): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** What was looked up once and does not change: the bot's own id, and the channel between it and a person. */
const channels = new Map<string, string>();
const mostChannels = 10_000;

class Unfound extends Error {
  readonly answer: OutsideAnswer;
  constructor(answer: OutsideAnswer) {
    super("not found");
    this.answer = answer;
  }
}

async function idAt({ own, outside, signal }: Asking, path: string): Promise<string> {
  const answer = await outside.request({
    ...{ method: "GET", url: `${apiOf(own)}${path}`, headers: bearer(own) },
    ...(signal === undefined ? {} : { signal }),
  });
  const read = withId.safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) throw new Unfound(answer);
  return read.data.id;
}

/** The channel to post in: written as its id, or the direct one between the bot and `@somebody`. */
async function channelOf(address: string, asking: Asking): Promise<string> {
  if (!address.startsWith("@")) return address;
  const { own, outside, signal } = asking;
  const key = `${own.server} ${own.token} ${address}`;
  const known = channels.get(key);
  if (known !== undefined) return known;
  const ids = [await idAt(asking, "/users/me"), await idAt(asking, `/users/username/${encodeURIComponent(address.slice(1))}`)];
  const answer = await outside.request({
    ...{ method: "POST", url: `${apiOf(own)}/channels/direct`, body: JSON.stringify(ids) },
    headers: { "content-type": "application/json", ...bearer(own) },
    ...(signal === undefined ? {} : { signal }),
  });
  const read = withId.safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) throw new Unfound(answer);
  if (channels.size >= mostChannels) channels.clear();
  channels.set(key, read.data.id);
  return read.data.id;
}

/** The server keeps a button's context to itself; it comes back with the press, and proves that we wrote it. */
const proofOf = ({ token }: Settings, reply: string, language: string): string => hmacOf(token, `${reply} ${language}`).toString("hex");

function attachmentOf(message: Message, own: Settings, hookUrl: string): object {
  const { subject, text, link, urgency, language } = message;
  const actions = buttonsOf(message).map(({ verb, label, reply }) => ({
    ...{ id: verb, name: label, type: "button", style: verb === "acknowledge" ? "primary" : "default" },
    integration: { url: hookUrl, context: { reply, language, proof: proofOf(own, reply, language) } },
  }));
  return {
    ...{ fallback: subject, title: subject, text: cutTo(text, 7_000), color: urgency === "high" ? "#c92a2a" : "#1c7ed6" },
    ...(link === null ? {} : { title_link: link }),
    ...(actions.length === 0 ? {} : { actions }),
  };
}

function failure(answer: OutsideAnswer, now: Parameters<typeof failureOf>[1]): SendOutcome {
  const { id = "", message = "" } = problem.parse(jsonOf(answer));
  // The same post is being stored this moment: soon it is there.
  if (id.includes("deduplicate_create_post")) return { outcome: "failed-for-now", said: "being stored", mayHaveArrived: true };
  const failed = failureOf(answer, now, message);
  // 401 is about our token; 400, 403 and 404 about a channel or a person that the bot cannot write to.
  return failed.outcome === "failed-for-good" && [400, 403].includes(answer.status) ? { ...failed, blames: "address" } : failed;
}

const pressed = z.object({
  user_id: z.string().regex(idForm),
  user_name: z.string().optional(),
  post_id: z.string().optional(),
  context: z.object({ reply: z.string().max(100), language: z.string().max(10), proof: z.string() }),
});
const written = z.object({ token: z.string(), user_name: z.string(), text: z.string(), post_id: z.string().optional() });

async function nameOf(id: string, asking: Asking): Promise<string> {
  const { own, outside } = asking;
  const answer = await outside.request({ method: "GET", url: `${apiOf(own)}/users/${id}`, headers: bearer(own) });
  return z.object({ username: z.string() }).catch({ username: id }).parse(jsonOf(answer)).username;
}

export const mattermost = defineDriver({
  name: "mattermost",
  title: "Mattermost",
  channel: "mattermost",
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: ["token", "outgoingToken"],
  address: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(@[a-z0-9._-]{1,64}|[a-z0-9]{26})$/, "Write @your.name, or the 26 characters of a channel's ID."),
  async send({ settings: own, address, message, key, hookUrl, outside, signal, now }) {
    const asking = { own, outside, signal };
    try {
      const channelId = await channelOf(address, asking);
      const body = {
        ...{ channel_id: channelId, message: "", pending_post_id: key },
        props: { attachments: [attachmentOf(message, own, hookUrl)] },
      };
      const answer = await sendJson({ outside, signal, url: `${apiOf(own)}/posts`, headers: bearer(own), body });
      const read = withId.safeParse(jsonOf(answer));
      if (!isTaken(answer)) return failure(answer, now);
      if (!read.success) return { outcome: "failed-for-now", said: "The answer is not Mattermost's." };
      return { outcome: "sent", providerId: read.data.id, expectsReceipt: false };
    } catch (error) {
      if (error instanceof Unfound) return failure(error.answer, now);
      throw error;
    }
  },
  async probe({ settings: own, outside, signal }) {
    const answer = await outside.request({ method: "GET", url: `${apiOf(own)}/users/me`, headers: bearer(own), signal });
    const { username } = z.object({ username: z.string() }).catch({ username: "" }).parse(jsonOf(answer));
    const isWell = isTaken(answer) && username !== "";
    return { isWell, said: isWell ? `@${username}` : (problem.parse(jsonOf(answer)).message ?? `HTTP ${answer.status}`) };
  },
  async receive({ headers, body }, { settings: own, outside }): Promise<Received> {
    const isForm = (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
    const sent = isForm ? Object.fromEntries(new URLSearchParams(body)) : jsonOf({ text: body });
    const press = pressed.safeParse(sent);
    if (press.success) {
      const { user_id: id, user_name: name = await nameOf(id, { own, outside }), post_id: post, context } = press.data;
      if (!isSame(context.proof, proofOf(own, context.reply, context.language))) throw badSignature("Mattermost");
      return {
        receipts: [],
        replies: [{ address: `@${name.toLowerCase()}`, text: context.reply, providerId: post ?? null, pageId: null }],
        answer: (results) => jsonAnswer({ ephemeral_text: resultSentence(languageOf(context.language), results) }),
      };
    }
    const words = written.safeParse(sent);
    if (!words.success || own.outgoingToken === undefined || !isSame(words.data.token, own.outgoingToken)) throw badSignature("Mattermost");
    const { user_name: name, text, post_id: id } = words.data;
    return {
      receipts: [],
      replies: [{ address: `@${name.toLowerCase()}`, text, providerId: null, pageId: null, ...(id === undefined ? {} : { id }) }],
      answer: (results) => jsonAnswer({ response_type: "comment", text: resultSentence("en", results) }),
    };
  },
});
