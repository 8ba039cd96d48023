/** One transaction of an import: the tickets of a batch loaded, their rows performed by the rules, everything stored as a set. */
import { sql } from "kysely";
import { type Earlier, recordLog } from "#core/history/audit-log.ts";
import { ownCopy } from "#core/history/date-format.ts";
import type { HistoryFormat } from "#core/history/mapping.ts";
import type { Story } from "#core/history/story.ts";
import type { RowProblem } from "#core/history/table.ts";
import { recordListed } from "#core/history/ticket-list.ts";
import { Refusal } from "#core/refusal.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { Batch, Group } from "#server/import/groups.ts";

/** An import under way; `linesDone` moves with what is stored. */
export type Course = { id: string; customerId: string; agreement: string | null; format: HistoryFormat; now: Instant; linesDone: number };

export type Stored = {
  rows: number;
  rowsTaken: number;
  opened: number;
  changed: number;
  events: number;
  /** Tickets whose rows do not stand together in the file. */
  scattered: number;
  problems: RowProblem[];
};

/** Where each ticket's rows left off: kept for so many tickets, as files that scatter them do so within a while. */
const mostTraces = 50_000;
export type Traces = Map<string, Earlier>;

/**
 * Stores a batch and moves the import's progress on in the same transaction, once `turn` says that the batch before it is stored.
 * Refuses `import-elsewhere` when another process imports the same file.
 */
export async function storeBatch(door: Door, course: Course, batch: Batch, traces: Traces, turn: Promise<void>): Promise<Stored> {
  const { stored, fresh } = await door
    .write(course.customerId, async (transaction) => {
      const performed = await performGroups(transaction, course, batch, traces);
      const { opened, changed, events, stored } = performed;
      if (events.length > 0) await transaction.record({ opened, changed, events });
      await turn;
      await moveOn(transaction, course, batch, stored);
      return { stored: { ...stored, problems: inOrder([...batch.problems, ...stored.problems]) }, fresh: performed.fresh };
    })
    .catch((error: unknown) => {
      throw error instanceof Refusal && error.code === "external-ticket-exists" ? importElsewhere(course) : error;
    });
  course.linesDone = batch.linesDone;
  remember(traces, fresh);
  return stored;
}

async function moveOn({ db }: Transaction, course: Course, batch: Batch, { opened, events, problems }: Stored): Promise<void> {
  const moved = await db
    .updateTable("imports")
    .set((eb) => ({
      lines_done: batch.linesDone,
      tickets: eb("tickets", "+", opened),
      events: eb("events", "+", events),
      problems: eb("problems", "+", batch.problems.length + problems.length),
    }))
    .where("id", "=", course.id)
    .where("lines_done", "=", course.linesDone)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw importElsewhere(course);
}

const importElsewhere = ({ id }: Course): Refusal =>
  new Refusal("import-elsewhere", "Another process is importing this very file: let it finish, or stop it and start again.", { id });

const inOrder = (problems: RowProblem[]): RowProblem[] => problems.sort((a, b) => a.line - b.line);

function remember(traces: Traces, fresh: Traces): void {
  for (const [externalId, trace] of fresh) {
    traces.delete(externalId);
    traces.set(ownCopy(externalId), trace);
  }
  for (const externalId of traces.keys()) {
    if (traces.size <= mostTraces) break;
    traces.delete(externalId);
  }
}

type Performed = { opened: Ticket[]; changed: Ticket[]; events: TicketEvent[]; stored: Stored; fresh: Traces };

async function performGroups(transaction: Transaction, course: Course, batch: Batch, traces: Traces): Promise<Performed> {
  const { table, groups } = batch;
  const known = await lockTickets(transaction, table.mapping.source, groups);
  const wanted = new Set(groups.map(({ externalId }) => externalId)).size - known.size;
  const numbers = await drawNumbers(transaction, wanted);
  const existing = new Set([...known.values()].map(({ id }) => id));
  const stored: Stored = { rows: 0, rowsTaken: 0, opened: 0, changed: 0, events: 0, scattered: 0, problems: [] };
  const fresh: Traces = new Map();
  const events: TicketEvent[] = [];
  const touched = new Map<number, Ticket>();
  const { customerId, agreement, now } = course;
  const story: Story = {
    ...{ customerId, table, agreement, now },
    book: transaction.book,
    ticketId: (before) => before?.id ?? numbers.pop()!,
    notice: (problem) => stored.problems.push(problem),
  };
  for (const { externalId, rows } of groups) {
    const before = known.get(externalId) ?? null;
    const earlier = fresh.get(externalId) ?? traces.get(externalId) ?? null;
    if (earlier !== null && course.format === "servicenow-log") stored.scattered++;
    const recorded =
      course.format === "csv" ? { ...recordListed(rows[0]!, before, story), earlier: null } : recordLog(rows, before, earlier, story);
    if (recorded.earlier !== null) fresh.set(externalId, recorded.earlier);
    stored.rows += rows.length;
    stored.rowsTaken += recorded.rowsTaken;
    const { ticket, events: told } = recorded.recording;
    if (ticket === null || told.length === 0) continue;
    known.set(externalId, ticket);
    touched.set(ticket.id, ticket);
    for (const event of told) events.push(event);
  }
  const tickets = [...touched.values()].sort((a, b) => a.id - b.id);
  const opened = tickets.filter(({ id }) => !existing.has(id));
  const changed = tickets.filter(({ id }) => existing.has(id));
  return { opened, changed, events, stored: { ...stored, opened: opened.length, changed: changed.length, events: events.length }, fresh };
}

/** In the order of their ids, so that two transactions never wait for each other. */
async function lockTickets({ db }: Transaction, source: string, groups: readonly Group[]): Promise<Map<string, Ticket>> {
  const ids = [...new Set(groups.map(({ externalId }) => externalId))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("tickets")
    .select("record")
    .where("external_source", "=", source)
    .where(sql<boolean>`external_id = any(${ids})`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.map(({ record }) => [record.external!.id, wholeRecord(record)]));
}

async function drawNumbers({ db }: Transaction, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await sql<{ number: number }>`select nextval('ticket_numbers') as number from generate_series(1, ${count})`.execute(db);
  return rows.map(({ number }) => number).reverse();
}
