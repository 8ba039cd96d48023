/** How often one address may ask what is open to everybody: enough for a reader, too little for somebody who copies or tries. */
import type { MiddlewareHandler } from "hono";
import { Refusal } from "#core/refusal.ts";
import { clientAddress } from "#server/http/client-address.ts";
import type { HttpEnv } from "#server/http/env.ts";

const windowMs = 60_000;
/** Addresses that are remembered at once; when there are more, all are forgotten rather than memory filled. */
const mostAddresses = 50_000;

/** At most `perMinute` requests of one address on this node; then `rate-limited`, with how long to wait. */
export function boundPace(perMinute: number, addressHeader: string | null, clock: () => number): MiddlewareHandler<HttpEnv> {
  const asked = new Map<string, { since: number; times: number }>();
  return async (c, next) => {
    const now = clock();
    const address = clientAddress(c, addressHeader);
    const before = asked.get(address);
    const own = before === undefined || now - before.since >= windowMs ? { since: now, times: 0 } : before;
    own.times += 1;
    if (asked.size > mostAddresses) asked.clear();
    asked.set(address, own);
    if (own.times > perMinute) {
      const retryAfterSeconds = Math.ceil((own.since + windowMs - now) / 1_000);
      c.header("retry-after", String(retryAfterSeconds));
      throw new Refusal("rate-limited", `Too many requests from this address: try again in ${retryAfterSeconds} seconds.`, {
        retryAfterSeconds,
      });
    }
    await next();
  };
}
