/**
 * Promise: the steps of 50,000 pages that are due in the same second are decided, logged and written down as deliveries at 5,000 a second
 * or more. (What carries them to a provider is measured in page-drain.)
 */
import { performance } from "node:perf_hooks";
import { sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { drain } from "#server/worker/deadlines.ts";
import { changed } from "../test/journeys/model.ts";
import { insertLimit, measuredDatabase, printTable, rate } from "../test/measure.ts";

const pages = Number(process.argv[2] ?? 50_000);
const batch = 1_000;
const hour = 3_600_000;

const document: Document = changed((model) => {
  const layer = { name: "weeks", participants: ["alice", "bob"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };
  model.schedules = { nights: { zone: "Europe/Madrid", layers: [layer] } };
  model.escalationPolicies = {
    payments: {
      steps: [
        { after: "1h", notify: ["schedule:nights"] },
        { after: "1h", notify: ["person:carol"] },
      ],
    },
  };
});

const database = await measuredDatabase({ document });
const { door, ownerUrl } = database;
const limit = await insertLimit(ownerUrl, 8, 3_000);
const raisedAt = (Date.now() - hour - 1_000) as Instant;
const page = { type: "open-page", customerId: "bank", ticketId: null, cause: "watch", policy: "payments", urgency: "high" } as const;
const commands = Array.from({ length: batch }, () => ({
  command: { ...page, pageId: 0, summary: "Payments stand still", actor: "system" },
  now: raisedAt,
}));
for (let raised = 0; raised < pages; raised += batch) await door.performBatch({ scope: "*", commands });

const from = performance.now();
await drain(door);
const drainedMs = performance.now() - from;
const told = await door.read("*", async (db) => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from deliveries where recipient <> 'person:carol'`.execute(db);
  return Number(rows[0]!.count);
});
if (told !== pages) throw new Error(`${told} deliveries of ${pages} pages`);
await database.remove();

const perSecond = (pages / drainedMs) * 1_000;
printTable([
  { promise: "one-row insert and commit, 8 clients (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
  {
    promise: `steps of ${pages.toLocaleString("en")} pages due together, with events and deliveries`,
    measured: rate(perSecond),
    share: perSecond / limit.perSecond,
  },
]);
