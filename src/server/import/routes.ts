/** The demonstration by HTTP: what the button on an empty installation asks for. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Api, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { loadDemo } from "#server/import/demo.ts";

const description = createRoute({
  method: "post",
  path: "/demo",
  tags: ["import"],
  summary: "Fill an empty installation with an example model and a month of generated life",
  ...repeatable,
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
    const caller = c.get("caller");
    requirePermission(caller, "import", null);
    requirePermission(caller, "model:write", null);
    return c.json(await doOnce(c, door, null, async () => ({ body: await loadDemo(door, { now: door.clock() }) })), 201);
  });
  return api;
}
