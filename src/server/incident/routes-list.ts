/** Lists over HTTP: incidents and actions for the provider's people, shared reviews for whoever decides for a customer. */
import { createRoute } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { seesWholeCustomer } from "#core/access/sight.ts";
import { Refusal } from "#core/refusal.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { listActions, listIncidents, listShared } from "#server/incident/list.ts";
import {
  actionListQuery,
  actionListSchema,
  incidentListQuery,
  incidentListSchema,
  pageQuery,
  sharedReviewListSchema,
  sharedReviewSchema,
} from "#server/incident/schema.ts";
import { idParameter, scopeOf } from "#server/ticket/reader.ts";

export function incidentListRoutes(parts: Parts): Api {
  const api = newApi();
  incidentsRoute(api, parts);
  actionsRoute(api, parts);
  sharedRoutes(api, parts);
  return api;
}

const tags = ["incidents"];

const incidentsDescription = createRoute({
  method: "get",
  path: "/incidents",
  tags,
  summary: "Major incidents, the newest first",
  request: { query: incidentListQuery },
  responses: { 200: { description: "A page", content: jsonOf(incidentListSchema) }, ...problems },
});

function incidentsRoute(api: Api, { door }: Parts): void {
  api.openapi(incidentsDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(await listIncidents(door, c.req.valid("query")), 200);
  });
}

const actionsDescription = createRoute({
  method: "get",
  path: "/incidents/actions",
  tags,
  summary: "Actions of reviews, what is due first, first",
  request: { query: actionListQuery },
  responses: { 200: { description: "A page", content: jsonOf(actionListSchema) }, ...problems },
});

function actionsRoute(api: Api, { door }: Parts): void {
  api.openapi(actionsDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(await listActions(door, c.req.valid("query")), 200);
  });
}

const sharedDescription = createRoute({
  method: "get",
  path: "/shared-reviews",
  tags: ["portal"],
  summary: "Reviews that were shown to the customer, the newest first; for its designated contacts",
  request: { query: pageQuery },
  responses: { 200: { description: "A page", content: jsonOf(sharedReviewListSchema) }, ...problems },
});

const oneDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/shared-review",
  tags: ["portal"],
  summary: "What the customer reads of the review of one of its incidents",
  request: { params: idParameter },
  responses: { 200: { description: "The shared review", content: jsonOf(sharedReviewSchema) }, ...problems },
});

/** A customer's designated contacts; our own people read the same, to see what they gave out. */
function requireReader(caller: Caller): void {
  requirePermission(caller, "tickets:read", caller.customerId);
  if (caller.customerIds === null || (caller.isDesignated && seesWholeCustomer(caller.sight))) return;
  throw new Refusal("forbidden", "Reviews are shown to whoever decides for the organisation: ask one of your designated contacts.", {});
}

function sharedRoutes(api: Api, { door }: Parts): void {
  api.openapi(sharedDescription, async (c) => {
    const caller = c.get("caller");
    requireReader(caller);
    const { limit, cursor } = c.req.valid("query");
    return c.json(await listShared(door, { scope: scopeOf(caller), limit, cursor }), 200);
  });
  api.openapi(oneDescription, async (c) => {
    const caller = c.get("caller");
    requireReader(caller);
    const { id } = c.req.valid("param");
    const { items } = await listShared(door, { scope: scopeOf(caller), ticketId: id, limit: 1 });
    const [shared] = items;
    if (shared === undefined)
      throw new Refusal("unknown-review", `There is no review of ticket ${id} that you may read.`, { ticketId: id });
    return c.json(shared, 200);
  });
}
