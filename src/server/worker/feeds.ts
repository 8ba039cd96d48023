/** The loop that reads calendars of others when they are due. Any number of nodes run it: whoever has the lease reads. */
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import { dueFeeds } from "#server/oncall/feed-store.ts";
import { readFeed } from "#server/oncall/feed-taking.ts";
import type { Outside } from "#server/outside/outside.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type FeedsOptions = { door: Door; outside: Outside; sealing: Sealing; log: (line: string) => void };

const mostAtOnce = 4;
/** New ones are read at once by whoever takes them in; this finds what a node left that went away. */
const lookEveryMs = 30_000;

export function startFeeds({ log, ...parts }: FeedsOptions): Loop {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = startLoop({
    name: "The reader of calendars",
    log,
    async round() {
      const { ids, nextAt } = await dueFeeds(parts.door, mostAtOnce);
      const read = await Promise.allSettled(ids.map((id) => readFeed(parts, id, { isWhenDue: true, signal })));
      for (const [i, outcome] of read.entries())
        if (outcome.status === "rejected" && !signal.aborted)
          log(`The calendar ${ids[i]} could not be taken in: ${outcome.reason instanceof Error ? outcome.reason.message : "it failed"}`);
      if (ids.length === mostAtOnce) return 0;
      return Math.max(250, Math.min(lookEveryMs, (nextAt ?? Number.POSITIVE_INFINITY) - parts.door.clock()));
    },
  });
  return {
    wake: loop.wake,
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
