/** How to reach me: a browser that is pushed to and answers from the notification, a way proven by its code, rules as sentences. */
import type { BrowserContext, CDPSession, Page, Worker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNtfy } from "../providers/ntfy.ts";
import { openPushService, type PushService } from "../providers/push-service.ts";
import { type Desk, openDesk, phone } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  // Notifications need a page that counts as secure: localhost does.
  desk = await openDesk({ host: "localhost", settings: { allowOutside: ["127.0.0.0/8"] } });
}, 180_000);
afterAll(() => desk?.close());

const account = async (page: Page): Promise<void> => {
  await page.goto("/account");
  await page.getByRole("heading", { name: "How to reach me" }).waitFor();
};

/** The vendor's push service, which no test can ask, is another one: the page subscribes there, and what comes is handed to the worker. */
async function withPushService(context: BrowserContext, page: Page): Promise<PushService> {
  const key = await page.evaluate(
    async () => ((await (await fetch("/api/v1/account/push-key")).json()) as { publicKey: string }).publicKey,
  );
  const service = await openPushService(key, Date.now);
  await context.addInitScript((subscription: string) => {
    const own = {
      endpoint: JSON.parse(subscription).endpoint,
      options: { applicationServerKey: null },
      toJSON: () => JSON.parse(subscription),
    };
    const state = { on: localStorage.getItem("pushed") === "yes" };
    const turn = (on: boolean) => {
      state.on = on;
      localStorage.setItem("pushed", on ? "yes" : "no");
      return Promise.resolve(true);
    };
    const subscribed = { ...own, unsubscribe: () => turn(false) };
    PushManager.prototype.getSubscription = () => Promise.resolve(state.on ? (subscribed as unknown as PushSubscription) : null);
    PushManager.prototype.subscribe = async () => {
      await turn(true);
      return subscribed as unknown as PushSubscription;
    };
  }, service.subscription);
  return service;
}

/** Hands to the service worker what the push service has delivered, as the browser would. */
async function handOver(cdp: CDPSession, registrationId: string, content: unknown): Promise<void> {
  await cdp.send("ServiceWorker.deliverPushMessage", { origin: desk.address, registrationId, data: JSON.stringify(content) });
}

async function nth<T>(list: readonly T[], count: number): Promise<T> {
  for (let waitedMs = 0; list.length < count && waitedMs < 20_000; waitedMs += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  return list[count - 1]!;
}

describe("this browser", () => {
  it("is switched on with one click, shows what is pushed, says so, and answers a page from the notification", async () => {
    const { context, page, problems, close } = await desk.enter();
    await context.grantPermissions(["notifications"]);
    await page.goto("/account");
    const service = await withPushService(context, page);
    const cdp = await context.newCDPSession(page);
    const registrations: string[] = [];
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: all }) =>
      registrations.push(...all.map((each) => each.registrationId)),
    );
    await cdp.send("ServiceWorker.enable");
    await account(page);
    await page.getByRole("button", { name: "Notify me here" }).click();
    const { content } = await nth(service.shown, 1);
    await handOver(cdp, await nth(registrations, 1), content);
    await page.getByText("Pages ring here and are answered from the notification.").waitFor();
    expect(await violations(page)).toEqual([]);
    const [row] = await page.getByRole("listitem").filter({ hasText: "this browser" }).all();
    await row!.getByRole("button", { name: "Send me a test" }).click();
    await handOver(cdp, registrations[0]!, (await nth(service.shown, 2)).content);
    // The worker's word came back to us: it is not only taken, it has arrived.
    await row!.getByText("The test has arrived.").waitFor();

    const { assignee } = await page.evaluate(async () => (await (await fetch("/api/v1/me")).json()) as { assignee: string });
    await desk.call("POST", "/pages", {
      targets: [`person:${assignee}`],
      urgency: "high",
      summary: "The payments are down",
      customerId: "",
    });
    const paged = await nth(service.shown, 3);
    expect(paged.content).toMatchObject({ isUrgent: true, answers: [{ verb: "acknowledge" }, { verb: "escalate" }] });
    await handOver(cdp, registrations[0]!, paged.content);
    const worker = context.serviceWorkers()[0] as Worker;
    const titles = () =>
      worker.evaluate(async () => {
        const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
        return (await registration.getNotifications()).map(({ title }) => title);
      });
    await expect.poll(async () => (await titles()).join("\n")).toContain("payments");
    await worker.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: the worker's own events are not among the page's types.
      const scope = self as any;
      const all = (await scope.registration.getNotifications()) as Notification[];
      const notification = all.find(({ title }) => title.includes("payments"));
      scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification, action: "acknowledge" }));
    });
    await expect
      .poll(async () => (await desk.call<{ items: { state: string; summary: string }[] }>("GET", "/pages?state=unended")).items, {
        timeout: 10_000,
      })
      .toEqual(expect.arrayContaining([expect.objectContaining({ summary: "The payments are down", state: "acknowledged" })]));

    // The browser takes another subscription, as it may at any time: the worker tells Guardia, which sends there from now on.
    const other = JSON.stringify({ ...JSON.parse(service.subscription), endpoint: `${service.endpoint}/renewed` });
    const renew = (before: string, after: string) =>
      worker.evaluate(
        (subscriptions) => {
          // biome-ignore lint/suspicious/noExplicitAny: the worker's own events are not among the page's types.
          const scope = self as any;
          const [oldSubscription, newSubscription] = subscriptions.map((text) => ({ ...JSON.parse(text), toJSON: () => JSON.parse(text) }));
          scope.dispatchEvent(Object.assign(new scope.ExtendableEvent("pushsubscriptionchange"), { oldSubscription, newSubscription }));
        },
        [before, after],
      );
    const addresses = () =>
      page.evaluate(async () => {
        const { items } = (await (await fetch("/api/v1/account/contact-points")).json()) as { items: { address: string }[] };
        return items.map(({ address }) => address);
      });
    await renew(service.subscription, other);
    await expect.poll(addresses).toEqual([other]);
    await renew(other, service.subscription);
    await expect.poll(addresses).toEqual([service.subscription]);

    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByRole("button", { name: "Notify me here" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});

describe("my other ways", () => {
  it("are added with a code, tried, put into rules that read as sentences, and removed; on a phone too", async () => {
    const server = await openNtfy();
    const { page, problems, close } = await desk.enter({ viewport: phone });
    await account(page);
    await page.getByRole("button", { name: "Add a way" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("By", { exact: true }).selectOption({ label: "ntfy" });
    await dialog.getByLabel("Where").fill("two words");
    await page.getByRole("button", { name: "Add and send a code" }).click();
    await page
      .getByRole("alert")
      .getByText(/Write a topic/)
      .waitFor();
    await dialog.getByLabel("Where").fill(`${server.url}/guardia-ines`);
    await dialog.getByLabel(/^Name/).fill("Pocket");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Add and send a code" }).click();
    const code = /\b\d{6}\b/.exec((await nth(server.published, 1)).message)![0];
    await page.getByText("The provider has taken it.").waitFor();
    await dialog.getByLabel("Six digits").fill(code);
    await dialog.getByRole("button", { name: "Confirm" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "Pocket" });
    await row.getByText(/Confirmed/).waitFor();
    await row.getByRole("button", { name: "Send me a test" }).click();
    await row.getByText("The provider has taken the test.").waitFor();
    expect(server.published[1]?.title).toContain("test");

    await page.getByRole("button", { name: "Change: when it is urgent" }).click();
    await dialog.getByLabel("ntfy").selectOption({ value: "120000" });
    await dialog.getByRole("button", { name: "Save" }).click();
    const urgent = page.getByRole("region", { name: "How to reach me" });
    await urgent.getByText("As you chose").first().waitFor();
    await urgent.getByText("After 2 min").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await sidewaysPixels(page)).toBe(0);
    await row.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    expect(problems).toEqual([]);
    await close();
  });
});
