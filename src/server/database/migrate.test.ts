import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databaseUrl } from "#server/database/cluster-address.ts";
import { migrate, migrationsFolder, readMigrations } from "#server/database/migrate.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";
import { hastySettings, scratchCluster } from "../../../test/scratch-database.ts";

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await testDatabase({ empty: true });
  folder = await mkdtemp(join(tmpdir(), "guardia-migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);
const run = () => migrate({ url: database.ownerUrl, folder });

async function ask(sql: string, url = database.ownerUrl): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  it("applies files by number, once, and notes them down", async () => {
    await write("0002_second.sql", "insert into seen values (2)");
    await write("0001_first.sql", "create table seen (n integer); insert into seen values (1)");
    expect(await run()).toEqual([1, 2]);
    expect(await run()).toEqual([]);
    await write("0003_third.sql", "insert into seen values (3)");
    expect(await run()).toEqual([3]);
    expect(await ask("select n from seen")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const noted = await ask(
      "select version, name, length(checksum) as hex, applied_at <= now() as dated from schema_migrations order by 1",
    );
    expect(noted).toEqual([
      { version: 1, name: "first", hex: 64, dated: true },
      { version: 2, name: "second", hex: 64, dated: true },
      { version: 3, name: "third", hex: 64, dated: true },
    ]);
  });

  it("finds every customer's rows, also for an owner who is no superuser and is bound by their policies", async () => {
    const owner = `owner_of_${database.name}`;
    await ask(`create role ${owner}; grant guardia_app to ${owner}; alter database ${database.name} owner to ${owner}`);
    await write(
      "0001_first.sql",
      `create table kept (customer_id text); insert into kept values ('a'), ('b');
       alter table kept enable row level security; alter table kept force row level security;
       create policy own on kept using (current_setting('app.customer_id', true) in ('*', customer_id));`,
    );
    await write("0002_second.sql", "update kept set customer_id = upper(customer_id)");
    await migrate({ url: databaseUrl(database.ownerUrl, { role: owner }), folder });
    expect(await ask("select customer_id from kept order by 1")).toEqual([{ customer_id: "A" }, { customer_id: "B" }]);
    await ask(`alter database ${database.name} owner to current_user; drop owned by ${owner} cascade; drop role ${owner}`);
  });

  it("lets two nodes start together: each migration is applied by one of them", async () => {
    await write("0001_first.sql", "create table seen (n integer); select pg_sleep(0.2)");
    await write("0002_second.sql", "insert into seen values (2)");
    const applied = await Promise.all([run(), run(), run()]);
    expect(applied.flat().sort((a, b) => a - b)).toEqual([1, 2]);
    expect(await ask("select n from seen")).toEqual([{ n: 2 }]);
  });

  it("leaves nothing of a migration that fails, says where, and keeps the ones before it", async () => {
    await write("0001_first.sql", "create table seen (n integer)");
    await write("0002_second.sql", "insert into seen values (2);\ninsert into unseen values (2)");
    await expect(run()).rejects.toMatchObject({
      code: "migration-failed",
      message: expect.stringContaining("0002_second.sql, line 2 failed"),
    });
    expect(await ask("select n from seen")).toEqual([]);
    await write("0002_second.sql", "insert into seen values (2)");
    expect(await run()).toEqual([2]);
  });

  it("refuses an applied migration that was changed, but not changed line ends", async () => {
    await write("0001_first.sql", "create table seen\n (n integer)");
    await run();
    await write("0001_first.sql", "create table seen\r\n (n integer)");
    expect(await run()).toEqual([]);
    await write("0001_first.sql", "create table seen (n bigint)");
    await expect(run()).rejects.toMatchObject({ code: "migration-changed" });
  });

  it("refuses a database that a newer version has used", async () => {
    await write("0001_first.sql", "create table seen (n integer)");
    await write("0002_second.sql", "insert into seen values (2)");
    await run();
    await rm(join(folder, "0002_second.sql"));
    await expect(run()).rejects.toMatchObject({ code: "database-newer-than-guardia", facts: { version: 2 } });
  });

  it("refuses a migration slipped in before applied ones, and names that are not migrations", async () => {
    await write("0002_second.sql", "create table seen (n integer)");
    await run();
    await write("0001_first.sql", "select 1");
    await expect(run()).rejects.toMatchObject({ code: "migration-out-of-order" });
    await write("0002_again.sql", "select 1");
    await expect(run()).rejects.toMatchObject({ code: "bad-migration-name" });
    await rm(join(folder, "0002_again.sql"));
    await write("next.sql", "select 1");
    await expect(run()).rejects.toMatchObject({ code: "bad-migration-name" });
  });

  it("reads the project's own migrations", async () => {
    const versions = (await readMigrations(migrationsFolder())).map((migration) => migration.version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });
});

describe("the application role", () => {
  it("is bound by forced row-level security and may change no table", async () => {
    await write(
      "0001_first.sql",
      `create table letters (customer_id text, body text);
       alter table letters enable row level security;
       alter table letters force row level security;
       create policy own on letters using (customer_id = nullif(current_setting('app.customer_id', true), ''));
       grant select, insert on letters to guardia_app;
       insert into letters values ('a', 'to a'), ('b', 'to b')`,
    );
    await run();
    expect(await ask("select body from letters", database.url)).toEqual([]);
    expect(await ask("select current_user::text as name, session_user::text as login", database.url)).toEqual([
      { name: "guardia_app", login: "guardia" },
    ]);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("select set_config('app.customer_id', 'a', false)");
    expect((await client.query("select body from letters")).rows).toEqual([{ body: "to a" }]);
    await expect(client.query("insert into letters values ('b', 'smuggled')")).rejects.toMatchObject({ code: "42501" });
    await expect(client.query("drop table letters")).rejects.toMatchObject({ code: "42501" });
    await expect(client.query("create table mine ()")).rejects.toMatchObject({ code: "42501" });
    await client.end();
  });

  it("is asked for in words when the database user may not make it, or when it would pass row-level security by", async () => {
    // Roles belong to the whole cluster: other files' tests must not see this one change.
    const { cluster, remove } = await scratchCluster(hastySettings);
    try {
      const owner = cluster.url();
      await ask("create role plain login", owner);
      await ask("alter database guardia owner to plain", owner);
      const plain = new URL(owner);
      plain.username = "plain";
      await expect(migrate({ url: plain.href, folder })).rejects.toMatchObject({
        code: "role-missing",
        message: expect.stringContaining('grant guardia_app to "plain"'),
      });
      await ask("create role guardia_app nologin bypassrls; grant guardia_app to plain", owner);
      await expect(migrate({ url: plain.href, folder })).rejects.toMatchObject({ code: "role-too-strong" });
      await ask("alter role guardia_app nobypassrls", owner);
      expect(await migrate({ url: plain.href, folder })).toEqual([]);
    } finally {
      await remove();
    }
  });
});
