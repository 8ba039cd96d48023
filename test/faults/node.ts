/**
 * A node that works without a pause and is killed at any moment: it opens tickets, talks, imports in batches, and runs all workers.
 * What was acknowledged to it it tells its parent, a line of JSON each; a line that was read is a promise to be kept.
 */

import { Refusal } from "#core/refusal.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { after, type Duration, type Instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { startLive } from "#server/live.ts";
import { startWorkers } from "#server/worker/workers.ts";
import type { NodeOrder, NodeWord } from "./kit.ts";

const order = JSON.parse(process.env.GUARDIA_FAULTS ?? "") as NodeOrder;
/** Time runs fast, so that promises of a quarter of an hour break in a second and a half. */
const clock = (): Instant => after(order.epoch as Instant, ((Date.now() - order.startedAt) * order.speed) as Duration);
const log = (): void => undefined;
const tell = (word: NodeWord): void => void process.stdout.write(`${JSON.stringify(word)}\n`);

const pool = openPool({ url: order.url, log });
const door = openDoor({ pool, clock, log });
const live = startLive({ door, url: order.url, log });
const workers = startWorkers({ door, pool, live, log });
let isStopping = false;

/** The outcome, however often the database goes away meanwhile; null for a refusal, or when the node stops. */
async function insist<T>(work: () => Promise<T>): Promise<T | null> {
  while (!isStopping) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) return null;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return null;
}

const opening = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  component: "ledger",
  description: "…",
} as const;

async function open(key: string): Promise<number | null> {
  tell({ started: key });
  const priority = key.length % 2 === 0 ? "P1" : "P2";
  const done = await insist(() =>
    door.perform({
      scope: "bank",
      commands: [{ ...opening, subject: key, channel: "api", priority, actor: "token:faults" }],
      idempotency: {
        principal: "token:faults",
        key,
        requestHash: key,
        respond: ({ tickets }) => ({ status: 201, body: { id: tickets[0]?.id } }),
      },
    }),
  );
  if (done === null) return null;
  const { id: ticketId } = done.tickets[0] ?? (done.replayed as { body: { id: number } }).body;
  tell({ opened: key, ticketId });
  return ticketId;
}

/** Says something once: with a key, so that an answer that was lost on the way is not said twice. */
async function say(ticketId: number, text: string): Promise<void> {
  const command = {
    type: "reply-to-ticket",
    visibility: "public",
    by: "agent",
    channel: "api",
    text,
    ticketId,
    actor: "agent:alice",
  } as const;
  const idempotency = { principal: "token:faults", key: text, requestHash: text, respond: () => ({ status: 201, body: {} }) };
  const done = await insist(() => door.perform({ scope: "*", commands: [command], idempotency }));
  if (done !== null) tell({ said: text, ticketId });
}

const verbs: readonly Exclude<TicketVerb, { type: "open-ticket" }>[] = [
  { type: "pause-ticket", reason: "customer" },
  { type: "resume-ticket" },
  { type: "escalate-ticket" },
  { type: "resolve-ticket", solution: "Done." },
];

async function talk(lane: string): Promise<void> {
  for (let n = 0; !isStopping; n++) {
    const ticketId = await open(`${order.name} ${lane} ${n}`);
    if (ticketId === null) return;
    await say(ticketId, `${order.name} ${lane} ${n} says`);
    await insist(() => door.perform({ scope: "*", commands: [{ ...verbs[n % verbs.length]!, ticketId, actor: "agent:alice" }] }));
  }
}

/** As an import does: a batch and the line that it has come to, in one transaction; it goes on from there. */
async function bring(file: string): Promise<void> {
  const lines = 20;
  for (let isDone = false; !isDone && !isStopping; ) {
    const from = await insist(() =>
      door.read("bank", (db) => db.selectFrom("imports").select("lines_done").where("id", "=", file).executeTakeFirst()),
    );
    const done = from?.lines_done ?? 0;
    isDone = done >= 200;
    if (isDone || from === null) continue;
    const commands = Array.from({ length: lines }, (_, i) => ({
      command: {
        ...opening,
        subject: `${file} ${done + i}`,
        channel: "import" as const,
        priority: "P3" as const,
        external: { source: file, id: `${done + i}`, watermark: "1", verdict: null, promisedAt: null },
        actor: "import",
      },
      now: clock(),
    }));
    const brought = await insist(() =>
      door.performBatch({
        scope: "bank",
        commands,
        alongside: async (db) => {
          const row = {
            id: file,
            customer_id: "bank",
            file_name: file,
            file_hash: "",
            mapping_hash: "",
            format: "csv",
            started_at: 0,
            finished_at: null,
          };
          await db
            .insertInto("imports")
            .values({ ...row, lines_done: done + lines })
            .onConflict((conflict) => conflict.column("id").doUpdateSet({ lines_done: done + lines }))
            .execute();
        },
      }),
    );
    if (brought !== null) tell({ brought: file, lines: done + lines });
  }
}

process.on("SIGTERM", () => {
  isStopping = true;
});

/** What another node began and never heard of again is asked for again, under the same key. */
const lanes = [...Array.from({ length: 4 }, (_, i) => talk(`lane ${i}`)), ...order.files.map(bring), Promise.all(order.pending.map(open))];
await Promise.all(lanes);
while (!isStopping) await new Promise((resolve) => setTimeout(resolve, 20));
await workers.stop();
await live.stop();
await door.close();
await pool.end();
