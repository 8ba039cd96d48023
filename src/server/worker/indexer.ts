/** Keeps the index of words up to date with the log, a second behind it; after an import it catches up. Any number of nodes at once. */
import type { Pool } from "pg";
import type { Door } from "#server/database/door.ts";
import { indexSome, newMemory, skipOne } from "#server/search/indexing.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

const everyMs = 500;
const batchSize = 300;

export function startIndexer(door: Door, pool: Pool, log: (line: string) => void): Loop {
  const memory = newMemory();
  let failures = 0;
  return startLoop({
    name: "The indexer",
    log,
    round: async () => {
      const document = (await door.book()).documentAt(door.clock());
      // After a batch that failed one by one: then the one that no index can be made of is met alone, and left out.
      const limit = failures === 0 ? batchSize : 1;
      try {
        const taken = await indexSome({ pool, document, memory, limit });
        failures = Math.max(0, failures - taken);
        return taken === limit ? 0 : everyMs;
      } catch (error) {
        memory.learnt.clear();
        if (limit === 1 && isOfItsText(error)) log(`The words of ticket ${await skipOne(pool)} cannot be indexed: ${String(error)}`);
        else failures = batchSize;
        throw error;
      }
    },
  });
}

/** What PostgreSQL says of the text itself: too long, not to be read. Everything else may pass. */
const isOfItsText = (error: unknown): boolean => /^(22|54)/.test(String((error as { code?: unknown }).code ?? ""));

/** Indexes everything that is queued by now. */
export async function indexEverything(door: Door, pool: Pool): Promise<number> {
  const memory = newMemory();
  const document = (await door.book()).documentAt(door.clock());
  let done = 0;
  for (;;) {
    const taken = await indexSome({ pool, document, memory, limit: batchSize });
    if (taken === 0) return done;
    done += taken;
  }
}
