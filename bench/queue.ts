/** Promise: at 1,000,000 tickets, 100,000 of them open, the queue (the next 50 to breach) and one ticket with its clocks come within 20 ms (99 of 100). */
import { performance } from "node:perf_hooks";
import type { Channel } from "#core/model/document.ts";
import { explainClock } from "#core/sla/explain.ts";
import { measureOf, termsOf } from "#core/ticket/apply.ts";
import type { Instant } from "#core/time/instant.ts";
import { listTickets } from "#server/ticket/list.ts";
import { eventsOf, findTicket } from "#server/ticket/read.ts";
import { copyTickets } from "../test/many-tickets.ts";
import { insertLimit, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const open = total / 10;
const clients = 4;
const forMs = 8_000;
const batch = 2_000;

const database = await measuredDatabase();
const { door, ownerUrl } = database;
const limit = await insertLimit(ownerUrl, 8, 3_000);
const now = Date.now();
const places = [
  { customerId: "bank", service: "payments", component: "ledger" },
  { customerId: "factory", service: "gate", component: "software" },
  { customerId: "bank", service: "payments" },
] as const;
const channels: readonly Channel[] = ["portal", "email", "phone", "api"];

function opening(i: number) {
  const { customerId, service, ...rest } = places[i % places.length]!;
  const priority = (["P1", "P2", "P3", "P4"] as const)[(i * 7) % 4]!;
  const text = { subject: `Ticket ${i} of many`, description: "Something does not work as it did yesterday.", requester: "Ana" };
  const command = {
    type: "open-ticket",
    customerId,
    ticketId: 0,
    service,
    ...rest,
    ...text,
    channel: channels[i % 4]!,
    priority,
    actor: "token:bench",
  } as const;
  return { command, now: (now - ((i * 7_919) % 240) * 60_000) as Instant };
}

const from = performance.now();
for (let at = 0; at < open; at += batch) {
  await door.performBatch({ scope: "*", commands: Array.from({ length: Math.min(batch, open - at) }, (_, i) => opening(at + i)) });
}
const openedMs = performance.now() - from;
const ids = await door.drawNumbers(200);
for (const [i, ticketId] of ids.entries()) {
  const { command } = opening(i);
  const at = { now: (now - 240 * 60_000) as Instant };
  const work = [{ type: "resolve-ticket", solution: "Restarted." }, { type: "close-ticket" }] as const;
  await door.performBatch({
    scope: "*",
    commands: [
      { command: { ...command, ticketId }, ...at },
      ...work.map((verb) => ({ command: { ...verb, ticketId, actor: "agent:alice" }, ...at })),
    ],
  });
}
await copyTickets(ownerUrl, "status = 'closed'", (total - open) / ids.length - 1, 10_000_000);
console.log(`${total.toLocaleString("en")} tickets made in ${((performance.now() - from) / 1_000).toFixed(0)} s`);

const anyTicket = (): number => 1 + Math.floor(Math.random() * open);
const queue = await measure(clients, forMs, () => door.read("*", (db) => listTickets(db, { status: "open", limit: 50 })));
const alone = await measure(1, forMs / 2, () => door.read("*", (db) => listTickets(db, { status: "open", limit: 50 })));
const ofTeam = await measure(clients, forMs / 2, () =>
  door.read("*", (db) => listTickets(db, { status: "open", team: "desk", limit: 50 })),
);
const ofCustomer = await measure(clients, forMs / 2, () =>
  door.read("factory", (db) => listTickets(db, { status: "open", customer: "factory", limit: 50 })),
);
const book = await door.book();
const one = await measure(clients, forMs, async () => {
  const [ticket, events] = await door.read("*", async (db) => {
    const id = anyTicket();
    return [await findTicket(db, id), await eventsOf(db, id)] as const;
  });
  const terms = ticket === null ? null : termsOf(ticket, ticket.openedAt, book);
  if (ticket === null || terms === null || events.length === 0) throw new Error("a ticket is missing");
  return ticket.clocks.map((clock) => explainClock(clock, Date.now() as Instant, measureOf(book, terms)));
});
await database.remove();

const share = (perSecond: number): number => perSecond / limit.perSecond;
printTable([
  { promise: "one-row insert and commit (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
  { promise: "tickets opened in batches of 2,000", measured: rate((open / openedMs) * 1_000), share: share((open / openedMs) * 1_000) },
  {
    promise: "the next 50 to breach of all, asked by one client",
    measured: rate(alone.perSecond),
    ...alone,
    share: share(alone.perSecond),
  },
  {
    promise: `the next 50 to breach of all, asked by ${clients} clients`,
    measured: rate(queue.perSecond),
    ...queue,
    share: share(queue.perSecond),
  },
  { promise: "the next 50 to breach of a team", measured: rate(ofTeam.perSecond), ...ofTeam, share: share(ofTeam.perSecond) },
  {
    promise: "the next 50 to breach of a customer, in its own scope",
    measured: rate(ofCustomer.perSecond),
    ...ofCustomer,
    share: share(ofCustomer.perSecond),
  },
  { promise: "one ticket with its log, its clocks explained", measured: rate(one.perSecond), ...one, share: share(one.perSecond) },
]);
