/** What the page of the watch shows: how Guardia stands, what was wrong, how fast pages are, what came of the tests. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import { type FindingKind, isSatisfied } from "#core/watch/finding.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { AuditFigures, FindingsTable, WatchTables } from "#server/watch/tables.ts";

const hourMs = 3_600_000;
const hoursShown = 48;
const mostShown = 20;
const mostOpen = 100;

export type ShownFinding = {
  id: number;
  kind: FindingKind;
  subject: string;
  facts: Record<string, string | number>;
  isFatal: boolean;
  beganAt: Instant;
  alarmedAt: Instant | null;
  endedAt: Instant | null;
};

const findingOf = (row: Selectable<FindingsTable>): ShownFinding => ({
  ...{ id: row.id, kind: row.kind, subject: row.subject, facts: row.facts, isFatal: row.is_fatal, beganAt: row.since as Instant },
  ...{ alarmedAt: row.alarmed_at as Instant | null, endedAt: row.ended_at as Instant | null },
});

export type Standing = {
  isWell: boolean;
  auditedAt: Instant | null;
  figures: Omit<AuditFigures, "fatal"> | null;
  findings: ShownFinding[];
  past: ShownFinding[];
  latency: { hourAt: Instant; deliveries: number; p50Ms: number; p95Ms: number; p99Ms: number; slowestMs: number }[];
  runs: Run[];
};

export type Run = {
  id: number;
  target: string;
  pageId: number;
  at: Instant;
  untilAt: Instant;
  acceptedAt: Instant | null;
  answeredAt: Instant | null;
  answeredBy: string | null;
  endedAt: Instant | null;
};

export function readWatch(door: Door): Promise<Standing> {
  return door.read("*", async (plain) => {
    const db = plain.withTables<WatchTables>();
    const now = door.clock();
    const findings = db.selectFrom("watch_findings").selectAll();
    const [audit, open, past, hours, runs] = await Promise.all([
      db.selectFrom("watch_audits").selectAll().where("name", "=", "audit").executeTakeFirst(),
      findings.where("ended_at", "is", null).orderBy("is_fatal", "desc").orderBy("since").limit(mostOpen).execute(),
      findings.where("ended_at", "is not", null).orderBy("id", "desc").limit(mostShown).execute(),
      db
        .selectFrom("watch_latencies")
        .selectAll()
        .where("hour", ">", now - hoursShown * hourMs)
        .orderBy("hour")
        .execute(),
      readRuns(plain),
    ]);
    const { fatal = 0, ...figures } = audit?.figures ?? {};
    const auditedAt = (audit?.audited_at ?? null) as Instant | null;
    return {
      isWell: isSatisfied(auditedAt === null ? null : { at: auditedAt, fatal }, now),
      auditedAt,
      figures: audit === undefined ? null : (figures as Omit<AuditFigures, "fatal">),
      findings: open.map(findingOf),
      past: past.map(findingOf),
      latency: hours.map((row) => ({
        ...{ hourAt: row.hour as Instant, deliveries: row.deliveries },
        ...{ p50Ms: row.p50_ms, p95Ms: row.p95_ms, p99Ms: row.p99_ms, slowestMs: row.slowest_ms },
      })),
      runs,
    };
  });
}

async function readRuns(db: Kysely<Tables>): Promise<Run[]> {
  const rows = await db
    .withTables<WatchTables>()
    .selectFrom("watch_test_runs")
    .selectAll()
    .orderBy("id", "desc")
    .limit(mostShown)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, target: row.target, pageId: row.page_id, at: row.at as Instant, untilAt: row.until_at as Instant },
    ...{ acceptedAt: row.accepted_at as Instant | null, answeredAt: row.answered_at as Instant | null },
    ...{ answeredBy: row.answered_by, endedAt: row.ended_at as Instant | null },
  }));
}

/** For metrics: what all hours come to together, which only grows. */
export async function readLatencyTotals(db: Kysely<Tables>): Promise<{ deliveries: number; sumMs: number; buckets: number[] }> {
  const { rows } = await sql<{ deliveries: number; sum_ms: number; buckets: number[] | null }>`
    select coalesce(sum(deliveries), 0)::bigint as deliveries, coalesce(sum(sum_ms), 0)::bigint as sum_ms,
      (select array_agg(total order by at) from (
        select at, sum(count)::bigint as total from watch_latencies, unnest(buckets) with ordinality as bucket(count, at) group by at) b) as buckets
    from watch_latencies`.execute(db);
  const row = rows[0]!;
  return { deliveries: row.deliveries, sumMs: row.sum_ms, buckets: (row.buckets ?? []).map(Number) };
}
