import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { comeIn } from "./portal-visit.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

/** A critical incident of the demonstration's payment service. */
const openIncident = (subject: string): Promise<{ id: number }> =>
  desk.call("POST", "/tickets", {
    ...{ customerId: "andina", kind: "incident", subject, description: "Since a minute ago.", service: "payments", component: "ledger" },
    facts: { affected: "everybody", hasWorkaround: false, atStake: "money" },
  });

type Fact = { type: string; text?: string; visibility?: string };
const factsOf = async (id: number): Promise<Fact[]> => (await desk.call<{ items: Fact[] }>("GET", `/tickets/${id}/events?limit=200`)).items;

describe("a major incident", () => {
  it("is declared from its ticket, led, noted and told to the customer, who reads the update and nothing else", async () => {
    const { id } = await openIncident("Nobody can pay since ten");
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto(`/tickets/${id}`);
    await page.getByText("It is critical and nobody leads it yet.").waitFor();
    await page.getByRole("button", { name: "More", exact: true }).first().waitFor();
    await page.keyboard.press("!");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Why/).fill("All shops, no workaround");
    await sound(visit);
    await dialog.getByRole("button", { name: "Declare it" }).click();
    await page.waitForURL(`**/tickets/${id}/incident`);
    await page.getByRole("heading", { name: "You lead" }).waitFor();
    await page.getByRole("timer").waitFor();
    await page.getByRole("button", { name: "Cause found" }).click();
    await page.locator("[aria-current=step]").getByText("Cause found").waitFor();
    await page.getByRole("button", { name: /^Take it.*Scribe/ }).click();
    await page.getByRole("button", { name: "Change Scribe" }).waitFor();

    const line = page.getByRole("region", { name: "Time line" });
    await page.keyboard.press("f");
    await page.getByLabel("Finding", { exact: true }).last().pressSequentially("The disk is full");
    // What was begun for ourselves is not in the box that the customer reads.
    await page.getByText("Update to the customer", { exact: true }).click();
    const outside = page.getByRole("textbox", { name: "Update to the customer" });
    expect(await outside.inputValue()).toBe("");
    await page.getByText("Andina Pagos reads this").waitFor();
    await outside.fill("We know why and repair it.");
    // Whoever reloads finds both again.
    await page.reload();
    await page.getByText("Finding", { exact: true }).first().click();
    await expect.poll(() => page.getByLabel("Finding", { exact: true }).last().inputValue()).toBe("The disk is full");
    await page.getByText("Update to the customer", { exact: true }).click();
    expect(await outside.inputValue()).toBe("We know why and repair it.");
    await sound(visit);
    await page.getByRole("button", { name: "Send to Andina Pagos" }).click();
    await line.getByText("We know why and repair it.").waitFor();
    await line.getByText("Sent to the customer").waitFor();
    await page.getByText("Finding", { exact: true }).first().click();
    await page.keyboard.press("Control+Enter");
    await line.getByText("The disk is full").waitFor();

    const replies = (await factsOf(id)).filter(({ type }) => type === "ticket.replied");
    expect(replies).toMatchObject([{ text: "We know why and repair it.", visibility: "public" }]);
    await page.goto(`/tickets/${id}`);
    await page.getByText(/^Next update in \d/).waitFor();
    await page.getByRole("link", { name: "Open the room" }).waitFor();
    await visit.close();
  });

  it("is the same room for two people at once, one of them on a phone at night", async () => {
    const { id } = await openIncident("The ledger has stopped");
    await desk.call("POST", `/tickets/${id}/incident`, { commander: "person:petra" });
    await desk.call("POST", `/tickets/${id}/incident/checklist`, { text: "The bank is told" });
    const night = await desk.enter({ viewport: phone, colorScheme: "dark" });
    await night.page.goto("/incidents");
    await night.page.getByRole("link", { name: "The ledger has stopped" }).click();
    await night.page.getByText("Petra Novak").first().waitFor();
    await night.page.getByRole("tab", { name: "Checklist" }).click();
    const item = night.page.getByRole("checkbox", { name: "The bank is told" });
    await item.waitFor();
    expect(await item.isChecked()).toBe(false);
    const visit = await desk.enter();
    await visit.page.goto(`/tickets/${id}/incident`);
    await visit.page.getByRole("checkbox", { name: "The bank is told" }).check();
    await expect.poll(() => item.isChecked()).toBe(true);
    await sound(night);
    await night.page.getByRole("tab", { name: "People" }).click();
    expect(await night.page.locator("a[href^='tel:+']").count()).toBeGreaterThan(0);
    await sound(night);
    await night.page.getByRole("tab", { name: "Time line" }).click();
    await night.page.getByLabel("Note", { exact: true }).last().fill("I am driving there.");
    await night.page.getByRole("button", { name: "Write the note" }).click();
    await visit.page.getByRole("region", { name: "Time line" }).getByText("I am driving there.").waitFor();
    await sound(night);
    await visit.close();
    await night.close();
  });
});

describe("its review", () => {
  it("is written, gives work to somebody by a day, is published, and is read by the customer as far as it is meant for them", async () => {
    const { id } = await openIncident("Terminals answer nothing");
    await desk.call("POST", `/tickets/${id}/incident`, { commander: "person:ines" });
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto(`/tickets/${id}/incident`);
    await page.getByRole("button", { name: "Over", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await page.getByRole("link", { name: "Write the review" }).click();
    await page.getByLabel("Summary").fill("The disk of the ledger was full.");
    await page.getByLabel("Impact").fill("No terminal worked for an hour.");
    for (const [index, words] of ["Nobody removed old journals", "A colleague was tired"].entries()) {
      await page.getByRole("button", { name: "Add a cause" }).click();
      await page.getByLabel(`Cause ${index + 1}`, { exact: true }).fill(words);
    }
    await page.getByRole("checkbox", { name: "The customer may read it" }).first().check();
    await page.getByRole("button", { name: "Add to: What went badly" }).click();
    await page.keyboard.type("We looked in the wrong place");
    expect(await page.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    await page.keyboard.press("Control+s");
    await page.getByText("Saved.").waitFor();

    await page.getByRole("button", { name: "Add an action" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What is to be done").fill("Warn at 80 % of the disk");
    await dialog.getByLabel("Owner").selectOption({ label: "Petra Novak" });
    await dialog.getByLabel("Done by").fill("2099-01-31");
    await dialog.getByLabel("The customer may read it").check();
    await dialog.getByRole("button", { name: "Open the ticket" }).click();
    await dialog.waitFor({ state: "detached" });
    const action = page.getByRole("region", { name: "Actions" }).getByRole("listitem");
    await action.getByText("Petra Novak").waitFor();
    const href = await action.getByRole("link", { name: "Warn at 80 % of the disk" }).getAttribute("href");
    expect(await desk.call("GET", `${href}`)).toMatchObject({ assignee: "petra", kind: "problem" });

    await page.getByRole("button", { name: "Publish" }).click();
    await dialog.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Published, version 1").waitFor();
    await page.getByRole("button", { name: "Show it to the customer" }).click();
    await dialog.getByRole("button", { name: "Show it to the customer" }).click();
    await page.getByText("The customer’s contacts read it").waitFor();
    await sound(visit);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Markdown", exact: true }).click()]);
    expect(file.suggestedFilename()).toBe(`incident-${id}.md`);
    await page.goto("/incidents?actions=open");
    await page.getByRole("link", { name: "Warn at 80 % of the disk" }).waitFor();
    await sound(visit);
    await visit.close();

    const ana = { name: "Ana Vidal", email: "ana-review@customer.example", role: "designated-contact", language: "es" } as const;
    const theirs = await comeIn(desk, { ...ana, customerId: "andina" });
    await theirs.page.goto("/portal/reviews");
    await theirs.page.getByRole("link", { name: /Terminals answer nothing/ }).click();
    await theirs.page.getByText("The disk of the ledger was full.").waitFor();
    await theirs.page.getByText("Nobody removed old journals").waitFor();
    await theirs.page.getByText("Warn at 80 % of the disk").waitFor();
    expect(await theirs.page.getByText("A colleague was tired").count()).toBe(0);
    expect(await theirs.page.getByText("We looked in the wrong place").count()).toBe(0);
    await sound(theirs);
    await theirs.page.getByRole("link", { name: `Ticket ${id}` }).click();
    await theirs.page.getByRole("link", { name: "Leer el informe de esta incidencia" }).waitFor();
    await theirs.close();
  });
});
