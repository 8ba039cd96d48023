/** Gateways over HTTP: secrets go in and never come out, order and health are told, providers' reports are verified and acted upon. */
import { expect, test } from "vitest";
import { openSealing } from "#server/access/sealing.ts";
import { openGateways } from "#server/channels/gateways.ts";
import { codeOf, openHouse } from "#server/http/app.fixture.ts";
import { createApp } from "#server/http/app.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { tameDriver } from "../../../test/tame-driver.ts";

async function openGatewayHouse() {
  const house = await openHouse();
  const sms = tameDriver("sms", { givesReceipts: true });
  const sealing = openSealing(house.door, "a secret of thirty-two characters at least");
  const builtIns = [{ id: "own", name: "Our own", driver: "tame-sms", settings: async () => ({ account: "own" }) }];
  const gateways = openGateways({
    door: house.door,
    drivers: [sms.driver],
    builtIns,
    sealing,
    publicUrl: house.parts.publicUrl,
    log: house.parts.log,
  });
  const app = createApp({ ...house.parts, gateways, sealing });
  const admin = await house.token(["admin"]);
  const ask = async (method: string, path: string, body?: unknown, token = admin) => {
    const response = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text.startsWith("{") ? JSON.parse(text) : null };
  };
  return { ...house, sms, gateways, app, ask };
}

const base = "/api/v1/gateways";

test("an account is added, put first, tested, changed without its secret, and removed; its secret is never told", async () => {
  const { ask, door, sms } = await openGatewayHouse();
  const drivers = await ask("GET", "/api/v1/gateway-drivers");
  expect(drivers.body.items).toHaveLength(1);
  expect(drivers.body.items[0]).toMatchObject({ name: "tame-sms", channel: "sms", secrets: ["secret"], hasHook: true, hasProbe: true });
  expect(drivers.body.items[0].settings.properties).toHaveProperty("account");
  const added = await ask("POST", base, { name: "Second", driver: "tame-sms", settings: { account: "a1", secret: "hush-hush" } });
  expect(added.status).toBe(201);
  const { id, hookUrl } = added.body;
  expect(added.body).toMatchObject({
    settings: { account: "a1" },
    keptSecrets: ["secret"],
    isBuiltIn: false,
    health: { state: "healthy" },
  });
  expect(hookUrl).toMatch(/^http:\/\/guardia\.test\/hooks\/[\w-]+\/[\w-]{32}$/);
  expect((await ask("GET", base)).body.items.map((each: { id: string }) => each.id)).toEqual([id, "own"]);
  expect((await ask("POST", `${base}/order`, { channel: "sms", ids: ["own"] })).status).toBe(409);
  expect((await ask("POST", `${base}/order`, { channel: "sms", ids: ["own", id] })).status).toBe(204);
  expect((await ask("GET", base)).body.items.map((each: { id: string }) => each.id)).toEqual(["own", id]);
  expect((await ask("POST", `${base}/${id}/test`, { address: "+34600000001" })).body).toEqual({
    outcome: "sent",
    said: null,
    expectsReceipt: true,
  });
  expect(sms.sent.map(({ gateway, address }) => [gateway, address])).toEqual([["a1", "+34600000001"]]);
  const changed = await ask("PUT", `${base}/${id}`, { name: "First", settings: { account: "a2" } });
  expect(changed.body).toMatchObject({ name: "First", settings: { account: "a2" }, keptSecrets: ["secret"] });
  expect((await ask("PUT", `${base}/${id}`, { settings: { account: "a2", secret: null } })).body.keptSecrets).toEqual([]);
  const stored = await door.read("*", (db) => db.withTables<ReachTables>().selectFrom("gateways").selectAll().execute());
  const log = await door.read("*", (db) => db.selectFrom("events").select(["type", "facts"]).where("type", "like", "gateway.%").execute());
  expect(JSON.stringify([stored, log, changed.text, added.text])).not.toContain("hush-hush");
  expect(log.map(({ type }) => type)).toEqual(["gateway.added", "gateway.ordered", "gateway.tested", "gateway.changed", "gateway.changed"]);
  expect((await ask("DELETE", `${base}/${id}`)).status).toBe(204);
  expect((await ask("GET", base)).body.items.map((each: { id: string }) => each.id)).toEqual(["own"]);
});

test("what is wrong is refused: unknown settings, drivers and addresses, a built-in one's settings, and whoever is no administrator", async () => {
  const house = await openGatewayHouse();
  const { ask } = house;
  const wrong = async (method: string, path: string, body?: unknown, token?: string) => codeOf(await ask(method, path, body, token));
  expect(await wrong("POST", base, { name: "x", driver: "nobody", settings: {} })).toBe("unknown-driver");
  expect(await wrong("POST", base, { name: "x", driver: "tame-sms", settings: { acount: "a" } })).toBe("invalid-settings");
  expect(await wrong("PUT", `${base}/own`, { settings: { account: "other" } })).toBe("gateway-built-in");
  expect(await wrong("DELETE", `${base}/own`)).toBe("gateway-built-in");
  expect(await wrong("PUT", `${base}/none`, { isEnabled: false })).toBe("unknown-gateway");
  expect(await wrong("POST", `${base}/own/test`, { address: "x".repeat(300) })).toBe("bad-address");
  expect((await ask("PUT", `${base}/own`, { isEnabled: false })).body.isEnabled).toBe(false);
  const reader = await house.token(["tickets:read"]);
  for (const [method, path] of [
    ["GET", base],
    ["GET", "/api/v1/gateway-drivers"],
    ["POST", `${base}/own/probe`],
  ] as const) {
    expect(await wrong(method, path, undefined, reader)).toBe("forbidden");
  }
});

test("a probe that fails is remembered as ill health, one that succeeds ends it", async () => {
  const { ask, sms } = await openGatewayHouse();
  sms.answers.set("own", () => ({ outcome: "failed-for-now", said: "503" }));
  expect((await ask("POST", `${base}/own/probe`)).body).toEqual({ isWell: false, said: "asked" });
  expect((await ask("GET", base)).body.items[0].health).toMatchObject({ state: "unhealthy", lastSaid: "asked" });
  sms.answers.clear();
  expect((await ask("POST", `${base}/own/probe`)).body).toEqual({ isWell: true, said: "asked" });
  expect((await ask("GET", base)).body.items[0].health.state).toBe("healthy");
});

test("a hook answers to its own token alone, takes what its driver has read, and is bounded", async () => {
  const { app, ask } = await openGatewayHouse();
  const { hookUrl } = (await ask("GET", base)).body.items[0];
  const path = new URL(hookUrl).pathname;
  const post = (to: string, body: string) => app.request(to, { method: "POST", body });
  const empty = JSON.stringify({ receipts: [], replies: [] });
  expect((await post(path, empty)).status).toBe(200);
  expect((await post(`${path}x`, empty)).status).toBe(404);
  expect((await post(path.replace("/own/", "/environment/"), empty)).status).toBe(404);
  expect((await post(path, "x".repeat(1_100_000))).status).toBe(413);
  const reply = { address: "+34600000009", text: "ACK 4711", providerId: "m1", pageId: null };
  expect((await post(path, JSON.stringify({ receipts: [], replies: [reply] }))).status).toBe(200);
  const messages = await ask("GET", "/api/v1/messages");
  expect(messages.body.items.map((each: { address: string; text: string }) => [each.address, each.text])).toEqual([
    ["+34600000009", "ACK 4711"],
  ]);
});

test("sealed settings do not open with another secret, nor in another gateway's place, and the gateway says so", async () => {
  const { door, ask, gateways } = await openGatewayHouse();
  const sealing = openSealing(door, "a secret of thirty-two characters at least");
  const sealed = await sealing.seal("hush", "gateway a");
  expect(sealed).not.toContain("hush");
  expect(await sealing.open(sealed, "gateway a")).toBe("hush");
  await expect(sealing.open(sealed, "gateway b")).rejects.toMatchObject({ code: "cannot-unseal" });
  await expect(openSealing(door, "another secret of thirty-two characters").open(sealed, "gateway a")).rejects.toMatchObject({
    code: "cannot-unseal",
  });
  await expect(sealing.open(`${sealed.slice(0, -2)}AA`, "gateway a")).rejects.toMatchObject({ code: "cannot-unseal" });
  const { body } = await ask("POST", base, { name: "x", driver: "tame-sms", settings: { account: "a1", secret: "hush-hush" } });
  await door.write("*", ({ db }) =>
    db.withTables<ReachTables>().updateTable("gateways").set({ sealed_settings: sealed }).where("id", "=", body.id).execute(),
  );
  gateways.forget();
  const shown = (await ask("GET", base)).body.items.find((each: { id: string }) => each.id === body.id);
  expect(shown).toMatchObject({ isReadable: false, keptSecrets: [] });
});
