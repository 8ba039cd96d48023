/** Customers never see one another: the database itself sees to it, straight in SQL, whatever the program above forgets. */
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../database.ts";

let database: TestDatabase;
let pool: Pool;

const rows: Record<string, string> = {
  tickets: `insert into tickets (customer_id, id, seq, status, kind, channel, priority, subject, opened_at, next_breach_at, record)
    values ($1, case $1 when 'a' then 1 else 2 end, 1, 'open', 'incident', 'api', 'P1', '', 0, 0, '{}')`,
  events: `insert into events (customer_id, type, at, recorded_at, actor, facts) values ($1, 't', 0, 0, 'x', '{}')`,
  unsealed: `insert into unsealed (customer_id, position) values ($1, case $1 when 'a' then 1 else 2 end)`,
  seals: `insert into seals (customer_id, number, position, hash) values ($1, 1, 1, '')`,
  chain_heads: `insert into chain_heads (customer_id, number, hash) values ($1, 1, '')`,
  outbox: `insert into outbox (customer_id, topic, payload, created_at, due_at) values ($1, 't', '{}', 0, 0)`,
  notifications: `insert into notifications (customer_id, recipient, cause, at) values ($1, 'x', '{}', 0)`,
  idempotency_keys: `insert into idempotency_keys (customer_id, principal, key, request_hash, status, response, created_at) values ($1, $1, 'k', '', 201, '{}', 0)`,
  tokens: `insert into tokens (customer_id, id, name, hash, scopes, created_at) values ($1, $1, $1, $1, '{}', 0)`,
  imports: `insert into imports (customer_id, id, file_name, file_hash, mapping_hash, format, started_at) values ($1, $1, '', '', '', '', 0)`,
};
const tables = Object.keys(rows);

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool({ url: database.url });
  for (const customer of ["a", "b"]) await as("*", ...tables.map((table) => [rows[table]!, [customer]] as const));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Runs statements as the application role under a scope (null: none was ever set); gives the rows of the last one. */
async function as(scope: string | null, ...statements: (readonly [string, (readonly unknown[])?])[]): Promise<Record<string, unknown>[]> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    if (scope !== null) await client.query("select set_config('app.customer_id', $1, true)", [scope]);
    let last: Record<string, unknown>[] = [];
    for (const [text, values] of statements) last = (await client.query(text, values === undefined ? undefined : [...values])).rows;
    await client.query("commit");
    return last;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

test("every table with a customer's rows is among those tried here", async () => {
  const found = await as("*", [
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'customer_id' order by 1",
  ]);
  expect(found.map(({ table_name }) => table_name).filter((name) => rows[String(name)] === undefined)).toEqual([]);
  expect(found.length).toBeGreaterThanOrEqual(tables.length);
});

test.each(tables)("%s: a scope sees its own rows, the staff all of them, no scope none", async (table) => {
  const customers = async (scope: string | null): Promise<unknown[]> =>
    (await as(scope, [`select customer_id from ${table} order by 1`])).map(({ customer_id }) => customer_id);
  expect(await customers("a")).toEqual(["a"]);
  expect(await customers("b")).toEqual(["b"]);
  expect(await customers("*")).toEqual(["a", "b"]);
  expect(await customers("c")).toEqual([]);
  expect(await customers("")).toEqual([]);
  expect(await customers(null)).toEqual([]);
});

test.each(tables)("%s: a scope cannot write another's rows", async (table) => {
  await expect(as("b", [rows[table]!, ["a"]])).rejects.toMatchObject({ code: "42501" });
});

test("a scope cannot change another's rows, and the log cannot be changed or shortened by anybody", async () => {
  expect(await as("b", ["update tickets set subject = 'mine' where customer_id = 'a' returning id"])).toEqual([]);
  expect(await as("b", ["delete from outbox where customer_id = 'a' returning id"])).toEqual([]);
  for (const statement of [
    "update events set facts = '{}'",
    "update events set at = 1",
    "delete from events",
    "truncate events",
    "update seals set hash = ''",
    "delete from seals",
    "delete from tickets",
    "update model_versions set note = ''",
  ]) {
    await expect(as("*", [statement]), statement).rejects.toMatchObject({ code: "42501" });
  }
  expect(await as("*", ["update events set personal = null where customer_id = 'a' returning customer_id"])).toEqual([
    { customer_id: "a" },
  ]);
});

test("the role cannot switch its chains off", async () => {
  for (const statement of [
    "alter table tickets disable row level security",
    "set row_security = off; select * from tickets",
    "drop policy own_customer on tickets",
  ]) {
    await expect(as("a", [statement]), statement).rejects.toMatchObject({ code: expect.stringMatching(/42501|22/) });
  }
});
