/** An installation from before customers' people could sign in goes on as it was. */
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { migrate, migrationsFolder } from "#server/database/migrate.ts";
import { testDatabase } from "../../../test/database.ts";

it("keeps people and their roles, and programs keep what they could do", async () => {
  const database = await testDatabase({ empty: true });
  const folder = await mkdtemp(join(tmpdir(), "guardia-upgrade-"));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  onTestFinished(async () => {
    await owner.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const take = async (which: RegExp): Promise<void> => {
    for (const file of await readdir(migrationsFolder()))
      if (which.test(file)) await copyFile(join(migrationsFolder(), file), join(folder, file));
    await migrate({ url: database.ownerUrl, folder });
  };
  await take(/^000[12]_/);
  await owner.connect();
  await owner.query(`
    insert into users (id, name, email, role) values ('u1', 'Ada', 'ada@example.com', 'administrator'), ('u2', 'Bob', 'bob@example.com', 'agent');
    insert into tokens (id, name, hash, scopes, customer_id, created_at) values
      ('t1', 'desk', 'h1', '{tickets:read,tickets:write}', null, 0), ('t2', 'bank', 'h2', '{tickets:write}', 'bank', 0),
      ('t3', 'reader', 'h3', '{tickets:read}', 'bank', 0)`);
  await take(/\.sql$/);
  const { rows: users } = await owner.query("select id, role, customer_id, language from users order by id");
  expect(users).toEqual([
    { id: "u1", role: "administrator", customer_id: null, language: null },
    { id: "u2", role: "agent", customer_id: null, language: null },
  ]);
  const { rows: tokens } = await owner.query("select id, scopes from tokens order by id");
  expect(tokens).toEqual([
    { id: "t1", scopes: ["tickets:read", "tickets:write", "tickets:override"] },
    { id: "t2", scopes: ["tickets:write", "tickets:decide"] },
    { id: "t3", scopes: ["tickets:read"] },
  ]);
});
