/** Test pages: sent at their hour as real pages are, and what came of them kept. */
import { type Kysely, sql } from "kysely";
import type { PageEvent } from "#core/oncall/page.ts";
import type { Instant } from "#core/time/instant.ts";
import { nextTestAt } from "#core/watch/test-hour.ts";
import { requireKnownPerson } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { WatchTables } from "#server/watch/tables.ts";

type Db = Kysely<Tables & WatchTables>;
type Test = Pick<WatchTables["watch_tests"], "id" | "target" | "wall_time" | "days" | "zone" | "within_ms" | "next_at">;

/** Where a node was down for longer than this, an hour is passed over: nobody waits for the test of yesterday night. */
const latestMs = 30 * 60_000;

const summaries = { en: "A test: please acknowledge", fr: "Un essai : merci d’acquitter", es: "Una prueba: confirme, por favor" } as const;

/** Opens the pages of tests that are due; gives how many were. */
export async function openTests(door: Door): Promise<number> {
  const due = await door.read("*", (db) =>
    db.withTables<WatchTables>().selectFrom("watch_tests").selectAll().where("next_at", "<=", door.clock()).execute(),
  );
  for (const test of due) {
    if (door.clock() - test.next_at > latestMs) await door.write("*", ({ db }) => moveOn(db.withTables<WatchTables>(), test, door.clock()));
    else await sendTest(door, { ...test, testId: test.id, scheduled: test });
  }
  return due.length;
}

export type TestOrder = { target: string; within_ms: number; testId: string | null; scheduled: Test | null };

/** One that somebody wants now; gives its number. Refuses `unknown-person`, and what a page refuses. */
export async function sendTestNow(door: Door, { target, withinMs }: { target: string; withinMs: number }, actor: string): Promise<number> {
  if (target.startsWith("person:")) await requireKnownPerson(door, target.slice("person:".length));
  const pageId = await sendTest(door, { target, within_ms: withinMs, testId: null, scheduled: null }, actor);
  return pageId!;
}

/** Opens one test page, now; gives its number, or null when another node was faster. Refuses what a page refuses. */
async function sendTest(door: Door, { target, within_ms, testId, scheduled }: TestOrder, actor = "system"): Promise<number | null> {
  const document = (await door.book()).documentAt(door.clock());
  const summary = summaries[document?.languages?.[0] ?? "en"];
  const open = { type: "open-page", pageId: 0, customerId: "", ticketId: null, cause: "test", targets: [target], urgency: "high" } as const;
  let pageId: number | null = null;
  try {
    await door.perform({
      scope: "*",
      commands: [{ ...open, summary, actor }],
      alongside: async (plain, { events }) => {
        const db = plain.withTables<WatchTables>();
        if (scheduled !== null && !(await moveOn(db, scheduled, door.clock()))) throw new TakenElsewhere();
        const opened = events.find((event) => event.type === "page.opened") as PageEvent;
        pageId = opened.pageId;
        const run = { test_id: testId, target, page_id: opened.pageId, at: opened.at, until_at: opened.at + within_ms };
        await db.insertInto("watch_test_runs").values(run).execute();
      },
    });
  } catch (error) {
    if (error instanceof TakenElsewhere) return null;
    throw error;
  }
  return pageId;
}

class TakenElsewhere extends Error {}

/** To the next hour, once: false when another node has done it. */
async function moveOn(db: Db, { id, wall_time, days, zone, next_at }: Test, now: Instant): Promise<boolean> {
  const next = nextTestAt({ wallTime: wall_time, days, zone }, now);
  const { numUpdatedRows } = await db
    .updateTable("watch_tests")
    .set({ next_at: next })
    .where("id", "=", id)
    .where("next_at", "=", next_at)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

type Run = { id: number; page_id: number; until_at: number; page: PageRecord | null; accepted_at: number | null };
type PageRecord = { state: string; acknowledgedAt: number | null; acknowledgedBy: string | null };

/** Looks how tests under way fare: answered or not in time, they end, and so do their pages. */
export async function endTests(door: Door): Promise<number> {
  const now = door.clock();
  const { rows } = await door.read("*", (db) =>
    sql<Run>`select r.id, r.page_id, r.until_at, p.record as page,
        (select min(a.ended_at) from deliveries d join attempts a on a.delivery_id = d.id
          where d.page_id = r.page_id and a.outcome = 'sent') as accepted_at
      from watch_test_runs r left join pages p on p.customer_id = '' and p.id = r.page_id where r.ended_at is null`.execute(db),
  );
  let ended = 0;
  for (const { id, page_id, until_at, page, accepted_at } of rows) {
    const answeredAt = page?.acknowledgedAt ?? null;
    const isOver = answeredAt !== null || page === null || page.state === "resolved" || now >= until_at;
    if (!isOver) continue;
    ended++;
    const change = { accepted_at, answered_at: answeredAt, answered_by: page?.acknowledgedBy ?? null, ended_at: now };
    const end = (db: Kysely<Tables>) =>
      db.withTables<WatchTables>().updateTable("watch_test_runs").set(change).where("id", "=", id).where("ended_at", "is", null).execute();
    if (page === null || page.state === "resolved") await door.write("*", ({ db }) => end(db));
    else {
      const command = { type: "resolve-page", pageId: page_id, reason: "test-over", actor: "system" } as const;
      await door.perform({ scope: "*", commands: [command], alongside: async (db) => void (await end(db)) });
    }
  }
  return ended;
}
