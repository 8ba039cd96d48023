/** How the installation stands, for anybody who opens it: is there a model, somebody who administers it, anything in it yet. */
import { createRoute, z } from "@hono/zod-openapi";
import { hasAdministrator } from "#server/access/person.ts";
import { type Api, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";

const description = createRoute({
  method: "get",
  path: "/status",
  tags: ["about"],
  summary: "Version and state of the installation",
  ...isOpen,
  responses: {
    200: {
      description: "Its state",
      content: jsonOf(
        z
          .object({
            version: z.string(),
            isEmpty: z.boolean().meta({ description: "No model and no ticket yet: the demo may be loaded" }),
            hasAdministrator: z.boolean(),
            hasModel: z.boolean(),
          })
          .openapi("Status"),
      ),
    },
    ...problems,
  },
});

export function standingRoutes({ door, version }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    const [standing, isAdministered] = await Promise.all([
      door.read("*", async (db) => ({
        hasModel: (await db.selectFrom("model_versions").select("version").limit(1).executeTakeFirst()) !== undefined,
        hasTickets: (await db.selectFrom("tickets").select("id").limit(1).executeTakeFirst()) !== undefined,
      })),
      hasAdministrator(door),
    ]);
    return c.json(
      { version, isEmpty: !standing.hasModel && !standing.hasTickets, hasAdministrator: isAdministered, hasModel: standing.hasModel },
      200,
    );
  });
  return api;
}
