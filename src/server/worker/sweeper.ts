/** Forgets what nobody asks for again: first answers, files that no message took, old drafts, dropped mail, people who left without a word. */
import type { Pool } from "pg";
import { sweepFiles } from "#server/attachment/store.ts";
import { sweepTexts } from "#server/conversation/file-message.ts";
import type { Door } from "#server/database/door.ts";
import { commit, scoped, withClient } from "#server/database/session.ts";
import { sweepDrafts } from "#server/desk/draft.ts";
import { sweepPresences } from "#server/desk/presence.ts";
import { sweepSources } from "#server/mail/store.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

/** A key may be used again after this: nobody repeats a request for longer. */
const keptForMs = 48 * 3_600_000;
const everyMs = 10 * 60_000;
const batchSize = 5_000;

/** A file waits so long for its message, and a draft for its writer. */
const fileWaitsMs = 24 * 3_600_000;
const draftWaitsMs = 90 * 24 * 3_600_000;
/** What somebody dropped can be fetched back for so long. */
const droppedWaitsMs = 90 * 24 * 3_600_000;

export type SweeperOptions = { door: Door; pool: Pool; log: (line: string) => void };

export function startSweeper({ door, pool, log }: SweeperOptions): Loop {
  return startLoop({
    name: "The sweeper",
    log,
    round: async () => {
      const now = door.clock();
      const answers = await sweepSome(pool, now - keptForMs);
      const files = await sweepFiles(door, now - fileWaitsMs, mostFiles);
      await sweepDrafts(door, now - draftWaitsMs);
      await sweepPresences(door);
      const mails = await sweepSources(door, now - droppedWaitsMs, mostFiles);
      await sweepTexts(door, now - droppedWaitsMs);
      return answers === batchSize || files === mostFiles || mails === mostFiles ? 0 : everyMs;
    },
  });
}

const mostFiles = 200;

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
