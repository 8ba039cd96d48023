/**
 * Promise: a ticket stands on the screen 150 ms after its address was entered (the interface being in the browser's cache), and 100 ms
 * after it was opened from the queue, where resting on a row has fetched it. In a real Chromium, on the demonstration's month, measured
 * within the page until the frame that shows the conversation was painted.
 */
import { once } from "node:events";
import type { Page } from "playwright-core";
import { migrate } from "#server/database/migrate.ts";
import { desktop, launchChromium, signUp } from "../test/browser/chromium.ts";
import { type Painting, startServer, watchPaint } from "../test/browser/painting.ts";
import { insertLimit, ms, percentiles, printTable } from "../test/measure.ts";
import { scratchCluster } from "../test/scratch-database.ts";

const times = Number(process.env.BENCH_TIMES ?? 60);

/** Somebody's eye moves to a row, rests there and reads before they press the key. */
const restMs = 600;

const article = "main article, [role=article], article";

/** From the start of the navigation. */
async function byAddress(page: Page, ids: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const id of ids) {
    await page.goto(`/tickets/${id}`, { waitUntil: "commit" });
    found.push(await page.evaluate((selector) => (window as unknown as Painting).painted(selector), article));
    await page.waitForLoadState("load");
  }
  return found;
}

/** From the key that opens it. */
async function fromQueue(page: Page): Promise<number[]> {
  const found: number[] = [];
  await page.goto("/queue");
  await page.locator("main [role=checkbox], main input[type=checkbox]").first().waitFor();
  for (let at = 0; at < times; at++) {
    await page.keyboard.press(at % 20 === 19 ? "Home" : "j");
    await page.waitForTimeout(restMs);
    const painted = page.evaluate(async (selector) => {
      const pressed = new Promise<number>((resolve) => {
        addEventListener("keydown", ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true });
      });
      const from = await pressed;
      return (await (window as unknown as Painting).painted(selector)) - from;
    }, article);
    // Only once the listener stands.
    await page.evaluate(() => undefined);
    await page.keyboard.press("Enter");
    found.push(await painted);
    await page.goBack();
    await page.locator("main input[type=checkbox]").first().waitFor();
  }
  return found;
}

const { cluster, remove } = await scratchCluster();
await migrate({ url: cluster.url() });
const limit = await insertLimit(cluster.url(), 8, 3_000);
const server = await startServer(cluster.url());
const { cookies, token } = await signUp(server.address, server.link);
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
await fetch(`${server.address}/api/v1/demo`, { method: "POST", headers, body: "{}" });
const listed = await fetch(`${server.address}/api/v1/tickets?status=open&limit=${times}`, { headers });
const { items } = (await listed.json()) as { items: { id: number }[] };

const browser = await launchChromium();
const context = await browser.newContext({ baseURL: server.address, viewport: desktop, locale: "en-GB", reducedMotion: "reduce" });
await context.addCookies(cookies);
await context.addInitScript(watchPaint);
const page = await context.newPage();
await page.goto(`/tickets/${items[0]?.id ?? 1}`);
await page.locator("article").first().waitFor();
const addressed = percentiles(
  await byAddress(
    page,
    items.map(({ id }) => id),
  ),
);
const opened = percentiles(await fromQueue(page));
await browser.close();
server.child.kill("SIGTERM");
await once(server.child, "exit");
await remove();
printTable([
  { promise: "one-row insert and commit (the limit)", measured: `${Math.round(limit.perSecond)}/s`, ...limit, share: 1 },
  { promise: "a ticket by its address, painted", measured: ms(addressed.p50), ...addressed },
  { promise: "a ticket opened from the queue, painted", measured: ms(opened.p50), ...opened },
]);
