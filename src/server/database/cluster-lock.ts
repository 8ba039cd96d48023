/** One process at a time starts or stops the PostgreSQL of a data folder: a lock file that outlives no holder. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rmdir, stat, unlink } from "node:fs/promises";
import { Refusal } from "#core/refusal.ts";
import { birthOf } from "#server/database/cluster-process.ts";

/** Crash recovery of a large database takes minutes; a holder that is alive is waited for this long. */
const patienceMs = 10 * 60_000;
/** A taker-over holds its gate for a few system calls; one this old died within them. */
const oldGateMs = 10_000;
const betweenLooksMs = 25;

type Holder = { readonly pid: number; readonly birth: string | null; readonly nonce: string };

/**
 * Runs `work` while holding the lock file at `path` (created exclusively, removed afterwards). A lock whose holder is dead, or whose
 * process id now belongs to another process, is taken over. Refuses `data-folder-busy` after ten minutes behind a living holder.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid), nonce: randomUUID() };
  await acquire(path, mine);
  try {
    return await work();
  } finally {
    const held = await holderOf(path);
    if (held?.nonce === mine.nonce) await unlink(path);
  }
}

async function acquire(path: string, mine: Holder): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await create(path, mine))) {
    await takeOverIfStale(path);
    if (Date.now() > deadline) {
      const holder = await holderOf(path);
      throw new Refusal(
        "data-folder-busy",
        `Process ${holder?.pid ?? "?"} has been starting or stopping the database of this data folder for ten minutes (${path}). Look at that process; end it and start again.`,
        { path, pid: holder?.pid },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
}

async function create(path: string, mine: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o644);
    await file.writeFile(JSON.stringify(mine));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when there is no lock, or its holder has not yet written its name. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => null);
  if (about === null) return false;
  const holder = await holderOf(path);
  // Created but never signed: its holder died between two system calls.
  if (holder === null) return Date.now() - about.mtimeMs > oldGateMs;
  return birthOf(holder.pid) !== holder.birth;
}

/** Two that find the same dead lock must not both remove it (the second would remove the first one's new lock): a gate lets one in. */
async function takeOverIfStale(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  const gate = `${path}.takeover`;
  try {
    await mkdir(gate);
  } catch {
    const about = await stat(gate).catch(() => null);
    if (about !== null && Date.now() - about.mtimeMs > oldGateMs) await rmdir(gate).catch(() => undefined);
    return;
  }
  try {
    if (await isStale(path)) await unlink(path);
  } finally {
    await rmdir(gate);
  }
}
