/**
 * Chains the log: new events, in commit order, onto their customer's chain, within a second of their commit. One node at a time. In the
 * same transaction it queues the tickets whose words have changed for the index of words: nothing that is sealed is forgotten there.
 */
import type { Pool, PoolClient, QueryResult } from "pg";
import { type Seal, sealAll, start } from "#core/audit/chain.ts";
import { entryOf, type StoredEvent, sha256 } from "#server/database/event-row.ts";
import { commit, scoped, setSettings, withClient } from "#server/database/session.ts";
import { spokenTypes } from "#server/search/indexing.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

const everyMs = 250;
const batchSize = 2_000;
/** Held by the node that seals; the others leave it to that one. */
const sealerLock = 4_681;

export function startSealer(pool: Pool, log: (line: string) => void): Loop {
  return startLoop({
    name: "The sealer",
    log,
    round: async () => ((await sealSome(pool)) === batchSize ? 0 : everyMs),
  });
}

/** Seals everything that is committed by now. */
export async function sealEverything(pool: Pool): Promise<void> {
  while ((await sealSome(pool)) > 0);
}

/** Seals one batch; gives how many entries it sealed (0 also when another node is at it). */
export function sealSome(pool: Pool): Promise<number> {
  return withClient(pool, async (client) => {
    const opening = ["begin", scoped("*"), ...setSettings, `select pg_try_advisory_xact_lock(${sealerLock}) as is_mine`].join("; ");
    const results = (await client.query(opening)) as unknown as QueryResult<{ is_mine: boolean }>[];
    const isMine = results.at(-1)?.rows[0]?.is_mine === true;
    const rows = isMine ? await nextUnsealed(client) : [];
    if (rows.length > 0) await sealRows(client, rows);
    await commit(client);
    return rows.length;
  });
}

async function nextUnsealed(client: PoolClient): Promise<StoredEvent[]> {
  const { rows } = await client.query<StoredEvent>(
    `select e.customer_id, e.position, e.ticket_id, e.type, e.at, e.recorded_at, e.actor, e.facts, e.digests, null as personal
     from unsealed u join events e on e.customer_id = u.customer_id and e.position = u.position
     order by u.position limit ${batchSize}`,
  );
  return rows;
}

async function sealRows(client: PoolClient, rows: readonly StoredEvent[]): Promise<void> {
  const byCustomer = new Map<string, StoredEvent[]>();
  for (const row of rows) {
    const own = byCustomer.get(row.customer_id);
    if (own === undefined) byCustomer.set(row.customer_id, [row]);
    else own.push(row);
  }
  const heads = await readHeads(client, [...byCustomer.keys()]);
  const sealed: { customerId: string; position: number; seal: Seal }[] = [];
  const newHeads: { customerId: string; head: Seal }[] = [];
  for (const [customerId, own] of byCustomer) {
    const { seals, head } = sealAll(heads.get(customerId) ?? start, own.map(entryOf), sha256);
    newHeads.push({ customerId, head });
    for (const [i, seal] of seals.entries()) sealed.push({ customerId, position: own[i]!.position, seal });
  }
  const spoken = new Map<number, string>();
  for (const { ticket_id, customer_id, type } of rows) if (ticket_id !== null && isSpoken.has(type)) spoken.set(ticket_id, customer_id);
  await client.query({
    name: "seal",
    text: `with sealed as (
        insert into seals (customer_id, number, position, hash) select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[])
      ), done as (delete from unsealed where position = any($3::bigint[])
      ), queued as (insert into search_queue (customer_id, ticket_id) select * from unnest($8::text[], $9::bigint[]))
      insert into chain_heads as heads (customer_id, number, hash) select * from unnest($5::text[], $6::bigint[], $7::text[])
      on conflict (customer_id) do update set number = excluded.number, hash = excluded.hash`,
    values: [
      sealed.map(({ customerId }) => customerId),
      sealed.map(({ seal }) => seal.number),
      sealed.map(({ position }) => position),
      sealed.map(({ seal }) => seal.hash),
      newHeads.map(({ customerId }) => customerId),
      newHeads.map(({ head }) => head.number),
      newHeads.map(({ head }) => head.hash),
      [...spoken.values()],
      [...spoken.keys()],
    ],
  });
}

const isSpoken: ReadonlySet<string> = new Set(spokenTypes);

async function readHeads(client: PoolClient, customers: readonly string[]): Promise<Map<string, Seal>> {
  const { rows } = await client.query<Seal & { customer_id: string }>(
    "select customer_id, number, hash from chain_heads where customer_id = any($1)",
    [customers],
  );
  return new Map(rows.map(({ customer_id, number, hash }) => [customer_id, { number, hash }]));
}
