/** Webhooks: added, changed, given new secrets and removed by an administrator; each of it is in the log, without the address's path. */
import type { Kysely, Selectable } from "kysely";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { patternForm } from "#core/webhook/pattern.ts";
import type { Sealing } from "#server/access/sealing.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { addWebhookDeliveries, beginFromNow } from "#server/webhook/fan-out.ts";
import { newSigningSecret, overlapMs, rotated, type Signing } from "#server/webhook/signature.ts";
import type { WebhookState, WebhooksTable, WebhookTables } from "#server/webhook/tables.ts";

export type Webhook = {
  id: string;
  name: string;
  url: string;
  customer: string | null;
  patterns: readonly string[];
  hasPersonal: boolean;
  state: WebhookState;
  failingSince: Instant | null;
  createdAt: Instant;
  createdBy: string;
};

export type NewWebhook = Pick<Webhook, "name" | "url" | "customer" | "patterns" | "hasPersonal">;
export type WebhookChange = { [Key in keyof NewWebhook]?: NewWebhook[Key] | undefined } & { isEnabled?: boolean | undefined };

/** Where the secrets lie sealed. */
export type Sealed = { door: Door; sealing: Sealing };
const placeOf = (id: string): string => `webhook:${id}`;

const mostWebhooks = 100;

const own = (db: Kysely<Tables>): Kysely<Tables & WebhookTables> => db.withTables<WebhookTables>();

export const webhookOf = (row: Selectable<WebhooksTable>): Webhook => ({
  ...{ id: row.id, name: row.name, url: row.url, customer: row.customer, patterns: row.patterns, hasPersonal: row.has_personal },
  ...{
    state: row.state,
    failingSince: row.failing_since as Instant | null,
    createdAt: row.created_at as Instant,
    createdBy: row.created_by,
  },
});

export async function listWebhooks(door: Door): Promise<Webhook[]> {
  const rows = await door.read("*", (db) => own(db).selectFrom("webhooks").selectAll().orderBy("name").orderBy("id").execute());
  return rows.map(webhookOf);
}

/** Refuses `unknown-webhook`. */
export async function oneWebhook(db: Kysely<Tables>, id: string, lock = false): Promise<Selectable<WebhooksTable>> {
  const query = own(db).selectFrom("webhooks").selectAll().where("id", "=", id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined)
    throw new Refusal("unknown-webhook", `There is no webhook ${id}: see which there are with a list.`, { webhook: id });
  return row;
}

/** It hears of what happens from now on. The secret is given out here, and never again. Refuses `bad-webhook`, `too-many-webhooks`. */
export async function createWebhook(
  { door, sealing }: Sealed,
  given: NewWebhook,
  actor: string,
): Promise<{ webhook: Webhook; secret: string }> {
  const now = door.clock();
  const [id, secret] = [newId(), newSigningSecret()];
  const sealed = await sealing.seal(JSON.stringify([{ secret, until: null }] satisfies Signing), placeOf(id));
  return door.write("*", async ({ db, book, append }) => {
    requireGood(given, (customer) => book.documentAt(now)?.customers[customer] !== undefined);
    await beginFromNow(db);
    const { count } = await own(db)
      .selectFrom("webhooks")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostWebhooks)
      throw new Refusal("too-many-webhooks", `There are ${mostWebhooks} webhooks, the most there can be: remove one first.`, {
        limit: mostWebhooks,
      });
    const row = await own(db)
      .insertInto("webhooks")
      .values({ id, ...columnsOf(given), sealed_secrets: sealed, created_at: now, created_by: actor })
      .returningAll()
      .executeTakeFirstOrThrow();
    await append([{ type: "webhook.created", actor, at: now, facts: { webhook: id, ...factsOf(given) } }]);
    return { webhook: webhookOf(row), secret };
  });
}

const columnsOf = ({ name, url, customer, patterns, hasPersonal }: NewWebhook) => ({
  ...{ name, url, customer, patterns: [...new Set(patterns)], has_personal: hasPersonal },
});

/** An address may hold a key in its path: the log has the host alone. */
const factsOf = ({ name, url, customer, patterns, hasPersonal }: NewWebhook) => ({
  ...{ name, host: new URL(url).host, customer, patterns: [...patterns], hasPersonal },
});

function requireGood({ url, customer, patterns }: NewWebhook, isCustomer: (id: string) => boolean): void {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol) || address.username !== "" || address.password !== "")
    throw new Refusal("bad-webhook", "The address is not like https://example.com/hooks, without a name and password in it.", {});
  const wrong = patterns.find((pattern) => !patternForm.test(pattern));
  if (wrong !== undefined)
    throw new Refusal("bad-webhook", `"${wrong}" names no events: write *, ticket.* or ticket.opened for instance.`, { pattern: wrong });
  if (customer !== null && !isCustomer(customer))
    throw new Refusal("bad-webhook", `The model has no customer "${customer}".`, { customer });
}

/** Changes it, or switches it on or off; off means that nothing is told, and what is waiting is given up. Refuses `bad-webhook`, `unknown-webhook`. */
export function changeWebhook(door: Door, id: string, { isEnabled, ...change }: WebhookChange, actor: string): Promise<Webhook> {
  const now = door.clock();
  return door.write("*", async ({ db, book, append }) => {
    const before = webhookOf(await oneWebhook(db, id, true));
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: NewWebhook = { ...before, ...given };
    const knows = (customer: string): boolean => customer === before.customer || book.documentAt(now)?.customers[customer] !== undefined;
    requireGood(after, knows);
    const state = isEnabled === undefined ? before.state : isEnabled ? "enabled" : "disabled";
    const isFresh = state === "enabled" && before.state !== "enabled";
    const row = await own(db)
      .updateTable("webhooks")
      .set({ ...columnsOf(after), state, ...(isFresh ? { failing_since: null } : {}) })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (state !== "enabled") await giveUpWaiting(db, id, now);
    await append([{ type: "webhook.changed", actor, at: now, facts: { webhook: id, ...factsOf(after), isEnabled: state === "enabled" } }]);
    return webhookOf(row);
  });
}

/** Of a webhook that is not told any more. */
export async function giveUpWaiting(db: Kysely<Tables>, id: string, now: number): Promise<void> {
  await own(db)
    .updateTable("webhook_deliveries")
    .set({ state: "failed", due_at: null, lease_until: null, ended_at: now })
    .where("webhook_id", "=", id)
    .where("due_at", "is not", null)
    .execute();
}

/** With its deliveries and their log. */
export function removeWebhook(door: Door, id: string, actor: string): Promise<void> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const { name } = await oneWebhook(db, id, true);
    await own(db).deleteFrom("webhooks").where("id", "=", id).execute();
    await append([{ type: "webhook.removed", actor, at: now, facts: { webhook: id, name } }]);
  });
}

/** A new secret, given out once; the one before it goes on signing beside it for 24 hours. */
export async function rotateSecret(
  { door, sealing }: Sealed,
  id: string,
  actor: string,
): Promise<{ secret: string; overlapsUntil: Instant }> {
  const now = door.clock();
  const secret = newSigningSecret();
  const { sealed_secrets } = await door.read("*", (db) => oneWebhook(db, id));
  const signing = rotated(await signingOf(sealing, id, sealed_secrets), secret, now);
  const sealed = await sealing.seal(JSON.stringify(signing), placeOf(id));
  await door.write("*", async ({ db, append }) => {
    await own(db).updateTable("webhooks").set({ sealed_secrets: sealed }).where("id", "=", id).execute();
    await append([{ type: "webhook.secret-rotated", actor, at: now, facts: { webhook: id } }]);
  });
  return { secret, overlapsUntil: (now + overlapMs) as Instant };
}

/** The secrets that sign what goes to a webhook. Refuses `cannot-unseal`. */
export const signingOf = async (sealing: Sealing, id: string, sealed: string): Promise<Signing> =>
  JSON.parse(await sealing.open(sealed, placeOf(id))) as Signing;

/** Sends something that did not happen, to see whether it arrives; gives the delivery's number. Refuses `webhook-disabled`. */
export function testWebhook(door: Door, id: string): Promise<number> {
  const now = door.clock();
  return door.write("*", async ({ db }) => {
    requireEnabled(await oneWebhook(db, id));
    const [delivery] = await addWebhookDeliveries(
      db,
      [{ webhookId: id, customerId: "", position: null, type: "webhook.test", at: now }],
      now,
    );
    return delivery!;
  });
}

/** One delivery once more, with the same message id. Refuses `unknown-webhook-delivery`, `webhook-disabled`. */
export function replayDelivery(door: Door, id: string, deliveryId: number): Promise<number> {
  return door.write("*", async ({ db }) => {
    requireEnabled(await oneWebhook(db, id));
    const row = await own(db)
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where("id", "=", deliveryId)
      .where("webhook_id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw unknownDelivery(deliveryId);
    const { customer_id: customerId, position, type, event_at: at } = row;
    const [added] = await addWebhookDeliveries(db, [{ webhookId: id, customerId, position, type, at }], door.clock(), true);
    return added!;
  });
}

export const unknownDelivery = (delivery: number): Refusal =>
  new Refusal("unknown-webhook-delivery", `This webhook has no delivery ${delivery}: its log is kept for 30 days.`, { delivery });

function requireEnabled({ id, state }: Selectable<WebhooksTable>): void {
  if (state !== "enabled") throw new Refusal("webhook-disabled", "This webhook is switched off: switch it on first.", { webhook: id });
}

/** Everything that it wants since an instant, once more; done in the background. Refuses `webhook-disabled`. */
export function replaySince(door: Door, id: string, since: Instant, actor: string): Promise<void> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    requireEnabled(await oneWebhook(db, id));
    const last = await db.selectFrom("events").select("position").orderBy("position", "desc").limit(1).executeTakeFirst();
    if (last === undefined) return;
    const first = await firstSince(db, since, last.position);
    await own(db)
      .insertInto("webhook_replays")
      .values({ id: newId(), webhook_id: id, next_position: first, until_position: last.position, created_at: now })
      .execute();
    await append([{ type: "webhook.replayed", actor, at: now, facts: { webhook: id, since } }]);
  });
}

/** The first position recorded since then, found by halving: positions grow with time, and there is no other index to pay for. */
async function firstSince(db: Kysely<Tables>, since: number, last: number): Promise<number> {
  let [from, to] = [1, last + 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const next = await db
      .selectFrom("events")
      .select(["position", "recorded_at"])
      .where("position", ">=", middle)
      .orderBy("position")
      .limit(1)
      .executeTakeFirst();
    if (next === undefined || next.recorded_at >= since) to = middle;
    else from = next.position + 1;
  }
  return from;
}
