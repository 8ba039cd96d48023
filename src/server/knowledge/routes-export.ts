/** Taking the knowledge away over HTTP: Markdown files in one answer. */
import { createRoute } from "@hono/zod-openapi";
import { toIso } from "#core/time/instant.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { exportKnowledge } from "#server/knowledge/export.ts";
import { readerIn } from "#server/knowledge/reader.ts";
import { exportSchema } from "#server/knowledge/schema.ts";

const description = createRoute({
  method: "get",
  path: "/knowledge/export",
  tags: ["knowledge"],
  summary: "Everything that the caller may read, as Markdown files with front matter; for authors also drafts and runbooks",
  responses: { 200: { description: "The files", content: jsonOf(exportSchema) }, ...problems },
});

export function exportRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    const { scope, audience } = readerIn(c);
    const files = await exportKnowledge(door, scope, audience);
    c.header("content-disposition", 'attachment; filename="knowledge.json"');
    return c.json({ exportedAt: toIso(door.clock()), files }, 200);
  });
  return api;
}
