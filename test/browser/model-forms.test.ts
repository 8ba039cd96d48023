import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, desktop, openDesk, phone } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const model = () => desk.call<{ source: string; version: number }>("GET", "/model");

describe("the model as forms", () => {
  it("changes a promise in its cell, shows which open tickets move, and writes the same text that the file has", async () => {
    const { id } = await desk.call<{ id: number }>("POST", "/tickets", {
      ...{ customerId: "andina", subject: "Will move", service: "payments", component: "api", priority: "P2" },
    });
    const before = await model();
    const { page, problems, close } = await desk.enter();
    await page.goto("/model?part=agreements&id=andina-2026");
    const cell = page.getByLabel("Resolution, P2");
    await cell.fill("36h");
    await cell.press("Enter");
    const effect = page.locator("aside");
    await effect.getByText(/targets\.P2\.resolution/).waitFor();
    await effect
      .getByRole("link", { name: `#${id}`, exact: true })
      .first()
      .waitFor();
    expect((await model()).version).toBe(before.version);

    await page.getByRole("button", { name: "Apply this version" }).click();
    await page.getByText(`Version ${before.version + 1} · in force`).waitFor();
    const { source } = await model();
    const [was, is] = [before.source.split("\n"), source.split("\n")];
    expect(is.filter((line, at) => line !== was[at])).toEqual([expect.stringContaining("resolution: 36h")]);
    expect(is.length).toBe(was.length);
    expect(problems).toEqual([]);
    await close();
  });

  it("tries a coverage rule before it holds, and keeps the draft when the window is closed", async () => {
    const { page, context, close } = await desk.enter();
    await page.goto("/model?part=agreements&id=azur-2026");
    const trial = page.getByRole("region", { name: "Try it" });
    await trial.getByText(/^→ (Covered|Billable|Excluded)/).waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    const kinds = page.getByRole("group", { name: "Kind of component" });
    await kinds.getByRole("button", { name: "Other", exact: true }).click();
    const services = page.getByRole("group", { name: "Service", exact: true });
    await services.getByRole("button", { name: "Club software" }).click();
    await page.getByLabel("Clause").last().fill("§9.9");
    await page.getByLabel("Clause").last().press("Enter");
    // It stands behind the others and before the default: up it goes, to the first place.
    for (let up = page.getByRole("button", { name: /^Move rule-\d+ up$/ }); await up.isEnabled(); ) await up.click();
    await trial.getByText("→ Excluded, §9.9").waitFor();

    const again = await context.newPage();
    await page.close();
    await again.goto("/model?part=agreements&id=azur-2026");
    await again.getByRole("region", { name: "Try it" }).getByText("→ Excluded, §9.9").waitFor();
    await again.getByRole("button", { name: "Leave it" }).click();
    await again.getByText("§9.9").first().waitFor({ state: "detached" });
    expect((await model()).source).not.toContain("§9.9");
    await close();
  });

  it("takes an edit back, and refuses a draft that another version has overtaken", async () => {
    const { page, close } = await desk.enter();
    await page.goto("/model?part=calendars&id=oficina");
    const zone = page.getByLabel("Time zone");
    const days = page.getByText(/^\d+ open days/);
    const counted = await days.textContent();
    await page.getByLabel("Set, day or date").fill("06-15");
    await page.getByRole("button", { name: "Add", exact: true }).nth(2).click();
    await page.getByRole("listitem").filter({ hasText: "06-15" }).waitFor();
    await page.waitForFunction((text) => !document.body.textContent.includes(text), counted ?? "");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("listitem").filter({ hasText: "06-15" }).waitFor({ state: "detached" });

    await zone.fill("America/Lima");
    await zone.press("Enter");
    await page.getByRole("button", { name: "Apply this version" }).waitFor();
    const { source } = await model();
    await desk.call("POST", "/model", { source: source.replace(/^name: .*$/m, "name: Meridian Support II") });
    await page.getByText(/came into force while you were writing/).waitFor();
    await page.getByRole("button", { name: "Apply this version" }).click();
    await page
      .getByRole("alert")
      .getByText(/make your changes on that one/)
      .waitFor();
    await page.getByRole("button", { name: "Leave it" }).click();
    expect((await model()).source).toContain("Meridian Support II");
    await close();
  });

  it.each(["calendars", "agreements", "services", "teams", "people", "customers"])("%s can be seen by everybody", async (part) => {
    for (const [viewport, colorScheme] of [
      [desktop, "light"],
      [phone, "dark"],
    ] as const) {
      const { page, problems, close } = await desk.enter({ viewport, colorScheme });
      await page.goto(`/model?part=${part}`);
      await page.getByRole("heading", { level: 2 }).first().waitFor();
      if (part === "calendars") await page.getByText(/^\d+ open days/).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
      expect(problems).toEqual([]);
      await close();
    }
  });
});
