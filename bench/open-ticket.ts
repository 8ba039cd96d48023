/**
 * Promise: a ticket is opened through HTTP (authenticated, covered, routed, clocks set, logged, durable) 1,000 times a second or more
 * by 8 clients, 99 of 100 within 25 ms. The clients run on a thread of their own, on the same machine.
 */
import { Agent, request } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createToken } from "#server/access/token.ts";
import { startNode } from "#server/node.ts";
import { insertLimit, type Measured, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";

const clients = 8;
const forMs = Number(process.argv[2] ?? 10) * 1_000;

type Load = { address: string; secret: string };

if (isMainThread) await main();
else parentPort?.postMessage(await load(workerData as Load));

async function main(): Promise<void> {
  const database = await measuredDatabase();
  const { door } = database;
  const limit = await insertLimit(database.ownerUrl, clients, forMs / 2);
  const token = await createToken(door, {
    name: "bench",
    scopes: ["tickets:write"],
    customerId: null,
    expiresAt: null,
    actor: "agent:bench",
  });
  const settings = { host: "127.0.0.1", port: 0, databaseUrl: database.ownerUrl, dataFolder: null, addressHeader: null, connections: 12 };
  const node = await startNode({ ...settings, publicUrl: "http://127.0.0.1" }, (line) => console.error(line));
  // What a node loads when nobody waits for it is not a ticket's doing.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const before = process.cpuUsage();
  const http = await clientsOn({ address: node.address, secret: token.secret });
  const cpu = process.cpuUsage(before);
  const counted = await door.read("*", (db) =>
    db
      .selectFrom("tickets")
      .select((q) => q.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  if (counted.count < http.count) throw new Error(`${http.count} were answered, ${counted.count} are there`);
  await node.stop();
  await database.remove();
  printTable([
    { promise: "one-row insert and commit, 8 clients (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
    { promise: "ticket opened through HTTP, 8 clients", measured: rate(http.perSecond), ...http, share: http.perSecond / limit.perSecond },
  ]);
  const perTicket = (cpu.user + cpu.system) / counted.count;
  console.log(`\n${perTicket.toFixed(0)} µs of processor time a ticket in this process, its clients included`);
}

function clientsOn(load: Load): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: load, argv: process.argv.slice(2) });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function load({ address, secret }: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const url = new URL("/api/v1/tickets", address);
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  let opened = 0;
  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        customerId: "bank",
        service: "payments",
        component: "ledger",
        subject: `Payment ${opened++} does not arrive`,
        description: "Since nine this morning no payment reaches the ledger. We have tried again twice.",
        requester: "Ana",
        channel: "api",
        priority: opened % 2 === 0 ? "P1" : "P2",
      });
      const asked = request(
        url,
        { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (piece: string) => {
            text += piece;
          });
          answer.on("end", () => (answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}: ${text}`))));
        },
      );
      asked.on("error", reject);
      asked.end(body);
    });
  return measure(clients, forMs, open);
}
