/** Roles: those that come with Guardia, and an installation's own, which an administrator makes. */
import { createRoute, z } from "@hono/zod-openapi";
import { permissions, requirePermission } from "#core/access/access.ts";
import { actorFor } from "#server/access/actor.ts";
import { changeRole, createRole, type ListedRole, listRoles, removeRole } from "#server/access/role-store.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { key, line } from "#server/ticket/schema-values.ts";

const granted = z.array(z.enum(permissions)).min(1).max(permissions.length);

export const roleSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    isForCustomers: z.boolean(),
    permissions: z.array(z.enum(permissions)),
    isBuiltIn: z.boolean(),
  })
  .openapi("Role");

export type RoleView = z.infer<typeof roleSchema>;

const listDescription = createRoute({
  method: "get",
  path: "/roles",
  tags: ["people"],
  summary: "All roles, those that come with Guardia first; a customer's people see those for customers",
  responses: { 200: { description: "The roles", content: jsonOf(z.object({ items: z.array(roleSchema) })) }, ...problems },
});

const createDescription = createRoute({
  method: "post",
  path: "/roles",
  tags: ["people"],
  summary: "Make a role",
  ...repeatable,
  request: {
    body: bodyOf(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Write lower-case letters, digits and dashes, second-line for instance."),
        name: line,
        isForCustomers: z.boolean(),
        permissions: granted,
      }),
    ),
  },
  responses: { 201: { description: "The role", content: jsonOf(roleSchema) }, ...problems },
});

const roleId = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });

const changeDescription = createRoute({
  method: "patch",
  path: "/roles/{id}",
  tags: ["people"],
  summary: "Change a role's name or permissions; it holds at once for all who have it",
  request: { params: roleId, body: bodyOf(z.strictObject({ name: line.exactOptional(), permissions: granted.exactOptional() })) },
  responses: { 200: { description: "The role as it is now", content: jsonOf(roleSchema) }, ...problems },
});

const removeDescription = createRoute({
  method: "delete",
  path: "/roles/{id}",
  tags: ["people"],
  summary: "Remove a role that nobody has",
  request: { params: roleId },
  responses: { 204: { description: "Removed" }, ...problems },
});

const roleView = ({ permissions: given, ...role }: ListedRole): RoleView => ({ ...role, permissions: [...given] });

export function roleRoutes({ door, signIn }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "people:read", caller.customerId);
    return c.json({ items: (await listRoles(door, caller)).map(roleView) }, 200);
  });
  api.openapi(createDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => ({
      body: roleView(await createRole(door, body, await actorFor(caller, door))),
    }));
    return c.json(answer, 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    const role = await changeRole(door, c.req.valid("param").id, c.req.valid("json"), await actorFor(caller, door));
    signIn.forget();
    return c.json(roleView(role), 200);
  });
  api.openapi(removeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    await removeRole(door, c.req.valid("param").id, await actorFor(caller, door));
    return c.body(null, 204);
  });
  return api;
}
