import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { webhook } from "#server/channels/webhook/webhook.ts";
import { openProvider } from "../../../../test/providers/http-provider.ts";
import { now, page, trialOf } from "../../../../test/providers/trial.ts";

const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;

it("signs as the Standard Webhooks library verifies, and says where a page is answered", async () => {
  const provider = await openProvider(() => ({ status: 204 }));
  const outcome = await trialOf(webhook, { secret }).send({ address: `${provider.url}/hook` });
  expect(outcome).toEqual({ outcome: "sent", providerId: null, expectsReceipt: false });
  const [asked] = provider.asked;
  const headers = asked!.headers as Record<string, string>;
  // The library takes signatures of the last five minutes: of now, then.
  expect(headers["webhook-timestamp"]).toBe(String(now / 1_000));
  const own = new Webhook(secret);
  expect(headers["webhook-signature"]).toBe(own.sign("d1-a1-0001", new Date(now), asked!.body));
  expect(headers["webhook-id"]).toBe("d1-a1-0001");
  expect(JSON.parse(asked!.body)).toMatchObject({
    ...{ type: "guardia.page", timestamp: "2026-11-22T14:00:00.000Z" },
    data: { pageId: 4711, link: page.link, answers: { acknowledgement: expect.stringMatching(/\/page-links\/abc\/acknowledgement$/) } },
  });
});

it("signs nothing without a secret, and blames the address for what it answers", async () => {
  const provider = await openProvider(() => ({ status: 410 }));
  const outcome = await trialOf(webhook, {}).send({ address: provider.url, message: { ...page, pageId: null, link: null } });
  expect(outcome).toEqual({ outcome: "failed-for-good", said: "HTTP 410", blames: "address" });
  expect(provider.asked[0]?.headers["webhook-signature"]).toBeUndefined();
  expect(JSON.parse(provider.asked[0]!.body)).toMatchObject({ data: { answers: null } });
});

it("takes secrets and addresses as they are written elsewhere, and no others", () => {
  expect(webhook.settings.safeParse({ secret: "whsec_short" }).success).toBe(false);
  expect(webhook.address.parse(" https://example.com/hooks?x=1 ")).toBe("https://example.com/hooks?x=1");
  for (const wrong of ["example.com", "ftp://example.com", "javascript:alert(1)"])
    expect(webhook.address.safeParse(wrong).success).toBe(false);
});
