/** Who asks: a bearer token, or the cookie of a session. A cookie counts only when our own pages sent the request. */
import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "#core/refusal.ts";
import type { Caller, HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";

/** Sets `caller`, or refuses `unauthenticated` or `cross-site-request`. */
export function authenticate(parts: Pick<Parts, "tokens" | "signIn" | "publicUrl">): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const caller = await callerOf(c, parts);
    c.set("caller", caller);
    if (caller.language !== null) c.set("language", caller.language);
    await next();
  };
}

async function callerOf(
  c: Context<HttpEnv>,
  { tokens, signIn, publicUrl }: Pick<Parts, "tokens" | "signIn" | "publicUrl">,
): Promise<Caller> {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) {
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const caller = secret === undefined ? null : await tokens.read(secret);
    if (caller !== null) return caller;
    throw new Refusal(
      "unauthenticated",
      "This token is not known, has expired or was revoked: send `Authorization: Bearer guardia_…` with one that holds.",
      {},
    );
  }
  const cookie = c.req.header("cookie");
  if (cookie !== undefined) {
    const { caller, cookies, needsSecondFactor } = await signIn.read(cookie);
    for (const each of cookies) c.header("set-cookie", each, { append: true });
    if (caller !== null) {
      requireOwnPage(c, publicUrl);
      if (needsSecondFactor && !ownBusiness.test(c.req.path)) {
        throw new Refusal("second-factor-required", "Your provider asks for a second factor: set one up in your account, then go on.", {});
      }
      return caller;
    }
  }
  throw new Refusal("unauthenticated", "Nobody is signed in: sign in, or send a token as `Authorization: Bearer guardia_…`.", {});
}

/** What somebody may do whose second factor is still to be set up. */
const ownBusiness = /^\/api\/v1\/(me|account(\/.*)?)$/;

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Browsers name the page's origin with every request that changes something; another site cannot forge it. */
export function requireOwnPage(c: Context<HttpEnv>, publicUrl: string): void {
  if (safeMethods.has(c.req.method)) return;
  const origin = c.req.header("origin");
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (origin !== undefined && (origin === publicUrl || (URL.canParse(origin) && new URL(origin).host === host))) return;
  if (origin === undefined && c.req.header("sec-fetch-site") === "same-origin") return;
  throw new Refusal("cross-site-request", "This request came from another site than ours: open Guardia at its own address.", {
    origin: origin ?? null,
  });
}
