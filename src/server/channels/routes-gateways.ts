/** The gateways of all channels: for administrators alone. Secrets come in and never go out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { actorFor } from "#server/access/actor.ts";
import { probeGateway, testGateway } from "#server/channels/gateway-asking.ts";
import { addGateway, changeGateway, gatewayNamed, orderGateways, removeGateway } from "#server/channels/gateway-store.ts";
import { driverView, gatewayView } from "#server/channels/gateway-view.ts";
import {
  driverSchema,
  type GatewayView,
  gatewayChangeSchema,
  gatewaySchema,
  newGatewaySchema,
  orderSchema,
  probeSchema,
  testOrderSchema,
  testResultSchema,
} from "#server/channels/schema.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { key } from "#server/ticket/schema-values.ts";

const tags = ["channels"];
const params = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });
const one = { 200: { description: "The gateway", content: jsonOf(gatewaySchema) }, ...problems };

const driversDescription = createRoute({
  ...{ method: "get", path: "/gateway-drivers", tags, summary: "What a gateway can be made of, with its settings as JSON Schema" },
  responses: { 200: { description: "The drivers", content: jsonOf(z.object({ items: z.array(driverSchema) })) }, ...problems },
});
const listDescription = createRoute({
  ...{
    method: "get",
    path: "/gateways",
    tags,
    summary: "All gateways by channel, in the order in which they are asked, with their health",
  },
  responses: { 200: { description: "The gateways", content: jsonOf(z.object({ items: z.array(gatewaySchema) })) }, ...problems },
});
const addDescription = createRoute({
  ...{ method: "post", path: "/gateways", tags, summary: "Add a gateway, the last of its channel", ...repeatable },
  request: { body: bodyOf(newGatewaySchema) },
  responses: { 201: { description: "The gateway", content: jsonOf(gatewaySchema) }, ...problems },
});
const changeDescription = createRoute({
  ...{ method: "put", path: "/gateways/{id}", tags, summary: "Change a gateway; secrets that are left out stay as they are" },
  request: { params, body: bodyOf(gatewayChangeSchema) },
  responses: one,
});
const removeDescription = createRoute({
  ...{ method: "delete", path: "/gateways/{id}", tags, summary: "Remove a gateway; what it sent stays in the ledger" },
  request: { params },
  responses: { 204: { description: "Removed" }, ...problems },
});
const orderDescription = createRoute({
  ...{ method: "post", path: "/gateways/order", tags, summary: "In which order a channel asks its gateways" },
  request: { body: bodyOf(orderSchema) },
  responses: { 204: { description: "Done" }, ...problems },
});
const probeDescription = createRoute({
  ...{ method: "post", path: "/gateways/{id}/probe", tags, summary: "Ask a gateway whether its account works, without telling anybody" },
  request: { params },
  responses: { 200: { description: "What it said", content: jsonOf(probeSchema) }, ...problems },
});
const testDescription = createRoute({
  ...{ method: "post", path: "/gateways/{id}/test", tags, summary: "Send a test through one gateway and wait for what it says" },
  request: { params, body: bodyOf(testOrderSchema) },
  responses: { 200: { description: "How it ended", content: jsonOf(testResultSchema) }, ...problems },
});

export function gatewayRoutes(parts: Parts): Api {
  const { door, gateways } = parts;
  const api = newApi();
  const admin = async (c: Context<HttpEnv>): Promise<string> => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    return actorFor(caller, door);
  };
  const shown = async (id: string): Promise<GatewayView> => gatewayView(gateways, await gatewayNamed(gateways, id));
  api.openapi(driversDescription, async (c) => {
    await admin(c);
    return c.json({ items: gateways.drivers.map(driverView) }, 200);
  });
  api.openapi(listDescription, async (c) => {
    await admin(c);
    return c.json({ items: (await gateways.list()).map((each) => gatewayView(gateways, each)) }, 200);
  });
  api.openapi(addDescription, async (c) => {
    const actor = await admin(c);
    const body = c.req.valid("json");
    return c.json(
      await doOnce(c, door, body, async () => ({
        body: await shown(await addGateway({ ...parts, language: c.get("language") }, body, actor)),
      })),
      201,
    );
  });
  api.openapi(orderDescription, async (c) => {
    const actor = await admin(c);
    const { channel, ids } = c.req.valid("json");
    await orderGateways(parts, channel, ids, actor);
    return c.body(null, 204);
  });
  api.openapi(changeDescription, async (c) => {
    const actor = await admin(c);
    const { id } = c.req.valid("param");
    await changeGateway({ ...parts, language: c.get("language") }, id, c.req.valid("json"), actor);
    return c.json(await shown(id), 200);
  });
  api.openapi(removeDescription, async (c) => {
    const actor = await admin(c);
    await removeGateway(parts, c.req.valid("param").id, actor);
    return c.body(null, 204);
  });
  askingRoutes(api, parts, admin);
  return api;
}

/** What asks the provider at once and waits for it. */
function askingRoutes(api: Api, parts: Parts, admin: (c: Context<HttpEnv>) => Promise<string>): void {
  api.openapi(probeDescription, async (c) => {
    await admin(c);
    return c.json(await probeGateway(parts, c.req.valid("param").id), 200);
  });
  api.openapi(testDescription, async (c) => {
    const actor = await admin(c);
    const order = { address: c.req.valid("json").address, language: c.get("language") };
    return c.json(await testGateway(parts, c.req.valid("param").id, order, actor), 200);
  });
}
