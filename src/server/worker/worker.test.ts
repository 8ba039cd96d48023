/** The loops: what is due happens, what fails is tried again, what another one holds is left to it. */
import type { Pool } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Instant, instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { startDeadlines } from "#server/worker/deadlines.ts";
import { startLoop } from "#server/worker/loop.ts";
import { deliverSome, type OutboxOptions, type OutboxRow } from "#server/worker/outbox.ts";
import { sweepSome } from "#server/worker/sweeper.ts";
import { startWorkers } from "#server/worker/workers.ts";
import { testDatabase } from "../../../test/database.ts";
import { storyModel } from "../../../test/journeys/model.ts";

type House = { door: Door; pool: Pool; ownerPool: Pool; time: { now: Instant }; logged: string[] };

async function openHouse({ isRealTime = false } = {}): Promise<House> {
  const database = await testDatabase();
  const [pool, ownerPool] = [openPool({ url: database.url }), openPool({ url: database.ownerUrl })];
  const time = { now: instant("2026-03-02T09:00:00Z") };
  const logged: string[] = [];
  const door = openDoor({ pool, clock: () => (isRealTime ? (Date.now() as Instant) : time.now), log: (line) => logged.push(line) });
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await ownerPool.end();
    await database.drop();
  });
  await door.applyModel({ source: "", document: storyModel, actor: "agent:carol" });
  return { door, pool, ownerPool, time, logged };
}

const opening = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  subject: "It fails",
  description: "",
  channel: "api",
  priority: "P1",
  actor: "token:test",
} as const;

const minute = 60_000;
const patience = { timeout: 15_000, interval: 20 };
const countOf = (door: Door, type: string): Promise<number> =>
  door.read("*", async (db) => (await db.selectFrom("events").select("position").where("type", "=", type).execute()).length);

test("the deadlines worker sleeps until something is due, and is woken by a deadline that is armed earlier", async () => {
  const { door } = await openHouse({ isRealTime: true });
  const worker = startDeadlines(door, (line) => expect(line).toBe(""));
  onTestFinished(() => worker.stop());
  const now = Date.now();
  const commands = [-14.95, -14.97, -14.99].map((minutes) => ({ command: opening, now: (now + minutes * minute) as Instant }));
  await door.performBatch({ scope: "*", commands });
  await vi.waitFor(async () => expect(await countOf(door, "clock.breached")).toBe(3), patience);
  const rows = await door.read("*", (db) =>
    db.selectFrom("events").select(["at", "recorded_at"]).where("type", "=", "clock.breached").execute(),
  );
  for (const { at, recorded_at } of rows) expect(recorded_at).toBeGreaterThan(at);
});

test("a ticket whose rules fail is put off with a word to the log, and keeps nobody else waiting", async () => {
  const { door, ownerPool, time, logged } = await openHouse();
  const { tickets } = await door.performBatch({ scope: "*", commands: [opening, opening].map((command) => ({ command, now: time.now })) });
  await ownerPool.query(
    `update tickets set record = replace(record::text, '"agreementVersion":1', '"agreementVersion":77')::json where id = $1`,
    [tickets[0]?.id],
  );
  time.now = (time.now + 20 * minute) as Instant;
  const { tickets: count, nextDueAt } = await door.performDue(10);
  expect(count).toBe(2);
  expect(logged).toEqual([expect.stringContaining(`Ticket ${tickets[0]?.id} was due and failed`)]);
  expect(await countOf(door, "clock.breached")).toBe(1);
  expect(nextDueAt).toBe(time.now + minute);
});

function outboxOf({ pool, time, logged }: House, work: (rows: readonly OutboxRow[]) => Promise<void>): OutboxOptions {
  return { pool, clock: () => time.now, topics: { letter: work }, log: (line) => logged.push(line) };
}

const letters = ({ ownerPool, time }: House, count: number) =>
  ownerPool.query(
    "insert into outbox (customer_id, topic, payload, created_at, due_at) select 'bank', 'letter', '{}', $1, $1 from generate_series(1, $2)",
    [time.now, count],
  );

test("what fails is tried again, later each time, and done once when it works", async () => {
  const house = await openHouse();
  await letters(house, 3);
  const seen: number[] = [];
  let isDown = true;
  const options = outboxOf(house, async (rows) => {
    seen.push(rows.length);
    if (isDown) throw new Error("the gateway does not answer");
  });
  expect(await deliverSome(options)).toBe(3);
  expect(house.logged).toEqual([expect.stringContaining("the gateway does not answer")]);
  expect(await deliverSome(options)).toBe(0);
  house.time.now = (house.time.now + 2_000) as Instant;
  expect(await deliverSome(options)).toBe(3);
  house.time.now = (house.time.now + 2_000) as Instant;
  expect(await deliverSome(options)).toBe(0);
  house.time.now = (house.time.now + 2_000) as Instant;
  isDown = false;
  expect(await deliverSome(options)).toBe(3);
  expect(seen).toEqual([3, 3, 3]);
  expect((await house.ownerPool.query("select from outbox")).rowCount).toBe(0);
});

test("rows of a worker that died are taken up when its lease is over, and it does them no more if it comes back", async () => {
  const house = await openHouse();
  await letters(house, 1);
  let release = (): void => undefined;
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const done: string[] = [];
  const slow = deliverSome({ ...outboxOf(house, async () => undefined), pool: slowToDeliver(house.pool, stuck) });
  await vi.waitFor(async () => expect((await house.ownerPool.query("select from outbox where attempts = 1")).rowCount).toBe(1), patience);
  const other = outboxOf(house, async (rows) => void done.push(...rows.map(() => "other")));
  expect(await deliverSome(other)).toBe(0);
  house.time.now = (house.time.now + 31_000) as Instant;
  expect(await deliverSome(other)).toBe(1);
  release();
  await slow;
  expect(done).toEqual(["other"]);
});

/** The same pool, whose second connection (the delivery, after the claim) is only given when `until` says so. */
function slowToDeliver(pool: Pool, until: Promise<void>): Pool {
  let asked = 0;
  return new Proxy(pool, {
    get: (target, name) =>
      name === "connect" ? async () => (asked++ === 0 ? target.connect() : until.then(() => target.connect())) : Reflect.get(target, name),
  });
}

test("topics that this node does not know are left to one that does", async () => {
  const house = await openHouse();
  await letters(house, 1);
  expect(await deliverSome({ ...outboxOf(house, async () => undefined), topics: {} })).toBe(0);
  expect((await house.ownerPool.query("select from outbox")).rowCount).toBe(1);
});

test("first answers are forgotten when nobody can ask for them again", async () => {
  const { door, pool, time } = await openHouse();
  const respond = () => ({ status: 201, body: {} });
  const open = (key: string) =>
    door.perform({ scope: "*", commands: [opening], idempotency: { principal: "token:test", key, requestHash: key, respond } });
  await open("old");
  const between = time.now + 1;
  time.now = (time.now + minute) as Instant;
  await open("new");
  expect(await sweepSome(pool, between)).toBe(1);
  expect((await open("new")).replayed).toEqual({ status: 201, body: {} });
  expect((await open("old")).replayed).toBeUndefined();
});

test("all loops of a node together: opened, breached, told, sealed; and stopped at once", async () => {
  const { door, pool } = await openHouse({ isRealTime: true });
  const workers = startWorkers({ door, pool, log: (line) => expect(line).toBe("") });
  await door.performBatch({ scope: "*", commands: [{ command: opening, now: (Date.now() - 14.98 * minute) as Instant }] });
  await vi.waitFor(async () => {
    const { told, unsealed } = await door.read("*", async (db) => ({
      told: await db.selectFrom("notifications").select("recipient").orderBy("id").execute(),
      unsealed: await db.selectFrom("unsealed").select("position").execute(),
    }));
    expect(told.map(({ recipient }) => recipient)).toEqual(expect.arrayContaining(["person:carol", "contact:ana"]));
    expect(unsealed).toEqual([]);
  }, patience);
  await workers.stop();
});

test("a loop survives errors, is woken from its sleep, and its stop waits for what is under way", async () => {
  const steps: string[] = [];
  let round = 0;
  const loop = startLoop({
    name: "The loop",
    log: (line) => steps.push(line),
    round: async () => {
      round++;
      if (round === 1) throw new Error("out of luck");
      await new Promise((resolve) => setTimeout(resolve, 30));
      steps.push(`round ${round}`);
      return 60_000;
    },
  });
  await vi.waitFor(() => expect(steps).toContain("round 2"), patience);
  expect(steps[0]).toBe("The loop failed (1 times in a row): out of luck");
  loop.wake();
  await vi.waitFor(() => expect(round).toBe(3), patience);
  await loop.stop();
  expect(steps.at(-1)).toBe("round 3");
});
