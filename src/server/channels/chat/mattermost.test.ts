import { describe, expect, it } from "vitest";
import { mattermost } from "#server/channels/chat/mattermost.ts";
import { anaId, openMattermost, token } from "../../../../test/providers/mattermost.ts";
import { incomingOf, page, trialOf } from "../../../../test/providers/trial.ts";

async function onTrial(more: object = {}) {
  const provider = await openMattermost();
  return { provider, ...trialOf(mattermost, { server: `${provider.url}/`, token, ...more }) };
}

describe("what is sent to Mattermost", () => {
  it("is a post with buttons in the direct channel, found once, and once when it is repeated", async () => {
    const { provider, send } = await onTrial();
    const outcome = await send({ address: "@ana.ruiz" });
    expect(outcome).toEqual({ outcome: "sent", providerId: `p${"0".repeat(25)}`, expectsReceipt: false });
    expect(await send({ address: "@ana.ruiz" })).toEqual(outcome);
    expect(provider.posts).toHaveLength(1);
    expect(provider.posts[0]?.props.attachments).toMatchObject([
      { title: page.subject, title_link: page.link, actions: [{ id: "acknowledge", name: "Acknowledge" }, { id: "escalate" }] },
    ]);
    expect(provider.asked.filter(({ path }) => path.includes("direct"))).toHaveLength(1);
  });

  it("is told apart when it fails", async () => {
    const { provider, send, probe } = await onTrial();
    expect(await send({ address: "@nobody" })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(await send({ address: "c".repeat(26) })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    const stranger = trialOf(mattermost, { server: provider.url, token: "wrong-token-1" });
    expect(await stranger.send({ address: "@ana.ruiz" })).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
    expect([await probe(), (await stranger.probe()).isWell]).toEqual([{ isWell: true, said: "@guardia" }, false]);
    provider.misbehave({ status: 500, body: '{"id":"api.post.deduplicate_create_post.pending","message":"pending","status_code":500}' });
    expect(await send({ address: "c".repeat(26) })).toMatchObject({ outcome: "failed-for-now", mayHaveArrived: true });
  });
});

describe("what comes from Mattermost", () => {
  it("answers a page by a button, and says so to whoever pressed it", async () => {
    const { provider, send, receive } = await onTrial();
    await send({ address: "@ana.ruiz", message: { ...page, language: "fr" } });
    const id = provider.posts[0]?.id ?? "";
    const { replies, answer } = await receive(provider.press(id, "acknowledge"));
    expect(replies).toEqual([{ address: "@ana.ruiz", text: "ACK 4711", providerId: id, pageId: null }]);
    const { body } = answer!([{ kind: "acknowledged", pageId: 4711 }]);
    expect(JSON.parse(body)).toEqual({ ephemeral_text: expect.stringContaining("L'appel 4711") });
    await expect(receive(provider.press(id, "acknowledge", { reply: "ACK 9" }))).rejects.toMatchObject({ code: "bad-signature" });
  });

  it("asks for the name of whoever pressed where an older server does not say it", async () => {
    const { provider, send, receive } = await onTrial();
    await send({ address: "@ana.ruiz" });
    const press = provider.press(provider.posts[0]?.id ?? "", "escalate");
    const body = JSON.stringify({ ...(JSON.parse(press.body) as object), user_name: undefined, user_id: anaId });
    expect((await receive({ ...press, body })).replies).toMatchObject([{ address: "@ana.ruiz", text: "ESC 4711" }]);
  });

  it("comes from an outgoing webhook with its own token, as a form or as JSON", async () => {
    const { receive } = await onTrial({ outgoingToken: "zmigewsanbbsdf59xnmduzypjc" });
    const fields = {
      token: "zmigewsanbbsdf59xnmduzypjc",
      user_name: "Ana.Ruiz",
      text: "ack 4711",
      channel_id: "x",
      post_id: "axdygg1957njfe5pu38saikdho",
      trigger_word: "ack",
    };
    for (const incoming of [incomingOf({ body: fields }), incomingOf({ body: JSON.stringify(fields) })]) {
      const { replies, answer } = await receive(incoming);
      expect(replies).toEqual([{ address: "@ana.ruiz", text: "ack 4711", providerId: null, pageId: null, id: fields.post_id }]);
      expect(JSON.parse(answer!([{ kind: "unknown-page", pageId: null }]).body)).toMatchObject({ response_type: "comment" });
    }
    await expect(receive(incomingOf({ body: { ...fields, token: "other" } }))).rejects.toMatchObject({ code: "bad-signature" });
    const { receive: without } = await onTrial();
    await expect(without(incomingOf({ body: fields }))).rejects.toMatchObject({ code: "bad-signature" });
  });
});
