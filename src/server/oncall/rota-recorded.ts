/** Overrides and leave as rows: recorded and taken back through the rota's one door, with the log and the news of it. */
import { sql } from "kysely";
import type { Changer } from "#core/oncall/change.ts";
import { type Difference, turnedBy } from "#core/oncall/difference.ts";
import {
  type AskedLeave,
  type AskedOverride,
  outcomeOf,
  type Plan,
  planEndOfLeave,
  planEndOfOverride,
  planLeave,
  planOverride,
  type RecordedLeave,
  type RecordedOverride,
} from "#core/oncall/rota-plan.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact } from "#server/database/orders.ts";
import { type News, tellPeople } from "#server/notification/tell.ts";
import { changeRota, type RotaChange } from "#server/oncall/rota-store.ts";
import type { LeaveKind } from "#server/oncall/rota-tables.ts";
import { inAllLanguages, turnedWords } from "#server/oncall/rota-words.ts";

type Db = RotaChange["db"];

/** Whoever changes the rota, with the name by which others know them. */
export type Who = Changer & { readonly name: string };

export type OverrideRow = RecordedOverride & { reason: string | null; recordedAt: Instant; takenBackBy: string | null };
export type LeaveRow = RecordedLeave & { kind: LeaveKind; note: string | null; recordedAt: Instant; takenBackBy: string | null };

/** As the rules know them. */
const common = sql`id, person, from_at as "from", to_at as "to", recorded_by as "recordedBy", recorded_at as "recordedAt",
  taken_back_by as "takenBackBy", taken_back_at as "takenBackAt"`;
const overrideColumns = sql`${common}, schedule, reason, swap_id as "swapId"`;
const leaveColumns = sql`${common}, kind, note, feed_id as "feedId"`;

export type RecordedFilter = {
  schedule: string | null;
  person: string | null;
  from: Instant | null;
  to: Instant | null;
  /** Also what was taken back before it began. */
  isAll: boolean;
  /** Only ids below this one. */
  before: number | null;
  limit: number;
};

/** The newest first. */
export async function listOverrides(db: Db, filter: RecordedFilter): Promise<OverrideRow[]> {
  const { schedule } = filter;
  const { rows } = await sql<OverrideRow>`select ${overrideColumns} from rota_overrides
    where (${schedule}::text is null or schedule = ${schedule}) and ${meets(filter)}`.execute(db);
  return rows;
}

/** The newest first. */
export async function listLeave(db: Db, filter: RecordedFilter): Promise<LeaveRow[]> {
  const { rows } = await sql<LeaveRow>`select ${leaveColumns} from rota_leave where ${meets(filter)}`.execute(db);
  return rows;
}

function meets({ person, from, to, isAll, before, limit }: RecordedFilter) {
  return sql`(${person}::text is null or person = ${person}) and (${from}::bigint is null or to_at > ${from})
    and (${to}::bigint is null or from_at < ${to}) and (${isAll} or from_at < to_at) and (${before}::bigint is null or id < ${before})
    order by id desc limit ${limit}`;
}

/** Refuses `unknown-override`. */
export async function requireOverride(db: Db, id: number): Promise<OverrideRow> {
  const { rows } = await sql<OverrideRow>`select ${overrideColumns} from rota_overrides where id = ${id}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Refusal("unknown-override", `There is no override ${id}.`, { id });
}

/** Refuses `unknown-leave`. */
export async function requireLeave(db: Db, id: number): Promise<LeaveRow> {
  const { rows } = await sql<LeaveRow>`select ${leaveColumns} from rota_leave where id = ${id}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Refusal("unknown-leave", `There is no leave ${id}.`, { id });
}

export const overridesOfSwap = async (db: Db, swapId: number): Promise<OverrideRow[]> =>
  (await sql<OverrideRow>`select ${overrideColumns} from rota_overrides where swap_id = ${swapId} order by id`.execute(db)).rows;

export type NewOverride = AskedOverride & { reason: string | null; replaces: number | null };
export type NewLeave = AskedLeave & { kind: LeaveKind; note: string | null; replaces: number | null };

/** Gives its number. */
export function recordOverride(door: Door, who: Who, asked: NewOverride): Promise<number> {
  return changeRota(door, async (change) => {
    const { db, book, now, append } = change;
    const replaced = asked.replaces === null ? null : await requireOverride(db, asked.replaces);
    const plan = planOverride({ book, now, changer: who }, asked, replaced);
    const facts = await endRecorded(db, plan, who, now);
    const [id] = await insertOverrides(db, [plan.period], asked, who, now, null);
    const { schedule, person, reason } = asked;
    await append([...facts, overrideFact({ id: id!, schedule, person, ...plan.period, swapId: null }, who, now, reason)]);
    await tellTurned(change, outcomeOf(book, plan, now).differences, who, reason);
    return id!;
  });
}

/** Gives its number. */
export function recordLeave(door: Door, who: Who, asked: NewLeave): Promise<number> {
  return changeRota(door, async (change) => {
    const { db, book, now, append } = change;
    const replaced = asked.replaces === null ? null : await requireLeave(db, asked.replaces);
    const plan = planLeave({ book, now, changer: who }, asked, replaced);
    const facts = await endRecorded(db, plan, who, now);
    const { person, kind, note } = asked;
    const { from, to } = plan.period;
    const { id } = await db
      .insertInto("rota_leave")
      .values({ person, kind, note, feed_id: null, from_at: from, to_at: to, recorded_by: who.actor, recorded_at: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const personal = { kind, ...(note === null ? {} : { note }) };
    await append([
      ...facts,
      { type: "rota.leave-recorded", actor: who.actor, at: now, facts: { leaveId: id, person, from, to }, personal },
    ]);
    await tellTurned(change, outcomeOf(book, plan, now).differences, who, null);
    return id;
  });
}

export function takeBackOverride(door: Door, who: Who, id: number): Promise<void> {
  return takeBack(door, who, async ({ db, now }) => planEndOfOverride({ now, changer: who }, await requireOverride(db, id)));
}

export function takeBackLeave(door: Door, who: Who, id: number): Promise<void> {
  return takeBack(door, who, async ({ db, book, now }) => planEndOfLeave({ book, now, changer: who }, await requireLeave(db, id)));
}

/** Does what a plan takes back, and tells whom it turns. */
export function takeBack(door: Door, who: Who, planned: (change: RotaChange) => Promise<Plan>): Promise<void> {
  return changeRota(door, async (change) => {
    const plan = await planned(change);
    await change.append(await endRecorded(change.db, plan, who, change.now));
    await tellTurned(change, outcomeOf(change.book, plan, change.now).differences, who, null);
  });
}

export async function insertOverrides(
  db: Db,
  periods: readonly { from: Instant; to: Instant; person?: string }[],
  { schedule, person, reason }: { schedule: string; person: string; reason: string | null },
  { actor }: Changer,
  now: Instant,
  swapId: number | null,
): Promise<number[]> {
  const recorded = { schedule, reason, swap_id: swapId, recorded_by: actor, recorded_at: now };
  const values = periods.map((each) => ({ ...recorded, person: each.person ?? person, from_at: each.from, to_at: each.to }));
  return (await db.insertInto("rota_overrides").values(values).returning("id").execute()).map(({ id }) => id);
}

type ToldOverride = Pick<RecordedOverride, "id" | "schedule" | "person" | "from" | "to" | "swapId">;

export const overrideFact = (override: ToldOverride, { actor }: Changer, at: Instant, reason: string | null): PlainFact => {
  const { id, schedule, person, from, to, swapId } = override;
  const facts = { overrideId: id, schedule, person, from, to, ...(swapId === null ? {} : { swapId }) };
  return { type: "rota.override-recorded", actor, at, facts, ...(reason === null ? {} : { personal: { reason } }) };
};

/** Ends the rows that a plan ends; gives what the log says of it. */
async function endRecorded(db: Db, { changes }: Plan, { actor }: Changer, now: Instant): Promise<PlainFact[]> {
  const facts: PlainFact[] = [];
  for (const change of changes) {
    if (change.kind !== "end-override" && change.kind !== "end-leave") continue;
    const isOverride = change.kind === "end-override";
    const row = await db
      .updateTable(isOverride ? "rota_overrides" : "rota_leave")
      .set({ to_at: change.at, taken_back_by: actor, taken_back_at: now })
      .where("id", "=", change.id)
      .returning(["person", "from_at", "to_at"])
      .executeTakeFirstOrThrow();
    const named = { person: row.person, from: row.from_at, to: row.to_at };
    facts.push(
      isOverride
        ? { type: "rota.override-taken-back", actor, at: now, facts: { overrideId: change.id, ...named } }
        : { type: "rota.leave-taken-back", actor, at: now, facts: { leaveId: change.id, ...named } },
    );
  }
  return facts;
}

/** Whoever is put on call or relieved by somebody else learns of it, once for each change. */
export async function tellTurned(
  { db, book, now }: Pick<RotaChange, "db" | "book" | "now">,
  differences: readonly Difference[],
  who: Who,
  reason: string | null,
): Promise<void> {
  const document = book.documentAt(now);
  const news = turnedBy(differences)
    .filter(({ person }) => person !== who.person)
    .map((turned): News => {
      const told = (part: "subject" | "text") =>
        inAllLanguages(document, turned.person, (teller) => turnedWords(teller, turned, who.name, reason)[part]);
      return { person: turned.person, kind: "rota-changed", subject: told("subject"), text: told("text"), path: "/oncall", at: now };
    });
  await tellPeople(db, news);
}
