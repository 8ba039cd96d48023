/** Changes as they happen, as server-sent events: a customer's own alone, and a beat so that silence can be told from a broken line. */
import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { isForCustomer, requirePermission } from "#core/access/access.ts";
import { seesWholeCustomer } from "#core/access/sight.ts";
import type { Changed } from "#server/database/orders.ts";
import { type Api, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { changesSince } from "#server/http/replay.ts";
import type { LiveEvent } from "#server/live.ts";
import { seenAmong } from "#server/ticket/seen.ts";

const beatMs = 15_000;
/** Whoever reads this slowly is cut off, and reads everything again when they return. */
const mostWaiting = 5_000;

const description = createRoute({
  method: "get",
  path: "/live",
  tags: ["live"],
  summary:
    "Server-sent events: `change` {position, customerId, ticketId, type} for each fact; `presence` {ticketId} when somebody of ours came, began to write or left; `lost` when some may have been missed; `beat` every 15 s; `signed-out` when the session has ended, and nothing after it. Each `change` and the second `beat`, which comes when nothing is left to catch up with, have an id: with the highest one as `after` (or Last-Event-ID) a cut stream goes on without a gap; a change may come twice",
  request: {
    query: z.strictObject({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .max(Number.MAX_SAFE_INTEGER)
        .optional()
        .openapi({ description: "The highest id seen: what was committed since comes first" }),
    }),
  },
  responses: { 200: { description: "The stream", content: { "text/event-stream": { schema: { type: "string" } } } }, ...problems },
});

export function liveRoutes(parts: Parts): Api {
  const { live, stopping } = parts;
  const api = newApi();
  api.openapi(description, (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const readAgain = callerAgain(parts, caller, c.req.header("authorization"), c.req.header("cookie"));
    const after = c.req.valid("query").after ?? lastSeen(c.req.header("last-event-id"));
    c.header("x-accel-buffering", "no");
    const response = streamSSE(c, async (stream) => {
      const waiting: { event: string; data: string; id?: string }[] = [{ event: "beat", data: "{}" }];
      let wake: () => void = () => undefined;
      const push: Push = (event, data, id) => {
        if (waiting.length < mostWaiting)
          waiting.push({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id: String(id) }) });
        else waiting.splice(0, waiting.length, { event: "lost", data: "{}" });
        wake();
      };
      const sieve = sieveFor(parts, caller, push);
      let isOver = false;
      const check = (): void => {
        void readAgain().then((known) => {
          isOver = known === null;
          if (known === null) return push("signed-out", {});
          sieve.become(known);
          push("beat", {});
        });
      };
      const forget = live.subscribe((told) => {
        if (told.type === "change" && changesAccess.has(told.change.type)) check();
        sieve.take(told);
      });
      const beat = setInterval(check, beatMs);
      // After the subscription, so that nothing falls between what is replayed and what is live.
      void resume(parts, after, sieve, push);
      const end = (): void => wake();
      stream.onAbort(end);
      stopping.addEventListener("abort", end);
      try {
        while (!stream.aborted && !stream.closed && !stopping.aborted) {
          const next = waiting.shift();
          if (next !== undefined) await stream.writeSSE(next);
          else if (isOver) break;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        clearInterval(beat);
        stopping.removeEventListener("abort", end);
        forget();
        sieve.stop();
      }
    });
    return response as never;
  });
  return api;
}

const lastSeen = (header: string | undefined): number | null => (header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null);

/** Tells what was committed behind `after`, then where the stream stands. */
async function resume({ door }: Parts, after: number | null, sieve: Sieve, push: Push): Promise<void> {
  try {
    const { changes, latest } = await changesSince(door, after);
    if (changes === null) push("lost", {});
    for (const change of changes ?? []) sieve.take({ type: "change", change });
    await sieve.settled();
    push("beat", {}, latest);
  } catch {
    // The database does not answer: whoever shows something reads it again when it does.
    if (after !== null) push("lost", {});
  }
}

/** After these somebody may be less than they were: whoever listens is looked up again at once. */
const changesAccess: ReadonlySet<string> = new Set([
  "user.session-revoked",
  "user.deactivated",
  "user.role-changed",
  "user.changed",
  "role.changed",
  "user.password-changed",
  "user.password-reset",
  "user.second-factor-removed",
  "token.revoked",
]);

/** What ends on one node is forgotten by all of them: they keep sessions and tokens in memory for two seconds. */
export function endSessionsEverywhere({ live, signIn, tokens }: Pick<Parts, "live" | "signIn" | "tokens">): void {
  live.subscribe((told) => {
    if (told.type === "presence" || (told.type === "change" && !changesAccess.has(told.change.type))) return;
    signIn.forget();
    tokens.forget();
  });
}

/** Changes of tickets whose sight must be looked up wait this long for company: one question for all of them. */
const gatherMs = 40;

type Push = (event: string, data: unknown, id?: number) => void;
type Sieve = {
  take(told: LiveEvent): void;
  /** The caller as they are now: their role may have changed. */
  become(caller: Caller): void;
  /** When what was taken so far is told. */
  settled(): Promise<void>;
  stop(): void;
};

/** Lets through what the caller may know of. Who sees all of a customer's is judged by the change alone, others by the ticket. */
function sieveFor(parts: Parts, first: Caller, push: Push): Sieve {
  let caller = first;
  let waiting: Changed[] = [];
  let timer: NodeJS.Timeout | null = null;
  let settling: Promise<void> = Promise.resolve();
  // One after the other, so that positions come in order.
  const settle = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    settling = settling.then(tell);
    return settling;
  };
  const tell = async (): Promise<void> => {
    const changes = waiting;
    if (changes.length === 0) return;
    waiting = [];
    try {
      const seen = await seenAmong(parts, caller, [...new Set(changes.map(({ ticketId }) => ticketId!))]);
      for (const change of changes) if (seen.has(change.ticketId!)) push("change", shown(change, caller), change.position);
    } catch {
      // The database did not answer: whoever shows something reads it again.
      push("lost", {});
    }
  };
  return {
    take(told) {
      if (told.type === "lost") push("lost", {});
      else if (told.type === "presence") {
        // Among our own people.
        if (caller.customerIds === null) push("presence", { ticketId: told.ticketId });
      } else if (isFor(caller, told.change)) {
        if (seesWholeCustomer(caller.sight)) return push("change", shown(told.change, caller), told.change.position);
        waiting.push(told.change);
        timer ??= setTimeout(() => void settle(), gatherMs);
      }
    },
    become(now) {
      caller = now;
    },
    settled: settle,
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

const isFor = ({ customerIds }: Caller, change: Changed): boolean =>
  customerIds === null ||
  (customerIds.includes(change.customerId) && change.ticketId !== null && isForCustomer({ ...change, party: "sla" }));

/** A customer is told that the ticket changed, not by what: the type alone would tell of what is said internally. */
const shown = ({ position, customerId, ticketId, type }: Changed, caller: Caller) => ({
  ...{ position, customerId, ticketId },
  type: caller.customerIds === null ? type : "ticket.changed",
});

type Readers = Pick<Parts, "tokens" | "signIn">;

/** A stream outlives its request: with each beat it is asked again who the token or session is; null when it no longer holds. */
function callerAgain(
  { tokens, signIn }: Readers,
  caller: Caller,
  authorization: string | undefined,
  cookie: string | undefined,
): () => Promise<Caller | null> {
  return async () => {
    try {
      if (authorization !== undefined) return await tokens.read(authorization.replace(/^Bearer +/i, ""));
      const known = cookie === undefined ? null : (await signIn.read(cookie)).caller;
      return known?.id === caller.id ? known : null;
    } catch {
      // The database does not answer: the stream has nothing to tell anyway, and goes on when it does.
      return caller;
    }
  };
}
