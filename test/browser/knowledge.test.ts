import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { comeInAs } from "./portal-visit.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
};

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish …" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Publish version/ })
    .click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await page.getByText("Saved. Readers see it once it is published.").waitFor();
}

/** Markdown, as whoever knows it would type it. */
async function writeSource(page: Page, markdown: string): Promise<void> {
  const button = page.getByRole("button", { name: "As Markdown" });
  if (await button.isVisible()) await button.click();
  await page.locator("textarea[aria-label=Text]").fill(markdown);
}

type Story = { articleId: string; slug: string };
let story: Story;

describe("an article", () => {
  it("is written, published, translated and falls behind; its author sees since when and what changed", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/knowledge/new");
    await page.getByLabel("Title").fill("How to reach us at night");
    await writeSource(page, "Call the number on your agreement.\n\n## When\n\nAt any hour.");
    await page.getByLabel("Visible to").selectOption("public");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/knowledge\/[^/]+\/edit$/);
    story = { articleId: /knowledge\/([^/]+)\/edit/.exec(page.url())![1]!, slug: "how-to-reach-us-at-night" };
    await publish(page);
    await page.getByText("Version 1 is published.").waitFor();

    await page.getByRole("link", { name: "Translate into Français" }).click();
    await page.getByText("Call the number on your agreement.").waitFor();
    await page.getByLabel("Title").fill("Nous joindre la nuit");
    await writeSource(page, "Appelez le numéro de votre contrat.");
    await save(page);
    await publish(page);
    await page.getByText("Up to date with version 1 of the original.").waitFor();

    await page.getByRole("link", { name: /^English/ }).click();
    await page.getByText("Version 1 is published.").waitFor();
    await writeSource(page, "Call the number on your card.\n\n## When\n\nAt any hour.");
    await save(page);
    await publish(page);
    await page.getByRole("link", { name: /^Français/ }).click();
    await page.getByText("The original has changed since version 2.").waitFor();
    const beside = page.getByRole("region", { name: "What changed" });
    expect(await beside.locator("del").allTextContents()).toEqual(["agreement."]);
    expect(await beside.locator("ins").allTextContents()).toEqual(["card."]);
    await sound(visit);

    await page.goto(`/knowledge/${story.articleId}/versions`);
    await page.getByText("Readers have this").waitFor();
    await sound(visit);
    await page.goto("/knowledge?outdated=yes");
    await page.getByRole("link", { name: "How to reach us at night" }).waitFor();
    expect(await page.getByText("Français outdated", { exact: true }).count()).toBe(1);
    await visit.close();
  });

  it("is read by everybody without signing in, in their language or the original, by day, by night and on a phone", async () => {
    const kinds: BrowserContextOptions[] = [{}, { colorScheme: "dark" }, { viewport: phone, locale: "es-MX" }];
    for (const options of kinds) {
      const visit = await desk.open(options);
      const { page } = visit;
      await page.goto("/help");
      await page
        .getByRole("link", { name: /How to reach us at night|Nous joindre/ })
        .first()
        .waitFor();
      await sound(visit);
      await page.goto(`/help/${story.slug}`);
      await page.getByRole("heading", { name: "How to reach us at night", level: 1 }).waitFor();
      if (options.locale !== undefined) await page.getByText("Este artículo todavía no existe en Español").waitFor();
      expect(await sidewaysPixels(page)).toBe(0);
      await sound(visit);
      await visit.close();
    }
    const french = await desk.open({ locale: "fr-FR" });
    await french.page.goto(`/help/${story.slug}`);
    await french.page.getByText("Appelez le numéro de votre contrat.").waitFor();
    await french.page.getByText("L’original a changé depuis cette traduction.").waitFor();
    const hidden = await french.page.request.get("/api/v1/help/ledger-behind");
    expect(hidden.status()).toBe(404);
    await french.close();
  });

  it("did not help a contact: their words wait in the owner's bell and beside the article", async () => {
    const contact = await comeInAs(desk, "paul@azursport.example", { locale: "fr-FR" });
    await contact.page.goto(`/portal/articles/${story.slug}`);
    await contact.page.getByRole("button", { name: "Non", exact: true }).click();
    await contact.page.getByRole("textbox").last().fill("Quel numéro ?");
    await contact.page.getByRole("button", { name: "Envoyer" }).click();
    await expect
      .poll(async () =>
        (await desk.call<{ items: { words: string | null }[] }>("GET", `/articles/${story.articleId}/feedback`)).items.map(
          ({ words }) => words,
        ),
      )
      .toEqual(["Quel numéro ?"]);
    await contact.close();
    const owner = await desk.enter();
    const { page } = owner;
    await expect
      .poll(
        async () => {
          await page.goto("/queue");
          await page.getByRole("button", { name: /^Notifications/ }).click();
          return page.getByRole("link", { name: /A reader did not find “(Nous joindre|How to reach)/ }).count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    await page
      .getByRole("link", { name: /A reader did not find “(Nous joindre|How to reach)/ })
      .first()
      .click();
    await page.getByText("Quel numéro ?").waitFor();
    await sound(owner);
    await page.getByRole("button", { name: "Dealt with" }).click();
    await page.getByText("Dealt with by Inés Robles").waitFor();
    await owner.close();
  });

  it("is drafted from a resolved ticket, with what was taken out of it told", async () => {
    const ticket = await desk.call<{ id: number }>("POST", "/tickets", {
      ...{ customerId: "andina", subject: "Marco Rojas sees an old balance", service: "payments", component: "ledger" },
      description: "Please call me at +51 999 000 200.",
    });
    await desk.call("POST", `/tickets/${ticket.id}/replies`, {
      visibility: "internal",
      by: "agent",
      channel: "portal",
      text: "Only we read this.",
    });
    await desk.call("POST", `/tickets/${ticket.id}/resolution`, { solution: "The replica has caught up." });
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto(`/knowledge/new?ticket=${ticket.id}`);
    await page.getByText("Replaced so that nobody can be recognised:").waitFor();
    expect(await page.getByLabel("Title").inputValue()).toBe("[persona] sees an old balance");
    await page.getByRole("textbox", { name: "Text" }).getByText("The replica has caught up.").waitFor();
    expect(await page.getByText("Only we read this.").count()).toBe(0);
    await sound(visit);
    await visit.close();
  });
});

describe("the room's screens", () => {
  const screens = [
    ["/knowledge", "A card is declined by the bank that issued it"],
    ["/knowledge/card-declined-by-the-issuer?language=es", "El banco emisor rechaza una tarjeta"],
    ["/knowledge/figures", "Deflected"],
    ["/runbooks", "The payments API answers with errors"],
    ["/runbooks/payments-api-errors", "See whether it is everybody"],
    ["/runbooks/payments-api-errors/edit", "Step 1"],
  ] as const;
  it.each([
    ["by day", {}],
    ["by night", { colorScheme: "dark" }],
    ["on a phone", { viewport: phone }],
  ] as [string, BrowserContextOptions][])("can be used by everybody %s", async (_when, options) => {
    const visit = await desk.enter(options);
    const { page } = visit;
    for (const [path, words] of screens) {
      await page.goto(path);
      await page.getByText(words).first().waitFor();
      await page.waitForLoadState("networkidle").catch(() => undefined);
      expect(await violations(page), path).toEqual([]);
      expect(await sidewaysPixels(page), path).toBe(0);
    }
    expect(visit.problems).toEqual([]);
    await visit.close();
  });

  it("moves a runbook's step by keyboard, and keeps the order as a new version", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/runbooks/badge-reader-silent/edit");
    await page.getByRole("button", { name: "Move step 1 down" }).press("Enter");
    expect(await page.getByLabel("What is done").first().inputValue()).toBe("See whether it can be reached");
    await page.getByRole("button", { name: "Save as version 2" }).click();
    await page.getByText("Version 2", { exact: true }).first().waitFor();
    const { steps } = await desk.call<{ steps: { id: string }[] }>("GET", "/runbooks/badge-reader-silent");
    expect(steps.map(({ id }) => id).slice(0, 2)).toEqual(["reach", "which"]);
    await visit.close();
  });
});
