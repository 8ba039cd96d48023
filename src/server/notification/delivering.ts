/**
 * Deliveries on their way: claimed in sets under a lease, each attempt written down before the provider is asked, outcomes stored in sets.
 * What a process that died had begun is found again when its lease is over. The rules are core/notification/attempt.ts.
 */
import { type Kysely, sql } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import { nextActs, withOutcome } from "#core/notification/attempt.ts";
import type { Delivery, Line } from "#core/notification/delivery.ts";
import type { HealthEvent } from "#core/notification/health.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { Announcement, PlainFact, Transaction } from "#server/database/orders.ts";
import { plainList } from "#server/database/plain-list.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Capacity } from "#server/notification/capacity.ts";
import {
  beginAttempts,
  type ChangedDelivery,
  type DeliveryRow,
  deliveryOf,
  dropUnsent,
  endAttempts,
  type NewAttempt,
  storeDeliveries,
} from "#server/notification/delivery-row.ts";
import { notePoints } from "#server/notification/point-failure.ts";
import { linesOf } from "#server/notification/recipient-lines.ts";
import { attemptMs, type Ended, type Job } from "#server/notification/send.ts";
import type { ReachTables } from "#server/notification/tables.ts";

export type Delivering = {
  door: Door;
  gateways: Gateways;
  capacity: Capacity;
  /** Beyond the time of an attempt: whoever does not come back within both has died. */
  leaseMarginMs: number;
};

/** Lines of a delivery that are being tried by this node, and how often it was tried. */
export type UnderWay = { claims: number; lines: Set<number>; attempts: number };
export type Registry = Map<number, UnderWay>;

/** Every gateway that it could go to is busy: looked at again after this, not all at once. */
const busyPauseMs = 100;
const spreadMs = 64;

/** What one transaction has decided; written together at its end. */
type Decided = { changed: ChangedDelivery[]; began: NewAttempt[]; jobs: Job[]; facts: PlainFact[]; unreached: Announcement[] };

/** One transaction. What it took from the gateways' capacity is given back when it, or one try of it, fails. */
async function deciding<T>({ door, capacity }: Delivering, work: (transaction: Transaction, decided: Decided) => Promise<T>): Promise<T> {
  let current = nothing();
  const giveBack = (): void => {
    for (const { gateway } of current.jobs) capacity.release(gateway.id, false);
    current = nothing();
  };
  try {
    return await door.write("*", (transaction) => {
      giveBack();
      return work(transaction, current);
    });
  } catch (error) {
    giveBack();
    throw error;
  }
}

const nothing = (): Decided => ({ changed: [], began: [], jobs: [], facts: [], unreached: [] });

/** The outbox's topic under which a page learns that somebody could not be reached (worker/unreached.ts). */
export const unreachedTopic = "unreached";

/** Claims up to `limit` deliveries that are due and begins what is to be tried; `nextDueAt` of those that are not due yet. */
export function claimDue(
  options: Delivering,
  registry: Registry,
  limit: number,
): Promise<{ jobs: Job[]; claimed: number; nextDueAt: Instant | null }> {
  const { door, capacity } = options;
  return deciding(options, async (transaction, decided) => {
    const { db, book } = transaction;
    const now = door.clock();
    const [, rows, later] = await Promise.all([sql.raw(settings).execute(db), dueRows(db, now, limit), nextDue(db, now)]);
    if (rows.length === 0) return { jobs: [], claimed: 0, nextDueAt: later };
    const before = await attemptsBefore(db, rows);
    const begun: [number, UnderWay][] = [];
    const planned = await plan(db, rows, book, capacity, now);
    for (const row of rows) {
      const lines = row.lines ?? planned.get(row.id) ?? null;
      // Who wants no notices, or has nothing by which one could reach them, finds them in the inbox.
      if (lines === null || (lines.length === 0 && row.purpose === "notice")) {
        decided.changed.push(closed(row, "cancelled", []));
        continue;
      }
      const attempts = before.get(row.id) ?? [];
      const orphans = attempts.filter(({ ended_at }) => ended_at === null);
      const known = orphans.reduce<readonly Line[]>((all, orphan) => withOrphan(all, orphan, capacity, now), lines);
      const underWay = { claims: row.claims + 1, lines: new Set<number>(), attempts: attempts.at(-1)?.number ?? 0 };
      decide(decided, options, { ...deliveryOf(row), lines: known }, row, underWay, now);
      if (underWay.lines.size > 0) begun.push([row.id, underWay]);
    }
    const orphans = [...before.values()].flat().filter(({ ended_at }) => ended_at === null);
    await endAttempts(
      db,
      orphans.map(({ delivery_id: deliveryId, number }) => ({ deliveryId, number, endedAt: now, ...died })),
    );
    await store(transaction, decided);
    for (const [id, underWay] of begun) registry.set(id, underWay);
    return { jobs: decided.jobs, claimed: rows.length, nextDueAt: earliest(decided, later) };
  });
}

/** When the first of what nobody works on is to be looked at. */
function earliest({ changed }: Decided, other: Instant | null): Instant | null {
  const dueAts = changed.flatMap(({ dueAt, leaseUntil }) => (dueAt === null || leaseUntil !== null ? [] : [dueAt]));
  if (other !== null) dueAts.push(other);
  return dueAts.length === 0 ? null : (Math.min(...dueAts) as Instant);
}

const died = { outcome: "unknown" as const, providerId: null, said: "the node that tried it ended", expectsReceipt: false };
/** As in database/session.ts: a set joined with a table goes through the table's index, whatever the statistics say. */
const settings =
  "select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)";

const dueRows = (db: Kysely<Tables>, now: Instant, limit: number): Promise<DeliveryRow[]> =>
  sql<DeliveryRow>`
    select customer_id, id, purpose, recipient, page_id, ticket_id, step, round, state, urgency, wanted_at, claims,
      due_at, lease_until, content, lines
    from deliveries where due_at <= ${now} and (lease_until is null or lease_until <= ${now})
    order by due_at, id limit ${limit} for update skip locked`
    .execute(db)
    .then(({ rows }) => rows);

const nextDue = (db: Kysely<Tables>, now: Instant): Promise<Instant | null> =>
  sql<{ due_at: Instant }>`select due_at from deliveries where due_at > ${now} order by due_at limit 1`
    .execute(db)
    .then(({ rows }) => rows[0]?.due_at ?? null);

type KnownAttempt = { delivery_id: number; number: number; line: number; gateway: string; ended_at: number | null };

async function attemptsBefore(db: Kysely<Tables>, rows: readonly DeliveryRow[]): Promise<Map<number, KnownAttempt[]>> {
  const found = new Map<number, KnownAttempt[]>();
  const ids = rows.filter(({ claims }) => claims > 0).map(({ id }) => id);
  if (ids.length === 0) return found;
  const attempts = await db
    .withTables<ReachTables>()
    .selectFrom("attempts")
    .select(["delivery_id", "number", "line", "gateway", "ended_at"])
    .where("delivery_id", "in", ids)
    .orderBy("number")
    .execute();
  for (const attempt of attempts) found.set(attempt.delivery_id, [...(found.get(attempt.delivery_id) ?? []), attempt]);
  return found;
}

/** Null for those who want no such notice. */
async function plan(
  db: Kysely<Tables>,
  rows: readonly DeliveryRow[],
  book: Book,
  capacity: Capacity,
  now: Instant,
): Promise<Map<number, Line[] | null>> {
  const unplanned = rows.filter(({ lines }) => lines === null);
  if (unplanned.length === 0) return new Map();
  const isServed: Parameters<typeof linesOf>[3] = (channel) => capacity.gatewaysOf(channel).length > 0;
  const lines = await linesOf(db, book, unplanned.map(deliveryOf), isServed, now);
  return new Map(unplanned.map(({ id }, i) => [id, lines[i] ?? null]));
}

/** What a process that died had begun may have arrived: whoever tries it next knows. */
function withOrphan(
  lines: readonly Line[],
  { line, gateway, delivery_id }: KnownAttempt,
  capacity: Capacity,
  at: Instant,
): readonly Line[] {
  const ending = { gateway, outcome: "unknown" as const, at, isOurs: true };
  return lines.map((each, i) =>
    i === line && each.state === "waiting" ? withOutcome(each, ending, capacity.gatewaysOf(each.channel), `${delivery_id} ${line}`) : each,
  );
}

const closed = (row: Pick<DeliveryRow, "id" | "claims">, state: ChangedDelivery["state"], lines: readonly Line[]): ChangedDelivery => ({
  ...{ id: row.id, claims: row.claims, newClaims: row.claims, state, lines, dueAt: null, leaseUntil: null },
});

/** Decides what becomes of a delivery and begins what is to be tried; `underWay` is brought up to date. */
function decide(
  decided: Decided,
  { capacity, leaseMarginMs }: Delivering,
  delivery: Delivery & { lines: readonly Line[] },
  row: Held,
  underWay: UnderWay,
  now: Instant,
): void {
  const { id, customerId, purpose } = delivery;
  const acts = nextActs(delivery, capacity.gatewaysOf, now, underWay.lines);
  const current = { ...delivery, lines: acts.lines };
  let dueAt = acts.wakeAt;
  for (const { line, gateway: gatewayId, mayBeDouble } of acts.sends) {
    const gateway = capacity.gateway(gatewayId);
    if (gateway === null || !capacity.take(gatewayId)) {
      dueAt = Math.min(dueAt ?? Number.POSITIVE_INFINITY, now + busyPauseMs + (id % spreadMs)) as Instant;
      continue;
    }
    const number = ++underWay.attempts;
    underWay.lines.add(line);
    const { channel } = acts.lines[line]!;
    decided.began.push({ customerId, deliveryId: id, number, line, channel, gateway: gatewayId, beganAt: now, mayBeDouble });
    decided.jobs.push({ delivery: current, claims: underWay.claims, number, line, gateway });
  }
  const isUnderWay = underWay.lines.size > 0;
  decided.changed.push({
    id,
    claims: row.claims,
    newClaims: underWay.claims,
    state: acts.state,
    lines: acts.lines,
    // Under a lease it stays due since when it was: when that is over, whoever comes takes it up. No index changes, so the row stays on its page.
    dueAt: isUnderWay ? ((row.due_at as Instant | null) ?? now) : dueAt,
    leaseUntil: isUnderWay ? ((now + attemptMs(purpose) + leaseMarginMs) as Instant) : null,
  });
  if (acts.state === "failed") decided.facts.push(factOf("delivery.failed", delivery, now, {}));
  if (acts.isUnreached && delivery.pageId !== null && delivery.step !== null) {
    const { pageId, step, round, recipient } = delivery;
    decided.unreached.push({ customerId, topic: unreachedTopic, payload: { pageId, step, round, recipient } });
  }
}

/** Without the address: recipients are named by the keys of the model. */
function factOf(type: string, delivery: Delivery, at: Instant, more: Record<string, unknown>): PlainFact {
  const { id: deliveryId, customerId, purpose, pageId, ticketId, recipient } = delivery;
  const named = /^(person|contact|schedule|team|role):/.test(recipient) ? { recipient } : {};
  return { customerId, type, actor: "system", at, facts: { deliveryId, purpose, pageId, ticketId, ...named, ...more } };
}

async function store({ db, append, announce }: Transaction, { changed, began, facts, unreached }: Decided): Promise<void> {
  await Promise.all([
    storeDeliveries(db, changed),
    beginAttempts(db, began),
    facts.length === 0 ? undefined : append(facts),
    unreached.length === 0 ? undefined : announce(unreached),
  ]);
}

/** Stores how attempts ended, as a set; gives what is to be tried next at once (the next gateway, the next channel), and when later. */
export function settle(
  options: Delivering,
  registry: Registry,
  ended: readonly Ended[],
): Promise<{ jobs: Job[]; nextDueAt: Instant | null }> {
  const { door, gateways } = options;
  return deciding(options, async (transaction, decided) => {
    const { db } = transaction;
    const now = door.clock();
    const byDelivery = new Map<number, Ended[]>();
    for (const one of ended) {
      const others = byDelivery.get(one.delivery.id);
      if (others === undefined) byDelivery.set(one.delivery.id, [one]);
      else others.push(one);
    }
    const [, rows] = await Promise.all([sql.raw(settings).execute(db), lockedRows(db, [...byDelivery.keys()])]);
    for (const row of rows) {
      const all = byDelivery.get(row.id) ?? [];
      const own = all.filter(({ claims }) => claims === row.claims);
      const underWay = registry.get(row.id);
      if (own.length === 0 || underWay === undefined) {
        decided.changed.push(...tooLate(row, all));
        continue;
      }
      settleOne(decided, options, row, own, { ...underWay, lines: new Set(underWay.lines) }, now);
    }
    const unsent = ended.filter(({ result }) => result.outcome === "unneeded");
    decided.facts.push(...ended.flatMap(sentFact));
    await Promise.all([
      dropUnsent(
        db,
        unsent.map(({ delivery, number }) => ({ deliveryId: delivery.id, number })),
      ),
      endAttempts(db, ended.flatMap(endedAttempt)),
      store(transaction, decided),
    ]);
    await gateways.note(db, healthEvents(ended));
    await notePoints(db, ended);
    return { jobs: decided.jobs, nextDueAt: earliest(decided, null) };
  }).then((settled) => {
    forget(registry, ended, settled.jobs);
    return settled;
  });
}

/** What may have changed of a delivery since it was claimed; the rest we know. */
type Held = Pick<DeliveryRow, "id" | "state" | "claims" | "due_at" | "lease_until" | "lines">;

const lockedRows = (db: Kysely<Tables>, ids: readonly number[]): Promise<Held[]> =>
  sql<Held>`
    select id, state, claims, due_at, lease_until, lines
    from deliveries where id = any(${plainList(ids)}::bigint[]) order by id for update`
    .execute(db)
    .then(({ rows }) => rows);

function settleOne(decided: Decided, options: Delivering, row: Held, own: readonly Ended[], underWay: UnderWay, now: Instant): void {
  let lines: readonly Line[] = row.lines ?? [];
  for (const { line, gateway, result, endedAt } of own) {
    underWay.lines.delete(line);
    if (result.outcome === "unneeded") continue;
    const ending = { ...result, gateway: gateway.id, at: endedAt };
    const views = options.capacity.gatewaysOf(gateway.channel);
    lines = lines.map((each, i) => (i === line ? withOutcome(each, ending, views, `${row.id} ${line}`) : each));
  }
  const isUnneeded = own.some(({ result }) => result.outcome === "unneeded");
  if (row.state !== "waiting" || isUnneeded) {
    const left = lines.map((each) => (each.state === "waiting" ? { ...each, state: "cancelled" as const } : each));
    decided.changed.push(closed(row, row.state === "waiting" ? "cancelled" : row.state, left));
    return;
  }
  decide(decided, options, { ...own[0]!.delivery, lines }, row, underWay, now);
}

/** Our lease was over, and somebody else has it: they need not send what was sent, and decide everything else. */
function tooLate(row: Held, ended: readonly Ended[]): ChangedDelivery[] {
  const sent = new Set(ended.filter(({ result }) => result.outcome === "sent").map(({ line }) => line));
  if (sent.size === 0 || row.lines === null) return [];
  const lines = row.lines.map((each, i) => (sent.has(i) && each.state === "waiting" ? { ...each, state: "sent" as const } : each));
  const { id, claims, state } = row;
  return [
    {
      ...{ id, claims, newClaims: claims, state, lines },
      dueAt: row.due_at as Instant | null,
      leaseUntil: row.lease_until as Instant | null,
    },
  ];
}

function endedAttempt({ delivery, number, endedAt, result }: Ended) {
  if (result.outcome === "unneeded") return [];
  const isSent = result.outcome === "sent";
  return [
    {
      deliveryId: delivery.id,
      number,
      endedAt,
      outcome: result.outcome,
      providerId: isSent ? result.providerId : null,
      said: isSent ? null : result.said,
      expectsReceipt: isSent && result.expectsReceipt,
    },
  ];
}

function sentFact({ delivery, number, gateway, endedAt, result }: Ended): PlainFact[] {
  if (result.outcome !== "sent") return [];
  const { providerId } = result;
  return [factOf("delivery.sent", delivery, endedAt, { attempt: number, channel: gateway.channel, gateway: gateway.id, providerId })];
}

function healthEvents(ended: readonly Ended[]): Map<string, HealthEvent[]> {
  const events = new Map<string, HealthEvent[]>();
  for (const { gateway, result, endedAt: at } of ended) {
    if (result.outcome === "unneeded" || ("isOurs" in result && result.isOurs === true)) continue;
    if (result.outcome === "failed-for-good" && result.blames === "address") continue;
    const event: HealthEvent = result.outcome === "sent" ? { kind: "sent", at } : { kind: "failed", at, said: result.said };
    const others = events.get(gateway.id);
    if (others === undefined) events.set(gateway.id, [event]);
    else others.push(event);
  }
  return events;
}

/** What is stored is no longer under way; what was begun is. */
function forget(registry: Registry, ended: readonly Ended[], jobs: readonly Job[]): void {
  for (const { delivery, line } of ended) registry.get(delivery.id)?.lines.delete(line);
  for (const { delivery, line, number } of jobs) {
    const underWay = registry.get(delivery.id);
    underWay?.lines.add(line);
    if (underWay !== undefined) underWay.attempts = Math.max(underWay.attempts, number);
  }
  for (const { delivery } of ended) if (registry.get(delivery.id)?.lines.size === 0) registry.delete(delivery.id);
}
