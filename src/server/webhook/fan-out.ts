/**
 * Gives new entries of the log to the webhooks that want them. It follows the chains, whose numbers are the order of the commits: an entry
 * that was committed late is not passed over, and what nobody has sealed yet is not told to anybody.
 */
import { type Kysely, sql } from "kysely";
import { isWanted } from "#core/webhook/pattern.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { WebhookTables } from "#server/webhook/tables.ts";

type Db = Kysely<Tables>;
type Entry = { customer_id: string; number: number; position: number; type: string; actor: string; at: number };
export type Listener = Pick<WebhookTables["webhooks"], "id" | "customer" | "patterns">;

/** Held by whoever moves the heads, and by whoever adds the first webhook: it hears of what comes after it. */
const fanOutLock = 4_685;
const batchSize = 2_000;

/** Gives out one batch; gives how many entries it read (0 also when another node is at it). */
export function fanOutSome(door: Door): Promise<number> {
  return door.write("*", async ({ db }) => {
    const { rows } = await sql<{ is_mine: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(fanOutLock)}) as is_mine`.execute(db);
    if (rows[0]?.is_mine !== true) return 0;
    const listeners = await listenersOf(db);
    if (listeners === null) return 0;
    const entries = await newEntries(db);
    if (entries.length === 0) return 0;
    const now = door.clock();
    await addWebhookDeliveries(db, wantedOf(listeners, entries), now);
    await moveHeads(db, entries);
    return entries.length;
  });
}

/** Null when there is no webhook at all: then the heads stand still until the first one is added. */
async function listenersOf(db: Db): Promise<Listener[] | null> {
  const rows = await db.withTables<WebhookTables>().selectFrom("webhooks").select(["id", "customer", "patterns", "state"]).execute();
  return rows.length === 0 ? null : rows.filter(({ state }) => state === "enabled");
}

/** Of each customer the entries behind its head, from the first one on: where the limit cuts, it cuts off the end. */
async function newEntries(db: Db): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select s.customer_id, s.number, s.position, e.type, e.actor, e.at from (
      select s.customer_id, s.number, s.position
      from chain_heads h left join webhook_heads w on w.customer_id = h.customer_id
      cross join lateral (select customer_id, number, position from seals
        where customer_id = h.customer_id and number > coalesce(w.number, 0) order by number limit ${sql.lit(batchSize)}) s
      where h.number > coalesce(w.number, 0)
      limit ${sql.lit(batchSize)}) s
    join events e on e.customer_id = s.customer_id and e.position = s.position`.execute(db);
  return rows;
}

async function moveHeads(db: Db, entries: readonly Entry[]): Promise<void> {
  const heads = new Map<string, number>();
  for (const { customer_id, number } of entries) heads.set(customer_id, Math.max(heads.get(customer_id) ?? 0, number));
  await sql`insert into webhook_heads (customer_id, number) select * from unnest(${[...heads.keys()]}::text[], ${[...heads.values()]}::bigint[])
    on conflict (customer_id) do update set number = excluded.number`.execute(db);
}

export type WantedEntry = { webhookId: string; customerId: string; position: number | null; type: string; at: number };

/** Which webhook is told of which entries. */
export const wantedOf = (listeners: readonly Listener[], entries: readonly Omit<Entry, "number">[]): WantedEntry[] =>
  entries.flatMap(({ customer_id: customerId, position, type, actor, at }) =>
    listeners
      .filter((listener) => isWanted(listener, { customerId, type, actor }))
      .map(({ id }) => ({ webhookId: id, customerId, position, type, at })),
  );

/** Adds deliveries that are due at once, as a set; gives their numbers. */
export async function addWebhookDeliveries(db: Db, wanted: readonly WantedEntry[], now: number, isReplay = false): Promise<number[]> {
  if (wanted.length === 0) return [];
  const column = <T>(read: (row: WantedEntry) => T): T[] => wanted.map(read);
  const { rows } = await sql<{ id: number }>`
    insert into webhook_deliveries (customer_id, webhook_id, position, type, event_at, is_replay, due_at, created_at)
    select customer_id, webhook_id, position, type, event_at, ${isReplay}, ${now}::bigint, ${now}::bigint
    from unnest(${column(({ customerId }) => customerId)}::text[], ${column(({ webhookId }) => webhookId)}::text[],
      ${column(({ position }) => position)}::bigint[], ${column(({ type }) => type)}::text[], ${column(({ at }) => at)}::bigint[])
      as given(customer_id, webhook_id, position, type, event_at)
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Before the first webhook is added: it hears of what is sealed from now on. */
export async function beginFromNow(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(fanOutLock)})`.execute(db);
  const first = await db.withTables<WebhookTables>().selectFrom("webhooks").select("id").limit(1).executeTakeFirst();
  if (first !== undefined) return;
  await sql`insert into webhook_heads (customer_id, number) select customer_id, number from chain_heads
    on conflict (customer_id) do update set number = excluded.number`.execute(db);
}

/** Takes up the oldest stretch that is to be given once more, one batch of it; gives whether there was one. */
export function replaySome(door: Door): Promise<boolean> {
  return door.write("*", async ({ db: plain }) => {
    const db = plain.withTables<WebhookTables>();
    const replay = await db
      .selectFrom("webhook_replays")
      .innerJoin("webhooks", "webhooks.id", "webhook_id")
      .select(["webhook_replays.id", "webhook_id", "next_position", "until_position", "customer", "patterns"])
      .orderBy("webhook_replays.created_at")
      .limit(1)
      .forUpdate("webhook_replays")
      .skipLocked()
      .executeTakeFirst();
    if (replay === undefined) return false;
    const entries = await db
      .selectFrom("events")
      .select(["customer_id", "position", "type", "actor", "at"])
      .where("position", ">=", replay.next_position)
      .where("position", "<=", replay.until_position)
      .orderBy("position")
      .limit(batchSize)
      .execute();
    await addWebhookDeliveries(plain, wantedOf([{ ...replay, id: replay.webhook_id }], entries), door.clock(), true);
    if (entries.length < batchSize) await db.deleteFrom("webhook_replays").where("id", "=", replay.id).execute();
    else {
      const next = entries.at(-1)!.position + 1;
      await db.updateTable("webhook_replays").set({ next_position: next }).where("id", "=", replay.id).execute();
    }
    return true;
  });
}
