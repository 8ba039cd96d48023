/**
 * Looks after the coverage proof: makes it anew when something it rests on has changed, and warns of gaps a week, a day and an hour before
 * they begin: the leads of the team, where there is none the last resort; at an hour the last resort too, and loudly.
 */
import { type Kysely, sql } from "kysely";
import type { Document, Language } from "#core/model/document.ts";
import { languages } from "#core/model/text.ts";
import { forgottenBefore, leadsOf, type Stage, type Warned, type Warning, warnedKey, warningsDue } from "#core/oncall/coverage-warning.ts";
import { readLastResort } from "#core/oncall/policy.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { AlarmContent } from "#server/notification/compose.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";
import { administratorsOf } from "#server/notification/recipient-lines.ts";
import { keptProof, type Proven } from "#server/oncall/coverage-proof.ts";
import type { GapView } from "#server/oncall/coverage-schema.ts";
import { gapAt } from "#server/oncall/coverage-view.ts";
import { warningWords } from "#server/oncall/coverage-words.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type CoverageWatchOptions = { door: Door; log: (line: string) => void };

const everyMs = 60_000;
/** Held by the node that warns, so that nobody is told twice. */
const warnLock = 4_690;

export function startCoverageWatch({ door, log }: CoverageWatchOptions): Loop {
  const loop = startLoop({
    name: "The watch over coverage",
    log,
    round: async () => {
      await watchCoverage(door);
      return everyMs;
    },
  });
  const stopListening = door.onCommit(({ changes }) => {
    if (changes.some(({ type }) => type.startsWith("rota.") || type === "model.applied")) loop.wake();
  });
  return {
    wake: loop.wake,
    async stop() {
      stopListening();
      await loop.stop();
    },
  };
}

/** Proves if need be, and tells what is due; gives how many warnings were told. */
export async function watchCoverage(door: Door): Promise<number> {
  const proven = await keptProof(door);
  const now = door.clock();
  const warned = await door.read("*", readWarned);
  if (warningsDue(proven.proof, warned, now).length === 0) return 0;
  return door.write("*", async (transaction) => {
    const { db, book } = transaction;
    const { rows } = await sql<{ is_mine: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(warnLock)}) as is_mine`.execute(db);
    // Changed meanwhile: the next round has the new proof.
    const isCurrent = book.latest === proven.book.latest && book.rota.version === proven.book.rota.version;
    if (rows[0]?.is_mine !== true || !isCurrent) return 0;
    const due = warningsDue(proven.proof, await readWarned(db), now);
    await keepWarned(db, due, now);
    await tell(transaction, proven, due, now);
    return due.length;
  });
}

async function readWarned(db: Kysely<Tables>): Promise<Warned> {
  const rows = await db.withTables<RotaTables>().selectFrom("coverage_warnings").select(["gap", "stage"]).execute();
  return new Set(rows.map(({ gap, stage }) => warnedKey(gap, stage)));
}

async function keepWarned(plain: Kysely<Tables>, due: readonly Warning[], now: Instant): Promise<void> {
  const db = plain.withTables<RotaTables>();
  if (due.length > 0) {
    const rows = due.map(({ gap, stage, from }) => ({ gap, stage, from_at: from, warned_at: now }));
    await db.insertInto("coverage_warnings").values(rows).execute();
  }
  await db
    .deleteFrom("coverage_warnings")
    .where("from_at", "<", forgottenBefore(now))
    .where("warned_at", "<", forgottenBefore(now))
    .execute();
}

type Letter = { recipient: string; stage: Stage; warnings: Warning[] };

/** One message for each person and stage, however many gaps there are. */
async function tell({ db, append }: Transaction, proven: Proven, due: readonly Warning[], now: Instant): Promise<void> {
  const document = proven.book.documentAt(now);
  const lastResort = await lastResortOf(db, proven, now);
  const letters = new Map<string, Letter>();
  for (const warning of due) {
    for (const recipient of recipientsOf(warning, proven, document, lastResort)) {
      const key = `${recipient} ${warning.stage}`;
      const letter: Letter = letters.get(key) ?? { recipient, stage: warning.stage, warnings: [] };
      letter.warnings.push(warning);
      letters.set(key, letter);
    }
  }
  const views = viewsOf(proven, document, now);
  for (const letter of letters.values()) {
    const { recipient, stage, warnings } = letter;
    const told = warnings.map((warning) => ({ warning, gaps: views(warning.lack) }));
    const content = warningWords(told, stage, recipient.replace(/^person:/, ""), document);
    const purpose = stage === "hour" ? ("alarm" as const) : ("notice" as const);
    const urgency = stage === "hour" ? ("high" as const) : ("low" as const);
    await addDeliveries(db, [{ customerId: "", purpose, recipient, urgency, wantedAt: now, content }]);
    if (recipient.startsWith("person:")) await putInInbox(db, recipient, content, letter, now);
  }
  await append(
    due.map((warning) => {
      const { reason, team, schedule, policy, persons } = proven.proof.lacks[warning.lack]!;
      const facts = { reason, team, schedule, policy, persons: persons.map(({ person }) => person), stage: warning.stage };
      const told = [...letters.values()].filter(({ warnings }) => warnings.includes(warning)).map(({ recipient }) => recipient);
      const stretch = { from: toIso(warning.from), to: toIso(warning.to) };
      return { type: "coverage.gap-warned", actor: "system", at: now, facts: { ...facts, ...stretch, told } };
    }),
  );
}

/** Administrators by name, so that the inbox has them too. */
async function lastResortOf(db: Kysely<Tables>, { book }: Proven, now: Instant): Promise<string[]> {
  const told = readLastResort("", now, book).map(({ recipient }) => recipient);
  const administrators = told.includes("role:administrator") ? await administratorsOf(db, book.documentAt(now)) : [];
  const named = told.flatMap((recipient) =>
    recipient === "role:administrator" && administrators.length > 0 ? administrators.map((person) => `person:${person}`) : [recipient],
  );
  return [...new Set(named)];
}

function recipientsOf({ lack, stage }: Warning, { proof }: Proven, document: Document | null, lastResort: readonly string[]): string[] {
  const leads = leadsOf(proof.lacks[lack]!, document).map((lead) => `person:${lead}`);
  return [...new Set(stage === "hour" || leads.length === 0 ? [...leads, ...lastResort] : leads)];
}

type Views = Readonly<Record<Language, GapView>>;

/** Each lack is put into words once, whoever is told of it. */
function viewsOf({ proof }: Proven, document: Document | null, now: Instant): (lack: number) => Views {
  const known = new Map<number, Views>();
  return (lack) => {
    const views =
      known.get(lack) ??
      (Object.fromEntries(languages.map((language) => [language, gapAt({ proof, document, language }, lack, now)])) as unknown as Views);
    known.set(lack, views);
    return views;
  };
}

/** Worded already, as news that is no ticket's is. */
async function putInInbox(
  db: Kysely<Tables>,
  recipient: string,
  { subject, path }: AlarmContent,
  { stage, warnings }: Letter,
  now: Instant,
): Promise<void> {
  const cause = { kind: "coverage-gap", subject, path, stage, from: warnings[0]!.from, count: warnings.length };
  const row = { customer_id: "", recipient, ticket_id: null, cause: JSON.stringify(cause), at: now, read_at: null };
  await db.insertInto("notifications").values(row).execute();
}
