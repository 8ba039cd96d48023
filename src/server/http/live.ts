/** Changes as they happen, as server-sent events: a customer's own alone, and a beat so that silence can be told from a broken line. */
import { createRoute } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { isForCustomer, requirePermission } from "#core/access/access.ts";
import type { Changed } from "#server/database/orders.ts";
import { type Api, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";

const beatMs = 15_000;
/** Whoever reads this slowly is cut off, and reads everything again when they return. */
const mostWaiting = 5_000;

const description = createRoute({
  method: "get",
  path: "/live",
  tags: ["live"],
  summary:
    "Server-sent events: `change` {position, customerId, ticketId, type} for each fact; `lost` when some may have been missed; `beat` every 15 s",
  responses: { 200: { description: "The stream", content: { "text/event-stream": { schema: { type: "string" } } } }, ...problems },
});

export function liveRoutes({ live, tokens, signIn, stopping }: Parts): Api {
  const api = newApi();
  api.openapi(description, (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const stillKnown = stillCaller({ tokens, signIn }, caller, c.req.header("authorization"), c.req.header("cookie"));
    c.header("x-accel-buffering", "no");
    const response = streamSSE(c, async (stream) => {
      const waiting: { event: string; data: string }[] = [{ event: "beat", data: "{}" }];
      let wake: () => void = () => undefined;
      const push = (event: string, data: unknown): void => {
        if (waiting.length < mostWaiting) waiting.push({ event, data: JSON.stringify(data) });
        else waiting.splice(0, waiting.length, { event: "lost", data: "{}" });
        wake();
      };
      const forget = live.subscribe((told) => {
        if (told.type === "lost") push("lost", {});
        else if (isFor(caller, told.change)) push("change", shown(told.change, caller));
      });
      const beat = setInterval(() => {
        void stillKnown().then((is) => (is ? push("beat", {}) : stream.close().then(end)));
      }, beatMs);
      const end = (): void => wake();
      stream.onAbort(end);
      stopping.addEventListener("abort", end);
      try {
        while (!stream.aborted && !stream.closed && !stopping.aborted) {
          const next = waiting.shift();
          if (next !== undefined) await stream.writeSSE(next);
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        clearInterval(beat);
        stopping.removeEventListener("abort", end);
        forget();
      }
    });
    return response as never;
  });
  return api;
}

const isFor = ({ customerId }: Caller, change: Changed): boolean =>
  customerId === null || (change.customerId === customerId && change.ticketId !== null && isForCustomer({ ...change, party: "sla" }));

/** A customer is told that the ticket changed, not by what: the type alone would tell of what is said internally. */
const shown = ({ position, customerId, ticketId, type }: Changed, caller: Caller) => ({
  ...{ position, customerId, ticketId },
  type: caller.customerId === null ? type : "ticket.changed",
});

type Readers = Pick<Parts, "tokens" | "signIn">;

/** A stream outlives its request: with each beat it is asked again whether the token or session still holds. */
function stillCaller(
  { tokens, signIn }: Readers,
  caller: Caller,
  authorization: string | undefined,
  cookie: string | undefined,
): () => Promise<boolean> {
  return async () => {
    try {
      if (authorization !== undefined) return (await tokens.read(authorization.replace(/^Bearer +/i, ""))) !== null;
      return cookie !== undefined && (await signIn.read(cookie)).caller?.id === caller.id;
    } catch {
      // The database does not answer: the stream has nothing to tell anyway, and goes on when it does.
      return true;
    }
  };
}
