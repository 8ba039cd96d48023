/** Fills the columns of lists in rows that were written before there were such columns; then it has nothing more to do. */
import type { Pool } from "pg";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Door } from "#server/database/door.ts";
import { commit, scoped, setSettings, withClient } from "#server/database/session.ts";
import { cellsOf, ticketColumns } from "#server/database/ticket-row.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

const batchSize = 500;
/** A node of an older version beside this one may still write such rows. */
const everyMs = 60_000;

export function startRowFiller(door: Door, pool: Pool, log: (line: string) => void): Loop {
  return startLoop({ name: "The filler of rows", log, round: async () => ((await fillSome(door, pool)) === batchSize ? 0 : everyMs) });
}

const filled = ["pause", "holder", "is_breached", "is_first_line", "rating", "live_clocks", "held", "is_reopened"] as const;
const at = filled.map((name) => ticketColumns.findIndex(([column]) => column === name));

/** Fills some rows that nobody else holds; gives how many. */
export async function fillSome(door: Door, pool: Pool): Promise<number> {
  const book = await door.book();
  return withClient(pool, async (client) => {
    await client.query(["begin", scoped("*"), ...setSettings].join("; "));
    const { rows } = await client.query<{ customer_id: string; id: number; record: Ticket }>(
      "select customer_id, id, record from tickets where live_clocks is null order by id limit $1 for update skip locked",
      [batchSize],
    );
    if (rows.length > 0) {
      const cells = rows.map(({ record }) => cellsOf(record, book, null));
      const types = at.map((column) => ticketColumns[column]?.[1] ?? "text");
      await client.query(
        `update tickets t set ${filled.map((name) => `${name} = g.${name}`).join(", ")}
         from unnest($1::text[], $2::bigint[], ${types.map((type, i) => `$${i + 3}::${type}[]`).join(", ")}) as g(customer_id, id, ${filled.join(", ")})
         where t.customer_id = g.customer_id and t.id = g.id`,
        [rows.map((row) => row.customer_id), rows.map((row) => row.id), ...at.map((column) => cells.map((row) => row[column] ?? null))],
      );
    }
    await commit(client);
    return rows.length;
  });
}
