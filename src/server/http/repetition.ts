/** The same for what is not a ticket's command: the first answer is kept beside the door's own, and given again. */
import type { Context } from "hono";
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import { hashOfRequest, idempotencyKey } from "#server/http/conditions.ts";
import type { HttpEnv } from "#server/http/env.ts";

/** `body` is answered now; `kept` is what a repetition gets (default: the same), without what is shown only once. */
export type FirstAnswer<T> = { body: T; kept?: T };

/** Keys whose first request is still being answered by this node. */
const underWay = new Set<string>();

/**
 * Does `work` once for each key of a caller; without a key, always. Two nodes that get the same key at the same moment may both begin:
 * what they do refuses a second time by itself (a name or an address is taken, a model is unchanged).
 */
export async function doOnce<T>(c: Context<HttpEnv>, door: Door, request: unknown, work: () => Promise<FirstAnswer<T>>): Promise<T> {
  const key = idempotencyKey(c);
  if (key === null) return (await work()).body;
  const { principal, customerId } = c.get("caller");
  const scope = customerId ?? "*";
  const hash = hashOfRequest(c, request);
  const name = `${principal} ${key}`;
  if (underWay.has(name))
    throw new Refusal("request-under-way", "The first request with this key is still being answered: try again in a moment.", { key });
  underWay.add(name);
  try {
    const known = await door.read(scope, (db) =>
      db
        .selectFrom("idempotency_keys")
        .select(["request_hash", "response"])
        .where("principal", "=", principal)
        .where("key", "=", key)
        .executeTakeFirst(),
    );
    if (known !== undefined && known.request_hash === hash) return known.response as T;
    if (known !== undefined) {
      throw new Refusal(
        "idempotency-key-reused",
        "This idempotency key was used for another request: give each request a key of its own.",
        { key },
      );
    }
    const { body, kept = body } = await work();
    const row = {
      customer_id: scope,
      principal,
      key,
      request_hash: hash,
      status: 200,
      response: JSON.stringify(kept),
      created_at: door.clock(),
    };
    await door.write(scope, ({ db }) =>
      db
        .insertInto("idempotency_keys")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    return body;
  } finally {
    underWay.delete(name);
  }
}
