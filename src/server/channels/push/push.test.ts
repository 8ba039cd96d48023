import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import type { Message } from "#server/channels/driver.ts";
import { encryptPush, publicKeyOf } from "#server/channels/push/encryption.ts";
import { privateKeyFrom } from "#server/channels/push/own-key.ts";
import { unifiedPush } from "#server/channels/push/unifiedpush.ts";
import { receiptProof, webPush } from "#server/channels/push/vapid.ts";
import { openPushService } from "../../../../test/providers/push-service.ts";
import { hookUrl, incomingOf, now, page, trialOf } from "../../../../test/providers/trial.ts";

const privateKey = privateKeyFrom(Buffer.alloc(32, 7).toString("base64url"));
const own = { privateKey, subject: "mailto:ops@example.com" };
const bytes = (text: string) => Buffer.from(text, "base64url");

it("encrypts the example of RFC 8291 (section 5, appendix A) to the byte", () => {
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const given = { privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), salt: bytes("DGv6ra1nlYgDCS1FRnbzlw") };
  expect(encryptPush(Buffer.from("When I grow up, I want to be a watermelon"), keys, given).toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

describe("web push", () => {
  it("shows a page with buttons that answer it, replaced and not doubled by a repetition", async () => {
    const service = await openPushService(publicKeyOf(privateKey));
    const { send } = trialOf(webPush, own);
    const outcome = await send({ address: service.subscription });
    expect(outcome).toEqual({ outcome: "sent", providerId: "d1-a1-0001", expectsReceipt: false });
    await send({ address: service.subscription });
    const [first, second] = service.shown;
    expect(second).toEqual(first);
    expect(first).toMatchObject({ urgency: "high", ttl: 3_600 });
    expect(first?.content).toMatchObject({
      ...{ form: 1, title: "P1: payments are down", tag: "page-4711", key: "d1-a1-0001", isUrgent: true },
      link: "https://guardia.example.com/p/abc",
      answers: [
        { verb: "acknowledge", label: "Acknowledge", url: "https://guardia.example.com/api/v1/page-links/abc/acknowledgement" },
        { verb: "escalate", label: "Escalate", url: "https://guardia.example.com/api/v1/page-links/abc/escalation" },
      ],
      receipt: { url: hookUrl },
    });
  });

  it("takes the browser's word that it has shown it, and nobody else's", async () => {
    const { receive } = trialOf(webPush, own);
    const told = (proof: string) => receive(incomingOf({ body: JSON.stringify({ key: "d1-a1-0001", proof }) }));
    expect((await told(receiptProof(privateKey, "d1-a1-0001"))).receipts).toEqual([
      { providerId: "d1-a1-0001", state: "delivered", said: null, at: now },
    ]);
    await expect(told(receiptProof(privateKey, "d1-a1-0002"))).rejects.toMatchObject({ code: "bad-signature" });
    await expect(receive(incomingOf({ body: "<no json>" }))).rejects.toMatchObject({ code: "bad-signature" });
  });

  it("says that a subscription has ended, so that nobody relies on it, and that a key is not ours", async () => {
    const service = await openPushService(publicKeyOf(privateKey));
    const { send } = trialOf(webPush, { ...own, privateKey: privateKeyFrom(Buffer.alloc(32, 8).toString("base64url")) });
    expect(await send({ address: service.subscription })).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
    service.end();
    expect(await trialOf(webPush, own).send({ address: service.subscription })).toMatchObject({
      ...{ outcome: "failed-for-good", blames: "address" },
      said: expect.stringContaining("410"),
    });
  });

  it.each([20_000, 3_000])("cuts a text of %i emoji to what a push message holds", async (count) => {
    const service = await openPushService(publicKeyOf(privateKey));
    const message: Message = { ...page, text: "🔥".repeat(count) };
    expect(await trialOf(webPush, own).send({ address: service.subscription, message })).toMatchObject({ outcome: "sent" });
    const { body } = z.object({ body: z.string() }).parse(service.shown[0]?.content);
    expect(body).toMatch(/^(🔥){500,}…$/u);
  });

  it("reads a subscription in any spelling as one contact point, and nothing else", () => {
    const { address } = webPush;
    const [p256dh, auth] = [publicKeyOf(privateKey), "BTBZMqHH6r4Tts7J_aSIgg"];
    const spelt = address.parse(
      ` {"keys":{"auth":"${auth}==","p256dh":"${p256dh}="},"expirationTime":null,"endpoint":"https://push.example/x"}`,
    );
    expect(spelt).toBe(`{"endpoint":"https://push.example/x","keys":{"p256dh":"${p256dh}","auth":"${auth}"}}`);
    expect(address.parse(spelt)).toBe(spelt);
    for (const wrong of [
      "https://push.example/x",
      "{}",
      "{",
      `{"endpoint":"file:///etc","keys":{"p256dh":"${p256dh}","auth":"${auth}"}}`,
    ]) {
      expect(address.safeParse(wrong).success, wrong).toBe(false);
    }
  });

  it("has the same key on every node", () => {
    expect(privateKey).toBe(privateKeyFrom(Buffer.alloc(32, 7).toString("base64url")));
    expect(bytes(publicKeyOf(privateKey))).toHaveLength(65);
  });
});

describe("UnifiedPush", () => {
  it("sends to an endpoint alone in the clear, and encrypted to one with keys", async () => {
    const service = await openPushService(publicKeyOf(privateKey));
    const { send } = trialOf(unifiedPush, own);
    for (const address of [service.endpoint, service.subscription]) {
      expect(await send({ address })).toEqual({ outcome: "sent", providerId: null, expectsReceipt: false });
    }
    expect(service.asked[0]?.headers["content-encoding"]).toBeUndefined();
    expect(service.asked[1]?.headers["content-encoding"]).toBe("aes128gcm");
    expect(service.shown.map(({ content }) => content.title)).toEqual(["P1: payments are down", "P1: payments are down"]);
  });

  it("asks the server whether it is one before the first code goes there", async () => {
    const service = await openPushService(publicKeyOf(privateKey));
    const { send } = trialOf(unifiedPush, own);
    const message: Message = { ...page, purpose: "code", pageId: null, link: null };
    expect(await send({ address: service.endpoint, message })).toMatchObject({ outcome: "sent" });
    expect(await send({ address: `${service.url}/anything`, message })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /push/k3j9x2",
      "POST /push/k3j9x2",
      "GET /anything",
    ]);
  });
});
