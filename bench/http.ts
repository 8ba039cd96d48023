/**
 * Promise: a ticket is opened through HTTP (authenticated, covered, routed, clocks set, logged, chained, durable) at 1,000 a second or
 * more by 8 clients, 99 of 100 within 25 ms; and how soon a started server gives its first answer. The server and the clients are
 * processes of their own, as in life.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createToken } from "#server/access/token.ts";
import { projectFolder } from "#server/installation.ts";
import { insertLimit, type Measured, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";
import { removeScratch, scratchFolder } from "../test/scratch-database.ts";

const clients = 8;
const forMs = Number(process.env.BENCH_SECONDS ?? 8) * 1_000;

type Told = { address: string; secret: string };

/** The clients' process: keeps 8 connections busy and sends what it measured. */
async function beClients({ address, secret }: Told): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  let opened = 0;
  const send = (method: string, path: string, body: string | null): Promise<void> =>
    new Promise((resolve, refuse) => {
      const length = body === null ? {} : { "content-length": Buffer.byteLength(body) };
      const sent = request(address + path, { method, agent, headers: { ...headers, ...length } }, (answer) => {
        answer.resume();
        answer.on("end", () => (answer.statusCode! < 300 ? resolve() : refuse(new Error(`${method} ${path} gave ${answer.statusCode}`))));
      });
      sent.on("error", refuse);
      sent.end(body ?? undefined);
    });
  const open = () =>
    send(
      "POST",
      "/api/v1/tickets",
      JSON.stringify({
        ...{ customerId: "bank", service: "payments", component: "ledger", requester: "Ana", priority: opened % 2 === 0 ? "P1" : "P2" },
        subject: `Payment ${opened++} does not arrive`,
        description: "Since nine this morning no payment reaches the ledger. We have tried again twice.",
      }),
    );
  const opening = await measure(clients, forMs, open);
  const reading = await measure(clients, forMs / 2, () => send("GET", `/api/v1/tickets/${1 + Math.floor(Math.random() * opened)}`, null));
  const listing = await measure(clients, forMs / 4, () => send("GET", "/api/v1/tickets?status=open&limit=50", null));
  process.send!({ opening, reading, listing });
  agent.destroy();
}

async function startServer(settings: Record<string, string>): Promise<{ child: ChildProcess; address: string; firstAnswerMs: number }> {
  const began = performance.now();
  const program = join(projectFolder(), "dist", "server.js");
  const env = { ...process.env, PORT: "0", ...settings };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = / is at (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    await fetch(`${address}/healthz`);
    child.stdout.resume();
    return { child, address, firstAnswerMs: performance.now() - began };
  }
  throw new Error("the server ended before it was ready");
}

async function stop(child: ChildProcess): Promise<void> {
  const stopped = once(child, "exit");
  child.kill("SIGTERM");
  await stopped;
}

/** Milliseconds to the first answer on a data folder that does not exist yet, and the median of three later starts on it. */
async function coldStarts(): Promise<[first: number, later: number]> {
  const folder = await scratchFolder();
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    const { child, firstAnswerMs } = await startServer({ DATABASE_URL: "", GUARDIA_DATA: join(folder, "data") });
    times.push(firstAnswerMs);
    await stop(child);
  }
  await removeScratch(folder);
  const [first = Number.NaN, ...later] = times;
  return [first, later.sort((a, b) => a - b)[1] ?? Number.NaN];
}

async function main(): Promise<void> {
  const database = await measuredDatabase();
  const limit = await insertLimit(database.ownerUrl, clients, forMs / 2);
  const { secret } = await createToken(database.door, {
    name: "bench",
    scopes: ["tickets:read", "tickets:write"],
    customerId: null,
    expiresAt: null,
    actor: "agent:bench",
  });
  const server = await startServer({ DATABASE_URL: database.ownerUrl });
  const worker = fork(process.argv[1]!, ["clients"]);
  worker.send({ address: server.address, secret } satisfies Told);
  const [measured] = (await once(worker, "message")) as [{ opening: Measured; reading: Measured; listing: Measured }];
  await stop(server.child);
  await database.remove();
  const [first, later] = await coldStarts();
  const row = (promise: string, found: Measured) => ({
    promise,
    measured: rate(found.perSecond),
    ...found,
    share: found.perSecond / limit.perSecond,
  });
  printTable([
    { promise: "one-row insert and commit (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
    row("ticket opened through HTTP, 8 clients", measured.opening),
    row("one ticket read through HTTP, 8 clients", measured.reading),
    row("the queue's first 50 through HTTP, 8 clients", measured.listing),
    { promise: "started server to first answer, PostgreSQL running", measured: `${Math.round(server.firstAnswerMs)} ms` },
    { promise: "the same, PostgreSQL of the data folder started too", measured: `${Math.round(later)} ms` },
    { promise: "the very first start, PostgreSQL made and migrated", measured: `${Math.round(first)} ms` },
  ]);
}

if (process.argv[2] === "clients") process.once("message", (told: Told) => void beClients(told).then(() => process.disconnect()));
else await main();
