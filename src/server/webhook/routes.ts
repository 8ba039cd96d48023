/** Webhooks out: where events go. All of it is an administrator's. */
import { createRoute, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { eventTypes } from "#core/webhook/pattern.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { at, key } from "#server/ticket/schema-values.ts";
import * as schema from "#server/webhook/schema.ts";
import * as store from "#server/webhook/store.ts";
import { pageOfDeliveries, webhookView, wholeDelivery } from "#server/webhook/view.ts";

const tags = ["webhooks"];
const id = key.openapi({ param: { name: "id", in: "path" } });
const params = z.object({ id });
const ofDelivery = z.object({
  id,
  delivery: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: "delivery", in: "path" } }),
});
const one = { 200: { description: "The webhook", content: jsonOf(schema.webhookSchema) }, ...problems };
const sent = { 202: { description: "It is on its way", content: jsonOf(z.object({ delivery: z.int() })) }, ...problems };

const routes = {
  list: createRoute({
    ...{ method: "get", path: "/webhooks", tags, summary: "All webhooks" },
    responses: { 200: { description: "The webhooks", content: jsonOf(z.object({ items: z.array(schema.webhookSchema) })) }, ...problems },
  }),
  types: createRoute({
    ...{ method: "get", path: "/webhooks/event-types", tags, summary: "Types of events that tickets and pages bring; the log has more" },
    responses: { 200: { description: "The types", content: jsonOf(z.object({ items: z.array(z.string()) })) }, ...problems },
  }),
  create: createRoute({
    ...{ method: "post", path: "/webhooks", tags, summary: "Send events to an address from now on; its secret is in this answer alone" },
    ...repeatable,
    request: { body: bodyOf(schema.newWebhookSchema) },
    responses: { 201: { description: "The webhook and its secret", content: jsonOf(schema.madeWebhookSchema) }, ...problems },
  }),
  change: createRoute({
    ...{ method: "patch", path: "/webhooks/{id}", tags, summary: "Change it, or switch it on or off" },
    request: { params, body: bodyOf(schema.webhookChangeSchema) },
    responses: one,
  }),
  remove: createRoute({
    ...{ method: "delete", path: "/webhooks/{id}", tags, summary: "Remove it with its delivery log" },
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems },
  }),
  rotate: createRoute({
    ...{ method: "post", path: "/webhooks/{id}/secret", tags, summary: "A new secret; the old one signs beside it for 24 hours" },
    request: { params },
    responses: { 201: { description: "The secret", content: jsonOf(schema.rotatedSchema) }, ...problems },
  }),
  test: createRoute({
    ...{ method: "post", path: "/webhooks/{id}/test", tags, summary: "Send an event of the type webhook.test" },
    request: { params },
    responses: sent,
  }),
  deliveries: createRoute({
    ...{ method: "get", path: "/webhooks/{id}/deliveries", tags, summary: "What was sent, the newest first; kept for 30 days" },
    request: { params, query: schema.deliveryQuery },
    responses: {
      200: { description: "A page", content: jsonOf(z.object({ items: z.array(schema.deliverySchema), next: z.string().nullable() })) },
      ...problems,
    },
  }),
  delivery: createRoute({
    ...{ method: "get", path: "/webhooks/{id}/deliveries/{delivery}", tags, summary: "One delivery: the request, and every answer" },
    request: { params: ofDelivery },
    responses: { 200: { description: "The delivery", content: jsonOf(schema.wholeDeliverySchema) }, ...problems },
  }),
  replay: createRoute({
    ...{
      method: "post",
      path: "/webhooks/{id}/deliveries/{delivery}/replay",
      tags,
      summary: "Send it once more, under the same message id",
    },
    request: { params: ofDelivery },
    responses: sent,
  }),
  replays: createRoute({
    ...{ method: "post", path: "/webhooks/{id}/replays", tags, summary: "Send everything that it wants since an instant once more" },
    request: { params, body: bodyOf(z.strictObject({ since: at })) },
    responses: { 202: { description: "It is done in the background", content: jsonOf(z.object({ since: at })) }, ...problems },
  }),
} as const;

export function webhookRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  const requireAdmin: MiddlewareHandler<HttpEnv> = (c, next) => {
    requirePermission(c.get("caller"), "admin", null);
    return next();
  };
  api.use("/webhooks", requireAdmin);
  api.use("/webhooks/*", requireAdmin);
  api.openapi(routes.list, async (c) => c.json({ items: (await store.listWebhooks(door)).map(webhookView) }, 200));
  api.openapi(routes.types, (c) => c.json({ items: [...eventTypes] }, 200));
  api.openapi(routes.create, async (c) => {
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => {
      const { webhook, secret } = await store.createWebhook(parts, body, await actorFor(c.get("caller"), door));
      const view = webhookView(webhook);
      return { body: { webhook: view, secret }, kept: { webhook: view, secret: "" } };
    });
    return c.json(answer, 201);
  });
  api.openapi(routes.change, async (c) => {
    const webhook = await store.changeWebhook(door, c.req.valid("param").id, c.req.valid("json"), await actorFor(c.get("caller"), door));
    return c.json(webhookView(webhook), 200);
  });
  api.openapi(routes.remove, async (c) => {
    await store.removeWebhook(door, c.req.valid("param").id, await actorFor(c.get("caller"), door));
    return c.body(null, 204);
  });
  api.openapi(routes.rotate, async (c) => {
    const { secret, overlapsUntil } = await store.rotateSecret(parts, c.req.valid("param").id, await actorFor(c.get("caller"), door));
    return c.json({ secret, overlapsUntil: toIso(overlapsUntil) }, 201);
  });
  api.openapi(routes.test, async (c) => c.json({ delivery: await store.testWebhook(door, c.req.valid("param").id) }, 202));
  deliveryRoutes(api, parts);
  return api;
}

function deliveryRoutes(api: Api, { door }: Parts): void {
  api.openapi(routes.deliveries, async (c) => c.json(await pageOfDeliveries(door, c.req.valid("param").id, c.req.valid("query")), 200));
  api.openapi(routes.delivery, async (c) => {
    const { id: webhook, delivery } = c.req.valid("param");
    return c.json(await wholeDelivery(door, webhook, delivery), 200);
  });
  api.openapi(routes.replay, async (c) => {
    const { id: webhook, delivery } = c.req.valid("param");
    return c.json({ delivery: await store.replayDelivery(door, webhook, delivery) }, 202);
  });
  api.openapi(routes.replays, async (c) => {
    const { since } = c.req.valid("json");
    await store.replaySince(door, c.req.valid("param").id, instant(since), await actorFor(c.get("caller"), door));
    return c.json({ since }, 202);
  });
}
