import { connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, textOf } from "./desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const openTicket = (subject: string, priority = "P2") =>
  desk.call<{ id: number }>("POST", "/tickets", { customerId: "andina", subject, service: "payments", component: "api", priority });
const isLive = (page: Page) => page.locator("[data-connection=live]").waitFor({ state: "attached", timeout: 20_000 });

/** A line to the desk that can be cut. */
async function openLine(): Promise<{ address: string; cut(): void; mend(): Promise<void>; close(): void }> {
  const sockets = new Set<Socket>();
  const target = new URL(desk.address);
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as { port: number };
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { address: `http://127.0.0.1:${port}`, cut, mend: () => listen(port), close: cut };
}

/** A stretch of ten seconds before the line was cut is told again: what the demonstration applied is to lie before it. */
async function modelIsOlder(): Promise<void> {
  const { appliedAt } = await desk.call<{ appliedAt: string }>("GET", "/model");
  await setTimeout(Math.max(0, Date.parse(appliedAt) + 12_000 - Date.now()));
}

describe("a connection", () => {
  it("that is lost is taken up without a gap: what happened meanwhile is there, and nothing else is read again", async () => {
    await modelIsOlder();
    const { id } = await openTicket("The line is cut");
    const line = await openLine();
    const { page, close } = await desk.enter({ baseURL: line.address });
    const streams: string[] = [];
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname === "/api/v1/live") streams.push(search);
    });
    await page.goto("/queue?order=newest");
    const row = page.locator(`#ticket-${id}`);
    await row.waitFor();
    await isLive(page);
    await desk.call("POST", `/tickets/${id}/assignment`, { assignee: "tomas" });
    await row.getByText("Tomás Vidal").waitFor({ timeout: 10_000 });

    line.cut();
    await page.locator("[data-connection=lost]").waitFor({ state: "attached", timeout: 10_000 });
    await page.getByText("Connection lost: trying again.").first().waitFor({ timeout: 20_000 });
    await desk.call("POST", `/tickets/${id}/assignment`, { assignee: "aisha" });
    const { id: born } = await openTicket("Opened while nobody listened");
    const read: string[] = [];
    page.on("request", (request) => read.push(new URL(request.url()).pathname));
    await line.mend();
    await isLive(page);
    await row.getByText("Aisha Khan").waitFor({ timeout: 15_000 });
    await page.keyboard.press(".");
    await page.locator(`#ticket-${born}`).waitFor({ timeout: 15_000 });
    expect(streams[0]).toBe("");
    expect(streams.at(-1)).toMatch(/^\?after=\d+$/);
    // Not everything: the model, which did not change, stays as it was read.
    expect(read).not.toContain("/api/v1/model");
    await close();
    line.close();
  });

  it("to a server whose clock is not the browser's still counts down to the right instant", async () => {
    const { id } = await openTicket("The clock of this laptop is a day off", "P1");
    const { page, close } = await desk.enter();
    await page.clock.install({ time: Date.now() + 26 * 3_600_000 });
    await page.clock.resume();
    await page.goto("/queue?order=newest");
    const row = page.locator(`#ticket-${id}`);
    await row.waitFor();
    await expect.poll(() => textOf(row), { timeout: 10_000 }).toMatch(/1[34]:\d\d/);
    expect(await row.getByRole("meter", { name: /^Response: due in 1[34] min/ }).count()).toBe(1);
    await page.goto("/board");
    await page.getByRole("row", { name: /a day off/ }).waitFor();
    expect(await textOf(page.getByRole("row", { name: /a day off/ }))).toMatch(/1[34]:\d\d/);
    await close();
  });
});
