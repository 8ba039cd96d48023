/**
 * Matrix by its client-server API (v1.11 and later): the transaction id makes a repetition harmless; answers and reactions are fetched by
 * `/sync`. Rooms are not encrypted: a bot that holds the keys of an encrypted one would have to keep them.
 */
import { z } from "@hono/zod-openapi";
import type { Instant } from "#core/time/instant.ts";
import { answerWords, plainText, resultSentence } from "#server/channels/answer-words.ts";
import { buttonsOf, cutTo, escaped } from "#server/channels/chat/chat-message.ts";
import { forgetRoom, type MatrixAccount, MatrixProblem, matrixSettings, roomOf, userOf } from "#server/channels/chat/matrix-room.ts";
import { defineDriver, type Message, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import type { OutsideAnswer } from "#server/outside/outside.ts";

const problem = z.object({ errcode: z.string(), error: z.string().optional(), retry_after_ms: z.number().optional() });

/** A reaction with it acknowledges. */
const acknowledging = new Set(["✅", "👍", "👀", "✔️", "✔"]);

function contentOf(message: Message): object {
  const { subject, link, language } = message;
  const words = answerWords[language];
  const how = buttonsOf(message).map(({ label, reply }) => `${reply}: ${label}`);
  const text = [`${subject}`, plainText(message), ...(how.length === 0 ? [] : [[...how, `✅: ${words.acknowledge}`].join(" · ")])].join(
    "\n\n",
  );
  const html = [
    `<p><strong>${escaped(subject)}</strong></p>`,
    `<p>${escaped(message.text).replaceAll("\n", "<br>")}</p>`,
    ...(link === null ? [] : [`<p><a href="${escaped(link).replaceAll('"', "&quot;")}">${words.open}</a></p>`]),
    ...(how.length === 0 ? [] : [`<p>${escaped([...how, `✅: ${words.acknowledge}`].join(" · "))}</p>`]),
  ].join("");
  // An event has at most 65,536 bytes.
  return { msgtype: "m.text", body: cutTo(text, 10_000), format: "org.matrix.custom.html", formatted_body: cutTo(html, 20_000) };
}

function failure(answer: OutsideAnswer, now: Instant): SendOutcome {
  const read = problem.safeParse(jsonOf(answer)).data;
  const failed = failureOf(answer, now, read === undefined ? "" : `${read.errcode} ${read.error ?? ""}`);
  if (failed.outcome === "failed-for-now")
    return read?.retry_after_ms === undefined ? failed : { ...failed, retryAfterMs: read.retry_after_ms };
  // M_FORBIDDEN and M_NOT_FOUND speak of the room or the person; a 404 without a code is a server that is none.
  const isOfAddress = ["M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN", "M_INVALID_PARAM"].includes(read?.errcode ?? "");
  return { ...failed, blames: isOfAddress ? "address" : "gateway" };
}

async function send(account: MatrixAccount, address: string, key: string, message: Message, now: Instant): Promise<SendOutcome> {
  const { own, outside, signal } = account;
  const room = await roomOf(account, address);
  const post = () =>
    sendJson({
      ...{ outside, signal, method: "PUT", body: contentOf(message), headers: { authorization: `Bearer ${own.accessToken}` } },
      url: `${rootOf(own.homeserver)}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${encodeURIComponent(key)}`,
    });
  let answer = await post();
  if (answer.status === 403 && !address.startsWith("@")) {
    // Invited, and not there yet.
    const joined = await sendJson({
      ...{ outside, signal, body: {}, headers: { authorization: `Bearer ${own.accessToken}` } },
      url: `${rootOf(own.homeserver)}/_matrix/client/v3/join/${encodeURIComponent(room)}`,
    });
    if (isTaken(joined)) answer = await post();
  }
  if (!isTaken(answer)) {
    // The person has left the room that we knew: the next attempt makes another one.
    forgetRoom(account, address);
    return failure(answer, now);
  }
  const read = z.object({ event_id: z.string() }).safeParse(jsonOf(answer));
  if (!read.success) return { outcome: "failed-for-now", said: "The answer is not a Matrix server's." };
  return { outcome: "sent", providerId: read.data.event_id, expectsReceipt: false };
}

const event = z.object({
  type: z.string(),
  event_id: z.string(),
  sender: z.string(),
  origin_server_ts: z.number(),
  content: z.object({
    msgtype: z.string().optional(),
    body: z.string().optional(),
    "m.relates_to": z
      .object({
        rel_type: z.string().optional(),
        event_id: z.string().optional(),
        key: z.string().optional(),
        "m.in_reply_to": z.object({ event_id: z.string() }).optional(),
      })
      .optional(),
  }),
});
const synced = z.object({
  next_batch: z.string(),
  rooms: z
    .object({ join: z.record(z.string(), z.object({ timeline: z.object({ events: z.array(z.unknown()) }).optional() })).optional() })
    .optional(),
});

/** What one event replies: a message without its quote (`> …` lines of older clients), or a reaction. */
function replyOf(written: unknown, self: string, notBefore: number): Received["replies"][number] | null {
  const read = event.safeParse(written);
  if (!read.success || read.data.sender === self || read.data.origin_server_ts < notBefore) return null;
  const { type, sender, content, event_id: id } = read.data;
  const related = content["m.relates_to"];
  if (type === "m.reaction") {
    const isAcknowledging = acknowledging.has(related?.key ?? "") && related?.event_id !== undefined;
    return isAcknowledging ? { address: sender, text: "ACK", providerId: related.event_id ?? null, pageId: null, id } : null;
  }
  if (type !== "m.room.message" || content.msgtype !== "m.text" || content.body === undefined || related?.rel_type === "m.replace")
    return null;
  const text = content.body.replace(/^(> .*\n)+\n?/, "");
  return { address: sender, text, providerId: related?.["m.in_reply_to"]?.event_id ?? null, pageId: null, id };
}

/** By account: up to where the rooms were read. After a start what came in the last ten minutes is read again; an answer twice is harmless. */
const positions = new Map<string, string>();
const keyOf = ({ homeserver, accessToken }: MatrixAccount["own"]): string => `${homeserver} ${accessToken}`;
const lookBackMs = 600_000;
const filter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { types: ["m.room.message", "m.reaction"], limit: 50 },
    ...{ state: { types: [] }, ephemeral: { types: [] }, account_data: { types: [] } },
  },
});

export const matrix = defineDriver({
  name: "matrix",
  title: "Matrix",
  channel: "matrix",
  isIdempotent: true,
  givesReceipts: false,
  settings: matrixSettings,
  secrets: ["accessToken"],
  address: z
    .string()
    .trim()
    .max(255)
    .regex(/^([@#][^\s:]+:\S+|![^\s:]+(:\S+)?)$/, "Write your name (@ana:example.org), or a room (!id:example.org or #ops:example.org)."),
  async send({ settings: own, address, message, key, outside, signal, now }) {
    try {
      return await send({ own, outside, signal }, address, key, message, now);
    } catch (error) {
      if (error instanceof MatrixProblem) return failure(error.answer, now);
      throw error;
    }
  },
  async probe({ settings: own, outside, signal }) {
    try {
      return { isWell: true, said: await userOf({ own, outside, signal }) };
    } catch (error) {
      if (!(error instanceof MatrixProblem)) throw error;
      return { isWell: false, said: problem.safeParse(jsonOf(error.answer)).data?.errcode ?? `HTTP ${error.answer.status}` };
    }
  },
  async collect({ settings: own, outside, signal, now }) {
    const self = await userOf({ own, outside, signal });
    const since = positions.get(keyOf(own));
    const query = new URLSearchParams({ filter, timeout: "0", set_presence: "offline", ...(since === undefined ? {} : { since }) });
    const answer = await outside.request({
      ...{ method: "GET", url: `${rootOf(own.homeserver)}/_matrix/client/v3/sync?${query}`, signal },
      headers: { authorization: `Bearer ${own.accessToken}` },
    });
    const read = synced.safeParse(isTaken(answer) ? jsonOf(answer) : null);
    if (!read.success) return { receipts: [], replies: [] };
    const rooms = Object.entries(read.data.rooms?.join ?? {});
    const found = rooms.flatMap(([room, { timeline }]) =>
      (timeline?.events ?? []).flatMap((each) => {
        const reply = replyOf(each, self, since === undefined ? now - lookBackMs : 0);
        return reply === null ? [] : [{ room, reply }];
      }),
    );
    return {
      receipts: [],
      replies: found.map(({ reply }) => reply),
      forget: () => {
        positions.set(keyOf(own), read.data.next_batch);
        return Promise.resolve();
      },
      tell: async (results) => {
        for (const [index, { room }] of found.entries()) {
          const outcome = results[index];
          // People talk in rooms: only what was meant for us is answered.
          if (outcome === undefined || outcome.kind === "not-understood" || outcome.kind === "unknown-sender") continue;
          const path = `${encodeURIComponent(room)}/send/m.room.message/${encodeURIComponent(`${read.data.next_batch}-${index}`)}`;
          await sendJson({
            ...{ outside, method: "PUT", url: `${rootOf(own.homeserver)}/_matrix/client/v3/rooms/${path}` },
            ...{
              headers: { authorization: `Bearer ${own.accessToken}` },
              body: { msgtype: "m.notice", body: resultSentence("en", [outcome]) },
            },
          });
        }
      },
    };
  },
});
