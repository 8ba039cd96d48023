/** The gateways of all channels: for administrators alone. Secrets come in and never go out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import type { HealthEvent } from "#core/notification/health.ts";
import { newLine } from "#core/notification/plan.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor } from "#server/access/actor.ts";
import type { Message, SendOutcome } from "#server/channels/driver.ts";
import { addGateway, changeGateway, gatewayNamed, orderGateways, removeGateway } from "#server/channels/gateway-store.ts";
import type { Gateway } from "#server/channels/gateways.ts";
import {
  type DriverView,
  driverSchema,
  type GatewayView,
  gatewayChangeSchema,
  gatewaySchema,
  newGatewaySchema,
  orderSchema,
  probeSchema,
  type TestResult,
  testOrderSchema,
  testResultSchema,
} from "#server/channels/schema.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { composeTest } from "#server/notification/compose.ts";
import { OutsideFailure } from "#server/outside/outside.ts";
import { key } from "#server/ticket/schema-values.ts";
import { probe } from "#server/worker/gateway-watch.ts";

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
  const shown = async (id: string): Promise<GatewayView> => viewOf(parts, await gatewayNamed(gateways, id));
  api.openapi(driversDescription, async (c) => {
    await admin(c);
    return c.json({ items: gateways.drivers.map(driverView) }, 200);
  });
  api.openapi(listDescription, async (c) => {
    await admin(c);
    return c.json({ items: (await gateways.list()).map((each) => viewOf(parts, each)) }, 200);
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
  const { door, gateways, outside } = parts;
  const note = (id: string, event: HealthEvent): Promise<void> => door.write("*", ({ db }) => gateways.note(db, new Map([[id, [event]]])));
  api.openapi(probeDescription, async (c) => {
    await admin(c);
    const gateway = await gatewayNamed(gateways, c.req.valid("param").id);
    const { isWell, said } = await probe(gateway, gateways, outside);
    const at = door.clock();
    if (gateway.driver.probe !== undefined) await note(gateway.id, isWell ? { kind: "well", at } : { kind: "unwell", at, said });
    return c.json({ isWell, said }, 200);
  });
  api.openapi(testDescription, async (c) => {
    const actor = await admin(c);
    const gateway = await gatewayNamed(gateways, c.req.valid("param").id);
    const address = readAddress(gateway.driver, c.req.valid("json").address);
    const outcome = await sendTest(parts, gateway, address, c.get("language"));
    const at = door.clock();
    if (outcome.outcome === "sent") await note(gateway.id, { kind: "sent", at });
    else if (!("blames" in outcome) || outcome.blames === "gateway") await note(gateway.id, { kind: "failed", at, said: outcome.said });
    await door.write("*", ({ append }) =>
      append([{ type: "gateway.tested", actor, at, facts: { gateway: gateway.id, name: gateway.name, outcome: outcome.outcome } }]),
    );
    return c.json(resultOf(outcome), 200);
  });
}

type Tested = SendOutcome | { outcome: "unknown"; said: string };

const resultOf = (tested: Tested): TestResult => ({
  outcome: tested.outcome,
  said: tested.outcome === "sent" ? null : tested.said,
  expectsReceipt: tested.outcome === "sent" && tested.expectsReceipt,
});

/** As the channel's driver writes addresses. Refuses `bad-address` with what one looks like. */
export function readAddress({ address, title }: Gateway["driver"], written: string): string {
  const read = address.safeParse(written);
  if (read.success) return read.data;
  const said = read.error.issues[0]?.message ?? "it is not one";
  throw new Refusal("bad-address", `This is no address for ${title}: ${said}`, { driver: title, said });
}

const testMs = 15_000;

async function sendTest(parts: Parts, gateway: Gateway, address: string, language: Message["language"]): Promise<Tested> {
  const { door, gateways, outside, publicUrl, sealing } = parts;
  if (gateway.settings === null) return { outcome: "failed-for-good", said: "the settings cannot be read", blames: "gateway" };
  const now = door.clock();
  const line = newLine({ channel: gateway.channel, address, at: now });
  const delivery = {
    ...{ id: 0, customerId: "", purpose: "test" as const, recipient: "address:", pageId: null, ticketId: null, step: null, round: null },
    ...{ urgency: "low" as const, content: { kind: "test" }, wantedAt: now, lines: [line] },
  };
  const document = async () => (await door.book()).documentAt(now);
  const message = await composeTest(delivery, { door, publicUrl, now, language, line, sealing, document, page: async () => null });
  const signal = AbortSignal.timeout(testMs);
  const late = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("late"))));
  try {
    const order = { settings: gateway.settings, address, message: message!, key: `test-${now.toString(36)}`, outside, signal, now };
    return await Promise.race([gateway.driver.send({ ...order, hookUrl: gateways.hookUrl(gateway) }), late]);
  } catch (error) {
    if (error instanceof OutsideFailure && !error.mayHaveArrived) return { outcome: "failed-for-now", said: error.kind };
    return {
      outcome: "unknown",
      said: error instanceof OutsideFailure ? error.kind : signal.aborted ? "no answer in time" : "the driver failed",
    };
  }
}

const driverView = (driver: Gateway["driver"]): DriverView => ({
  ...{ name: driver.name, title: driver.title, channel: driver.channel, secrets: [...driver.secrets] },
  settings: z.toJSONSchema(driver.settings, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
  ...{ givesReceipts: driver.givesReceipts, isIdempotent: driver.isIdempotent, hasProbe: driver.probe !== undefined },
  takesReplies: driver.receive !== undefined || driver.collect !== undefined,
  hasHook: driver.receive !== undefined,
});

function viewOf({ gateways }: Parts, gateway: Gateway): GatewayView {
  const { id, name, channel, driver, settings, isEnabled, isBuiltIn } = gateway;
  const { trials: _, ...health } = gateway.health;
  const open = Object.entries(settings ?? {}).filter(([each]) => !driver.secrets.includes(each));
  return {
    ...{ id, name, channel, driver: driver.name, isEnabled, isBuiltIn, isReadable: settings !== null },
    settings: isBuiltIn ? {} : Object.fromEntries(open),
    keptSecrets: isBuiltIn ? [] : driver.secrets.filter((each) => (settings?.[each] ?? "") !== ""),
    hookUrl: driver.receive === undefined ? null : gateways.hookUrl(gateway),
    health: wire(health),
  };
}
