import { beforeEach, describe, expect, it } from "vitest";
import { minutes, seconds } from "#core/time/instant.ts";
import {
  type Browser,
  browserOf,
  codeOfSecret,
  enter,
  enterAsAda,
  loggedOf,
  password,
  protect,
  safari,
} from "#server/account/account.fixture.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

let house: House;
let ada: Browser;
beforeEach(async () => {
  house = await openHouse();
  ada = await enterAsAda(house);
});

const typesOf = async (type?: string): Promise<string[]> => (await loggedOf(house, type)).map((each) => each.type);

describe("a second factor", () => {
  it("is asked for after the password, and no session is there before it is shown", async () => {
    const { secret, recoveryCodes } = await protect(ada);
    expect(recoveryCodes).toHaveLength(10);
    expect((await ada.ask("GET", "/me")).status, "who set it up stays in").toBe(200);
    const browser = browserOf(house);
    const begun = await enter(browser);
    expect([begun.status, begun.body]).toEqual([202, { next: "second-factor" }]);
    expect(browser.cookie()).not.toContain("session_token");
    expect(codeOf(await browser.ask("GET", "/me"))).toBe("unauthenticated");
    const wrong = await browser.ask("POST", "/session/second-factor", { code: "000000" });
    expect([wrong.status, codeOf(wrong)]).toEqual([422, "wrong-code"]);
    expect((await browser.ask("POST", "/session/second-factor", { code: codeOfSecret(secret) })).status).toBe(204);
    expect((await browser.ask("GET", "/me")).body.email).toBe("ada@example.com");
    const events = (await loggedOf(house)).slice(-4);
    expect(events.map(({ type, facts }) => [type, facts.method])).toEqual([
      ["user.signed-in", "password"],
      ["user.second-factor-enabled", undefined],
      ["user.sign-in-failed", "totp"],
      ["user.signed-in", "totp"],
    ]);
  });

  it("counts only once a first code was shown to fit", async () => {
    const { body } = await ada.ask("POST", "/account/second-factor", { password });
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/Guardia:ada%40example\.com\?/);
    expect(codeOf(await ada.ask("POST", "/account/second-factor/confirmation", { code: "000000" }))).toBe("wrong-code");
    expect((await ada.ask("GET", "/account")).body.secondFactor.isEnabled).toBe(false);
    expect((await enter(browserOf(house))).status).toBe(204);
    const done = await ada.ask("POST", "/account/second-factor/confirmation", { code: codeOfSecret(body.secret) });
    expect(done.status).toBe(200);
    expect(codeOf(await ada.ask("POST", "/account/second-factor/confirmation", { code: codeOfSecret(body.secret) }))).toBe(
      "second-factor-exists",
    );
  });

  it("is replaced by a recovery code, each of them once", async () => {
    const { recoveryCodes } = await protect(ada);
    const [first = ""] = recoveryCodes;
    const browser = browserOf(house);
    await enter(browser);
    expect((await browser.ask("POST", "/session/second-factor", { recoveryCode: first })).status).toBe(204);
    expect((await browser.ask("GET", "/account")).body.secondFactor).toEqual({
      isEnabled: true,
      isRequired: false,
      recoveryCodesLeft: 9,
    });
    const again = browserOf(house);
    await enter(again);
    expect(codeOf(await again.ask("POST", "/session/second-factor", { recoveryCode: first }))).toBe("wrong-code");
    const renewed = (await ada.ask("POST", "/account/recovery-codes", { password })).body.recoveryCodes;
    expect(renewed).toHaveLength(10);
    expect(codeOf(await again.ask("POST", "/session/second-factor", { recoveryCode: recoveryCodes[1] }))).toBe("wrong-code");
    expect((await again.ask("POST", "/session/second-factor", { recoveryCode: renewed[0] })).status).toBe(204);
  });

  it("is not found by trying: after five codes the sign-in begins again", async () => {
    const { secret } = await protect(ada);
    const browser = browserOf(house);
    await enter(browser);
    for (let i = 0; i < 5; i++) expect(codeOf(await browser.ask("POST", "/session/second-factor", { code: "000000" }))).toBe("wrong-code");
    const right = await browser.ask("POST", "/session/second-factor", { code: codeOfSecret(secret) });
    expect([right.status, codeOf(right)]).toEqual([410, "sign-in-interrupted"]);
    expect((await typesOf("user.sign-in-failed")).length).toBe(5);
  });

  it("needs the password to be begun, and to be removed", async () => {
    expect(codeOf(await ada.ask("POST", "/account/second-factor", { password: "not it at all" }))).toBe("wrong-password");
    await protect(ada);
    expect(codeOf(await ada.ask("POST", "/account/second-factor/removal", { password: "not it at all" }))).toBe("wrong-password");
    expect((await ada.ask("POST", "/account/second-factor/removal", { password })).status).toBe(204);
    expect((await ada.ask("GET", "/me")).status).toBe(200);
    expect((await enter(browserOf(house))).status).toBe(204);
    expect(await typesOf("user.second-factor-%")).toEqual(["user.second-factor-enabled", "user.second-factor-removed"]);
  });

  it("is not gone around by a link for a new password", async () => {
    await protect(ada);
    const [me] = (await ada.ask("GET", "/people")).body.items;
    const { link } = (await ada.ask("POST", `/people/${me.id ?? me.userId}/link`)).body;
    const browser = browserOf(house);
    const token = new URL(link).searchParams.get("token");
    const arrived = await browser.ask("POST", "/welcome", { token, password: "eight new lighthouses" });
    expect([arrived.status, arrived.body.next]).toEqual([201, "second-factor"]);
    expect(codeOf(await browser.ask("GET", "/me"))).toBe("unauthenticated");
    expect(await typesOf("user.password-%")).toEqual(["user.password-set", "user.password-reset"]);
  });
});

describe("a password", () => {
  it("is changed with the old one, which ends the other sessions", async () => {
    const other = browserOf(house);
    await enter(other);
    const change = (fields: Json) => ada.ask("PUT", "/account/password", fields);
    expect(codeOf(await change({ password: "wrong one here", newPassword: "eight new lighthouses" }))).toBe("wrong-password");
    expect(codeOf(await change({ password, newPassword: "ada@example.com" }))).toBe("weak-password");
    const changed = await change({ password, newPassword: "eight new lighthouses" });
    expect([changed.status, changed.body]).toEqual([204, ""]);
    expect((await ada.ask("GET", "/me")).status).toBe(200);
    expect(codeOf(await other.ask("GET", "/me"))).toBe("unauthenticated");
    expect((await enter(other)).status).toBe(401);
    expect((await enter(other, "ada@example.com", "eight new lighthouses")).status).toBe(204);
    expect(await typesOf("user.password-changed")).toHaveLength(1);
  });

  it("is guarded by account: ten failures from anywhere, and all wait a quarter of an hour", async () => {
    for (let i = 0; i < 10; i++) await ada.ask("POST", "/account/second-factor", { password: `guess number ${i}` });
    const waiting = await enter(browserOf(house));
    expect([waiting.status, codeOf(waiting)]).toEqual([429, "rate-limited"]);
    expect(waiting.body.retryAfterSeconds).toBe(900);
    house.advance(minutes(15));
    expect((await enter(browserOf(house))).status).toBe(204);
  });

  it("leaves failures in the log for somebody who exists, and none for guesses at strangers", async () => {
    await enter(browserOf(house), "ada@example.com", "wrong one here");
    await enter(browserOf(house), "nobody@example.com", "wrong one here");
    const failures = await loggedOf(house, "user.sign-in-failed");
    expect(failures).toHaveLength(1);
    expect(failures[0].facts.method).toBe("password");
    expect(JSON.stringify(failures[0].facts)).not.toContain("ada");
  });
});

describe("sessions", () => {
  const list = async (browser: Browser): Promise<Json[]> => (await browser.ask("GET", "/account/sessions")).body.items;

  it("are listed with device, address and when they were last seen", async () => {
    const phone = browserOf(house, safari);
    house.advance(minutes(5));
    await enter(phone);
    await phone.ask("GET", "/me");
    await expect.poll(async () => (await list(ada)).map(({ seenAt }) => seenAt).includes("2026-03-02T09:05:00.000Z")).toBe(true);
    const sessions = await list(ada);
    const shared = { method: "password", address: "127.0.0.1" };
    expect(sessions).toMatchObject([
      { ...shared, device: { browser: "Safari", system: "iPhone" }, isCurrent: false },
      { ...shared, device: { browser: "Firefox", system: "Linux" }, isCurrent: true },
    ]);
    expect(JSON.stringify(sessions)).not.toContain(decodeURIComponent(phone.cookie()).split("=")[1]?.split(".")[0]);
  });

  it("end one by one or all at once, at once on this node", async () => {
    const [phone, tablet, laptop] = [browserOf(house, safari), browserOf(house), browserOf(house)];
    for (const each of [phone, tablet, laptop]) await enter(each);
    const [, , , first] = await list(laptop);
    expect(first.isCurrent).toBe(false);
    expect((await laptop.ask("DELETE", `/account/sessions/${first.id}`)).status).toBe(204);
    expect(codeOf(await ada.ask("GET", "/me"))).toBe("unauthenticated");
    expect(codeOf(await laptop.ask("DELETE", `/account/sessions/${first.id}`))).toBe("unknown-session");
    expect((await laptop.ask("DELETE", "/account/sessions")).body).toEqual({ ended: 2 });
    for (const each of [phone, tablet]) expect(codeOf(await each.ask("GET", "/me"))).toBe("unauthenticated");
    expect((await laptop.ask("GET", "/me")).status).toBe(200);
    expect(await typesOf("user.session-revoked")).toHaveLength(3);
  });

  it("of others are nobody's to end", async () => {
    await house.ask("GET", "/api/v1/status", {});
    const token = await house.token(["admin"]);
    const [session] = await list(ada);
    expect(codeOf(await house.ask("DELETE", `/api/v1/account/sessions/${session.id}`, token))).toBe("forbidden");
    expect(codeOf(await house.ask("GET", "/api/v1/account", token))).toBe("forbidden");
  });

  it("ended elsewhere end what listens live within two seconds", async () => {
    const phone = browserOf(house, safari);
    await enter(phone);
    const headers = { cookie: phone.cookie(), "user-agent": safari };
    const stream = await house.app.request("/api/v1/live", { headers });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const [session] = (await list(ada)).filter(({ isCurrent }) => !isCurrent);
    await reader.read();
    await ada.ask("DELETE", `/account/sessions/${session.id}`);
    let heard = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) heard += next.value;
    expect(heard).toContain("event: signed-out");
  });
});

describe("where the provider asks its people for a second factor", () => {
  beforeEach(async () => {
    house = await openHouse({ signIn: { isSecondFactorRequired: true } });
    ada = await enterAsAda(house);
  });

  it("a password alone leads to the account and no further", async () => {
    const refused = await ada.ask("GET", "/tickets");
    expect([refused.status, codeOf(refused)]).toEqual([403, "second-factor-required"]);
    expect((await ada.ask("GET", "/me")).status).toBe(200);
    expect((await ada.ask("GET", "/account")).body).toMatchObject({ needsSecondFactor: true, secondFactor: { isRequired: true } });
    await protect(ada);
    expect((await ada.ask("GET", "/tickets")).status).toBe(200);
    expect(codeOf(await ada.ask("POST", "/account/second-factor/removal", { password }))).toBe("second-factor-required");
  });
});

describe("an administrator", () => {
  it("takes a second factor away that was lost, which ends the sessions", async () => {
    const invited = await ada.ask("POST", "/people", { name: "Grace", email: "grace@example.com", role: "agent" });
    const token = new URL(invited.body.link).searchParams.get("token");
    const grace = browserOf(house);
    await grace.ask("POST", "/welcome", { token, name: "Grace", password });
    await protect(grace);
    const { id } = (await grace.ask("GET", "/me")).body;
    expect(codeOf(await grace.ask("DELETE", `/people/${id}/second-factor`))).toBe("forbidden");
    expect((await ada.ask("DELETE", `/people/${id}/second-factor`)).status).toBe(204);
    expect(codeOf(await grace.ask("GET", "/me"))).toBe("unauthenticated");
    expect((await enter(grace, "grace@example.com")).status).toBe(204);
    expect(codeOf(await ada.ask("DELETE", `/people/${id}/second-factor`))).toBe("no-second-factor");
    house.advance(seconds(1));
    expect((await loggedOf(house, "user.second-factor-removed"))[0].facts).toEqual({ userId: id });
  });
});
