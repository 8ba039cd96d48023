import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drivers } from "#server/channels/drivers.ts";
import { channelSettings as english } from "../../src/web/language/en/channel-settings.ts";
import { json, openProvider } from "../providers/http-provider.ts";
import { type Desk, openDesk, phone, textOf, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ demo: false, settings: { allowOutside: ["127.0.0.0/8"] } });
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

type Gateway = { id: string; name: string; channel: string; settings: Record<string, unknown>; isEnabled: boolean };
const gatewaysOf = async (channel: string): Promise<Gateway[]> =>
  (await desk.call<{ items: Gateway[] }>("GET", "/gateways")).items.filter((each) => each.channel === channel);
const namesOf = async (channel: string): Promise<string[]> => (await gatewaysOf(channel)).map(({ name }) => name);

const add = (name: string, url: string): Promise<Gateway> =>
  desk.call("POST", "/gateways", { name, driver: "http-sms", settings: { url, token: "s3cret-token" } });

const section = (page: Page, channel: string) => page.getByRole("region", { name: channel, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

describe("the room of channels", () => {
  it("takes a gateway by the form of its driver, tells what is missing, and sends a test through it", async () => {
    const provider = await openProvider(() => json(200, { status: "OK", id: "m-1" }));
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/channels");
    await page.getByRole("heading", { name: "Channels", level: 1 }).waitFor();
    await section(page, "Web push").getByText("comes with Guardia").waitFor();
    await sound(visit);

    await page.getByRole("button", { name: "Add a gateway to SMS" }).click();
    const dialog = page.getByRole("dialog", { name: "A new gateway" });
    await dialog.getByLabel("Through").selectOption({ label: "SMS by HTTP" });
    await dialog.getByLabel("Name").fill("House SMS");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("This is needed.").waitFor();
    await dialog.getByLabel("Address", { exact: true }).fill("sms.example.com");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("An address like https://sms.example.com").first().waitFor();
    await dialog.getByLabel("Address", { exact: true }).fill(`${provider.url}/send`);
    await sound(visit);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await rowOf(page, "House SMS").getByText("Not used yet").waitFor();
    await section(page, "SMS").getByText("A single gateway").waitFor();

    await page.getByRole("button", { name: "Send a test through House SMS" }).click();
    const test = page.getByRole("dialog", { name: "A test through House SMS" });
    await test.getByLabel("To").fill("600 123 456");
    await test.getByRole("button", { name: "Send", exact: true }).click();
    await test.getByText("Write the number with its country").waitFor();
    await test.getByLabel("To").fill("+34 600 123 456");
    await test.getByRole("button", { name: "Send", exact: true }).click();
    await test.getByText("The provider has taken it.").waitFor();
    expect(provider.asked.map(({ body }) => JSON.parse(body).to)).toEqual(["+34600123456"]);
    await sound(visit);
    await page.keyboard.press("Escape");
    await rowOf(page, "House SMS")
      .getByText(/^Took a message/)
      .waitFor();
    await visit.close();
  });

  it("puts gateways in order by buttons and by the keyboard alone, and keeps it", async () => {
    for (const name of ["Second SMS", "Third SMS"]) await add(name, "https://sms.example.com/send");
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/channels");
    await page.getByRole("button", { name: "Ask Third SMS earlier" }).click();
    await page.getByText("Third SMS is now at place 2.").waitFor();
    await expect.poll(() => namesOf("sms")).toEqual(["House SMS", "Third SMS", "Second SMS"]);

    await page.getByRole("button", { name: "Move House SMS" }).focus();
    await page.keyboard.press("Space");
    await page.getByText(/^House SMS (taken, place|at place) 1 of 3\.$/).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowDown");
    await page.getByText("House SMS at place 2 of 3.").waitFor({ state: "attached" });
    await page.keyboard.press("Space");
    await expect.poll(() => namesOf("sms")).toEqual(["Third SMS", "House SMS", "Second SMS"]);
    const shown = section(page, "SMS").getByRole("heading", { level: 3 });
    await expect.poll(() => shown.allTextContents()).toEqual(["Third SMS", "House SMS", "Second SMS"]);
    await sound(visit);
    await visit.close();
  });

  it("keeps a secret that is not written anew, switches off, and removes after asking", async () => {
    const { id } = await add("Fourth SMS", "https://sms.example.com/send");
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/channels");
    await page.getByRole("button", { name: "Settings of Fourth SMS" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings of Fourth SMS" });
    await dialog.getByLabel("Address for the provider").waitFor();
    expect(await dialog.getByLabel("Address for the provider").inputValue()).toMatch(new RegExp(`/hooks/${id}/[\\w-]{20,}$`));
    expect(await page.content()).not.toContain("s3cret-token");
    await dialog.getByLabel("Name").fill("Spare SMS");
    await dialog.getByLabel("Switched on").uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await rowOf(page, "Spare SMS").getByText("Switched off").waitFor();
    const kept = (await gatewaysOf("sms")).find((each) => each.id === id);
    expect(kept).toMatchObject({ name: "Spare SMS", isEnabled: false, keptSecrets: expect.arrayContaining(["token"]) });

    await page.getByRole("button", { name: "Settings of Spare SMS" }).click();
    const again = page.getByRole("dialog", { name: "Settings of Spare SMS" });
    await again.getByRole("button", { name: "Remove" }).click();
    await again.getByRole("heading", { name: "Remove Spare SMS?" }).waitFor();
    await sound(visit);
    await again.getByRole("button", { name: "Remove" }).click();
    await rowOf(page, "Spare SMS").waitFor({ state: "detached" });
    expect(await namesOf("sms")).not.toContain("Spare SMS");
    await visit.close();
  });

  it("shows a gateway that fails as failing, with its words, on a phone and in French", async () => {
    const provider = await openProvider(() => ({ status: 503, body: "out of order" }));
    const { id } = await add("Broken SMS", `${provider.url}/send`);
    for (let n = 0; n < 3; n++) await desk.call("POST", `/gateways/${id}/test`, { address: "+34600123456" });
    const visit = await desk.enter({ viewport: phone, hasTouch: true, locale: "fr-FR" });
    const { page } = visit;
    await page.goto("/channels");
    const row = rowOf(page, "Broken SMS");
    await row.getByText("En échec").waitFor();
    expect(await textOf(row)).toContain("503 out of order");
    await page.getByText(/1 passerelle à regarder/).waitFor();
    await sound(visit);
    await visit.close();
  });
});

describe("settings of drivers", () => {
  it("are worded in the catalogue, each of them", () => {
    const known: Readonly<Record<string, unknown>> = english;
    const unknown = drivers.flatMap(({ name, settings }) =>
      Object.keys(settings.shape)
        .filter((each) => known[`${name}:${each}`] === undefined && known[each] === undefined)
        .map((each) => `${name}: ${each}`),
    );
    expect(unknown).toEqual([]);
  });
});
