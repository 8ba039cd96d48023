import { describe, expect, test } from "vitest";
import type { Refusal } from "#core/refusal.ts";
import { twilioSms } from "#server/channels/sms/twilio.ts";
import { twilioSignature } from "#server/channels/twilio.ts";
import { twilioVoice } from "#server/channels/voice/twilio.ts";
import { hookUrl, page, trialOf } from "../../../test/providers/trial.ts";
import { accountSid, authToken, openTwilio } from "../../../test/providers/twilio.ts";

const openSms = async (changes = {}) => {
  const twilio = await openTwilio();
  return { twilio, sms: trialOf(twilioSms, { accountSid, authToken, from: "+34911000000", baseUrl: twilio.url, ...changes }) };
};
const openVoice = async (changes = {}) => {
  const twilio = await openTwilio();
  return { twilio, voice: trialOf(twilioVoice, { accountSid, authToken, from: "+34911000000", baseUrl: twilio.url, ...changes }) };
};
const signature = (refusal: unknown) => (refusal as Refusal).code;

test("a signature is the one of Twilio's own example", () => {
  const form = new URLSearchParams({
    ...{ CallSid: "CA1234567890ABCDE", Caller: "+14158675309", Digits: "1234", From: "+14158675309", To: "+18005551212" },
  });
  expect(twilioSignature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form)).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
});

describe("an SMS", () => {
  test("is taken with the text as it is, and reported to the hook", async () => {
    const { twilio, sms } = await openSms();
    expect(await sms.send()).toEqual({ outcome: "sent", providerId: twilio.taken[0]?.sid, expectsReceipt: true });
    const { form } = twilio.taken[0]!;
    expect(Object.fromEntries(form)).toEqual({ To: "+34600123456", From: "+34911000000", Body: page.short, StatusCallback: hookUrl });
  });

  test("goes through a messaging service where the sender is one", async () => {
    const { twilio, sms } = await openSms({ from: "MG0123456789abcdef0123456789abcdef" });
    await sms.send();
    expect(twilio.taken[0]?.form.get("MessagingServiceSid")).toMatch(/^MG/);
    expect(twilio.taken[0]?.form.has("From")).toBe(false);
  });

  test.each([
    ["+15005550001", { outcome: "failed-for-good", blames: "address" }],
    ["+15005550004", { outcome: "failed-for-good", blames: "address" }],
  ])("to %s fails for good, and the number is not repeated", async (address, outcome) => {
    const { sms } = await openSms();
    const failed = await sms.send({ address });
    expect(failed).toMatchObject(outcome);
    expect(JSON.stringify(failed)).not.toContain(address.slice(1));
  });

  test("with a wrong token is the gateway's fault", async () => {
    const { sms } = await openSms({ authToken: "another token altogether" });
    expect(await sms.send()).toMatchObject({ outcome: "failed-for-good", blames: "gateway", said: "401 20003: Authenticate" });
    expect(await sms.probe()).toEqual({ isWell: false, said: "401 Authenticate" });
  });

  test.each([
    [
      { status: 429, headers: { "retry-after": "7" } },
      { outcome: "failed-for-now", retryAfterMs: 7_000 },
    ],
    [
      { status: 503, headers: { "retry-after": "Sun, 22 Nov 2026 14:00:20 GMT" } },
      { outcome: "failed-for-now", retryAfterMs: 20_000 },
    ],
    [{ status: 500 }, { outcome: "failed-for-now", mayHaveArrived: true }],
    [
      { status: 201, body: "thanks" },
      { outcome: "failed-for-now", mayHaveArrived: true },
    ],
  ])("after %j may succeed later", async (answer, outcome) => {
    const { twilio, sms } = await openSms();
    twilio.misbehave(answer);
    expect(await sms.send()).toMatchObject(outcome);
    twilio.misbehave(null);
    expect(await sms.send()).toMatchObject({ outcome: "sent" });
  });

  test.each([
    ["delivered", { state: "delivered", said: null }],
    ["read", { state: "delivered", said: null }],
    ["undelivered", { state: "failed", said: "undelivered (30003)" }],
    ["failed", { state: "failed", said: "failed (30003)" }],
  ])("that is %s is a receipt", async (status, receipt) => {
    const { twilio, sms } = await openSms();
    const fields = { MessageSid: "SM1", MessageStatus: status, To: "+34600123456", From: "+34911000000", ErrorCode: "30003" };
    expect((await sms.receive(twilio.callback(hookUrl, fields))).receipts).toEqual([{ providerId: "SM1", at: null, ...receipt }]);
  });

  test("on its way is none yet", async () => {
    const { twilio, sms } = await openSms();
    for (const status of ["queued", "sending", "sent"]) {
      expect(await sms.receive(twilio.callback(hookUrl, { MessageSid: "SM1", MessageStatus: status }))).toEqual({
        receipts: [],
        replies: [],
      });
    }
  });

  test("that answers one is a reply, and whoever wrote it reads what came of it", async () => {
    const { twilio, sms } = await openSms({ answerLanguage: "fr" });
    const fields = { MessageSid: "SM9", SmsStatus: "received", From: "+34600123456", To: "+34911000000", Body: "ack 4711", NumMedia: "0" };
    const { replies, answer } = await sms.receive(twilio.callback(hookUrl, fields));
    expect(replies).toEqual([{ address: "+34600123456", text: "ack 4711", providerId: null, pageId: null, id: "SM9" }]);
    const { body, contentType } = answer!([{ kind: "acknowledged", pageId: 4711 }]);
    expect(contentType).toBe("text/xml");
    expect(body).toMatch(/<Response><Message>.*4711.*<\/Message><\/Response>$/);
  });

  test("that nobody signed, or somebody changed, is refused", async () => {
    const { twilio, sms } = await openSms();
    const genuine = twilio.callback(hookUrl, { MessageSid: "SM1", MessageStatus: "delivered" });
    const forged = [
      { ...genuine, headers: {} },
      { ...genuine, body: genuine.body.replace("SM1", "SM2") },
      { ...genuine, url: `${hookUrl}?page=1` },
    ];
    for (const each of forged) await expect(sms.receive(each)).rejects.toSatisfy((error) => signature(error) === "bad-signature");
    // A proxy in front of us that hands on another scheme and host changes nothing: the address that Twilio was given counts.
    expect((await sms.receive({ ...genuine, url: "http://10.0.0.7:8080/hooks/gateway-1/k3j9x2" })).receipts).toHaveLength(1);
  });

  test("with the standard port in the signed address is genuine", async () => {
    const { twilio, sms } = await openSms();
    const { url: _, ...rest } = twilio.callback(hookUrl.replace(".com/", ".com:443/"), { MessageSid: "SM1", MessageStatus: "delivered" });
    expect((await sms.receive({ ...rest, url: hookUrl })).receipts).toHaveLength(1);
  });
});

describe("a call", () => {
  test("carries what is said, and the keys that answer", async () => {
    const { twilio, voice } = await openVoice({ ringSeconds: 20, detectMachines: true });
    expect(await voice.send({ message: { ...page, language: "es" } })).toMatchObject({ outcome: "sent", expectsReceipt: true });
    const form = Object.fromEntries(twilio.taken[0]!.form);
    expect(form).toMatchObject({
      To: "+34600123456",
      Timeout: "20",
      MachineDetection: "Enable",
      AsyncAmdStatusCallback: hookUrl,
      StatusCallback: hookUrl,
    });
    expect(form.Twiml).toContain('<Say language="es-ES">Priority 1. Payments are down at Acme&#39;s, since 2 p.m. &#60;now&#62;</Say>');
    expect(form.Twiml).toContain(`action="${hookUrl}?page=4711&#38;language=es"`);
    expect(form.Twiml?.match(/<Gather numDigits="1"/g)).toHaveLength(2);
  });

  test("without a page asks for no key; however long, it fits", async () => {
    const { twilio, voice } = await openVoice();
    await voice.send({ message: { ...page, pageId: null } });
    await voice.send({ message: { ...page, spoken: "<&".repeat(5_000) } });
    expect(twilio.taken.map(({ form }) => form.get("Twiml")?.includes("<Gather"))).toEqual([false, true]);
  });

  test.each([
    ["1", "ACK 4711"],
    ["2", "ESC 4711"],
  ])("in which %s is pressed is a reply of whom we called", async (Digits, text) => {
    const { twilio, voice } = await openVoice();
    const fields = {
      CallSid: "CA1",
      CallStatus: "in-progress",
      Direction: "outbound-api",
      From: "+34911000000",
      To: "+34600123456",
      Digits,
    };
    const { replies, answer } = await voice.receive(twilio.callback(`${hookUrl}?page=4711&language=es`, fields));
    expect(replies).toEqual([{ address: "+34600123456", text, providerId: "CA1", pageId: 4711 }]);
    expect(answer!([{ kind: "acknowledged", pageId: 4711 }]).body).toMatch(/<Say language="es-ES">[^<]*4711[^<]*<\/Say>/);
  });

  test("in which another key is pressed changes nothing, and says so", async () => {
    const { twilio, voice } = await openVoice();
    const fields = { CallSid: "CA1", Direction: "outbound-api", To: "+34600123456", Digits: "7" };
    const { replies, answer } = await voice.receive(twilio.callback(`${hookUrl}?page=4711&language=en`, fields));
    expect(replies).toEqual([]);
    expect(answer!([]).body).toContain("Nothing was changed");
  });

  test.each([
    [{ CallStatus: "completed" }, { state: "delivered", said: null }],
    [
      { CallStatus: "completed", AnsweredBy: "machine_start" },
      { state: "failed", said: "answered by a machine" },
    ],
    [{ CallStatus: "busy" }, { state: "failed", said: "busy" }],
    [{ CallStatus: "no-answer" }, { state: "failed", said: "no-answer" }],
  ])("that ends with %j is a receipt", async (fields, receipt) => {
    const { twilio, voice } = await openVoice();
    const { receipts } = await voice.receive(twilio.callback(hookUrl, { CallSid: "CA1", ...fields }));
    expect(receipts).toEqual([{ providerId: "CA1", at: null, ...receipt }]);
  });

  test.each([
    [{ AnsweredBy: "machine_start" }, [{ state: "failed", said: "answered by a machine" }]],
    [{ AnsweredBy: "fax" }, [{ state: "failed", said: "answered by a fax" }]],
    [{ AnsweredBy: "human" }, [{ state: "delivered", said: null }]],
    [{ CallStatus: "completed" }, []],
    [{ CallStatus: "busy" }, [{ state: "failed", said: "busy" }]],
  ])("in which machines are recognised and %j comes is a receipt of who answered", async (fields, receipts) => {
    const { twilio, voice } = await openVoice({ detectMachines: true });
    const received = await voice.receive(twilio.callback(hookUrl, { CallSid: "CA1", ...fields } as Record<string, string>));
    expect(received.receipts).toMatchObject(receipts);
    expect(received.receipts).toHaveLength(receipts.length);
  });

  test("to a number that is none fails for good", async () => {
    const { voice } = await openVoice();
    expect(await voice.send({ address: "+15005550001" })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(await voice.probe()).toEqual({ isWell: true, said: "account active" });
  });
});
