/** The auditor: looks, keeps what it finds, and alarms the last resort. One node at a time, in one transaction. */
import { type Kysely, sql } from "kysely";
import { readLastResort } from "#core/oncall/policy.ts";
import type { Instant } from "#core/time/instant.ts";
import { audit, type Finding, isAlarmDue, isSatisfied, type Observed } from "#core/watch/finding.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact, Transaction } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";
import { observe } from "#server/watch/observe.ts";
import type { AuditFigures, WatchTables } from "#server/watch/tables.ts";
import { alarmOf } from "#server/watch/words.ts";

/** Held by whoever audits. */
const auditLock = 4_686;
export const auditEveryMs = 10_000;
/** What is over is kept for so long. */
const keptForMs = 90 * 86_400_000;

type Db = Kysely<Tables & WatchTables>;
type Open = { id: number; since: Instant; alarmedAt: Instant | null };

/** Audits unless somebody did a moment ago; gives whether it did. */
export async function auditOnce(door: Door, gateways: Gateways | null): Promise<boolean> {
  const channels = await gatewaysOf(gateways);
  return door.write("*", async (transaction) => {
    const now = door.clock();
    const db = transaction.db.withTables<WatchTables>();
    const { rows } = await sql<{ is_mine: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(auditLock)}) as is_mine`.execute(db);
    const last = await db.selectFrom("watch_audits").select("audited_at").where("name", "=", "audit").executeTakeFirst();
    // A clock that was set back is no reason to stop auditing.
    const sinceMs = last === undefined ? auditEveryMs : Math.abs(now - last.audited_at);
    if (rows[0]?.is_mine !== true || sinceMs < auditEveryMs - 500) return false;
    const { observed, figures } = await observe(transaction.db, now);
    const findings = audit({ ...observed, gateways: channels }, now);
    await keep(transaction, findings, now);
    const counted: AuditFigures = { ...figures, fatal: findings.filter(({ isFatal }) => isFatal).length };
    await db
      .insertInto("watch_audits")
      .values({ name: "audit", audited_at: now, figures: JSON.stringify(counted) })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ audited_at: now, figures: JSON.stringify(counted) }))
      .execute();
    return true;
  });
}

async function gatewaysOf(gateways: Gateways | null): Promise<Observed["gateways"]> {
  const all = (await gateways?.list()) ?? [];
  return all.filter(({ isEnabled }) => isEnabled).map(({ id, name, channel, health }) => ({ id, name, channel, state: health.state }));
}

const keyOf = ({ kind, subject }: Pick<Finding, "kind" | "subject">): string => `${kind} ${subject}`;

/** Begins, continues and ends findings, and alarms for those that are due. */
async function keep({ db: plain, book, append }: Transaction, findings: readonly Finding[], now: Instant): Promise<void> {
  const db = plain.withTables<WatchTables>();
  const known = await db.selectFrom("watch_findings").selectAll().where("ended_at", "is", null).execute();
  const open = new Map<string, Open>();
  for (const row of known) open.set(keyOf(row), { id: row.id, since: row.since as Instant, alarmedAt: row.alarmed_at as Instant | null });
  const found = new Set(findings.map(keyOf));
  const ended = known.filter((row) => !found.has(keyOf(row))).map(({ id }) => id);
  if (ended.length > 0) await db.updateTable("watch_findings").set({ ended_at: now }).where("id", "in", ended).execute();
  const facts: PlainFact[] = [];
  const recipients = readLastResort("", now, book).map(({ recipient }) => recipient);
  for (const finding of findings) {
    const before = open.get(keyOf(finding)) ?? null;
    const isDue = isAlarmDue({ ...finding, since: before?.since ?? now, alarmedAt: before?.alarmedAt ?? null }, now);
    await write(db, finding, before, isDue, now);
    if (!isDue) continue;
    const alarm = { customerId: "", purpose: "alarm", urgency: "high", wantedAt: now, content: alarmOf(finding) } as const;
    await addDeliveries(
      plain,
      recipients.map((recipient) => ({ ...alarm, recipient })),
    );
    facts.push({ type: "watch.alarmed", actor: "system", at: now, facts: { finding: finding.kind, subject: finding.subject, recipients } });
  }
  if (facts.length > 0) await append(facts);
  await db
    .deleteFrom("watch_findings")
    .where("ended_at", "<", now - keptForMs)
    .execute();
}

async function write(
  db: Db,
  { kind, subject, isFatal, facts }: Finding,
  before: Open | null,
  isAlarmed: boolean,
  now: Instant,
): Promise<void> {
  const changes = { facts: JSON.stringify(facts), is_fatal: isFatal, seen_at: now, ...(isAlarmed ? { alarmed_at: now } : {}) };
  if (before === null)
    await db
      .insertInto("watch_findings")
      .values({ kind, subject, since: now, ...changes })
      .execute();
  else await db.updateTable("watch_findings").set(changes).where("id", "=", before.id).execute();
}

/** Whether Guardia may say to the outside that all is well. */
export async function isWell(door: Door): Promise<boolean> {
  const row = await door.read("*", (db) =>
    db.withTables<WatchTables>().selectFrom("watch_audits").selectAll().where("name", "=", "audit").executeTakeFirst(),
  );
  return isSatisfied(row === undefined ? null : { at: row.audited_at as Instant, fatal: row.figures.fatal }, door.clock());
}
