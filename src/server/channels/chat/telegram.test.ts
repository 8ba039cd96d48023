import { describe, expect, it } from "vitest";
import { telegram } from "#server/channels/chat/telegram.ts";
import { botToken, openTelegram } from "../../../../test/providers/telegram.ts";
import { hookUrl, incomingOf, page, trialOf } from "../../../../test/providers/trial.ts";

const ana = { id: 77001, is_bot: false, first_name: "Ana", language_code: "es" };
const pressed = (id: string) => ({ callback_query: { id, from: ana, message: { message_id: 1 }, data: "ACK 4711", chat_instance: "1" } });
const wrote = (text: string) => ({ message: { message_id: 5, from: ana, chat: { id: 77001, type: "private" }, date: 1, text } });

async function onTrial(more: object = {}) {
  const provider = await openTelegram();
  return { provider, ...trialOf(telegram, { botToken, api: provider.url, ...more }) };
}

describe("what is sent by Telegram", () => {
  it("is a message with a keyboard under it", async () => {
    const { provider, send } = await onTrial();
    expect(await send({ address: "77001" })).toEqual({ outcome: "sent", providerId: "1", expectsReceipt: false });
    expect(provider.sent[0]?.reply_markup?.inline_keyboard).toEqual([
      [
        { text: "Acknowledge", callback_data: "ACK 4711" },
        { text: "Escalate", callback_data: "ESC 4711" },
      ],
      [{ text: "Open", url: page.link }],
    ]);
  });

  it("is told apart when it fails: a chat that is none, a bot that is none, too many", async () => {
    const { provider, send, probe } = await onTrial();
    expect(await send({ address: "99999" })).toMatchObject({
      outcome: "failed-for-good",
      blames: "address",
      said: expect.stringContaining("chat not found"),
    });
    const stranger = trialOf(telegram, { botToken: `1${botToken}`, api: provider.url });
    expect(await stranger.send({ address: "77001" })).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
    provider.misbehave({
      status: 429,
      body: '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}',
    });
    expect(await send({ address: "77001" })).toMatchObject({ outcome: "failed-for-now", retryAfterMs: 9_000 });
    provider.misbehave(null);
    expect(await probe()).toEqual({ isWell: true, said: "@guardia_bot" });
    expect(JSON.stringify(await stranger.probe())).not.toContain(botToken);
  });
});

describe("what comes by Telegram", () => {
  it("is fetched, and asked for again until it was acted upon", async () => {
    const { provider, collect } = await onTrial();
    provider.happen(pressed("q1"));
    provider.happen(wrote("/ack@guardia_bot 4712"));
    const first = await collect();
    expect(first.replies).toEqual([
      { address: "77001", text: "ACK 4711", providerId: "1", pageId: null },
      { address: "77001", text: "ack 4712", providerId: null, pageId: null, id: "77001:5" },
    ]);
    expect((await collect()).replies).toEqual(first.replies);
    await first.tell?.([
      { kind: "acknowledged", pageId: 4711 },
      { kind: "unknown-page", pageId: 4712 },
    ]);
    expect(provider.told).toEqual([{ callback_query_id: "q1", text: expect.stringContaining("El aviso 4711"), show_alert: true }]);
    expect(provider.sent).toMatchObject([{ chat_id: 77001 }]);
    await first.forget?.();
    expect((await collect()).replies).toEqual([]);
  });

  it("tells whoever greets the bot the number that makes it a way to reach them", async () => {
    const { provider, collect } = await onTrial();
    provider.happen(wrote("/start"));
    const { replies, tell } = await collect();
    expect(replies).toEqual([]);
    await tell?.([]);
    expect(provider.sent).toEqual([{ chat_id: 77001, text: "77001" }]);
    expect(telegram.address.parse("77001")).toBe("77001");
  });

  it("comes to the hook that was set, and is refused without its secret", async () => {
    const { provider, probe, collect, receive } = await onTrial({ receives: "hook" });
    expect(await probe()).toMatchObject({ isWell: true });
    expect(provider.hook?.url).toBe(hookUrl);
    const secret = provider.hook?.secret ?? "";
    const update = JSON.stringify({ update_id: 1, ...pressed("q2") });
    const received = await receive(incomingOf({ body: update, headers: { "x-telegram-bot-api-secret-token": secret } }));
    expect(received.replies).toMatchObject([{ address: "77001", text: "ACK 4711" }]);
    for (const headers of [{}, { "x-telegram-bot-api-secret-token": `${secret}x` }]) {
      await expect(receive(incomingOf({ body: update, headers: headers as Record<string, string> }))).rejects.toMatchObject({
        code: "bad-signature",
      });
    }
    await collect();
    expect(provider.asked.some(({ path }) => path.endsWith("getUpdates"))).toBe(false);
  });
});
