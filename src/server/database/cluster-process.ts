/** Which processes run on a database's files, and how one of them is ended. Asks the operating system, never a pid file alone. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const onLinux = process.platform === "linux";
const betweenLooksMs = 20;

/** What PostgreSQL writes into `postmaster.pid`. */
export type Postmaster = { readonly pid: number; readonly socketFolder: string };

/** The postmaster that the files name, alive or not; null when none is named. */
export async function namedPostmaster(files: string): Promise<Postmaster | null> {
  const text = await readFile(join(files, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, socketFolder: lines[4] ?? "" } : null;
}

/**
 * When a process began, in a form to compare only: a process id that was given to another process has another birth.
 * Null when there is no such process (a dead one that nobody has collected yet counts as gone).
 */
export function birthOf(pid: number): string | null {
  try {
    if (!onLinux) return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets, which may itself hold brackets and blanks.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Whether a living process is a PostgreSQL server (or a child of one) that works in `files`. */
export function worksIn(pid: number, files: string): boolean {
  if (birthOf(pid) === null) return false;
  try {
    if (!onLinux) return commandLine(pid).includes(`-D ${files} `);
    // The working directory follows a renamed folder; the command line does not.
    return readlinkSync(`/proc/${pid}/cwd`) === files && commandLine(pid).includes("postgres");
  } catch {
    return false;
  }
}

function commandLine(pid: number): string {
  if (onLinux) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  return `${execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim()} `;
}

/** Every process that still works in `files`: what a killed postmaster leaves behind. Elsewhere than on Linux: unknown, so none. */
export function processesIn(files: string): number[] {
  if (!onLinux) return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && worksIn(pid, files));
}

/** Waits until the process of that id and birth is gone; false when it is still there after `withinMs`. */
export async function isGoneWithin(pid: number, birth: string | null, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (birth !== null && birthOf(pid) === birth) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
  return true;
}

/**
 * Ends a server: `fast` disconnects everybody and writes a checkpoint, `immediate` leaves the recovery to the next start; neither
 * loses a committed row. A server that does not obey in time is killed, which is safe for the same reason.
 */
export async function stopServer(pid: number, how: "fast" | "immediate"): Promise<void> {
  const birth = birthOf(pid);
  const steps: [NodeJS.Signals, number][] = [
    ["SIGQUIT", 3_000],
    ["SIGKILL", 5_000],
  ];
  if (how === "fast") steps.unshift(["SIGINT", 60_000]);
  for (const [signal, patienceMs] of steps) {
    if (birth === null || birthOf(pid) !== birth) return;
    signalIfAlive(pid, signal);
    if (await isGoneWithin(pid, birth, patienceMs)) return;
  }
}

/** Children of a postmaster that was killed end by themselves when they notice; one in a long query has to be told. */
export function endStrays(files: string): void {
  for (const pid of processesIn(files)) signalIfAlive(pid, "SIGQUIT");
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
