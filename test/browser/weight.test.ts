import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const budgetBytes = 300_000;

it("shows the queue for at most 300 kB of JavaScript, and never loads what an hour of work does not need", async () => {
  const { page, close } = await desk.enter();
  const loaded = new Map<string, number>();
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    loaded.set(new URL(response.url()).pathname, gzipSync(await response.body(), { level: 9 }).length);
  });
  await page.goto("/queue");
  await page.locator("[id^=ticket-]").first().waitFor();
  await page.waitForLoadState("networkidle");
  const bytes = [...loaded.values()].reduce((sum, each) => sum + each, 0);
  console.log(`the queue's JavaScript: ${Math.round(bytes / 1_000)} kB compressed, in ${loaded.size} files`);
  expect(loaded.size).toBeGreaterThan(1);
  expect(bytes).toBeLessThanOrEqual(budgetBytes);
  expect([...loaded.keys()].filter((path) => /model-page|intake/.test(path))).toEqual([]);
  await close();
});
