/** A refusal as HTTP says it: one table from its name to a status, one shape (RFC 9457). */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { HttpEnv } from "#server/http/env.ts";
import { sentenceIn, titleIn } from "#server/language/refusal-words.ts";

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500 | 503 | 504;

/** What is not named here follows `statusByPrefix`; what that does not know either is a conflict with the state of things. */
const statusByCode: Readonly<Record<string, Status>> = {
  unauthenticated: 401,
  "sign-in-failed": 401,
  forbidden: 403,
  "cross-site-request": 403,
  "method-not-allowed": 405,
  "link-used": 410,
  "link-expired": 410,
  "page-link-expired": 410,
  "ticket-changed": 412,
  "review-changed": 412,
  "no-incident": 404,
  "no-review": 404,
  "not-the-reviews-owner": 403,
  "review-incomplete": 422,
  "commander-needed": 422,
  "commander-is-ours": 422,
  "entry-in-the-future": 422,
  "model-changed": 412,
  "article-changed": 412,
  "steps-missing": 422,
  "service-missing": 422,
  "invalid-knowledge": 422,
  "body-too-large": 413,
  "attachment-too-large": 413,
  "draft-too-large": 413,
  "attachment-type-denied": 415,
  "attachment-empty": 422,
  "too-many-attachments": 422,
  "too-many-mentions": 422,
  "logo-too-large": 413,
  "not-json": 415,
  "invalid-request": 422,
  "invalid-model": 422,
  "idempotency-key-reused": 422,
  "text-missing": 422,
  "page-for-nobody": 422,
  "calendar-never-open": 422,
  "not-canonical": 422,
  "weak-password": 422,
  "wrong-password": 422,
  "wrong-code": 422,
  "passkey-refused": 422,
  "sign-in-interrupted": 410,
  "second-factor-required": 403,
  "session-not-fresh": 403,
  "provider-unreachable": 503,
  "announcement-without-text": 422,
  "announcement-never-shown": 422,
  "bad-signature": 403,
  "invalid-settings": 422,
  "rota-of-others": 403,
  "rota-not-yours": 403,
  "swap-not-of-you": 403,
  "ends-before-it-begins": 422,
  "rota-past": 422,
  "rota-begun": 422,
  "rota-whose": 422,
  "swap-with-oneself": 422,
  "swap-without-partner": 422,
  "swap-overlaps": 422,
  "feed-not-yours": 403,
  "feed-without-source": 422,
  "rate-limited": 429,
  "internal-error": 500,
  "database-unreachable": 503,
  "shutting-down": 503,
  "took-too-long": 504,
};

const statusByPrefix: readonly (readonly [string, Status])[] = [
  ["unknown-", 404],
  ["bad-", 400],
];

/** The HTTP status of a refusal by its code. */
export function statusOf(code: string): Status {
  return statusByCode[code] ?? statusByPrefix.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 409;
}

export const problemSchema = z
  .looseObject({
    type: z.string().meta({
      description: "urn:guardia:problem: and the name of the refusal, which stays the same",
      example: "urn:guardia:problem:unknown-ticket",
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What is wrong and what is possible instead, for a person." }),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: "RFC 6901, from the body, the query or the path", example: "/subject" }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .openapi("Problem");

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("-", " ");

/** The body of a problem in its reader's language; the refusal's facts become members beside the standard ones. */
export function problemBody(refusal: Refusal, requestId: string, language: Language = "en"): z.infer<typeof problemSchema> {
  const { code, message, facts } = refusal;
  const status = statusOf(code);
  const title = titleIn(language, status) ?? titleOf(code);
  const detail = sentenceIn(language, refusal) ?? message;
  const standard = { type: `urn:guardia:problem:${code}`, title, status, detail, requestId };
  // A fact may bear the name of a standard member (a ticket's status): the standard one wins.
  return { ...standard, ...facts, ...standard };
}

export function problemResponse(c: Context<HttpEnv>, refusal: Refusal): Response {
  const body = problemBody(refusal, c.get("requestId") ?? "", c.get("language") ?? "en");
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (body.status === 401) headers["www-authenticate"] = 'Bearer realm="Guardia"';
  if (body.status === 503 || body.status === 504) headers["retry-after"] = "2";
  if (typeof refusal.facts.retryAfterSeconds === "number") headers["retry-after"] = String(refusal.facts.retryAfterSeconds);
  if (Array.isArray(refusal.facts.allow)) headers.allow = refusal.facts.allow.join(", ");
  return c.body(JSON.stringify(body), body.status as Status, headers);
}

/** Whatever was thrown as a refusal; what is no refusal of ours gives `internal-error`, whose cause goes to the log alone. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new Refusal("bad-json", "The body is not JSON that can be read: send one JSON object, with quotes around names and texts.");
  }
  if (isConnectionLoss(error)) {
    return new Refusal(
      "database-unreachable",
      "The database does not answer at the moment: try again in a few seconds. Nothing was changed.",
    );
  }
  return new Refusal(
    "internal-error",
    "This went wrong on our side, and nothing was changed. Tell the operator the request id; the log has the cause.",
  );
}

/** PostgreSQL's class 08 and 57P (connection, shutdown), 53300 (too many), and what the socket and the pool say. */
function isConnectionLoss(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(code)) return true;
  return typeof message === "string" && /Connection terminated|timeout exceeded when trying to connect/.test(message);
}
