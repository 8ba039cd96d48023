/** Rows gathered by ticket, and tickets by batch: what one transaction takes. */
import type { HistoryFormat, Mapping } from "#core/history/mapping.ts";
import { openTable, type Row, type RowProblem, type Table } from "#core/history/table.ts";
import { Refusal } from "#core/refusal.ts";
import { readBytes } from "#server/import/input.ts";
import { readLines } from "#server/import/lines.ts";
import { openRows } from "#server/import/rows.ts";

/** Rows of one ticket that stand together in the file; of a list always one. */
export type Group = { externalId: string; rows: Row[] };

export type Batch = {
  table: Table;
  groups: Group[];
  /** Rows that were taken by an earlier run of the same import. */
  isDone: boolean;
  /** The last line that the batch covers. */
  linesDone: number;
  /** What could not even be read, up to that line. */
  problems: RowProblem[];
};

/** Of so many rows a batch is made; a ticket is never cut, unless it alone has more. */
const rowsPerBatch = 1_000;
const mostRowsOfTicket = 10_000;
/** A file of nothing but broken rows must not gather in memory either. */
const mostProblems = 5_000;

export type Reading = { path: string; format: HistoryFormat; mapping: Mapping; linesDone: number };

/** Reads a file batch by batch. Refuses what `readBytes` and `openTable` refuse, and `empty-file`. */
export async function* readBatches({ path, format, mapping, linesDone }: Reading): AsyncGenerator<Batch> {
  let problems: RowProblem[] = [];
  const notice = (problem: RowProblem): void => void problems.push(problem);
  let table: Table | null = null;
  const reader = openRows(mapping.delimiter ?? ",", () => table?.width ?? null, notice);
  const gatherer = new Gatherer(format, notice);
  const batchOf = (groups: Group[], through: number): Batch => {
    const told = problems.filter(({ line }) => line <= through && line > linesDone);
    problems = problems.filter(({ line }) => line > through);
    return { table: table!, groups, isDone: through <= linesDone, linesDone: through, problems: told };
  };
  const take = function* (rows: Row[]): Generator<Batch> {
    for (const row of rows) {
      if (table === null) {
        table = openTable(mapping, row.cells);
        continue;
      }
      // A batch ends where an earlier run ended, so that it is either done or not.
      const isBoundary = row.line > linesDone && gatherer.lastLine <= linesDone;
      const ready = gatherer.add(row, table, isBoundary);
      if (ready !== null) yield batchOf(ready, ready.at(-1)!.rows.at(-1)!.line);
    }
  };
  let last = 0;
  for await (const lines of readLines(readBytes(path), mapping.encoding, notice)) {
    last = Math.max(last, lines.at(-1)?.number ?? 0);
    yield* take(reader.read(lines));
    if (problems.length < mostProblems || table === null) continue;
    const through = (reader.openLine() ?? last + 1) - 1;
    if (gatherer.lastLine <= linesDone && through > linesDone) yield batchOf(gatherer.rest(), linesDone);
    yield batchOf(gatherer.rest(), through);
  }
  yield* take(reader.end());
  if (table === null) throw new Refusal("empty-file", `"${path}" holds no table: its first line must name the columns.`, { path });
  yield batchOf(
    gatherer.rest(),
    problems.reduce((line, problem) => Math.max(line, problem.line), last),
  );
}

class Gatherer {
  lastLine = 0;
  private groups: Group[] = [];
  private rows = 0;
  private readonly format: HistoryFormat;
  private readonly notice: (problem: RowProblem) => void;

  constructor(format: HistoryFormat, notice: (problem: RowProblem) => void) {
    this.format = format;
    this.notice = notice;
  }

  /** Adds a row; gives the groups before it when they make a batch. */
  add(row: Row, table: Table, isBoundary: boolean): Group[] | null {
    const externalId = table.id(row);
    if (externalId === null) {
      this.notice({ line: row.line, code: "id-missing", message: `${table.mapping.id} is empty: whose row is it?`, isLeftOut: true });
      return null;
    }
    this.lastLine = row.line;
    const last = this.groups.at(-1);
    const continues = this.format === "servicenow-log" && last?.externalId === externalId && last.rows.length < mostRowsOfTicket;
    if (continues && !isBoundary) {
      last.rows.push(row);
      this.rows++;
      return null;
    }
    const ready = this.groups.length > 0 && (isBoundary || this.rows >= rowsPerBatch) ? this.rest() : null;
    this.groups.push({ externalId, rows: [row] });
    this.rows++;
    return ready;
  }

  rest(): Group[] {
    const { groups } = this;
    this.groups = [];
    this.rows = 0;
    return groups;
  }
}
