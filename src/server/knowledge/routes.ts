/** The room's routes, those that need a caller. */
import { type Api, newApi } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { articleRoutes } from "#server/knowledge/routes-articles.ts";
import { draftRoutes } from "#server/knowledge/routes-draft.ts";
import { exportRoutes } from "#server/knowledge/routes-export.ts";
import { readingRoutes } from "#server/knowledge/routes-reading.ts";
import { runbookRoutes } from "#server/knowledge/routes-runbooks.ts";

export function knowledgeRoutes(parts: Parts): Api {
  const api = newApi();
  for (const routes of [articleRoutes, readingRoutes, runbookRoutes, draftRoutes, exportRoutes]) api.route("/", routes(parts));
  return api;
}
