/** Versions and repetitions: ETag and If-Match (RFC 9110), and the key by which a repeated POST is answered and not done again. */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { Refusal } from "#core/refusal.ts";
import type { Idempotency, Outcome } from "#server/database/orders.ts";
import type { HttpEnv } from "#server/http/env.ts";

export const etagOf = (seq: number): string => `"${seq}"`;

/** The version a caller insists on; null when they insist on none. Refuses `bad-if-match`. */
export function expectedSeq(c: Context<HttpEnv>): number | null {
  const header = c.req.header("if-match");
  if (header === undefined || header.trim() === "*") return null;
  const seq = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (seq !== undefined) return Number(seq);
  throw new Refusal("bad-if-match", 'Send the ETag that you were given, If-Match: "7" for instance.', { header });
}

/** The caller's idempotency key, or null. Refuses `bad-idempotency-key`. */
export function idempotencyKey(c: Context<HttpEnv>): string | null {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return null;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new Refusal(
    "bad-idempotency-key",
    "An Idempotency-Key is 1 to 200 visible ASCII characters without spaces: a UUID, for instance.",
    {},
  );
}

/** What makes two requests the same: method, path and the body as it was understood. */
export function hashOfRequest(c: Context<HttpEnv>, body: unknown): string {
  return createHash("sha256")
    .update(`${c.req.method} ${c.req.path}\n${JSON.stringify(body ?? null)}`)
    .digest("hex");
}

/** What the door needs to answer a repetition; nothing when no key was sent. */
export function repetition(
  c: Context<HttpEnv>,
  body: unknown,
  respond: (outcome: Outcome) => { status: number; body: unknown },
): { idempotency?: Idempotency } {
  const key = idempotencyKey(c);
  if (key === null) return {};
  return { idempotency: { principal: c.get("caller").principal, key, requestHash: hashOfRequest(c, body), respond } };
}
