/** Promise: with 1,000,000 tickets of which 100,000 are open, the manager's board of 30 days is counted within a second, that of a year within three. */
import { bucketsOf } from "#core/board/window.ts";
import type { Instant } from "#core/time/instant.ts";
import { countBoard } from "#server/board/read.ts";
import { copyTickets } from "../test/many-tickets.ts";
import { insertLimit, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";

const total = Number(process.env.BENCH_TICKETS ?? process.argv[2] ?? 1_000_000);
const made = 400;
const forMs = 6_000;

const database = await measuredDatabase();
const { door, ownerUrl } = database;
const limit = await insertLimit(ownerUrl, 8, 2_000);
const now = Date.now() as Instant;
const yearMs = 365 * 86_400_000;
const people = ["alice", "bob", "carol", "dan"];

/** One ticket in ten stays open; the others end within hours, spread evenly over a year. */
async function live(): Promise<void> {
  const ids = await door.drawNumbers(made);
  for (const [i, ticketId] of ids.entries()) {
    const isOpen = i % 10 === 0;
    const at = (now - (isOpen ? (i * 7_919_000) % (20 * 86_400_000) : ((i * yearMs) / made) % yearMs)) as Instant;
    const place =
      i % 2 === 0
        ? { customerId: "bank", service: "payments", component: "ledger" }
        : { customerId: "factory", service: "gate", component: "software" };
    const priority = (["P1", "P2", "P3", "P4"] as const)[i % 4]!;
    const opening = {
      type: "open-ticket" as const,
      ticketId,
      ...place,
      subject: `Ticket ${i}`,
      description: "",
      channel: "portal" as const,
      priority,
      actor: "token:bench",
    };
    const assigning = { type: "assign-ticket" as const, ticketId, assignee: people[i % 4]!, actor: "agent:alice" };
    const ending = { type: "resolve-ticket" as const, ticketId, solution: "Restarted.", actor: "agent:alice" };
    const later = (minutes: number): Instant => Math.min(at + minutes * 60_000, now) as Instant;
    await door.performBatch({
      scope: "*",
      commands: [
        { command: opening, now: at },
        { command: assigning, now: later(7) },
        ...(isOpen ? [] : [{ command: ending, now: later(30 + (i % 600)) }]),
      ],
    });
  }
}

await live();
await copyTickets(ownerUrl, "true", total / made - 1, 10_000_000);
console.log(`${total.toLocaleString("en")} tickets made`);

const board = (days: number, customer?: string) => () =>
  door.read("*", (db) => countBoard(db, { now, buckets: bucketsOf(now, days, "Europe/Madrid"), customer }));
const month = await measure(1, forMs, board(30));
const quarter = await measure(1, forMs, board(90));
const year = await measure(1, forMs, board(365));
const ofCustomer = await measure(1, forMs, board(30, "factory"));
await database.remove();

const row = (promise: string, measured: typeof month) => ({
  promise,
  measured: rate(measured.perSecond),
  ...measured,
  share: measured.perSecond / limit.perSecond,
});
printTable([
  row("the board of 30 days", month),
  row("the board of 90 days", quarter),
  row("the board of a year", year),
  row("the board of 30 days, of one customer", ofCustomer),
]);
