import { describe, expect, it } from "vitest";
import { gotify } from "#server/channels/push/gotify.ts";
import { ntfy } from "#server/channels/push/ntfy.ts";
import { applicationToken, openGotify } from "../../../../test/providers/gotify.ts";
import { accessToken, openNtfy } from "../../../../test/providers/ntfy.ts";
import { page, trialOf } from "../../../../test/providers/trial.ts";

describe("ntfy", () => {
  it("publishes a page that rings, with buttons that the phone itself presses", async () => {
    const server = await openNtfy();
    expect(await trialOf(ntfy, { server: server.url }).send({ address: "guardia-ana" })).toEqual({
      ...{ outcome: "sent", providerId: "m00000000001", expectsReceipt: false },
    });
    expect(server.published).toMatchObject([
      {
        ...{ topic: "guardia-ana", title: "P1: payments are down", priority: 5, tags: ["rotating_light"], sequence_id: "d1-a1-0001" },
        click: "https://guardia.example.com/p/abc",
        actions: [
          { action: "http", method: "POST", url: "https://guardia.example.com/api/v1/page-links/abc/acknowledgement", clear: true },
          { action: "http", url: "https://guardia.example.com/api/v1/page-links/abc/escalation" },
          { action: "view", label: "Open" },
        ],
      },
    ]);
  });

  it("says a notice quietly, and cuts a text by its bytes where ntfy would make a file of it", async () => {
    const server = await openNtfy();
    const message = { ...page, purpose: "notice" as const, urgency: "low" as const, pageId: null, text: "é".repeat(5_000) };
    await trialOf(ntfy, { server: server.url }).send({ address: "guardia-ana", message });
    expect(server.published).toMatchObject([{ priority: 3, actions: [] }]);
    expect(server.published[0]?.message).toMatch(/^é{1900,}…$/);
  });

  it("gives its token to its own server alone", async () => {
    const [server, other] = [await openNtfy(), await openNtfy()];
    const { send } = trialOf(ntfy, { server: server.url, token: accessToken });
    expect(await send({ address: "locked-ops" })).toMatchObject({ outcome: "sent" });
    expect(await send({ address: `${other.url}/anybodys` })).toMatchObject({ outcome: "sent" });
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
    expect(await send({ address: `${other.url}/locked-theirs` })).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(await trialOf(ntfy, { server: server.url, token: "tk_wrong" }).send({ address: "x" })).toMatchObject({
      ...{ outcome: "failed-for-good", blames: "gateway", said: "HTTP 401: unauthorized" },
    });
  });

  it("looks whether the server is well, and reads topics", async () => {
    const server = await openNtfy();
    expect(await trialOf(ntfy, { server: server.url }).probe()).toEqual({ isWell: true, said: "healthy" });
    expect(ntfy.address.parse(" https://ntfy.example.com/ops/ ")).toBe("https://ntfy.example.com/ops");
    for (const wrong of ["two words", "https://ntfy.example.com/", "https://ntfy.example.com/a/b", "ftp://x/y", "a".repeat(65)]) {
      expect(ntfy.address.safeParse(wrong).success, wrong).toBe(false);
    }
  });
});

describe("Gotify", () => {
  it("sends to the person who made the application", async () => {
    const server = await openGotify();
    const { send, probe } = trialOf(gotify, { server: `${server.url}/` });
    expect(await send({ address: applicationToken })).toEqual({ outcome: "sent", providerId: "1", expectsReceipt: false });
    expect(server.messages).toMatchObject([
      {
        ...{ title: "P1: payments are down", priority: 8 },
        message: expect.stringContaining("https://guardia.example.com/p/abc"),
        extras: { "client::notification": { click: { url: "https://guardia.example.com/p/abc" } } },
      },
    ]);
    expect(await probe()).toEqual({ isWell: true, said: "green" });
  });

  it("blames the address for a token that is none, without repeating it", async () => {
    const server = await openGotify();
    const outcome = await trialOf(gotify, { server: server.url }).send({ address: "A9999999999999x" });
    expect(outcome).toMatchObject({ outcome: "failed-for-good", blames: "address" });
    expect(JSON.stringify(outcome)).not.toContain("A9999999999999x");
  });
});
