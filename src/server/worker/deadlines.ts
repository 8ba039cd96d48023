/** Tickets and pages that act by themselves: whatever is due happens, dated when it was due. Several nodes may run this at once. */
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

/** Tickets, and pages, in one transaction: beyond this a larger one saves nothing more. */
const batchSize = 500;
/** While more are due than one batch holds: one is decided while the other is stored. */
const batchesAtOnce = 2;
/** Another node may arm an earlier deadline and die before it says so. */
const longestSleepMs = 1_000;
/** Somebody else holds what is due. */
const heldPauseMs = 20;

export type Deadlines = Loop & {
  /** A deadline was armed, here or on another node: sleeps no longer than until then. */
  arm(dueAt: Instant): void;
};

export function startDeadlines(door: Door, log: (line: string) => void): Deadlines {
  // While a round is under way, whatever is armed calls for another one: this one may have looked already.
  let wakesAt = Number.POSITIVE_INFINITY;
  const loop = startLoop({
    name: "The deadlines worker",
    log,
    async round() {
      wakesAt = Number.POSITIVE_INFINITY;
      const restMs = await drain(door);
      wakesAt = door.clock() + restMs;
      return restMs;
    },
  });
  const stopListening = door.onCommit(({ nextDueAt }) => {
    if (nextDueAt !== null && nextDueAt < wakesAt) loop.wake();
  });
  return {
    ...loop,
    arm(dueAt) {
      if (dueAt < wakesAt) loop.wake();
    },
    async stop() {
      stopListening();
      await loop.stop();
    },
  };
}

/** Performs what is due until nothing is; gives how long one may sleep. */
export async function drain(door: Door): Promise<number> {
  for (;;) {
    const first = await door.performDue(batchSize);
    if (isFull(first)) {
      await drainBacklog(door);
      continue;
    }
    if (first.nextDueAt === null) return longestSleepMs;
    const restMs = first.nextDueAt - door.clock();
    if (restMs > 0) return Math.min(restMs, longestSleepMs);
    if (first.tickets + first.pages === 0) return heldPauseMs;
  }
}

const isFull = ({ tickets, pages }: { tickets: number; pages: number }): boolean => Math.max(tickets, pages) === batchSize;

async function drainBacklog(door: Door): Promise<void> {
  const lane = async (): Promise<void> => {
    while (isFull(await door.performDue(batchSize)));
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, lane));
}
