import { describe, expect, it } from "vitest";
import { matrix } from "#server/channels/chat/matrix.ts";
import { accessToken, bot, openMatrix, room } from "../../../../test/providers/matrix.ts";
import { trialOf } from "../../../../test/providers/trial.ts";

async function onTrial() {
  const provider = await openMatrix();
  return { provider, ...trialOf(matrix, { homeserver: provider.url, accessToken }) };
}
const ana = "@ana:example.org";
const text = (body: string, more: object = {}) => ({ msgtype: "m.text", body, ...more });

describe("what is sent by Matrix", () => {
  it("comes once, however often it is repeated, into a room by its id or its name", async () => {
    const { provider, send } = await onTrial();
    const outcome = await send({ address: room });
    expect(outcome).toEqual({ outcome: "sent", providerId: "$event0", expectsReceipt: false });
    expect(await send({ address: "#ops:example.org" })).toEqual(outcome);
    expect(provider.events).toMatchObject([{ room, content: { msgtype: "m.text", body: expect.stringContaining("ACK 4711") } }]);
  });

  it("reaches a person in the room between them and the bot, made once; another one when they left it", async () => {
    const { provider, send } = await onTrial();
    await send({ address: "@bo:example.org", key: "k-1" });
    await send({ address: "@bo:example.org", key: "k-2" });
    const [first, second] = provider.events;
    expect(first?.room).toBe(second?.room);
    expect(provider.members.get(first!.room)?.get("@bo:example.org")).toBe("invite");
    provider.members.get(first!.room)?.set("@bo:example.org", "leave");
    // A node that starts looks first which room there is.
    const other = trialOf(matrix, { homeserver: `${provider.url}/`, accessToken });
    await other.send({ address: "@bo:example.org", key: "k-3" });
    expect(provider.events[2]?.room).not.toBe(first?.room);
  });

  it("joins where it was invited; elsewhere it says that it may not", async () => {
    const { send } = await onTrial();
    expect(await send({ address: "!asked:example.org" })).toMatchObject({ outcome: "sent" });
    expect(await send({ address: "!closed:example.org" })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
  });

  it("waits as long as the server asks, and knows a token that is none", async () => {
    const { provider, send, probe } = await onTrial();
    const stranger = trialOf(matrix, { homeserver: provider.url, accessToken: "syt_other_token" });
    expect(await stranger.send({ address: room })).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
    expect([await probe(), await stranger.probe()]).toEqual([
      { isWell: true, said: bot },
      { isWell: false, said: "M_UNKNOWN_TOKEN" },
    ]);
    provider.misbehave({ status: 429, body: '{"errcode":"M_LIMIT_EXCEEDED","error":"Too many requests","retry_after_ms":2000}' });
    expect(await send({ address: room })).toMatchObject({ outcome: "failed-for-now", retryAfterMs: 2_000 });
  });
});

describe("what comes by Matrix", () => {
  it("is what people wrote or how they reacted, without quotes, edits and our own words", async () => {
    const { provider, send, collect } = await onTrial();
    await send({ address: room });
    provider.say(ana, text("ACK 4710"), { agoMs: 3_600_000 });
    provider.say(ana, text("> <@guardia:example.org> P1\n\nack", { "m.relates_to": { "m.in_reply_to": { event_id: "$event0" } } }));
    provider.say(ana, { "m.relates_to": { rel_type: "m.annotation", event_id: "$event0", key: "✅" } }, { type: "m.reaction" });
    provider.say(ana, { "m.relates_to": { rel_type: "m.annotation", event_id: "$event0", key: "🎉" } }, { type: "m.reaction" });
    provider.say(ana, text("* ACK 1", { "m.relates_to": { rel_type: "m.replace", event_id: "$event2" } }));
    const { replies, forget } = await collect();
    expect(replies).toEqual([
      { address: ana, text: "ack", providerId: "$event0", pageId: null, id: "$event2" },
      { address: ana, text: "ACK", providerId: "$event0", pageId: null, id: "$event3" },
    ]);
    await forget?.();
    provider.say(ana, text("ESC 4711"));
    expect((await collect()).replies).toMatchObject([{ text: "ESC 4711" }]);
  });

  it("is answered in its room where it was meant for us", async () => {
    const { provider, collect } = await onTrial();
    provider.say(ana, text("ACK 4711"));
    provider.say(ana, text("lunch?"));
    const { tell } = await collect();
    await tell?.([
      { kind: "acknowledged", pageId: 4711 },
      { kind: "not-understood", pageId: null },
    ]);
    const notices = provider.events.filter(({ sender }) => sender === bot);
    expect(notices).toMatchObject([{ room, content: { msgtype: "m.notice", body: expect.stringContaining("4711") } }]);
  });
});
