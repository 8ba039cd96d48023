/** Contact points that a provider refused for good: their owners are asked to look; a test or code that goes through again clears it. */
import { type Kysely, sql } from "kysely";
import type { Tables } from "#server/database/tables.ts";
import type { Ended } from "#server/notification/send.ts";

/** In the transaction that stores how attempts ended. Costs nothing while no address was refused and nobody tries theirs. */
export async function notePoints(db: Kysely<Tables>, ended: readonly Ended[]): Promise<void> {
  const refused = ended.filter(({ result }) => result.outcome === "failed-for-good" && result.blames === "address");
  const proven = ended.filter(
    ({ result, delivery }) => result.outcome === "sent" && (delivery.purpose === "test" || delivery.purpose === "code"),
  );
  await mark(db, refused, (one) => one.endedAt);
  await mark(db, proven, () => null);
}

async function mark(db: Kysely<Tables>, ended: readonly Ended[], failedAt: (one: Ended) => number | null): Promise<void> {
  const points = ended.flatMap((one) => {
    const line = one.delivery.lines?.[one.line];
    return line === undefined ? [] : [{ channel: line.channel, address: line.address, at: failedAt(one) }];
  });
  if (points.length === 0) return;
  await sql`
    update contact_points set failed_at = given.at
    from (select distinct on (channel, address) channel, address, at
      from unnest(${points.map(({ channel }) => channel)}::text[], ${points.map(({ address }) => address)}::text[],
        ${points.map(({ at }) => at)}::bigint[]) as one(channel, address, at) order by channel, address, at desc nulls last) as given
    where contact_points.channel = given.channel and contact_points.address = given.address
      and contact_points.failed_at is distinct from given.at`.execute(db);
}
