/**
 * What was committed while a stream was cut. Positions are drawn before a transaction commits, so a lower one may be committed after a
 * higher one was told of: a stretch before the last one seen is read again, and whoever listens drops what they know already.
 */
import type { Door } from "#server/database/door.ts";
import type { Changed } from "#server/database/orders.ts";

/** `changes` is null when it is too far back, or never was here: then everything is to be read again. `latest`: where to go on from. */
export type Replay = { changes: Changed[] | null; latest: number };

/** More than that is read anew by pages instead. */
const mostChanges = 2_000;
/** Transactions that write events take milliseconds, a batch of an import a second or two: of these back, by their nodes' clocks … */
const overlapMs = 10_000;
/** … and at most so many positions. */
const overlapPositions = 5_000;

/** All changes behind `after`, and those just before it. Of everybody: who may hear of them is asked where the live ones are asked. */
export async function changesSince(door: Door, after: number | null): Promise<Replay> {
  return door.read("*", async (db) => {
    const newest = await db.selectFrom("events").select("position").orderBy("position", "desc").limit(1).executeTakeFirst();
    const latest = newest?.position ?? 0;
    if (after === null) return { changes: [], latest };
    const seen =
      after === 0
        ? { recorded_at: 0 }
        : await db.selectFrom("events").select("recorded_at").where("position", "=", after).executeTakeFirst();
    if (seen === undefined || latest - after > mostChanges + overlapPositions) return { changes: null, latest };
    const since = seen.recorded_at - overlapMs;
    const rows = await db
      .selectFrom("events")
      .select(["position", "customer_id", "ticket_id", "type"])
      .where("position", ">", after - overlapPositions)
      .where((where) => where.or([where("position", ">", after), where("recorded_at", ">=", since)]))
      .orderBy("position")
      .limit(mostChanges + overlapPositions)
      .execute();
    if (rows.filter(({ position }) => position > after).length > mostChanges) return { changes: null, latest };
    const changes = rows.map((row) => ({ position: row.position, customerId: row.customer_id, ticketId: row.ticket_id, type: row.type }));
    return { changes, latest };
  });
}
