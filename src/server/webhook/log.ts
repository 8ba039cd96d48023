/** What was sent to a webhook, the newest first; and one delivery whole: the request, and what came of each try. */
import { sql } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type EventColumns, toldOf } from "#server/webhook/claim.ts";
import { bodyOfEvent, messageId } from "#server/webhook/payload.ts";
import { oneWebhook, unknownDelivery } from "#server/webhook/store.ts";
import type { WebhookDeliveriesTable, WebhookTables } from "#server/webhook/tables.ts";

export type DeliveryState = "waiting" | "delivered" | "failed";

export type ListedDelivery = {
  id: number;
  messageId: string;
  type: string;
  customerId: string | null;
  ticketId: number | null;
  eventAt: Instant;
  createdAt: Instant;
  isReplay: boolean;
  state: DeliveryState;
  tries: number;
  /** When it is tried again. */
  dueAt: Instant | null;
  /** Of the newest try; null when nobody answered, or none was made. */
  status: number | null;
  durationMs: number | null;
};

type Row = Pick<WebhookDeliveriesTable, "customer_id" | "position" | "type" | "event_at" | "due_at" | "created_at"> & {
  id: number;
  is_replay: boolean;
  state: DeliveryState;
  tries: number;
  ticket_id: number | null;
  status: number | null;
  duration_ms: number | null;
};

const listedOf = (row: Row): ListedDelivery => ({
  ...{
    id: row.id,
    messageId: messageId(row.position, row.id),
    type: row.type,
    customerId: row.customer_id === "" ? null : row.customer_id,
  },
  ...{ ticketId: row.ticket_id, eventAt: row.event_at as Instant, createdAt: row.created_at as Instant, isReplay: row.is_replay },
  ...{ state: row.state, tries: row.tries, dueAt: row.due_at as Instant | null, status: row.status, durationMs: row.duration_ms },
});

export type DeliveryFilter = { state: DeliveryState | null; before: number | null; limit: number };

/** One more than `limit`, when there are more. Refuses `unknown-webhook`. */
export function listWebhookDeliveries(door: Door, webhookId: string, { state, before, limit }: DeliveryFilter): Promise<ListedDelivery[]> {
  return door.read("*", async (db) => {
    await oneWebhook(db, webhookId);
    const { rows } = await sql<Row>`
      select d.id, d.customer_id, d.position, d.type, d.event_at, d.is_replay, d.state, d.tries, d.due_at, d.created_at, e.ticket_id, a.status, a.duration_ms
      from (select * from webhook_deliveries where webhook_id = ${webhookId} and (${before}::bigint is null or id < ${before})
          and (${state}::text is null or state = ${state}) order by id desc limit ${limit + 1}) d
      left join events e on e.customer_id = d.customer_id and e.position = d.position
      left join webhook_attempts a on a.delivery_id = d.id and a.number = d.tries
      order by d.id desc`.execute(db);
    return rows.map(listedOf);
  });
}

export type WholeDelivery = ListedDelivery & {
  /** As it is sent, or would be sent now. */
  body: string;
  attempts: { number: number; beganAt: Instant; durationMs: number; status: number | null; said: string | null }[];
};

/** Refuses `unknown-webhook`, `unknown-webhook-delivery`. */
export function oneWebhookDelivery(door: Door, webhookId: string, id: number): Promise<WholeDelivery> {
  return door.read("*", async (db) => {
    const { has_personal } = await oneWebhook(db, webhookId);
    const { rows } = await sql<Row & EventColumns>`
      select d.id, d.customer_id, d.position, d.type, d.event_at, d.is_replay, d.state, d.tries, d.due_at, d.created_at,
        e.ticket_id, e.recorded_at, e.actor, e.facts, e.personal
      from webhook_deliveries d left join events e on e.customer_id = d.customer_id and e.position = d.position
      where d.id = ${id} and d.webhook_id = ${webhookId}`.execute(db);
    const row = rows[0];
    if (row === undefined) throw unknownDelivery(id);
    const attempts = await db
      .withTables<WebhookTables>()
      .selectFrom("webhook_attempts")
      .selectAll()
      .where("delivery_id", "=", id)
      .orderBy("number", "desc")
      .execute();
    const last = attempts[0];
    return {
      ...listedOf({ ...row, status: last?.status ?? null, duration_ms: last?.duration_ms ?? null }),
      body: bodyOfEvent(toldOf(row), has_personal),
      attempts: attempts.map(({ number, began_at, duration_ms, status, said }) => ({
        ...{ number, beganAt: began_at as Instant, durationMs: duration_ms, status, said },
      })),
    };
  });
}
