/** Where a request comes from: the socket's other end, or what a proxy we were told to trust says. */
import type { Context } from "hono";
import type { HttpEnv } from "#server/http/env.ts";

/** Of a list of addresses the last one counts: it is what our own proxy saw, those before it are what the client claims. */
export function clientAddress(c: Context<HttpEnv>, trustedHeader: string | null): string {
  const claimed = trustedHeader === null ? undefined : c.req.header(trustedHeader)?.split(",").at(-1)?.trim();
  if (claimed !== undefined && claimed !== "") return claimed;
  return c.env?.incoming?.socket.remoteAddress ?? "127.0.0.1";
}
