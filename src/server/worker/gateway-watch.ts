/**
 * Looks after gateways: asks those that failed whether they are well again, finds those that take messages and never report, and fetches
 * what came in where a provider does not call us.
 */
import type { Pool } from "pg";
import type { HealthEvent } from "#core/notification/health.ts";
import type { Received } from "#server/channels/driver.ts";
import type { Gateway, Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { commit, scoped, withClient } from "#server/database/session.ts";
import { takeReceived } from "#server/notification/received.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import type { Outside } from "#server/outside/outside.ts";
import { cutOffAfter, withinTime } from "#server/outside/time-limit.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type GatewayWatchOptions = { door: Door; pool: Pool; gateways: Gateways; outside: Outside; log: (line: string) => void };

const collectEveryMs = 3_000;
const lookEveryMs = 30_000;
const probeMs = 10_000;
const collectMs = 20_000;
/** Held by the node that asks a gateway, so that two do not fetch the same. */
const collectorLock = 4_682;

/** A receipt comes within minutes: of messages this old, none reported, a gateway that reports is doubted. */
const owedAfterMs = 10 * 60_000;
const owedWithinMs = 60 * 60_000;
const fewestOwed = 3;

export function startGatewayWatch(options: GatewayWatchOptions): Loop {
  const { door, gateways, log } = options;
  let lookedAt = 0;
  const stopping = new AbortController();
  const loop = startLoop({
    name: "The watch over gateways",
    log,
    async round() {
      const all = (await gateways.list()).filter(({ isEnabled, settings }) => isEnabled && settings !== null);
      await Promise.all(
        all.filter(({ driver }) => driver.collect !== undefined).map((each) => collectFrom(options, each, stopping.signal)),
      );
      if (door.clock() - lookedAt < lookEveryMs) return collectEveryMs;
      lookedAt = door.clock();
      await lookAfter(options, all, stopping.signal);
      return collectEveryMs;
    },
  });
  return {
    wake: loop.wake,
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}

/** Probes what failed and owes; stores what was found. */
export async function lookAfter(
  { door, gateways, outside }: GatewayWatchOptions,
  all: readonly Gateway[],
  signal: AbortSignal,
): Promise<void> {
  const events = new Map<string, HealthEvent[]>();
  const note = (id: string, event: HealthEvent): void => void events.set(id, [...(events.get(id) ?? []), event]);
  for (const id of await silentAmong(door, all)) note(id, { kind: "silent", at: door.clock() });
  const failing = all.filter(({ health, driver }) => health.state === "unhealthy" && driver.probe !== undefined);
  await Promise.all(
    failing.map(async (gateway) => {
      const { isWell, said } = await probe(gateway, gateways, outside, signal);
      if (!signal.aborted) note(gateway.id, isWell ? { kind: "well", at: door.clock() } : { kind: "unwell", at: door.clock(), said });
    }),
  );
  if (events.size > 0) await door.write("*", ({ db }) => gateways.note(db, events));
}

/** Asks a gateway whether its account works, within its time; never throws. */
export async function probe(
  gateway: Gateway,
  gateways: Gateways,
  outside: Outside,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ isWell: boolean; said: string }> {
  const { driver, settings } = gateway;
  if (settings === null) return { isWell: false, said: "its settings cannot be read" };
  if (driver.probe === undefined) return { isWell: gateway.health.state === "healthy", said: "this provider answers no such question" };
  const ask = driver.probe.bind(driver);
  try {
    return await cutOffAfter(probeMs, signal, (own) => ask({ settings, hookUrl: gateways.hookUrl(gateway), outside, signal: own }));
  } catch (error) {
    return { isWell: false, said: error instanceof Error ? error.message.slice(0, 200) : "it failed" };
  }
}

/** Those that report, took enough messages between ten minutes and an hour ago, and reported on none since. */
async function silentAmong(door: Door, all: readonly Gateway[]): Promise<string[]> {
  const ids = all.filter(({ driver, health }) => driver.givesReceipts && health.state === "healthy").map(({ id }) => id);
  if (ids.length === 0) return [];
  const now = door.clock();
  const rows = await door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("attempts")
      .select(["gateway", (of) => of.fn.countAll<number>().as("owed"), (of) => of.fn.count<number>("receipt_at").as("given")])
      .where("gateway", "in", ids)
      .where("began_at", ">", now - owedWithinMs)
      .where("began_at", "<", now - owedAfterMs)
      .where("outcome", "=", "sent")
      .where("expects_receipt", "=", true)
      .groupBy("gateway")
      .execute(),
  );
  const given = new Map(all.map(({ id, health }) => [id, health.lastReceiptAt ?? 0]));
  return rows
    .filter(({ gateway, owed, given: count }) => owed >= fewestOwed && count === 0 && (given.get(gateway) ?? 0) < now - owedWithinMs)
    .map(({ gateway }) => gateway);
}

/** One node at a time; what was taken is stored before the provider forgets it. */
async function collectFrom(options: GatewayWatchOptions, gateway: Gateway, stopping: AbortSignal): Promise<void> {
  const { door, pool, outside, log } = options;
  await withClient(pool, async (client) => {
    await client.query(`begin; ${scoped("*")}`);
    const { rows } = await client.query<{ is_mine: boolean }>("select pg_try_advisory_xact_lock($1, hashtext($2)) as is_mine", [
      collectorLock,
      gateway.id,
    ]);
    if (rows[0]?.is_mine === true) {
      const collected = withinTime(collectMs, stopping, async (signal) =>
        gateway.driver.collect?.({ settings: gateway.settings!, outside, signal, now: door.clock() }),
      );
      const received = await collected.catch((error: unknown): Received => {
        if (!stopping.aborted)
          log(`Nothing could be fetched from the gateway ${gateway.id}: ${error instanceof Error ? error.message : "it failed"}`);
        return { receipts: [], replies: [] };
      });
      if (received !== undefined) await takeReceived(door, gateway, received, log);
    }
    await commit(client);
  });
}
