import { describe, expect, test } from "vitest";
import type { Refusal } from "#core/refusal.ts";
import { isGsmText } from "#server/channels/sms/alphabet.ts";
import { gammuHttp } from "#server/channels/sms/gammu-http.ts";
import { httpSms } from "#server/channels/sms/generic.ts";
import { ovhSms } from "#server/channels/sms/ovh.ts";
import { vonageSignature, vonageSms } from "#server/channels/sms/vonage.ts";
import { openGammuGateway } from "../../../../test/providers/gammu-gateway.ts";
import { json, openProvider } from "../../../../test/providers/http-provider.ts";
import { account, openOvh, serviceName } from "../../../../test/providers/ovh.ts";
import { hookUrl, incomingOf, now, page, trialOf } from "../../../../test/providers/trial.ts";
import { apiKey, apiSecret, openVonage } from "../../../../test/providers/vonage.ts";

describe("the GSM alphabet", () => {
  test.each([
    ["P1 4711 Zahlungen stehen: ß, Ñ, é, €, [x]", true],
    ["l’appel", false],
    ["ç", false],
    ["día", false],
    ["日本", false],
  ])("has %s: %s", (text, has) => expect(isGsmText(text)).toBe(has));
});

describe("Vonage", () => {
  const open = async (changes = {}) => {
    const vonage = await openVonage();
    return { vonage, sms: trialOf(vonageSms, { apiKey, apiSecret, from: "34911000000", baseUrl: vonage.url, ...changes }) };
  };
  // Vonage's own examples, of its library for Node.
  const inbound = {
    ...{ "message-timestamp": "2013-11-21 15:27:30", messageId: "020000001B0FE827", msisdn: "14843472194", text: "Test again" },
    ...{ timestamp: "1385047698", to: "13239877404", type: "text" },
  };
  const secret = "my_secret_key_for_testing";
  const sha256 = "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330";

  test.each([
    ["md5hash", "D2E7B1DC968737C5998AD624E02F90B7"],
    ["md5", "DDEBD46008C2D4E93CCE578A332A52D5"],
    ["sha1", "27D0D05C2876C7CB1720DBCDBA4D492E1E55C09A"],
    ["sha256", sha256],
  ] as const)("signs by %s as in its own examples", (method, signature) => {
    expect(vonageSignature(inbound, secret, method)).toBe(signature);
  });

  test("takes an SMS with digits alone, as Unicode where it must be", async () => {
    const { vonage, sms } = await open();
    expect(await sms.send()).toEqual({ outcome: "sent", providerId: "0C000000217B7F01", expectsReceipt: true });
    await sms.send({ message: { ...page, short: "Día 1: 日本" }, key: "k".repeat(64) });
    expect(Object.fromEntries(vonage.taken[0]!)).toMatchObject({ to: "34600123456", type: "text", text: page.short, callback: hookUrl });
    expect(Object.fromEntries(vonage.taken[1]!)).toMatchObject({ type: "unicode", text: "Día 1: 日本", "client-ref": "k".repeat(40) });
  });

  test.each([
    ["7", "address", "34600000007"],
    ["4", "gateway", null],
  ])("tells status %s, which blames the %s", async (status, blames, to) => {
    const { sms } = await open(to === null ? { apiSecret: "another secret" } : {});
    const failed = await sms.send(to === null ? {} : { address: `+${to}` });
    expect(failed).toMatchObject({ outcome: "failed-for-good", blames });
    expect(JSON.stringify(failed)).toContain(`"${status}: `);
    if (to !== null) expect(JSON.stringify(failed)).not.toContain(to);
  });

  test("that throttles may take it later", async () => {
    const { vonage, sms } = await open();
    vonage.misbehave(json(200, { "message-count": "1", messages: [{ status: "1", "error-text": "Throughput Rate Exceeded" }] }));
    expect(await sms.send()).toEqual({ outcome: "failed-for-now", said: "1: Throughput Rate Exceeded" });
    vonage.misbehave(json(200, {}));
    expect(await sms.send()).toMatchObject({ outcome: "failed-for-now", mayHaveArrived: true });
    vonage.misbehave(null);
    expect(await sms.probe()).toEqual({ isWell: true, said: "balance 10.28" });
  });

  test("reports by GET, by form and by JSON", async () => {
    const { sms } = await open();
    const report = { messageId: "0A01", msisdn: "34600123456", to: "34911000000", status: "delivered", "err-code": "0", price: "0.03" };
    const incoming = [
      incomingOf({ method: "GET", url: `${hookUrl}?${new URLSearchParams(report)}` }),
      incomingOf({ body: report }),
      incomingOf({ headers: { "content-type": "application/json" }, body: JSON.stringify({ ...report, price: 0.03 }) }),
    ];
    for (const each of incoming) {
      expect((await sms.receive(each)).receipts).toEqual([{ providerId: "0A01", state: "delivered", said: null, at: null }]);
    }
    const late = incomingOf({ body: { ...report, status: "expired", "err-code": "1" } });
    expect((await sms.receive(late)).receipts).toMatchObject([{ state: "failed", said: "expired (1)" }]);
    expect((await sms.receive(incomingOf({ body: { ...report, status: "buffered" } }))).receipts).toEqual([]);
  });

  test("is believed only with its signature where there is a secret", async () => {
    const { sms } = await open({ signatureSecret: secret, signatureMethod: "sha256" });
    const { replies } = await sms.receive(incomingOf({ body: { ...inbound, sig: sha256.toLowerCase() } }));
    expect(replies).toEqual([{ address: "+14843472194", text: "Test again", providerId: null, pageId: null, id: "020000001B0FE827" }]);
    for (const forged of [inbound, { ...inbound, text: "ACK 4711", sig: sha256 }]) {
      await expect(sms.receive(incomingOf({ body: forged }))).rejects.toSatisfy((error) => (error as Refusal).code === "bad-signature");
    }
  });
});

describe("OVHcloud", () => {
  const open = async ({ seconds = now / 1_000, ...changes }: Record<string, unknown> & { seconds?: number } = {}) => {
    const ovh = await openOvh(() => seconds);
    return { ovh, sms: trialOf(ovhSms, { ...account, serviceName, baseUrl: `${ovh.url}/1.0`, ...changes }) };
  };

  test("takes a signed job from a short number", async () => {
    const { ovh, sms } = await open({ hasCallback: true });
    expect(await sms.send()).toEqual({ outcome: "sent", providerId: "27814657", expectsReceipt: true });
    expect(ovh.jobs[0]).toMatchObject({
      message: page.short,
      receivers: ["+34600123456"],
      senderForResponse: true,
      noStopClause: true,
      coding: "7bit",
    });
  });

  test("takes one from a name, without receipts as long as the account calls nobody back", async () => {
    const { ovh, sms } = await open({ sender: "Guardia" });
    expect(await sms.send({ message: { ...page, short: "Ñandú ✓" } })).toMatchObject({ outcome: "sent", expectsReceipt: false });
    expect(ovh.jobs[0]).toMatchObject({ sender: "Guardia", senderForResponse: false, coding: "8bit" });
    expect(await sms.collect()).toEqual({ receipts: [], replies: [] });
  });

  test("whose clock differs is asked for its time, once", async () => {
    const { ovh, sms } = await open({ seconds: now / 1_000 + 3_600 });
    expect(await sms.send()).toMatchObject({ outcome: "sent" });
    expect(ovh.asked.map(({ path }) => path.split("/").at(-1))).toEqual(["jobs", "time", "jobs"]);
    expect(ovh.jobs).toHaveLength(1);
  });

  test("says whom it blames", async () => {
    const { sms } = await open();
    expect(await sms.send({ address: "+33600000000" })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    const { sms: other } = await open({ consumerKey: "another consumer key" });
    expect(await other.send()).toMatchObject({ outcome: "failed-for-good", blames: "gateway", said: "403 This credential does not exist" });
  });

  test("is well when it has credits, and its callback is ours where receipts are expected", async () => {
    const { ovh, sms } = await open({ hasCallback: true });
    expect(await sms.probe()).toEqual({ isWell: false, said: "the account's callback is not this gateway's hook" });
    ovh.tellTo(hookUrl);
    expect(await sms.probe()).toEqual({ isWell: true, said: "42 credits" });
  });

  test.each([
    ["1", [{ providerId: "27814657", state: "delivered", said: null, at: null }]],
    ["2", [{ providerId: "27814657", state: "failed", said: "dlr 2, ptt 1002", at: null }]],
    ["16", [{ providerId: "27814657", state: "failed", said: "dlr 16, ptt 1002", at: null }]],
    ["4", []],
  ])("reports dlr %s", async (dlr, receipts) => {
    const { sms } = await open();
    const incoming = incomingOf({ method: "GET", url: `${hookUrl}?id=27814657&ptt=1002&dlr=${dlr}&date=20261122` });
    expect((await sms.receive(incoming)).receipts).toEqual(receipts);
  });

  test("keeps an answer until it was stored here", async () => {
    const { ovh, sms } = await open();
    ovh.incoming.set(31, { sender: "0033612345678", message: "ACK 4711", creationDatetime: "2026-11-22T15:00:00+01:00" });
    const { replies, forget } = await sms.collect();
    expect(replies).toEqual([{ address: "+33612345678", text: "ACK 4711", providerId: null, pageId: null, id: "31" }]);
    expect((await sms.collect()).replies).toHaveLength(1);
    await forget!();
    expect((await sms.collect()).replies).toEqual([]);
  });
});

describe("SMS by HTTP", () => {
  const text = 'Say "hi" & <bye>\nñ {to}';
  const open = async (changes: Record<string, unknown>, answer = json(200, { status: "OK", id: "m-1" })) => {
    const provider = await openProvider(() => answer);
    const url = `${provider.url}${changes.path ?? "/send"}`;
    return { provider, sms: trialOf(httpSms, { url, ...Object.fromEntries(Object.entries(changes).filter(([name]) => name !== "path")) }) };
  };

  test("fills templates, each encoded as its place asks", async () => {
    const cases = [
      [{ contentType: "json", body: '{"to":"{to}","text":"{text}"}' }, JSON.stringify({ to: "+34600123456", text })],
      [{ contentType: "form", body: "to={digits}&text={text}" }, `to=34600123456&text=${encodeURIComponent(text)}`],
      [{ contentType: "xml", body: "<t>{text}</t>" }, "<t>Say &#34;hi&#34; &#38; &#60;bye&#62;\nñ {to}</t>"],
      [{ contentType: "text", body: "{key} {unknown} {text}" }, `d1-a1-0001 {unknown} ${text}`],
    ] as const;
    for (const [settings, body] of cases) {
      const { provider, sms } = await open(settings);
      expect(await sms.send({ message: { ...page, short: text } })).toMatchObject({ outcome: "sent", expectsReceipt: false });
      expect(provider.asked[0]).toMatchObject({ method: "POST", body });
    }
  });

  test("asks by GET, with a token in a header", async () => {
    const settings = { method: "GET", path: "/send?n={to}&t={text}", header: "Authorization: Bearer {token}", token: "s3cret" };
    const { provider, sms } = await open(settings);
    await sms.send();
    const [{ query, headers, body } = { query: null, headers: {}, body: "?" }] = provider.asked;
    expect([query?.get("n"), query?.get("t"), headers.authorization, body]).toEqual(["+34600123456", page.short, "Bearer s3cret", ""]);
  });

  test("knows success and the message's id by their looks", async () => {
    const settings = { successPattern: '"status":"OK"', idPattern: '"id":"([^"]+)"', hasReceipts: true };
    const { sms } = await open(settings);
    expect(await sms.send()).toEqual({ outcome: "sent", providerId: "m-1", expectsReceipt: true });
    const { sms: broke } = await open(settings, json(200, { status: "NO CREDIT for 34600123456" }));
    expect(await broke.send()).toEqual({ outcome: "failed-for-now", said: '{"status":"NO CREDIT for …"}' });
    expect(() => httpSms.settings.parse({ url: "https://sms.example.com", idPattern: "(" })).toThrow("regular expression");
  });

  test("reads receipts and answers by the names of their fields", async () => {
    const fields = { receiptIdField: "data.id", receiptStateField: "data.state", replyFromField: "from", replyTextField: "text" };
    const { sms } = await open(fields);
    const asJson = (content: object) => incomingOf({ headers: { "content-type": "application/json" }, body: JSON.stringify(content) });
    expect((await sms.receive(asJson({ data: { id: 7, state: "DELIVRD" } }))).receipts).toMatchObject([
      { providerId: "7", state: "delivered" },
    ]);
    expect((await sms.receive(asJson({ data: { id: 7, state: "EXPIRED" } }))).receipts).toMatchObject([
      { state: "failed", said: "EXPIRED" },
    ]);
    expect((await sms.receive(asJson({ data: { id: 7, state: "buffered" } }))).receipts).toEqual([]);
    const { replies, answer } = await sms.receive(incomingOf({ method: "GET", url: `${hookUrl}?from=0034600123456&text=ESC%204711` }));
    expect(replies).toEqual([{ address: "+34600123456", text: "ESC 4711", providerId: null, pageId: null }]);
    expect(answer!([{ kind: "escalated", pageId: 4711 }]).body).toContain("4711");
  });
});

describe("Gammu by HTTP", () => {
  const open = async (changes = {}) => {
    const gammu = await openGammuGateway({ user: "admin", password: "pass-word" });
    return { gammu, sms: trialOf(gammuHttp, { url: gammu.url, user: "admin", password: "pass-word", ...changes }) };
  };

  test("sends, and says how well the modem hears", async () => {
    const { gammu, sms } = await open();
    expect(await sms.send()).toEqual({ outcome: "sent", providerId: "[255]", expectsReceipt: false });
    expect(gammu.sent).toEqual([{ number: "+34600123456", text: page.short }]);
    expect(await sms.probe()).toEqual({ isWell: true, said: "signal 90 %" });
    const { sms: stranger } = await open({ password: "wrong" });
    expect(await stranger.send()).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
  });

  test("removes what was read only once it was stored, and nothing that came meanwhile", async () => {
    const { gammu, sms } = await open();
    const arrived = (from: string, text: string, state = "UnRead") => ({
      Date: "2026-11-22 15:00:00",
      Number: from,
      State: state,
      Text: text,
    });
    gammu.stored.push(arrived("+34600123456", "ACK 4711"), arrived("+34600999999", "draft", "Sent"), arrived("Vodafone", "You have won"));
    const { replies, forget } = await sms.collect();
    expect(replies).toEqual([
      { address: "+34600123456", text: "ACK 4711", providerId: null, pageId: null, id: "2026-11-22 15:00:00 +34600123456" },
    ]);
    gammu.stored.unshift(arrived("+34600123456", "ESC 4712"));
    await forget!();
    // Places had moved: what is not the same is left for the next time.
    expect(gammu.stored.map(({ Text }) => Text)).toContain("ESC 4712");
    const again = await sms.collect();
    await again.forget!();
    expect(gammu.stored.map(({ Text }) => Text)).toEqual(["draft"]);
  });
});
