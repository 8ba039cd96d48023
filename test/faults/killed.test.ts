/** Kill −9 of nodes and of PostgreSQL, again and again, in the middle of everything: nothing acknowledged is lost, nothing happens twice. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveRecipients } from "#core/notification/recipient.ts";
import { instant } from "#core/time/instant.ts";
import { verifyStored } from "#server/audit/read.ts";
import { sendTicketMail } from "#server/channels/email/ticket-mail.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { eventsOf, replayTicket } from "#server/ticket/read.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { deliverSome } from "#server/worker/outbox.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { storyModel } from "../journeys/model.ts";
import { type ScratchCluster, scratchCluster } from "../scratch-database.ts";
import { bundleNode, killPostgres, type NodeOrder, type NodeWord, type RunningNode, startNode } from "./kit.ts";

const killsForMs = 40_000;
const settleForMs = 4_000;
const epoch = instant("2026-03-02T09:00:00Z");
/** Ten minutes a second. */
const speed = 600;

let scratch: ScratchCluster;
let program: string;
const running = new Map<string, RunningNode>();

beforeAll(async () => {
  scratch = await scratchCluster();
  await migrate({ url: scratch.cluster.url() });
  program = await bundleNode(scratch.folder);
}, 60_000);

afterAll(async () => {
  for (const { process } of running.values()) process.kill("SIGKILL");
  await scratch.remove();
});

/** Everything that nodes ever said. */
class Heard {
  readonly started = new Set<string>();
  readonly opened = new Map<string, number>();
  readonly said = new Map<string, number>();
  readonly brought = new Map<string, number>();

  hear(word: NodeWord): void {
    if ("started" in word) this.started.add(word.started);
    else if ("opened" in word) this.opened.set(word.opened, word.ticketId);
    else if ("said" in word) this.said.set(word.said, word.ticketId);
    else this.brought.set(word.brought, word.lines);
  }

  pending(): string[] {
    return [...this.started].filter((key) => !this.opened.has(key));
  }
}

test("killed at random, many times", { timeout: 300_000 }, async () => {
  const url = scratch.cluster.url({ role: applicationRole });
  const setUp = openPool({ url });
  const door = openDoor({ pool: setUp, clock: () => epoch });
  await door.applyModel({ source: "", document: storyModel, actor: "agent:carol" });
  await setUp.end();

  const heard = new Heard();
  const base = { url, epoch, speed, startedAt: Date.now() };
  const kills = await killAtRandom(heard, base);

  const last = begin(heard, { ...base, name: "last", pending: heard.pending(), files: files(3) });
  await pause(settleForMs);
  last.process.kill("SIGTERM");
  const stuck = setTimeout(() => last.process.kill("SIGKILL"), 20_000);
  await last.exited;
  clearTimeout(stuck);
  expect(last.complaints()).toBe("");
  expect(last.process.exitCode).toBe(0);

  const pool = openPool({ url });
  const after = openDoor({ pool, clock: () => epoch });
  await answers(after);
  // Whoever died with a row of the outbox leased gives it back when the lease is over.
  const later = instant("2030-01-01T00:00:00Z");
  const topics = { notification: fillInbox(after), "ticket-mail": sendTicketMail({ door: after, gateways: { list: async () => [] } }) };
  while ((await deliverSome({ pool, clock: () => later, topics, log: fail })) > 0);
  await sealEverything(pool);
  await expectKept(after, heard);
  await expectNoDoubles(after, heard);
  await expectOneTruth(after);
  console.log(
    `${kills.nodes} nodes and ${kills.databases} databases killed; ${heard.opened.size} openings, ${heard.said.size} replies acknowledged`,
  );
  await after.close();
  await pool.end();
});

/** PostgreSQL is there again, as whoever has the cluster open sees to it. */
async function answers(door: Door): Promise<void> {
  const until = Date.now() + 30_000;
  while (!(await door.book().then(Boolean, () => false)) && Date.now() < until) await pause(100);
}

function fail(line: string): never {
  throw new Error(line);
}

const files = (count: number): string[] => Array.from({ length: count }, (_, i) => `file ${i}`);

function begin(heard: Heard, order: NodeOrder): RunningNode {
  const node = startNode(program, order, (word) => heard.hear(word));
  running.set(order.name, node);
  void node.exited.then(() => running.delete(order.name));
  return node;
}

/** Of each at least, however slow the machine. */
const fewest = { nodes: 15, databases: 5, words: 150 };
const longestMs = 150_000;

/** Two nodes at a time; one of them, or the database, or all at once, is killed every second or two. */
async function killAtRandom(
  heard: Heard,
  base: Omit<NodeOrder, "name" | "pending" | "files">,
): Promise<{ nodes: number; databases: number }> {
  const kills = { nodes: 0, databases: 0 };
  const from = Date.now();
  const isEnough = (): boolean => {
    const words = Math.min(heard.opened.size, heard.said.size);
    const isMet = kills.nodes >= fewest.nodes && kills.databases >= fewest.databases && words >= fewest.words;
    return Date.now() > from + longestMs || (isMet && Date.now() > from + killsForMs);
  };
  const order = (name: string): NodeOrder => ({
    ...base,
    name,
    pending: heard.pending().slice(0, 20),
    files: files(1 + (kills.nodes % 3)),
  });
  let pair = [begin(heard, order("node 0")), begin(heard, order("node 1"))];
  for (let round = 2; !isEnough(); round++) {
    // Whoever has not done anything yet is not worth killing, unless it never will.
    await Promise.race([Promise.all(pair.map(({ hasBegun }) => hasBegun)), pause(5_000)]);
    await pause(200 + Math.random() * 1_200);
    const what = Math.random();
    if (what < 0.35 && (await killPostgres(scratch.folder))) kills.databases++;
    if (what > 0.3) {
      const victims = what > 0.85 ? pair : [pair[round % 2]!];
      for (const victim of victims) victim.process.kill("SIGKILL");
      await Promise.all(victims.map(({ exited }) => exited));
      kills.nodes += victims.length;
      pair = pair.map((node, i) => (victims.includes(node) ? begin(heard, order(`node ${round} ${i}`)) : node));
    }
  }
  for (const node of pair) node.process.kill("SIGKILL");
  await Promise.all(pair.map(({ exited }) => exited));
  return kills;
}

async function expectKept(door: Door, heard: Heard): Promise<void> {
  const subjects = new Map(
    (await door.read("*", (db) => db.selectFrom("tickets").select(["id", "subject"]).execute())).map(({ id, subject }) => [id, subject]),
  );
  expect(heard.opened.size).toBeGreaterThanOrEqual(fewest.words);
  for (const [key, ticketId] of heard.opened) expect(subjects.get(ticketId), `opened as ${ticketId}`).toBe(key);
  const replies = await door.read("*", (db) =>
    db.selectFrom("events").select(["ticket_id", "personal"]).where("type", "=", "ticket.replied").execute(),
  );
  const texts = new Map(replies.map(({ ticket_id, personal }) => [personal?.values.text, ticket_id]));
  expect(texts.size).toBe(replies.length);
  expect(heard.said.size).toBeGreaterThanOrEqual(fewest.words);
  for (const [text, ticketId] of heard.said) expect(texts.get(text), text).toBe(ticketId);
  for (const [file, lines] of heard.brought) {
    const row = await door.read("*", (db) => db.selectFrom("imports").select("lines_done").where("id", "=", file).executeTakeFirst());
    expect(row?.lines_done).toBeGreaterThanOrEqual(lines);
  }
}

async function expectNoDoubles(door: Door, heard: Heard): Promise<void> {
  const { tickets, imports, breaches, requested, notifications, outbox } = await door.read("*", async (db) => ({
    tickets: await db.selectFrom("tickets").select(["subject", "channel"]).execute(),
    imports: await db.selectFrom("imports").select(["id", "lines_done"]).execute(),
    breaches: await db.selectFrom("events").select(["ticket_id", "facts"]).where("type", "=", "clock.breached").execute(),
    requested: await db.selectFrom("events").select(["facts"]).where("type", "=", "notification.requested").execute(),
    // Of tickets: that nobody of the story can be reached in promised hours is told beside them.
    notifications: await db.selectFrom("notifications").select("id").where("ticket_id", "is not", null).execute(),
    outbox: await db.selectFrom("outbox").select("id").execute(),
  }));
  const subjects = tickets.map(({ subject }) => subject);
  expect(new Set(subjects).size).toBe(subjects.length);
  const own = new Set([...heard.started]);
  expect(tickets.filter(({ subject, channel }) => channel === "api" && !own.has(subject))).toEqual([]);
  expect(imports.reduce((sum, { lines_done }) => sum + lines_done, 0)).toBe(tickets.filter(({ channel }) => channel === "import").length);
  const fired = breaches.map(({ ticket_id, facts }) => [ticket_id, facts.objective, facts.party, facts.dueAt].join(" "));
  expect(fired.length).toBeGreaterThan(50);
  expect(new Set(fired).size).toBe(fired.length);
  const told = requested.map(({ facts }) => resolveRecipients(facts.recipients as string[], storyModel, "bank").length);
  expect(outbox).toEqual([]);
  expect(notifications).toHaveLength(told.reduce((sum, count) => sum + count, 0));
}

/** The log is whole, and every record is what its log makes. */
async function expectOneTruth(door: Door): Promise<void> {
  expect(await verifyStored(door, "bank")).toMatchObject({ ok: true, strays: [], unsealed: 0 });
  const own = await door.read("*", (db) =>
    db.selectFrom("events").select("type").where("customer_id", "=", "").orderBy("position").execute(),
  );
  expect(new Set(own.map(({ type }) => type))).toEqual(new Set(["model.applied", "coverage.gap-warned"]));
  expect(await verifyStored(door, "")).toMatchObject({ ok: true, strays: [], unsealed: 0, entries: own.length });
  const book = await door.book();
  const tickets = await door.read("*", (db) => db.selectFrom("tickets").select("record").orderBy("id").execute());
  for (const { record } of tickets) {
    const events = await door.read("*", (db) => eventsOf(db, record.id));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(
      replayTicket(
        events.map(({ event }) => event),
        book,
      ),
    ).toEqual(record);
  }
}
