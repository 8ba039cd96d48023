/** Signatures as Standard Webhooks 1.0.0 describes them: HMAC-SHA-256 over id, time and body, with a secret that can be rotated. */
import { randomBytes } from "node:crypto";
import { hmacOf } from "#server/channels/verify.ts";

/** Secrets that sign at the moment: the newest first, the ones before it until their instant. */
export type Signing = readonly { secret: string; until: number | null }[];

const prefix = "whsec_";
/** How long a replaced secret goes on signing beside the new one. */
export const overlapMs = 24 * 3_600_000;

/** `whsec_` and 256 random bits in base64, as libraries for receivers take them. */
export const newSigningSecret = (): string => `${prefix}${randomBytes(32).toString("base64")}`;

/** A new secret in front; what was the newest one signs beside it for a day. */
export const rotated = (signing: Signing, secret: string, now: number): Signing => [
  { secret, until: null },
  ...signing.filter(({ until }) => until === null || until > now).map((each) => ({ ...each, until: each.until ?? now + overlapMs })),
];

/** The headers that prove it is ours: one signature for each secret that holds at `now`. */
export function signedHeaders(signing: Signing, id: string, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = signing
    .filter(({ until }) => until === null || until > now)
    .map(
      ({ secret }) => `v1,${hmacOf(Buffer.from(secret.slice(prefix.length), "base64"), `${id}.${timestamp}.${body}`).toString("base64")}`,
    );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
