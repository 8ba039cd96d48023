/** The watch over Guardia itself: read by who reads the board, set up by administrators. */
import { createRoute, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { key } from "#server/ticket/schema-values.ts";
import { readWatch } from "#server/watch/reading.ts";
import * as schema from "#server/watch/schema.ts";
import * as store from "#server/watch/store.ts";
import { sendTestNow } from "#server/watch/test-page.ts";

const tags = ["watch"];
const params = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });
const removed = { 204: { description: "Removed" }, ...problems };

const routes = {
  read: createRoute({
    ...{ method: "get", path: "/watch", tags, summary: "How Guardia itself stands, how fast pages are, what came of test pages" },
    responses: { 200: { description: "The watch", content: jsonOf(schema.watchSchema) }, ...problems },
  }),
  settings: createRoute({
    ...{ method: "get", path: "/watch/settings", tags, summary: "Pings, witnesses and test hours" },
    responses: { 200: { description: "All of them", content: jsonOf(schema.settingsSchema) }, ...problems },
  }),
  addPing: createRoute({
    ...{ method: "post", path: "/watch/pings", tags, summary: "Call an address regularly, as long as all is well", ...repeatable },
    request: { body: bodyOf(schema.newPingSchema) },
    responses: { 201: { description: "The ping", content: jsonOf(schema.pingSchema) }, ...problems },
  }),
  removePing: createRoute({
    ...{ method: "delete", path: "/watch/pings/{id}", tags, summary: "Remove a ping", request: { params }, responses: removed },
  }),
  addWitness: createRoute({
    ...{ method: "post", path: "/watch/witnesses", tags, summary: "Watch another installation, and be watched by it", ...repeatable },
    request: { body: bodyOf(schema.newWitnessSchema) },
    responses: { 201: { description: "The witness", content: jsonOf(schema.witnessSchema) }, ...problems },
  }),
  changeWitness: createRoute({
    ...{ method: "patch", path: "/watch/witnesses/{id}", tags, summary: "Change a witness: its address is known once its side is set up" },
    request: { params, body: bodyOf(schema.witnessChangeSchema) },
    responses: { 200: { description: "The witness", content: jsonOf(schema.witnessSchema) }, ...problems },
  }),
  removeWitness: createRoute({
    ...{ method: "delete", path: "/watch/witnesses/{id}", tags, summary: "Remove a witness", request: { params }, responses: removed },
  }),
  addTest: createRoute({
    ...{ method: "post", path: "/watch/tests", tags, summary: "Send a test page at an hour of some days", ...repeatable },
    request: { body: bodyOf(schema.newTestSchema) },
    responses: { 201: { description: "The test", content: jsonOf(schema.testSchema) }, ...problems },
  }),
  removeTest: createRoute({
    ...{ method: "delete", path: "/watch/tests/{id}", tags, summary: "Remove a test hour", request: { params }, responses: removed },
  }),
  testNow: createRoute({
    ...{ method: "post", path: "/watch/test-pages", tags, summary: "Send a test page now" },
    request: { body: bodyOf(schema.testNowSchema) },
    responses: { 202: { description: "The page's number", content: jsonOf(z.object({ pageId: z.int() })) }, ...problems },
  }),
} as const;

export function watchRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  // The pattern takes "/watch" itself too, which more people may read.
  const requireAdmin: MiddlewareHandler<HttpEnv> = (c, next) => {
    requirePermission(c.get("caller"), c.req.path.endsWith("/watch") ? "board:read" : "admin", null);
    return next();
  };
  api.use("/watch/*", requireAdmin);
  api.openapi(routes.read, async (c) => {
    return c.json(wire(await readWatch(door)) as schema.WatchView, 200);
  });
  api.openapi(routes.settings, async (c) => c.json(wire(await store.readSettings(parts)) as schema.WatchSettingsView, 200));
  api.openapi(routes.addPing, async (c) => {
    const body = c.req.valid("json");
    const add = async () => ({ body: wire(await store.addPing(parts, body, await actorFor(c.get("caller"), door))) });
    return c.json((await doOnce(c, door, body, add)) as z.infer<typeof schema.pingSchema>, 201);
  });
  api.openapi(routes.addWitness, async (c) => {
    const body = c.req.valid("json");
    const add = async () => ({ body: wire(await store.addWitness(parts, body, await actorFor(c.get("caller"), door))) });
    return c.json((await doOnce(c, door, body, add)) as z.infer<typeof schema.witnessSchema>, 201);
  });
  api.openapi(routes.changeWitness, async (c) => {
    const witness = await store.changeWitness(parts, c.req.valid("param").id, c.req.valid("json"), await actorFor(c.get("caller"), door));
    return c.json(wire(witness) as z.infer<typeof schema.witnessSchema>, 200);
  });
  api.openapi(routes.addTest, async (c) => {
    const body = c.req.valid("json");
    const add = async () => ({ body: wire(await store.addTest(parts, body, await actorFor(c.get("caller"), door))) });
    return c.json((await doOnce(c, door, body, add)) as z.infer<typeof schema.testSchema>, 201);
  });
  api.openapi(routes.testNow, async (c) => {
    const pageId = await sendTestNow(door, c.req.valid("json"), await actorFor(c.get("caller"), door));
    return c.json({ pageId }, 202);
  });
  const remove = (table: Parameters<typeof store.removeOf>[1]) => async (id: string, caller: HttpEnv["Variables"]["caller"]) =>
    store.removeOf(parts, table, id, await actorFor(caller, door));
  api.openapi(routes.removePing, async (c) => {
    await remove("watch_pings")(c.req.valid("param").id, c.get("caller"));
    return c.body(null, 204);
  });
  api.openapi(routes.removeWitness, async (c) => {
    await remove("watch_witnesses")(c.req.valid("param").id, c.get("caller"));
    return c.body(null, 204);
  });
  api.openapi(routes.removeTest, async (c) => {
    await remove("watch_tests")(c.req.valid("param").id, c.get("caller"));
    return c.body(null, 204);
  });
  return api;
}
