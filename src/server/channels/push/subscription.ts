/** Where a browser or a phone takes pushes: the address of the channels push and unifiedpush. */
import { z } from "@hono/zod-openapi";
import type { PushKeys } from "#server/channels/push/encryption.ts";

/** Without keys nothing is encrypted: UnifiedPush allows it, web push does not. */
export type Subscription = { readonly endpoint: string; readonly keys: PushKeys | null };

/** RFC 8030 sets no limit; UnifiedPush (SERV_1.2.0) allows 1,000 bytes, browsers' endpoints have up to some 700. */
const longestEndpoint = 1_000;

const endpointSchema = z.url({ protocol: /^https?$/ }).max(longestEndpoint);
const withKeys = z.object({
  endpoint: endpointSchema,
  keys: z.object({
    // A point of P-256, uncompressed: 65 bytes that begin with 0x04; 16 bytes of secret (RFC 8291 §3.1, §3.2).
    p256dh: z.string().regex(/^B[\w-]{86}=?$/),
    auth: z.string().regex(/^[\w-]{22}(==)?$/),
  }),
});

/** Reads an address as it is stored: a subscription as JSON, or an endpoint alone. Null when it is neither. */
export function readSubscription(address: string): Subscription | null {
  if (!address.startsWith("{")) return endpointSchema.safeParse(address).success ? { endpoint: address, keys: null } : null;
  try {
    const { endpoint, keys } = withKeys.parse(JSON.parse(address));
    return { endpoint, keys: { p256dh: keys.p256dh.replaceAll("=", ""), auth: keys.auth.replaceAll("=", "") } };
  } catch {
    return null;
  }
}

/** Written always in the same way, so that the same subscription is the same contact point. */
export const writeSubscription = ({ endpoint, keys }: Subscription): string =>
  keys === null ? endpoint : JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });

/** An address of a push channel, normalised. @param mustEncrypt refuses an endpoint without keys */
export const subscriptionAddress = (mustEncrypt: boolean, words: string): z.ZodType<string> =>
  z
    .string()
    .trim()
    .max(2_000)
    .transform((written, context) => {
      const read = readSubscription(written);
      if (read !== null && (read.keys !== null || !mustEncrypt)) return writeSubscription(read);
      context.addIssue({ code: "custom", message: words });
      return z.NEVER;
    });
