/** Promise: a ticket is opened (covered, routed, clocks set, logged, durable) at 1,000 a second or more by 8 clients, 99 of 100 within 25 ms. */
import { startSealer } from "#server/worker/sealer.ts";
import { insertLimit, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";

const clients = 8;
const forMs = Number(process.argv[2] ?? 8) * 1_000;

const database = await measuredDatabase();
const limit = await insertLimit(database.ownerUrl, clients, forMs / 2);
const sealer = startSealer(database.pool, console.error);
let opened = 0;
const open = () =>
  database.door.perform({
    scope: "*",
    commands: [
      {
        type: "open-ticket",
        customerId: "bank",
        ticketId: 0,
        service: "payments",
        component: "ledger",
        subject: `Payment ${opened++} does not arrive`,
        description: "Since nine this morning no payment reaches the ledger. We have tried again twice.",
        requester: "Ana",
        channel: "api",
        priority: opened % 2 === 0 ? "P1" : "P2",
        actor: "token:bench",
      },
    ],
  });
const door = await measure(clients, forMs, open);
await sealer.stop();
await database.remove();

printTable([
  { promise: "one-row insert and commit (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
  {
    promise: "ticket opened through the door, 8 clients",
    measured: rate(door.perSecond),
    ...door,
    share: door.perSecond / limit.perSecond,
  },
]);
