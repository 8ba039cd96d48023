/**
 * Google Chat as far as we use it (spaces.messages.create with requestId, spaces:findDirectMessage, cards v2), a service account's token by
 * JWT (RFC 7523), and events with the bearer token by which Chat proves itself.
 */
import { createSign, createVerify, generateKeyPairSync } from "node:crypto";
import { z } from "zod";
import type { Incoming } from "#server/channels/driver.ts";
import { type Answered, type HttpProvider, json, openProvider } from "./http-provider.ts";
import { incomingOf, now } from "./trial.ts";

const action = z.strictObject({ function: z.string(), parameters: z.array(z.strictObject({ key: z.string(), value: z.string() })) });
const button = z.strictObject({
  text: z.string(),
  onClick: z.union([z.strictObject({ action }), z.strictObject({ openLink: z.strictObject({ url: z.url() }) })]),
});
const widget = z.union([
  z.strictObject({ textParagraph: z.strictObject({ text: z.string() }) }),
  z.strictObject({ buttonList: z.strictObject({ buttons: z.array(button).min(1) }) }),
]);
const message = z.strictObject({
  text: z.string().min(1).max(4_096),
  cardsV2: z
    .array(
      z.strictObject({
        cardId: z.string(),
        card: z.strictObject({ sections: z.array(z.strictObject({ widgets: z.array(widget).min(1) })) }),
      }),
    )
    .optional(),
});

const chatAccount = "chat@system.gserviceaccount.com";
const [ours, theirs] = [generateKeyPairSync("rsa", { modulusLength: 2_048 }), generateKeyPairSync("rsa", { modulusLength: 2_048 })];

export type GoogleChat = HttpProvider & {
  readonly messages: (z.output<typeof message> & { name: string; requestId: string })[];
  /** The JSON file of the app's service account. */
  readonly serviceAccount: string;
  /** The address of the space's webhook. */
  readonly webhook: string;
  /** An event that Chat sends: for a project's number, or for the hook's address. */
  event(body: object, token: { audience: string; issuer?: string; expiresInSeconds?: number; isForged?: boolean }): Incoming;
};

const refused = (code: number, status: string, words: string): Answered => json(code, { error: { code, status, message: words } });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export async function openGoogleChat(): Promise<GoogleChat> {
  const messages: GoogleChat["messages"] = [];
  const keys = { keys: [{ ...theirs.publicKey.export({ format: "jwk" }), kid: "chat-1", alg: "RS256", use: "sig" }] };
  const provider = await openProvider(({ method, path, query, headers, body }) => {
    if (path === "/token") return tokenFor(new URLSearchParams(body), `${provider.url}/token`);
    if (path === `/service_accounts/v1/jwk/${chatAccount}` || path === "/oauth2/v3/certs") return json(200, keys);
    const isHook = query.get("key") === "k1" && query.get("token") === "t1";
    if (!isHook && headers.authorization !== "Bearer ya29.chat")
      return refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    if (method === "GET" && path === "/v1/spaces:findDirectMessage") {
      return query.get("name") === "users/1001"
        ? json(200, { name: "spaces/DM1001" })
        : refused(404, "NOT_FOUND", "No direct message space.");
    }
    const space = /^\/v1\/(spaces\/[\w-]+)\/messages$/.exec(path)?.[1];
    if (method !== "POST" || space === undefined) return refused(404, "NOT_FOUND", "Not found.");
    if (space === "spaces/GONE") return refused(403, "PERMISSION_DENIED", "The app is not a member of the space.");
    const read = message.safeParse(JSON.parse(body));
    if (!read.success) return refused(400, "INVALID_ARGUMENT", `Invalid JSON payload: ${read.error.issues[0]?.path.join(".")}`);
    const requestId = query.get("requestId") ?? "";
    // "Specifying an existing request ID returns the message created with that ID instead of creating a new message."
    const known = messages.find((each) => requestId !== "" && each.requestId === requestId);
    const stored = known ?? { ...read.data, name: `${space}/messages/m${messages.length + 1}`, requestId };
    if (known === undefined) messages.push(stored);
    return json(200, { name: stored.name, text: stored.text });
  });
  return {
    ...{ ...provider, messages },
    serviceAccount: JSON.stringify({
      ...{
        type: "service_account",
        client_email: `guardia@${provider.url.slice(-5)}.iam.gserviceaccount.com`,
        token_uri: `${provider.url}/token`,
      },
      private_key: ours.privateKey.export({ type: "pkcs8", format: "pem" }),
    }),
    webhook: `${provider.url}/v1/spaces/AAAA/messages?key=k1&token=t1`,
    event(body, { audience, issuer = chatAccount, expiresInSeconds = 3_600, isForged = false }) {
      const claims = {
        iss: issuer,
        aud: audience,
        exp: Math.floor(now / 1_000) + expiresInSeconds,
        email: chatAccount,
        email_verified: true,
      };
      const unsigned = `${part({ alg: "RS256", kid: "chat-1", typ: "JWT" })}.${part(claims)}`;
      const signature = createSign("RSA-SHA256")
        .update(unsigned)
        .sign((isForged ? ours : theirs).privateKey)
        .toString("base64url");
      return incomingOf({
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${unsigned}.${signature}`, "content-type": "application/json" },
      });
    },
  };
}

const claimsForm = z.strictObject({
  ...{ iss: z.string(), scope: z.literal("https://www.googleapis.com/auth/chat.bot"), aud: z.string(), iat: z.int(), exp: z.int() },
});

function tokenFor(form: URLSearchParams, audience: string): Answered {
  const [head, body, signature = ""] = (form.get("assertion") ?? "").split(".");
  const isSigned = createVerify("RSA-SHA256").update(`${head}.${body}`).verify(ours.publicKey, Buffer.from(signature, "base64url"));
  const { aud, iat, exp } = claimsForm.parse(JSON.parse(Buffer.from(body ?? "", "base64url").toString("utf8")));
  const isGood =
    form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" && isSigned && aud === audience && exp - iat <= 3_600;
  return isGood ? json(200, { access_token: "ya29.chat", expires_in: 3_599, token_type: "Bearer" }) : json(400, { error: "invalid_grant" });
}
