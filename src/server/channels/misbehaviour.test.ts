/** What every messenger's driver does when its provider does not do as documented. */
import { describe, expect, it } from "vitest";
import { googleChat } from "#server/channels/chat/google-chat.ts";
import { matrix } from "#server/channels/chat/matrix.ts";
import { mattermost } from "#server/channels/chat/mattermost.ts";
import { slack } from "#server/channels/chat/slack.ts";
import { teams } from "#server/channels/chat/teams.ts";
import { telegram } from "#server/channels/chat/telegram.ts";
import type { Driver } from "#server/channels/driver.ts";
import { publicKeyOf } from "#server/channels/push/encryption.ts";
import { gotify } from "#server/channels/push/gotify.ts";
import { ntfy } from "#server/channels/push/ntfy.ts";
import { privateKeyFrom } from "#server/channels/push/own-key.ts";
import { unifiedPush } from "#server/channels/push/unifiedpush.ts";
import { webPush } from "#server/channels/push/vapid.ts";
import { webhook } from "#server/channels/webhook/webhook.ts";
import { type HttpProvider, openProvider } from "../../../test/providers/http-provider.ts";
import { trialOf } from "../../../test/providers/trial.ts";

const privateKey = privateKeyFrom(Buffer.alloc(32, 9).toString("base64url"));
const keys = { p256dh: publicKeyOf(privateKey), auth: "BTBZMqHH6r4Tts7J_aSIgg" };
const own = { privateKey, subject: "mailto:ops@example.com" };
const secret = "xoxb-do-not-tell-123456";

type Case = { driver: Driver; settings(url: string): Record<string, unknown>; address(url: string): string; isAny2xxTaken?: boolean };
const cases: Case[] = [
  { driver: webPush, settings: () => own, address: (url) => JSON.stringify({ endpoint: `${url}/x`, keys }), isAny2xxTaken: true },
  { driver: unifiedPush, settings: () => own, address: (url) => `${url}/x`, isAny2xxTaken: true },
  { driver: ntfy, settings: (url) => ({ server: url, token: secret }), address: () => "ops" },
  { driver: gotify, settings: (url) => ({ server: url }), address: () => "A0bc1DeF2gHi3jK" },
  { driver: slack, settings: (url) => ({ api: url, botToken: secret }), address: () => "U012AB3CD" },
  { driver: teams, settings: () => ({}), address: (url) => `${url}/workflow`, isAny2xxTaken: true },
  { driver: mattermost, settings: (url) => ({ server: url, token: secret }), address: () => "c".repeat(26) },
  { driver: googleChat, settings: () => ({}), address: (url) => `${url}/v1/spaces/A/messages?key=k&token=t` },
  {
    driver: telegram,
    settings: (url) => ({ api: url, botToken: "123456789:AAEabcdefghijklmnopqrstuvwxyz012345" }),
    address: () => "77001",
  },
  { driver: matrix, settings: (url) => ({ homeserver: url, accessToken: secret }), address: () => "!ops:example.org" },
  { driver: webhook, settings: () => ({}), address: (url) => url, isAny2xxTaken: true },
];

async function onTrial({ driver, settings, address }: Case): Promise<{ provider: HttpProvider; send: ReturnType<typeof trialOf>["send"] }> {
  const provider = await openProvider(() => ({ status: 200 }));
  const trial = trialOf(driver, settings(provider.url));
  return { provider, send: (changes = {}) => trial.send({ address: address(provider.url), ...changes }) };
}

describe.each(cases.map((each) => [each.driver.title, each] as const))("%s", (_, given) => {
  it("waits as long as it is asked to, and for a server that is down", async () => {
    const { provider, send } = await onTrial(given);
    provider.misbehave({ status: 429, headers: { "retry-after": "7" }, body: "slow down" });
    expect(await send()).toMatchObject({ outcome: "failed-for-now", retryAfterMs: 7_000 });
    provider.misbehave({ status: 503, headers: { "retry-after": "Sun, 22 Nov 2026 14:00:20 GMT" }, body: "<html>" });
    expect(await send()).toMatchObject({ outcome: "failed-for-now", retryAfterMs: 20_000 });
    provider.misbehave({ status: 502, body: "" });
    expect(await send()).toMatchObject({ outcome: "failed-for-now", mayHaveArrived: true });
  });

  it("does not believe a stranger's 200", async () => {
    const { provider, send } = await onTrial(given);
    provider.misbehave({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Log in to the airport's network</html>" });
    expect((await send()).outcome === "sent").toBe(given.isAny2xxTaken === true);
  });

  it("lets a provider that hangs or hangs up go, and keeps secrets and addresses to itself", async () => {
    const { provider, send } = await onTrial(given);
    provider.misbehave("hang");
    const ending = new AbortController();
    const sending = expect(send({ signal: ending.signal })).rejects.toMatchObject({
      name: "OutsideFailure",
      kind: "broken-off",
      mayHaveArrived: true,
    });
    while (provider.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    ending.abort();
    await sending;
    provider.misbehave("break-off");
    await expect(send()).rejects.toMatchObject({ name: "OutsideFailure" });
    provider.misbehave({ status: 400, body: `no good: ${"x".repeat(1_000)}` });
    const said = JSON.stringify(await send());
    expect(said.length).toBeLessThan(400);
    expect(said).not.toContain(secret);
  });
});
