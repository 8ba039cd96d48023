/** What stands before every route: a name for the request, headers that keep browsers careful, bounds on size and time. */
import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { HttpEnv } from "#server/http/env.ts";

const wellFormedId = /^[\w.-]{8,64}$/;

/**
 * Names the request (a proxy's name for it is kept), finds the reader's language, and gives every answer the headers that keep browsers
 * careful. They are set on Node's own answer where there is one: on a Response, they cost as much as opening a ticket's transaction.
 */
export function welcome(publicUrl: string): MiddlewareHandler<HttpEnv> {
  const page = { ...careful(publicUrl), "content-security-policy": pagePolicy };
  const api = {
    ...careful(publicUrl),
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  };
  return (c, next) => {
    const given = c.req.header("x-request-id");
    const requestId = given !== undefined && wellFormedId.test(given) ? given : randomUUID();
    c.set("requestId", requestId);
    c.set("language", languageOf(c.req.header("accept-language")));
    const headers = c.req.path.startsWith("/api/") || c.req.path === "/healthz" ? api : page;
    const outgoing = c.env?.outgoing;
    if (outgoing === undefined) {
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      c.header("x-request-id", requestId);
    } else {
      for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
      outgoing.setHeader("x-request-id", requestId);
    }
    return next();
  };
}

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
const pagePolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const careful = (publicUrl: string): Record<string, string> => ({
  "x-content-type-options": "nosniff",
  // A one-time link stands in the address of its page: it must not travel to anybody else.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  ...(publicUrl.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
});

const mb = 1_048_576;
/** A ticket with a long mail in it fits; a file does not. */
export const ordinaryBodyBytes = mb;
/** Models, and imports to come. */
export const largeBodyBytes = 10 * mb;

const tooLarge = (limitBytes: number): Refusal =>
  new Refusal(
    "body-too-large",
    `The body is larger than ${limitBytes / mb} MB, which is the most this route takes: send less, or in parts.`,
    {
      limitBytes,
    },
  );

/** For bodies that do not say how long they are: counted as they come. */
const counting = (maxSize: number): MiddlewareHandler<HttpEnv> =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw tooLarge(maxSize);
    },
  });
const counted = { [ordinaryBodyBytes]: counting(ordinaryBodyBytes), [largeBodyBytes]: counting(largeBodyBytes) };

/** Calendars of others may come as files. */
const calendarTaken = /^\/api\/v1\/oncall\/feeds(\/\d+)?$/;

/** Bodies are bounded by what their route needs, and are JSON. One that says its length is judged by it, unread. */
export const boundBody: MiddlewareHandler<HttpEnv> = (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return next();
  // A file comes as it is, is counted part by part by whoever takes it in, and may take its time.
  if (c.req.method === "POST" && (c.req.path === "/api/v1/attachments" || c.req.path === "/api/v1/mail/messages")) return next();
  requireJson(c);
  const isLarge = c.req.path.startsWith("/api/v1/model") || c.req.path === "/api/v1/oncall/imports" || calendarTaken.test(c.req.path);
  const most = isLarge ? largeBodyBytes : ordinaryBodyBytes;
  const length = c.req.header("content-length");
  if (length === undefined || c.req.header("transfer-encoding") !== undefined) return counted[most]!(c, next);
  if (Number(length) > most) throw tooLarge(most);
  return next();
};

function requireJson(c: Context<HttpEnv>): void {
  const type = c.req.header("content-type");
  const length = c.req.header("content-length");
  if (c.req.method === "DELETE" || (type === undefined && (length === undefined || length === "0"))) return;
  if (type !== undefined && /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) return;
  throw new Refusal("not-json", "Send the body as JSON, with the header `Content-Type: application/json`.", { contentType: type ?? null });
}

/** Streams, previews and demos may take their time; everything else has this long. */
const longestMs = 30_000;
const unhurried = /^\/api\/v1\/(live|demo|model|attachments|mail\/messages|customers\/[^/]+\/log)/;

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
