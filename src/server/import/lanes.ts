/** Batches on their way into the database: while PostgreSQL stores one, the next is already decided, and they commit in their order. */
import type { Batch } from "#server/import/groups.ts";

export type Lanes = {
  /** Takes a batch as soon as there is room; fails when one before it failed. */
  add(batch: Batch): Promise<void>;
  /** Waits until everything is stored. */
  settle(): Promise<void>;
};

/**
 * @param store stores a batch; before it commits it waits for `turn`, which is done when the batch before is stored
 * Two are under way at once, unless they speak of the same ticket: then the later one waits to see what the earlier one did.
 */
export function openLanes(store: (batch: Batch, turn: Promise<void>) => Promise<void>): Lanes {
  let older: Promise<void> = Promise.resolve();
  let newest: Promise<void> = Promise.resolve();
  let ids: ReadonlySet<string> = new Set();
  return {
    add: async (batch) => {
      await older;
      const own = new Set(batch.groups.map(({ externalId }) => externalId));
      if ([...own].some((id) => ids.has(id))) await newest;
      const turn = newest;
      const stored = store(batch, turn);
      stored.catch(() => undefined);
      [older, newest, ids] = [turn, stored, own];
    },
    settle: () => newest,
  };
}
