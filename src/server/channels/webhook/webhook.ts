/** A page or notice as a signed HTTP request to any address (Standard Webhooks 1.0.0): for what no driver of ours speaks. */
import { createHmac } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { toIso } from "#core/time/instant.ts";
import { answerUrl } from "#server/channels/answer-words.ts";
import { defineDriver, type Sending } from "#server/channels/driver.ts";
import { failureOf, isTaken } from "#server/channels/http-outcome.ts";

const settings = z.object({
  secret: z
    .string()
    .trim()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "A secret is whsec_ and 24 to 64 random bytes as base64.")
    .optional()
    .meta({ description: "What requests are signed with: whsec_ and 24 to 64 random bytes as base64. Without one they are not signed." }),
});
type Settings = z.output<typeof settings>;

/** The value of `webhook-signature`: HMAC-SHA-256 over id, seconds and body, joined by dots. */
export const webhookSignature = (secret: string, id: string, seconds: number, body: string): string =>
  `v1,${createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(`${id}.${seconds}.${body}`)
    .digest("base64")}`;

function bodyOf({ message, now }: Sending<Settings>): string {
  const { purpose, urgency, language, subject, text, link, pageId } = message;
  const [acknowledgement, escalation] = [answerUrl(message, "acknowledgement"), answerUrl(message, "escalation")];
  return JSON.stringify({
    type: `guardia.${purpose}`,
    timestamp: toIso(now),
    data: {
      pageId,
      urgency,
      language,
      subject,
      text,
      link,
      // To be answered by POST, without credentials.
      answers: acknowledgement === null || escalation === null ? null : { acknowledgement, escalation },
    },
  });
}

export const webhook = defineDriver({
  name: "webhook",
  title: "Webhook",
  channel: "webhook",
  // `webhook-id` is the idempotency key of the specification: receivers take the same one once.
  isIdempotent: true,
  givesReceipts: false,
  settings,
  secrets: ["secret"],
  address: z
    .string()
    .trim()
    .max(2_000)
    .pipe(z.url({ protocol: /^https?$/, error: "Write an address to which we may POST: https://example.com/hooks/guardia." })),
  async send(sending) {
    const {
      settings: { secret },
      address,
      key,
      outside,
      signal,
      now,
    } = sending;
    const [body, seconds] = [bodyOf(sending), Math.floor(now / 1_000)];
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "webhook-id": key,
      "webhook-timestamp": String(seconds),
    };
    if (secret !== undefined) headers["webhook-signature"] = webhookSignature(secret, key, seconds, body);
    const answer = await outside.request({ method: "POST", url: address, body, signal, headers });
    if (isTaken(answer)) return { outcome: "sent", providerId: null, expectsReceipt: false };
    const failure = failureOf(answer, now);
    // Each address is a server of its own: no answer of one says anything about the others.
    return failure.outcome === "failed-for-good" ? { ...failure, blames: "address" } : failure;
  },
});
