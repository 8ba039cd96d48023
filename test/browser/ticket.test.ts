import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, textOf } from "./desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

type Opened = { id: number; seq: number };

const openTicket = (subject: string): Promise<Opened> =>
  desk.call<Opened>("POST", "/tickets", {
    ...{ customerId: "andina", subject, description: "Since nine.", service: "payments", component: "api", priority: "P2" },
    ...{ requester: "lucia", channel: "email" },
  });

async function openPage(id: number): Promise<{ page: Page; problems: string[]; close(): Promise<void> }> {
  const visit = await desk.enter();
  await visit.page.goto(`/tickets/${id}`);
  await visit.page.getByRole("article").first().waitFor();
  await visit.page.getByRole("meter").first().waitFor();
  return visit;
}

const units: Record<string, number> = { h: 3_600_000, min: 60_000, s: 1_000 };

/** `1 h 30 min 51.746 s` in milliseconds. */
const milliseconds = (text: string): number =>
  Math.round([...text.matchAll(/([\d.]+) (h|min|s)\b/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0));

describe("a ticket", () => {
  it("is answered, noted upon, paused and resumed by keyboard", async () => {
    const { id } = await openTicket("Cards are refused");
    const { page, problems, close } = await openPage(id);
    await page.keyboard.press("r");
    await page.keyboard.type("We are on it.");
    await page.keyboard.press("Control+Enter");
    const answer = page.getByRole("article").filter({ hasText: "We are on it." });
    await answer.filter({ hasText: "Sent in a moment" }).waitFor();
    const actions = page.getByRole("toolbar", { name: "Actions" });
    expect(await actions.getByRole("button", { name: /^Acknowledge/ }).count()).toBe(1);
    await page.keyboard.press("Escape");

    // What comes next sends off what was held.
    await page.keyboard.press("n");
    await page.keyboard.type("The pool runs dry again.");
    await page.keyboard.press("Control+Enter");
    const note = page.locator("article[data-side=internal]").filter({ hasText: "The pool runs dry again." });
    await note.waitFor();
    expect(await textOf(note)).toContain("Internal note");
    await actions.getByRole("button", { name: /^Acknowledge/ }).waitFor({ state: "detached" });
    const said = async () => {
      const { items } = await desk.call<{ items: { type: string; visibility?: string }[] }>("GET", `/tickets/${id}/events`);
      return items.filter(({ type }) => type === "ticket.replied").map(({ visibility }) => visibility);
    };
    await expect.poll(said).toEqual(["public", "internal"]);
    await page.keyboard.press("Escape");

    await page.keyboard.press("p");
    const dialog = page.getByRole("dialog", { name: "Pause" });
    await dialog.getByLabel("Waiting for").selectOption("customer");
    await dialog.getByLabel(/^Note/).fill("Which terminals?");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.locator("header").getByText("Waiting for the customer", { exact: true }).waitFor();
    await expect.poll(() => page.getByRole("meter", { name: /^Resolution: paused, would be due/ }).count()).toBe(1);

    // By its key, or taken back: both let it go on.
    await page.getByRole("button", { name: /^Undo/ }).waitFor();
    await page.keyboard.press("z");
    await actions.getByRole("button", { name: /^Pause/ }).waitFor();
    await expect.poll(() => page.getByRole("meter", { name: /^Resolution: due in/ }).count()).toBe(1);
    expect(problems).toEqual([]);
    await close();
  });

  it("goes up a tier with a reason, and back with one", async () => {
    const { id } = await openTicket("The gateway answers 502");
    const { page, close } = await openPage(id);
    await page.keyboard.press("e");
    const up = page.getByRole("dialog", { name: "Escalate" });
    await up.getByLabel(/^Reason/).fill("Behind the gateway.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/escalated it to L2 Platform: Behind the gateway/).waitFor();
    await page.keyboard.press("b");
    const back = page.getByRole("dialog", { name: "Hand back" });
    await back.getByRole("button", { name: "Hand back" }).click();
    expect(await back.getByText("This is needed.").count()).toBe(1);
    await back.getByLabel("Reason").fill("No log was attached.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/handed it back to L1 Service desk: No log was attached/).waitFor();
    await close();
  });

  it("explains each clock so that it adds up to its target", async () => {
    // Promised in business days: whenever this runs, nights lie between.
    const { id } = await desk.call<Opened>("POST", "/tickets", {
      customerId: "azur",
      subject: "La caisse est lente",
      description: "Depuis midi.",
      service: "club",
      component: "caisse",
      priority: "P3",
    });
    const { page, close } = await openPage(id);
    await page.getByRole("button", { name: "Why? Resolution" }).click();
    const why = page.getByRole("dialog", { name: /why it is due when it is$/ });
    await why.getByRole("table").waitFor();
    const counted = await why.locator("tbody tr:not([data-late=true]) td[data-counted]").allTextContents();
    const total = why.locator("tr[data-total]");
    const sum = counted.map(milliseconds).reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBe(milliseconds(await textOf(total.locator("td").last())));
    expect(await textOf(total)).toContain("These add up exactly.");
    expect(await why.getByText(/Night|Weekend/).count()).toBeGreaterThan(0);
    await close();
  });

  it("shows who held the ball, also as a table", async () => {
    const { id } = await openTicket("Refunds are missing");
    await desk.call("POST", `/tickets/${id}/assignment`, { assignee: "diego" });
    const { page, close } = await openPage(id);
    await page.getByRole("img", { name: /stretches over/ }).waitFor();
    await page.getByRole("button", { name: "As a table" }).click();
    expect(await textOf(page.getByRole("table", { name: "Who held the ball" }))).toContain("L1 · Diego Paredes");
    await close();
  });

  it("shows what another client does, while one looks", async () => {
    const { id } = await openTicket("The report is empty");
    const { page, close } = await openPage(id);
    await desk.call("POST", `/tickets/${id}/replies`, { visibility: "public", text: "It works again here.", by: "contact" });
    const said = page.getByRole("article").filter({ hasText: "It works again here." });
    await said.waitFor({ timeout: 5_000 });
    expect(await said.getAttribute("data-side")).toBe("customer");
    await close();
  });

  it("says who was quicker instead of doing what was not meant any more", async () => {
    const { id } = await openTicket("Two at once");
    const visit = await desk.enter();
    // Without live changes the page goes on showing what it saw.
    await visit.page.route("**/api/v1/live", (route) => route.abort());
    await visit.page.goto(`/tickets/${id}`);
    await visit.page.getByRole("meter").first().waitFor();
    await desk.call("POST", `/tickets/${id}/assignment`, { assignee: "tomas" });
    await visit.page.keyboard.press("m");
    const alert = visit.page.getByRole("alert");
    await alert.waitFor();
    expect(await textOf(alert)).toContain("another-client gave it to Tomás Vidal");
    await visit.page.getByRole("banner").or(visit.page.locator("header")).getByText("Tomás Vidal", { exact: true }).first().waitFor();
    const { assignee } = await desk.call<{ assignee: string }>("GET", `/tickets/${id}`);
    expect(assignee).toBe("tomas");
    await visit.close();
  });

  it("says what is possible instead of what is refused", async () => {
    const { id } = await openTicket("Only one");
    const { page, close } = await openPage(id);
    await page.keyboard.press("M");
    const dialog = page.getByRole("dialog", { name: "Merge into another" });
    await dialog.getByLabel("Ticket number").fill("99999999");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.keyboard.press("n");
    await page.keyboard.type("What was held is sent off.");
    await page.keyboard.press("Control+Enter");
    expect(await textOf(dialog.getByRole("alert"))).toContain("There is no ticket 99999999");
    expect(await dialog.getByLabel("Ticket number").inputValue()).toBe("99999999");
    await close();
  });

  it("is resolved and reopened, and offers only what is possible", async () => {
    const { id } = await openTicket("Done soon");
    const { page, close } = await openPage(id);
    const toolbar = page.getByRole("toolbar", { name: "Actions" });
    const resolve = page.getByRole("dialog", { name: "Resolve" });
    await page.keyboard.press("x");
    await resolve.getByRole("textbox", { name: "Solution" }).fill("Restarted the gateway.");
    await page.keyboard.press("Control+Enter");
    await resolve.waitFor({ state: "hidden" });
    // Taken back within its ten seconds: nothing happened, and what was written is there.
    await page.getByRole("button", { name: /^Undo/ }).click();
    await resolve.waitFor();
    expect(await textOf(resolve.getByRole("textbox", { name: "Solution" }))).toContain("Restarted the gateway.");
    expect((await desk.call<{ status: string }>("GET", `/tickets/${id}`)).status).toBe("open");
    await page.keyboard.press("Control+Enter");
    await resolve.waitFor({ state: "hidden" });
    // A note is written after it: so it is sent off.
    await page.keyboard.press("n");
    await page.keyboard.type("Told them by phone, too.");
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Escape");
    await page.locator("article[data-solution=true]").filter({ hasText: "Restarted the gateway." }).waitFor();
    await toolbar.getByRole("button", { name: /^Reopen/ }).waitFor();
    expect(await toolbar.getByRole("button", { name: /^Escalate/ }).count()).toBe(0);
    await page.keyboard.press("R");
    await page.getByRole("dialog", { name: "Reopen" }).getByLabel("Reason").fill("It is back.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/reopened it: It is back/).waitFor();
    expect((await desk.call<{ status: string }>("GET", `/tickets/${id}`)).status).toBe("open");
    await close();
  });
});
