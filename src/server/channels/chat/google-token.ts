/** Google's tokens: ours for the Chat API (a service account's, RFC 7523), and theirs by which Chat proves that an event is its own. */
import { createPublicKey, createSign, createVerify, type JsonWebKey } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Instant } from "#core/time/instant.ts";
import { isTaken, rootOf } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

/** What we need of the JSON file that Google gives for a service account. */
export const accountForm = z.object({ client_email: z.string(), private_key: z.string(), token_uri: z.url() });

export function readAccount(written: string | undefined): z.output<typeof accountForm> | null {
  return accountForm.safeParse(written === undefined ? null : jsonOf({ text: written })).data ?? null;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const scope = "https://www.googleapis.com/auth/chat.bot";
const tokens = new Map<string, { token: string; until: number }>();

export class GoogleRefusal extends Error {
  readonly answer: OutsideAnswer;
  constructor(answer: OutsideAnswer) {
    super("no token");
    this.name = "GoogleRefusal";
    this.answer = answer;
  }
}

type Asking = { outside: Outside; signal?: AbortSignal | undefined; now: Instant };

/** An access token of the account for the scope chat.bot, kept until a minute before its end. Throws GoogleRefusal. */
export async function accessToken(account: z.output<typeof accountForm>, { outside, signal, now }: Asking): Promise<string> {
  const known = tokens.get(account.client_email);
  if (known !== undefined && known.until > now) return known.token;
  const seconds = Math.floor(now / 1_000);
  const claims = { iss: account.client_email, scope, aud: account.token_uri, iat: seconds, exp: seconds + 3_600 };
  const unsigned = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const assertion = `${unsigned}.${createSign("RSA-SHA256").update(unsigned).sign(account.private_key).toString("base64url")}`;
  const answer = await outside.request({
    ...{ method: "POST", url: account.token_uri, headers: { "content-type": "application/x-www-form-urlencoded" } },
    body: new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }).toString(),
    ...(signal === undefined ? {} : { signal }),
  });
  const read = z.object({ access_token: z.string(), expires_in: z.number() }).safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) throw new GoogleRefusal(answer);
  tokens.set(account.client_email, { token: read.data.access_token, until: now + (read.data.expires_in - 60) * 1_000 });
  return read.data.access_token;
}

export const forgetToken = (account: z.output<typeof accountForm>): void => void tokens.delete(account.client_email);

const chatAccount = "chat@system.gserviceaccount.com";
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal("RSA") })) });
const keySets = new Map<string, { keys: z.output<typeof keySet>["keys"]; until: number }>();
const keysHoldMs = 3_600_000;

async function keyOf(url: string, kid: string, { outside, now }: Asking): Promise<JsonWebKey | null> {
  const known = keySets.get(url);
  const found = known?.keys.find((key) => key.kid === kid);
  if (known !== undefined && known.until > now && found !== undefined) return found as JsonWebKey;
  const answer = await outside.request({ method: "GET", url });
  const read = keySet.safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) return null;
  keySets.set(url, { keys: read.data.keys, until: now + keysHoldMs });
  return (read.data.keys.find((key) => key.kid === kid) as JsonWebKey | undefined) ?? null;
}

const claimsForm = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});

/** Clocks differ a little. */
const leewaySeconds = 60;

/**
 * Whether a bearer token is Chat's for one of the audiences: issued by Chat's own account for a project's number, or by Google for that
 * account and the address of the hook (https://developers.google.com/workspace/chat/verify-requests-from-chat). `keys` is where Google
 * publishes what it signs with.
 */
export async function isFromChat(token: string, audiences: readonly string[], keys: string, asking: Asking): Promise<boolean> {
  const [head = "", body = "", signature = "", ...rest] = token.split(".");
  const decoded = (text: string): unknown => jsonOf({ text: Buffer.from(text, "base64url").toString("utf8") });
  const header = z.object({ alg: z.literal("RS256"), kid: z.string().max(200) }).safeParse(decoded(head));
  const claims = claimsForm.safeParse(decoded(body));
  if (!header.success || !claims.success || rest.length > 0) return false;
  const { iss, aud, exp, email, email_verified: isVerified } = claims.data;
  const isOwn = iss === chatAccount;
  const isOfGoogle = ["https://accounts.google.com", "accounts.google.com"].includes(iss) && email === chatAccount && isVerified === true;
  if (!(isOwn || isOfGoogle) || !audiences.includes(aud) || exp + leewaySeconds < asking.now / 1_000) return false;
  const url = isOwn ? `${rootOf(keys)}/service_accounts/v1/jwk/${chatAccount}` : `${rootOf(keys)}/oauth2/v3/certs`;
  const key = await keyOf(url, header.data.kid, asking);
  if (key === null) return false;
  const publicKey = createPublicKey({ key, format: "jwk" });
  return createVerify("RSA-SHA256").update(`${head}.${body}`).verify(publicKey, Buffer.from(signature, "base64url"));
}
