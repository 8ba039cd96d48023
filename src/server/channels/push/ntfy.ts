/**
 * ntfy: a topic of ntfy.sh or of a server of one's own (https://docs.ntfy.sh/publish/). Its buttons answer a page by the page's own link;
 * ntfy itself does not say who pressed one, and has no receipts.
 */
import { z } from "@hono/zod-openapi";
import { answerUrl, answerWords } from "#server/channels/answer-words.ts";
import { defineDriver, type Message, type Sending } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";

const settings = z.object({
  server: z
    .url({ protocol: /^https?$/ })
    .default("https://ntfy.sh")
    .meta({ description: "The server of topics that are written by their name alone." }),
  token: z.string().trim().max(200).optional().meta({ description: "Access token (tk_…) of that server, if its topics are protected." }),
});
type Settings = z.output<typeof settings>;

/** A topic as ntfy takes it (server/server.go: topicRegex), or the same behind its server's address. */
const topicForm = /^[-_A-Za-z0-9]{1,64}$/;
const likeThis = "Write a topic (guardia-ana-k3j9x2), or with its server: https://ntfy.example.com/guardia-ana-k3j9x2.";

function placeOf(address: string, server: string): { server: string; topic: string } | null {
  if (topicForm.test(address)) return { server: rootOf(server), topic: address };
  if (!URL.canParse(address)) return null;
  const { protocol, origin, pathname, search } = new URL(address);
  const topic = pathname.slice(1).replace(/\/$/, "");
  return /^https?:$/.test(protocol) && search === "" && topicForm.test(topic) ? { server: origin, topic } : null;
}

/** ntfy answers messages of more than 4,096 bytes with an attachment instead of a text. */
const mostTextBytes = 4_000;

function cut(text: string, bytes: number): string {
  const whole = Buffer.from(text);
  return whole.length <= bytes
    ? text
    : `${whole
        .subarray(0, bytes - 3)
        .toString("utf8")
        .replace(/\uFFFD$/, "")}…`;
}

/** At most three buttons. The phone itself posts to our address: nothing goes through the ntfy server that could not answer anyway. */
function actionsOf(message: Message): object[] {
  const words = answerWords[message.language];
  const answer = (label: string, url: string | null) =>
    url === null
      ? []
      : [{ action: "http", label, url, method: "POST", headers: { "content-type": "application/json" }, body: "{}", clear: true }];
  return [
    ...answer(words.acknowledge, answerUrl(message, "acknowledgement")),
    ...answer(words.escalate, answerUrl(message, "escalation")),
    ...(message.link === null ? [] : [{ action: "view", label: words.open, url: message.link }]),
  ];
}

function publication({ message, key }: Sending<Settings>, topic: string): object {
  const { subject, text, link, urgency, purpose, pageId } = message;
  const isPage = purpose === "page" || purpose === "alarm";
  return {
    topic,
    title: cut(subject, 250),
    message: cut(text === "" ? subject : text, mostTextBytes),
    // 5 rings until it is seen, 3 is the default.
    priority: urgency === "high" && isPage ? 5 : urgency === "high" ? 4 : 3,
    ...(isPage ? { tags: ["rotating_light"] } : {}),
    ...(link === null ? {} : { click: link }),
    actions: pageId === null ? [] : actionsOf(message),
    // Servers from 2.16 on replace the notification of the same sequence; older ones ignore it.
    sequence_id: key,
  };
}

export const ntfy = defineDriver({
  name: "ntfy",
  title: "ntfy",
  channel: "ntfy",
  // A repetition replaces the notification, but rings again.
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: ["token"],
  address: z
    .string()
    .trim()
    .refine((written) => placeOf(written, "https://ntfy.sh") !== null, likeThis)
    .transform((written) => written.replace(/\/+$/, "")),
  async send(sending) {
    const { settings: own, address, outside, signal, now } = sending;
    const place = placeOf(address, own.server);
    if (place === null) return { outcome: "failed-for-good", said: "This is no topic.", blames: "address" };
    const isOwnServer = new URL(place.server).origin === new URL(own.server).origin;
    const answer = await outside.request({
      ...{ method: "POST", url: place.server, signal, body: JSON.stringify(publication(sending, place.topic)) },
      headers: {
        "content-type": "application/json",
        // Never to a server that somebody else wrote into their address.
        ...(own.token !== undefined && isOwnServer ? { authorization: `Bearer ${own.token}` } : {}),
      },
    });
    if (isTaken(answer)) {
      const { id } = z.object({ id: z.string() }).catch({ id: "" }).parse(jsonOf(answer));
      // A 200 of something else than ntfy is no acceptance.
      if (id !== "") return { outcome: "sent", providerId: id, expectsReceipt: false };
      return { outcome: "failed-for-good", said: "The server answers, but not as ntfy does.", blames: isOwnServer ? "gateway" : "address" };
    }
    const { error } = z.object({ error: z.string() }).catch({ error: "" }).parse(jsonOf(answer));
    const failure = failureOf(answer, now, error);
    // Where the address names the server, whatever it says is about the address.
    return failure.outcome === "failed-for-good" && (!isOwnServer || answer.status === 403) ? { ...failure, blames: "address" } : failure;
  },
  async probe({ settings: { server }, outside, signal }) {
    const answer = await outside.request({ method: "GET", url: `${rootOf(server)}/v1/health`, signal });
    const { healthy } = z.object({ healthy: z.boolean() }).catch({ healthy: false }).parse(jsonOf(answer));
    return { isWell: isTaken(answer) && healthy, said: healthy ? "healthy" : `HTTP ${answer.status}` };
  },
});
