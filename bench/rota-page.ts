/**
 * Promise: the rota of 30 people over a year stands on the screen within a second of its address being entered (the interface being in the
 * browser's cache), and another window of it, or its rows by person, in a small part of that. In a real Chromium, six schedules of three
 * layers, hand-overs each day, with 300 overrides and 120 leaves; measured within the page until the frame with its bars was painted.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { parse, stringify } from "yaml";
import type { Document, Schedule } from "#core/model/document.ts";
import { migrate } from "#server/database/migrate.ts";
import { desktop, launchChromium, signUp } from "../test/browser/chromium.ts";
import { type Painting, startServer, watchPaint } from "../test/browser/painting.ts";
import { ms, percentiles, printTable } from "../test/measure.ts";
import { scratchCluster } from "../test/scratch-database.ts";

const times = Number(process.env.BENCH_TIMES ?? 20);
const [people, schedules, dayMs] = [30, 6, 86_400_000];
const regions = ["ES-MD", "FR", "DE-BY", "PE", "US", "GB"];
const zones = ["Europe/Madrid", "Europe/Paris", "America/Lima"];
const keyOf = (i: number): string => `person-${i}`;
const nameOf = (i: number): string =>
  `${["Ada", "Bruno", "Chloé", "Darío", "Elsa", "Farid"][i % 6]} ${["Abril", "Blanc", "Costa"][i % 3]} ${i}`;

/** Weeks for all, nights and weekends restricted: each day has several hand-overs. */
function scheduleOf(i: number): Schedule {
  const participants = Array.from({ length: people / schedules }, (_, n) => keyOf(i * (people / schedules) + n));
  const start = "2026-01-05";
  return {
    zone: zones[i % zones.length]!,
    layers: [
      { name: "weeks", participants, rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" }, start },
      {
        name: "nights",
        participants,
        rotation: { every: 1, unit: "days", handover: "20:00" },
        start,
        restrict: { "mon-fri": ["00:00-07:00", "20:00-24:00"] },
      },
      {
        name: "weekends",
        participants,
        rotation: { every: 1, unit: "weeks", handover: "00:00", on: "mon" },
        start,
        restrict: { "sat-sun": ["08:00-20:00"] },
      },
    ],
  };
}

function model(): string {
  const document = parse(readFileSync("examples/demo.yaml", "utf8")) as Document;
  document.people = { ...document.people };
  for (let i = 0; i < people; i++) document.people[keyOf(i)] = { name: nameOf(i), holidays: regions[i % regions.length]! };
  document.schedules = { ...document.schedules };
  for (let i = 0; i < schedules; i++) document.schedules[`line-${i + 1}`] = scheduleOf(i);
  return stringify(document);
}

const { cluster, remove } = await scratchCluster();
await migrate({ url: cluster.url() });
const server = await startServer(cluster.url());
const { cookies, token } = await signUp(server.address, server.link);
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
async function post(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${server.address}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}
await post("/model", { source: model() });
const iso = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
for (let i = 0; i < 300; i++) {
  await post("/oncall/overrides", {
    schedule: `line-${(i % schedules) + 1}`,
    person: keyOf(i % people),
    from: iso(1 + i * 1.1),
    to: iso(1.5 + i * 1.1),
  });
}
for (let i = 0; i < 120; i++) await post("/oncall/leave", { person: keyOf(i % people), from: iso(2 + i * 2.9), to: iso(7 + i * 2.9) });

const browser = await launchChromium();
const context = await browser.newContext({ baseURL: server.address, viewport: desktop, locale: "en-GB", reducedMotion: "reduce" });
await context.addCookies(cookies);
await context.addInitScript(watchPaint);
const page = await context.newPage();
const bars = "[data-kind=final] path, [data-kind=person] path";

/** From the start of the navigation. */
async function byAddress(address: string, shown = bars): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i <= times; i++) {
    await page.goto(address, { waitUntil: "commit" });
    found.push(await page.evaluate((selector) => (window as unknown as Painting).painted(selector), shown));
    await page.waitForLoadState("load");
  }
  // The first fills the browser's cache.
  return found.slice(1);
}

/** From the key to the frame that shows it: `mark` stands for what only the new rows or the new window have. */
const byKey = (of: Page, key: string, mark: string): Promise<number> => {
  const painted = of.evaluate(async (selector) => {
    const from = await new Promise<number>((resolve) => {
      addEventListener("keydown", ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true });
    });
    return (await (window as unknown as Painting).painted(selector)) - from;
  }, mark);
  return of
    .evaluate(() => undefined)
    .then(() => of.keyboard.press(key))
    .then(() => painted);
};

const queue = percentiles(await byAddress("/queue", "main h1"));
const year = percentiles(await byAddress("/oncall?span=year&by=people"));
const layered = percentiles(await byAddress("/oncall?span=month"));
await page.goto("/oncall?span=year");
await page.locator(bars).first().waitFor({ state: "attached" });
const turned: number[] = [];
for (let i = 0; i < times; i++) {
  turned.push(await byKey(page, "v", i % 2 === 0 ? "[data-kind=person] path" : "[data-kind=final] path"));
  await page.waitForTimeout(200);
}
const rows = percentiles(turned);
await browser.close();
server.child.kill("SIGTERM");
await once(server.child, "exit");
await remove();
printTable([
  { promise: "the head of an empty queue by its address, painted (the interface itself)", measured: ms(queue.p50), ...queue },
  { promise: "rota of 30 people and a year by its address, painted (limit 1 s)", measured: ms(year.p50), ...year },
  { promise: "rota of a month with its layers by its address, painted", measured: ms(layered.p50), ...layered },
  { promise: "a year from schedules to people and back, painted", measured: ms(rows.p50), ...rows },
]);
