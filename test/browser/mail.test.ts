import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { letter } from "#server/mail/letter.fixture.ts";
import { type ImapServer, openImapServer } from "../imap-server.ts";
import { type Desk, openDesk, phone, textOf } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
let server: ImapServer;
beforeAll(async () => {
  [server, desk] = await Promise.all([openImapServer(), openDesk()]);
}, 180_000);
afterAll(async () => {
  await desk.close();
  await server.close();
});

type Model = { document: { customers: Record<string, { name: string; contacts: Record<string, { name: string; email?: string }> }> } };

async function contactOfModel() {
  const { document } = await desk.call<Model>("GET", "/model");
  for (const [customerId, { name: customer, contacts }] of Object.entries(document.customers))
    for (const { name, email } of Object.values(contacts)) if (email !== undefined) return { customerId, customer, name, email };
  throw new Error("nobody in the demonstration has an address");
}

describe("mail", () => {
  it("is taken from a mailbox that an administrator adds and tests, and what nobody knows waits to be given to a customer", async () => {
    const { name, email, customer } = await contactOfModel();
    const text =
      "It hums again.\n\n-- \nFinance, 3rd floor\n\nOn Monday, Support <support@meridian.example> wrote:\n> Does it hum?\n> Yours";
    const client = await server.client("support");
    await client.append(
      "INBOX",
      letter({ from: `${name} <${email}>`, subject: "The printer hums", cc: "Boss <boss@customer.example>", text }),
    );
    await client.append(
      "INBOX",
      letter({ from: "Max Stranger <max@nowhere.example>", subject: "Who can help?", text: "I know nobody here." }),
    );
    client.close();
    const { page, problems, close } = await desk.enter();
    await page.goto("/mail");
    await page.getByRole("button", { name: "Add the first mailbox" }).click();
    await page.getByRole("textbox", { name: "Address", exact: true }).fill("support@meridian.example");
    await page.getByRole("textbox", { name: "Server", exact: true }).fill("127.0.0.1");
    await page.getByLabel("Encryption").selectOption("none");
    await page.getByRole("textbox", { name: "Port" }).fill(String(server.port));
    await page.getByRole("textbox", { name: "User" }).fill("support");
    await page.getByLabel("Password", { exact: true }).fill(server.password);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: /^Test/ }).click();
    await page.getByText("The server lets us in: 2 messages in the folder.").waitFor();
    await page.getByText(/(?<!not )connected since/).waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: /Who can help\?/ }).click({ timeout: 30_000 });
    await page.getByText("I know nobody here.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Give to customer …" }).click();
    await page.getByLabel("Customer", { exact: true }).selectOption({ label: customer });
    await page.getByRole("button", { name: "Open a ticket" }).click();
    await page.getByText("No message waits").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("stands in its ticket with the quote folded, who was copied, and the raw file at hand", async () => {
    const { name } = await contactOfModel();
    const { items } = await desk.call<{ items: { id: number }[] }>("GET", "/tickets?query=printer%20hums");
    const { page, problems, close } = await desk.enter();
    await page.goto(`/tickets/${items[0]?.id ?? 0}`);
    const message = page.getByRole("article").filter({ hasText: "It hums again." }).first();
    await message.getByText("Copy to Boss").waitFor();
    expect(await textOf(message)).toContain(name);
    await message.getByText("Quoted text").click();
    await message.getByText("Does it hum?").waitFor();
    await message.getByText("Nobody checked the sender").click();
    const raw = message.getByRole("link", { name: "Raw message" });
    expect((await page.request.get((await raw.getAttribute("href")) ?? "")).status()).toBe(200);
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });

  it("can be looked after on a phone", async () => {
    const { page, close } = await desk.enter({ viewport: phone });
    await page.goto("/mail");
    await page.getByText("support@meridian.example").first().waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await close();
  });
});
