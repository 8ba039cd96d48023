import { describe, expect, it, onTestFinished } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { publicKeyOf } from "#server/channels/push/encryption.ts";
import { ownPushKey } from "#server/channels/push/own-key.ts";
import { type Answer, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { startDeliveries } from "#server/worker/deliveries.ts";
import { openNtfy } from "../../../test/providers/ntfy.ts";

type Person = Seat & { ask(method: string, path: string, body?: unknown): Promise<Answer> };

async function arrive(house: House, order: Parameters<typeof seat>[1] = { role: "agent" }): Promise<Person> {
  const sat = await seat(house, order);
  return { ...sat, ask: (method, path, body) => house.ask(method, `/api/v1/account${path}`, sat.headers, body) };
}

function startTelling(house: House): void {
  const worker = startDeliveries({ ...house.parts, publicUrl: "https://g.test" });
  onTestFinished(() => worker.stop());
}

async function arrived<T>(list: readonly T[], count = 1): Promise<T> {
  for (let waitedMs = 0; list.length < count && waitedMs < 10_000; waitedMs += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  return list[count - 1]!;
}

const digitsIn = (text: string): string => /\b\d{6}\b/.exec(text)?.[0] ?? "";

async function followed(person: Person, id: number): Promise<Json> {
  for (let i = 0; i < 200; i++) {
    const { body } = await person.ask("GET", `/deliveries/${id}`);
    if (body.state !== "waiting") return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it waits for ever");
}

describe("a browser that renews its subscription", () => {
  const subscription = (name: string): string =>
    JSON.stringify({
      endpoint: `https://push.example.com/${name}`,
      keys: { p256dh: `B${"a".repeat(86)}`, auth: Buffer.alloc(16, name).toString("base64url") },
    });
  const renew = (house: House, before: string, after: string) => house.ask("POST", "/api/v1/push-renewals", {}, { before, after });

  it("is pushed to at the new one, without anybody signing in; whoever does not know the old one's keys changes nothing", async () => {
    const house = await openHouse();
    const ana = await arrive(house);
    await ana.ask("POST", "/contact-points", { channel: "push", address: subscription("old") });
    const addresses = async () => (await ana.ask("GET", "/contact-points")).body.items.map(({ address }: Json) => address);
    const guessed = JSON.stringify({ ...JSON.parse(subscription("old")), keys: JSON.parse(subscription("guess")).keys });
    const refused = await renew(house, guessed, subscription("new"));
    expect([refused.status, refused.body.type]).toEqual([404, "urn:guardia:problem:unknown-push-subscription"]);
    expect((await renew(house, subscription("old"), "not one")).status).toBe(422);
    expect(await addresses()).toEqual([subscription("old")]);
    expect((await renew(house, subscription("old"), subscription("new"))).status).toBe(204);
    expect(await addresses()).toEqual([subscription("new")]);
  });

  it("makes one way of two where it was added again before", async () => {
    const house = await openHouse();
    const ana = await arrive(house);
    for (const name of ["old", "new"]) await ana.ask("POST", "/contact-points", { channel: "push", address: subscription(name) });
    expect((await renew(house, subscription("old"), subscription("new"))).status).toBe(204);
    const { items } = (await ana.ask("GET", "/contact-points")).body;
    expect(items.map(({ address }: Json) => address)).toEqual([subscription("new")]);
  });
});

describe("a way to reach me", () => {
  it("is proven by six digits that went there, and then tried", async () => {
    const house = await openHouse();
    const [phone, ana] = [await openNtfy(), await arrive(house)];
    startTelling(house);
    const { status, body: point } = await ana.ask("POST", "/contact-points", {
      channel: "ntfy",
      address: ` ${phone.url}/ana `,
      label: "Phone",
    });
    expect([status, point]).toEqual([201, expect.objectContaining({ address: `${phone.url}/ana`, label: "Phone", verifiedAt: null })]);
    expect((await ana.ask("POST", `/contact-points/${point.id}/test`)).body.type).toBe("urn:guardia:problem:contact-point-unverified");
    const sent = await ana.ask("POST", `/contact-points/${point.id}/code`);
    expect(sent.body.expiresAt).toBe("2026-03-02T09:10:00.000Z");
    const code = digitsIn((await arrived(phone.published)).message);
    expect(await followed(ana, sent.body.deliveryId)).toMatchObject({ state: "sent", attempts: 1 });
    const wrong = await ana.ask("POST", `/contact-points/${point.id}/verification`, { code: code === "123456" ? "123457" : "123456" });
    expect(wrong.body).toMatchObject({ type: "urn:guardia:problem:wrong-contact-code", left: 4 });
    const proven = await ana.ask("POST", `/contact-points/${point.id}/verification`, { code });
    expect(proven.body.verifiedAt).toBe("2026-03-02T09:00:00.000Z");
    const tried = await ana.ask("POST", `/contact-points/${point.id}/test`);
    expect((await arrived(phone.published, 2)).title).toContain("test");
    expect(await followed(ana, tried.body.deliveryId)).toMatchObject({ state: "sent" });
    expect((await ana.ask("DELETE", `/contact-points/${point.id}`)).status).toBe(204);
    expect((await ana.ask("GET", "/contact-points")).body.items).toEqual([]);
  });

  it("says that it was refused for good, until something goes through again", async () => {
    const house = await openHouse();
    const [phone, ana] = [await openNtfy(), await arrive(house)];
    startTelling(house);
    const { body: point } = await ana.ask("POST", "/contact-points", { channel: "ntfy", address: `${phone.url}/locked-ana` });
    phone.misbehave({ status: 403, body: '{"code":40301,"http":403,"error":"forbidden"}' });
    const refused = await ana.ask("POST", `/contact-points/${point.id}/code`);
    expect(await followed(ana, refused.body.deliveryId)).toMatchObject({ state: "failed", said: "HTTP 403: forbidden" });
    const failedAt = async () => (await ana.ask("GET", "/contact-points")).body.items[0].failedAt;
    expect(await failedAt()).toBe("2026-03-02T09:00:00.000Z");
    phone.misbehave({ status: 200, body: '{"id":"m1","event":"message"}' });
    const taken = await ana.ask("POST", `/contact-points/${point.id}/code`);
    expect(await followed(ana, taken.body.deliveryId)).toMatchObject({ state: "sent" });
    expect(await failedAt()).toBeNull();
  });

  it("gives nobody more than five tries, nor ten minutes", async () => {
    const house = await openHouse();
    const [phone, ana] = [await openNtfy(), await arrive(house)];
    startTelling(house);
    const { body: point } = await ana.ask("POST", "/contact-points", { channel: "ntfy", address: `${phone.url}/ana` });
    const verify = async (code: string) => (await ana.ask("POST", `/contact-points/${point.id}/verification`, { code })).body.type;
    expect(await verify("000000")).toContain("contact-code-spent");
    await ana.ask("POST", `/contact-points/${point.id}/code`);
    const code = digitsIn((await arrived(phone.published)).message);
    const other = code === "000000" ? "000001" : "000000";
    for (let i = 0; i < 5; i++) expect(await verify(other)).toContain("wrong-contact-code");
    expect(await verify(code)).toContain("contact-code-spent");
    await ana.ask("POST", `/contact-points/${point.id}/code`);
    const again = digitsIn((await arrived(phone.published, 2)).message);
    house.advance(minutes(10));
    expect(await verify(again)).toContain("contact-code-spent");
  });

  it("needs no code where it is proven already, and is refused where it is none", async () => {
    const house = await openHouse();
    const ana = await arrive(house, { role: "agent", email: "ana@example.com" });
    const served = new Set(["ntfy", "push", "unifiedpush", "webhook"]);
    expect(new Set((await ana.ask("GET", "/contact-points")).body.channels)).toEqual(served);
    const refused = async (body: object) => (await ana.ask("POST", "/contact-points", body)).body;
    expect(await refused({ channel: "ntfy", address: "two words" })).toMatchObject({
      type: expect.stringContaining("bad-contact-address"),
      channel: "ntfy",
    });
    expect(await refused({ channel: "sms", address: "+34 600 123 456" })).toMatchObject({
      type: expect.stringContaining("channel-not-served"),
    });
    const topic = { channel: "ntfy", address: "ana-topic" };
    await ana.ask("POST", "/contact-points", topic);
    expect(await refused(topic)).toMatchObject({ type: expect.stringContaining("contact-point-exists") });
    const key = (await ana.ask("GET", "/push-key")).body.publicKey;
    expect(key).toBe(publicKeyOf(await ownPushKey(house.door)));
  });

  it("is nobody else's affair, and nothing for customers' people or programs", async () => {
    const house = await openHouse();
    const [ana, bo] = [await arrive(house), await arrive(house)];
    const { body: point } = await ana.ask("POST", "/contact-points", { channel: "ntfy", address: "ana-topic" });
    for (const [method, path, body] of [
      ["DELETE", "", undefined],
      ["POST", "/code", undefined],
      ["POST", "/test", undefined],
      ["POST", "/verification", { code: "123456" }],
    ] as const) {
      const answer = await bo.ask(method, `/contact-points/${point.id}${path}`, body);
      expect(answer.body.type, path).toContain("unknown-contact-point");
    }
    const sent = await ana.ask("POST", `/contact-points/${point.id}/code`);
    expect((await bo.ask("GET", `/deliveries/${sent.body.deliveryId}`)).body.type).toContain("unknown-delivery");
    const contact = await arrive(house, { role: "designated-contact", customerId: "acme" });
    expect((await contact.ask("GET", "/contact-points")).status).toBe(403);
    expect((await house.ask("GET", "/api/v1/account/notification-rules", await house.token(["admin"]))).status).toBe(403);
  });

  it("is written to at most ten times in a quarter of an hour", async () => {
    const house = await openHouse();
    const ana = await arrive(house);
    const { body: point } = await ana.ask("POST", "/contact-points", { channel: "ntfy", address: "ana-topic" });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await ana.ask("POST", `/contact-points/${point.id}/code`)).status);
    expect(statuses).toEqual([...Array(10).fill(202), 429]);
  });
});

describe("my rules", () => {
  it("are the installation's until I choose, each channel once, and the installation's again", async () => {
    const house = await openHouse();
    const ana = await arrive(house);
    const before = (await ana.ask("GET", "/notification-rules")).body;
    expect([before.isDefault, before.rules.high.at(-1)]).toEqual([true, { channel: "voice", afterMs: 300_000 }]);
    const rules = {
      high: [
        { channel: "sms", afterMs: 120_000 },
        { channel: "ntfy", afterMs: 0 },
        { channel: "sms", afterMs: 60_000 },
      ],
      low: [],
    };
    const chosen = await ana.ask("PUT", "/notification-rules", { rules });
    expect(chosen.body).toEqual({
      isDefault: false,
      rules: {
        high: [
          { channel: "ntfy", afterMs: 0 },
          { channel: "sms", afterMs: 60_000 },
        ],
        low: [],
      },
    });
    expect((await ana.ask("PUT", "/notification-rules", { rules: { ...rules, high: [{ channel: "sms", afterMs: -1 }] } })).status).toBe(
      422,
    );
    expect((await ana.ask("PUT", "/notification-rules", { rules: null })).body).toEqual(before);
  });
});
