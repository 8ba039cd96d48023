/** Runbooks as rows: each change is a version, kept with what the log says of it. */
import { sql } from "kysely";
import { fitOf, type Run, type Runbook, type RunbookText, requireRunbook, type Situation } from "#core/knowledge/runbook.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

const tablesOf = ({ db }: Pick<Transaction, "db">) => db.withTables<KnowledgeTables>();

const unknownRunbook = (runbook: string): Refusal =>
  new Refusal("unknown-runbook", `There is no runbook "${runbook}": look for it in the list.`, { runbook });

export type SaveOrder = { id: string; text: RunbookText; actor: string; note: string | null; isNew: boolean; at?: Instant };

/** Makes the next version of a runbook; what says the same as the newest one changes nothing. */
export function saveRunbook(door: Door, { id, text, actor, note, isNew, at = door.clock() }: SaveOrder): Promise<Runbook> {
  requireRunbook(text);
  return door.write("*", async (transaction) => {
    const before = await lockRunbook(transaction, id);
    if (before === null && !isNew) throw unknownRunbook(id);
    if (before !== null && isNew)
      throw new Refusal("runbook-exists", `There is a runbook "${id}" already: change that one.`, { runbook: id });
    if (before !== null && isSame(before, text)) return before;
    const runbook: Runbook = {
      ...textOf(text),
      ...{ id, version: (before?.version ?? 0) + 1, isRetired: before?.isRetired ?? false, changedAt: at, changedBy: actor },
    };
    await put(transaction, runbook);
    await tablesOf(transaction)
      .insertInto("runbook_versions")
      .values({ runbook_id: id, version: runbook.version, record: JSON.stringify(runbook), note, at, by_actor: actor })
      .execute();
    const { version, service, component, kinds } = runbook;
    const facts = { runbookId: id, version, service, component, kinds, steps: runbook.steps.map((step) => step.id) };
    await transaction.append([{ type: "runbook.saved", actor, at, facts, personal: { name: runbook.name, steps: runbook.steps, note } }]);
    return runbook;
  });
}

const textOf = ({ name, summary, service, component, kinds, owner, steps }: RunbookText): RunbookText => ({
  ...{ name: name.trim(), summary: summary.trim(), service, component, kinds, owner },
  steps: steps.map(({ id, title, text, expected, action }) => ({
    ...{ id, title: title.trim(), text: text.trim(), expected: expected.trim() },
    action:
      action === null
        ? null
        : { name: action.name, kind: action.kind, target: action.target, roles: action.roles, teams: action.teams, tier: action.tier },
  })),
});

const isSame = (before: RunbookText, after: RunbookText): boolean => JSON.stringify(textOf(before)) === JSON.stringify(textOf(after));

async function lockRunbook(transaction: Transaction, id: string): Promise<Runbook | null> {
  const row = await tablesOf(transaction).selectFrom("runbooks").select("record").where("id", "=", id).forUpdate().executeTakeFirst();
  return row === undefined ? null : (row.record as Runbook);
}

async function put(transaction: Transaction, runbook: Runbook): Promise<void> {
  const { id, version, name, service, component, isRetired, changedAt } = runbook;
  const row = { version, name, service, component, is_retired: isRetired, changed_at: changedAt, record: JSON.stringify(runbook) };
  await tablesOf(transaction)
    .insertInto("runbooks")
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** Takes a runbook out of use, or brings it back; on tickets where it is being followed it stays. */
export function retireRunbook(door: Door, { id, isRetired, actor }: { id: string; isRetired: boolean; actor: string }): Promise<Runbook> {
  const at = door.clock();
  return door.write("*", async (transaction) => {
    const before = await lockRunbook(transaction, id);
    if (before === null) throw unknownRunbook(id);
    if (before.isRetired === isRetired) return before;
    const runbook: Runbook = { ...before, isRetired };
    await put(transaction, runbook);
    await transaction.append([{ type: isRetired ? "runbook.retired" : "runbook.revived", actor, at, facts: { runbookId: id } }]);
    return runbook;
  });
}

/** A runbook as it is, or as a version of it was. Refuses `unknown-runbook` and `unknown-version`. */
export async function readRunbook(door: Pick<Door, "read">, id: string, version: number | null = null) {
  return door.read("*", async (any) => {
    const db = any.withTables<KnowledgeTables>();
    const newest = await db.selectFrom("runbooks").select("record").where("id", "=", id).executeTakeFirst();
    if (newest === undefined) throw unknownRunbook(id);
    const present = newest.record as Runbook;
    if (version === null || version === present.version) return { runbook: present, newestVersion: present.version };
    const row = await db
      .selectFrom("runbook_versions")
      .select("record")
      .where("runbook_id", "=", id)
      .where("version", "=", version)
      .executeTakeFirst();
    if (row === undefined) throw new Refusal("unknown-version", `The runbook "${id}" has no version ${version}.`, { runbook: id, version });
    return { runbook: { ...(row.record as Runbook), isRetired: present.isRetired }, newestVersion: present.version };
  });
}

export const readRunbookVersions = (door: Pick<Door, "read">, id: string) =>
  door.read("*", (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("runbook_versions")
      .select(["version", "record", "note", "at", "by_actor"])
      .where("runbook_id", "=", id)
      .orderBy("version", "desc")
      .limit(500)
      .execute(),
  );

/** An installation has hundreds of runbooks, not more. */
const mostRunbooks = 1_000;

export type RunbookFilter = { q: string; isRetired: boolean; situation: Situation | null };

/** Runbooks by name; for a situation those that fit it, the closest first. */
export async function listRunbooks(door: Pick<Door, "read">, { q, isRetired, situation }: RunbookFilter) {
  const rows = await door.read("*", (db) => {
    const query = db
      .withTables<KnowledgeTables>()
      .selectFrom("runbooks")
      .select("record")
      .where("is_retired", "=", isRetired)
      .orderBy(sql`lower(name)`)
      .limit(mostRunbooks);
    return (
      q === "" ? query : query.where(sql<boolean>`unaccent(lower(name)) like '%' || unaccent(lower(${likeless(q)})) || '%'`)
    ).execute();
  });
  const found = rows.map(({ record }) => ({
    runbook: record as Runbook,
    fit: situation === null ? null : fitOf(record as Runbook, situation),
  }));
  if (situation === null) return found;
  return found.filter(({ fit }) => fit !== null).sort((a, b) => (b.fit ?? 0) - (a.fit ?? 0));
}

const likeless = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");

/** How often it was followed, newest first: at most so many events are looked at. */
const mostEvents = 20_000;

/** Each time that a runbook was begun on a ticket, with what was ticked; over when its ticket is no longer open, or it was dropped. */
export async function runsOf(door: Pick<Door, "read">, id: string): Promise<Run[]> {
  return door.read("*", async (db) => {
    const { rows } = await sql<{ ticket_id: number; type: string; facts: Record<string, unknown>; status: string }>`
      select e.ticket_id, e.type, e.facts, t.status
      from (select ticket_id, type, facts, position from events
            where type in ('ticket.runbook-started', 'ticket.step-ticked', 'ticket.runbook-dropped') and facts->>'runbook' = ${id}
            order by position desc limit ${mostEvents}) e
      join tickets t on t.id = e.ticket_id
      order by e.position`.execute(db);
    return foldRuns(rows);
  });
}

function foldRuns(rows: readonly { ticket_id: number; type: string; facts: Record<string, unknown>; status: string }[]): Run[] {
  type Open = { version: number; steps: readonly string[]; done: Set<string>; isOver: boolean };
  const underWay = new Map<number, Open>();
  const runs: Open[] = [];
  for (const { ticket_id, type, facts, status } of rows) {
    if (type === "ticket.runbook-started") {
      const run = { version: facts.version as number, steps: facts.steps as string[], done: new Set<string>(), isOver: status !== "open" };
      underWay.set(ticket_id, run);
      runs.push(run);
      continue;
    }
    const run = underWay.get(ticket_id);
    if (run === undefined) continue;
    if (type === "ticket.runbook-dropped") run.isOver = true;
    else if (facts.isDone === true) run.done.add(facts.step as string);
    else run.done.delete(facts.step as string);
  }
  return runs.map(({ done, ...run }) => ({ ...run, done: [...done] }));
}
