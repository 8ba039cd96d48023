/** What an HTTP answer means for a message when the provider says no more than its status: later, never, or not at this address. */

import type { Instant } from "#core/time/instant.ts";
import type { SendOutcome } from "#server/channels/driver.ts";
import { plainly } from "#server/channels/provider-answer.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

export type SendFailure = Exclude<SendOutcome, { outcome: "sent" }>;

export const isTaken = ({ status }: OutsideAnswer): boolean => status >= 200 && status < 300;

/** Never longer than this, whatever a provider asks for: the page goes on through another gateway. */
const longestWaitMs = 3_600_000;

/** The milliseconds of a `Retry-After` header (RFC 9110 §10.2.3: seconds or a date); undefined without one that can be read. */
export function retryAfterMs(headers: OutsideAnswer["headers"], now: Instant): number | undefined {
  const written = headers["retry-after"]?.trim() ?? "";
  if (written === "") return undefined;
  const wait = /^\d+(\.\d+)?$/.test(written) ? Number(written) * 1_000 : Date.parse(written) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), longestWaitMs) : undefined;
}

/**
 * The failure that a status stands for (RFC 9110 §15): 408, 425, 429 and 5xx pass; 404 and 410 say that the address is gone; any other is
 * about us, the account or what we sent. `said` are the provider's own words, if it has any.
 */
export function failureOf(answer: OutsideAnswer, now: Instant, said = ""): SendFailure {
  const { status } = answer;
  const words = plainly(said === "" ? `HTTP ${status}` : `HTTP ${status}: ${said}`, "");
  if ([408, 425, 429].includes(status) || status >= 500) {
    const wait = retryAfterMs(answer.headers, now);
    return {
      ...{ outcome: "failed-for-now", said: words },
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      // Whoever stands between us and the provider answers so when it has passed the request on and heard nothing.
      ...([500, 502, 504].includes(status) ? { mayHaveArrived: true } : {}),
    };
  }
  return { outcome: "failed-for-good", said: words, blames: status === 404 || status === 410 ? "address" : "gateway" };
}

/**
 * The same for a provider that is told the address inside the request: no status speaks of that (a path that is gone is about the account),
 * and the provider's words may repeat it.
 */
export function failureAt(answer: OutsideAnswer, address: string, now: Instant, words = answer.text): SendFailure {
  const said = plainly(`${answer.status} ${words}`, address);
  const failure = failureOf(answer, now);
  return failure.outcome === "failed-for-good" ? { ...failure, said, blames: "gateway" } : { ...failure, said };
}

type Post = {
  outside: Outside;
  signal?: AbortSignal | undefined;
  url: string;
  body: object;
  headers?: Record<string, string>;
  method?: "POST" | "PUT";
};

/** Sends JSON and gives the answer as it came. */
export const sendJson = ({ outside, signal, url, body, headers = {}, method = "POST" }: Post): Promise<OutsideAnswer> =>
  outside.request({
    ...{ method, url, body: JSON.stringify(body) },
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    ...(signal === undefined ? {} : { signal }),
  });

/** An address without the slashes at its end, for a path to be put behind it. */
export const rootOf = (url: string): string => url.replace(/\/+$/, "");
