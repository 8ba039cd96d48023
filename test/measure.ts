/** What benches share: a durable PostgreSQL of their own, the machine's limit in the same run, and one kind of table. */
import { performance } from "node:perf_hooks";
import pg from "pg";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { storyModel } from "./journeys/model.ts";
import { scratchCluster, sweepScratch } from "./scratch-database.ts";

export type MeasuredDatabase = {
  readonly url: string;
  readonly ownerUrl: string;
  readonly pool: pg.Pool;
  readonly door: Door;
  readonly remove: () => Promise<void>;
};

/** A migrated database that waits for the disk at each commit, as in production, with a model applied. */
export async function measuredDatabase({
  clock = () => Date.now() as Instant,
  document = storyModel as Document,
} = {}): Promise<MeasuredDatabase> {
  await sweepScratch();
  const { cluster, remove } = await scratchCluster();
  await migrate({ url: cluster.url() });
  const url = cluster.url({ role: applicationRole });
  const pool = openPool({ url, statementTimeoutMs: 0, log: (line) => console.error(line) });
  const door = openDoor({ pool, clock, log: (line) => console.error(line) });
  await door.applyModel({ source: "", document, actor: "agent:bench" });
  return {
    ...{ url, ownerUrl: cluster.url(), pool, door },
    remove: async () => {
      await door.close();
      await pool.end();
      await remove();
    },
  };
}

export type Measured = { perSecond: number; p50: number; p99: number; count: number };

/** `clients` callers, each one call after another, for a while; the first fifth only warms up. */
export async function measure(clients: number, forMs: number, call: () => Promise<unknown>): Promise<Measured> {
  const warmUntil = performance.now() + forMs / 5;
  const until = warmUntil + forMs;
  const times: number[] = [];
  const client = async (): Promise<void> => {
    for (;;) {
      const from = performance.now();
      if (from > until) return;
      await call();
      if (from >= warmUntil) times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { perSecond: times.length / (forMs / 1_000), ...percentiles(times) };
}

export function percentiles(times: readonly number[]): Omit<Measured, "perSecond"> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}

/** The machine's own limit: rows inserted and committed a second, one by one. */
export async function insertLimit(ownerUrl: string, clients: number, forMs: number): Promise<Measured> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: ownerUrl });
      await client.connect();
      return client;
    }),
  );
  await connections[0]!.query(
    "create unlogged table if not exists limit_warm_up (n int); create table if not exists limit_rows (id bigint generated always as identity primary key, text text)",
  );
  const free = [...connections];
  const measured = await measure(clients, forMs, async () => {
    const client = free.pop()!;
    await client.query({ name: "limit", text: "insert into limit_rows (text) values ($1)", values: ["one row, committed"] });
    free.push(client);
  });
  await connections[0]!.query("drop table limit_rows, limit_warm_up");
  await Promise.all(connections.map((client) => client.end()));
  return measured;
}

const whole = (n: number): string => Math.round(n).toLocaleString("en");
export const ms = (n: number): string => `${n.toFixed(n < 10 ? 2 : 1)} ms`;
export const rate = (n: number): string => `${whole(n)}/s`;

/** Rows of `| promise | measured | p50 | p99 | of the limit |`. */
export function printTable(rows: readonly { promise: string; measured: string; p50?: number; p99?: number; share?: number }[]): void {
  console.log("| promise | measured | p50 | p99 | of one-row commits |");
  console.log("|---|---|---|---|---|");
  for (const { promise, measured, p50, p99, share } of rows) {
    const cells = [
      promise,
      measured,
      p50 === undefined ? "" : ms(p50),
      p99 === undefined ? "" : ms(p99),
      share === undefined ? "" : `${(share * 100).toFixed(1)} %`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
