/** The second factor and the passkeys of my account. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor } from "#server/access/actor.ts";
import { askLibrary } from "#server/access/library-question.ts";
import { requireChangeable } from "#server/access/person.ts";
import { credentialJson, optionsJson, requireDomain } from "#server/access/routes-passwordless.ts";
import { longestPassword } from "#server/access/sign-in.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { noteChange, notePasskey, removePasskey, removeSecondFactor, renamePasskey, requirePassword } from "#server/account/protection.ts";
import { passkeySchema, personAsking } from "#server/account/routes.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { key } from "#server/ticket/schema-values.ts";

const password = z.string().min(1).max(longestPassword);
const recoveryCodes = z.array(z.string()).meta({ description: "Each works once; shown this once" });
const idOf = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });
const passkeyName = z.string().trim().min(1).max(60);

export function factorRoutes(parts: Parts): Api {
  const api = newApi();
  enrolRoutes(api, parts);
  removeRoutes(api, parts);
  passkeyRoutes(api, parts);
  return api;
}

const beginDescription = createRoute({
  method: "post",
  path: "/account/second-factor",
  tags: ["account"],
  summary: "Begin to set up time-based codes (TOTP, RFC 6238); they count once a first one was shown to fit",
  request: { body: bodyOf(z.strictObject({ password })) },
  responses: {
    200: {
      description: "For the authenticator: as an address that a QR code holds, and by hand",
      content: jsonOf(z.object({ uri: z.string(), secret: z.string() })),
    },
    ...problems,
  },
});

const confirmDescription = createRoute({
  method: "post",
  path: "/account/second-factor/confirmation",
  tags: ["account"],
  summary: "Show a first code: from now on signing in by password asks for one",
  request: { body: bodyOf(z.strictObject({ code: z.string().regex(/^\d{6}$/, "Write the six digits that your authenticator shows.") })) },
  responses: { 200: { description: "Recovery codes, to be kept apart", content: jsonOf(z.object({ recoveryCodes })) }, ...problems },
});

const renewDescription = createRoute({
  method: "post",
  path: "/account/recovery-codes",
  tags: ["account"],
  summary: "Make new recovery codes; the old ones end",
  request: { body: bodyOf(z.strictObject({ password })) },
  responses: { 200: { description: "The new ones", content: jsonOf(z.object({ recoveryCodes })) }, ...problems },
});

function enrolRoutes(api: Api, parts: Parts): void {
  api.openapi(beginDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    const body = c.req.valid("json");
    await requirePassword(parts, caller, body.password);
    const answer = await askLibrary(c, parts, { path: "/two-factor/enable", body: { password: body.password, method: "totp" } });
    const { totpURI: uri } = (await answer.json()) as { totpURI: string };
    return c.json({ uri, secret: new URL(uri).searchParams.get("secret") ?? "" }, 200);
  });
  api.openapi(confirmDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    await requirePending(parts, caller.id);
    await askLibrary(c, parts, { path: "/two-factor/verify-totp", body: c.req.valid("json") });
    await noteChange(parts, { type: "user.second-factor-enabled", userId: caller.id, letter: "second-factor-enabled" });
    return c.json({ recoveryCodes: await parts.signIn.recoveryCodes(caller.id) }, 200);
  });
  api.openapi(renewDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    const body = c.req.valid("json");
    await requirePassword(parts, caller, body.password);
    const answer = await askLibrary(c, parts, { path: "/two-factor/generate-backup-codes", body });
    const { backupCodes } = (await answer.json()) as { backupCodes: string[] };
    await noteChange(parts, { type: "user.recovery-codes-renewed", userId: caller.id, letter: "recovery-codes-renewed" });
    return c.json({ recoveryCodes: backupCodes }, 200);
  });
}

/** Codes that count already are shown at sign-in; confirming them again would show the recovery codes a second time. */
async function requirePending({ door }: Parts, userId: string): Promise<void> {
  const row = await door.read("*", (db) =>
    db.withTables<AccessTables>().selectFrom("two_factors").select("verified").where("user_id", "=", userId).executeTakeFirst(),
  );
  if (row?.verified === false) return;
  if (row === undefined) throw new Refusal("no-second-factor", "No second factor protects this account: set one up first.", {});
  throw new Refusal("second-factor-exists", "A second factor protects this account already: remove it before you set up another one.", {});
}

const removeDescription = createRoute({
  method: "post",
  path: "/account/second-factor/removal",
  tags: ["account"],
  summary: "Sign in by password alone again; refused where the provider asks for a second factor",
  request: { body: bodyOf(z.strictObject({ password })) },
  responses: { 204: { description: "Removed, with its recovery codes" }, ...problems },
});

const removeOthersDescription = createRoute({
  method: "delete",
  path: "/people/{id}/second-factor",
  tags: ["access"],
  summary:
    "Take away the second factor of somebody who lost it; their sessions end. For the provider's own people, an administrator's to do",
  request: { params: idOf },
  responses: { 204: { description: "Removed" }, ...problems },
});

function removeRoutes(api: Api, parts: Parts): void {
  const { door, signIn } = parts;
  api.openapi(removeDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    const body = c.req.valid("json");
    if (signIn.isSecondFactorRequired && caller.customerId === null)
      throw new Refusal("second-factor-required", "Your provider asks for a second factor: set one up in your account, then go on.", {});
    await requirePassword(parts, caller, body.password);
    await askLibrary(c, parts, { path: "/two-factor/disable", body });
    await noteChange(parts, { type: "user.second-factor-removed", userId: caller.id, letter: "second-factor-removed" });
    return c.body(null, 204);
  });
  api.openapi(removeOthersDescription, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    if ((await requireChangeable(door, caller, id)) === null) requirePermission(caller, "admin", null);
    await removeSecondFactor(parts, id, await actorFor(caller, door));
    signIn.forget();
    return c.body(null, 204);
  });
}

const challengeDescription = createRoute({
  method: "post",
  path: "/account/passkeys/challenge",
  tags: ["account"],
  summary: "What a new passkey is to sign; good for five minutes, and for a session not older than a day",
  responses: { 200: { description: "PublicKeyCredentialCreationOptionsJSON of WebAuthn", content: jsonOf(optionsJson) }, ...problems },
});

const addDescription = createRoute({
  method: "post",
  path: "/account/passkeys",
  tags: ["account"],
  summary: "Add a passkey, by which one signs in without a password",
  request: { body: bodyOf(z.strictObject({ name: passkeyName, response: credentialJson })) },
  responses: { 201: { description: "The passkey", content: jsonOf(passkeySchema) }, ...problems },
});

const renameDescription = createRoute({
  method: "patch",
  path: "/account/passkeys/{id}",
  tags: ["account"],
  summary: "Call a passkey something else",
  request: { params: idOf, body: bodyOf(z.strictObject({ name: passkeyName })) },
  responses: { 200: { description: "The passkey as it is now", content: jsonOf(passkeySchema) }, ...problems },
});

const forgetDescription = createRoute({
  method: "delete",
  path: "/account/passkeys/{id}",
  tags: ["account"],
  summary: "Remove a passkey; sessions that it began go on",
  request: { params: idOf },
  responses: { 204: { description: "Removed" }, ...problems },
});

function passkeyRoutes(api: Api, parts: Parts): void {
  api.openapi(challengeDescription, async (c) => {
    await personAsking(c, parts);
    requireDomain(parts.publicUrl);
    const answer = await askLibrary(c, parts, { method: "GET", path: "/passkey/generate-register-options" });
    return c.json((await answer.json()) as z.infer<typeof optionsJson>, 200);
  });
  api.openapi(addDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    const answer = await askLibrary(c, parts, { path: "/passkey/verify-registration", body: c.req.valid("json") });
    const { id } = (await answer.json()) as { id: string };
    return c.json(wire(await notePasskey(parts, caller.id, id)), 201);
  });
  api.openapi(renameDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    return c.json(wire(await renamePasskey(parts, caller.id, c.req.valid("param").id, c.req.valid("json").name)), 200);
  });
  api.openapi(forgetDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    await removePasskey(parts, caller.id, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
