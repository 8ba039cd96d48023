import { afterAll, beforeAll, expect, test } from "vitest";
import { requireAcceptable } from "#core/oncall/swap.ts";
import { Refusal } from "#core/refusal.ts";
import { placeholderNames } from "#core/ticket/placeholder.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import type { DeskTables } from "#server/desk/tables.ts";
import { loadDemo } from "#server/import/demo.ts";
import { demoTools } from "#server/import/demo-tools.ts";
import { listIncidents } from "#server/incident/list.ts";
import { requireIncident } from "#server/incident/store.ts";
import { timelinePage } from "#server/incident/timeline-page.ts";
import { roomOf } from "#server/incident/view.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { listSwaps } from "#server/oncall/rota-swaps.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { listTickets } from "#server/ticket/list.ts";
import { eventsOf, findTicket, replayTicket } from "#server/ticket/read.ts";
import { resources } from "#server/ticket/verbs.ts";
import { testDatabase } from "../../../test/database.ts";

const now: Instant = instant("2026-03-11T10:00:00Z");
const database = await testDatabase();
const pool = openPool({ url: database.url, size: 4, statementTimeoutMs: 0, log: () => undefined });
const door = openDoor({ pool, clock: () => now });

beforeAll(async () => void (await loadDemo(door, { now, seed: 1, days: 10 })));
afterAll(async () => {
  await door.close();
  await pool.end();
  await database.drop();
});

test("there is a queue with clocks running now", async () => {
  const { items } = await door.read("*", (db) => listTickets(db, { status: "open" }));
  expect(items.length).toBeGreaterThan(5);
  expect(items.some(({ clocks }) => clocks.some(({ dueAt }) => dueAt !== null && dueAt > now))).toBe(true);
});

test("each record is what its log makes", async () => {
  const book = await door.book();
  const { items } = await door.read("*", (db) => listTickets(db, { order: "newest", limit: 60 }));
  for (const { id } of items) {
    const [ticket, events] = await door.read("*", (db) => Promise.all([findTicket(db, id), eventsOf(db, id)]));
    expect(
      replayTicket(
        events.map(({ event }) => event),
        book,
      ),
    ).toEqual(ticket);
  }
});

test("its macros are sound, and its replies know their placeholders", async () => {
  for (const { kind, content } of demoTools) {
    if (kind === "macro") {
      for (const { verb, body } of content as { verb: string; body: unknown }[])
        expect(resources.find(({ noun }) => noun === verb)?.body.safeParse(body).success, verb).toBe(true);
    } else {
      const texts = content as Record<"en" | "fr" | "es", string>;
      const named = Object.values(texts).map((text) => [...text.matchAll(/\{\{(.+?)\}\}/g)].map(([, name]) => name ?? "").sort());
      expect(named[0]?.every((name) => (placeholderNames as readonly (string | undefined)[]).includes(name))).toBe(true);
      expect(named).toEqual([named[0], named[0], named[0]]);
    }
  }
  const kept = await door.read("*", (db) => db.withTables<DeskTables>().selectFrom("desk_tools").select("name").execute());
  expect(kept).toHaveLength(demoTools.length);
});

test("one page was taken from a phone, another still calls, and what was tried to reach people is told", async () => {
  const reach = await door.read("*", async (db) => {
    const tables = db.withTables<ReachTables>();
    const pages = await tables.selectFrom("pages").select("record").orderBy("opened_at").execute();
    const attempts = await tables.selectFrom("attempts").select(["delivery_id", "outcome", "receipt"]).orderBy("number").execute();
    return { pages: pages.map(({ record }) => record), attempts };
  });
  expect(reach.pages.map(({ state }) => state)).toEqual(["acknowledged", "open"]);
  const [taken, calling] = reach.pages;
  expect(taken?.acknowledgedBy).toBe(taken?.told[0]?.replace("person:", "agent:"));
  expect(calling?.nextAt).toBeGreaterThan(now);
  expect(reach.attempts.map(({ outcome, receipt }) => [outcome, receipt])).toEqual([
    ["failed-for-now", null],
    ["failed-for-now", null],
    ["sent", "delivered"],
    ["sent", "delivered"],
  ]);
});

test("an installation that has tickets refuses it", async () => {
  const refused = await loadDemo(door, { now }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ code: "installation-not-empty" });
});

test("one major incident goes on and is led, another one is over and was looked back upon", async () => {
  const { items } = await listIncidents(door, { state: "all", limit: 10 });
  expect(items.map(({ isOver, status, review }) => [isOver, status, review?.state ?? null])).toEqual([
    [false, "identified", null],
    [true, "resolved", "published"],
  ]);
  const [going, over] = items;
  const asker = { person: null, mayWrite: true, mayOverride: false, language: "fr" as const };
  const { incident, ticket } = await door.read("*", async (db) => ({
    incident: await requireIncident(db, going!.ticketId),
    ticket: (await findTicket(db, going!.ticketId))!,
  }));
  const room = await roomOf(door, incident, ticket, asker);
  expect(room.conference?.url).toMatch(/^https:\/\/meet\.jit\.si\/incident-/);
  expect(room.checklist.filter(({ doneAt }) => doneAt !== null).map(({ text }) => text)).toEqual(["Geler les mises en production"]);
  expect(room.people.map(({ group }) => group)).toEqual(expect.arrayContaining(["role", "lead", "customer"]));
  const { items: lines } = await timelinePage(door, over!.ticketId, { order: "oldest", limit: 500 });
  expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(["ticket.opened", "incident.declared", "incident.ended"]));
});

test("its rota has somebody standing in, somebody away, a swap that waits and a note, each still possible", async () => {
  const { rota } = await door.book();
  expect([rota.version, rota.overrides.length, rota.leave.length]).toEqual([1, 1, 1]);
  const waiting = await door.read("*", (db) =>
    listSwaps(db.withTables<RotaTables>(), { schedule: null, person: null, mine: null, openAt: now, before: null, limit: 9 }),
  );
  expect(waiting).toHaveLength(1);
  requireAcceptable(await door.book(), waiting[0]!, waiting[0]!.asked!, now);
});
