/** Deliveries as rows: the intent to reach somebody, written in the transaction of what calls for it. */
import { type Kysely, sql } from "kysely";
import type { Language } from "#core/model/document.ts";
import type { Channel, Urgency } from "#core/notification/channel.ts";
import type { Content, Purpose } from "#core/notification/delivery.ts";
import { newLine } from "#core/notification/plan.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";

export type NewDelivery = {
  /** "" for the installation's own. */
  customerId: string;
  purpose: Purpose;
  /** `person:alice`, `contact:ana`, `schedule:nights`, `team:dba`, `role:administrator`, `webhook:https://…`, `address:…` with `lines`. */
  recipient: string;
  pageId?: number | null;
  ticketId?: number | null;
  step?: number | null;
  round?: number | null;
  urgency: Urgency;
  wantedAt: Instant;
  /** `kind` names the composer that words it. */
  content: Content;
  /** Where to, when that is known already; else the recipient's contact points and rules say so once it is due. */
  lines?: readonly { channel: Channel; address: string; at: Instant; person?: string; language?: Language }[];
};

/**
 * Adds deliveries in the transaction of `db`, as a set; gives their numbers. They are taken up at once when the same transaction appends
 * an event or fact whose type begins with `page.`, `delivery.`, `notification.` or `ticket.`; else within a second.
 */
export async function addDeliveries(db: Kysely<Tables>, rows: readonly NewDelivery[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const column = <T>(read: (row: NewDelivery) => T): T[] => rows.map(read);
  const lines = column((row) => (row.lines === undefined ? null : JSON.stringify(row.lines.map(newLine))));
  const due = column((row) => (row.lines === undefined ? row.wantedAt : Math.min(...row.lines.map(({ at }) => at), row.wantedAt)));
  const { rows: added } = await sql<{ id: number }>`
    insert into deliveries (customer_id, purpose, recipient, page_id, ticket_id, step, round, urgency, wanted_at, due_at, content, lines)
    select customer_id, purpose, recipient, page_id, ticket_id, step, round, urgency, wanted_at, due_at, content::json, lines::json
    from unnest(${column((row) => row.customerId)}::text[], ${column((row) => row.purpose)}::text[], ${column((row) => row.recipient)}::text[],
      ${column((row) => row.pageId ?? null)}::bigint[], ${column((row) => row.ticketId ?? null)}::bigint[],
      ${column((row) => row.step ?? null)}::integer[], ${column((row) => row.round ?? null)}::integer[],
      ${column((row) => row.urgency)}::text[], ${column((row) => row.wantedAt)}::bigint[], ${due}::bigint[],
      ${column((row) => JSON.stringify(row.content))}::text[], ${lines}::text[])
      as given(customer_id, purpose, recipient, page_id, ticket_id, step, round, urgency, wanted_at, due_at, content, lines)
    returning id`.execute(db);
  return added.map(({ id }) => id);
}

/** What is not needed any more, in the transaction of what made it so: an acknowledged page's deliveries, for instance. */
export async function cancelDeliveriesOfPages(db: Kysely<Tables>, pageIds: readonly number[]): Promise<void> {
  if (pageIds.length === 0) return;
  await db
    .withTables<ReachTables>()
    .updateTable("deliveries")
    .set({ state: "cancelled", due_at: null })
    .where("page_id", "in", [...pageIds])
    .where("state", "=", "waiting")
    .execute();
}
