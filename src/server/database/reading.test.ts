import { sql } from "kysely";
import { expect, it } from "vitest";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { testDatabase } from "../../../test/database.ts";

it("what a refused read still asks never reaches the transaction of the next one", async () => {
  const database = await testDatabase();
  const pool = openPool({ url: database.url, size: 1 });
  const door = openDoor({ pool, clock: () => Date.parse("2026-03-02T08:00:00Z") as Instant });
  const seen: string[] = [];
  let stray: Promise<void> | undefined;
  const failed = door.read("bank", async (db) => {
    const scopeNow = async (): Promise<void> => {
      const { rows } = await sql<{ scope: string }>`select current_setting('app.customer_id', true) as scope`.execute(db);
      seen.push(rows[0]?.scope ?? "");
    };
    const goesOn = async (): Promise<void> => {
      for (let left = 20; left > 0; left--) await scopeNow();
    };
    stray = goesOn().catch(() => undefined);
    await sql`select 1`.execute(db);
    throw new Refusal("half-way", "Half-way it is refused.", {});
  });
  const next = door.read("factory", async (db) => {
    for (let left = 20; left > 0; left--) await sql`select pg_sleep(0.005)`.execute(db);
    return "read";
  });
  await expect(failed).rejects.toThrow("Half-way");
  expect(await next).toBe("read");
  await stray;
  expect(seen).not.toContain("factory");
  await door.close();
  await pool.end();
  await database.drop();
});
