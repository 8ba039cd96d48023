import { describe, expect, it, onTestFinished, vi } from "vitest";
import { hours, minutes, seconds } from "#core/time/instant.ts";
import { openPool } from "#server/database/pool.ts";
import { codeOf, type House, type HouseOptions, type Json, openHouse } from "#server/http/app.fixture.ts";
import { openOutside } from "#server/outside/client.ts";
import { openReceiver, type Receiver, verifies } from "#server/webhook/receiver.fixture.ts";
import { startWebhooks } from "#server/webhook/sender.ts";
import { sealEverything } from "#server/worker/sealer.ts";

type Site = {
  house: House;
  receiver: Receiver;
  admin: string;
  ask(method: string, path: string, body?: unknown): Promise<Json>;
  seal(): Promise<void>;
  /** Opens a ticket and seals its events. */
  open(customer?: string): Promise<number>;
  add(more?: Record<string, unknown>): Promise<{ webhook: Json; secret: string }>;
};

/** The clock stands at the real time, as the reference library looks at it. */
async function openSite(options: HouseOptions & { isSending?: boolean } = {}): Promise<Site> {
  const house = await openHouse({ at: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(), ...options });
  const receiver = await openReceiver();
  const admin = await house.token(["admin", "tickets:read", "tickets:write"]);
  const pool = openPool({ url: house.database.url });
  const loop =
    options.isSending === false
      ? null
      : startWebhooks({
          door: house.door,
          sealing: house.parts.sealing,
          outside: house.parts.outside,
          log: (line) => house.logged.push(line),
        });
  onTestFinished(async () => {
    await loop?.stop();
    await pool.end();
  });
  const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await house.ask(method, `/api/v1${path}`, admin, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${codeOf(answer)}`);
    return answer.body;
  };
  const seal = () => sealEverything(pool);
  return {
    ...{ house, receiver, admin, ask, seal },
    async open(customerId = "bank") {
      const service = customerId === "bank" ? { service: "payments", component: "ledger" } : {};
      const body = { customerId, kind: "incident", subject: "Ana cannot pay", description: "since nine", priority: "P2", ...service };
      const { id } = await ask("POST", "/tickets", body);
      await seal();
      return id;
    },
    add: (more = {}) => ask("POST", "/webhooks", { name: "CRM", url: receiver.url, patterns: ["ticket.*"], ...more }),
  };
}

const within = { timeout: 5_000, interval: 20 };

describe("a webhook", () => {
  it("hears of what happens from then on, signed as the reference library wants it", async () => {
    const { receiver, open, add } = await openSite();
    await open();
    const { webhook, secret } = await add();
    expect(webhook).toMatchObject({ name: "CRM", state: "enabled", failingSince: null, customer: null });
    const ticket = await open();
    await vi.waitFor(() => expect(receiver.taken.map(({ body }) => body.type)).toContain("ticket.opened"), within);
    const opened = receiver.taken.filter(({ body }) => body.type === "ticket.opened");
    expect(opened).toHaveLength(1);
    const [taken] = opened;
    expect(taken!.body.data).toMatchObject({ customerId: "bank", ticketId: ticket, facts: { kind: "incident", priority: "P2" } });
    expect(taken!.body.timestamp).toMatch(/^20\d\d-.*Z$/);
    expect(taken!.id).toBe(`event_${taken!.body.data.position}`);
    expect(taken!.text).not.toContain("Ana");
    expect(verifies(taken!, secret)).toBe(true);
    expect(verifies({ ...taken!, text: taken!.text.replace("P2", "P1") }, secret)).toBe(false);
    expect(verifies(taken!, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")).toBe(false);
  });

  it("gets personal words only when it asks for them, and only what its patterns and customer say", async () => {
    const { receiver, open, add } = await openSite();
    const other = await openReceiver();
    await add({ hasPersonal: true, patterns: ["ticket.opened"], customer: "bank" });
    await add({ name: "Factory's", url: other.url, customer: "factory", patterns: ["*"] });
    await open();
    await open("factory");
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(1);
      expect(other.taken.some(({ body }) => body.type === "ticket.opened")).toBe(true);
    }, within);
    expect(receiver.taken[0]!.body.data.personal).toMatchObject({ subject: "Ana cannot pay", description: "since nine" });
    expect(other.taken.every(({ body }) => body.data.customerId === "factory")).toBe(true);
  });

  it("is asked again after a pause, under the same id, until it takes the event; the log tells all of it", async () => {
    const { house, receiver, open, add, ask } = await openSite();
    const { webhook } = await add({ patterns: ["ticket.opened"] });
    receiver.answers.push({ status: 500, body: "no\u0000pe" }, { status: 302, headers: { location: "/elsewhere" } });
    await open();
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), within);
    const list = async (): Promise<Json> => (await ask("GET", `/webhooks/${webhook.id}/deliveries`)).items[0];
    await vi.waitFor(async () => expect(await list()).toMatchObject({ state: "waiting", tries: 1, status: 500 }), within);
    expect((await ask("GET", "/webhooks")).items[0].failingSince).not.toBeNull();
    house.advance(seconds(6));
    await vi.waitFor(async () => expect(await list()).toMatchObject({ state: "waiting", tries: 2, status: 302 }), within);
    house.advance(minutes(6));
    await vi.waitFor(async () => expect(await list()).toMatchObject({ state: "delivered", tries: 3, status: 204, dueAt: null }), within);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(1);
    expect((await ask("GET", "/webhooks")).items[0].failingSince).toBeNull();
    const whole = await ask("GET", `/webhooks/${webhook.id}/deliveries/${(await list()).id}`);
    expect(whole.attempts.map(({ status }: Json) => status)).toEqual([204, 302, 500]);
    expect(whole.attempts[2].said).toBe("no\uFFFDpe");
    expect(JSON.parse(whole.body)).toEqual(receiver.taken[0]!.body);
  });

  it("signs with the old secret too for a day after a new one", async () => {
    const { house, receiver, add, ask } = await openSite();
    const { webhook, secret } = await add();
    const next = await ask("POST", `/webhooks/${webhook.id}/secret`);
    expect(next.secret).not.toBe(secret);
    await ask("POST", `/webhooks/${webhook.id}/test`);
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), within);
    const [both] = receiver.taken;
    expect(both!.body).toMatchObject({ type: "webhook.test", data: { customerId: null, position: null } });
    expect([verifies(both!, secret), verifies(both!, next.secret)]).toEqual([true, true]);
    house.advance(hours(24));
    await ask("POST", `/webhooks/${webhook.id}/test`);
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(2), within);
    expect(receiver.taken[1]!.headers["webhook-signature"]!.split(" ")).toHaveLength(1);
  });

  it("is switched off after five days without a success, and administrators are told", async () => {
    const { house, receiver, open, add, ask } = await openSite();
    const { webhook } = await add({ patterns: ["ticket.opened"] });
    receiver.answers.push(...Array.from({ length: 50 }, () => ({ status: 503 })));
    await open();
    const standing = async (): Promise<Json> => (await ask("GET", "/webhooks")).items[0];
    await vi.waitFor(async () => expect((await standing()).failingSince).not.toBeNull(), within);
    house.advance(hours(5 * 24));
    await vi.waitFor(async () => expect((await standing()).state).toBe("failing"), within);
    expect((await ask("GET", `/webhooks/${webhook.id}/deliveries`)).items[0]).toMatchObject({ state: "failed", dueAt: null });
    const told = await house.door.read("*", (db) =>
      db.selectFrom("events").select(["type", "facts"]).where("type", "=", "webhook.disabled").execute(),
    );
    expect(told).toHaveLength(1);
    expect(codeOf(await house.ask("POST", `/api/v1/webhooks/${webhook.id}/test`, await house.token(["admin"])))).toBe("webhook-disabled");
    expect(await ask("PATCH", `/webhooks/${webhook.id}`, { isEnabled: true })).toMatchObject({ state: "enabled", failingSince: null });
  });

  it("that says it is gone is not asked again", async () => {
    const { receiver, open, add, ask } = await openSite();
    await add({ patterns: ["ticket.opened"] });
    receiver.answers.push({ status: 410 });
    await open();
    await vi.waitFor(async () => expect((await ask("GET", "/webhooks")).items[0].state).toBe("gone"), within);
  });

  it("gets one event, or all since an instant, once more under the same ids", async () => {
    const { house, receiver, open, add, ask } = await openSite();
    const since = new Date(house.door.clock()).toISOString();
    const before = await open();
    const { webhook } = await add({ patterns: ["ticket.opened"] });
    const after = await open();
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), within);
    const [delivery] = (await ask("GET", `/webhooks/${webhook.id}/deliveries`)).items;
    await ask("POST", `/webhooks/${webhook.id}/deliveries/${delivery.id}/replay`);
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(2), within);
    await ask("POST", `/webhooks/${webhook.id}/replays`, { since });
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(4), within);
    expect(receiver.taken.map(({ body }) => body.data.ticketId)).toEqual([after, after, before, after]);
    expect(new Set(receiver.taken.filter(({ body }) => body.data.ticketId === after).map(({ id }) => id)).size).toBe(1);
    const items = (await ask("GET", `/webhooks/${webhook.id}/deliveries?limit=3`)).items;
    expect(items.map(({ isReplay }: Json) => isReplay)).toEqual([true, true, true]);
  });

  it("in our own network is never asked, unless the operator allows it", async () => {
    const { house, receiver, add, ask } = await openSite({ isSending: false });
    const outside = openOutside({ allow: [] });
    const loop = startWebhooks({ door: house.door, sealing: house.parts.sealing, outside, log: () => undefined });
    onTestFinished(async () => {
      await loop.stop();
      await outside.close();
    });
    const { webhook } = await add();
    await ask("POST", `/webhooks/${webhook.id}/test`);
    const newest = async (): Promise<Json> => (await ask("GET", `/webhooks/${webhook.id}/deliveries`)).items[0];
    await vi.waitFor(async () => expect(await newest()).toMatchObject({ tries: 1, status: null }), within);
    const whole = await ask("GET", `/webhooks/${webhook.id}/deliveries/${(await newest()).id}`);
    expect(whole.attempts[0].said).toContain("forbidden-address");
    expect(receiver.taken).toEqual([]);
  });
});

describe("nothing is lost", () => {
  it("between the log and the webhook, whatever order transactions end in, and with two senders", async () => {
    const { house, receiver, open, add, seal } = await openSite();
    const second = startWebhooks({
      door: house.door,
      sealing: house.parts.sealing,
      outside: house.parts.outside,
      log: (line) => house.logged.push(line),
    });
    onTestFinished(() => second.stop());
    await add({ patterns: ["thing.*"] });
    // One transaction takes its position first and commits last.
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const slow = house.door.write("*", async ({ append }) => {
      await append([{ type: "thing.slow", customerId: "bank", actor: "system", at: house.door.clock(), facts: {} }]);
      await held;
    });
    await house.door.write("*", ({ append }) =>
      append([{ type: "thing.fast", customerId: "bank", actor: "system", at: house.door.clock(), facts: {} }]),
    );
    await open();
    await vi.waitFor(() => expect(receiver.taken.map(({ body }) => body.type)).toEqual(["thing.fast"]), within);
    finish();
    await slow;
    await seal();
    await vi.waitFor(() => expect(receiver.taken.map(({ body }) => body.type)).toEqual(["thing.fast", "thing.slow"]), within);
    expect(receiver.taken[1]!.body.data.position).toBeLessThan(receiver.taken[0]!.body.data.position);
    const facts = Array.from({ length: 300 }, (_, n) => ({
      type: "thing.many",
      customerId: n % 2 ? "bank" : "factory",
      actor: "system",
      at: house.door.clock(),
      facts: { n },
    }));
    await house.door.write("*", ({ append }) => append(facts));
    await seal();
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(302), { timeout: 15_000, interval: 50 });
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(302);
    expect(house.logged).toEqual([]);
  });

  it("when a sender dies with what it has claimed: the next one takes it up after its lease", async () => {
    const { house, receiver, add, ask } = await openSite();
    const { webhook } = await add();
    await house.door.write("*", async ({ db }) => {
      const row = {
        customer_id: "",
        webhook_id: webhook.id,
        position: null,
        type: "webhook.test",
        event_at: house.door.clock(),
        created_at: house.door.clock(),
      };
      const dead = { ...row, due_at: house.door.clock(), lease_until: house.door.clock() + 60_000, claims: 1 };
      await (db as Json).insertInto("webhook_deliveries").values(dead).execute();
    });
    await ask("POST", `/webhooks/${webhook.id}/test`);
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), within);
    house.advance(seconds(61));
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(2), within);
  });
});

describe("what is refused", () => {
  it("an address that is none, a customer or an event that there is not", async () => {
    const { house, admin } = await openSite({ isSending: false });
    const wrong = [
      [{ url: "ftp://example.com" }, "bad-webhook"],
      [{ url: "https://user:secret@example.com/" }, "bad-webhook"],
      [{ customer: "nobody" }, "bad-webhook"],
      [{ patterns: ["ticket"] }, "invalid-request"],
      [{ patterns: [] }, "invalid-request"],
    ] as const;
    for (const [change, code] of wrong) {
      const body = { name: "CRM", url: "https://example.com/", patterns: ["*"], ...change };
      expect([change, codeOf(await house.ask("POST", "/api/v1/webhooks", admin, body))]).toEqual([change, code]);
    }
  });

  it("all of it, to whoever is no administrator", async () => {
    const { house } = await openSite({ isSending: false });
    const token = await house.token(["tickets:read", "tickets:write", "model:write"]);
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/x/deliveries"],
      ["GET", "/event-types"],
      ["DELETE", "/x"],
    ] as const)
      expect(codeOf(await house.ask(method, `/api/v1/webhooks${path}`, token))).toBe("forbidden");
  });

  it("an address's path and a secret are in no log", async () => {
    const { house, add, ask } = await openSite({ isSending: false });
    const { webhook, secret } = await add();
    await ask("PATCH", `/webhooks/${webhook.id}`, { name: "Other", patterns: ["page.*"] });
    await ask("DELETE", `/webhooks/${webhook.id}`);
    const events = await house.door.read("*", (db) =>
      db.selectFrom("events").select(["type", "facts"]).where("type", "like", "webhook.%").execute(),
    );
    expect(events.map(({ type }) => type)).toEqual(["webhook.created", "webhook.changed", "webhook.removed"]);
    expect(JSON.stringify(events)).not.toContain("secret-path");
    expect(JSON.stringify(events)).not.toContain(secret);
    expect((await ask("GET", "/webhooks")).items).toEqual([]);
  });
});
