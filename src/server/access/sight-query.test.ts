import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canSee, type Seen, type Sight } from "#core/access/sight.ts";
import { sightCondition } from "#server/access/sight-query.ts";
import { kyselyOn } from "#server/database/kysely.ts";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";

let database: TestDatabase;
let pool: pg.Pool;
/** Every ticket that can be: of each customer, by each requester or nobody, under each agreement or none. */
const tickets: Seen[] = ["a", "b", "c"].flatMap((customerId) =>
  ["ana", "ben", "", null].flatMap((requester) => ["x", "y", null].map((agreementId) => ({ customerId, requester, agreementId }))),
);

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool({ url: database.url });
  const client = await pool.connect();
  await client.query("begin");
  await client.query("select set_config('app.customer_id', '*', true)");
  for (const [id, { customerId, requester, agreementId }] of tickets.entries()) {
    await client.query(
      `insert into tickets (customer_id, id, seq, status, kind, channel, priority, subject, requester, agreement_id, opened_at, next_breach_at, record)
       values ($1, $2, 1, 'open', 'incident', 'api', 'P1', '', $3, $4, 0, 0, '{}')`,
      [customerId, id, requester, agreementId],
    );
  }
  await client.query("commit");
  client.release();
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const keys = ["ana", "ben", ""];
const sights: fc.Arbitrary<Sight> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Sight>("everything") },
  {
    weight: 20,
    arbitrary: fc.record({
      customerIds: fc.subarray(["a", "b", "c", "d"], { minLength: 1 }),
      isDesignated: fc.boolean(),
      contact: fc.constantFrom(...keys),
      formerly: fc.constantFrom(...keys),
      colleagues: fc.subarray(keys),
      visibility: fc.dictionary(fc.constantFrom("x", "y", "z"), fc.constantFrom("own", "department", "customer")),
    }),
  },
);

it("finds what the rule lets through, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(sights, async (sight) => {
      const client = await pool.connect();
      try {
        await client.query("begin");
        await client.query("select set_config('app.customer_id', '*', true)");
        const query = kyselyOn(client).selectFrom("tickets").select("id").orderBy("id");
        const condition = sightCondition(sight);
        const rows = await (condition === null ? query : query.where(condition)).execute();
        const expected = [...tickets.keys()].filter((id) => canSee(sight, tickets[id]!));
        expect(rows.map(({ id }) => id)).toEqual(expected);
      } finally {
        await client.query("rollback");
        client.release();
      }
    }),
    { numRuns: 300 },
  );
});
