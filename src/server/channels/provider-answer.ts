/** What a provider's HTTP answer says about an attempt, where its own protocol says nothing more precise. */
import type { SendOutcome } from "#server/channels/driver.ts";
import type { OutsideAnswer } from "#server/outside/outside.ts";

const longestSaid = 200;

/** A provider's words in one short line, without the address that it repeats in them. */
export function plainly(text: string, address: string): string {
  const bare = address.replace(/^\+/, "");
  const line = text.replaceAll(/\s+/g, " ").trim();
  const hidden = bare === "" ? line : line.replaceAll(address, "…").replaceAll(bare, "…");
  return hidden.length > longestSaid ? `${hidden.slice(0, longestSaid - 1)}…` : hidden;
}

/**
 * How an attempt ended by an answer that is no success: 408, 425, 429 and 5xx may succeed later (as late as `Retry-After` says), all else
 * is the gateway's fault. A server that broke off (500, 502, 504) may have sent all the same.
 */
export function failureOf({ status, headers, text }: OutsideAnswer, address: string, words = text): SendOutcome {
  const said = plainly(`${status} ${words}`, address);
  if (status < 500 && ![408, 425, 429].includes(status)) return { outcome: "failed-for-good", said, blames: "gateway" };
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return {
    outcome: "failed-for-now",
    said,
    ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds, 3_600) * 1_000 } : {}),
    ...([500, 502, 504].includes(status) ? { mayHaveArrived: true } : {}),
  };
}

/** The answer as JSON; null when it is none. */
export function jsonOf({ text }: { text: string }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The `Authorization` of a name and a password (RFC 7617). */
export const basicAuthorization = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`, "utf8").toString("base64")}`;
