/** A ticket among several people, without a connection, after a crash, and with whatever somebody writes into it. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, phone, textOf, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 180_000);
afterAll(() => desk.close());

type Opened = { id: number };

const openTicket = (subject: string, more: object = {}): Promise<Opened> =>
  desk.call<Opened>("POST", "/tickets", {
    ...{ customerId: "andina", subject, description: "Since nine.", service: "payments", component: "api", priority: "P2" },
    ...{ requester: "lucia", channel: "email" },
    ...more,
  });

async function look(visit: Visit, id: number): Promise<Page> {
  await visit.page.goto(`/tickets/${id}`);
  await visit.page.getByRole("article").first().waitFor();
  await visit.page.getByRole("toolbar", { name: "Format" }).waitFor();
  return visit.page;
}

/** A colleague, invited and signed in, in a browser of their own. */
async function colleague(name: string, email: string): Promise<Visit> {
  const { link } = await desk.call<{ link: string }>("POST", "/people", { name, email, role: "agent" });
  const visit = await desk.open();
  await visit.page.goto(link);
  const token = new URL(link).searchParams.get("token");
  const body = { token, name, email, password: "another lamp in the window" };
  const answer = await visit.page.request.post("/api/v1/welcome", { data: body, headers: { origin: desk.address } });
  if (!answer.ok()) throw new Error(await answer.text());
  return visit;
}

const answerBox = (page: Page) => page.getByRole("textbox", { name: "Answer to the customer" });
const noteBox = (page: Page) => page.getByRole("textbox", { name: "Internal note" });

describe("two agents in one ticket", () => {
  it("see each other read and write, call each other by name, and never answer past each other", { timeout: 240_000 }, async () => {
    const { id } = await openTicket("Two people look");
    const tomas = await colleague("Tomás Vidal", "tomas@meridian.example");
    const ines = await desk.enter();
    const hers = await look(ines, id);
    const his = await look(tomas, id);
    const status = (page: Page) => page.getByRole("status", { name: "Who else is here" });
    await status(hers).filter({ hasText: "Tomás Vidal is reading this" }).waitFor();
    await status(his).filter({ hasText: "Inés Robles is reading this" }).waitFor();

    await hers.keyboard.press("n");
    await hers.keyboard.type("Could you look, @tom");
    await status(his).filter({ hasText: "Inés Robles is writing" }).waitFor();
    await hers
      .getByRole("listbox", { name: "Mention somebody" })
      .getByRole("option", { name: /Tomás Vidal/ })
      .waitFor();
    await hers.keyboard.press("Enter");
    await hers.keyboard.type("? The pool is dry.");
    await hers.keyboard.press("Control+Enter");
    const note = his.getByRole("article").filter({ hasText: "Could you look, @Tomás Vidal" });
    await note.waitFor();
    expect(await note.locator("[data-mention=tomas]").count()).toBe(1);
    await his.getByText(/Tomás Vidal were told/).waitFor();

    // He takes it; her page shows it at once.
    await his.keyboard.press("m");
    await hers.locator("header").getByText("Tomás Vidal", { exact: true }).first().waitFor();
    await tomas.page.goto("/queue");
    await expect.poll(() => status(hers).isVisible(), { timeout: 40_000 }).toBe(false);
    expect([...ines.problems, ...tomas.problems]).toEqual([]);
    await ines.close();
    await tomas.close();
  });
});

describe("a ticket that goes up and comes back", () => {
  it("from L1 to L3 and back, with a runbook ticked and time logged by one key each", async () => {
    const runbook = await desk.call<{ id: string }>("POST", "/runbooks", {
      ...{ name: "Drain the pool", summary: "When the pool runs dry.", service: "payments", component: "api" },
      steps: [
        {
          ...{ id: "look", title: "Look at the graph", text: "The one of **connections**.", expected: "It is flat." },
          action: null,
        },
        {
          ...{ id: "drain", title: "Drain it", text: "", expected: "" },
          action: { name: "Drain", kind: "command", target: "poolctl drain --all", roles: [], teams: ["platform"], tier: null },
        },
      ],
    });
    const { id } = await openTicket("The pool runs dry");
    const visit = await desk.enter();
    const page = await look(visit, id);
    const up = page.getByRole("dialog", { name: "Escalate" });
    await page.keyboard.press("e");
    await up.getByLabel(/^Reason/).fill("Not at the desk.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/escalated it to L2 Platform: Not at the desk/).waitFor();

    await page.getByLabel("Runbook", { exact: true }).selectOption(runbook.id);
    await page.getByRole("button", { name: "Begin" }).click();
    const steps = page.getByRole("region", { name: "Steps of Drain the pool" });
    await steps.getByRole("checkbox", { name: "Look at the graph" }).check();
    await page.getByText(/in the runbook: Look at the graph/).waitFor();
    // The next step opens by itself, and says who may do what it asks for.
    expect(await textOf(steps)).toContain("the team Platform");
    await steps.getByRole("button", { name: "Tick with a note" }).click();
    await page.getByRole("dialog").getByLabel("Note to this step").fill("Drained at noon.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/in the runbook: Drain it: Drained at noon/).waitFor();
    await steps.getByText("2 of 2 steps").waitFor();

    await page.keyboard.press("e");
    await up.getByLabel(/^Reason/).fill("A driver's fault.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/escalated it to L3 Payments development/).waitFor();
    await page.keyboard.press("t");
    const time = page.getByRole("dialog", { name: "Log time" });
    expect(await time.getByLabel("Minutes").inputValue()).toBe("1");
    await time.getByLabel("Minutes").fill("35");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/worked 35 min/).waitFor();
    await page.keyboard.press("b");
    await page.getByRole("dialog", { name: "Hand back" }).getByLabel("Reason").fill("Deployed.");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/handed it back to L2 Platform: Deployed/).waitFor();
    const { timeMinutes, runbooks } = await desk.call<{ timeMinutes: number; runbooks: { done: unknown[] }[] }>("GET", `/tickets/${id}`);
    expect([timeMinutes, runbooks[0]?.done.length]).toEqual([35, 2]);
    expect(visit.problems).toEqual([]);
    await visit.close();
  });
});

describe("without a connection", () => {
  it("goes on writing, and sends when it is back", async () => {
    const { id } = await openTicket("Offline for a while");
    const visit = await desk.enter();
    const page = await look(visit, id);
    await page.keyboard.press("n");
    await page.keyboard.type("Written in a tunnel.");
    await visit.context.setOffline(true);
    await page.keyboard.press("Control+Enter");
    const message = page.getByRole("article").filter({ hasText: "Written in a tunnel." });
    await message.filter({ hasText: "Waits for the connection" }).waitFor();
    await page.keyboard.type("And more, not sent.");
    await visit.context.setOffline(false);
    await page.locator("article[data-side=internal]:not([data-pending])").filter({ hasText: "Written in a tunnel." }).waitFor();
    expect(await textOf(noteBox(page))).toContain("And more, not sent.");
    const { items } = await desk.call<{ items: { type: string }[] }>("GET", `/tickets/${id}/events`);
    expect(items.filter(({ type }) => type === "ticket.replied")).toHaveLength(1);
    await visit.close();
  });
});

describe("a draft", () => {
  it("survives a page that is killed, another device, and an answer that was held when it died", { timeout: 180_000 }, async () => {
    const { id } = await openTicket("The page dies");
    const visit = await desk.enter();
    const page = await look(visit, id);
    await page.keyboard.press("r");
    await page.keyboard.type("Half an ans");
    const killed = async (dead: Page) => {
      const gone = new Promise<void>((resolve) => void dead.once("crash", () => resolve()));
      await dead.goto("chrome://crash").catch(() => undefined);
      await gone;
      await dead.close();
    };
    await killed(page);
    const again = await visit.context.newPage();
    await look({ ...visit, page: again }, id);
    await expect.poll(() => textOf(answerBox(again))).toContain("Half an ans");
    await again.keyboard.press("r");
    await again.keyboard.type("wer.");
    await again.getByText(/^Draft kept \d/).waitFor();

    const elsewhere = await desk.enter({ viewport: phone });
    await look(elsewhere, id);
    await expect.poll(() => textOf(answerBox(elsewhere.page))).toContain("Half an answer.");
    await elsewhere.close();

    await again.keyboard.press("Control+Enter");
    await again.getByRole("article").filter({ hasText: "Sent in a moment" }).waitFor();
    await killed(again);
    const third = await visit.context.newPage();
    await look({ ...visit, page: third }, id);
    await expect.poll(() => textOf(answerBox(third))).toContain("Half an answer.");
    // Sent at last, it is gone from everywhere.
    await third.keyboard.press("r");
    await third.keyboard.press("Control+Enter");
    await third.keyboard.press("Escape");
    await third.getByRole("button", { name: "Close" }).click();
    await third.locator("article[data-side=agent]:not([data-pending])").filter({ hasText: "Half an answer." }).waitFor();
    expect(await textOf(answerBox(third))).toBe("");
    await expect.poll(async () => (await third.request.get(`/api/v1/drafts/ticket:${id}:public`)).status()).toBe(404);
    await visit.close();
  });
});

const script = `<script>window.wasRun = true</script><img src=x onerror="window.wasRun = true">`;
const zalgo = "z̸̢̛͔̻͎̘̥̣̗̲͔̝̫̏̃̀̽̈́̾̕a̷̡̨̪̮̟̪͓̣̘̋̈́̓͊̆͌̚͝l̶̨͚̗̰͕̙̈́́̑͌̾͘g̵̛̣̦̏̾̐͛̀̕o̶̢̯͔͓̗̲͌̏́͑͝ ".repeat(12);
const rightToLeft = "البطاقات مرفوضة في كل المحطات منذ التاسعة، والعملاء ينتظرون";

describe("whatever somebody writes", () => {
  it("is shown as text in every field, in any script, and stays in its frame", { timeout: 180_000 }, async () => {
    const { id } = await openTicket(`${script} ${rightToLeft}`, {
      description: `${script}\n\n[a](javascript:alert(1)) ![x](https://spy.example/x.png)`,
    });
    for (const text of [script, zalgo, rightToLeft, "w".repeat(3_000), `> ${"quoted ".repeat(80)}\n\nbelow`])
      await desk.call("POST", `/tickets/${id}/replies`, { visibility: "internal", text });
    const html = `<p onclick="window.wasRun=true">mail</p><style>body{display:none}</style><iframe src="/"></iframe><form><input></form>`;
    await desk.call("POST", `/tickets/${id}/replies`, { visibility: "public", by: "contact", format: "html", text: html });
    await desk.call("POST", `/tickets/${id}/tasks`, { text: script });
    await desk.call("POST", `/tickets/${id}/time`, { minutes: 5, activity: script.slice(0, 60), note: script });
    await desk.call("POST", `/tickets/${id}/pause`, { reason: "vendor", note: script, reference: script.slice(0, 100) });
    await desk.call("POST", `/tickets/${id}/calls`, { direction: "in", person: script, number: "<b>1</b>", text: script });
    for (const options of [{}, { colorScheme: "dark" }, { viewport: phone }] as const) {
      const visit = await desk.enter(options);
      const { page } = visit;
      await page.goto(`/tickets/${id}`);
      await page.getByRole("article").nth(5).waitFor();
      if ("viewport" in options) {
        expect(await violations(page)).toEqual([]);
        await page.getByRole("tab", { name: "Details" }).click();
      }
      await page.getByRole("meter").first().waitFor();
      await page.getByRole("button", { name: /^Time worked/ }).click();
      expect(await violations(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
      if (!("viewport" in options)) {
        expect(await page.locator("article script, article iframe, article form, article style, article img").count()).toBe(0);
        expect(await page.locator('article a[href^="javascript"]').count()).toBe(0);
        expect(await page.locator("article details summary").filter({ hasText: "Quoted text" }).count()).toBe(1);
      }
      // The browser says that it did not run the handler of the mail while the mail was read and cleaned.
      expect(visit.problems.filter((each) => !each.startsWith("Executing inline event handler violates"))).toEqual([]);
      await visit.close();
    }
  });

  it("may be a picture, or five megabytes: both become files with the answer", async () => {
    const { id } = await openTicket("Files of all kinds");
    const visit = await desk.enter();
    const page = await look(visit, id);
    await page.keyboard.press("n");
    await page.keyboard.type("See: ");
    const paste = (kind: "picture" | "text") =>
      page.evaluate((what) => {
        const data = new DataTransfer();
        const dot = Uint8Array.from(
          atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
          (each) => each.charCodeAt(0),
        );
        if (what === "picture") data.items.add(new File([dot], "dot.png", { type: "image/png" }));
        else data.setData("text/plain", "a line of a log\n".repeat(330_000));
        const target = document.querySelector("[contenteditable=true]");
        target?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
      }, kind);
    await paste("picture");
    await noteBox(page).locator("img[src^='/api/v1/attachments/']").waitFor();
    await paste("text");
    const files = page.getByRole("list", { name: "Attachments" });
    await files.getByText("pasted.txt").waitFor();
    const send = page.getByRole("button", { name: "Keep note" });
    await expect.poll(() => send.isEnabled(), { timeout: 20_000 }).toBe(true);
    await send.click();
    const note = page.locator("article[data-side=internal]:not([data-pending])");
    await note.waitFor();
    expect(await note.locator("img[src^='/api/v1/attachments/']").count()).toBe(1);
    await note.getByRole("link", { name: /^Download pasted\.txt, 5\.3/ }).waitFor();
    expect(visit.problems).toEqual([]);
    await visit.close();
  });
});
