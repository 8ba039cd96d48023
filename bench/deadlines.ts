/**
 * Promises: 50,000 clocks due in the same second are drained with their events at 8,000 a second or more; at 50 due a second they
 * happen within 50 ms (99 of 100); 1,000,000 armed deadlines cost nothing while they wait.
 */
import { performance } from "node:perf_hooks";
import type { Document } from "#core/model/document.ts";
import type { OpenTicket } from "#core/ticket/command.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Deadlines, startDeadlines } from "#server/worker/deadlines.ts";
import { startSealer } from "#server/worker/sealer.ts";
import { changed } from "../test/journeys/model.ts";
import { copyTickets } from "../test/many-tickets.ts";
import { insertLimit, measuredDatabase, ms, percentiles, printTable, rate } from "../test/measure.ts";

const dueTogether = Number(process.argv[2] ?? 50_000);
const armed = Number(process.argv[3] ?? 1_000_000);
const dueASecond = 50;
const lightSeconds = 20;
const idleSeconds = 10;
const hour = 3_600_000;

/** One clock a ticket: resolution in an hour, around the clock. */
const document: Document = changed(({ agreements }) => {
  const { escalation: _escalation, notify: _notify, ...bank } = agreements.bank!;
  agreements.bank = { ...bank, thresholds: [], targets: { P2: { resolution: "1h" } } };
});
const command: OpenTicket & { actor: string } = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  component: "ledger",
  subject: "Due",
  description: "",
  channel: "api",
  priority: "P2",
  actor: "token:bench",
};

const database = await measuredDatabase({ document });
const { door, pool, ownerUrl } = database;
const limit = await insertLimit(ownerUrl, 8, 3_000);
const now = (): Instant => Date.now() as Instant;
const breaches = (): Promise<{ at: number; recorded_at: number }[]> =>
  door.read("*", (db) => db.selectFrom("events").select(["at", "recorded_at"]).where("type", "=", "clock.breached").execute());

/** Backlog: copies of one ticket that has been due for a second. */
await door.performBatch({ scope: "*", commands: [{ command, now: (now() - hour - 1_000) as Instant }] });
await copyTickets(ownerUrl, "subject = 'Due'", dueTogether - 1, 1_000);
const from = performance.now();
let worker: Deadlines = startDeadlines(door, console.error);
for (let left = true; left; ) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  left = await door.read(
    "*",
    async (db) => (await db.selectFrom("tickets").select("id").where("due_at", "is not", null).limit(1).execute()).length > 0,
  );
}
const drainedMs = performance.now() - from;
await worker.stop();
const drained = (await breaches()).length;
if (drained !== dueTogether) throw new Error(`${drained} breaches of ${dueTogether}`);

/** A million that wait, and a few that are due. */
const sealer = startSealer(pool, console.error);
await door.performBatch({ scope: "*", commands: [{ command: { ...command, subject: "Waits" }, now: now() }] });
await copyTickets(ownerUrl, "subject = 'Waits'", armed - 1, 10_000_000);
worker = startDeadlines(door, console.error);
await new Promise((resolve) => setTimeout(resolve, 3_000));
const idleCpu = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1_000));
const idle = process.cpuUsage(idleCpu);
const idleShare = (idle.user + idle.system) / 1_000 / (idleSeconds * 1_000);

const first = now() + 2_000;
const commands = Array.from({ length: dueASecond * lightSeconds }, (_, i) => ({
  command: { ...command, subject: "Light" },
  now: (first + (i * 1_000) / dueASecond - hour) as Instant,
}));
await door.performBatch({ scope: "*", commands });
await new Promise((resolve) => setTimeout(resolve, lightSeconds * 1_000 + 4_000));
await worker.stop();
await sealer.stop();
const lateness = percentiles((await breaches()).filter(({ at }) => at >= first).map(({ at, recorded_at }) => recorded_at - at));
if (lateness.count !== commands.length) throw new Error(`${lateness.count} breaches of ${commands.length} under light load`);
await database.remove();

printTable([
  { promise: "one-row insert and commit (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
  {
    promise: `${dueTogether.toLocaleString("en")} clocks due together, drained with their events`,
    measured: rate((dueTogether / drainedMs) * 1_000),
    share: ((dueTogether / drainedMs) * 1_000) / limit.perSecond,
  },
  {
    promise: `lateness at ${dueASecond} due a second, beside ${armed.toLocaleString("en")} armed`,
    measured: ms(lateness.p99),
    ...lateness,
  },
  { promise: `processor of one node while ${armed.toLocaleString("en")} wait`, measured: `${(idleShare * 100).toFixed(1)} % of one core` },
]);
