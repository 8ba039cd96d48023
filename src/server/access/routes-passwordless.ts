/** Coming in without a password of ours: by passkey, or by an identity provider. */
import { createRoute, z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import { askLibrary } from "#server/access/library-question.ts";
import { hasDomain } from "#server/access/routes-session.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type Api, bodyOf, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";

/** As WebAuthn writes them (PublicKeyCredentialRequestOptionsJSON, AuthenticationResponseJSON); the library checks what is inside. */
export const credentialJson = z.looseObject({ id: z.string().min(1).max(2_000) });
export const optionsJson = z.looseObject({ challenge: z.string() });

const challengeDescription = createRoute({
  method: "post",
  path: "/session/passkey-challenge",
  tags: ["access"],
  summary: "What a passkey is to sign; good for five minutes",
  ...isOpen,
  responses: { 200: { description: "PublicKeyCredentialRequestOptionsJSON of WebAuthn", content: jsonOf(optionsJson) }, ...problems },
});

const passkeyDescription = createRoute({
  method: "post",
  path: "/session/passkey",
  tags: ["access"],
  summary: "Sign in by passkey; it stands for both factors",
  ...isOpen,
  request: { body: bodyOf(z.strictObject({ response: credentialJson })) },
  responses: { 204: { description: "Signed in" }, ...problems },
});

const providerDescription = createRoute({
  method: "post",
  path: "/session/providers/{id}",
  tags: ["access"],
  summary: "Begin to sign in by an identity provider (OpenID Connect, code flow with PKCE): go to the address in the answer",
  ...isOpen,
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(40)
        .openapi({ param: { name: "id", in: "path" } }),
    }),
    body: bodyOf(
      z.strictObject({
        back: z
          .string()
          .max(2_000)
          .regex(/^\/(?!\/|\\)/, "Write a path of this site, /queue for instance.")
          .exactOptional()
          .meta({ description: "Where to go afterwards, a path of this site" }),
      }),
    ),
  },
  responses: { 200: { description: "Where to go", content: jsonOf(z.object({ url: z.string() })) }, ...problems },
});

export function requireDomain(publicUrl: string): void {
  if (hasDomain(publicUrl)) return;
  throw new Refusal(
    "passkeys-unavailable",
    "Passkeys need a domain name: have this installation reached by one, by localhost for instance.",
    {},
  );
}

export function passwordlessRoutes(parts: Parts): Api {
  const { door, publicUrl } = parts;
  const api = newApi();
  api.openapi(challengeDescription, async (c) => {
    requireDomain(publicUrl);
    const answer = await askLibrary(c, parts, { method: "GET", path: "/passkey/generate-authenticate-options" });
    const options = (await answer.json()) as z.infer<typeof optionsJson>;
    // Held against the answer by sign-in-library.ts: without finger or code a passkey is but one factor.
    return c.json({ ...options, userVerification: "required" }, 200);
  });
  api.openapi(passkeyDescription, async (c) => {
    const { response } = c.req.valid("json");
    await askLibrary(c, parts, { path: "/passkey/verify-authentication", body: { response } });
    await door.write("*", ({ db }) =>
      db
        .withTables<AccessTables>()
        .updateTable("passkeys")
        .set({ used_at: new Date(door.clock()) })
        .where("credential_id", "=", response.id)
        .execute(),
    );
    return c.body(null, 204);
  });
  api.openapi(providerDescription, async (c) => {
    const { id } = c.req.valid("param");
    const { back = "/" } = c.req.valid("json");
    // The way back leads through the sign-in page, which knows whether it worked: the library takes no path as odd as a search may be.
    const page = `/sign-in?back=${encodeURIComponent(back).replaceAll(/[!'()*~]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)}`;
    const body = { provider: id, callbackURL: `${page}&entered=yes`, errorCallbackURL: page, disableRedirect: true };
    const answer = await askLibrary(c, parts, { path: "/sign-in/social", body, provider: id });
    return c.json({ url: ((await answer.json()) as { url: string }).url }, 200);
  });
  return api;
}
