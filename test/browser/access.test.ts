import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administrator, type Desk, openDesk, phone, textOf } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ demo: false });
});
afterAll(() => desk.close());

describe("coming in", () => {
  it("shows the door to whoever is not signed in, and remembers where they wanted to go", async () => {
    const { page, close } = await desk.open();
    await page.goto("/queue?priority=P1");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).searchParams.get("back")).toMatch(/^\/queue\?.*priority=P1/);
    await close();
  });

  it("says in a sentence what is wrong with a sign-in", async () => {
    const { page, close } = await desk.open();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("ines");
    await page.keyboard.press("Enter");
    expect(await page.getByText("Write your whole e-mail address").count()).toBe(1);
    await page.getByLabel("E-mail").fill("ines@meridian.example");
    await page.getByLabel("Password", { exact: true }).fill("not the right one");
    await page.keyboard.press("Enter");
    expect(await textOf(page.getByRole("alert"))).toContain("do not belong together");
    await close();
  });

  it("lets the first one in by the one-time link, once, and begins the watch with the demonstration", { timeout: 120_000 }, async () => {
    const { page, problems, close } = await desk.open();
    await page.goto(desk.firstLink);
    await page.getByLabel("Your name").fill(administrator.name);
    await page.getByLabel("E-mail").fill(administrator.email);
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.keyboard.press("Enter");
    expect(await page.getByText("At least 12 characters").count()).toBe(1);
    await page.getByLabel("Password", { exact: true }).fill(administrator.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The watch has not begun" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Load the demo" }).click();
    await page.getByRole("heading", { name: "Queue" }).waitFor({ timeout: 90_000 });
    await page.locator("[id^=ticket-]").first().waitFor();
    expect(await page.locator("[id^=ticket-]").count()).toBeGreaterThan(5);
    expect(problems).toEqual([]);

    await page.goto(desk.firstLink);
    expect(await textOf(page.getByRole("alert"))).toContain("was used already");
    await close();
  });

  it("signs out, and in again by keyboard alone on a phone", async () => {
    const { page, close } = await desk.open({ viewport: phone });
    await page.goto("/sign-in?back=/model");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    await page.keyboard.type(administrator.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(administrator.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Support model" }).waitFor();
    await page.getByRole("button", { name: /^You/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto("/queue");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await close();
  });
});
