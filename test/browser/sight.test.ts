import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, desktop, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
let busy: number;
beforeAll(async () => {
  desk = await openDesk();
  const { items } = await desk.call<{ items: { id: number }[] }>("GET", "/tickets?status=open&customer=andina&limit=1");
  busy = items[0]!.id;
  await desk.call("POST", `/tickets/${busy}/replies`, { visibility: "internal", text: "Only we read this." });
});
afterAll(() => desk.close());

async function ticket(page: Page): Promise<void> {
  await page.goto(`/tickets/${busy}`);
  await page.getByRole("article").first().waitFor();
}

/** Its clocks, who holds the ball and the rest: beside the conversation, on a phone behind a tab. */
async function details(page: Page): Promise<void> {
  await ticket(page);
  const tab = page.getByRole("tab", { name: "Details" });
  if (await tab.isVisible()) await tab.click();
  await page.getByRole("meter").first().waitFor();
  await page.locator("[aria-label*=' over ']").waitFor({ state: "attached" });
}

/** The model without what an earlier look at it has left half written. */
async function model(page: Page): Promise<void> {
  await page.goto("/model");
  await page.evaluate(() => localStorage.removeItem("guardia.model-draft"));
  await page.reload();
  await page.getByText("Version 1", { exact: true }).waitFor();
}

const queue = async (page: Page): Promise<void> => {
  await page.goto("/queue");
  await page.locator("[id^=ticket-]").first().waitFor();
};

/** Every screen, with what has to be done to see it. */
const screens: Record<string, (page: Page) => Promise<void>> = {
  queue,
  ticket,
  "a ticket's details": details,
  "the why of a clock": async (page) => {
    await details(page);
    await page.getByRole("button", { name: /^Why/ }).first().click();
    await page.getByRole("dialog").getByRole("table").waitFor();
  },
  "an action's dialog": async (page) => {
    await ticket(page);
    await page.keyboard.press("x");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Control+Enter");
  },
  "more actions": async (page) => {
    await ticket(page);
    await page.getByRole("main").getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menu").waitFor();
  },
  "a new ticket": async (page) => {
    await page.goto("/tickets/new");
    await page.getByRole("heading", { name: "New ticket" }).waitFor();
  },
  model,
  "a previewed model": async (page) => {
    await model(page);
    await page.getByRole("button", { name: "Write a new version" }).click();
    const text = page.getByLabel("Source of the model, YAML");
    await text.fill((await text.inputValue()).replace(/resolution: 48h/, "resolution: 20h"));
    await page.getByRole("button", { name: "What would it do?" }).click();
    await page.getByRole("button", { name: "Apply this version" }).waitFor();
  },
  "a mistaken model": async (page) => {
    await model(page);
    await page.getByRole("button", { name: "Write a new version" }).click();
    await page.getByLabel("Source of the model, YAML").fill("guardia: 1\nnome: x\n");
    await page.getByRole("button", { name: "What would it do?" }).click();
    await page.getByText(/\d+ mistakes?/).waitFor();
  },
  "the keys": async (page) => {
    await queue(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  "the menu of light and dark": async (page) => {
    await queue(page);
    await page.getByRole("button", { name: /^Light or dark/ }).click();
    await page.getByRole("menu").waitFor();
  },
  notifications: async (page) => {
    await queue(page);
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await page.getByRole("heading", { name: "Notifications" }).waitFor();
  },
  "an address without a page": async (page) => {
    await page.goto("/nowhere");
    await page.getByText("There is nothing at this address").waitFor();
  },
};

const forms = [
  { form: "desktop", viewport: desktop, colorScheme: "light" },
  { form: "desktop", viewport: desktop, colorScheme: "dark" },
  { form: "phone", viewport: phone, colorScheme: "light" },
  { form: "phone", viewport: phone, colorScheme: "dark" },
] as const;

describe.each(forms)("on a $form, $colorScheme, everybody can see and use", ({ viewport, colorScheme }) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await desk.enter({ viewport, colorScheme });
    // What is not there by then does not come.
    visit.page.setDefaultTimeout(15_000);
  });
  afterAll(() => visit.close());

  it.each(Object.keys(screens))("%s", async (name) => {
    visit.problems.length = 0;
    await screens[name]!(visit.page);
    expect(await violations(visit.page)).toEqual([]);
    expect(await sidewaysPixels(visit.page)).toBe(0);
    expect(visit.problems).toEqual([]);
  });

  it("the door", async () => {
    const stranger = await desk.open({ viewport, colorScheme });
    for (const address of ["/sign-in", "/welcome?token=welcome_unknown", "/welcome"]) {
      await stranger.page.goto(address);
      await stranger.page.getByRole("heading", { level: 1 }).waitFor();
      await stranger.page.waitForLoadState("networkidle");
      expect(await violations(stranger.page)).toEqual([]);
    }
    await stranger.close();
  });
});

describe("the languages with the longest words", () => {
  it.each(["fr-FR", "es-ES"])("%s stays in its frame on a small phone", async (locale) => {
    const visit = await desk.enter({ viewport: { width: 360, height: 640 }, locale });
    for (const address of ["/queue", "/tickets/new", "/board", "/knowledge", "/model", "/people", "/account"]) {
      await visit.page.goto(address);
      await visit.page.getByRole("navigation").first().waitFor();
      await visit.page.getByRole("heading", { level: 1 }).first().waitFor();
      expect(await sidewaysPixels(visit.page), address).toBe(0);
    }
    await visit.close();
  });
});
