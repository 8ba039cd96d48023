/** A delivery as its row, and back; how sets of them and of their attempts are written in one statement. */
import { type Kysely, sql } from "kysely";
import type { Urgency } from "#core/notification/channel.ts";
import type { AttemptOutcome, Content, Delivery, Line, Purpose } from "#core/notification/delivery.ts";
import type { Instant } from "#core/time/instant.ts";
import { plainList } from "#server/database/plain-list.ts";
import { jsonSeparator } from "#server/database/statement.ts";
import type { Tables } from "#server/database/tables.ts";
import type { DeliveryState } from "#server/notification/tables.ts";

export type DeliveryRow = {
  customer_id: string;
  id: number;
  purpose: Purpose;
  recipient: string;
  page_id: number | null;
  ticket_id: number | null;
  step: number | null;
  round: number | null;
  state: DeliveryState;
  urgency: Urgency;
  wanted_at: number;
  claims: number;
  due_at: number | null;
  lease_until: number | null;
  content: Content;
  lines: Line[] | null;
};

export const deliveryOf = (row: DeliveryRow): Delivery => ({
  id: row.id,
  customerId: row.customer_id,
  purpose: row.purpose,
  recipient: row.recipient,
  pageId: row.page_id,
  ticketId: row.ticket_id,
  step: row.step,
  round: row.round,
  urgency: row.urgency,
  content: row.content,
  wantedAt: row.wanted_at as Instant,
  lines: row.lines,
});

/** What has become of a delivery: written where its `claims` are still those of whoever decided it. */
export type ChangedDelivery = {
  id: number;
  claims: number;
  newClaims: number;
  state: DeliveryState;
  dueAt: Instant | null;
  leaseUntil: Instant | null;
  lines: readonly Line[];
};

/** What was cancelled meanwhile stays so. */
export async function storeDeliveries(db: Kysely<Tables>, changed: readonly ChangedDelivery[]): Promise<void> {
  if (changed.length === 0) return;
  const column = <K extends keyof ChangedDelivery>(name: K): ChangedDelivery[K][] => changed.map((each) => each[name]);
  await sql`
    update deliveries d set claims = g.new_claims, state = g.state, due_at = g.due_at, lease_until = g.lease_until, lines = g.lines::json
    from unnest(${plainList(column("id"))}::bigint[], ${plainList(column("claims"))}::integer[], ${plainList(column("newClaims"))}::integer[], ${column("state")}::text[],
      ${plainList(column("dueAt"))}::bigint[], ${plainList(column("leaseUntil"))}::bigint[],
      string_to_array(${changed.map(({ lines }) => JSON.stringify(lines)).join(jsonSeparator)}, E'\\x1e'))
      as g(id, claims, new_claims, state, due_at, lease_until, lines)
    where d.id = g.id and d.claims = g.claims`.execute(db);
}

export type NewAttempt = {
  customerId: string;
  deliveryId: number;
  number: number;
  line: number;
  channel: string;
  gateway: string;
  beganAt: Instant;
  mayBeDouble: boolean;
};

/** Before anybody is asked: whoever dies afterwards has left a trace. */
export async function beginAttempts(db: Kysely<Tables>, began: readonly NewAttempt[]): Promise<void> {
  if (began.length === 0) return;
  const column = <K extends keyof NewAttempt>(name: K): NewAttempt[K][] => began.map((each) => each[name]);
  await sql`
    insert into attempts (customer_id, delivery_id, number, line, channel, gateway, began_at, may_be_double)
    select * from unnest(${column("customerId")}::text[], ${plainList(column("deliveryId"))}::bigint[], ${plainList(column("number"))}::integer[],
      ${plainList(column("line"))}::integer[], ${column("channel")}::text[], ${column("gateway")}::text[], ${plainList(column("beganAt"))}::bigint[],
      ${plainList(column("mayBeDouble"))}::boolean[])`.execute(db);
}

export type EndedAttempt = {
  deliveryId: number;
  number: number;
  endedAt: Instant;
  outcome: AttemptOutcome;
  providerId: string | null;
  said: string | null;
  expectsReceipt: boolean;
};

const longestSaid = 300;

/** An attempt ends once; but one that was given up for unknown and was sent after all is known to be so. */
export async function endAttempts(db: Kysely<Tables>, ended: readonly EndedAttempt[]): Promise<void> {
  if (ended.length === 0) return;
  const column = <K extends keyof EndedAttempt>(name: K): EndedAttempt[K][] => ended.map((each) => each[name]);
  await sql`
    update attempts a set ended_at = g.ended_at, outcome = g.outcome, provider_id = g.provider_id, said = g.said, expects_receipt = g.expects
    from unnest(${plainList(column("deliveryId"))}::bigint[], ${plainList(column("number"))}::integer[], ${plainList(column("endedAt"))}::bigint[], ${column("outcome")}::text[],
      ${column("providerId")}::text[], ${ended.map(({ said }) => said?.replaceAll("\0", "").slice(0, longestSaid) ?? null)}::text[],
      ${plainList(column("expectsReceipt"))}::boolean[]) as g(delivery_id, number, ended_at, outcome, provider_id, said, expects)
    where a.delivery_id = g.delivery_id and a.number = g.number and (a.ended_at is null or (a.outcome = 'unknown' and g.outcome = 'sent'))`.execute(
    db,
  );
}

/** Attempts at which nobody works any more: of a process that died. */
export async function dropUnsent(db: Kysely<Tables>, unsent: readonly { deliveryId: number; number: number }[]): Promise<void> {
  if (unsent.length === 0) return;
  await sql`
    delete from attempts a using unnest(${plainList(unsent.map(({ deliveryId }) => deliveryId))}::bigint[],
      ${plainList(unsent.map(({ number }) => number))}::integer[])
      as g(delivery_id, number) where a.delivery_id = g.delivery_id and a.number = g.number`.execute(db);
}
