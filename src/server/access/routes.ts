/** Who I am; tokens of programs. */
import { createRoute, z } from "@hono/zod-openapi";
import { may, permissions, requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { instant } from "#core/time/instant.ts";
import { actorFor, assigneeOf } from "#server/access/actor.ts";
import { readCaller } from "#server/access/caller.ts";
import { customerNameOf } from "#server/access/people-list.ts";
import { changeOwn, readTaste } from "#server/access/person.ts";
import { peopleRoutes } from "#server/access/routes-people.ts";
import { roleRoutes } from "#server/access/routes-role.ts";
import { hourCycle, language, personName, phone, zone } from "#server/access/schema-values.ts";
import { createToken, listTokens, revokeToken } from "#server/access/token.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const permission = z.enum(permissions);

export function accessRoutes(parts: Parts): Api {
  const api = newApi();
  meRoutes(api, parts);
  tokenRoutes(api, parts);
  api.route("/", peopleRoutes(parts));
  api.route("/", roleRoutes(parts));
  return api;
}

const meSchema = z
  .object({
    kind: z.enum(["user", "token"]),
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    role: z.string().nullable(),
    permissions: z.array(permission).meta({ description: "What may be done within `customerIds`, or everywhere" }),
    customerId: z.string().nullable().meta({ description: "The customer to whom the caller belongs; null: the provider's own" }),
    customerName: z.string().nullable(),
    customerIds: z.array(z.string()).nullable().meta({ description: "Of which organisations they see; null: of all" }),
    contact: z.string().nullable().meta({ description: "The key by which tickets name a customer's person as requester" }),
    department: z.string().nullable(),
    isDesignated: z.boolean().meta({ description: "Decides for the customer and sees all of its tickets" }),
    assignee: z.string().meta({ description: "The key by which tickets name this person" }),
    language: language.nullable(),
    zone: z.string().nullable(),
    hourCycle: hourCycle.nullable(),
  })
  .openapi("Me");

export type Me = z.infer<typeof meSchema>;

const meDescription = createRoute({
  method: "get",
  path: "/me",
  tags: ["access"],
  summary: "Who asks, and what they may do",
  responses: { 200: { description: "The caller", content: jsonOf(meSchema) }, ...problems },
});

const changeMeDescription = createRoute({
  method: "patch",
  path: "/me",
  tags: ["access"],
  summary: "Change one's own name, number, language, zone and way to write hours",
  request: {
    body: bodyOf(
      z.strictObject({
        name: personName.exactOptional(),
        phone: phone.nullable().exactOptional(),
        language: language.nullable().exactOptional(),
        zone: zone.nullable().exactOptional(),
        hourCycle: hourCycle.nullable().exactOptional(),
      }),
    ),
  },
  responses: { 200: { description: "The caller as they are now", content: jsonOf(meSchema) }, ...problems },
});

function meRoutes(api: Api, { door, signIn }: Parts): void {
  api.openapi(meDescription, async (c) => c.json(await meOf(door, c.get("caller")), 200));
  api.openapi(changeMeDescription, async (c) => {
    const caller = c.get("caller");
    if (caller.kind === "token")
      throw new Refusal("forbidden", "A token has nothing of its own to change: make another one, or sign in as a person.", {});
    await changeOwn(door, caller, c.req.valid("json"));
    signIn.forget();
    return c.json(await meOf(door, (await readCaller(door, caller.id)) ?? caller), 200);
  });
}

async function meOf(door: Door, caller: Caller): Promise<Me> {
  const { kind, id, name, email, role, customerId, customerIds, contact, department, isDesignated } = caller;
  const document = (await door.book()).documentAt(door.clock());
  const taste = kind === "token" ? null : await readTaste(door, id);
  return {
    ...{ kind, id, name, email, role, customerId, contact, department, isDesignated },
    phone: taste?.phone ?? null,
    permissions: permissions.filter((each) => may(caller, each)),
    customerName: customerNameOf(document, customerId),
    customerIds: customerIds === null ? null : [...customerIds],
    assignee: assigneeOf(caller, document),
    language: taste?.language ?? null,
    zone: taste?.zone ?? null,
    hourCycle: taste?.hour_cycle ?? null,
  };
}

const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(permission),
    customerId: z.string().nullable(),
    createdAt: at,
    expiresAt: at.nullable(),
    lastUsedAt: at.nullable().meta({ description: "To the minute" }),
    revokedAt: at.nullable(),
  })
  .openapi("Token");

const newTokenSchema = z.object({
  token: tokenSchema,
  secret: z.string().nullable().meta({ description: "Shown this once; null when a repeated request is answered again" }),
});

const listTokensDescription = createRoute({
  method: "get",
  path: "/tokens",
  tags: ["access"],
  summary: "All tokens, the newest first",
  responses: { 200: { description: "Without their secrets", content: jsonOf(z.object({ items: z.array(tokenSchema) })) }, ...problems },
});

const createTokenDescription = createRoute({
  method: "post",
  path: "/tokens",
  tags: ["access"],
  summary: "Make a token",
  ...repeatable,
  request: {
    body: bodyOf(
      z.strictObject({
        name: z.string(),
        scopes: z.array(permission).min(1).max(permissions.length),
        customerId: key.nullable().exactOptional(),
        expiresAt: at.nullable().exactOptional(),
      }),
    ),
  },
  responses: { 201: { description: "The token with its secret", content: jsonOf(newTokenSchema) }, ...problems },
});

const revokeTokenDescription = createRoute({
  method: "delete",
  path: "/tokens/{id}",
  tags: ["access"],
  summary: "Revoke a token; other nodes notice within two seconds",
  request: { params: z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) }) },
  responses: { 204: { description: "Revoked" }, ...problems },
});

function tokenRoutes(api: Api, { door, tokens }: Parts): void {
  api.openapi(listTokensDescription, async (c) => {
    requirePermission(c.get("caller"), "admin", null);
    return c.json({ items: wire(await listTokens(door)) }, 200);
  });
  api.openapi(createTokenDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const body = c.req.valid("json");
    const answer = await doOnce<z.infer<typeof newTokenSchema>>(c, door, body, async () => {
      const { name, scopes, customerId = null, expiresAt = null } = body;
      const until = expiresAt === null ? null : instant(expiresAt);
      const { token, secret } = await createToken(door, {
        name,
        scopes: [...new Set(scopes)],
        customerId,
        expiresAt: until,
        actor: await actorFor(caller, door),
      });
      return { body: { token: wire(token), secret }, kept: { token: wire(token), secret: null } };
    });
    return c.json(answer, 201);
  });
  api.openapi(revokeTokenDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    await revokeToken(door, c.req.valid("param").id, await actorFor(caller, door));
    tokens.forget();
    return c.body(null, 204);
  });
}
