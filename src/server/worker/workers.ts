/** The loops of one node, started and stopped together. Any number of nodes may run them on one database. */
import type { Pool } from "pg";
import { openSealing, type Sealing } from "#server/access/sealing.ts";
import { type MailSettings, openMailer } from "#server/channels/email/delivery.ts";
import { fileMessages } from "#server/conversation/file-message.ts";
import type { Door } from "#server/database/door.ts";
import type { LiveFeed } from "#server/live.ts";
import type { Outside } from "#server/outside/outside.ts";
import { startWebhooks } from "#server/webhook/sender.ts";
import { startDeadlines } from "#server/worker/deadlines.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { startIndexer } from "#server/worker/indexer.ts";
import type { Loop } from "#server/worker/loop.ts";
import { startOutbox } from "#server/worker/outbox.ts";
import { startRowFiller } from "#server/worker/row-filler.ts";
import { startSealer } from "#server/worker/sealer.ts";
import { startSweeper } from "#server/worker/sweeper.ts";

export type Workers = { stop(): Promise<void> };

export type WorkersOptions = {
  door: Door;
  pool: Pool;
  live?: LiveFeed;
  /** The mail server; without one nothing is mailed, and nobody may announce that it should be. */
  mail?: MailSettings | null;
  /** The client for addresses that others gave us; without one nothing goes to them. */
  outside?: Outside;
  /** What secrets are sealed with; absent: what the database itself keeps. */
  sealing?: Sealing;
  /** Origin under which people reach the server: for links in what is sent. */
  publicUrl?: string;
  log: (line: string) => void;
};

/** `stop` waits for what is under way; to be called before the door is closed and the pool ended. */
export function startWorkers({ door, pool, live, mail = null, outside, sealing, log }: WorkersOptions): Workers {
  const unsealing = sealing ?? openSealing(door, null);
  const deadlines = startDeadlines(door, log);
  const outbox = startOutbox({ pool, clock: door.clock, topics: { notification: fillInbox(door), message: fileMessages(door) }, log });
  const loops: Loop[] = [deadlines, startSealer(pool, log), outbox, startSweeper({ door, pool, log })];
  loops.push(startIndexer(door, pool, log), startRowFiller(door, pool, log));
  const mailer = mail === null ? null : openMailer(mail, door.clock, log);
  if (mailer !== null) loops.push(startOutbox({ pool, clock: door.clock, topics: { mail: mailer.deliver }, isOneByOne: true, log }));
  if (outside !== undefined) loops.push(startWebhooks({ door, sealing: unsealing, outside, log }));
  const forget = live?.onArmed((dueAt) => deadlines.arm(dueAt));
  const stopListening = door.onCommit(({ changes }) => {
    if (changes.some(({ type }) => type === "notification.requested")) outbox.wake();
  });
  return {
    async stop() {
      forget?.();
      stopListening();
      await Promise.all(loops.map((loop) => loop.stop()));
      mailer?.close();
    },
  };
}
