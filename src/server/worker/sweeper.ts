/** Forgets first answers that nobody asks for again. */
import type { Pool } from "pg";
import { commit, scoped, withClient } from "#server/database/session.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

/** A key may be used again after this: nobody repeats a request for longer. */
const keptForMs = 48 * 3_600_000;
const everyMs = 10 * 60_000;
const batchSize = 5_000;

export function startSweeper({ pool, clock, log }: { pool: Pool; clock: () => number; log: (line: string) => void }): Loop {
  return startLoop({
    name: "The sweeper",
    log,
    round: async () => ((await sweepSome(pool, clock() - keptForMs)) === batchSize ? 0 : everyMs),
  });
}

/** Deletes some of the keys made before an instant; gives how many. */
export function sweepSome(pool: Pool, before: number): Promise<number> {
  return withClient(pool, async (client) => {
    await client.query(`begin; ${scoped("*")}`);
    const { rowCount } = await client.query(
      `delete from idempotency_keys where (principal, key) in
         (select principal, key from idempotency_keys where created_at < $1 order by created_at limit ${batchSize} for update skip locked)`,
      [before],
    );
    await commit(client);
    return rowCount ?? 0;
  });
}
