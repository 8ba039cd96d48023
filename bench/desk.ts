/**
 * Promise: with 1,000,000 tickets of which 100,000 are open, the desk's API answers within 25 ms (99 of 100): a page of the queue, the
 * search (rare, frequent, two words, misspelt, an identifier), similar solved tickets, and a ticket with its log. Through HTTP, by one
 * client and by eight; server and clients are processes of their own.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Channel } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { createToken } from "#server/access/token.ts";
import type { Door } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { projectFolder } from "#server/installation.ts";
import { errorCode, tellTickets, wordOfRank, writeTexts } from "../test/many-texts.ts";
import { copyTickets } from "../test/many-tickets.ts";
import { insertLimit, type Measured, measure, measuredDatabase, printTable, rate } from "../test/measure.ts";

const total = Number(process.env.BENCH_TICKETS ?? 1_000_000);
const open = total / 10;
const made = Math.min(open, 5_000);
const forMs = Number(process.env.BENCH_SECONDS ?? 6) * 1_000;
const firstCopy = 100_000;

type Told = { address: string; secret: string; clients: number };
type Answers = Record<string, Measured>;

const asked: readonly (readonly [promise: string, path: (i: number) => string])[] = [
  ["queue: the next 50 to breach", () => "/api/v1/tickets?status=open&limit=50"],
  ["queue of a team, by priority", () => "/api/v1/tickets?query=team%3Adesk+status%3Aopen&order=priority&limit=50"],
  [
    "queue by a query with a word",
    (i) => `/api/v1/tickets?query=${encodeURIComponent(`status:open customer:bank ${wordOfRank(300 + (i % 300))}`)}&limit=50`,
  ],
  ["search: a rare word", (i) => `/api/v1/search?q=${wordOfRank(20_000 + (i % 9_000))}`],
  ["search: a frequent word", (i) => `/api/v1/search?q=${["certificate", "paiements", "update", "almacén", "server"][i % 5]}`],
  ["search: two words", (i) => `/api/v1/search?q=${encodeURIComponent(`payments ${wordOfRank(50 + (i % 2_000))}`)}`],
  ["search: a misspelt word", (i) => `/api/v1/search?q=${misspelt(wordOfRank(9_000 + (i % 9_000)))}`],
  ["search: an identifier", (i) => `/api/v1/search?q=${errorCode(500 + (i % 15_000))}`],
  ["similar solved tickets", (i) => `/api/v1/tickets/${firstCopy + ((i * 7_919) % open)}/similar`],
  ["a ticket", (i) => `/api/v1/tickets/${firstCopy + ((i * 7_919) % open)}`],
  ["a ticket's log", (i) => `/api/v1/tickets/${firstCopy + ((i * 7_919) % open)}/events?limit=200`],
];

/** Two letters change places. */
const misspelt = (word: string): string => word.slice(0, 3) + (word[4] ?? "") + (word[3] ?? "") + word.slice(5);

/** The clients' process. */
async function beClients({ address, secret, clients }: Told): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const headers = { authorization: `Bearer ${secret}` };
  const get = (path: string): Promise<void> =>
    new Promise((resolve, refuse) => {
      const sent = request(address + path, { agent, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => (answer.statusCode! < 300 ? resolve() : refuse(new Error(`GET ${path} gave ${answer.statusCode}`))));
      });
      sent.on("error", refuse);
      sent.end();
    });
  const answers: Answers = {};
  for (const [promise, path] of asked) {
    let i = 0;
    // The very first answer of a server that has just started waits for all it loads.
    await get(path(i++));
    answers[promise] = await measure(clients, forMs, () => get(path(i++)));
  }
  process.send!(answers);
  agent.destroy();
}

async function startServer(url: string): Promise<{ child: ChildProcess; address: string }> {
  const program = process.env.BENCH_SERVER ?? join(projectFolder(), "dist", "server.js");
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: "0", DATABASE_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = / is at (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return { child, address };
  }
  throw new Error("the server ended before it was ready");
}

const places = [
  { customerId: "bank", service: "payments", component: "ledger" },
  { customerId: "factory", service: "gate", component: "software" },
  { customerId: "bank", service: "payments", component: "ledger" },
] as const;
const channels: readonly Channel[] = ["portal", "email", "phone", "api"];

function opening(i: number, now: number) {
  const priority = (["P1", "P2", "P3", "P4"] as const)[(i * 7) % 4]!;
  const text = { subject: `Ticket ${i} of many`, description: "Something does not work as it did yesterday.", requester: "ana" };
  const command = {
    ...places[i % 3]!,
    ...text,
    type: "open-ticket",
    ticketId: 0,
    channel: channels[i % 4]!,
    priority,
    actor: "token:bench",
  } as const;
  return { command, now: (now - ((i * 7_919) % 240) * 60_000) as Instant };
}

/** The rules open some and end some; the rest are copies of those, with texts of their own. */
export async function makeDesk(door: Door, ownerUrl: string): Promise<void> {
  const now = Date.now();
  for (let at = 0; at < made; at += 1_000) {
    await door.performBatch({ scope: "*", commands: Array.from({ length: 1_000 }, (_, i) => opening(at + i, now)) });
  }
  const ids = await door.drawNumbers(200);
  for (const [i, ticketId] of ids.entries()) {
    const { command } = opening(i, now - 86_400_000 * (i % 300));
    const at = { now: (now - 86_400_000 * (i % 300)) as Instant };
    const work = [{ type: "resolve-ticket", solution: "Restarted." }, { type: "close-ticket" }] as const;
    const commands = [
      { command: { ...command, ticketId }, ...at },
      ...work.map((verb) => ({ command: { ...verb, ticketId, actor: "agent:alice" }, ...at })),
    ];
    await door.performBatch({ scope: "*", commands });
  }
  const owner = openPool({ url: ownerUrl, size: 1, statementTimeoutMs: 0 });
  const copies = Math.floor((total - open) / ids.length);
  await writeTexts(owner, firstCopy, Math.floor(open / made) * made + copies * ids.length);
  await copyTickets(ownerUrl, "status = 'open'", Math.floor(open / made), firstCopy, "many_texts");
  await copyTickets(ownerUrl, `status = 'closed' and id < ${firstCopy}`, copies, firstCopy + Math.floor(open / made) * made, "many_texts");
  // Only now: a connection that idles while the copies are made is let go, and its settings with it.
  await owner.query("set app.customer_id = '*'");
  // Those that were copied say nothing; they would stand in front of every queue.
  await owner.query("delete from tickets where id < $1", [firstCopy]);
  await tellTickets(owner, "t.status = 'closed'");
  await owner.query("truncate search_queue; checkpoint");
  await owner.end();
}

export async function measureDesk(url: string, door: Door, clients: number): Promise<Answers> {
  const name = `bench-${clients}-${Date.now()}`;
  const { secret } = await createToken(door, {
    name,
    scopes: ["tickets:read", "knowledge:read"],
    customerId: null,
    expiresAt: null,
    actor: "agent:bench",
  });
  const server = await startServer(url);
  const worker = fork(process.argv[1]!, ["clients"]);
  worker.send({ address: server.address, secret, clients } satisfies Told);
  const [answers] = (await once(worker, "message")) as [Answers];
  const stopped = once(server.child, "exit");
  server.child.kill("SIGTERM");
  await stopped;
  return answers;
}

async function main(): Promise<void> {
  const database = await measuredDatabase();
  const limit = await insertLimit(database.ownerUrl, 8, 3_000);
  const from = performance.now();
  await makeDesk(database.door, database.ownerUrl);
  console.log(`${total.toLocaleString("en")} tickets made in ${((performance.now() - from) / 1_000).toFixed(0)} s`);
  if (process.env.BENCH_HOLD !== undefined) {
    console.log(`held at ${database.ownerUrl}`);
    await new Promise(() => undefined);
  }
  const found = [
    [1, await measureDesk(database.ownerUrl, database.door, 1)],
    [8, await measureDesk(database.ownerUrl, database.door, 8)],
  ] as const;
  await database.remove();
  printTable([
    { promise: "one-row insert and commit (the limit)", measured: rate(limit.perSecond), ...limit, share: 1 },
    ...found.flatMap(([clients, answers]) =>
      Object.entries(answers).map(([promise, each]) => ({
        promise: `${promise}, ${clients} client${clients === 1 ? "" : "s"}`,
        measured: rate(each.perSecond),
        ...each,
        share: each.perSecond / limit.perSecond,
      })),
    ),
  ]);
}

if (process.argv[2] === "clients") process.once("message", (told: Told) => void beClients(told).then(() => process.disconnect()));
else await main();
