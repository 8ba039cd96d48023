/**
 * Tells people: takes up what is due, tries it through gateways, stores what came of it, and goes on to the next gateway or channel. Any
 * number of nodes may run this; a delivery is one node's for as long as its lease lasts.
 */
import { setMaxListeners } from "node:events";
import type { Instant } from "#core/time/instant.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { openCapacity } from "#server/notification/capacity.ts";
import { type Composer, composers } from "#server/notification/composers.ts";
import { claimDue, type Delivering, type Registry, settle } from "#server/notification/delivering.ts";
import { type Ended, gatherPages, type Job, keepDocument, type SendTools, send } from "#server/notification/send.ts";
import type { Outside } from "#server/outside/outside.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type DeliveriesOptions = {
  door: Door;
  gateways: Gateways;
  sealing: Sealing;
  outside: Outside;
  publicUrl: string;
  log: (line: string) => void;
  composers?: Readonly<Record<string, Composer>>;
  /** How long after an attempt's own time its node counts as dead. */
  leaseMarginMs?: number;
  /** How long `stop` waits for attempts under way before it breaks them off. */
  graceMs?: number;
};

/** In one transaction. */
const batchSize = 640;
const longestSleepMs = 1_000;
/** While every gateway is busy: an answer wakes us earlier. */
const busySleepMs = 50;
const storeAgainAfterMs = 500;
/** A commit with one of these may have added deliveries. Those of tickets come by the outbox, which wakes us when it has done its work. */
const tellsOfDeliveries = /^(page|delivery|notification|contact-point|gateway|alarm|mail|watch|coverage|incident|rota)\./;

export function startDeliveries(options: DeliveriesOptions): Loop {
  const { door, gateways, sealing, outside, publicUrl, log, leaseMarginMs = 15_000, graceMs = 3_000 } = options;
  const capacity = openCapacity(door.clock);
  const delivering: Delivering = { door, gateways, capacity, leaseMarginMs };
  const registry: Registry = new Map();
  const stopping = new AbortController();
  // Each attempt under way listens to it.
  setMaxListeners(0, stopping.signal);
  const tools: SendTools = {
    ...{ door, gateways, sealing, outside, publicUrl, log, composers: options.composers ?? composers },
    ...{ page: gatherPages(door), document: keepDocument(door), stopping: stopping.signal },
  };
  // While more waits than gateways can take, each answer makes room; else the loop sleeps until something is due.
  let isBusy = false;
  let wakesAt = 0;
  const under = openUnderWay(delivering, registry, tools, (nextDueAt) => {
    if (isBusy || (nextDueAt !== null && nextDueAt < wakesAt)) loop.wake();
  });
  const loop = startLoop({
    name: "The deliveries worker",
    log,
    async round() {
      capacity.use(await gateways.list());
      const limit = Math.min(batchSize, capacity.free());
      // What ended and is not stored yet must not pile up behind what is begun.
      isBusy = limit === 0 || under.unstored() > batchSize;
      if (isBusy) return busySleepMs;
      const { jobs, claimed, nextDueAt } = await claimDue(delivering, registry, limit);
      for (const job of jobs) under.start(job);
      if (claimed === limit) return 0;
      const restMs = Math.max(1, Math.min(nextDueAt === null ? longestSleepMs : nextDueAt - door.clock(), longestSleepMs));
      wakesAt = door.clock() + restMs;
      return restMs;
    },
  });
  const stopListening = door.onCommit(({ changes }) => {
    if (changes.some(({ type }) => tellsOfDeliveries.test(type) && !ownTypes.has(type))) loop.wake();
  });
  return {
    wake: loop.wake,
    async stop() {
      stopListening();
      await loop.stop();
      capacity.close();
      const cut = setTimeout(() => stopping.abort(), graceMs);
      await under.ended();
      clearTimeout(cut);
    },
  };
}

type AttemptsUnderWay = { start(job: Job): void; unstored(): number; ended(): Promise<void> };

/** Attempts that this node makes: each is stored when it has ended, with whatever ended in the same moment, and what follows is begun. */
function openUnderWay(
  delivering: Delivering,
  registry: Registry,
  tools: SendTools,
  onStored: (nextDueAt: Instant | null) => void,
): AttemptsUnderWay {
  const { capacity, gateways } = delivering;
  const running = new Set<Promise<void>>();
  let ended: Ended[] = [];
  let storing: Promise<void> | null = null;
  const start = (job: Job): void => {
    const work = send(job, tools).then((end) => {
      capacity.release(job.gateway.id, end.result.outcome !== "unknown");
      ended.push(end);
      store();
    });
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const store = (): void => {
    storing ??= storeAll().finally(() => {
      storing = null;
      // Something may have ended after the last look, and before this.
      if (ended.length > 0 && !tools.stopping.aborted) store();
    });
  };
  const storeAll = async (): Promise<void> => {
    while (ended.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = ended.splice(0, batchSize);
      try {
        capacity.use(await gateways.list());
        const { jobs, nextDueAt } = await settle(delivering, registry, batch);
        for (const job of jobs) start(job);
        onStored(nextDueAt);
      } catch (error) {
        tools.log(`What became of ${batch.length} attempts is stored later: ${error instanceof Error ? error.message : String(error)}`);
        ended = [...batch, ...ended];
        await new Promise((resolve) => setTimeout(resolve, storeAgainAfterMs));
        if (tools.stopping.aborted) return;
      }
    }
  };
  return {
    start,
    unstored: () => ended.length,
    async ended() {
      while (running.size > 0 || storing !== null) await Promise.allSettled([...running, storing]);
    },
  };
}

/** What this loop writes itself. */
const ownTypes: ReadonlySet<string> = new Set(["delivery.sent", "delivery.failed"]);
