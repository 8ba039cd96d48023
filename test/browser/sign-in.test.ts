import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOfSecret } from "#server/account/account.fixture.ts";
import { linkIn, type MailServer, openMailServer } from "../mail-server.ts";
import { administrator, type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
let mail: MailServer;
beforeAll(async () => {
  mail = await openMailServer();
  const provider = { id: "acme", name: "Acme", issuer: "http://127.0.0.1:9", clientId: "guardia", scopes: ["openid"] };
  desk = await openDesk({
    host: "localhost",
    settings: { mail: { url: mail.url, from: "Guardia <support@meridian.example>" }, providers: [provider] },
  });
  // The administrator comes in first, by the one-time link.
  await (await desk.enter()).close();
}, 240_000);
afterAll(async () => {
  await desk?.close();
  await mail?.close();
});

const byPassword = async (page: Page, password = administrator.password, email = administrator.email): Promise<void> => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
};

const leave = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: /^You/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
};

const toAccount = async ({ page }: Visit): Promise<void> => {
  await page.goto("/account");
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await page.getByText("This one").waitFor();
};

describe("coming in", () => {
  it("is protected by a second factor that is set up in the account and asked for afterwards", { timeout: 120_000 }, async () => {
    const visit = await desk.open();
    const { page } = visit;
    await page.goto("/account");
    await byPassword(page);
    await page.getByRole("button", { name: "Set up codes" }).click();
    await page.getByLabel("Your password", { exact: true }).fill(administrator.password);
    await page.keyboard.press("Enter");
    await page.getByRole("img", { name: "QR code" }).waitFor();
    expect(await violations(page)).toEqual([]);
    const secret = (await page.locator("[class*=secret]").textContent())!.replaceAll(" ", "");
    await page.getByLabel("The code it shows now").fill(codeOfSecret(secret));
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("Your recovery codes").waitFor();
    const codes = await page.getByRole("dialog").locator("ol li").allTextContents();
    expect(codes).toHaveLength(10);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("10 recovery codes left").waitFor();

    await leave(page);
    await byPassword(page);
    await page.getByRole("heading", { name: "One more step" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: /use a recovery code/ }).click();
    await page.getByLabel("Recovery code").fill(codes[0]!);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Queue" }).waitFor();

    await leave(page);
    await byPassword(page);
    // The sixth digit is enough: nothing is to be pressed.
    await page.getByLabel("Code of your authenticator").pressSequentially(codeOfSecret(secret));
    await page.getByRole("heading", { name: "Queue" }).waitFor();

    await toAccount(visit);
    await page.getByText("9 recovery codes left").waitFor();
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByLabel("Your password", { exact: true }).fill(administrator.password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Set up codes" }).waitFor();
    await visit.close();
  });

  it("needs no password with a passkey, and leads to where one wanted to go", { timeout: 120_000 }, async () => {
    const visit = await desk.open();
    const { page, context } = visit;
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    });
    await page.goto("/account");
    await byPassword(page);
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("What to call it").fill("Work laptop");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Work laptop", { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);

    await leave(page);
    await page.goto("/model");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("heading", { name: "Support model" }).waitFor();
    await toAccount(visit);
    expect(await page.getByText("by passkey").count()).toBe(1);
    await page.getByRole("button", { name: "Remove: Work laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No passkey yet.").waitFor();
    await visit.close();
  });
});

describe("people", () => {
  it("are invited by letter, come in by its link, and set a forgotten password by another", { timeout: 120_000 }, async () => {
    const visit = await desk.enter();
    const { page, problems } = visit;
    await page.goto("/people");
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Noor Haddad");
    await page.getByLabel("E-mail", { exact: true }).fill("noor@meridian.example");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    await page.getByText("is on its way to noor@meridian.example").waitFor();
    await page.getByRole("cell", { name: /^Noor Haddad/ }).waitFor();

    const noor = await desk.open({ viewport: phone });
    await noor.page.goto(linkIn(await mail.letterTo("noor@meridian.example", /\/welcome\?/)));
    await noor.page.getByLabel("Password", { exact: true }).fill("twelve quiet harbours");
    expect(await violations(noor.page)).toEqual([]);
    await noor.page.getByRole("button", { name: "Come in" }).click();
    await noor.page.getByRole("heading", { name: "Queue" }).waitFor();

    const forgetful = await desk.open();
    await forgetful.page.goto("/sign-in");
    await forgetful.page.getByRole("link", { name: "I forgot my password" }).click();
    await forgetful.page.getByLabel("E-mail").fill("noor@meridian.example");
    await forgetful.page.getByRole("button", { name: "Send the link" }).click();
    await forgetful.page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
    await forgetful.page.goto(linkIn(await mail.letterTo("noor@meridian.example", /\/reset\?/)));
    await forgetful.page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await forgetful.page.getByLabel("New password").fill("thirteen quiet harbours");
    await forgetful.page.getByRole("button", { name: "Set the password" }).click();
    await forgetful.page.getByRole("heading", { name: "Queue" }).waitFor();
    await noor.page.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 10_000 });
    expect(problems).toEqual([]);
    for (const each of [noor, forgetful, visit]) await each.close();
  });

  it("get roles of the installation's own, and programs their tokens", { timeout: 120_000 }, async () => {
    const { page, close } = await desk.enter();
    await page.goto("/people?part=roles");
    await page.getByRole("button", { name: "New role" }).click();
    await page.getByLabel("Role", { exact: true }).fill("Second line");
    await page.getByRole("checkbox", { name: /^read tickets/ }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: /^Second line/ }).waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Name", { exact: true }).fill("monitoring");
    await page.getByRole("checkbox", { name: /^work on tickets/ }).check();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Make the token" }).click();
    expect(await page.getByLabel("Token", { exact: true }).inputValue()).toMatch(/^guardia_/);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Revoke monitoring" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText(/^revoked/).waitFor();
    await close();
  });
});

describe("every page of it", () => {
  it.each([
    ["by night", { colorScheme: "dark" as const }],
    ["on a phone", { viewport: phone }],
  ])("can be seen and used %s", { timeout: 120_000 }, async (_, options) => {
    const visit = await desk.enter(options);
    const stranger = await desk.open(options);
    const pages: readonly [Visit, string, string][] = [
      [visit, "/account", "Your account"],
      [visit, "/people", "People"],
      [visit, "/people?part=roles", "People"],
      [visit, "/people?part=tokens", "People"],
      [stranger, "/sign-in", "Sign in"],
      [stranger, "/forgot", "A new password"],
      [stranger, "/welcome", "Welcome to Guardia"],
    ];
    for (const [{ page }, address, heading] of pages) {
      await page.goto(address);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      await page.getByText("Loading …").waitFor({ state: "hidden" });
      expect(await violations(page), address).toEqual([]);
      expect(await sidewaysPixels(page), address).toBe(0);
      if (process.env.GUARDIA_PICTURES !== undefined)
        await page.screenshot({
          path: `${process.env.GUARDIA_PICTURES}/${_.replaceAll(" ", "-")}${address.replaceAll(/\W/g, "-")}.png`,
          fullPage: true,
        });
    }
    expect([...visit.problems, ...stranger.problems]).toEqual([]);
    await visit.close();
    await stranger.close();
  });
});

// The last: it ends the session that the others share.
describe("a session", () => {
  it("is asked for again when the session is ended elsewhere, and one comes back to where one was", { timeout: 120_000 }, async () => {
    const { items } = await desk.call<{ items: { id: number }[] }>("GET", "/tickets?limit=1");
    const place = `/tickets/${items[0]!.id}`;
    const [here, there] = [await desk.open(), await desk.open({ viewport: phone })];
    await here.page.goto(place);
    await byPassword(here.page);
    await here.page.waitForURL(`**${place}`);
    await there.page.goto("/account");
    await byPassword(there.page);
    await there.page.getByRole("button", { name: "End all others" }).click();
    await here.page.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 10_000 });
    expect(new URL(here.page.url()).searchParams.get("back")).toBe(place);
    await byPassword(here.page);
    await here.page.waitForURL(`**${place}`);
    await here.close();
    await there.close();
  });
});
