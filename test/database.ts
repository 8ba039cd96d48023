/** The real PostgreSQL of the tests: one cluster for the whole run, one migrated template, one clone of it per test file. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { databaseUrl } from "#server/database/cluster-address.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { hastySettings, type ScratchCluster, scratchCluster, sweepScratch } from "./scratch-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's address of the database `postgres` of the run's cluster. */
    testClusterUrl: string;
  }
}

const template = "guardia_template";

/** Each project of vitest runs its own copy of this set-up in one process: the first starts the cluster, the last stops it. */
type Shared = { users: number; opening: Promise<ScratchCluster> };
const key = Symbol.for("guardia.test-cluster");
const house = globalThis as { [key]?: Shared };

/** vitest's globalSetup; gives its teardown. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  house[key] ??= { users: 0, opening: open() };
  const shared = house[key];
  shared.users++;
  const { cluster, remove } = await shared.opening;
  project.provide("testClusterUrl", cluster.url({ database: "postgres" }));
  return async () => {
    if (--shared.users === 0) await remove();
  };
}

async function open(): Promise<ScratchCluster> {
  await sweepScratch();
  const scratch = await scratchCluster(hastySettings);
  const owner = new pg.Client({ connectionString: scratch.cluster.url({ database: "postgres" }) });
  await owner.connect();
  await owner.query(`create database ${template}`);
  await owner.end();
  await migrate({ url: scratch.cluster.url({ database: template }) });
  return scratch;
}

export type TestDatabase = {
  readonly name: string;
  /** As the application role, bound by row-level security: what the server uses. */
  readonly url: string;
  /** As the owner: to look behind the curtain, or to arrange what no command can. */
  readonly ownerUrl: string;
  readonly config: pg.PoolConfig;
  readonly ownerConfig: pg.PoolConfig;
  /** To be called when the pools on it are ended; cuts off what is still connected. */
  readonly drop: () => Promise<void>;
};

/** A new database with the whole schema and no rows, for one test file (about 50 ms). With `empty`, without the schema. */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { inject } = await import("vitest");
  const base = inject("testClusterUrl");
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await asOwner(base, `create database ${name} template ${empty ? "template0" : template} strategy file_copy`);
  const url = databaseUrl(base, { database: name, role: applicationRole });
  const ownerUrl = databaseUrl(base, { database: name });
  return {
    name,
    url,
    ownerUrl,
    config: { connectionString: url },
    ownerConfig: { connectionString: ownerUrl },
    drop: () => asOwner(base, `drop database ${name} with (force)`),
  };
}

async function asOwner(base: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: base });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
