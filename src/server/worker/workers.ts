/** The loops of one node, started and stopped together. Any number of nodes may run them on one database. */
import type { Pool } from "pg";
import { openSealing, type Sealing } from "#server/access/sealing.ts";
import { openMailer } from "#server/channels/email/delivery.ts";
import { closePools } from "#server/channels/email/smtp-pool.ts";
import { sendTicketMail } from "#server/channels/email/ticket-mail.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import { fileMessages } from "#server/conversation/file-message.ts";
import type { Door } from "#server/database/door.ts";
import type { LiveFeed } from "#server/live.ts";
import { unreachedTopic } from "#server/notification/delivering.ts";
import { earlyReceiptTopic, takeEarlyReceipts } from "#server/notification/receipts.ts";
import type { Outside } from "#server/outside/outside.ts";
import { startWatch } from "#server/watch/watch-loop.ts";
import { startWebhooks } from "#server/webhook/sender.ts";
import { startCoverageWatch } from "#server/worker/coverage-watch.ts";
import { startDeadlines } from "#server/worker/deadlines.ts";
import { startDeliveries } from "#server/worker/deliveries.ts";
import { startFeeds } from "#server/worker/feeds.ts";
import { startGatewayWatch } from "#server/worker/gateway-watch.ts";
import { startHandoverWatch } from "#server/worker/handover-watch.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { startIncidentWatch } from "#server/worker/incident-watch.ts";
import { startIndexer } from "#server/worker/indexer.ts";
import type { Loop } from "#server/worker/loop.ts";
import { startOutbox, type TopicWork } from "#server/worker/outbox.ts";
import { startRowFiller } from "#server/worker/row-filler.ts";
import { startSealer } from "#server/worker/sealer.ts";
import { startSweeper } from "#server/worker/sweeper.ts";
import { tellUnreached } from "#server/worker/unreached.ts";

export type Workers = { stop(): Promise<void> };

export type WorkersOptions = {
  door: Door;
  pool: Pool;
  live?: LiveFeed;
  /** The client for addresses that others gave us; without one nothing goes to them. */
  outside?: Outside;
  /** What secrets are sealed with; absent: what the database itself keeps. */
  sealing?: Sealing;
  /** The gateways of all channels; without them, or without a client for the outside, nobody is told anything. */
  gateways?: Gateways;
  /** Origin under which people reach the server: for links in what is sent. */
  publicUrl?: string;
  log: (line: string) => void;
};

/** `stop` waits for what is under way; to be called before the door is closed and the pool ended. */
export function startWorkers({ door, pool, live, outside, sealing, gateways, publicUrl = "", log }: WorkersOptions): Workers {
  const unsealing = sealing ?? openSealing(door, null);
  const deadlines = startDeadlines(door, log);
  let deliveries: Loop | null = null;
  const onDone = () => deliveries?.wake();
  const outbox = startOutbox({ pool, clock: door.clock, topics: topicsOf(door, gateways), onDone, log });
  const loops: Loop[] = [deadlines, startSealer(pool, log), outbox, startSweeper({ door, pool, log })];
  loops.push(
    startIndexer(door, pool, log),
    startRowFiller(door, pool, log),
    startCoverageWatch({ door, log }),
    startHandoverWatch(door, log),
  );
  loops.push(startIncidentWatch(door, log));
  if (outside !== undefined)
    loops.push(startWebhooks({ door, sealing: unsealing, outside, log }), startWatch({ door, gateways: gateways ?? null, outside, log }));
  if (outside !== undefined) loops.push(startFeeds({ door, outside, sealing: unsealing, log }));
  if (outside !== undefined && gateways !== undefined) {
    const mailer = openMailer({ door, gateways, outside, log });
    loops.push(startOutbox({ pool, clock: door.clock, topics: { mail: mailer.deliver }, isOneByOne: true, log }));
    deliveries = startDeliveries({ door, gateways, sealing: unsealing, outside, publicUrl, log });
    loops.push(deliveries);
    loops.push(startGatewayWatch({ door, pool, gateways, outside, log }));
  }
  const forget = live?.onArmed((dueAt) => deadlines.arm(dueAt));
  const stopListening = door.onCommit(({ changes }) => {
    if (changes.some(({ type }) => leavesWork.has(type))) outbox.wake();
  });
  return {
    async stop() {
      forget?.();
      stopListening();
      await Promise.all(loops.map((loop) => loop.stop()));
      closePools();
    },
  };
}

/** What leaves something in the outbox that somebody waits for. */
const leavesWork: ReadonlySet<string> = new Set(["notification.requested", "delivery.failed", "delivery.unreached"]);

const topicsOf = (door: Door, gateways: Gateways | undefined): Record<string, TopicWork> => ({
  "ticket-mail": sendTicketMail({ door, gateways: gateways ?? { list: async () => [] } }),
  notification: fillInbox(door),
  message: fileMessages(door),
  [unreachedTopic]: tellUnreached(door),
  [earlyReceiptTopic]: takeEarlyReceipts(door),
});
