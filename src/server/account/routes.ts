/** My own account: what protects it, where I am signed in, and how that changes. For people; a program has no account. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "#core/refusal.ts";
import { askLibrary } from "#server/access/library-question.ts";
import { hasDomain } from "#server/access/routes-session.ts";
import { longestPassword } from "#server/access/sign-in.ts";
import { requireGoodPassword } from "#server/access/welcome.ts";
import { noteChange, readProtection, requirePassword } from "#server/account/protection.ts";
import { endOtherSessions, endSession, listSessions } from "#server/account/session-list.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller, HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { at, key } from "#server/ticket/schema-values.ts";

export const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: at.nullable(),
    usedAt: at.nullable(),
    isSynced: z.boolean().meta({ description: "Kept by a cloud or a password manager, so that it survives the device" }),
  })
  .openapi("Passkey");

const accountSchema = z
  .object({
    hasPassword: z.boolean(),
    secondFactor: z.object({
      isEnabled: z.boolean(),
      isRequired: z.boolean().meta({ description: "The provider asks its own people for one" }),
      recoveryCodesLeft: z.int().nullable(),
    }),
    passkeys: z.array(passkeySchema),
    providers: z.array(z.object({ id: z.string(), name: z.string() })).meta({ description: "Identity providers that know this person" }),
    canHavePasskeys: z.boolean(),
    needsSecondFactor: z.boolean().meta({ description: "Nothing but this account may be used until a second factor is set up" }),
  })
  .openapi("Account");

const sessionSchema = z
  .object({
    id: z.string(),
    device: z.object({ browser: z.string().nullable(), system: z.string().nullable() }),
    address: z.string().nullable(),
    method: z.string().nullable().meta({ description: "password, totp, recovery-code, passkey or oidc:<provider>" }),
    startedAt: at,
    seenAt: at.meta({ description: "To the minute" }),
    isCurrent: z.boolean(),
  })
  .openapi("Session");

/** The person who asks and the session they ask in. Refuses programs. */
export async function personAsking(
  c: Context<HttpEnv>,
  { signIn }: Parts,
): Promise<{ caller: Caller; sessionId: string | null; needsSecondFactor: boolean; actor: string }> {
  const caller = c.get("caller");
  if (caller.kind !== "user") throw new Refusal("forbidden", "A token has no account: sign in as a person.", {});
  const { sessionId, needsSecondFactor } = await signIn.read(c.req.header("cookie") ?? "");
  return { caller, sessionId, needsSecondFactor, actor: `${caller.customerId === null ? "agent" : "contact"}:${caller.id}` };
}

export function accountRoutes(parts: Parts): Api {
  const api = newApi();
  overviewRoute(api, parts);
  passwordRoute(api, parts);
  sessionRoutes(api, parts);
  return api;
}

const overviewDescription = createRoute({
  method: "get",
  path: "/account",
  tags: ["account"],
  summary: "What protects my account",
  responses: { 200: { description: "Password, second factor, passkeys, identity providers", content: jsonOf(accountSchema) }, ...problems },
});

function overviewRoute(api: Api, parts: Parts): void {
  api.openapi(overviewDescription, async (c) => {
    const { caller, needsSecondFactor } = await personAsking(c, parts);
    const { secondFactor, providers, ...rest } = await readProtection(parts, caller.id);
    const nameOf = (id: string): string => parts.signIn.providers.find((each) => each.id === id)?.name ?? id;
    const answer = {
      ...wire(rest),
      secondFactor: { ...secondFactor, isRequired: parts.signIn.isSecondFactorRequired && caller.customerId === null },
      providers: providers.map((id) => ({ id, name: nameOf(id) })),
      canHavePasskeys: hasDomain(parts.publicUrl),
      needsSecondFactor,
    };
    return c.json(answer, 200);
  });
}

const passwordDescription = createRoute({
  method: "put",
  path: "/account/password",
  tags: ["account"],
  summary: "Change my password; all other sessions end",
  request: { body: bodyOf(z.strictObject({ password: z.string().min(1).max(longestPassword), newPassword: z.string().max(1_000) })) },
  responses: { 204: { description: "Changed" }, ...problems },
});

function passwordRoute(api: Api, parts: Parts): void {
  api.openapi(passwordDescription, async (c) => {
    const { caller } = await personAsking(c, parts);
    const { password, newPassword } = c.req.valid("json");
    requireGoodPassword({ password: newPassword, email: caller.email ?? "", name: caller.name });
    await requirePassword(parts, caller, password);
    const body = { currentPassword: password, newPassword, revokeOtherSessions: true };
    await askLibrary(c, parts, { path: "/change-password", body });
    await noteChange(parts, { type: "user.password-changed", userId: caller.id, letter: "password-changed" });
    return c.body(null, 204);
  });
}

const listDescription = createRoute({
  method: "get",
  path: "/account/sessions",
  tags: ["account"],
  summary: "Where I am signed in",
  responses: { 200: { description: "The newest first", content: jsonOf(z.object({ items: z.array(sessionSchema) })) }, ...problems },
});

const endDescription = createRoute({
  method: "delete",
  path: "/account/sessions/{id}",
  tags: ["account"],
  summary: "End one of my sessions; it is refused everywhere within two seconds",
  request: { params: z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) }) },
  responses: { 204: { description: "Ended" }, ...problems },
});

const endOthersDescription = createRoute({
  method: "delete",
  path: "/account/sessions",
  tags: ["account"],
  summary: "End all my sessions but this one",
  responses: { 200: { description: "How many have ended", content: jsonOf(z.object({ ended: z.int() })) }, ...problems },
});

function sessionRoutes(api: Api, parts: Parts): void {
  const { door, signIn } = parts;
  api.openapi(listDescription, async (c) => {
    const { caller, sessionId } = await personAsking(c, parts);
    return c.json({ items: wire(await listSessions(door, caller.id, sessionId)) }, 200);
  });
  api.openapi(endDescription, async (c) => {
    const { caller, actor } = await personAsking(c, parts);
    await endSession(door, c.req.valid("param").id, { userId: caller.id, actor });
    signIn.forget();
    return c.body(null, 204);
  });
  api.openapi(endOthersDescription, async (c) => {
    const { caller, sessionId, actor } = await personAsking(c, parts);
    const ended = await endOtherSessions(door, sessionId, { userId: caller.id, actor });
    signIn.forget();
    return c.json({ ended }, 200);
  });
}
