/** Measures how long pages took from their cause to a provider, hour by hour, from the attempts themselves. */
import { type Kysely, sql } from "kysely";
import { latencyFigures } from "#core/watch/latency.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { WatchTables } from "#server/watch/tables.ts";

const hourMs = 3_600_000;
/** An attempt ends within its time-out: so long before an hour one looks for those that ended in it. */
const longestAttemptMs = 10 * 60_000;
/** Hours before this one that are measured anew each time: late ends, and what was missed while all nodes stood still. */
const hoursBack = 2;

/** Measures the last hours anew; doing it twice gives the same. */
export function measureLatency(door: Door): Promise<void> {
  return door.write("*", async ({ db }) => {
    const thisHour = Math.floor(door.clock() / hourMs) * hourMs;
    for (let hour = thisHour - hoursBack * hourMs; hour <= thisHour; hour += hourMs) await measureHour(db, hour);
  });
}

/**
 * Of each delivery of a page that was first taken in this hour: from the instant at which its first line was to begin, which for a line without a
 * delay is the step's own, to the provider's answer. What a person's rules ask to wait for is not counted; failures before are.
 */
async function measureHour(db: Kysely<Tables>, hour: number): Promise<void> {
  const { rows } = await sql<{ ms: number }>`
    select (a.ended_at - coalesce((select min((way.value->>'at')::bigint) from json_array_elements(d.lines) as way(value)), d.wanted_at))::bigint as ms
    from attempts a join deliveries d on d.customer_id = a.customer_id and d.id = a.delivery_id
    where a.began_at >= ${hour - longestAttemptMs} and a.began_at < ${hour + hourMs} and a.ended_at >= ${hour} and a.ended_at < ${hour + hourMs}
      and a.outcome = 'sent' and d.purpose = 'page'
      and not exists (select from attempts b where b.delivery_id = a.delivery_id and b.number < a.number and b.outcome = 'sent')`.execute(
    db,
  );
  const figures = latencyFigures(rows.map(({ ms }) => Math.max(0, ms)));
  if (figures === null) return;
  const { deliveries, p50Ms, p95Ms, p99Ms, slowestMs, sumMs, buckets } = figures;
  const columns = { deliveries, p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms, slowest_ms: slowestMs, sum_ms: sumMs, buckets };
  await db
    .withTables<WatchTables>()
    .insertInto("watch_latencies")
    .values({ hour, ...columns })
    .onConflict((conflict) => conflict.column("hour").doUpdateSet(columns))
    .execute();
}
