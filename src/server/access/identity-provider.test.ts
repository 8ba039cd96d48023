import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type IdentityProvider, readProviders } from "#server/access/identity-provider.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type Browser, browserOf, enterAsAda, loggedOf, protect } from "#server/account/account.fixture.ts";
import { type Answer, codeOf, type House, openHouse, publicUrl } from "#server/http/app.fixture.ts";
import { type IdentityServer, openIdentityServer } from "../../../test/identity-server.ts";

let server: IdentityServer;
let house: House;
let ada: Browser;

const open = async (more: Partial<IdentityProvider> = {}): Promise<void> => {
  const { issuer, client } = server;
  const [provider] = readProviders(
    JSON.stringify([{ id: "acme", name: "Acme", issuer, clientId: client.id, clientSecret: client.secret, ...more }]),
  );
  house = await openHouse({ signIn: { providers: [provider!] } });
  ada = await enterAsAda(house);
};

beforeEach(async () => {
  server = await openIdentityServer(`${publicUrl}/api/auth/callback/acme`);
  onTestFinished(() => server.close());
  server.people.set("ada", { email: "ada@example.com", email_verified: true, name: "Ada of Acme" });
  server.people.set("grace", { email: "Grace@example.com", email_verified: true, name: "Grace" });
  server.people.set("eve", { email: "ada@example.com", email_verified: false, name: "Eve" });
});

const begin = (browser: Browser, back = '/queue?query=priority:p1 "it\'s" (down)'): Promise<Answer> =>
  browser.ask("POST", "/session/providers/acme", { back });

/** The whole way: from the button, through the provider's pages, back to us. Gives where the browser lands. */
async function come(browser: Browser, login: string): Promise<URL> {
  const { url } = (await begin(browser)).body;
  const back = new URL(await server.signIn(url, login));
  expect(back.origin).toBe(publicUrl);
  const answer = await browser.ask("GET", back.pathname + back.search);
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get("location")!, publicUrl);
}

describe("somebody whom we invited", () => {
  it("comes in by their provider, with the code flow and PKCE, and goes on where they wanted to", async () => {
    await open();
    expect((await ada.ask("GET", "/session/ways")).body.providers).toEqual([{ id: "acme", name: "Acme" }]);
    const browser = browserOf(house);
    const landed = await come(browser, "ada");
    expect(landed.pathname).toBe("/sign-in");
    expect([landed.searchParams.get("entered"), landed.searchParams.get("back")]).toEqual([
      "yes",
      '/queue?query=priority:p1 "it\'s" (down)',
    ]);
    expect(server.asked[1]).toMatch(/^GET \/auth\?.*code_challenge_method=S256.*code_challenge=/);
    const me = (await browser.ask("GET", "/me")).body;
    expect(me, "name and role stay ours").toMatchObject({ name: "Ada Lovelace", email: "ada@example.com", role: "administrator" });
    expect((await browser.ask("GET", "/account")).body.providers).toEqual([{ id: "acme", name: "Acme" }]);
    expect((await browser.ask("GET", "/account/sessions")).body.items[0].method).toBe("oidc:acme");
    const told = (await loggedOf(house)).slice(-2).map(({ type, facts }) => [type, facts.provider ?? facts.method]);
    expect(told).toEqual([
      ["user.provider-linked", "acme"],
      ["user.signed-in", "oidc:acme"],
    ]);
  });

  it("uses up their invitation by it, and no token of the provider is kept", async () => {
    await open();
    const invited = await ada.ask("POST", "/people", { name: "Grace", email: "grace@example.com", role: "agent" });
    const browser = browserOf(house);
    await come(browser, "grace");
    expect((await browser.ask("GET", "/me")).body).toMatchObject({ email: "grace@example.com", role: "agent" });
    const token = new URL(invited.body.link).searchParams.get("token");
    expect(codeOf(await browser.ask("GET", `/welcome?token=${token}`))).toBe("unknown-link");
    const rows = await house.door.read("*", (db) =>
      db
        .withTables<{
          accounts: { provider_id: string; access_token: string | null; refresh_token: string | null; id_token: string | null };
        }>()
        .selectFrom("accounts")
        .select(["access_token", "refresh_token", "id_token"])
        .where("provider_id", "=", "acme")
        .execute(),
    );
    expect(rows).toEqual([{ access_token: null, refresh_token: null, id_token: null }]);
  });

  it("shows no second factor of ours: the provider answers for theirs", async () => {
    await open();
    await protect(ada);
    const browser = browserOf(house);
    await come(browser, "ada");
    expect((await browser.ask("GET", "/tickets")).status).toBe(200);
  });

  it("is not taken up when they are deactivated", async () => {
    await open();
    const { person } = (await ada.ask("POST", "/people", { name: "Grace", email: "grace@example.com", role: "agent" })).body;
    await ada.ask("PATCH", `/people/${person.id}`, { isDeactivated: true });
    const browser = browserOf(house);
    expect((await come(browser, "grace")).searchParams.get("error")).toBe("USER_DEACTIVATED");
    expect(browser.cookie()).not.toContain("session_token");
  });
});

describe("nobody else", () => {
  it.each([
    ["is created who was not invited", "grace", {}, "signup_disabled"],
    ["comes in by an address that the provider did not verify", "eve", {}, "account_not_linked"],
    ["comes in by an address outside the domains it may vouch for", "ada", { domains: ["acme.example"] }, "foreign_domain"],
  ] as const)("%s", async (_, login, more, error) => {
    await open(more as Partial<IdentityProvider>);
    const browser = browserOf(house);
    const landed = await come(browser, login);
    expect([landed.pathname, landed.searchParams.get("error")]).toEqual(["/sign-in", error]);
    expect(codeOf(await browser.ask("GET", "/me"))).toBe("unauthenticated");
    const users = await house.door.read("*", (db) => db.withTables<AccessTables>().selectFrom("users").select("email").execute());
    expect(users).toEqual([{ email: "ada@example.com" }]);
  });

  it("takes up a sign-in that another browser began", async () => {
    await open();
    const back = new URL(await server.signIn((await begin(browserOf(house))).body.url, "ada"));
    const other = browserOf(house);
    const answer = await other.ask("GET", back.pathname + back.search);
    expect(new URL(answer.headers.get("location")!, publicUrl).searchParams.get("error")).toBe("state_mismatch");
    expect(other.cookie()).not.toContain("session_token");
  });

  it("is sent to another site afterwards", async () => {
    await open();
    for (const back of ["//evil.example", "https://evil.example", "/\\evil.example"])
      expect(codeOf(await begin(browserOf(house), back))).toBe("invalid-request");
  });
});

describe("a provider that may bring people in", () => {
  it("gives them the role and the organisation that its setting says", async () => {
    await open({ admits: { role: "contact", customer: "bank" } });
    const browser = browserOf(house);
    expect((await come(browser, "grace")).searchParams.get("error")).toBe(null);
    expect((await browser.ask("GET", "/me")).body).toMatchObject({
      name: "Grace",
      email: "grace@example.com",
      role: "contact",
      customerId: "bank",
    });
    const created = (await loggedOf(house, "user.created")).at(-1);
    expect(created.facts).toMatchObject({ role: "contact", customer: "bank", provider: "acme" });
  });

  it("that does not answer is said to be unreachable, is asked again later, and holds nobody else up", async () => {
    await open();
    const { port } = new URL(server.issuer);
    await server.close();
    const refused = await begin(browserOf(house));
    expect([refused.status, codeOf(refused)]).toEqual([503, "provider-unreachable"]);
    expect((await ada.ask("GET", "/me")).status).toBe(200);
    expect(port).not.toBe("");
    expect(codeOf(await browserOf(house).ask("POST", "/session/providers/other", {}))).toBe("unknown-provider");
  });
});
