import { describe, expect, it } from "vitest";
import { slack } from "#server/channels/chat/slack.ts";
import type { ReplyResult } from "#server/channels/driver.ts";
import { botToken, fromSlack, openSlack, signingSecret } from "../../../../test/providers/slack.ts";
import { page, trialOf } from "../../../../test/providers/trial.ts";

const acknowledged: ReplyResult = { kind: "acknowledged", pageId: 4711 };

async function onTrial() {
  const provider = await openSlack();
  return { provider, ...trialOf(slack, { botToken, signingSecret, api: `${provider.url}/api` }) };
}

describe("what is sent to Slack", () => {
  it("is a message with buttons, its markup escaped", async () => {
    const { provider, send } = await onTrial();
    const message = { ...page, language: "fr" as const, text: "<b> & 5 > 3" };
    expect(await send({ address: "U012AB3CD", message })).toEqual({
      ...{ outcome: "sent", providerId: "D012AB3CD:1732284000.000001", expectsReceipt: false },
    });
    expect(provider.posted[0]?.blocks).toMatchObject([
      { text: { text: "*P1: payments are down*" } },
      { text: { text: "&lt;b&gt; &amp; 5 &gt; 3" } },
      {
        block_id: "guardia-fr",
        elements: [
          { action_id: "acknowledge", value: "ACK 4711", text: { text: "Accuser réception" } },
          { action_id: "escalate", value: "ESC 4711" },
          { action_id: "open", url: page.link },
        ],
      },
    ]);
  });

  it("is told apart when it fails: later, at this address, or with this account", async () => {
    const { provider, send, probe } = await onTrial();
    expect(await send({ address: "G012AB3CD" })).toEqual({ outcome: "failed-for-good", said: "channel_not_found", blames: "address" });
    provider.fail("ratelimited");
    expect(await send({ address: "U012AB3CD" })).toEqual({
      outcome: "failed-for-now",
      said: "HTTP 429: ratelimited",
      retryAfterMs: 30_000,
    });
    provider.fail("fatal_error");
    expect(await send({ address: "U012AB3CD" })).toEqual({ outcome: "failed-for-now", said: "fatal_error" });
    const stranger = trialOf(slack, { botToken: "xoxb-other", api: `${provider.url}/api` });
    expect(await stranger.send({ address: "U012AB3CD" })).toEqual({ outcome: "failed-for-good", said: "invalid_auth", blames: "gateway" });
    expect([await probe(), await stranger.probe()]).toEqual([
      { isWell: true, said: "Meridian" },
      { isWell: false, said: "invalid_auth" },
    ]);
  });
});

describe("what comes from Slack", () => {
  const press = (url: string) => ({
    payload: JSON.stringify({
      ...{ type: "block_actions", user: { id: "U012AB3CD", username: "ana" }, trigger_id: "1.2", response_url: `${url}/respond` },
      container: { type: "message", message_ts: "1732284000.000001", channel_id: "D012AB3CD", is_ephemeral: false },
      actions: [{ type: "button", block_id: "guardia-es", action_id: "acknowledge", value: "ACK 4711", action_ts: "1732284060.1" }],
    }),
  });

  it("answers a page by a button, and says what came of it to whoever pressed it, in their language", async () => {
    const { provider, receive } = await onTrial();
    const { replies, answer, tell } = await receive(fromSlack(press(provider.url)));
    expect(replies).toEqual([{ address: "U012AB3CD", text: "ACK 4711", providerId: "D012AB3CD:1732284000.000001", pageId: null }]);
    expect(answer).toBeUndefined();
    await tell?.([acknowledged]);
    expect(provider.whispered).toEqual([expect.stringContaining("El aviso 4711")]);
  });

  it("answers by a direct message, a mention or a command; what bots write is none", async () => {
    const { provider, receive } = await onTrial();
    const event = (more: object) =>
      JSON.stringify({ type: "event_callback", event: { type: "message", user: "U012AB3CD", channel: "D1", ts: "18.1", ...more } });
    const written = await receive(fromSlack(event({ type: "app_mention", text: "<@U0GUARDIA> ack 4711", thread_ts: "17.1" })));
    expect(written.replies).toEqual([{ address: "U012AB3CD", text: "ack 4711", providerId: "D1:17.1", pageId: null, id: "D1:18.1" }]);
    await written.tell?.([acknowledged]);
    expect(provider.posted).toMatchObject([{ channel: "D1", thread_ts: "17.1", text: expect.stringContaining("4711") }]);
    const command = await receive(fromSlack({ command: "/guardia", text: "esc 4711", user_id: "U012AB3CD" }));
    expect(command.replies).toMatchObject([{ address: "U012AB3CD", text: "esc 4711" }]);
    expect(command.answer?.([acknowledged])).toMatchObject({ status: 200, body: expect.stringContaining("ephemeral") });
    for (const more of [{ text: "hi", bot_id: "B1" }, { text: "hi", subtype: "message_changed" }, { type: "reaction_added" }]) {
      expect((await receive(fromSlack(event(more)))).replies).toEqual([]);
    }
  });

  it("is greeted when the hook is set up", async () => {
    const { receive } = await onTrial();
    const { answer } = await receive(fromSlack(JSON.stringify({ type: "url_verification", token: "x", challenge: "3eZbrw1aB" })));
    expect(answer?.([])).toEqual({ status: 200, contentType: "application/json", body: '{"challenge":"3eZbrw1aB"}' });
  });

  it.each([
    ["with another secret", () => fromSlack("{}", 0, "0".repeat(32))],
    ["six minutes ago", () => fromSlack("{}", 360)],
    ["in six minutes", () => fromSlack("{}", -360)],
    ["for another body", () => ({ ...fromSlack("{}"), body: "{ }" })],
    ["not at all", () => ({ ...fromSlack("{}"), headers: {} })],
  ])("is refused when it was signed %s", async (_, incoming) => {
    const { receive } = await onTrial();
    await expect(receive(incoming())).rejects.toMatchObject({ code: "bad-signature", facts: { provider: "Slack" } });
  });

  it("is refused where no signing secret was given", async () => {
    const provider = await openSlack();
    const { receive } = trialOf(slack, { botToken, api: provider.url });
    await expect(receive(fromSlack("{}"))).rejects.toMatchObject({ code: "bad-signature" });
  });
});
