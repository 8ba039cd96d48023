/** The tables of the watch (0013) as Kysely sees them. */
import type { Generated, JSONColumnType } from "kysely";
import type { FindingKind } from "#core/watch/finding.ts";

type Json<T> = JSONColumnType<T & object, string, string>;

export type FindingsTable = {
  id: Generated<number>;
  kind: FindingKind;
  subject: string;
  facts: Json<Record<string, string | number>>;
  is_fatal: boolean;
  since: number;
  seen_at: number;
  alarmed_at: number | null;
  ended_at: number | null;
};

/** What an audit counted, kept for the page and for metrics. */
export type AuditFigures = {
  fatal: number;
  openPages: number;
  overduePages: number;
  waitingDeliveries: number;
  overdueDeliveries: number;
  outboxRows: number;
  outboxAgeMs: number;
  unsealedRows: number;
  unsealedAgeMs: number;
};

export type WatchTables = {
  watch_findings: FindingsTable;
  watch_audits: { name: string; audited_at: number; figures: Json<AuditFigures> };
  watch_pings: {
    id: string;
    name: string;
    url: string;
    method: "GET" | "POST";
    every_ms: number;
    next_at: number;
    sent_at: number | null;
    taken_at: number | null;
    said: string | null;
    created_at: number;
  };
  watch_witnesses: {
    id: string;
    name: string;
    token: string;
    url: string | null;
    every_ms: number;
    missing_after_ms: number;
    heard_at: number | null;
    next_at: number;
    sent_at: number | null;
    taken_at: number | null;
    said: string | null;
    created_at: number;
  };
  watch_tests: {
    id: string;
    target: string;
    wall_time: string;
    days: number[];
    zone: string;
    within_ms: number;
    next_at: number;
    created_at: number;
  };
  watch_test_runs: {
    id: Generated<number>;
    test_id: string | null;
    target: string;
    page_id: number;
    at: number;
    until_at: number;
    accepted_at: number | null;
    answered_at: number | null;
    answered_by: string | null;
    ended_at: number | null;
  };
  watch_latencies: {
    hour: number;
    deliveries: number;
    p50_ms: number;
    p95_ms: number;
    p99_ms: number;
    slowest_ms: number;
    sum_ms: number;
    buckets: number[];
  };
};
