/** Promise: 50,000 pages due in the same second reach a local provider at 5,000 a second or more, each attempt written down before it is made. */

import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { measuredDatabase, printTable, rate } from "../test/measure.ts";
import { pagingModel, serveAsProvider, startPaging, startProvider } from "../test/page-house.ts";

const dueTogether = Number(process.argv[2] ?? 50_000);

if (!serveAsProvider()) {
  const provider = await startProvider();
  const database = await measuredDatabase({ document: pagingModel(provider.url) });
  const { door, ownerUrl } = database;
  const command = {
    type: "open-ticket",
    customerId: "bank",
    ticketId: 0,
    service: "payments",
    subject: "It fails",
    description: "",
  } as const;
  await door.perform({
    scope: "*",
    commands: [{ ...command, component: "ledger", channel: "api", priority: "P1", actor: "token:bench" }],
  });
  await copyPages(ownerUrl, dueTogether - 1);
  const from = Date.now();
  const paging = startPaging(database);
  while ((await provider.count()) < dueTogether && Date.now() - from < 300_000) await pause(50);
  const spentMs = Date.now() - from;
  const arrivals = await provider.arrivals();
  let left = dueTogether;
  while (left > 0 && Date.now() - from < 300_000) {
    await pause(50);
    left = await waiting(ownerUrl);
  }
  const storedMs = Date.now() - from;
  const pages = new Set(arrivals.map(({ page }) => page)).size;
  printTable([
    {
      promise: "50,000 pages due at once: ≥ 5,000/s to a local provider",
      measured: `${rate((arrivals.length * 1_000) / spentMs)}; ${pages} pages, ${arrivals.length - pages} twice; all stored at ${rate((dueTogether * 1_000) / storedMs)}`,
    },
  ]);
  await paging.stop();
  provider.stop();
  await database.remove();
}

/** Copies the one page and its delivery so often, under numbers of their own. */
async function copyPages(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `insert into pages (customer_id, id, ticket_id, seq, state, cause, opened_at, due_at, record)
     select customer_id, id + n, null, seq, state, cause, opened_at, due_at, jsonb_set(record::jsonb, '{id}', to_jsonb(id + n))::json
     from pages, generate_series(1, $1) as n`,
    [count],
  );
  await client.query(
    `insert into deliveries (customer_id, purpose, recipient, page_id, step, round, urgency, wanted_at, due_at, content)
     select customer_id, purpose, recipient, page_id + n, step, round, urgency, wanted_at, due_at, content
     from deliveries, generate_series(1, $1) as n`,
    [count],
  );
  await client.query("analyze pages; analyze deliveries; analyze attempts");
  await client.end();
}

async function waiting(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ count: string }>("select count(*) from deliveries where due_at is not null");
  await client.end();
  return Number(rows[0]?.count);
}
