/** Figures for Prometheus, in its text format 0.0.4: what a node knows of the whole installation, and of itself. */
import { type Kysely, sql } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import { isSatisfied } from "#core/watch/finding.ts";
import { bucketsMs } from "#core/watch/latency.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { readLatencyTotals } from "#server/watch/reading.ts";
import type { AuditFigures, WatchTables } from "#server/watch/tables.ts";

type Sample = { labels?: Readonly<Record<string, string>>; suffix?: string; value: number };
type Family = { name: string; type: "gauge" | "counter" | "histogram"; help: string; samples: readonly Sample[] };

/** As `text/plain; version=0.0.4`. Nobody's words or names are in it. */
export async function metricsText(door: Door, version: string): Promise<string> {
  const found = await door.read("*", async (db) => {
    const own = db.withTables<WatchTables>();
    return {
      audit: await own.selectFrom("watch_audits").selectAll().where("name", "=", "audit").executeTakeFirst(),
      findings: await own.selectFrom("watch_findings").select(["kind", "is_fatal"]).where("ended_at", "is", null).execute(),
      latency: await readLatencyTotals(db),
      tickets: await grouped(db, sql`select priority as name, count(*)::int as count from tickets where status = 'open' group by priority`),
      pages: await grouped(db, sql`select state as name, count(*)::int as count from pages where state <> 'resolved' group by state`),
      webhooks: await grouped(
        db,
        sql`select w.state as name, count(d.id)::int as count from webhooks w
          left join webhook_deliveries d on d.webhook_id = w.id and d.due_at is not null group by w.state`,
      ),
      gateways: await gatewayStates(db),
    };
  });
  const { audit } = found;
  const audited = audit === undefined ? null : { at: audit.audited_at as Instant, fatal: audit.figures.fatal };
  const count = (name: string, help: string, rows: readonly Grouped[], label: string): Family => ({
    ...{ name, type: "gauge", help },
    samples: rows.map((row) => ({ labels: { [label]: row.name }, value: row.count })),
  });
  const findings = new Map<string, number>();
  for (const { kind } of found.findings) findings.set(kind, (findings.get(kind) ?? 0) + 1);
  return written([
    { name: "guardia_build_info", type: "gauge", help: "The version, as a label.", samples: [{ labels: { version }, value: 1 }] },
    gauge(
      "guardia_well",
      "1 while the last audit is young and found nothing by which somebody might not be reached.",
      isSatisfied(audited, door.clock()) ? 1 : 0,
    ),
    gauge("guardia_audit_timestamp_seconds", "When the last audit was.", (audit?.audited_at ?? 0) / 1_000),
    count(
      "guardia_findings",
      "What is wrong with Guardia itself, by kind.",
      [...findings].map(([name, value]) => ({ name, count: value })),
      "kind",
    ),
    count("guardia_pages", "Pages that are not over, by state.", found.pages, "state"),
    count("guardia_tickets_open", "Open tickets, by priority.", found.tickets, "priority"),
    count(
      "guardia_webhook_deliveries_waiting",
      "Events that webhooks have not taken yet, by the state of the webhook.",
      found.webhooks,
      "state",
    ),
    { name: "guardia_gateway_healthy", type: "gauge", help: "1 while a gateway is healthy.", samples: found.gateways },
    ...figuresOf(audit?.figures ?? null),
    latencyOf(found.latency),
    ...ownFigures(),
  ]);
}

const gauge = (name: string, help: string, value: number): Family => ({ name, type: "gauge", help, samples: [{ value }] });

type Grouped = { name: string; count: number };

async function grouped(db: Kysely<Tables>, query: ReturnType<typeof sql>): Promise<Grouped[]> {
  const { rows } = await (query as ReturnType<typeof sql<Grouped>>).execute(db);
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function gatewayStates(db: Kysely<Tables>): Promise<Sample[]> {
  const { rows } = await sql<{ id: string; channel: string; state: string | null }>`
    select id, channel, health->>'state' as state from gateways where is_enabled order by channel, position, id`.execute(db);
  return rows.map(({ id, channel, state }) => ({ labels: { channel, gateway: id }, value: state === "healthy" ? 1 : 0 }));
}

function figuresOf(figures: AuditFigures | null): Family[] {
  if (figures === null) return [];
  return [
    gauge("guardia_pages_overdue", "Pages whose next step is due and has not fired.", figures.overduePages),
    gauge("guardia_deliveries_waiting", "Messages to people that are not ended.", figures.waitingDeliveries),
    gauge("guardia_deliveries_overdue", "Messages to people that are due and that nobody works on.", figures.overdueDeliveries),
    gauge("guardia_outbox_rows", "Rows that wait in the outbox.", figures.outboxRows),
    gauge("guardia_outbox_age_seconds", "Age of the oldest of them.", figures.outboxAgeMs / 1_000),
    gauge("guardia_log_unsealed_events", "Events that are not chained yet.", figures.unsealedRows),
    gauge("guardia_log_unsealed_age_seconds", "Age of the oldest of them.", figures.unsealedAgeMs / 1_000),
  ];
}

function latencyOf({ deliveries, sumMs, buckets }: { deliveries: number; sumMs: number; buckets: number[] }): Family {
  let sum = 0;
  const samples: Sample[] = bucketsMs.map((bound, i) => {
    sum += buckets[i] ?? 0;
    return { suffix: "_bucket", labels: { le: String(bound / 1_000) }, value: sum };
  });
  samples.push({ suffix: "_bucket", labels: { le: "+Inf" }, value: deliveries });
  samples.push({ suffix: "_sum", value: sumMs / 1_000 }, { suffix: "_count", value: deliveries });
  const help = "From the cause of a page to a provider having taken it, once for each person told.";
  return { name: "guardia_page_latency_seconds", type: "histogram", help, samples };
}

/** Of this process; the names are those that Prometheus's own clients use. */
function ownFigures(): Family[] {
  const { user, system } = process.cpuUsage();
  const counter = { type: "counter" as const };
  return [
    { ...counter, name: "process_cpu_seconds_total", help: "Processor time of this node.", samples: [{ value: (user + system) / 1e6 }] },
    gauge("process_resident_memory_bytes", "Memory of this node.", process.memoryUsage.rss()),
    gauge("process_start_time_seconds", "When this node was started.", Math.round(Date.now() / 1_000 - process.uptime())),
  ];
}

const written = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(({ labels = {}, suffix = "", value }) => `${name}${suffix}${labelsOf(labels)} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
    })
    .join("");

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
