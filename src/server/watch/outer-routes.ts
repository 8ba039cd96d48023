/** What is asked outside of the API: by another installation that says it is well, and by Prometheus. */
import type { Context } from "hono";
import { can } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { type Api, newApi } from "#server/http/api.ts";
import { clientAddress } from "#server/http/client-address.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { metricsText } from "#server/watch/metrics.ts";
import { hearWitness } from "#server/watch/ping.ts";

/** `/witness/{token}` (GET or POST) and `/metrics`. */
export function outerRoutes(parts: Parts): Api {
  const api = newApi();
  api.on(["GET", "POST"], "/witness/:token", async (c) => {
    c.header("cache-control", "no-store");
    const token = c.req.param("token");
    if (/^[\w-]{43}$/.test(token) && (await hearWitness(parts.door, token))) return c.json({ status: "heard" }, 200);
    throw new Refusal("unknown-witness", "No installation is watched under this address: take the one that its administrator shows.", {});
  });
  api.get("/metrics", async (c) => {
    await requireReader(c, parts);
    c.header("cache-control", "no-store");
    return c.body(await metricsText(parts.door, parts.version), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  return api;
}

/**
 * A token that may read the board; or somebody on this machine, where nobody else is served: behind a proxy every request seems to come from
 * here.
 */
async function requireReader(c: Context<HttpEnv>, { tokens, publicUrl, addressHeader }: Parts): Promise<void> {
  const secret = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const caller = secret === undefined ? null : await tokens.read(secret);
  if (caller !== null && can(caller, "board:read", null)) return;
  const isOurs = isLoopback(clientAddress(c, addressHeader)) && isLoopback(new URL(publicUrl).hostname);
  if (secret === undefined && isOurs) return;
  const message = "Metrics want a token that may read the board: send `Authorization: Bearer guardia_…` with one.";
  throw new Refusal(caller === null ? "unauthenticated" : "forbidden", message, { permission: "board:read" });
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\]|::ffff:127\.\d+\.\d+\.\d+)$/.test(host);
