/** People are told: through gateways in order, along lines at their instants, once, whatever happens in between. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Document } from "#core/model/document.ts";
import type { Channel } from "#core/notification/channel.ts";
import { newHealth } from "#core/notification/health.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { openSealing } from "#server/access/sealing.ts";
import { type Gateways, openGateways } from "#server/channels/gateways.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { addDeliveries, type NewDelivery } from "#server/notification/delivery-store.ts";
import { takeEarlyReceipts, takeReceipts } from "#server/notification/receipts.ts";
import { takeReply } from "#server/notification/replies.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { OutsideFailure } from "#server/outside/outside.ts";
import { startDeliveries } from "#server/worker/deliveries.ts";
import { lookAfter } from "#server/worker/gateway-watch.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { deliverSome } from "#server/worker/outbox.ts";
import { tellUnreached } from "#server/worker/unreached.ts";
import { testDatabase } from "../../../test/database.ts";
import { storyModel } from "../../../test/journeys/model.ts";
import { type TameDriver, tameDriver } from "../../../test/tame-driver.ts";

const document: Document = {
  ...storyModel,
  languages: ["en"],
  people: {
    alice: { name: "Alice", email: "alice@example.com", phone: "+34 600 000 001", language: "fr" },
    bob: { name: "Bob" },
    carol: { name: "Carol", email: "carol@example.com" },
  },
  escalationPolicies: {
    payments: {
      steps: [
        { after: "0s", notify: ["person:alice"] },
        { after: "30m", notify: ["person:carol"] },
      ],
    },
  },
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
};

const outside = { request: () => Promise.reject(new OutsideFailure("forbidden-address", "no", false)) };

async function openHouse(list: readonly TameDriver[], { leaseMarginMs = 15_000 } = {}) {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  const time = { now: instant("2026-03-02T09:00:00Z") };
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const door = openDoor({ pool, clock: () => time.now, log });
  const sealing = openSealing(door, "a secret of thirty-two characters at least");
  await door.applyModel({ source: "", document, actor: "agent:carol" });
  const drivers = list.map(({ driver }) => driver);
  const gateways = openGateways({ door, drivers, builtIns: [], sealing, publicUrl: "https://g.test", log });
  const start = () => startDeliveries({ door, gateways, sealing, outside, publicUrl: "https://g.test", log, leaseMarginMs, graceMs: 50 });
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await database.drop();
  });
  return { door, pool, time, gateways, start, logged };
}

let made = 0;
async function addGateway(door: Door, gateways: Gateways, { driver }: TameDriver, id: string, position = ++made): Promise<void> {
  await door.write("*", ({ db }) =>
    db
      .withTables<ReachTables>()
      .insertInto("gateways")
      .values({
        ...{ id, name: id, channel: driver.channel, driver: driver.name, position, settings: JSON.stringify({ account: id }) },
        ...{ sealed_settings: null, hook_token: "t", health: JSON.stringify(newHealth), created_at: 0 },
      })
      .execute(),
  );
  gateways.forget();
}

const test1 = (door: Door, more: Partial<NewDelivery> = {}): NewDelivery => ({
  ...{ customerId: "", purpose: "test", recipient: "person:alice", urgency: "high", wantedAt: door.clock(), content: { kind: "test" } },
  ...more,
});

const add = (door: Door, rows: NewDelivery[]): Promise<number[]> =>
  door.write("*", async ({ db, append }) => {
    const ids = await addDeliveries(db, rows);
    await append([{ type: "delivery.requested", actor: "system", at: door.clock(), facts: {} }]);
    return ids;
  });

const deliveries = (door: Door) =>
  door.read("*", (db) => db.withTables<ReachTables>().selectFrom("deliveries").selectAll().orderBy("id").execute());
const attempts = (door: Door) =>
  door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("attempts").selectAll().orderBy("delivery_id").orderBy("number").execute(),
  );
const to = (channel: Channel, address: string, at: Instant) => [{ channel, address, at }];
const patience = { timeout: 10_000, interval: 10 };

test("a page goes out along the person's lines, each at its instant, in their language, and no further once it is acknowledged", async () => {
  const [email, sms, voice] = [tameDriver("email"), tameDriver("sms"), tameDriver("voice")];
  const { door, time, gateways, start, logged } = await openHouse([email, sms, voice]);
  for (const [driver, id] of [
    [email, "mail"],
    [sms, "texts"],
    [voice, "calls"],
  ] as const)
    await addGateway(door, gateways, driver, id);
  const worker = start();
  onTestFinished(() => worker.stop());
  const opening = {
    type: "open-ticket",
    customerId: "bank",
    ticketId: 0,
    service: "payments",
    subject: "Payments fail",
    description: "",
  } as const;
  const { tickets } = await door.perform({ scope: "*", commands: [{ ...opening, channel: "phone", priority: "P1", actor: "agent:bob" }] });
  const id = tickets[0]!.id;
  await vi.waitFor(() => expect(email.sent).toHaveLength(1), patience);
  expect(email.sent[0]).toMatchObject({ address: "alice@example.com", subject: expect.stringContaining(`[#${id}] Appel urgent : `) });
  expect(email.sent[0]!.link).toMatch(/^https:\/\/g\.test\/p\/[\w-]+\.[\w-]+$/);
  expect(email.sent[0]!.short.length).toBeLessThanOrEqual(306);
  expect(sms.sent).toEqual([]);
  // Before its outcome is stored, two minutes later would be after its lease: a node that died, and the letter sent again.
  await vi.waitFor(async () => expect((await attempts(door)).map(({ outcome }) => outcome)).toEqual(["sent"]), patience);
  time.now = (time.now + 120_000) as Instant;
  worker.wake();
  await vi.waitFor(() => expect(sms.sent).toHaveLength(1), patience);
  expect(sms.sent[0]!.address).toBe("+34600000001");
  await vi.waitFor(async () => expect((await attempts(door)).map(({ outcome }) => outcome)).toEqual(["sent", "sent"]), patience);
  const reply = { address: "+34600000001", text: "ok", providerId: null, pageId: null };
  expect(await takeReply(door, { channel: "sms", reply, via: "sms" })).toEqual({ kind: "acknowledged", pageId: id });
  time.now = (time.now + 600_000) as Instant;
  worker.wake();
  await vi.waitFor(
    async () => expect((await deliveries(door)).map(({ state, due_at }) => [state, due_at])).toEqual([["cancelled", null]]),
    patience,
  );
  expect(voice.sent).toEqual([]);
  const facts = await door.read("*", (db) => db.selectFrom("events").select("facts").where("type", "=", "delivery.sent").execute());
  expect(facts.map(({ facts: each }) => [each.channel, each.gateway, each.recipient])).toEqual([
    ["email", "mail", "person:alice"],
    ["sms", "texts", "person:alice"],
  ]);
  expect(JSON.stringify(facts)).not.toContain("alice@example.com");
  expect(logged).toEqual([]);
});

test("a gateway that refuses or fails gives way to the next, one that hangs too, and whoever may have had it twice is named", async () => {
  const sms = tameDriver("sms");
  const { door, time, gateways, start } = await openHouse([sms]);
  for (const id of ["refuses", "breaks", "hangs", "works"]) await addGateway(door, gateways, sms, id);
  sms.answers.set("refuses", () => ({ outcome: "failed-for-good", said: "no such account", blames: "gateway" }));
  sms.answers.set("breaks", () => ({ outcome: "failed-for-now", said: "503" }));
  sms.answers.set("hangs", () => Promise.reject(new OutsideFailure("time-out", "no answer", true)));
  const worker = start();
  onTestFinished(() => worker.stop());
  await add(door, [test1(door, { lines: to("sms", "+34600000001", door.clock()) })]);
  await vi.waitFor(async () => {
    time.now = (time.now + 500) as Instant;
    worker.wake();
    expect((await deliveries(door))[0]!.state).toBe("sent");
  }, patience);
  const tried = (await attempts(door)).map(({ gateway, outcome, may_be_double }) => [gateway, outcome, may_be_double]);
  expect(tried).toEqual([
    ["refuses", "failed-for-good", false],
    ["breaks", "failed-for-now", false],
    ["breaks", "failed-for-now", false],
    ["breaks", "failed-for-now", false],
    ["hangs", "unknown", false],
    ["works", "sent", true],
  ]);
  expect(new Set(sms.sent.map(({ key }) => key)).size).toBe(1);
  const health = (await gateways.list()).map((each) => [each.id, each.health.state]);
  expect(health).toContainEqual(["breaks", "unhealthy"]);
  expect(health).toContainEqual(["works", "healthy"]);
  sms.sent.length = 0;
  await add(door, [test1(door, { lines: to("sms", "+34600000002", door.clock()) })]);
  await vi.waitFor(() => expect(sms.sent.at(-1)?.gateway).toBe("works"), patience);
  expect(sms.sent.map(({ gateway }) => gateway)).not.toContain("breaks");
  sms.answers.clear();
  const watch = { door, gateways, outside } as unknown as Parameters<typeof lookAfter>[0];
  await lookAfter(watch, await gateways.list(), new AbortController().signal);
  expect((await gateways.list()).find(({ id }) => id === "breaks")!.health.state).toBe("healthy");
});

test("whoever cannot be reached by any means is told to the page, which goes on at once", async () => {
  const email = tameDriver("email");
  const { door, pool, gateways, start, time } = await openHouse([email]);
  await addGateway(door, gateways, email, "mail");
  email.answers.set("mail", ({ address }) =>
    address === "alice@example.com"
      ? { outcome: "failed-for-good", said: "no such box", blames: "address" }
      : { outcome: "sent", providerId: null, expectsReceipt: false },
  );
  const worker = start();
  onTestFinished(() => worker.stop());
  const opening = {
    type: "open-ticket",
    customerId: "bank",
    ticketId: 0,
    service: "payments",
    subject: "Payments fail",
    description: "",
  } as const;
  await door.perform({ scope: "*", commands: [{ ...opening, channel: "phone", priority: "P1", actor: "agent:bob" }] });
  await vi.waitFor(async () => expect((await deliveries(door))[0]!.state).toBe("failed"), patience);
  await deliverSome({ pool, clock: door.clock, topics: { unreached: tellUnreached(door) }, log: (line) => expect(line).toBe("") });
  for (let i = 0; i < 2; i++) await door.performDue(10);
  await vi.waitFor(() => expect(email.sent.map(({ address }) => address)).toEqual(["alice@example.com", "carol@example.com"]), patience);
  expect(time.now).toBe(instant("2026-03-02T09:00:00Z"));
  expect((await gateways.list())[0]!.health.state).toBe("healthy");
});

test("what a node that died had begun is repeated with the same key, or marked where the provider cannot know", async () => {
  const [push, sms] = [tameDriver("push", { isIdempotent: true }), tameDriver("sms")];
  const { door, time, gateways, start } = await openHouse([push, sms], { leaseMarginMs: 5_000 });
  await addGateway(door, gateways, push, "push");
  await addGateway(door, gateways, sms, "texts");
  const never = () => new Promise<never>(() => undefined);
  push.answers.set("push", never);
  sms.answers.set("texts", never);
  const dying = start();
  const at = door.clock();
  await add(door, [test1(door, { lines: [...to("push", "laptop", at), ...to("sms", "+34600000001", at)] })]);
  await vi.waitFor(() => expect([push.sent.length, sms.sent.length]).toEqual([1, 1]), patience);
  // It is stopped so that it does not live in the test; as far as the database knows, it died.
  const stored = vi.spyOn(door, "write").mockRejectedValue(new Error("gone"));
  await dying.stop();
  stored.mockRestore();
  push.answers.clear();
  sms.answers.clear();
  const heir = start();
  onTestFinished(() => heir.stop());
  time.now = (time.now + 14_999) as Instant;
  heir.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(push.sent).toHaveLength(1);
  time.now = (time.now + 1) as Instant;
  heir.wake();
  await vi.waitFor(async () => expect((await deliveries(door))[0]!.state).toBe("sent"), patience);
  expect(new Set(push.sent.map(({ key }) => key)).size).toBe(1);
  expect((await attempts(door)).map(({ gateway, outcome, may_be_double }) => [gateway, outcome, may_be_double])).toEqual([
    ["push", "unknown", false],
    ["texts", "unknown", false],
    ["push", "sent", false],
    ["texts", "sent", true],
  ]);
});

test("receipts: delivered ends it, failed goes on to the next gateway, an early one waits, a silent gateway becomes suspect", async () => {
  const sms = tameDriver("sms", { givesReceipts: true });
  const { door, pool, time, gateways, start } = await openHouse([sms]);
  for (const id of ["first", "second"]) await addGateway(door, gateways, sms, id);
  const early = { providerId: "first-1", state: "failed" as const, said: "unknown handset", at: null };
  await takeReceipts(door, "first", [early]);
  const topics = { "early-receipt": takeEarlyReceipts(door) };
  const lookAgain = () => deliverSome({ pool, clock: door.clock, topics, log: (line) => expect(line).toBe("") });
  // Nodes may die one after the other before one of them stores what the receipt speaks of.
  for (let minute = 0; minute < 30; minute++) {
    await lookAgain();
    time.now = (time.now + 61_000) as Instant;
  }
  const worker = start();
  onTestFinished(() => worker.stop());
  await add(door, [test1(door, { lines: to("sms", "+34600000001", door.clock()) })]);
  await vi.waitFor(async () => expect((await deliveries(door))[0]!.state).toBe("sent"), patience);
  await lookAgain();
  worker.wake();
  await vi.waitFor(
    async () =>
      expect((await attempts(door)).map(({ gateway, receipt }) => [gateway, receipt])).toEqual([
        ["first", "failed"],
        ["second", null],
      ]),
    patience,
  );
  await vi.waitFor(async () => expect((await deliveries(door))[0]!.state).toBe("sent"), patience);
  await takeReceipts(door, null, [{ providerId: "second-2", state: "delivered", said: null, at: null }]);
  await takeReceipts(door, null, [{ providerId: "second-2", state: "failed", said: null, at: null }]);
  expect((await deliveries(door))[0]).toMatchObject({ state: "delivered", due_at: null });

  await add(
    door,
    Array.from({ length: 3 }, (_, i) => test1(door, { lines: to("sms", `+3460000010${i}`, door.clock()) })),
  );
  await vi.waitFor(() => expect(sms.sent.filter(({ gateway }) => gateway === "first")).toHaveLength(4), patience);
  await vi.waitFor(async () => expect((await attempts(door)).every(({ ended_at }) => ended_at !== null)).toBe(true), patience);
  time.now = (time.now + 11 * 60_000) as Instant;
  const watch = { door, gateways, outside } as unknown as Parameters<typeof lookAfter>[0];
  await door.write("*", ({ db }) =>
    db.withTables<ReachTables>().updateTable("attempts").set({ receipt: null, receipt_at: null }).where("gateway", "=", "first").execute(),
  );
  await door.write("*", ({ db }) =>
    db
      .withTables<ReachTables>()
      .updateTable("gateways")
      .set({ health: JSON.stringify(newHealth) })
      .execute(),
  );
  gateways.forget();
  await lookAfter(watch, await gateways.list(), new AbortController().signal);
  expect((await gateways.list()).map(({ id, health }) => [id, health.state])).toEqual([
    ["first", "suspect"],
    ["second", "healthy"],
  ]);
  await add(door, [test1(door, { lines: to("sms", "+34600000200", door.clock()) })]);
  await vi.waitFor(() => expect(sms.sent.at(-1)).toMatchObject({ gateway: "second", address: "+34600000200" }), patience);
});

test("a hundred hanging deliveries keep nobody waiting: the next gateway takes what comes after them", async () => {
  const sms = tameDriver("sms");
  const { door, time, gateways, start } = await openHouse([sms]);
  for (const id of ["hangs", "works"]) await addGateway(door, gateways, sms, id);
  sms.answers.set("hangs", () => new Promise(() => undefined));
  const worker = start();
  onTestFinished(() => worker.stop());
  await add(
    door,
    Array.from({ length: 100 }, (_, i) => test1(door, { lines: to("sms", `+346000${i + 10_000}`, door.clock()) })),
  );
  await vi.waitFor(() => expect(sms.sent).toHaveLength(100), patience);
  time.now = (time.now + 3_000) as Instant;
  await add(door, [test1(door, { lines: to("sms", "+34600000000", door.clock()) })]);
  await vi.waitFor(() => expect(sms.sent.at(-1)).toMatchObject({ gateway: "works", address: "+34600000000" }), patience);
});

test("a notice waits in the inbox and goes out by what the person chose; who chose nothing of the kind, or has nothing, is left alone", async () => {
  const email = tameDriver("email");
  const { door, pool, gateways, start } = await openHouse([email]);
  await addGateway(door, gateways, email, "mail");
  await door.write("*", async ({ db, announce }) => {
    const rules = JSON.stringify({ high: [{ channel: "email", afterMs: 0 }], low: [] });
    await db.withTables<ReachTables>().insertInto("notification_rules").values({ person: "carol", rules, updated_at: 0 }).execute();
    const payload = {
      recipients: ["person:alice", "person:bob", "person:carol", "team:gone"],
      cause: { kind: "complaint" },
      at: door.clock(),
    };
    await announce([{ customerId: "bank", topic: "notification", payload: { ...payload, ticketId: 4_242 } }]);
  });
  const opening = {
    type: "open-ticket",
    customerId: "bank",
    ticketId: 4_242,
    service: "payments",
    subject: "It fails",
    description: "",
  } as const;
  await door.perform({ scope: "*", commands: [{ ...opening, channel: "import", priority: "P4", actor: "agent:bob" }] });
  await deliverSome({ pool, clock: door.clock, topics: { notification: fillInbox(door) }, log: (line) => expect(line).toBe("") });
  const worker = start();
  onTestFinished(() => worker.stop());
  await vi.waitFor(
    async () =>
      expect(
        (await deliveries(door)).filter(({ purpose }) => purpose === "notice").map(({ recipient, state }) => [recipient, state]),
      ).toEqual([
        ["person:alice", "sent"],
        ["person:bob", "cancelled"],
        ["person:carol", "cancelled"],
      ]),
    patience,
  );
  const notices = email.sent.filter(({ subject }) => subject.startsWith("#"));
  expect(notices.map(({ address, subject }) => [address, subject])).toEqual([["alice@example.com", "#4242 : le client se plaint"]]);
  expect(notices[0]!.link).toBe("https://g.test/tickets/4242");
});
