import { type ChildProcess, spawn } from "node:child_process";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "#server/database/cluster.ts";
import { birthOf, isGoneWithin, namedPostmaster, processesIn } from "#server/database/cluster-process.ts";
import { removeScratch, scratchFolder } from "../../../test/scratch-database.ts";

const isRoot = process.getuid?.() === 0;
const said: string[] = [];
let folder: string;
let dataFolder: string;
let files: string;

beforeEach(async () => {
  folder = await scratchFolder();
  dataFolder = join(folder, "data");
  files = join(dataFolder, "database", "files");
  said.length = 0;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await removeScratch(folder);
});

// Durable settings: what is claimed about kill -9 is claimed of the settings that people run.
const open = (at = dataFolder) => openCluster({ dataFolder: at, log: (line) => said.push(line) });

async function ask(cluster: Pick<Cluster, "url">, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: cluster.url() });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const result = await client.query({ text: sql, rowMode: "array" });
    return (Array.isArray(result) ? result.at(-1) : result).rows.flat();
  } finally {
    await client.end();
  }
}

const serverPid = async () => (await namedPostmaster(files))?.pid ?? 0;

async function kill(pid: number): Promise<void> {
  const birth = birthOf(pid);
  process.kill(pid, "SIGKILL");
  await isGoneWithin(pid, birth, 5_000);
}

/** A Guardia process of its own: opens the data folder, says so, keeps it open until told `release`, or killed. */
const program = `
import { createInterface } from "node:readline";
import { openCluster } from "#server/database/cluster.ts";
const cluster = await openCluster({ dataFolder: process.argv[2], log: () => undefined });
console.log(JSON.stringify({ adopted: cluster.adopted, url: cluster.url() }));
for await (const line of createInterface(process.stdin)) if (line === "release") break;
await cluster.release();
process.exit();
`;
const children: ChildProcess[] = [];
let programFile: string;

type Opened = { child: ChildProcess; adopted: boolean; url: () => string };

async function openElsewhere(): Promise<Opened> {
  const child = spawn(process.execPath, [programFile, dataFolder], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (piece) => resolve(String(piece)));
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it had opened`)));
  });
  const { adopted, url } = JSON.parse(line) as { adopted: boolean; url: string };
  return { child, adopted, url: () => url };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));

beforeAll(async () => {
  // Inside node_modules' reach, so that the bundle finds pg.
  programFile = join(import.meta.dirname, "../../../node_modules", `.guardia-opener-${process.pid}.mjs`);
  await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: programFile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
});

afterAll(() => rm(programFile, { force: true }));

describe("an embedded cluster", () => {
  it("is made once, keeps its rows over a stop and a start, and listens on nothing but a closed socket", async () => {
    const first = await open();
    expect(first.adopted).toBe(false);
    await ask(first, "create table kept (n integer); insert into kept values (42)");
    expect(await ask(first, "select current_setting('listen_addresses')")).toEqual([""]);
    expect(await ask(first, "select current_setting('data_checksums'), current_setting('fsync')")).toEqual(["on", "on"]);
    expect(await ask(first, "select datlocprovider, datcollate from pg_database where datname = 'guardia'")).toEqual(["b", "C"]);
    const pid = await serverPid();
    await first.release();
    await first.release();
    expect(birthOf(pid)).toBe(null);
    const second = await open();
    expect(second.adopted).toBe(false);
    expect(await ask(second, "select n from kept")).toEqual([42]);
    await second.release();
  });

  it("is one server for many openers, in one process and in several, and stops with the last", async () => {
    const opened = await Promise.all([openElsewhere(), openElsewhere(), open(), open()]);
    expect(opened.filter(({ adopted }) => !adopted)).toHaveLength(1);
    const pids = await Promise.all(opened.map((each) => ask(each, "select pg_backend_pid(), pg_postmaster_start_time()::text")));
    expect(new Set(pids.map(([, startedAt]) => startedAt)).size).toBe(1);
    const pid = await serverPid();
    const [one, other, here, alsoHere] = opened;
    await here.release();
    one.child.stdin?.write("release\n");
    await ended(one.child);
    expect(birthOf(pid)).not.toBe(null);
    await alsoHere.release();
    expect(await ask(other, "select 1")).toEqual([1]);
    other.child.stdin?.write("release\n");
    await ended(other.child);
    expect(birthOf(pid)).toBe(null);
  });
});

describe("after kill -9", () => {
  it("of the process that started it, the living server is adopted", async () => {
    const elsewhere = await openElsewhere();
    await ask(elsewhere, "create table kept (n integer); insert into kept values (42)");
    const pid = await serverPid();
    await kill(elsewhere.child.pid ?? 0);
    expect(birthOf(pid)).not.toBe(null);
    const cluster = await open();
    expect(cluster.adopted).toBe(true);
    expect(await serverPid()).toBe(pid);
    expect(await ask(cluster, "select n from kept")).toEqual([42]);
    await cluster.release();
    expect(birthOf(pid)).toBe(null);
  });

  it("of the server, whoever has it open brings it back, with every committed row", async () => {
    const cluster = await open();
    await ask(cluster, "create table kept (n integer); insert into kept values (42)");
    const pid = await serverPid();
    await kill(pid);
    await expect.poll(() => ask(cluster, "select n from kept").catch(() => "not yet"), { timeout: 20_000 }).toEqual([42]);
    expect(await serverPid()).not.toBe(pid);
    await expect.poll(() => said, { timeout: 20_000 }).toContain("PostgreSQL answers again.");
    await cluster.release();
    expect(processesIn(files)).toEqual([]);
  });

  it("of both, the stale pid file and a child still at work do not block the next start", async () => {
    const elsewhere = await openElsewhere();
    await ask(elsewhere, "create table kept (n integer); insert into kept values (42)");
    const pid = await serverPid();
    const busy = new pg.Client({ connectionString: elsewhere.url() });
    busy.on("error", () => undefined);
    await busy.connect();
    // A child in the middle of a statement does not notice at once that its parent is gone.
    const work = busy.query("select count(*) from generate_series(1, 100000000)").catch(() => undefined);
    await kill(elsewhere.child.pid ?? 0);
    await kill(pid);
    expect(await serverPid()).toBe(pid);
    const cluster = await open();
    expect(cluster.adopted).toBe(false);
    expect(await serverPid()).not.toBe(pid);
    expect(await ask(cluster, "select n from kept")).toEqual([42]);
    await work;
    await cluster.release();
  });

  it("a pid file that now names somebody else's process is no server of ours", async () => {
    const cluster = await open();
    await ask(cluster, "create table kept (n integer); insert into kept values (42)");
    await cluster.release();
    const stranger = spawn("sleep", ["60"], isRoot ? { uid: 65_534, cwd: "/" } : {});
    children.push(stranger);
    await writeFile(join(files, "postmaster.pid"), `${stranger.pid}\n${files}\n0\n5432\n${dirname(files)}/socket\n\n0 0\nready\n`);
    const again = await open();
    expect(await ask(again, "select n from kept")).toEqual([42]);
    expect(birthOf(stranger.pid ?? 0)).not.toBe(null);
    await again.release();
  });

  it("in the middle of making the files, the next opener begins anew", async () => {
    const child = spawn(process.execPath, [programFile, dataFolder], { stdio: ["pipe", "ignore", "inherit"] });
    children.push(child);
    await expect.poll(() => readFile(join(dataFolder, "database.lock"), "utf8").catch(() => ""), { timeout: 10_000 }).toContain("nonce");
    await new Promise((resolve) => setTimeout(resolve, 250));
    await kill(child.pid ?? 0);
    const cluster = await open();
    expect(await ask(cluster, "select 1")).toEqual([1]);
    await cluster.release();
  });
});

describe("a server that hangs", () => {
  it("is replaced, and nothing that was committed is lost", async () => {
    const elsewhere = await openElsewhere();
    await ask(elsewhere, "create table kept (n integer); insert into kept values (42)");
    const pid = await serverPid();
    await kill(elsewhere.child.pid ?? 0);
    process.kill(pid, "SIGSTOP");
    const cluster = await open();
    expect(await serverPid()).not.toBe(pid);
    expect(await ask(cluster, "select n from kept")).toEqual([42]);
    expect(said.join("\n")).toContain("does not answer");
    await cluster.release();
  }, 60_000);
});

describe("a place that is not ideal", () => {
  it("has a path too long for a socket: the socket lies in the temporary folder", async () => {
    const long = join(folder, "l".repeat(60), "o".repeat(60));
    const cluster = await open(long);
    expect(await ask(cluster, "select 1")).toEqual([1]);
    expect(said.join("\n")).toContain("too long for a socket");
    const socketFolder = new URL(cluster.url()).searchParams.get("host") ?? "";
    await cluster.release();
    await rm(socketFolder, { recursive: true });
  });

  it("was moved while the server ran on: it is still the one server of these files", async () => {
    const elsewhere = await openElsewhere();
    await ask(elsewhere, "create table kept (n integer); insert into kept values (42)");
    const pid = await serverPid();
    await kill(elsewhere.child.pid ?? 0);
    const moved = join(folder, "moved");
    await rename(dataFolder, moved);
    const cluster = await open(moved);
    expect(cluster.adopted).toBe(true);
    expect(await ask(cluster, "select n from kept")).toEqual([42]);
    await cluster.release();
    expect(birthOf(pid)).toBe(null);
    const again = await open(moved);
    expect(await ask(again, "select n from kept")).toEqual([42]);
    await again.release();
  });

  it("holds files of another PostgreSQL version", async () => {
    await mkdir(files, { recursive: true });
    await writeFile(join(files, "PG_VERSION"), "14\n");
    await expect(open()).rejects.toMatchObject({ code: "database-of-another-version", facts: { found: "14", brought: "18" } });
  });

  it("holds damaged files: what the server says is passed on", async () => {
    const cluster = await open();
    await cluster.release();
    await rm(join(files, "global", "pg_control"));
    await expect(open()).rejects.toMatchObject({ code: "database-does-not-start", message: expect.stringContaining("pg_control") });
  });

  it("cannot be made where a file stands", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(open(join(folder, "file", "data"))).rejects.toMatchObject({ code: "data-folder-not-made" });
  });
});

// Run as root these are the cases of root; run as another user, those of that user: both are counted either way.
describe(isRoot ? "started as root" : "started as a plain user", () => {
  it("runs the server as somebody who is not root", async () => {
    const cluster = await open();
    const pid = await serverPid();
    const { uid } = await stat(`/proc/${pid}`).catch(() => ({ uid: isRoot ? 1 : process.getuid?.() }));
    expect(uid === 0).toBe(false);
    await cluster.release();
  });

  it("refuses a data folder that the server's user may not reach, and says which folder and what to do", async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: isRoot ? 0o700 : 0o500 });
    await expect(open(join(closed, "data"))).rejects.toMatchObject({
      code: isRoot ? "data-folder-unreachable" : "data-folder-not-made",
      message: expect.stringContaining("GUARDIA_DATA"),
    });
  });

  it("takes over files that root restored, or that another user's server made", async () => {
    const cluster = await open();
    await ask(cluster, "create table kept (n integer); insert into kept values (42)");
    await cluster.release();
    if (isRoot) await chown(join(dataFolder, "database"), 0, 0);
    const again = await open();
    expect(await ask(again, "select n from kept")).toEqual([42]);
    await again.release();
  });
});
