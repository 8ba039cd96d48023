/** Major incidents over HTTP: lists, rooms, reviews. */
import { type Api, newApi } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { incidentListRoutes } from "#server/incident/routes-list.ts";
import { reviewRoutes } from "#server/incident/routes-review.ts";
import { roomRoutes } from "#server/incident/routes-room.ts";

export function incidentRoutes(parts: Parts): Api {
  const api = newApi();
  for (const routes of [incidentListRoutes, roomRoutes, reviewRoutes]) api.route("/", routes(parts));
  return api;
}
