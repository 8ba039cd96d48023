/** Who I am; tokens of programs; people who sign in. */
import { createRoute, z } from "@hono/zod-openapi";
import { can, permissions, requirePermission, roles } from "#core/access/access.ts";
import { instant } from "#core/time/instant.ts";
import { actorFor, assigneeOf } from "#server/access/actor.ts";
import { linkAddress } from "#server/access/link.ts";
import { changePerson, invite, linkFor, listPeople } from "#server/access/person.ts";
import { createToken, listTokens, revokeToken } from "#server/access/token.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const permission = z.enum(permissions);
const role = z.enum(roles);

export function accessRoutes(parts: Parts): Api {
  const api = newApi();
  meRoute(api, parts);
  tokenRoutes(api, parts);
  peopleRoutes(api, parts);
  linkRoute(api, parts);
  return api;
}

const meDescription = createRoute({
  method: "get",
  path: "/me",
  tags: ["access"],
  summary: "Who asks, and what they may do",
  responses: {
    200: {
      description: "The caller",
      content: jsonOf(
        z
          .object({
            kind: z.enum(["user", "token"]),
            id: z.string(),
            name: z.string(),
            email: z.string().nullable(),
            role: role.nullable(),
            permissions: z.array(permission),
            customerId: z.string().nullable(),
            assignee: z.string().meta({ description: "The key by which tickets name this person" }),
          })
          .openapi("Me"),
      ),
    },
    ...problems,
  },
});

function meRoute(api: Api, { door }: Parts): void {
  api.openapi(meDescription, async (c) => {
    const caller = c.get("caller");
    const { kind, id, name, email, role: has, customerId } = caller;
    const granted = permissions.filter((each) => can(caller, each, customerId));
    const document = (await door.book()).documentAt(door.clock());
    return c.json({ kind, id, name, email, role: has, permissions: granted, customerId, assignee: assigneeOf(caller, document) }, 200);
  });
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

const personSchema = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role, state: z.enum(["invited", "active", "deactivated"]), createdAt: at })
  .openapi("User");

const email = z
  .string()
  .max(254)
  .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "Write an e-mail address, ana@example.com for instance.");
const personId = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });

const listPeopleDescription = createRoute({
  method: "get",
  path: "/users",
  tags: ["access"],
  summary: "People who sign in",
  responses: { 200: { description: "By name", content: jsonOf(z.object({ items: z.array(personSchema) })) }, ...problems },
});

const linkFields = { link: z.string().nullable().meta({ description: "Works once, for 24 hours; shown this once" }), expiresAt: at };

const inviteDescription = createRoute({
  method: "post",
  path: "/users",
  tags: ["access"],
  summary: "Invite a person; send them the link",
  ...repeatable,
  request: { body: bodyOf(z.strictObject({ name: z.string().trim().min(1).max(200), email, role })) },
  responses: {
    201: { description: "The person and the link", content: jsonOf(z.object({ user: personSchema, ...linkFields })) },
    ...problems,
  },
});

const changeDescription = createRoute({
  method: "patch",
  path: "/users/{id}",
  tags: ["access"],
  summary: "Change a role; deactivate (ends every session) or activate again",
  request: { params: personId, body: bodyOf(z.strictObject({ role: role.exactOptional(), isDeactivated: z.boolean().exactOptional() })) },
  responses: { 200: { description: "The person as they are now", content: jsonOf(personSchema) }, ...problems },
});

function peopleRoutes(api: Api, { door, signIn, publicUrl }: Parts): void {
  api.openapi(listPeopleDescription, async (c) => {
    requirePermission(c.get("caller"), "admin", null);
    return c.json({ items: wire(await listPeople(door)) }, 200);
  });
  api.openapi(inviteDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => {
      const { person, secret, expiresAt } = await invite(door, { ...body, actor: await actorFor(caller, door) });
      const told = { user: wire(person), link: linkAddress(publicUrl, secret) as string | null, ...wire({ expiresAt }) };
      return { body: told, kept: { ...told, link: null } };
    });
    return c.json(answer, 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const person = await changePerson(door, c.req.valid("param").id, c.req.valid("json"), await actorFor(caller, door));
    signIn.forget();
    return c.json(wire(person), 200);
  });
}

const linkDescription = createRoute({
  method: "post",
  path: "/users/{id}/link",
  tags: ["access"],
  summary: "A new link for somebody who lost theirs, or their password",
  ...repeatable,
  request: { params: personId },
  responses: { 201: { description: "The link; an earlier one ends", content: jsonOf(z.object(linkFields)) }, ...problems },
});

function linkRoute(api: Api, { door, publicUrl }: Parts): void {
  api.openapi(linkDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const { id } = c.req.valid("param");
    const answer = await doOnce(c, door, null, async () => {
      const { secret, expiresAt } = await linkFor(door, id, await actorFor(caller, door));
      const told = { link: linkAddress(publicUrl, secret) as string | null, ...wire({ expiresAt }) };
      return { body: told, kept: { ...told, link: null } };
    });
    return c.json(answer, 201);
  });
}
