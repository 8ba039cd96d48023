/** Brings the PostgreSQL of a place up: joins the one that runs, waits for one that recovers, replaces one that is ill, else starts it. */
import { spawn } from "node:child_process";
import { closeSync, fchownSync, openSync } from "node:fs";
import { readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { Refusal } from "#core/refusal.ts";
import { asOwner, type Place, superuser } from "#server/database/cluster-place.ts";
import { birthOf, endStrays, namedPostmaster, processesIn, stopServer, worksIn } from "#server/database/cluster-process.ts";

/** A server that lives but does not answer for this long is ill. Recovery after a crash answers ("starting up"), and is waited for. */
const illAfterMs = 10_000;
/** What a killed server left behind may block the next start for a moment. */
const blockedForMs = 30_000;
const recoveryMs = 10 * 60_000;
const connectTimeoutMs = 3_000;
const betweenLooksMs = 20;
const largestLogBytes = 20 * 1024 * 1024;

type Health = "ready" | "starting" | "silent";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The address of a database of this place, for the superuser. */
export const superuserUrl = (place: Place, database: string): string =>
  `postgres://${superuser}@localhost:5432/${encodeURIComponent(database)}?host=${encodeURIComponent(place.socketFolder)}`;

/**
 * After this the server of the place answers. To be called while holding the lock.
 * Gives true when one ran already. Refuses `database-does-not-start` with the end of the server's log.
 */
export async function bringUp(place: Place, settings: Readonly<Record<string, string>>, log: (line: string) => void): Promise<boolean> {
  if (await joinRunning(place, log)) return true;
  const deadline = Date.now() + blockedForMs;
  while (!(await start(place, settings, log))) {
    if (Date.now() > deadline) throw doesNotStart(place, await endOfLog(place));
    if (Date.now() > deadline - blockedForMs + 2_000) endStrays(place.files);
    await pause(100);
  }
  return false;
}

/** True when a server already runs on the files and answers; ends one that is ill; false when none runs. */
async function joinRunning(place: Place, log: (line: string) => void): Promise<boolean> {
  let health = await ask(place);
  if (health === "ready") return true;
  const named = await namedPostmaster(place.files);
  if (named === null || !worksIn(named.pid, place.files)) {
    await forgetDeadServer(place, named?.pid);
    return false;
  }
  const birth = birthOf(named.pid);
  log(`PostgreSQL (process ${named.pid}) already runs on these files: waiting for it.`);
  let lastAnswer = Date.now();
  while (birthOf(named.pid) === birth) {
    health = await ask(place);
    if (health === "ready") return true;
    if (health === "starting") lastAnswer = Date.now();
    if (Date.now() - lastAnswer > illAfterMs) {
      log(`PostgreSQL (process ${named.pid}) does not answer: it is stopped and started again. No committed row is lost.`);
      await stopServer(named.pid, "immediate");
    }
    await pause(betweenLooksMs);
  }
  return false;
}

/**
 * PostgreSQL refuses to start when a pid file or a socket's lock names a living process. After a crash that may be anybody's by now, and in
 * a container without an init the dead server itself stays listed. To be called when no server works in the files.
 */
async function forgetDeadServer(place: Place, pid: number | undefined): Promise<void> {
  if (processesIn(place.files).length > 0) return;
  for (const name of await readdir(place.socketFolder)) await unlink(join(place.socketFolder, name));
  if (pid !== undefined && exists(pid)) await unlink(join(place.files, "postmaster.pid"));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function ask(place: Place): Promise<Health> {
  const client = new pg.Client({
    connectionString: superuserUrl(place, "postgres"),
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
    application_name: "look-in",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return "ready";
  } catch (error) {
    // 57P03: the server answers that it cannot take connections now (starting up, recovering or shutting down).
    return (error as { code?: string }).code === "57P03" ? "starting" : "silent";
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** One attempt. False when something left behind blocks it for now; refuses when it cannot start at all. */
async function start(place: Place, settings: Readonly<Record<string, string>>, log: (line: string) => void): Promise<boolean> {
  const before = await logSize(place);
  const child = launch(place, settings);
  let ended: string | null = null;
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", (code, signal) => {
    ended ??= `it ended with ${signal ?? `code ${code}`}`;
  });
  const deadline = Date.now() + recoveryMs;
  for (let tellAt = Date.now() + 5_000; ended === null; await pause(betweenLooksMs)) {
    if ((await ask(place)) === "ready") return true;
    if (Date.now() > tellAt) {
      log("PostgreSQL is still starting (it recovers from its log after a crash) …");
      tellAt += 15_000;
    }
    if (Date.now() > deadline) throw doesNotStart(place, "it did not answer within ten minutes");
  }
  const said = await endOfLog(place, before);
  if (/postmaster\.pid" already exists|shared memory block .*still in use|Address already in use/.test(said)) return false;
  throw doesNotStart(place, said === "" ? ended : said);
}

function launch(place: Place, settings: Readonly<Record<string, string>>) {
  const output = openSync(place.logFile, "a", 0o600);
  if (process.getuid?.() === 0) fchownSync(output, place.owner.uid, place.owner.gid);
  const options = Object.entries({ ...standardSettings(place), ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Detached: a Ctrl-C in the terminal reaches Guardia, which stops the database when nobody else needs it.
  const child = spawn(place.binaries.postgres, ["-D", place.files, ...options], {
    ...asOwner(place.owner),
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  return child;
}

/** For a small machine that runs other things too; whoever needs more brings a PostgreSQL of their own. */
function standardSettings(place: Place): Record<string, string> {
  const memoryMb = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / 1_048_576;
  return {
    listen_addresses: "",
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: "0700",
    max_connections: "100",
    // Taken only as it is used: what is read again and again (the index of words, the open tickets) should not come from the disk each time.
    shared_buffers: `${Math.round(Math.min(Math.max(memoryMb / 8, 64), 4_096))}MB`,
    effective_cache_size: `${Math.round(Math.min(memoryMb / 2, 65_536))}MB`,
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    synchronous_commit: "on",
    wal_compression: "on",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    // Flash storage, which is what this runs on: a random page costs hardly more than the next one.
    random_page_cost: "1.1",
    // Short statements only: compiling one, or asking helpers for it, costs more than it saves.
    jit: "off",
    max_parallel_workers_per_gather: "0",
    // Tables of deadlines and deliveries change all the time; statistics an hour old made plans a thousand times slower.
    autovacuum_naptime: "15s",
    autovacuum_analyze_scale_factor: "0.02",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] ",
    log_checkpoints: "off",
    log_autovacuum_min_duration: "-1",
  };
}

const logSize = async (place: Place): Promise<number> => (await stat(place.logFile).catch(() => null))?.size ?? 0;

async function endOfLog(place: Place, from = 0): Promise<string> {
  const text = await readFile(place.logFile).catch(() => Buffer.alloc(0));
  return text.subarray(from).toString().trim().split("\n").slice(-8).join("\n");
}

/** The log of a server begins anew when it has grown large; the one before is kept. To be called while no server runs. */
export async function turnLog(place: Place): Promise<void> {
  if ((await logSize(place)) > largestLogBytes) await rename(place.logFile, `${place.logFile}.1`);
}

function doesNotStart(place: Place, said: string): Refusal {
  return new Refusal(
    "database-does-not-start",
    `PostgreSQL does not start on ${place.files}: ${said} (its log: ${place.logFile}). Mend that, choose another folder with GUARDIA_DATA, or set DATABASE_URL.`,
    { files: place.files, logFile: place.logFile },
  );
}
