import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WireTicket } from "../../src/web/api/wire.ts";
import { type Desk, desktop, openDesk, phone, textOf } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const rows = (page: Page) => page.locator("[id^=ticket-]");
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? "");
const ticket = (id: number) => desk.call<WireTicket>("GET", `/tickets/${id}`);
const openTicket = (subject: string, more: object = {}) =>
  desk.call<{ id: number }>("POST", "/tickets", {
    customerId: "andina",
    subject,
    service: "payments",
    component: "api",
    priority: "P3",
    ...more,
  });

async function queue(page: Page, query?: string): Promise<void> {
  await page.goto(query === undefined ? "/queue" : `/queue?query=${encodeURIComponent(query)}`);
  await rows(page).first().waitFor();
}

describe("an agent's morning", () => {
  it("begins with a query that completes itself, and becomes a filter that colleagues may use", async () => {
    await openTicket("Zwölf Terminals im Keller schweigen");
    const { page, problems, close } = await desk.enter();
    await queue(page);
    await page.keyboard.press("/");
    const query = page.getByRole("combobox", { name: "Query" });
    await query.press("End");
    await page.keyboard.type(" cust");
    await page.getByRole("option", { name: /^customer:/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("and");
    await page.getByRole("option", { name: /^andina/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("priority:p3 prioriti:x");
    await expect.poll(() => query.getAttribute("aria-invalid")).toBe("true");
    await query.press("Escape");
    await page.getByText("“prioriti” is no field.").waitFor();
    await query.focus();
    await query.press("End");
    for (let i = 0; i < " prioriti:x".length; i++) await page.keyboard.press("Backspace");
    await query.press("Escape");
    await query.focus();
    await query.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("query")).toMatch(/^status:open customer:andina priority:p3/);
    await rows(page).first().waitFor();

    await page.getByRole("button", { name: "Save as a filter" }).click();
    const dialog = page.getByRole("dialog");
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel("Name").fill("Andina, normal");
    await dialog.getByLabel("Everybody on the desk may use it").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: /^Andina, normal/ }).waitFor();
    expect(await page.getByRole("link", { name: /^Andina, normal/ }).getAttribute("aria-current")).toBe("page");
    await page.getByRole("button", { name: "What to do with “Andina, normal”" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("Filter “Andina, normal” is deleted.").waitFor();
    await page.keyboard.press("z");
    await page.getByRole("link", { name: /^Andina, normal/ }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("gives several tickets to one colleague, looks first at what that does, and takes it back", async () => {
    const ids = [];
    for (const subject of ["Quittung ohne Betrag", "Quittung ohne Datum", "Quittung ohne Namen"])
      ids.push((await openTicket(`${subject} zzq`, { priority: "P4" })).id);
    const closed = (await openTicket("Quittung zu spät zzq", { priority: "P4" })).id;
    await desk.call("POST", `/tickets/${closed}/closing`, { reason: "withdrawn" });
    const { page, problems, close } = await desk.enter();
    await queue(page, "customer:andina priority:p4 opened<1h");
    await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(4);
    for (const id of [...ids, closed]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    await page.getByText("4 selected").waitFor();
    await page.locator("#content").focus();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "Give 4 tickets to somebody" });
    await dialog.getByLabel("Person").selectOption("aisha");
    await dialog.getByText("3 tickets change").waitFor({ timeout: 10_000 });
    expect(await textOf(dialog)).toContain("1 ticket cannot");
    expect(await dialog.getByRole("row", { name: new RegExp(`#${ids[0]}.*nothing → Aisha Khan`) }).count()).toBe(1);
    expect((await ticket(ids[0]!)).assignee).toBeNull();
    await dialog.getByRole("button", { name: "Do it to 3 tickets" }).click();
    await page.getByText("3 tickets changed, 1 was refused").waitFor();
    for (const id of ids) expect((await ticket(id)).assignee).toBe("aisha");
    await page.keyboard.press("z");
    await page.getByText("Taken back on 3 tickets.").waitFor();
    for (const id of ids) expect((await ticket(id)).assignee).toBeNull();
    expect(problems).toEqual([]);
    await close();
  });

  it("selects by keyboard, reaches over ranges, and opens with Enter what was read in advance", async () => {
    const { page, problems, close } = await desk.enter();
    await queue(page);
    for (const key of ["j", "x", "j", "j"]) await page.keyboard.press(key);
    const third = Number((await focused(page)).slice("ticket-".length));
    await page.getByRole("checkbox", { name: `Select #${third}` }).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByText("3 selected").count()).toBe(0);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.locator(`#ticket-${third}`).focus();
    await page.keyboard.press("j");
    await expect.poll(() => focused(page)).not.toBe(`ticket-${third}`);
    const fourth = Number((await focused(page)).slice("ticket-".length));
    await expect.poll(() => asked.includes(`/api/v1/tickets/${fourth}`)).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/tickets/${fourth}`);
    await page.getByRole("toolbar", { name: "Actions" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("reaches everything through the palette, which loses no letter and gives the focus back", async () => {
    const { id } = await openTicket("Kassenlade klemmt bei Regen");
    const { page, problems, close } = await desk.enter();
    await queue(page);
    await page.keyboard.press("j");
    const before = await focused(page);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("board");
    const field = page.getByRole("combobox", { name: "What do you want to do?" });
    await field.waitFor();
    expect(await field.inputValue()).toBe("board");
    await page.getByRole("option", { name: /^Board/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe(before);
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type(String(id));
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/tickets/${id}`);
    await page.getByRole("toolbar", { name: "Actions" }).waitFor();
    await page.keyboard.press("Control+k");
    await field.fill("espan");
    await page.getByRole("option", { name: "Language: Español" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Cola", exact: true }).first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "¿Qué quiere hacer?" }).fill("english");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Queue", exact: true }).first().waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("finds by words, with what was found marked", async () => {
    const { id } = await openTicket("Barcodescanner piept unentwegt");
    const { page, problems, close } = await desk.enter();
    await page.goto("/search");
    await page.getByLabel("Search tickets, conversations and articles").fill("barcodescanner");
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name: new RegExp(`#${id}`) });
    await expect
      .poll(
        async () => {
          if ((await link.count()) > 0) return true;
          await page.reload();
          await page
            .getByText(/result|Nothing was found/)
            .first()
            .waitFor();
          return (await link.count()) > 0;
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(true);
    expect(problems).toEqual([]);
    await close();
  });

  it.each([
    { form: "desktop, light", viewport: desktop, colorScheme: "light" },
    { form: "desktop, dark", viewport: desktop, colorScheme: "dark" },
    { form: "phone, light", viewport: phone, colorScheme: "light" },
    { form: "phone, dark", viewport: phone, colorScheme: "dark" },
  ] as const)("can be seen and used by everybody ($form)", async ({ viewport, colorScheme }) => {
    const { page, close } = await desk.enter({ viewport, colorScheme });
    const holds = async () => {
      expect(await violations(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
    };
    await queue(page, "status:open prioriti:p1");
    await page.getByText("“prioriti” is no field.").waitFor();
    await holds();
    const query = page.getByRole("combobox", { name: "Query" });
    await query.fill("status:");
    await page.getByRole("option").first().waitFor();
    await holds();
    await queue(page);
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: /^Assign/ }).click();
    await page.getByLabel("Person").selectOption("aisha");
    await page
      .getByText(/ticket changes|ticket cannot|stays as it is/)
      .first()
      .waitFor({ timeout: 10_000 });
    await holds();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.goto("/search?q=ticket");
    await page.getByRole("heading", { name: "Search" }).waitFor();
    await page
      .getByText(/result|Nothing was found/)
      .first()
      .waitFor();
    await holds();
    await close();
  });
});
