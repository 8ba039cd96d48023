/** What providers report of messages that they took. */
import { withReceipt } from "#core/notification/attempt.ts";
import type { Line } from "#core/notification/delivery.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Receipt } from "#server/channels/driver.ts";
import { noteReceipt } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact } from "#server/database/orders.ts";
import type { DeliveryState, ReachTables } from "#server/notification/tables.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

/** The outbox's topic of receipts that came before we had stored what they speak of. */
export const earlyReceiptTopic = "early-receipt";
/**
 * A receipt that nothing is known of after this speaks of nothing of ours. Nodes that die one after the other may store the attempt late,
 * but not later than a page's line is given up (an hour).
 */
const awaitedForMs = 2 * 3_600_000;
const longestPauseMs = 60_000;

type Found = { delivery_id: number; number: number; line: number; gateway: string; receipt: string | null };

/**
 * Writes receipts to the attempts that they speak of; a line that was reported as failed goes on to its next gateway, or the delivery to
 * its next channel. `gatewayId` null looks among all gateways (a bounce tells no gateway, only our Message-ID). One that comes before its
 * attempt is stored is tried again for two hours.
 */
export async function takeReceipts(door: Door, gatewayId: string | null, receipts: readonly Receipt[]): Promise<void> {
  // Each in a transaction of its own: several deliveries locked in the order in which a provider reports would wait in a circle with others.
  for (const receipt of receipts) {
    await door.write("*", async ({ db, append, announce }) => {
      const facts = await takeOne(db, gatewayId, receipt, door.clock());
      if (facts === null) await announce([{ customerId: "", topic: earlyReceiptTopic, payload: { gatewayId, receipt } }]);
      else if (facts.length > 0) await append(facts);
    });
  }
}

type Early = { gatewayId: string | null; receipt: Receipt; since: number; tries: number };

/** Tries receipts again that came early; what is still unknown waits for longer each time, and holds no other up. */
export const takeEarlyReceipts =
  (door: Door): TopicWork =>
  async (rows, db) => {
    const now = door.clock();
    const still: Early[] = [];
    const known = await knownAmong(
      db,
      rows.map(({ payload }) => (payload as Early).receipt.providerId),
    );
    for (const row of rows) {
      const { gatewayId, receipt, since = row.createdAt, tries = 0 } = row.payload as Partial<Early> & Pick<Early, "gatewayId" | "receipt">;
      // Taking one twice changes nothing: should this transaction fail, it is asked again.
      if (known.has(receipt.providerId)) await takeReceipts(door, gatewayId, [receipt]);
      else if (now - since < awaitedForMs) still.push({ gatewayId, receipt, since, tries: tries + 1 });
    }
    const waiting = still.map((payload) => ({
      ...{ customer_id: "", topic: earlyReceiptTopic, payload: JSON.stringify(payload), created_at: now, lease_until: null },
      due_at: now + Math.min(1_000 * 2 ** payload.tries, longestPauseMs),
    }));
    if (waiting.length > 0) await db.insertInto("outbox").values(waiting).execute();
  };

async function knownAmong(db: Db, ids: readonly string[]): Promise<Set<string | null>> {
  const rows = await db
    .withTables<ReachTables>()
    .selectFrom("attempts")
    .select("provider_id")
    .where("provider_id", "in", [...ids])
    .execute();
  return new Set(rows.map(({ provider_id }) => provider_id));
}

type Db = Parameters<TopicWork>[1];

/** Null when nothing is known of it. A receipt that was taken before changes nothing, except that a delivery supersedes a failure. */
async function takeOne(db: Db, gatewayId: string | null, receipt: Receipt, now: number): Promise<PlainFact[] | null> {
  const tables = db.withTables<ReachTables>();
  const query = tables
    .selectFrom("attempts")
    .select(["delivery_id", "number", "line", "gateway", "receipt"])
    .where("provider_id", "=", receipt.providerId)
    .orderBy("began_at", "desc")
    .limit(1);
  const found: Found | undefined = await (gatewayId === null ? query : query.where("gateway", "=", gatewayId)).executeTakeFirst();
  if (found === undefined) return null;
  if (found.receipt === "delivered" || found.receipt === receipt.state) return [];
  const row = await tables
    .selectFrom("deliveries")
    .select(["id", "customer_id", "purpose", "recipient", "page_id", "ticket_id", "state", "lines"])
    .where("id", "=", found.delivery_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const at = Math.min(receipt.at ?? now, now);
  await tables
    .updateTable("attempts")
    .set({ receipt: receipt.state, receipt_at: at, ...(receipt.said === null ? {} : { said: receipt.said.slice(0, 300) }) })
    .where("delivery_id", "=", found.delivery_id)
    .where("number", "=", found.number)
    .execute();
  await noteReceipt(db, found.gateway, at as Instant);
  const lines = (row.lines ?? []).map((line, i) => (i === found.line ? withReceipt(line, found.gateway, receipt.state) : line));
  await tables
    .updateTable("deliveries")
    .set({ lines: JSON.stringify(lines), ...stateAfter(row, lines, receipt.state, now) })
    .where("id", "=", row.id)
    .execute();
  const { id: deliveryId, customer_id: customerId, purpose, page_id: pageId, ticket_id: ticketId } = row;
  const facts = { deliveryId, purpose, pageId, ticketId, attempt: found.number, gateway: found.gateway };
  return [{ customerId, type: `delivery.receipt-${receipt.state}`, actor: "system", at: at as Instant, facts }];
}

/** What was reported as failed is due again at once; whoever works on it at this moment finds it when they store. */
function stateAfter(
  row: { state: DeliveryState },
  lines: readonly Line[],
  state: Receipt["state"],
  now: number,
): { state?: DeliveryState; due_at?: number | null } {
  if (row.state === "cancelled") return {};
  if (state === "failed") return { state: "waiting", due_at: now };
  return lines.some((line) => line.state === "waiting") ? {} : { state: "delivered", due_at: null };
}
