/** What stands before every route: a name for the request, bounds on size and time, headers that keep browsers careful. */
import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { HttpEnv } from "#server/http/env.ts";

const wellFormedId = /^[\w.-]{8,64}$/;

/** Names the request (a proxy's name for it is kept) and finds the reader's language. */
export const nameRequest: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const given = c.req.header("x-request-id");
  const requestId = given !== undefined && wellFormedId.test(given) ? given : randomUUID();
  c.set("requestId", requestId);
  c.set("language", languageOf(c.req.header("accept-language")));
  await next();
  c.res.headers.set("x-request-id", requestId);
};

/** The first of our languages that the reader accepts, by weight; English when there is none (RFC 9110, 12.5.4). */
export function languageOf(accepted: string | undefined): Language {
  if (accepted === undefined) return "en";
  const wanted = accepted
    .split(",", 20)
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find((each) => each !== undefined);
      return { language: tag.slice(0, 2).toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find((each): each is Language => each === "en" || each === "fr" || each === "es") ?? "en";
}

/** Scripts and connections only from ourselves; styles may stand inline because the interface's library writes them so. */
const contentPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export function secureHeaders(publicUrl: string): MiddlewareHandler<HttpEnv> {
  const isSecure = publicUrl.startsWith("https:");
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set("content-security-policy", contentPolicy);
    headers.set("x-content-type-options", "nosniff");
    // A one-time link stands in the address of its page: it must not travel to anybody else.
    headers.set("referrer-policy", "same-origin");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if (isSecure) headers.set("strict-transport-security", "max-age=31536000");
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  };
}

const mb = 1_048_576;
/** A ticket with a long mail in it fits; a file does not. */
export const ordinaryBodyBytes = mb;
/** Models, and imports to come. */
export const largeBodyBytes = 10 * mb;

const limit = (maxSize: number): MiddlewareHandler<HttpEnv> =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal(
        "body-too-large",
        `The body is larger than ${maxSize / mb} MB, which is the most this route takes: send less, or in parts.`,
        {
          limitBytes: maxSize,
        },
      );
    },
  });
const ordinary = limit(ordinaryBodyBytes);
const large = limit(largeBodyBytes);

/** Bodies are bounded by what their route needs, and are JSON. */
export const boundBody: MiddlewareHandler<HttpEnv> = (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return next();
  requireJson(c);
  return (c.req.path.startsWith("/api/v1/model") ? large : ordinary)(c, next);
};

function requireJson(c: Context<HttpEnv>): void {
  const type = c.req.header("content-type");
  const length = c.req.header("content-length");
  if (c.req.method === "DELETE" || (type === undefined && (length === undefined || length === "0"))) return;
  if (type !== undefined && /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) return;
  throw new Refusal("not-json", "Send the body as JSON, with the header `Content-Type: application/json`.", { contentType: type ?? null });
}

/** Previews and demos may take their time; everything else has this long. */
const longestMs = 30_000;
const unhurried = /^\/api\/v1\/(live|demo|model)/;

/** Answers `took-too-long` instead of leaving a caller waiting. What was begun may still be committed: a repeated key tells. */
export const boundTime: MiddlewareHandler<HttpEnv> = async (c: Context<HttpEnv>, next: Next) => {
  if (unhurried.test(c.req.path)) return next();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => {
      refuse(
        new Refusal(
          "took-too-long",
          `This took longer than ${longestMs / 1000} s: look whether it was done, then send it again with the same Idempotency-Key.`,
          {},
        ),
      );
    }, longestMs);
  });
  try {
    return await Promise.race([next(), late]);
  } finally {
    clearTimeout(timer);
  }
};
