import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TicketSummary } from "../../src/web/api/wire.ts";
import { type Desk, openDesk, phone, textOf } from "./desk.ts";
import { sidewaysPixels } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const rows = (page: Page) => page.locator("[id^=ticket-]");
const numbers = async (page: Page): Promise<number[]> =>
  (await rows(page).evaluateAll((all) => all.map((row) => Number(row.id.slice("ticket-".length))))) as number[];

async function openQueue(page: Page, address = "/queue"): Promise<void> {
  await page.goto(address);
  await rows(page).first().waitFor();
}

/** A ticket whose clocks run at every hour: its customer is supported around the clock. */
const openTicket = (subject: string, priority: "P1" | "P2") =>
  desk.call<{ id: number }>("POST", "/tickets", {
    customerId: "andina",
    subject,
    description: "",
    service: "payments",
    component: "api",
    priority,
  });

describe("the queue", () => {
  it("stands in the order in which promises break", async () => {
    const { page, problems, close } = await desk.enter();
    await openQueue(page);
    const { items } = await desk.call<{ items: TicketSummary[] }>("GET", "/tickets?status=open&limit=10");
    expect((await numbers(page)).slice(0, 10)).toEqual(items.map(({ id }) => id));
    expect(problems).toEqual([]);
    await close();
  });

  it("counts down as one looks, and says so in words", async () => {
    const { id } = await openTicket("The terminals stand still", "P1");
    const { page, close } = await desk.enter();
    await openQueue(page, "/queue?order=newest");
    const row = page.locator(`#ticket-${id}`);
    const countdown = row.getByText(/^14:\d\d$/).first();
    const before = await textOf(countdown);
    await expect.poll(() => textOf(countdown), { timeout: 5_000 }).not.toBe(before);
    expect(await row.getByRole("meter", { name: /^Response: due in 14 min/ }).count()).toBe(1);
    await close();
  });

  it("is walked and opened by keyboard, and found again where one was", async () => {
    const { page, close } = await desk.enter();
    await openQueue(page);
    const [first, second, third] = await numbers(page);
    for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(`ticket-${second}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/tickets/${second}`);
    await page.getByRole("toolbar", { name: "Actions" }).waitFor();
    await page.keyboard.press("q");
    await rows(page).first().waitFor();
    expect(await page.locator(`#ticket-${second}`).getAttribute("data-chosen")).toBe("true");
    expect([first, third].includes(second)).toBe(false);
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.waitForURL("**/model");
    await close();
  });

  it("keeps its query in the address", async () => {
    const { page, close } = await desk.enter();
    await openQueue(page);
    await page.keyboard.press("/");
    const query = page.getByRole("combobox", { name: "Query" });
    expect(await query.evaluate((field) => field === document.activeElement)).toBe(true);
    await query.fill("status:open priority:p2");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("query")).toBe("status:open priority:p2");
    await expect
      .poll(async () => [
        ...new Set(
          await rows(page)
            .locator("[data-priority]")
            .evaluateAll((all) => all.map((each) => each.getAttribute("data-priority"))),
        ),
      ])
      .toEqual(["P2"]);
    await page.reload();
    await rows(page).first().waitFor();
    expect(await query.inputValue()).toBe("status:open priority:p2");
    await page.getByRole("link", { name: /^Breaching next/ }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
    // An address of before the query language shows the same still.
    await page.goto("/queue?priority=P1");
    expect(await query.inputValue()).toBe("status:open priority:P1");
    await close();
  });

  it("shows at once what another client does, without moving the rows under the pointer", async () => {
    const { id } = await openTicket("The ledger lags behind", "P2");
    const { page, close } = await desk.enter();
    await openQueue(page);
    const row = page.locator(`#ticket-${id}`);
    await row.scrollIntoViewIfNeeded();
    await row.hover();
    const before = await numbers(page);
    await desk.call("POST", `/tickets/${id}/assignment`, { assignee: "aisha" });
    await row.getByText("Aisha Khan").waitFor({ timeout: 5_000 });
    const { id: urgent } = await openTicket("Everything stands still", "P1");
    await page.getByRole("button", { name: /change.* in the order/ }).waitFor({ timeout: 10_000 });
    expect(await numbers(page)).toEqual(before);
    await page.keyboard.press(".");
    await expect.poll(() => page.locator(`#ticket-${urgent}`).count()).toBe(1);
    await close();
  });

  it("loads further pages as one scrolls, and draws only what is in sight", async () => {
    const { page, close } = await desk.enter();
    await openQueue(page, "/queue?status=closed");
    const { items, next } = await desk.call<{ items: TicketSummary[]; next: string }>("GET", "/tickets?query=status:closed&limit=50");
    expect(next).not.toBeNull();
    expect(await rows(page).count()).toBeLessThan(50);
    await page.keyboard.press("End");
    await page.locator(`#ticket-${items.at(-1)!.id}`).waitFor();
    await page.keyboard.press("End");
    const known = new Set(items.map(({ id }) => id));
    await expect.poll(async () => (await numbers(page)).some((id) => !known.has(id)), { timeout: 10_000 }).toBe(true);
    await close();
  });

  it("lists its keys", async () => {
    const { page, close } = await desk.enter();
    await openQueue(page);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    await sheet.getByText("Next ticket", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    expect(await sheet.count()).toBe(0);
    await close();
  });

  it("becomes cards on a phone", async () => {
    const { page, close } = await desk.enter({ viewport: phone, hasTouch: true });
    await openQueue(page);
    expect(await sidewaysPixels(page)).toBe(0);
    await page.getByRole("button", { name: "Views and filters" }).tap();
    await page.getByRole("link", { name: /^Unassigned/ }).tap();
    await expect.poll(() => new URL(page.url()).searchParams.get("query")).toBe("status:open assignee:nobody");
    await rows(page).first().tap();
    await page.getByRole("toolbar", { name: "Actions" }).waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    await close();
  });
});

describe("opening a ticket", () => {
  it("asks for facts in plain words and tells back what they decided", async () => {
    const { page, problems, close } = await desk.enter();
    await openQueue(page);
    await page.keyboard.press("c");
    await page.getByRole("heading", { name: "New ticket" }).waitFor();
    await page.getByLabel("Customer", { exact: true }).selectOption("andina");
    await page.getByLabel("Service", { exact: true }).selectOption("payments");
    await page.getByLabel("Component", { exact: true }).selectOption("ledger");
    await page.getByLabel("In one line").fill("Nobody can pay");
    await page.getByLabel("Everybody").check();
    await page.getByLabel("No, work stands still").check();
    await page.getByLabel("Money", { exact: true }).check();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: /^Ticket #\d+ is open$/ }).waitFor();
    const told = await textOf(page.locator("main"));
    expect(told).toContain("Covered");
    expect(told).toContain("§3.1");
    expect(told).toContain("P1");
    expect(told).toContain("of 15m");
    expect(problems).toEqual([]);
    await close();
  });

  it("quotes the clause that excludes, and where to turn instead", async () => {
    const { page, close } = await desk.enter();
    await page.goto("/tickets/new");
    await page.getByLabel("Customer", { exact: true }).selectOption("azur");
    await page.getByLabel("Service", { exact: true }).selectOption("club");
    await page.getByLabel("Component", { exact: true }).selectOption("tourniquets");
    await page.getByLabel("In one line").fill("The north turnstile is stuck");
    await page.getByRole("button", { name: "Open the ticket" }).click();
    await page.getByRole("heading", { name: /is open$/ }).waitFor();
    const told = await textOf(page.locator("main"));
    expect(told).toContain("Excluded");
    expect(told).toContain("Turnstiles and their spare parts");
    expect(told).toContain("Portillons du Nord");
    await close();
  });
});
