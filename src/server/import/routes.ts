/** The demonstration by HTTP: what the button on an empty installation asks for. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { loadDemo } from "#server/import/demo.ts";

const description = createRoute({
  method: "post",
  path: "/demo",
  tags: ["import"],
  summary: "Fill an empty installation with an example model and a month of generated life",
  responses: {
    201: {
      description: "Loaded",
      content: jsonOf(z.object({ modelVersion: z.int(), tickets: z.int(), events: z.int() }).openapi("Demo")),
    },
    ...problems,
  },
});

export function demoRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    requirePermission(c.get("caller"), "model:write", null);
    return c.json(await loadDemo(door, { now: door.clock() }), 201);
  });
  return api;
}
