import { expect, test } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { openHouse, publicUrl } from "#server/http/app.fixture.ts";
import { accountSid, authToken, openTwilio } from "../../../test/providers/twilio.ts";

test("a provider reaches a gateway's hook through the whole application: its signature counts, and so does the token", async () => {
  const [house, twilio] = [await openHouse(), await openTwilio()];
  const admin = await house.token(["admin"]);
  const settings = { accountSid, authToken, from: "+34911000000", baseUrl: twilio.url };
  const added = await house.ask("POST", "/api/v1/gateways", admin, { name: "Twilio", driver: "twilio-sms", settings });
  const { id, hookUrl } = added.body;
  expect(hookUrl).toMatch(new RegExp(`^${publicUrl}/hooks/${id}/[\\w-]{20,}$`));
  expect(JSON.stringify(added.body)).not.toContain(authToken);
  const tested = await house.ask("POST", `/api/v1/gateways/${id}/test`, admin, { address: "+34 600 123 456" });
  expect(tested.body).toEqual({ outcome: "sent", said: null, expectsReceipt: true });
  const [taken] = twilio.taken;
  expect([taken?.form.get("To"), taken?.form.get("StatusCallback")]).toEqual(["+34600123456", hookUrl]);

  const call = async (url: string, fields: Record<string, string>, change: (body: string) => string = (body) => body) => {
    const { headers, body } = twilio.callback(hookUrl, fields);
    const answer = await house.app.request(url, { method: "POST", headers: { ...headers }, body: change(body) });
    return { status: answer.status, text: await answer.text(), type: answer.headers.get("content-type") };
  };
  // As a proxy hands it on: another scheme and host than those that Twilio was given.
  const inside = new URL(hookUrl).pathname;
  expect(await call(inside, { MessageSid: taken!.sid, MessageStatus: "delivered" })).toMatchObject({ status: 200 });
  expect((await call(inside, { MessageSid: taken!.sid, MessageStatus: "delivered" }, (body) => `${body}&To=1`)).status).toBe(403);
  expect((await call(`${inside.slice(0, -1)}~`, { MessageSid: taken!.sid, MessageStatus: "delivered" })).status).toBe(404);

  house.advance(minutes(1));
  const reply = await call(inside, { MessageSid: "SM7", From: "+34699999999", To: "+34911000000", Body: "ACK 4711" });
  expect(reply).toMatchObject({ status: 200, type: expect.stringContaining("text/xml") });
  expect(reply.text).toContain("<Response>");
});
