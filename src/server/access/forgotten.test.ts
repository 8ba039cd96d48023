import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { type Browser, browserOf, enter, enterAsAda, loggedOf, safari } from "#server/account/account.fixture.ts";
import { mailGateways, noOutside } from "#server/channels/email/mail-gateways.fixture.ts";
import { openPool } from "#server/database/pool.ts";
import { codeOf, type House, openHouse, publicUrl } from "#server/http/app.fixture.ts";
import { startWorkers } from "#server/worker/workers.ts";
import { linkIn, type MailServer, openMailServer } from "../../../test/mail-server.ts";

let house: House;
let mail: MailServer;
let ada: Browser;
beforeEach(async () => {
  mail = await openMailServer();
  house = await openHouse({ isMailing: true });
  const pool = openPool({ url: house.database.url });
  const log = (line: string): void => void house.logged.push(line);
  const workers = startWorkers({ door: house.door, pool, gateways: mailGateways(house.door, [mail.url]), outside: noOutside, log });
  // What is opened last is closed first: the house goes after this.
  onTestFinished(async () => {
    await workers.stop();
    await pool.end();
    await mail.close();
  });
  ada = await enterAsAda(house);
});

const tokenIn = (link: string): string => new URL(link).searchParams.get("token")!;
const forget = (email: string, browser = browserOf(house)) => browser.ask("POST", "/session/forgotten", { email });

describe("where mail is sent", () => {
  it("an invitation goes to its owner alone, in their language, and lets them in", async () => {
    const asked = { name: "Noor", email: "noor@example.com", role: "agent", language: "fr" };
    const invited = await ada.ask("POST", "/people", asked);
    expect([invited.status, invited.body.link]).toEqual([201, null]);
    const letter = await mail.letterTo("noor@example.com");
    expect(letter.subject).toBe("Ada Lovelace vous invite sur Guardia");
    const link = linkIn(letter);
    expect(link).toMatch(/^http:\/\/guardia\.test\/welcome\?token=welcome_/);
    const noor = browserOf(house, safari);
    const password = "twelve quiet harbours";
    expect((await noor.ask("POST", "/welcome", { token: tokenIn(link), name: "Noor", password })).status).toBe(201);
    expect((await noor.ask("GET", "/me")).body.email).toBe("noor@example.com");
    expect(house.logged.join("\n")).not.toMatch(/noor|welcome_/);
  });

  it("a forgotten password is set by a letter's link, which ends the sessions and is told by another letter", async () => {
    expect((await forget("ADA@example.com")).status).toBe(204);
    const link = linkIn(await mail.letterTo("ada@example.com"));
    expect(link.startsWith(`${publicUrl}/reset?token=`)).toBe(true);
    const browser = browserOf(house);
    expect((await browser.ask("GET", `/welcome?token=${tokenIn(link)}`)).body).toMatchObject({
      email: "ada@example.com",
      purpose: "reset",
    });
    const arrived = await browser.ask("POST", "/welcome", { token: tokenIn(link), password: "eight new lighthouses" });
    expect([arrived.status, arrived.body.next]).toEqual([201, null]);
    expect((await browser.ask("GET", "/me")).body.name).toBe("Ada Lovelace");
    expect(codeOf(await ada.ask("GET", "/me"))).toBe("unauthenticated");
    expect((await mail.letterTo("ada@example.com", 1)).subject).toBe("Your password was changed");
    expect((await loggedOf(house, "user.%reset%")).map(({ type }) => type)).toEqual(["user.reset-requested", "user.password-reset"]);
  });

  it("nobody learns who signs in here, and nobody's mailbox is flooded", async () => {
    const answers = [await forget("nobody@example.com"), await forget("ada@example.com")];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [204, ""],
      [204, ""],
    ]);
    for (let i = 0; i < 2; i++) await forget("ada@example.com");
    const flooded = await forget("ada@example.com");
    expect([flooded.status, codeOf(flooded)]).toEqual([429, "rate-limited"]);
    for (let i = 0; i < 3; i++) await forget("nobody@example.com");
    expect(codeOf(await forget("nobody@example.com"))).toBe("rate-limited");
    await mail.letterTo("ada@example.com", 2);
    expect(mail.received.every(({ to }) => to[0] === "ada@example.com")).toBe(true);
    house.advance(minutes(15));
    expect((await forget("ada@example.com")).status).toBe(204);
  });

  it("a reset link is good for an hour", async () => {
    await forget("ada@example.com");
    const token = tokenIn(linkIn(await mail.letterTo("ada@example.com")));
    house.advance(hours(1));
    const late = await browserOf(house).ask("POST", "/welcome", { token, password: "eight new lighthouses" });
    expect([late.status, codeOf(late)]).toEqual([410, "link-expired"]);
  });

  it("a sign-in on a device never seen before is told, one on a known device is not", async () => {
    await enter(browserOf(house));
    await enter(browserOf(house, safari));
    const letter = await mail.letterTo("ada@example.com");
    expect(letter.subject).toBe("A sign-in from a new device");
    expect(letter.text).toContain("Safari, iPhone");
    await enter(browserOf(house, safari));
    await forget("ada@example.com");
    expect((await mail.letterTo("ada@example.com", 1)).subject, "the next letter is the reset").toBe("Choose a new password");
  });
});

describe("where none is sent", () => {
  it("whoever forgot their password is sent to their administrator", async () => {
    house = await openHouse();
    expect((await browserOf(house).ask("GET", "/session/ways")).body.isResetMailed).toBe(false);
    expect(codeOf(await forget("ada@example.com", browserOf(house)))).toBe("no-mail");
  });

  it("a gateway added afterwards is used at once, and no longer when it is switched off", async () => {
    house = await openHouse();
    const admin = await house.token(["admin"]);
    const { hostname: host, port } = new URL(mail.url);
    const settings = { host, port: Number(port), security: "none", from: "Guardia <guardia@example.com>" };
    const gateway = { name: "Own relay", driver: "smtp", settings };
    const added = await house.ask("POST", "/api/v1/gateways", admin, gateway);
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    const ways = async () => (await browserOf(house).ask("GET", "/session/ways")).body.isResetMailed;
    expect(await ways()).toBe(true);
    expect((await house.ask("PUT", `/api/v1/gateways/${added.body.id}`, admin, { isEnabled: false })).status).toBe(200);
    expect(await ways()).toBe(false);
  });
});
