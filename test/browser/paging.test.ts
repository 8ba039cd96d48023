import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { type MailServer, openMailServer } from "../mail-server.ts";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let mail: MailServer;
let desk: Desk;
beforeAll(async () => {
  mail = await openMailServer();
  desk = await openDesk({ settings: { mail: { url: mail.url, from: "Guardia <support@meridian.example>" } } });
});
afterAll(async () => {
  await desk.close();
  await mail.close();
});

type Paged = { id: number; state: string; told: readonly string[]; summary: string };

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

/** A critical incident of the service whose policy pages the first line. */
const openIncident = (subject: string): Promise<{ id: number }> =>
  desk.call("POST", "/tickets", {
    ...{ customerId: "andina", kind: "incident", subject, description: "Since a minute ago.", service: "payments", component: "ledger" },
    facts: { affected: "everybody", hasWorkaround: false, atStake: "money" },
  });

const pageOf = (id: number): Promise<Paged> => desk.call("GET", `/pages/${id}`);

const rowOf = (page: Page, subject: string) => page.getByRole("article").filter({ hasText: subject });

async function firstOnCall(): Promise<{ name: string; email: string }> {
  const { items } = await desk.call<{ items: { schedule: string; person: string }[] }>("GET", "/oncall/now");
  const { document } = await desk.call<{ document: Document }>("GET", "/model");
  const found = document.people?.[items.find(({ schedule }) => schedule === "first-line")!.person];
  return { name: found!.name, email: found!.email! };
}

describe("an incident", () => {
  it("calls whoever is on call, is seen as it happens, and waits no longer once somebody has it", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/pages");
    const { name } = await firstOnCall();
    await page.getByRole("region", { name: "On call now" }).getByText(name).waitFor();
    // The demonstration's own: one that somebody took by their phone, one that still calls.
    await page.getByText(`${name}, by link`).waitFor();
    const { id } = await openIncident("Nobody can pay since ten");
    const row = rowOf(page, "Nobody can pay since ten");
    await row.getByText("Calling", { exact: true }).waitFor();
    await row.getByText(/^Step 2 in 4:/).waitFor();
    await sound(visit);

    await row.getByRole("button", { name: "Acknowledge" }).click();
    await row.getByText("Acknowledged", { exact: true }).waitFor();
    await row.getByText(/^Inés Robles, at the desk$/).waitFor();
    expect(await pageOf(id)).toMatchObject({ state: "acknowledged", acknowledgedBy: "agent:ines" });

    await row.getByRole("link", { name: `Ticket ${id}` }).click();
    await page.getByText(/^Inés Robles has it since/).waitFor();
    await sound(visit);
    await visit.close();
  });

  it("is taken from a phone by the link of the message, without signing in; opening the link takes nothing", async () => {
    const { id } = await openIncident("The ledger has stopped");
    const { name, email } = await firstOnCall();
    const letter = await letterAbout(email, "The ledger has stopped");
    const link = /https?:\/\/\S+\/p\/[\w.-]+/.exec(letter)![0];
    const night = await desk.open({ viewport: phone, colorScheme: "dark" });
    await night.page.goto(link);
    await night.page.getByRole("heading", { name: "The ledger has stopped" }).waitFor();
    await night.page.getByText(`${name}, you are called.`).waitFor();
    await night.page.getByText("Andina Pagos").waitFor();
    expect((await pageOf(id)).state).toBe("open");
    await sound(night);
    await night.page.getByRole("button", { name: /^I have it/ }).click();
    await night.page.getByText("You have it.").waitFor();
    expect((await pageOf(id)).state).toBe("acknowledged");
    await sound(night);
    await night.close();

    const french = await desk.open({ viewport: phone, locale: "fr-FR" });
    await french.page.goto(link);
    await french.page.getByText("C’est pour vous.").waitFor();
    await desk.call("POST", `/pages/${id}/resolution`, {});
    await french.page.getByText("C’est terminé.").waitFor({ timeout: 15_000 });
    expect(await french.page.getByRole("button").count()).toBe(0);
    await sound(french);
    await french.page.goto(link.slice(0, -4));
    await french.page.getByRole("heading", { name: "Ce lien n’est pas complet" }).waitFor();
    await sound(french);
    await french.close();
  });
});

/** The text of the letter to somebody about that; there are others about other pages. */
async function letterAbout(address: string, subject: string): Promise<string> {
  let text: string | undefined;
  await expect
    .poll(
      () => {
        text = mail.received.find((each) => each.to.includes(address) && `${each.subject} ${each.text}`.includes(subject))?.text;
        return text;
      },
      { timeout: 15_000 },
    )
    .toContain("/p/");
  return text!;
}

describe("somebody", () => {
  it("is paged by hand, by keyboard; the next ones are called, and it is ended, each asked once more", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/pages");
    await page.getByRole("heading", { name: "Pages", level: 1 }).waitFor();
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog");
    await dialog.getByPlaceholder("Find a schedule, team or person").pressSequentially("petra");
    await dialog.getByRole("button", { name: "Page now" }).click();
    await dialog.getByText("Say what it is about.").waitFor();
    await dialog.getByLabel("Petra Novak", { exact: true }).check();
    await dialog.getByLabel("What it is about, in one line").fill("The backup disk is full");
    await sound(visit);
    await dialog.getByRole("button", { name: "Page now" }).click();
    await dialog.waitFor({ state: "detached" });
    const row = rowOf(page, "The backup disk is full");
    await row.getByText("Our own").waitFor();
    await row.getByRole("link", { name: "The backup disk is full" }).click();
    await page.getByText("Raised by Inés Robles").waitFor();
    await page.getByRole("listitem").filter({ hasText: "Step 1" }).getByText("Petra Novak").first().waitFor();

    await page.getByRole("button", { name: "Call the next ones" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Call the next ones" }).click();
    await page.getByText("Inés Robles called the next ones at the desk").waitFor();
    await page.getByText("The last resort was told").waitFor();
    await page.getByText("Nobody answered", { exact: true }).first().waitFor();
    await sound(visit);
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await page.getByText("Inés Robles ended it").waitFor();
    expect(await page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await visit.close();
  });

  it("is paged about a ticket from its page, with what is known of it", async () => {
    const ticket = await desk.call<{ id: number }>("POST", "/tickets", {
      ...{ customerId: "azur", kind: "incident", subject: "Les badges ne sont plus lus", service: "club", component: "badges" },
      facts: { affected: "some", hasWorkaround: true, atStake: "nothing" },
    });
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto(`/tickets/${ticket.id}`);
    await page.getByRole("button", { name: "More", exact: true }).first().waitFor();
    await page.keyboard.press("P");
    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.getByLabel("What it is about, in one line").inputValue()).toBe("Les badges ne sont plus lus");
    expect(await dialog.getByLabel("Urgency").inputValue()).toBe("low");
    await dialog.getByLabel("Hugo Lemaire", { exact: true }).check();
    await dialog.getByRole("button", { name: "Page now" }).click();
    await page.getByRole("button", { name: /^Paging/ }).waitFor();
    await page.getByText("Being called now").waitFor();
    const { items } = await desk.call<{ items: Paged[] }>("GET", `/pages?ticket=${ticket.id}`);
    expect(items.map(({ told }) => told)).toEqual([["person:hugo"]]);
    await visit.close();
  });
});

describe("the room's screens", () => {
  it.each([
    ["by night", { colorScheme: "dark" }],
    ["on a phone", { viewport: phone }],
  ] as [string, BrowserContextOptions][])("can be used by everybody %s", async (_when, options) => {
    const { items } = await desk.call<{ items: Paged[] }>("GET", "/pages?state=all");
    const calling = items.find(({ state }) => state === "acknowledged")!;
    const visit = await desk.enter(options);
    const { page } = visit;
    for (const [path, words] of [
      ["/pages?show=all", calling.summary],
      [`/pages/${calling.id}`, "What happened"],
    ] as const) {
      await page.goto(path);
      await page.getByText(words).first().waitFor();
      await page.waitForLoadState("networkidle").catch(() => undefined);
      await sound(visit);
      expect(page.url()).toContain(path);
    }
    await visit.close();
  });
});
