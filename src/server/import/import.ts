/** Imports a foreign history: streamed, in transactions of a few thousand rows, taken up where it was left, never twice. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { HistoryFormat, Mapping } from "#core/history/mapping.ts";
import { readMapping } from "#core/history/mapping-source.ts";
import type { RowProblem, Table } from "#core/history/table.ts";
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import { type Course, type Stored, storeBatch, type Traces } from "#server/import/batch.ts";
import { type Batch, readBatches } from "#server/import/groups.ts";
import { openLanes } from "#server/import/lanes.ts";
import { openTally, type Tally } from "#server/import/tally.ts";

export type ImportOrder = {
  path: string;
  format: HistoryFormat;
  /** The mapping as written. */
  mapping: string;
  customerId: string;
  /** Under which the tickets' clocks run from their opening on; null promises nothing. */
  agreement: string | null;
  onProgress?: (progress: ImportCount) => void;
  onProblem?: (problem: RowProblem) => void;
};

export type ImportCount = {
  /** Of the file, the header included. */
  lines: number;
  rows: number;
  /** Rows that left events; the others were known already or left out. */
  rowsTaken: number;
  ticketsOpened: number;
  ticketsChanged: number;
  events: number;
  /** Groups of rows that continue a ticket further up in the file. */
  scattered: number;
};

export type ImportReport = ImportCount & {
  id: string;
  /** Lines that an earlier run of the same import had done. */
  resumedAfter: number;
  /** The same file was imported whole before: nothing was done. */
  isRepeated: boolean;
  problems: Tally;
};

/**
 * Imports a file under a customer. Refuses before anything is stored: `bad-mapping` (with `facts.problems`), `unknown-customer`,
 * `unknown-agreement`, `unknown-service`, and what is wrong with the file as a whole. What is wrong with single rows is in the report.
 */
export async function importHistory(door: Door, order: ImportOrder): Promise<ImportReport> {
  const mapping = requireMapping(order.mapping, order.format);
  await requireModel(door, order, mapping);
  const tallying = openTally(order.onProblem);
  const course = await begin(door, order);
  const count: ImportCount = {
    lines: course.linesDone,
    rows: 0,
    rowsTaken: 0,
    ticketsOpened: 0,
    ticketsChanged: 0,
    events: 0,
    scattered: 0,
  };
  const report = (): ImportReport => ({
    ...count,
    id: course.id,
    resumedAfter: course.resumedAfter,
    isRepeated: course.isFinished,
    problems: tallying.tally,
  });
  if (course.isFinished) return report();
  const traces: Traces = new Map();
  const lanes = openLanes(async (batch, turn) => {
    const stored = await storeBatch(door, course, batch, traces, turn);
    addUp(count, stored, batch.linesDone);
    tallying.take(stored.problems);
    order.onProgress?.({ ...count });
  });
  for await (const batch of readBatches({ path: order.path, format: order.format, mapping, linesDone: course.resumedAfter })) {
    if (batch.isDone) retrace(batch, order.format, traces);
    else await lanes.add(batch);
  }
  await lanes.settle();
  await finish(door, course);
  return report();
}

function addUp(count: ImportCount, stored: Stored, lines: number): void {
  count.lines = lines;
  count.rows += stored.rows;
  count.rowsTaken += stored.rowsTaken;
  count.ticketsOpened += stored.opened;
  count.ticketsChanged += stored.changed;
  count.events += stored.events;
  count.scattered += stored.scattered;
}

function requireMapping(text: string, format: HistoryFormat): Mapping {
  const { mapping, problems } = readMapping(text, format);
  if (mapping !== null) return mapping;
  const told = problems
    .slice(0, 20)
    .map(({ line, column, message, hint }) => `  ${line}:${column} ${message}${hint === null ? "" : `; ${hint}`}`);
  throw new Refusal(
    "bad-mapping",
    `The mapping has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:\n${told.join("\n")}`,
    { problems },
  );
}

async function requireModel(door: Door, { customerId, agreement }: ImportOrder, mapping: Mapping): Promise<void> {
  const document = (await door.book()).documentAt(door.clock());
  if (document === null) {
    throw new Refusal("no-model", "There is no support model yet: write one and apply it with `guardia model apply FILE`.");
  }
  const list = (names: readonly string[]): string => names.slice(0, 20).join(", ") || "none";
  if (!Object.hasOwn(document.customers, customerId)) {
    throw new Refusal(
      "unknown-customer",
      `There is no customer "${customerId}" in the model; it knows ${list(Object.keys(document.customers))}.`,
      { customerId },
    );
  }
  if (agreement !== null && document.agreements[agreement]?.customer !== customerId) {
    const own = Object.keys(document.agreements).filter((id) => document.agreements[id]!.customer === customerId);
    throw new Refusal("unknown-agreement", `Customer "${customerId}" has no agreement "${agreement}"; it has ${list(own)}.`, { agreement });
  }
  const service = Object.values(mapping.service?.values ?? {}).find((each) => !Object.hasOwn(document.services, each));
  if (service !== undefined) {
    throw new Refusal(
      "unknown-service",
      `The mapping names a service "${service}" that is not in the model; it knows ${list(Object.keys(document.services))}.`,
      { service },
    );
  }
}

type Begun = Course & { resumedAfter: number; isFinished: boolean };

/** Finds the import of the same file under the same mapping, or enters a new one. */
async function begin(door: Door, order: ImportOrder): Promise<Begun> {
  const { path, format, mapping, customerId, agreement } = order;
  const fileHash = await hashFile(path);
  const mappingHash = sha256(mapping);
  const id = sha256([customerId, agreement ?? "", format, fileHash, mappingHash].join("\n")).slice(0, 32);
  const now = door.clock();
  const row = await door.write(customerId, async ({ db }) => {
    const entry = {
      id,
      customer_id: customerId,
      file_name: basename(path),
      file_hash: fileHash,
      mapping_hash: mappingHash,
      format,
      started_at: now,
    };
    await db
      .insertInto("imports")
      .values(entry)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return db.selectFrom("imports").select(["lines_done", "finished_at"]).where("id", "=", id).executeTakeFirstOrThrow();
  });
  const linesDone = row.lines_done;
  return { id, customerId, agreement, format, now, linesDone, resumedAfter: linesDone, isFinished: row.finished_at !== null };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  } catch (error) {
    throw new Refusal("no-such-file", `"${path}" cannot be read (${(error as NodeJS.ErrnoException).code}): is the path right?`, { path });
  }
  return hash.digest("hex");
}

async function finish(door: Door, { id, customerId, now }: Course): Promise<void> {
  await door.write(customerId, ({ db }) => db.updateTable("imports").set({ finished_at: now }).where("id", "=", id).execute());
}

/** Rows of an earlier run only tell how many rows of one instant were seen. */
function retrace({ table, groups }: Batch, format: HistoryFormat, traces: Traces): void {
  if (format !== "servicenow-log") return;
  for (const { externalId, rows } of groups) {
    for (const row of rows) {
      const at = instantOf(table, row);
      if (at === null) continue;
      const trace = traces.get(externalId);
      traces.set(externalId, { base: undefined, at, count: trace?.at === at ? trace.count + 1 : 1 });
    }
  }
}

const instantOf = (table: Table, row: Parameters<Table["instant"]>[0]): ReturnType<Table["instant"]> =>
  table.instant(row, "at", () => undefined, false);
