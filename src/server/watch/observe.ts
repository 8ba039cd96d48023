/** Looks at our own rows for an audit. Each question goes along an index; none of them takes longer the more tickets there are. */
import { type Kysely, sql } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import type { Late, Observed } from "#core/watch/finding.ts";
import type { Tables } from "#server/database/tables.ts";
import type { AuditFigures, WatchTables } from "#server/watch/tables.ts";

/** Of pages that nothing will wake: one is one too many, and so many are enough to name. */
const mostNamed = 20;
/** A test that nobody answered is told for so long. */
const unansweredForMs = 24 * 3_600_000;

type Counted = { count: number; oldest: number | null };
type Db = Kysely<Tables>;

const lateOf = ({ count, oldest }: Counted): Late => ({ count, oldestAt: oldest as Instant | null });

export type Look = { observed: Omit<Observed, "gateways">; figures: Omit<AuditFigures, "fatal"> };

export async function observe(db: Db, now: number): Promise<Look> {
  const own = db.withTables<WatchTables>();
  const [pages, deliveries, deadlines, outbox, unsealed, counts] = await Promise.all([
    counted(db, sql`select count(*)::int as count, min(due_at) as oldest from pages where due_at < ${now}`),
    // One that somebody works on is late only when its lease has run out too.
    counted(
      db,
      sql`select count(*)::int as count, min(due_at) as oldest from deliveries
        where due_at < ${now} and (lease_until is null or lease_until < ${now})`,
    ),
    counted(db, sql`select count(*)::int as count, min(due_at) as oldest from tickets where due_at < ${now}`),
    counted(db, sql`select count(*)::int as count, min(created_at) as oldest from outbox`),
    counted(
      db,
      sql`select (select count(*)::int from unsealed) as count, (select e.recorded_at from unsealed u
        join events e on e.customer_id = u.customer_id and e.position = u.position order by u.position limit 1) as oldest`,
    ),
    sql<{ open: number; waiting: number }>`select
      (select count(*)::int from pages where state <> 'resolved') as open,
      (select count(*)::int from deliveries where due_at is not null) as waiting`.execute(db),
  ]);
  const [stuck, witnesses, unanswered] = await Promise.all([
    sql<{
      id: number;
    }>`select id from pages where state in ('open', 'exhausted') and due_at is null order by id limit ${mostNamed}`.execute(db),
    own.selectFrom("watch_witnesses").select(["id", "name", "heard_at", "created_at", "missing_after_ms"]).orderBy("name").execute(),
    own
      .selectFrom("watch_test_runs")
      .select(["page_id", "target", "at"])
      .where("answered_at", "is", null)
      .where("ended_at", ">", now - unansweredForMs)
      .where("id", "in", newestRuns(own))
      .orderBy("id")
      .execute(),
  ]);
  const { open = 0, waiting = 0 } = counts.rows[0] ?? {};
  return {
    observed: {
      pagesWithoutNext: stuck.rows.map(({ id }) => id),
      ...{ pages: lateOf(pages), deliveries: lateOf(deliveries), deadlines: lateOf(deadlines) },
      ...{ outbox: lateOf(outbox), unsealed: lateOf(unsealed) },
      witnesses: witnesses.map(({ id, name, heard_at, created_at, missing_after_ms }) => ({
        ...{ id, name, heardAt: heard_at as Instant | null, createdAt: created_at as Instant, missingAfterMs: missing_after_ms },
      })),
      unanswered: unanswered.map(({ page_id, target, at }) => ({ pageId: page_id, target, at: at as Instant })),
    },
    figures: {
      ...{ openPages: open, overduePages: pages.count, waitingDeliveries: waiting, overdueDeliveries: deliveries.count },
      ...{ outboxRows: outbox.count, outboxAgeMs: ageOf(outbox, now), unsealedRows: unsealed.count, unsealedAgeMs: ageOf(unsealed, now) },
    },
  };
}

/** A later run of the same target says more than an earlier one. */
const newestRuns = (own: Kysely<Tables & WatchTables>) =>
  own
    .selectFrom("watch_test_runs")
    .select((select) => select.fn.max("id").as("id"))
    .where("ended_at", "is not", null)
    .groupBy("target");

const ageOf = ({ oldest }: Counted, now: number): number => (oldest === null ? 0 : Math.max(0, now - oldest));

async function counted(db: Db, query: ReturnType<typeof sql>): Promise<Counted> {
  const { rows } = await (query as ReturnType<typeof sql<Counted>>).execute(db);
  return rows[0] ?? { count: 0, oldest: null };
}
