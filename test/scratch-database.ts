/** A PostgreSQL of one's own in a temporary folder: for the test run, for tests that kill it, and for benches. */
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, openCluster } from "#server/database/cluster.ts";
import { birthOf, namedPostmaster, stopServer, worksIn } from "#server/database/cluster-process.ts";

const prefix = "guardia-scratch-";

/** Speed for tests: a machine that loses power in the middle of them loses only them. */
export const hastySettings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "128MB" };

export type ScratchCluster = { readonly cluster: Cluster; readonly folder: string; readonly remove: () => Promise<void> };

/** A new folder that the next run sweeps when this process dies before it removes it. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // As root the server runs as somebody else, who has to get in.
  await chmod(folder, 0o755);
  return folder;
}

/** Starts a cluster in a temporary folder; durable like a real one unless `settings` say otherwise (`hastySettings`). */
export async function scratchCluster(settings: Readonly<Record<string, string>> = {}): Promise<ScratchCluster> {
  const folder = await scratchFolder();
  const cluster = await openCluster({ dataFolder: join(folder, "data"), log: () => undefined, settings });
  const remove = async () => {
    await cluster.release();
    await removeScratch(folder);
  };
  return { cluster, folder, remove };
}

/** Ends the server that still runs in a scratch folder, if any, and removes the folder. */
export async function removeScratch(folder: string): Promise<void> {
  const files = join(folder, "data", "database", "files");
  const named = await namedPostmaster(files);
  if (named !== null && worksIn(named.pid, files)) await stopServer(named.pid, "immediate");
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes what runs left behind that were killed. */
export async function sweepScratch(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^guardia-scratch-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && birthOf(pid) === null) await removeScratch(join(tmpdir(), name)).catch(() => undefined);
  }
}
