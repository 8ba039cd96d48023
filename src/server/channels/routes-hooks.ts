/** Where providers report back: `/hooks/{gateway}/{token}`. Open to everybody; the token finds the gateway, its driver verifies who sent it. */
import { timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Refusal } from "#core/refusal.ts";
import type { Incoming } from "#server/channels/driver.ts";
import type { Gateway } from "#server/channels/gateways.ts";
import type { HttpEnv } from "#server/http/env.ts";
import { ordinaryBodyBytes } from "#server/http/guard.ts";
import { boundPace } from "#server/http/pace.ts";
import type { Parts } from "#server/http/parts.ts";
import { takeReceived } from "#server/notification/received.ts";

/** A provider that reports a night's thousand messages at once comes from few addresses. */
const perMinute = 6_000;

/** What hooks need of the application. */
export type HookParts = Pick<Parts, "door" | "gateways" | "outside" | "log" | "addressHeader">;

export function hookRoutes(parts: HookParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const limit = bodyLimit({
    maxSize: ordinaryBodyBytes,
    onError: () => {
      throw new Refusal("body-too-large", "The body is larger than 1 MB, which is the most a hook takes.", {
        limitBytes: ordinaryBodyBytes,
      });
    },
  });
  app.all("/hooks/:gateway/:token", boundPace(perMinute, parts.addressHeader, parts.door.clock), limit, async (c) => {
    const gateway = await gatewayOf(parts, c.req.param("gateway"), c.req.param("token"));
    const { driver, settings } = gateway;
    if (driver.receive === undefined || settings === null) throw unknownHook();
    const { door, gateways, outside, log } = parts;
    const hookUrl = gateways.hookUrl(gateway);
    const received = await driver.receive(await incomingOf(c, hookUrl), { settings, hookUrl, outside, now: door.clock() });
    const answer = await takeReceived(door, gateway, received, log);
    if (answer === null) return c.body(null, 200);
    return c.body(answer.body, answer.status as 200, { "content-type": answer.contentType, "cache-control": "no-store" });
  });
  return app;
}

async function gatewayOf({ gateways }: Pick<HookParts, "gateways">, id: string, token: string): Promise<Gateway> {
  const found = (await gateways.list()).find((each) => each.id === id);
  const [given, right] = [Buffer.from(token), Buffer.from(found?.hookToken ?? "")];
  if (found === undefined || given.length !== right.length || !timingSafeEqual(given, right)) throw unknownHook();
  return found;
}

const unknownHook = (): Refusal =>
  new Refusal("unknown-hook", "Nothing waits for reports here: copy the gateway's address for reports anew, from its settings.", {});

/** The address as the provider knows it: what a proxy before us made of it is no part of what they signed. */
async function incomingOf(c: Context<HttpEnv>, hookUrl: string): Promise<Incoming> {
  const { search } = new URL(c.req.url);
  return {
    method: c.req.method,
    url: `${hookUrl}${search}`,
    headers: c.req.header(),
    query: c.req.query(),
    body: await c.req.text(),
  };
}
