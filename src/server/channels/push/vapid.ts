/**
 * Web push to browsers (RFC 8030) with our own keys (RFC 8292), encrypted for the browser alone (RFC 8291): no account anywhere. The
 * service worker that shows a message says so, which is the receipt; a browser that is switched off says nothing.
 */
import { createHash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { defineDriver, type Sending, type SendOutcome } from "#server/channels/driver.ts";
import { failureOf, isTaken } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { encryptPush, publicKeyOf, vapidHeader } from "#server/channels/push/encryption.ts";
import { pushContent } from "#server/channels/push/push-content.ts";
import { readSubscription, type Subscription, subscriptionAddress } from "#server/channels/push/subscription.ts";
import { badSignature, hmacOf, isSame } from "#server/channels/verify.ts";

export const pushSettings = z.object({
  privateKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .meta({ description: "Private key of P-256, 32 bytes as base64url." }),
  subject: z
    .string()
    .regex(/^(mailto:|https:\/\/)\S+$/)
    .meta({ description: "How a push service reaches the operator: mailto:ops@example.com or an https address." }),
});
type Settings = z.output<typeof pushSettings>;

/** How long a push service keeps it for a browser that is switched off, in seconds: a page of yesterday helps nobody. */
const keptSeconds = { high: 3_600, low: 86_400 } as const;

/** Posts one encrypted message to an endpoint (RFC 8030 §5); a 404 or 410 says that the subscription has ended. */
export async function pushTo(subscription: Subscription, sending: Sending<Settings>, plain: Buffer): Promise<SendOutcome> {
  const { settings: own, key, message, outside, signal, now } = sending;
  const { endpoint, keys } = subscription;
  const body = keys === null ? plain : sealed(plain, keys);
  if (body === null) return { outcome: "failed-for-good", said: "The subscription's keys are no point of P-256.", blames: "address" };
  const answer = await outside.request({
    ...{ method: "POST", url: endpoint, signal, body },
    headers: {
      ttl: String(keptSeconds[message.urgency]),
      urgency: message.urgency === "high" ? "high" : "normal",
      // A message of the same topic that still waits is replaced (§5.4): at most 32 characters of base64url.
      topic: createHash("sha256").update(key).digest("base64url").slice(0, 32),
      ...(keys === null
        ? { "content-type": "application/json" }
        : { "content-type": "application/octet-stream", "content-encoding": "aes128gcm" }),
      authorization: vapidHeader(endpoint, own.privateKey, own.subject, now),
    },
  });
  return isTaken(answer) ? { outcome: "sent", providerId: key, expectsReceipt: false } : failureOf(answer, now, answer.text);
}

function sealed(plain: Buffer, keys: NonNullable<Subscription["keys"]>): Buffer | null {
  try {
    return encryptPush(plain, keys);
  } catch {
    return null;
  }
}

/** By which the worker proves that it has read the message: nobody else knows it. */
export const receiptProof = (privateKey: string, key: string): string => hmacOf(privateKey, `receipt ${key}`).toString("base64url");

const receiptBody = z.object({ key: z.string().max(64), proof: z.string().max(64) });

export const webPush = defineDriver({
  name: "web-push",
  title: "Web push",
  channel: "push",
  // Shown under one tag: what comes twice takes the place of the first, without a sound.
  isIdempotent: true,
  // They come when a browser runs. One that is switched off says nothing about the push service.
  givesReceipts: false,
  settings: pushSettings,
  secrets: ["privateKey"],
  address: subscriptionAddress(
    true,
    "This is no browser's subscription: switch notifications on in the browser itself, under your account.",
  ),
  send(sending) {
    const subscription = readSubscription(sending.address);
    if (subscription === null || subscription.keys === null) {
      return Promise.resolve({ outcome: "failed-for-good", said: "This is no browser's subscription.", blames: "address" });
    }
    const receipt = { url: sending.hookUrl, proof: receiptProof(sending.settings.privateKey, sending.key) };
    return pushTo(subscription, sending, pushContent({ message: sending.message, key: sending.key, receipt }));
  },
  probe({ settings: { privateKey } }) {
    return Promise.resolve({ isWell: true, said: `Our own key: ${publicKeyOf(privateKey).slice(0, 12)}…` });
  },
  async receive({ body }, { settings: { privateKey }, now }) {
    const read = receiptBody.safeParse(jsonOf({ text: body }));
    if (!read.success || !isSame(read.data.proof, receiptProof(privateKey, read.data.key))) throw badSignature("a browser of ours");
    return { receipts: [{ providerId: read.data.key, state: "delivered", said: null, at: now }], replies: [] };
  },
});
