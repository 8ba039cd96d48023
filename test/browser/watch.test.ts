import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
let receiver: Server;
let url: string;
const taken: { path: string; type: string | null }[] = [];
let status = 204;

beforeAll(async () => {
  desk = await openDesk({ settings: { allowOutside: ["127.0.0.0/8"] } });
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      taken.push({ path: request.url ?? "", type: body === "" ? null : (JSON.parse(body) as { type: string }).type });
      response.writeHead(status).end(status === 204 ? undefined : "no room today");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await desk.close();
  receiver.closeAllConnections();
  receiver.close();
});

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

describe("the room of webhooks", () => {
  it("adds one, shows its secret once, tests it, and tells what was sent and answered", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/webhooks");
    await page.getByText("Nothing is sent anywhere yet").waitFor();
    await sound(visit);
    await page.getByRole("button", { name: "Add a webhook" }).click();
    const form = page.getByRole("dialog", { name: "A new webhook" });
    await form.getByLabel("Name", { exact: true }).fill("CRM");
    await form.getByLabel("Address", { exact: true }).fill(`${url}/hooks`);
    await form.getByLabel("Other types").fill("user.*");
    await sound(visit);
    await form.getByRole("button", { name: "Create" }).click();
    const secret = page.getByRole("dialog", { name: "The secret of CRM" });
    expect(await secret.getByLabel("Secret", { exact: true }).inputValue()).toMatch(/^whsec_.{44}$/);
    await secret.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "CRM" }) });
    await row.getByText("Delivering").waitFor();
    status = 503;
    await page.getByRole("button", { name: "Send a test to CRM" }).click();
    const tests = () => taken.filter(({ type }) => type === "webhook.test").length;
    await vi.waitFor(() => expect(tests()).toBe(1), { timeout: 30_000 });
    status = 204;
    await page.getByRole("button", { name: "Log of CRM" }).click();
    await page.getByRole("heading", { name: "What was sent to CRM" }).waitFor();
    await page
      .getByRole("row", { name: /webhook\.test/ })
      .getByText("Delivered")
      .waitFor({ timeout: 30_000 });
    await sound(visit);
    await page.getByRole("button", { name: /webhook\.test/ }).click();
    const delivery = page.getByRole("dialog", { name: /^Delivery \d+$/ });
    await delivery.getByText("no room today").waitFor();
    expect(await delivery.getByRole("listitem").count()).toBe(2);
    await delivery.getByText('"type": "webhook.test"').waitFor();
    await sound(visit);
    await delivery.getByRole("button", { name: "Send again" }).click();
    await page.getByText("replayed").waitFor();
    await vi.waitFor(() => expect(tests()).toBe(3), { timeout: 30_000 });
    await visit.close();
  });

  it("is usable on a phone, and a webhook is switched off and removed", async () => {
    const visit = await desk.enter({ viewport: phone });
    const { page } = visit;
    await page.goto("/webhooks");
    await page.getByRole("button", { name: "Switch off CRM" }).click();
    await page.getByText("Switched off", { exact: true }).waitFor();
    await sound(visit);
    await page.getByRole("button", { name: "Remove CRM?" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Nothing is sent anywhere yet").waitFor();
    expect(await desk.call("GET", "/webhooks")).toEqual({ items: [] });
    await visit.close();
  });
});

describe("the room of the watch", () => {
  it("says whether all is well, sends a test page, and calls an address while it is", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/watch");
    await page.getByText("All is well", { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByText("Nobody outside would notice").waitFor();
    await sound(visit);
    await page.getByRole("button", { name: "Add a ping" }).click();
    const ping = page.getByRole("dialog", { name: "Add a ping" });
    await ping.getByLabel("Name", { exact: true }).fill("Outer watch");
    await ping.getByLabel("Address", { exact: true }).fill(`${url}/ping`);
    await sound(visit);
    await ping.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText(/every 1 min; taken/).waitFor({ timeout: 30_000 });
    expect(taken.some(({ path }) => path === "/ping")).toBe(true);
    await page.getByRole("button", { name: "Send one now" }).click();
    const test = page.getByRole("dialog", { name: "Send a test page now" });
    await test.getByLabel("To whom").fill("person:ines");
    await test.getByRole("button", { name: "Send", exact: true }).click();
    const row = page.getByRole("row", { name: /person:ines/ });
    await row.getByText(/waiting until/).waitFor();
    const pageId = await row.getByRole("link").textContent();
    await desk.call("POST", `/pages/${pageId}/acknowledgement`, {});
    await row.getByText(/after/).first().waitFor({ timeout: 30_000 });
    await sound(visit);
    await visit.close();
  });

  it("is read on a phone, at night too, with a witness and a test hour set up", async () => {
    await desk.call("POST", "/watch/witnesses", { name: "Guardia in Paris" });
    await desk.call("POST", "/watch/tests", { target: "person:ines", wallTime: "10:00", days: [1, 3, 5], zone: "Europe/Madrid" });
    const visit = await desk.enter({ viewport: phone, colorScheme: "dark" });
    const { page } = visit;
    await page.goto("/watch");
    await page.getByText("Guardia in Paris").waitFor();
    await page.getByText("10:00 (Europe/Madrid), Mon, Wed, Fri").waitFor();
    await sound(visit);
    await page.getByRole("button", { name: "Remove the test of person:ines at 10:00" }).click();
    await page.getByText("No test hour is set up.").waitFor();
    expect(await desk.call("GET", "/watch/settings")).toMatchObject({ tests: [] });
    await visit.close();
  });
});
