/** Many tickets for benches: copies of tickets that the rules made, written as a set. */
import pg from "pg";
import { ticketColumns } from "#server/database/ticket-row.ts";

/**
 * Copies each ticket that `where` (SQL) names, `copies` times, under numbers from `firstId` on; all else stays as it was made, without
 * a log. `subjects` names a table of subjects by id, for the column (not the record), and such copies are never due. Then gathers statistics, as autovacuum would in time.
 */
export async function copyTickets(ownerUrl: string, where: string, copies: number, firstId: number, subjects?: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const columns = ticketColumns.map(([name]) => name);
  const others = columns.filter((name) => name !== "id" && name !== "customer_id");
  // Copies with subjects of their own never act by themselves: a hundred thousand overdue at once would be all that a server does.
  const instead: Record<string, string> =
    subjects === undefined ? {} : { subject: "coalesce(named.subject, copied.subject)", due_at: "null" };
  const given = others.map((name) => instead[name] ?? `copied.${name}`);
  // The record bears the same subject and language: what is read of a ticket goes together with what was said in it.
  const renamed = (record: string): string =>
    subjects === undefined
      ? record
      : `replace(replace(${record}, '"language":null', '"language":' || to_json(named.language)), '"subject":' || to_json(copied.subject), '"subject":' || to_json(named.subject))`;
  const naming = subjects === undefined ? "" : `left join ${subjects} named on named.id = copied.number`;
  await client.query(
    `insert into tickets (customer_id, id, ${others.join(", ")}, record)
     select customer_id, number, ${given.join(", ")}, (${renamed(`'{"id":' || number || substr(record::text, length('{"id":' || copied.id) + 1)`)})::json
     from (select t.*, $2::bigint - 1 + row_number() over () as number from tickets t cross join generate_series(1, $1) where ${where}) as copied ${naming}`,
    [copies, firstId],
  );
  await client.query("select setval('ticket_numbers', (select max(id) from tickets))");
  await client.query("vacuum (analyze) tickets");
  await client.query("checkpoint");
  await client.end();
}
