/** Swaps as rows: asked, answered, withdrawn, undone; whoever is asked or answered is told. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Text } from "#core/model/document.ts";
import { requireMay, requireOneself } from "#core/oncall/change.ts";
import { type AskedForSwap, outcomeOf, planAcceptance, planEndOfSwap, planSwap } from "#core/oncall/rota-plan.ts";
import { type AskedSwap, changesOfSwap, isOfSchedule, requireAnswerable, requireOpen, swapExpiry } from "#core/oncall/swap.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type News, tellPeople } from "#server/notification/tell.ts";
import { insertOverrides, overrideFact, overridesOfSwap, takeBack, tellTurned, type Who } from "#server/oncall/rota-recorded.ts";
import { changeRota, holdRota, type RotaChange } from "#server/oncall/rota-store.ts";
import { inAllLanguages, type Teller } from "#server/oncall/rota-words.ts";

type Db = RotaChange["db"];

export type SwapRow = AskedSwap & { note: string | null; askedAt: Instant; answeredBy: string | null; answeredAt: Instant | null };

type Stored = Omit<SwapRow, "back"> & { backFrom: Instant | null; backTo: Instant | null };

const columns = sql`id, schedule, asker, asked, from_at as "from", to_at as "to", back_from_at as "backFrom", back_to_at as "backTo", note, state,
  asked_at as "askedAt", answered_by as "answeredBy", answered_at as "answeredAt"`;

const swapOf = ({ backFrom, backTo, ...row }: Stored): SwapRow => ({
  ...row,
  back: backFrom === null || backTo === null ? null : { from: backFrom, to: backTo },
});

export type SwapFilter = {
  schedule: string | null;
  /** Who asked, or was asked. */
  person: string | null;
  /** Whom it concerns: asked by them, of them, or of everybody. */
  mine: string | null;
  /** Those that wait for an answer at this instant. */
  openAt: Instant | null;
  before: number | null;
  limit: number;
};

/** The newest first. */
export async function listSwaps(db: Db, { schedule, person, mine, openAt, before, limit }: SwapFilter): Promise<SwapRow[]> {
  const wanted: Expression<SqlBool>[] = [];
  if (schedule !== null) wanted.push(sql<boolean>`schedule = ${schedule}`);
  if (person !== null) wanted.push(sql<boolean>`(asker = ${person} or asked = ${person})`);
  if (mine !== null) wanted.push(sql<boolean>`(asker = ${mine} or asked = ${mine} or asked is null)`);
  if (openAt !== null) wanted.push(sql<boolean>`state = 'asked' and least(from_at, coalesce(back_from_at, from_at)) > ${openAt}`);
  if (before !== null) wanted.push(sql<boolean>`id < ${before}`);
  const where = wanted.length === 0 ? sql`true` : sql.join(wanted, sql` and `);
  const { rows } = await sql<Stored>`select ${columns} from rota_swaps where ${where} order by id desc limit ${limit}`.execute(db);
  return rows.map(swapOf);
}

/** Refuses `unknown-swap`. */
export async function requireSwap(db: Db, id: number): Promise<SwapRow> {
  const { rows } = await sql<Stored>`select ${columns} from rota_swaps where id = ${id}`.execute(db);
  if (rows[0] !== undefined) return swapOf(rows[0]);
  throw new Refusal("unknown-swap", `There is no swap ${id}.`, { id });
}

/** Gives its number. */
export function askSwap(door: Door, who: Who, asked: AskedForSwap & { note: string | null }): Promise<number> {
  return holdRota(door, async (change) => {
    const { db, book, now, append } = change;
    const { swap } = planSwap({ book, now, changer: who }, asked);
    const { schedule, asker, from, to, back } = swap;
    const { id } = await db
      .insertInto("rota_swaps")
      .values({
        ...{ schedule, asker, asked: swap.asked, from_at: from, to_at: to, note: asked.note, asked_at: now },
        ...{ back_from_at: back?.from ?? null, back_to_at: back?.to ?? null, answered_by: null, answered_at: null },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const facts = { swapId: id, schedule, asker, asked: swap.asked, from, to, back };
    await append([
      { type: "rota.swap-asked", actor: who.actor, at: now, facts, ...(asked.note === null ? {} : { personal: { note: asked.note } }) },
    ]);
    const document = book.documentAt(now);
    const partners =
      swap.asked === null ? Object.keys(document?.people ?? {}).filter((each) => isOfSchedule(book, schedule, each, now)) : [swap.asked];
    const others = partners.filter((person) => person !== asker && person !== who.person);
    const askerName = document?.people?.[asker]?.name ?? asker;
    await tell(change, others, "swap-asked", ({ words, when, time }) => ({
      subject: words.asked(askerName, schedule),
      text: [
        words.askedText(askerName, schedule, when(swap)),
        ...(back === null ? [] : [words.inReturn(when(back))]),
        words.answerBy(time(swapExpiry(swap))),
        ...(asked.note === null ? [] : [`“${asked.note}”`]),
      ].join("\n"),
    }));
    return id;
  });
}

/** The swap is re-checked as things stand, and both stretches change in the same transaction. */
export function acceptSwap(door: Door, who: Who, id: number, person: string): Promise<void> {
  return changeRota(door, async (change) => {
    const { db, book, now, append } = change;
    const swap = await requireSwap(db, id);
    const plan = planAcceptance({ book, now, changer: who }, swap, person);
    await answer(db, id, "accepted", person, now);
    const overrides = changesOfSwap(swap, person).map(({ override }) => override);
    const ids = await insertOverrides(db, overrides, { schedule: swap.schedule, person, reason: swap.note }, who, now, id);
    await append([
      { type: "rota.swap-accepted", actor: who.actor, at: now, facts: { swapId: id, person } },
      ...overrides.map((override, i) => overrideFact({ ...override, id: ids[i]!, swapId: id }, who, now, null)),
    ]);
    const { differences } = outcomeOf(book, plan, now);
    await tellAnswer(change, swap, who, "swap-accepted", person);
    // Both know by now; whoever accepted for somebody else tells that one too.
    await tellTurned(
      change,
      differences.filter(({ after }) => after === person && person !== who.person),
      who,
      swap.note,
    );
  });
}

/** Of everybody nobody can decline. Refuses `swap-of-everybody`. */
export function declineSwap(door: Door, who: Who, id: number, person: string): Promise<void> {
  return holdRota(door, async (change) => {
    const { db, book, now, append } = change;
    const swap = await requireSwap(db, id);
    requireOneself(who, person);
    requireAnswerable(book, swap, person, now);
    if (swap.asked === null)
      throw new Refusal("swap-of-everybody", "This was asked of everybody: leave it to the others, it needs no answer of yours.", {});
    await answer(db, id, "declined", person, now);
    await append([{ type: "rota.swap-declined", actor: who.actor, at: now, facts: { swapId: id, person } }]);
    await tellAnswer(change, swap, who, "swap-declined", person);
  });
}

/** One that waits is withdrawn by its asker; one that was accepted is undone by those who may change others'. */
export async function withdrawSwap(door: Door, who: Who, id: number): Promise<void> {
  const { state } = await door.read("*", (db) => requireSwap(db as unknown as Db, id));
  if (state === "accepted") {
    await takeBack(door, who, async ({ db, now, append }) => {
      const plan = planEndOfSwap({ now, changer: who }, await overridesOfSwap(db, id));
      await answer(db, id, "withdrawn", who.person, now);
      await append([{ type: "rota.swap-taken-back", actor: who.actor, at: now, facts: { swapId: id } }]);
      return plan;
    });
    return;
  }
  await holdRota(door, async (change) => {
    const { db, now, append } = change;
    const swap = await requireSwap(db, id);
    requireMay(who.mayChangeOthers || swap.asker === who.person);
    requireOpen(swap, now);
    await answer(db, id, "withdrawn", who.person, now);
    await append([{ type: "rota.swap-withdrawn", actor: who.actor, at: now, facts: { swapId: id } }]);
    if (swap.asked === null) return;
    const name = nameIn(change, swap.asker);
    await tell(change, [swap.asked], "swap-withdrawn", ({ words, when }) => ({
      subject: words.withdrawn(name, swap.schedule),
      text: words.about(when(swap)),
    }));
  });
}

async function answer(db: Db, id: number, state: "accepted" | "declined" | "withdrawn", person: string, now: Instant): Promise<void> {
  await db.updateTable("rota_swaps").set({ state, answered_by: person, answered_at: now }).where("id", "=", id).execute();
}

const nameIn = ({ book, now }: RotaChange, person: string): string => book.documentAt(now)?.people?.[person]?.name ?? person;

async function tellAnswer(
  change: RotaChange,
  swap: SwapRow,
  who: Who,
  kind: "swap-accepted" | "swap-declined",
  person: string,
): Promise<void> {
  if (swap.asker === who.person) return;
  const name = nameIn(change, person);
  await tell(change, [swap.asker], kind, ({ words, when }) => ({
    subject: kind === "swap-accepted" ? words.accepted(name, swap.schedule) : words.declined(name, swap.schedule),
    text: [
      words.about(when(swap)),
      ...(kind === "swap-accepted" && swap.back !== null ? [words.onLine(swap.schedule, when(swap.back))] : []),
    ].join("\n"),
  }));
}

function tell(
  change: RotaChange,
  people: readonly string[],
  kind: string,
  say: (teller: Teller) => { subject: string; text: string },
): Promise<void> {
  const document = change.book.documentAt(change.now);
  return tellPeople(
    change.db,
    people.map((person): News => {
      const told = (part: "subject" | "text"): Text => inAllLanguages(document, person, (teller) => say(teller)[part]);
      return { person, kind, subject: told("subject"), text: told("text"), path: "/oncall", at: change.now };
    }),
  );
}
