import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, textOf } from "./desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const source = () => desk.call<{ source: string; version: number }>("GET", "/model");

describe("the model's page", () => {
  it("leads from a mistake to its place in the text", async () => {
    const { page, problems, close } = await desk.enter();
    await page.goto("/model");
    await page.getByRole("button", { name: "Write a new version" }).click();
    const text = page.getByLabel("Source of the model, YAML");
    const { source: written } = await source();
    await text.fill(written.replace(/^name: .*$/m, "nome: Meridian Support"));
    await page.keyboard.press("Control+Enter");
    const mistake = page.getByRole("button", { name: /^line \d+, column \d+$/ }).first();
    await mistake.waitFor();
    const line = Number(/line (\d+)/.exec(await textOf(mistake))![1]);
    await mistake.click();
    const chosen = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length);
    expect(chosen).toBe(line);
    expect(await page.getByRole("button", { name: "Apply this version" }).count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });

  it("shows what a change does to open tickets before it does it, then applies it with a note", async () => {
    const { id } = await desk.call<{ id: number }>("POST", "/tickets", {
      ...{ customerId: "andina", subject: "Will move", service: "payments", component: "api", priority: "P2" },
    });
    const { source: written, version } = await source();
    const changed = written.replace(/resolution: 48h/, "resolution: 40h");
    expect(changed).not.toBe(written);
    const { page, problems, close } = await desk.enter();
    await page.goto("/model");
    await page.getByRole("button", { name: "Write a new version" }).waitFor();
    await page.keyboard.press("e");
    await page.getByLabel("Source of the model, YAML").fill(changed);
    await page.getByRole("button", { name: "What would it do?" }).click();
    await page.getByRole("heading", { name: "What changes" }).waitFor();
    const said = page.locator("aside");
    await said.getByText(/targets\.P2\.resolution/).waitFor();
    expect(await said.locator("del", { hasText: "48h" }).count()).toBe(1);
    expect(await said.locator("ins", { hasText: "40h" }).count()).toBe(1);
    expect(await said.getByRole("link", { name: `#${id}`, exact: true }).count()).toBeGreaterThan(0);
    expect((await source()).version).toBe(version);

    await page.getByLabel(/^Note for the others/).fill("Agreed in the review.");
    await page.getByRole("button", { name: "Apply this version" }).click();
    await page.getByText(`Version ${version + 1} · in force`).waitFor();
    await page.getByText("Agreed in the review.").waitFor();
    expect((await source()).version).toBe(version + 1);
    expect(problems).toEqual([]);
    await close();
  });

  it("says that nothing is to be applied when nothing changed", async () => {
    const { page, close } = await desk.enter();
    await page.goto("/model");
    await page.getByRole("button", { name: "Write a new version" }).click();
    await page.getByRole("button", { name: "What would it do?" }).click();
    await page.getByText("nothing to apply").waitFor();
    expect(await page.getByRole("button", { name: "Apply this version" }).count()).toBe(0);
    await close();
  });
});
