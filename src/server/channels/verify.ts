/** What every hook needs: comparing signatures without telling how far they agree, and saying no. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "#core/refusal.ts";

/** Whether two texts are the same, in a time that depends on their lengths alone. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Refuses a request that whoever it claims to be from has not signed. `provider` as people call it. */
export const badSignature = (provider: string): Refusal =>
  new Refusal("bad-signature", `This request is not signed by ${provider} with the secret of this gateway.`, { provider });

/** HMAC-SHA-256 of a text. */
export const hmacOf = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
