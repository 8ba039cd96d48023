/**
 * Promise: from the ticket to the provider that has the page, 99 of 100 within 250 ms at 50 pages a second, everything durable. Also said
 * at 1 and at 500 a second. The provider is another process on the same machine.
 */
import { setTimeout as pause } from "node:timers/promises";
import { measuredDatabase, percentiles, printTable } from "../test/measure.ts";
import { pagingModel, serveAsProvider, startPaging, startProvider } from "../test/page-house.ts";

const runs = [
  { perSecond: 1, seconds: 20 },
  { perSecond: 50, seconds: 20 },
  { perSecond: 500, seconds: 10 },
];

if (!serveAsProvider()) {
  const provider = await startProvider();
  const database = await measuredDatabase({ document: pagingModel(provider.url) });
  const { door } = database;
  const paging = startPaging(database);
  const rows = [];
  const began = new Map<number, number>();
  const open = async (): Promise<void> => {
    const from = Date.now();
    const command = {
      type: "open-ticket",
      customerId: "bank",
      ticketId: 0,
      service: "payments",
      subject: "It fails",
      description: "",
    } as const;
    const { tickets } = await door.perform({
      scope: "*",
      commands: [{ ...command, component: "ledger", channel: "api", priority: "P1", actor: "token:bench" }],
    });
    began.set(tickets[0]!.id, from);
  };
  for (let i = 0; i < 50; i++) await open();
  await pause(2_000);
  for (const { perSecond, seconds } of runs) {
    began.clear();
    const opening: Promise<void>[] = [];
    const start = Date.now();
    for (let i = 0; i < perSecond * seconds; i++) {
      const waitMs = start + (i * 1_000) / perSecond - Date.now();
      if (waitMs > 0) await pause(waitMs);
      opening.push(open());
    }
    await Promise.all(opening);
    const spentMs = Date.now() - start;
    const times = await arrived();
    rows.push({
      promise: perSecond === 50 ? "ticket to provider at 50/s: p99 < 250 ms" : `ticket to provider at ${perSecond}/s`,
      measured: `${times.length} pages, ${((times.length * 1_000) / spentMs).toFixed(0)}/s`,
      ...percentiles(times),
    });
  }
  /** Milliseconds of each page of this run, once all have come or nothing comes any more. */
  async function arrived(): Promise<number[]> {
    for (let waited = 0; ; waited++) {
      const found = (await provider.arrivals()).filter(({ page }) => began.has(page));
      if (found.length >= began.size || waited > 60) return found.map(({ page, at }) => at - began.get(page)!);
      await pause(500);
    }
  }
  printTable(rows);
  await paging.stop();
  provider.stop();
  await database.remove();
}
