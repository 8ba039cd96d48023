/** Row-level security and sight cost no index: the queue is read in an index's order for the staff, for a customer and for one of its contacts. */
import type { PoolClient, QueryResult } from "pg";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sight } from "#core/access/sight.ts";
import { kyselyOn } from "#server/database/kysely.ts";
import { openPool } from "#server/database/pool.ts";
import { listTickets, type TicketFilter } from "#server/ticket/list.ts";
import { type TestDatabase, testDatabase } from "../database.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  // 100 customers of 400 tickets each, a tenth of them open, 20 requesters a customer.
  await owner.query(
    `insert into tickets (customer_id, id, seq, status, kind, channel, priority, subject, requester, agreement_id, opened_at, next_breach_at,
                          live_clocks, record)
     select 'c' || (n % 100), n, 1, case when n / 100 % 10 = 0 then 'open' else 'closed' end, 'incident', 'api', 'P1', '', 'r' || (n / 100 % 20),
       'a' || (n % 100), n, (n * 7919::bigint) % 1000003, '[]', '{}' from generate_series(1, 40000) n`,
  );
  await owner.query("vacuum (analyze) tickets");
  await owner.end();
  pool = openPool({ url: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** How PostgreSQL reads a page of a list, and how many rows it gives. */
async function planOf(scope: string, filter: TicketFilter): Promise<{ plan: string; rows: number }> {
  const client = await pool.connect();
  let plan = "";
  try {
    await client.query("begin");
    await client.query("select set_config('app.customer_id', $1, true)", [scope]);
    const explained = {
      async query({ text, values }: { text: string; values: unknown[] }): Promise<QueryResult> {
        const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (costs off) ${text}`, values);
        plan += rows.map((row) => row["QUERY PLAN"]).join("\n");
        return client.query(text, values);
      },
    };
    const { items } = await listTickets(kyselyOn(explained as unknown as PoolClient), filter);
    return { plan, rows: items.length };
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const sight = (customerIds: string[], more: Partial<Exclude<Sight, string>> = {}): Sight => ({
  ...{ customerIds, isDesignated: true, contact: "", colleagues: [], visibility: {} },
  ...more,
});

test.each<[string, string, TicketFilter, string, number]>([
  ["the staff's queue", "*", { status: "open" }, "Index Scan using tickets_queue on", 50],
  ["a customer's queue, for the staff", "*", { status: "open", customer: "c7" }, "Index Scan using tickets_queue_of_customer on", 40],
  ["the newest, for the staff", "*", { order: "newest" }, "Index Scan Backward using tickets_by_number on", 50],
  [
    "its queue, for a designated contact",
    "c7",
    { status: "open", sight: sight(["c7"]) },
    "Index Scan using tickets_queue_of_customer on",
    40,
  ],
  [
    "its newest, for a designated contact",
    "c7",
    { order: "newest", sight: sight(["c7"]) },
    "Index Scan Backward using tickets_pkey on",
    50,
  ],
])("%s comes in the order of an index, unsorted", async (_, scope, filter, scan, rows) => {
  const read = await planOf(scope, filter);
  expect(read.plan).toContain(scan);
  expect(read.plan).not.toMatch(/Sort|Seq Scan/);
  expect(read.rows).toBe(rows);
});

test.each<[string, string, TicketFilter, number]>([
  ["a contact's own", "c7", { order: "newest", sight: sight(["c7"], { isDesignated: false, contact: "r3" }) }, 20],
  [
    "a department's",
    "c7",
    { order: "newest", sight: sight(["c7"], { isDesignated: false, contact: "r3", colleagues: ["r4"], visibility: { a7: "department" } }) },
    40,
  ],
  ["several organisations' queue", "c7,c8,c9", { status: "open", sight: sight(["c7", "c8", "c9"]) }, 50],
])("%s is found by an index", async (_, scope, filter, rows) => {
  const read = await planOf(scope, filter);
  expect(read.plan).toMatch(/Index/);
  expect(read.plan).not.toContain("Seq Scan");
  expect(read.rows).toBe(rows);
});
