import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Board } from "../../src/web/api/board.ts";
import { type Desk, desktop, openDesk, phone, textOf } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const zone = "Europe/Madrid";
const board = (query = "") => desk.call<Board>("GET", `/board?zone=${zone}${query}`);

describe("a manager's evening", () => {
  it("begins with what breaks within a day, and why", async () => {
    const { id } = await desk.call<{ id: number }>("POST", "/tickets", {
      ...{ customerId: "andina", subject: "The ledger of yesterday is missing", service: "payments", component: "ledger", priority: "P1" },
    });
    const { page, problems, close } = await desk.enter();
    await page.goto("/board");
    const row = page.getByRole("row", { name: /The ledger of yesterday is missing/ });
    await row.waitFor();
    const said = await textOf(row);
    expect(said).toMatch(/0 % of the open time is used, 1[45] min are left\./);
    expect(said).toContain("Nobody has held it since");
    expect(said).toContain("The customer has had no answer yet.");
    await row.getByRole("link", { name: new RegExp(`#${id}`) }).click();
    await page.waitForURL(`**/tickets/${id}`);
    expect(problems).toEqual([]);
    await close();
  });

  it("opens the tickets behind a figure: as many as it says", async () => {
    const { open, window } = await board();
    const { page, problems, close } = await desk.enter();
    for (const [name, count] of [
      [/Overdue$/, open.late],
      [/Nobody's$/, open.unassigned],
      [/Reopened$/, window.reopened],
    ] as const) {
      await page.goto("/board");
      const figure = page.getByRole("main").getByRole("link", { name }).first();
      await figure.waitFor();
      expect(await textOf(figure)).toContain(String(count));
      await figure.click();
      await page.waitForURL("**/queue?query=**");
      await page.getByText(count === 1 ? "1 ticket" : `${count} tickets`, { exact: true }).waitFor();
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("reads a chart as a table, opens one of its figures, and takes it away as CSV", async () => {
    const { ageing } = await board();
    const { page, problems, close } = await desk.enter();
    await page.goto("/board");
    const chart = page.getByRole("figure", { name: "How old the open tickets are" });
    await chart.getByRole("img").waitFor();
    await chart.getByRole("button", { name: "As a table" }).click();
    const table = chart.getByRole("table");
    const written = await table
      .locator("tbody tr")
      .evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll("td")].slice(1).map((cell) => Number(cell.textContent))));
    expect(written).toEqual(ageing.map(({ counts: { P1, P2, P3, P4 } }) => [P1, P2, P3, P4]));
    const [download] = await Promise.all([page.waitForEvent("download"), chart.getByRole("button", { name: /^Download as CSV/ }).click()]);
    const text = readFileSync((await download.path())!, "utf8");
    expect(download.suggestedFilename()).toBe("how-old-the-open-tickets-are.csv");
    expect(text.split("\r\n")[0]).toBe("\u{FEFF}Age,P1,P2,P3,P4");
    expect(text.split("\r\n")[1]).toBe(`Up to a day,${written[0]!.join(",")}`);
    const [row, priority] = written
      .flatMap((counts, i) => counts.map((count, j) => [i, j, count] as const))
      .find(([, , count]) => count > 0)!;
    const count = written[row]![priority]!;
    await table.locator("tbody tr").nth(row).getByRole("link").nth(priority).click();
    await page.waitForURL("**/queue?query=**");
    await page.getByText(count === 1 ? "1 ticket" : `${count} tickets`, { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("narrows to a customer and a window, in the address", async () => {
    const { open, window } = await board("&customer=azur&days=7");
    const { page, problems, close } = await desk.enter();
    await page.goto("/board");
    await page.getByLabel("Customer", { exact: true }).selectOption("azur");
    await page.getByRole("button", { name: "7 days" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?customer=azur&days=7");
    const main = page.getByRole("main");
    await expect.poll(() => textOf(main.getByRole("link", { name: /Open$/ }).first())).toBe(`${open.open}Open`);
    await expect.poll(() => textOf(main.getByRole("link", { name: /Resolved$/ }).first())).toBe(`${window.resolved}Resolved`);
    expect(problems).toEqual([]);
    await close();
  });

  it.each([
    { form: "desktop, light", viewport: desktop, colorScheme: "light" },
    { form: "desktop, dark", viewport: desktop, colorScheme: "dark" },
    { form: "phone, light", viewport: phone, colorScheme: "light" },
    { form: "phone, dark", viewport: phone, colorScheme: "dark" },
  ] as const)("can be seen and used by everybody ($form)", async ({ viewport, colorScheme }) => {
    const { page, problems, close } = await desk.enter({ viewport, colorScheme });
    await page.goto("/board");
    await page.getByRole("figure", { name: "How customers rated it" }).getByRole("img").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "As a table" }).nth(1).click();
    await page.getByRole("table").nth(1).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await sidewaysPixels(page)).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });
});
