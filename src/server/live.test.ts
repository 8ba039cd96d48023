import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Instant } from "#core/time/instant.ts";
import { instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { type LiveEvent, type LiveFeed, startLive } from "#server/live.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { storyModel } from "../../test/journeys/model.ts";

type Node = { door: Door; live: LiveFeed; events: LiveEvent[]; armed: Instant[] };

const now = instant("2026-03-02T09:00:00Z");
const patience = { timeout: 10_000, interval: 20 };

async function twoNodes(): Promise<{ database: TestDatabase; here: Node; there: Node }> {
  const database = await testDatabase();
  const open = (): Node => {
    const pool = openPool({ url: database.url });
    const door = openDoor({ pool, clock: () => now });
    const live = startLive({ door, url: database.url, log: () => undefined });
    const node: Node = { door, live, events: [], armed: [] };
    live.subscribe((event) => node.events.push(event));
    live.onArmed((dueAt) => node.armed.push(dueAt));
    onTestFinished(async () => {
      await live.stop();
      await door.close();
      await pool.end();
    });
    return node;
  };
  onTestFinished(() => database.drop());
  const [here, there] = [open(), open()];
  await here.door.applyModel({ source: "", document: storyModel, actor: "agent:carol" });
  await vi.waitFor(() => expect(there.events).toContainEqual(changeOf("model.applied")), patience);
  return { database, here, there };
}

const changeOf = (type: string, ticketId: number | null = null) => ({
  type: "change",
  change: expect.objectContaining({ type, ticketId }),
});

const open = ({ door }: Node, count = 1) =>
  door.performBatch({
    scope: "*",
    commands: Array.from({ length: count }, () => ({
      command: {
        type: "open-ticket",
        customerId: "bank",
        ticketId: 0,
        service: "payments",
        subject: "It fails",
        description: "",
        channel: "api",
        priority: "P1",
        actor: "token:test",
      },
      now,
    })),
  });

test("a change is told here at once and on other nodes a moment later, each once, with the deadline that it armed", async () => {
  const { here, there } = await twoNodes();
  await open(here);
  expect(here.events.filter((event) => event.type === "change" && event.change.type === "ticket.opened")).toHaveLength(1);
  await vi.waitFor(() => expect(there.events).toContainEqual(changeOf("ticket.opened", 1)), patience);
  expect(there.events.filter((event) => event.type === "change" && event.change.ticketId === 1)).toHaveLength(1);
  expect(there.armed).toContain(instant("2026-03-02T09:11:15Z"));
  expect(here.armed).toEqual([]);
  const told = here.events.find((event) => event.type === "change" && event.change.ticketId === 1);
  expect(there.events).toContainEqual(told);
});

test("more changes than one message holds are told as lost, so that whoever shows something reads again", async () => {
  const { here, there } = await twoNodes();
  await open(here, 400);
  await vi.waitFor(() => expect(there.events).toContainEqual({ type: "lost" }), patience);
  expect(here.events.filter((event) => event.type === "change" && event.change.type === "ticket.opened")).toHaveLength(400);
});

test("a connection that breaks is made again, and what was missed meanwhile is said", async () => {
  const { database, here, there } = await twoNodes();
  const owner = new pg.Client(database.ownerConfig);
  await owner.connect();
  await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' or query like '%pg_notify%' and pid <> pg_backend_pid()",
  );
  await owner.end();
  await vi.waitFor(() => expect(there.events).toContainEqual({ type: "lost" }), patience);
  await vi.waitFor(async () => {
    await open(here);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(there.events.some((event) => event.type === "change" && event.change.type === "ticket.opened")).toBe(true);
  }, patience);
});

test("who unsubscribes hears nothing more", async () => {
  const { here } = await twoNodes();
  const heard: LiveEvent[] = [];
  here.live.subscribe((event) => heard.push(event))();
  await open(here);
  expect(heard).toEqual([]);
});
