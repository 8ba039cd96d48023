/** Customers never see one another: the database itself sees to it, straight in SQL, whatever the program above forgets. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../database.ts";

let database: TestDatabase;
let pool: pg.Pool;
/** Every table that says to which customer its rows belong: those of today and those that will be. */
let tables: string[];
/** Of these, what the application may not touch at all: functions that know their reader stand before them. */
let locked: string[];

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool({ url: database.url });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ name: string; is_granted: boolean }>(
    `select c.table_name as name, has_table_privilege('guardia_app', c.table_name, 'select, insert, update, delete') as is_granted from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'customer_id' and t.table_type = 'BASE TABLE' order by 1`,
  );
  tables = rows.filter(({ is_granted }) => is_granted).map(({ name }) => name);
  locked = rows.filter(({ is_granted }) => !is_granted).map(({ name }) => name);
  // What else a row refers to, and what it may say, does not matter here.
  await owner.query("set session_replication_role = replica");
  const checks = await owner.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
     where contype = 'c' and conrelid = any ($1::text[]::regclass[])`,
    [[...tables, ...locked]],
  );
  for (const { drop } of checks.rows) await owner.query(drop);
  for (const table of [...tables, ...locked]) for (const customer of ["a", "b"]) await arrange(owner, table, customer);
  await owner.end();
});

type Column = { name: string; type: string; elementType: string | null };

/** A row of a customer with something in each column that must have something. */
async function arrange(owner: pg.Client, table: string, customer: string): Promise<void> {
  const { rows } = await owner.query<Column>(
    `select a.attname as name, t.typname as type, e.typname as "elementType"
     from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef
       and a.attidentity = '' and a.attgenerated = '' and a.attname <> 'customer_id'`,
    [table],
  );
  const names = ["customer_id", ...rows.map(({ name }) => name)];
  const values = [customer, ...rows.map((column) => filled(column, customer))];
  const places = values.map((_, i) => `$${i + 1}`).join(", ");
  await owner.query(`insert into ${table} (${names.map((name) => `"${name}"`).join(", ")}) values (${places})`, values);
}

function filled({ type, elementType }: Column, customer: string): unknown {
  if (elementType !== null) return [];
  if (type.startsWith("json")) return "{}";
  if (type === "bool") return false;
  if (type === "bytea") return Buffer.alloc(1);
  if (type === "uuid") return `00000000-0000-4000-8000-00000000000${customer === "a" ? 1 : 2}`;
  if (type.startsWith("timestamp") || type === "date") return "2026-03-02";
  if (type === "tsvector") return "";
  if (/^(int|float|numeric)/.test(type)) return customer === "a" ? 1 : 2;
  return customer;
}

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

test("every table with a customer's rows is bound to its customer, owner or not", async () => {
  expect(tables).toEqual(expect.arrayContaining(["tickets", "events", "users", "notifications", "idempotency_keys", "tokens"]));
  const rows = await as("*", [
    `select c.relname as name, c.relrowsecurity as is_on, c.relforcerowsecurity as is_forced, count(p.polname)::int as policies
     from pg_class c left join pg_policy p on p.polrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) group by 1, 2, 3`,
    [tables],
  ]);
  expect(rows.filter(({ is_on, is_forced, policies }) => is_on !== true || is_forced !== true || policies !== 1)).toEqual([]);
  expect(rows).toHaveLength(tables.length);
});

test("a scope sees its own rows, several theirs, the staff all of them, no scope none: in every table", async () => {
  for (const table of tables) {
    const customers = async (scope: string | null): Promise<unknown[]> =>
      (await as(scope, [`select customer_id from ${table} order by 1`])).map(({ customer_id }) => customer_id);
    const seen = await Promise.all(["a", "b", "a,b", "b,c", "c", "*", "", null, "a,", ",", "%", "a' or 'a'='a"].map(customers));
    expect(seen, table).toEqual([["a"], ["b"], ["a", "b"], ["b"], [], ["a", "b"], [], [], ["a"], [], [], []]);
  }
});

test("what the application may not touch is closed to every scope", async () => {
  for (const table of locked) {
    for (const scope of ["a", "*", "", null]) {
      for (const statement of [`select * from ${table}`, `insert into ${table} (customer_id) values ('a')`, `delete from ${table}`])
        await expect(as(scope, [statement]), `${scope}: ${statement}`).rejects.toMatchObject({ code: "42501" });
    }
  }
  expect(locked).toEqual(["ticket_search"]);
});

test("a scope cannot write another's rows, nor give its own away, in any table", async () => {
  for (const table of tables) {
    const refused = (scope: string | null, statement: string) =>
      expect(as(scope, [statement]), `${table}, ${scope}`).rejects.toMatchObject({ code: "42501" });
    for (const scope of ["b", "b,c", "", null]) await refused(scope, `insert into ${table} (customer_id) values ('a')`);
    for (const statement of [
      `update ${table} set customer_id = customer_id where customer_id = 'a'`,
      `delete from ${table} where customer_id = 'a'`,
    ]) {
      const done = await as("b", [`${statement} returning customer_id`]).catch((error: { code: string }) => error.code);
      expect([[], "42501"], `${table}: ${statement}`).toContainEqual(done);
    }
    const given = await as("b", [`update ${table} set customer_id = 'a' where customer_id = 'b'`]).catch(
      (error: { code: string }) => error.code,
    );
    expect(given, `${table}: given away`).toBe("42501");
  }
  expect(await as("*", ["select count(*)::int as count from tickets"])).toEqual([{ count: 2 }]);
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
