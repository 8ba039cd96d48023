/** What an agent has at hand beside tickets, as routes. */
import { cannedReplyRoutes } from "#server/desk/canned-reply.ts";
import { draftRoutes } from "#server/desk/draft.ts";
import { macroRoutes } from "#server/desk/macro.ts";
import { presenceRoutes } from "#server/desk/presence.ts";
import { type Api, newApi } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";

export function deskRoutes(parts: Parts): Api {
  const api = newApi();
  for (const routes of [draftRoutes, presenceRoutes, cannedReplyRoutes, macroRoutes]) api.route("/", routes(parts));
  return api;
}
