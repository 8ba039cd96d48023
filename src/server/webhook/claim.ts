/** Deliveries of webhooks that are due: claimed under a lease, and what came of them, both as sets. */
import { type Kysely, sql } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import { isTaken, nextTryAt, type StandingAfter, standingAfter, type Tried } from "#core/webhook/retry.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";
import { webhookAlarm } from "#server/watch/words.ts";
import type { ToldEvent } from "#server/webhook/payload.ts";
import { giveUpWaiting } from "#server/webhook/store.ts";
import type { WebhookTables } from "#server/webhook/tables.ts";

/** Who does not come back within this has died; another one takes its deliveries up. */
const leaseMs = 60_000;

export type Claimed = { id: number; webhookId: string; customerId: string; tries: number; claims: number; event: ToldEvent };
export type Target = { id: string; url: string; hasPersonal: boolean; sealedSecrets: string };
export type Slots = ReadonlyMap<string, number>;

/** Claims what is due, of each webhook as much as it has room for: one that does not answer takes nobody else's turn. */
export function claimDue(door: Door, underWay: Slots, mostAtOne: number): Promise<{ claimed: Claimed[]; targets: Map<string, Target> }> {
  return door.write("*", async ({ db: plain }) => {
    const now = door.clock();
    const db = plain.withTables<WebhookTables>();
    const rows = await db
      .selectFrom("webhooks")
      .select(["id", "url", "has_personal", "sealed_secrets"])
      .where("state", "=", "enabled")
      .execute();
    const targets = new Map(
      rows.map(({ id, url, has_personal, sealed_secrets }) => [id, { id, url, hasPersonal: has_personal, sealedSecrets: sealed_secrets }]),
    );
    const room = rows.map(({ id }) => ({ id, slots: mostAtOne - (underWay.get(id) ?? 0) })).filter(({ slots }) => slots > 0);
    if (room.length === 0) return { claimed: [], targets };
    const { rows: claimed } = await sql<ClaimedRow>`
      with due as (
        select d.id from unnest(${room.map(({ id }) => id)}::text[], ${room.map(({ slots }) => slots)}::integer[]) as given(id, slots)
        cross join lateral (select id from webhook_deliveries
          where webhook_id = given.id and due_at <= ${now} and (lease_until is null or lease_until < ${now})
          order by due_at, id limit given.slots for update skip locked) d
      ), claimed as (
        update webhook_deliveries d set claims = claims + 1, lease_until = ${now + leaseMs} from due where d.id = due.id
        returning d.id, d.webhook_id, d.customer_id, d.position, d.type, d.event_at, d.tries, d.claims
      )
      select c.*, e.ticket_id, e.recorded_at, e.actor, e.facts, e.personal
      from claimed c left join events e on e.customer_id = c.customer_id and e.position = c.position
      order by c.id`.execute(plain);
    return { claimed: claimed.map(claimedOf), targets };
  });
}

type ClaimedRow = {
  id: number;
  webhook_id: string;
  customer_id: string;
  position: number | null;
  type: string;
  event_at: number;
  tries: number;
  claims: number;
} & EventColumns;

/** Null together, for a test. */
export type EventColumns = {
  ticket_id: number | null;
  recorded_at: number | null;
  actor: string | null;
  facts: Record<string, unknown> | null;
  personal: ToldEvent["personal"];
};

const claimedOf = (row: ClaimedRow): Claimed => ({
  ...{ id: row.id, webhookId: row.webhook_id, customerId: row.customer_id, tries: row.tries, claims: row.claims },
  event: toldOf(row),
});

type Told = { customer_id: string; position: number | null; type: string; event_at: number } & EventColumns;

/** What is told of an event; of a test, that it is one. */
export const toldOf = (row: Told): ToldEvent => ({
  ...{ customerId: row.customer_id, position: row.position, ticketId: row.ticket_id, type: row.type, at: row.event_at },
  ...{
    recordedAt: row.recorded_at ?? row.event_at,
    actor: row.actor ?? "system",
    facts: row.facts ?? { isTest: true },
    personal: row.personal,
  },
});

export type Ended = { delivery: Claimed; tried: Tried; said: string; beganAt: number; endedAt: number };

/** Writes what came of tries, as a set; whose lease was lost meanwhile is left to whoever has it. */
export function storeTries(door: Door, ended: readonly Ended[]): Promise<void> {
  return door.write("*", async ({ db: plain, append }) => {
    const mine = await storeDeliveries(plain, ended);
    await storeAttempts(plain, mine);
    for (const { id, name, after } of await moveStandings(plain, mine)) {
      await giveUpWaiting(plain, id, door.clock());
      const facts = { webhook: id, name, reason: after.state, since: after.failingSince };
      await append([{ type: "webhook.disabled", actor: "system", at: door.clock(), facts }]);
      const alarm = { customerId: "", purpose: "alarm", recipient: "role:administrator", urgency: "low" } as const;
      const content = webhookAlarm(name, after.state === "gone");
      await addDeliveries(plain, [{ ...alarm, wantedAt: door.clock(), content }]);
    }
  });
}

async function storeDeliveries(db: Kysely<Tables>, ended: readonly Ended[]): Promise<Ended[]> {
  const rows = ended.map(({ delivery, tried, endedAt }) => {
    const isDone = isTaken(tried);
    const next = isDone ? null : nextTryAt(delivery.tries + 1, endedAt as Instant, delivery.id, tried);
    return { id: delivery.id, claims: delivery.claims, state: isDone ? "delivered" : next === null ? "failed" : "waiting", next, endedAt };
  });
  const { rows: stored } = await sql<{ id: number }>`
    update webhook_deliveries d set tries = tries + 1, state = given.state, due_at = given.due_at, lease_until = null,
      ended_at = case when given.due_at is null then given.ended_at end
    from unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ claims }) => claims)}::integer[], ${rows.map(({ state }) => state)}::text[],
      ${rows.map(({ next }) => next)}::bigint[], ${rows.map(({ endedAt }) => endedAt)}::bigint[]) as given(id, claims, state, due_at, ended_at)
    where d.id = given.id and d.claims = given.claims and d.due_at is not null
    returning d.id`.execute(db);
  const mine = new Set(stored.map(({ id }) => id));
  return ended.filter(({ delivery }) => mine.has(delivery.id));
}

async function storeAttempts(db: Kysely<Tables>, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return;
  const rows = ended.map(({ delivery, tried, said, beganAt, endedAt }) => ({
    ...{ customer_id: delivery.customerId, delivery_id: delivery.id, number: delivery.tries + 1, began_at: beganAt },
    ...{ duration_ms: Math.max(0, endedAt - beganAt), status: tried.status, said },
  }));
  await db.withTables<WebhookTables>().insertInto("webhook_attempts").values(rows).execute();
}

type Fallen = { id: string; name: string; after: StandingAfter };

/** Folds each webhook's tries into how it stands; gives those that are left alone from now on. */
async function moveStandings(plain: Kysely<Tables>, ended: readonly Ended[]): Promise<Fallen[]> {
  const db = plain.withTables<WebhookTables>();
  const ids = [...new Set(ended.map(({ delivery }) => delivery.webhookId))];
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("webhooks")
    .select(["id", "name", "failing_since"])
    .where("id", "in", ids)
    .where("state", "=", "enabled")
    .orderBy("id")
    .forUpdate()
    .execute();
  const fallen: Fallen[] = [];
  for (const { id, name, failing_since } of rows) {
    let after: StandingAfter = { failingSince: failing_since as Instant | null, state: "enabled" };
    for (const { delivery, tried, endedAt } of ended) {
      if (delivery.webhookId === id && after.state === "enabled") after = standingAfter(after, tried, endedAt as Instant);
    }
    if (after.failingSince === failing_since && after.state === "enabled") continue;
    await db.updateTable("webhooks").set({ failing_since: after.failingSince, state: after.state }).where("id", "=", id).execute();
    if (after.state !== "enabled") fallen.push({ id, name, after });
  }
  return fallen;
}
