/** Time entries of a customer as the log tells them: each as it was logged, with its corrections. */
import { type Kysely, sql } from "kysely";
import type { LoggedTime, WeighedTime } from "#core/ticket/ticket.ts";
import type { Tables } from "#server/database/tables.ts";

export type LoggedEntry = Omit<LoggedTime, "note"> & { ticketId: number };

type Row = { type: string; ticket_id: number; facts: Record<string, unknown> };

/** Every entry of a customer's tickets that the scope lets through, as it is now; 0 minutes for one that was taken back. */
export async function timeEntriesOf(db: Kysely<Tables>, customerId: string): Promise<LoggedEntry[]> {
  const rows = (await db
    .selectFrom("events")
    .select(["type", "ticket_id", "facts"])
    .where("customer_id", "=", customerId)
    // Written out: the index of what is about time is used only where the statement says so.
    .where(sql<boolean>`type in ('ticket.time-logged', 'ticket.time-corrected')`)
    .orderBy("position")
    .execute()) as unknown as Row[];
  const entries = new Map<string, LoggedEntry>();
  for (const { type, ticket_id: ticketId, facts } of rows) {
    const { entry } = facts as { entry: string };
    const key = `${ticketId}/${entry}`;
    if (type === "ticket.time-logged") {
      entries.set(key, { ...(facts as unknown as LoggedTime), ticketId });
      continue;
    }
    const before = entries.get(key);
    const { minutes, weight, countedMinutes, isAfterHours } = facts as unknown as WeighedTime & { minutes: number };
    if (before !== undefined) entries.set(key, { ...before, minutes, weight, countedMinutes, isAfterHours });
  }
  return [...entries.values()];
}
