import { describe, expect, it } from "vitest";
import { googleChat } from "#server/channels/chat/google-chat.ts";
import { openGoogleChat } from "../../../../test/providers/google-chat.ts";
import { hookUrl, page, trialOf } from "../../../../test/providers/trial.ts";

async function onTrial() {
  const provider = await openGoogleChat();
  const places = { api: provider.url, keys: provider.url };
  return { provider, ...trialOf(googleChat, { ...places, serviceAccount: provider.serviceAccount, projectNumber: "1234567890" }) };
}

describe("what is sent to Google Chat", () => {
  it("goes to a webhook without any account, once, with a link as its only button", async () => {
    const provider = await openGoogleChat();
    const { send } = trialOf(googleChat, {});
    const outcome = await send({ address: provider.webhook });
    expect(outcome).toEqual({ outcome: "sent", providerId: "spaces/AAAA/messages/m1", expectsReceipt: false });
    expect(await send({ address: provider.webhook })).toEqual(outcome);
    expect(provider.messages).toHaveLength(1);
    expect(JSON.stringify(provider.messages)).toContain(`"openLink":{"url":"${page.link}"}`);
    expect(JSON.stringify(provider.messages)).not.toContain("ACK");
    expect(await send({ address: "spaces/AAAA" })).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
  });

  it("goes from an app to a space or a person, with buttons, by one token", async () => {
    const { provider, send } = await onTrial();
    for (const [address, key] of [
      ["spaces/AAAA", "k-1"],
      ["users/1001", "k-2"],
    ] as const) {
      expect(await send({ address, key })).toMatchObject({ outcome: "sent" });
    }
    expect(provider.messages.map(({ name }) => name)).toEqual(["spaces/AAAA/messages/m1", "spaces/DM1001/messages/m2"]);
    expect(JSON.stringify(provider.messages[0])).toContain('{"key":"reply","value":"ACK 4711"}');
    expect(provider.asked.filter(({ path }) => path === "/token")).toHaveLength(1);
  });

  it("is told apart when it fails", async () => {
    const { provider, send } = await onTrial();
    for (const address of ["spaces/GONE", "users/2002"]) {
      expect(await send({ address })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    }
    const wrong = provider.webhook.replace("t1", "t2");
    const outcome = await send({ address: wrong });
    expect(outcome).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(JSON.stringify(outcome)).not.toContain("t2");
  });
});

describe("what comes from Google Chat", () => {
  const clicked = {
    ...{ type: "CARD_CLICKED", eventTime: "2026-11-22T14:00:30Z", user: { name: "users/1001", displayName: "Ana", type: "HUMAN" } },
    ...{ message: { name: "spaces/DM1001/messages/m2" }, space: { name: "spaces/DM1001", spaceType: "DIRECT_MESSAGE" } },
    common: { userLocale: "en", invokedFunction: "answer", parameters: { reply: "ACK 4711", language: "es" } },
  };
  const written = {
    type: "MESSAGE",
    user: { name: "users/1001" },
    message: { name: "spaces/DM1001/messages/m9", text: "@Guardia ack 4711", argumentText: " ack 4711" },
    common: { userLocale: "fr" },
  };

  it("is what somebody pressed or wrote, answered in the same breath", async () => {
    const { provider, receive } = await onTrial();
    const press = await receive(provider.event(clicked, { audience: "1234567890" }));
    expect(press.replies).toEqual([{ address: "users/1001", text: "ACK 4711", providerId: "spaces/DM1001/messages/m2", pageId: null }]);
    expect(JSON.parse(press.answer!([{ kind: "acknowledged", pageId: 4711 }]).body)).toEqual({
      text: expect.stringContaining("El aviso 4711"),
    });
    const words = await receive(provider.event(written, { audience: hookUrl, issuer: "https://accounts.google.com" }));
    expect(words.replies).toEqual([
      { address: "users/1001", text: "ack 4711", providerId: null, pageId: null, id: "spaces/DM1001/messages/m9" },
    ]);
    const other = await receive(provider.event({ type: "ADDED_TO_SPACE", user: { name: "users/1001" } }, { audience: hookUrl }));
    expect([other.replies, other.answer?.([]).body]).toEqual([[], "{}"]);
  });

  it.each([
    ["for another project", { audience: "999" }],
    ["by somebody else", { audience: "1234567890", issuer: "https://evil.example" }],
    ["an hour ago and more", { audience: "1234567890", expiresInSeconds: -120 }],
    ["with another key", { audience: "1234567890", isForged: true }],
  ])("is refused when its token was made %s", async (_, token) => {
    const { provider, receive } = await onTrial();
    await expect(receive(provider.event(clicked, token))).rejects.toMatchObject({ code: "bad-signature" });
  });
});
