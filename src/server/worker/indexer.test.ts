import { expect, onTestFinished, test } from "vitest";
import { minutes } from "#core/time/instant.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import { openPool } from "#server/database/pool.ts";
import { type House, openHouse } from "#server/http/app.fixture.ts";
import { listTickets } from "#server/ticket/list.ts";
import { indexEverything } from "#server/worker/indexer.ts";
import { fillSome } from "#server/worker/row-filler.ts";
import { sealEverything } from "#server/worker/sealer.ts";

function poolsOf({ database }: House) {
  const [pool, owner] = [openPool({ url: database.url, size: 6 }), openPool({ url: database.ownerUrl, size: 1 })];
  onTestFinished(async () => {
    await pool.end();
    await owner.end();
  });
  return { pool, owner };
}

async function houseWith(count: number) {
  const house = await openHouse();
  const open = (i: number): CommandDraft =>
    ({
      ...{ type: "open-ticket", customerId: "bank", ticketId: 0, subject: `Ticket ${i}`, description: `word${i}` },
      ...{ channel: "api", service: "payments", component: "ledger", requester: "ana", priority: "P2", actor: "token:test" },
    }) as CommandDraft;
  await house.door.performBatch({
    scope: "*",
    commands: Array.from({ length: count }, (_, i) => ({ command: open(i), now: house.door.clock() })),
  });
  return { house, ...poolsOf(house) };
}

test("several nodes index at once while people go on writing, and every word is found in the end", async () => {
  const count = 120;
  const { house, pool, owner } = await houseWith(count);
  await sealEverything(pool);
  expect((await owner.query("select count(*)::int as waiting from search_queue")).rows).toEqual([{ waiting: count }]);
  const write = async () => {
    for (let id = 1; id <= count; id += 3) {
      await house.door.perform({
        scope: "*",
        commands: [
          {
            type: "reply-to-ticket",
            ticketId: id,
            visibility: "public",
            by: "agent",
            channel: "api",
            text: `later${id}`,
            actor: "agent:alice",
          },
        ],
      });
      await sealEverything(pool);
    }
  };
  await Promise.all([write(), indexEverything(house.door, pool), indexEverything(house.door, pool), indexEverything(house.door, pool)]);
  await indexEverything(house.door, pool);
  const staff = await house.token(["tickets:read"]);
  for (const [q, id] of [
    ["word0", 1],
    ["word119", 120],
    ["later1", 1],
    ["later118", 118],
  ] as const) {
    const { body } = await house.ask("GET", `/api/v1/search?q=${q}`, staff);
    expect(
      body.items.map((item: { id: number }) => item.id),
      q,
    ).toContain(id);
  }
  expect((await owner.query("select count(*)::int as waiting from search_queue")).rows).toEqual([{ waiting: 0 }]);
});

test("rows from before there were columns for lists read the same, and are filled", async () => {
  const { house, pool, owner } = await houseWith(5);
  await house.door.perform({ scope: "*", commands: [{ type: "pause-ticket", ticketId: 2, reason: "customer", actor: "agent:alice" }] });
  house.advance(minutes(45));
  const list = () => house.door.read("*", (db) => listTickets(db, { order: "newest" }));
  const { rows: written } = await owner.query("select id, pause, holder, is_breached, is_first_line, live_clocks from tickets order by id");
  const before = (await list()).items.map(({ id, pause, nextBreachAt, clocks }) => ({
    id,
    pause,
    nextBreachAt,
    dues: clocks.map(({ dueAt }) => dueAt),
  }));
  expect(before).toHaveLength(5);
  await owner.query("update tickets set pause = null, holder = null, is_breached = null, is_first_line = null, live_clocks = null");
  const unfilled = (await list()).items.map(({ id, pause, nextBreachAt, clocks }) => ({
    id,
    pause,
    nextBreachAt,
    dues: clocks.map(({ dueAt }) => dueAt),
  }));
  expect(unfilled).toEqual(before);
  expect(await fillSome(house.door, pool)).toBe(5);
  expect(await fillSome(house.door, pool)).toBe(0);
  expect((await owner.query("select id, pause, holder, is_breached, is_first_line, live_clocks from tickets order by id")).rows).toEqual(
    written,
  );
});
