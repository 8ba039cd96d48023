/**
 * Gotify (https://gotify.net/api-docs): a server of one's own. A message goes to the person who made the application; its token is the
 * address. Gotify has neither receipts nor buttons: pages are answered through the link.
 */
import { z } from "@hono/zod-openapi";
import { plainText } from "#server/channels/answer-words.ts";
import { defineDriver } from "#server/channels/driver.ts";
import { failureOf, isTaken, rootOf } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";

const settings = z.object({
  server: z.url({ protocol: /^https?$/ }).meta({ description: "Where Gotify runs: https://gotify.example.com" }),
});

/** Clients ring from 8 on, and show silently below 4. */
const priorities = { high: 8, low: 4 } as const;

export const gotify = defineDriver({
  name: "gotify",
  title: "Gotify",
  channel: "gotify",
  isIdempotent: false,
  givesReceipts: false,
  settings,
  secrets: [],
  address: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._-]{10,100}$/, "Write the token of an application of yours in Gotify: A0bc1DeF2gHi3jK."),
  async send({ settings: { server }, address, message, outside, signal, now }) {
    const { subject, urgency, link } = message;
    const answer = await outside.request({
      ...{ method: "POST", url: `${rootOf(server)}/message`, signal },
      headers: { "content-type": "application/json", "x-gotify-key": address },
      body: JSON.stringify({
        ...{ title: subject, message: plainText(message), priority: priorities[urgency] },
        extras: {
          "client::display": { contentType: "text/plain" },
          ...(link === null ? {} : { "client::notification": { click: { url: link } } }),
        },
      }),
    });
    const read = z
      .object({ id: z.number().optional(), error: z.string().optional(), errorDescription: z.string().optional() })
      .catch({})
      .parse(jsonOf(answer));
    if (isTaken(answer)) {
      if (read.id !== undefined) return { outcome: "sent", providerId: String(read.id), expectsReceipt: false };
      return { outcome: "failed-for-good", said: "The server answers, but not as Gotify does.", blames: "gateway" };
    }
    const failure = failureOf(answer, now, read.errorDescription ?? read.error);
    // The token is the address: one that is not valid says nothing about the server.
    return failure.outcome === "failed-for-good" && [401, 403].includes(answer.status) ? { ...failure, blames: "address" } : failure;
  },
  async probe({ settings: { server }, outside, signal }) {
    const answer = await outside.request({ method: "GET", url: `${rootOf(server)}/health`, signal });
    const { health } = z.object({ health: z.string() }).catch({ health: "" }).parse(jsonOf(answer));
    return { isWell: isTaken(answer) && health === "green", said: health === "" ? `HTTP ${answer.status}` : health };
  },
});
