/** What leaves a transaction: claimed under a lease, done, and deleted with what it did; tried again with a growing pause when it fails. */
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import { kyselyOn } from "#server/database/kysely.ts";
import { commit, scoped, withClient } from "#server/database/session.ts";
import type { Tables } from "#server/database/tables.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type OutboxRow = {
  id: number;
  customerId: string;
  topic: string;
  payload: Record<string, unknown>;
  createdAt: number;
  attempts: number;
};

/**
 * Does what rows of one topic ask for. What it writes through `db` is committed together with the rows' deletion: done exactly once.
 * What it does outside happens at least once: name it by the row's id towards whoever receives it.
 */
export type TopicWork = (rows: readonly OutboxRow[], db: Kysely<Tables>) => Promise<void>;

export type OutboxOptions = {
  pool: Pool;
  clock: () => number;
  topics: Readonly<Record<string, TopicWork>>;
  log: (line: string) => void;
  /** Each row in a transaction of its own, for what is done outside: one that fails holds no other up, and repeats no other. */
  isOneByOne?: boolean;
  /** Called when something was done: it may have left work for another loop. */
  onDone?: () => void;
};

const batchSize = 200;
/** Who does not come back within this has died; another one takes its rows up. */
const leaseMs = 30_000;
const longestSleepMs = 1_000;
const longestBackoffMs = 15 * 60_000;

export function startOutbox(options: OutboxOptions): Loop {
  return startLoop({
    name: "The outbox worker",
    log: options.log,
    round: async () => ((await deliverSome(options)) === batchSize ? 0 : longestSleepMs),
  });
}

/** Claims and does one batch; gives how many rows it claimed. */
export async function deliverSome(options: OutboxOptions): Promise<number> {
  const rows = await claim(options);
  for (const [topic, own] of options.isOneByOne ? rows.map((row) => [row.topic, [row]] as const) : byTopic(rows)) {
    try {
      await deliver(options, topic, own);
      options.onDone?.();
    } catch (error) {
      options.log(
        `${own.length} rows of the outbox (${topic}) failed and are tried again: ${error instanceof Error ? error.message : String(error)}`,
      );
      await postpone(options, own);
    }
  }
  return rows.length;
}

function byTopic(rows: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  const found = new Map<string, OutboxRow[]>();
  for (const row of rows) found.set(row.topic, [...(found.get(row.topic) ?? []), row]);
  return found;
}

/** Only topics that this node knows: a newer node beside it may have put others there. */
function claim({ pool, clock, topics }: OutboxOptions): Promise<OutboxRow[]> {
  return withClient(pool, async (client) => {
    const now = clock();
    await client.query(`begin; ${scoped("*")}`);
    const { rows } = await client.query<{
      id: number;
      customer_id: string;
      topic: string;
      payload: Record<string, unknown>;
      created_at: number;
      attempts: number;
    }>(
      `update outbox set attempts = attempts + 1, lease_until = $1
       where id in (select id from outbox where due_at <= $2 and (lease_until is null or lease_until < $2) and topic = any($3)
                    order by due_at, id limit ${batchSize} for update skip locked)
       returning id, customer_id, topic, payload, created_at, attempts`,
      [now + leaseMs, now, Object.keys(topics)],
    );
    await commit(client);
    return rows
      .map(({ id, customer_id, topic, payload, created_at, attempts }) => ({
        id,
        customerId: customer_id,
        topic,
        payload,
        createdAt: created_at,
        attempts,
      }))
      .sort((a, b) => a.id - b.id);
  });
}

/** Deletes first: a row that somebody else has taken up meanwhile (the lease ran out) is no longer ours to do. */
function deliver({ pool, topics }: OutboxOptions, topic: string, rows: readonly OutboxRow[]): Promise<void> {
  return withClient(pool, async (client) => {
    await client.query(`begin; ${scoped("*")}`);
    const { rows: ours } = await client.query<{ id: number }>(
      "delete from outbox o using unnest($1::bigint[], $2::integer[]) as given(id, attempts) where o.id = given.id and o.attempts = given.attempts returning o.id",
      [rows.map(({ id }) => id), rows.map(({ attempts }) => attempts)],
    );
    const mine = new Set(ours.map(({ id }) => id));
    const work = topics[topic];
    if (work === undefined) throw new Error(`nothing here does "${topic}"`);
    await work(
      rows.filter(({ id }) => mine.has(id)),
      kyselyOn(client),
    );
    await commit(client);
  });
}

function postpone({ pool, clock }: OutboxOptions, rows: readonly OutboxRow[]): Promise<void> {
  return withClient(pool, async (client) => {
    await client.query(`begin; ${scoped("*")}`);
    for (const attempts of new Set(rows.map((row) => row.attempts))) {
      const ids = rows.filter((row) => row.attempts === attempts).map(({ id }) => id);
      const backoffMs = Math.min(1_000 * 2 ** Math.min(attempts, 20), longestBackoffMs);
      await client.query("update outbox set due_at = $1, lease_until = null where id = any($2) and attempts = $3", [
        clock() + backoffMs,
        ids,
        attempts,
      ]);
    }
    await commit(client);
  });
}
