/** `guardia import`: takes a foreign history in, streamed, resumable, never twice; says by line what it could not read. */
import { createWriteStream, readFileSync, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { Command, Option } from "commander";
import { withConnection } from "#cli/connection.ts";
import { type Out, printJson, progress } from "#cli/print.ts";
import { type HistoryFormat, historyFormats } from "#core/history/mapping.ts";
import type { RowProblem } from "#core/history/table.ts";
import { Refusal } from "#core/refusal.ts";
import { type ImportReport, importHistory } from "#server/import/import.ts";

type Options = { format: HistoryFormat; mapping: string; customer: string; agreement?: string; report?: string; json?: true };

/** So many problems are shown on the terminal; all are counted, and all go to the report file. */
const shownProblems = 20;

export function importCommand(out: Out = process.stdout): Command {
  return new Command("import")
    .description("take in the history of another tool: a CSV file, gzip or not, of any size")
    .argument("<file>", "the history")
    .addOption(
      new Option("--format <format>", "rows are audit records of a log, or each is a ticket").choices(historyFormats).makeOptionMandatory(),
    )
    .requiredOption("--mapping <file>", "YAML that says what the columns mean (docs/import.md)")
    .requiredOption("--customer <id>", "the customer of the model whose tickets they are")
    .option("--agreement <id>", "the agreement under which their clocks run from their opening on; without it nothing is promised")
    .option("--report <file>", "where every row that could not be taken as it stands is listed, as CSV")
    .option("--json", "print the outcome as JSON")
    .action(async (file: string, options: Options) => {
      const outcome = await run(file, options);
      if (options.json) printJson(out, outcome);
      else print(out, outcome, options);
    });
}

async function run(path: string, { format, mapping, customer, agreement, report }: Options): Promise<ImportReport & { seconds: number }> {
  const text = readMappingFile(mapping);
  const listing = report === undefined ? null : openListing(report);
  const progressing = progress("Importing");
  const started = performance.now();
  try {
    const outcome = await withConnection(({ door }) =>
      importHistory(door, {
        ...{ path, format, mapping: text, customerId: customer, agreement: agreement ?? null },
        onProgress: ({ lines, ticketsOpened, events }) => progressing.at(`line ${lines}, ${ticketsOpened} tickets, ${events} events`),
        onProblem: (problem) => listing?.add(problem),
      }),
    );
    return { ...outcome, seconds: (performance.now() - started) / 1_000 };
  } finally {
    await listing?.end();
  }
}

function readMappingFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal(
      "no-such-file",
      `The mapping "${path}" cannot be read (${(error as NodeJS.ErrnoException).code}): is the path right?`,
      { path },
    );
  }
}

function openListing(path: string): { add(problem: RowProblem): void; end(): Promise<void> } {
  const file: WriteStream = createWriteStream(path);
  file.write("line,code,effect,message\n");
  return {
    add: ({ line, code, isLeftOut, message }) => {
      file.write(`${line},${code},${isLeftOut ? "left out" : "taken"},"${message.replaceAll('"', '""')}"\n`);
    },
    end: async () => {
      file.end();
      await finished(file);
    },
  };
}

const number = (value: number): string => value.toLocaleString("en-US");

function print(out: Out, outcome: ImportReport & { seconds: number }, { report, customer }: Options): void {
  const { problems } = outcome;
  if (outcome.isRepeated) {
    out.write(`This very file was imported for ${customer} before, up to its last line: nothing was to be done.\n`);
    return;
  }
  if (outcome.resumedAfter > 0) out.write(`Went on after line ${number(outcome.resumedAfter)}, where an earlier run had stopped.\n`);
  out.write(
    `Imported ${number(outcome.rowsTaken)} of ${number(outcome.rows)} rows in ${outcome.seconds.toFixed(1)} s: ${number(outcome.ticketsOpened)} new tickets, ` +
      `${number(outcome.ticketsChanged)} moved on, ${number(outcome.events)} events.\n`,
  );
  const known = outcome.rows - outcome.rowsTaken;
  if (known > 0) out.write(`${number(known)} rows were known already or are listed below.\n`);
  if (problems.total === 0) return;
  const codes = Object.entries(problems.byCode).map(([code, count]) => `${number(count)} × ${code}`);
  out.write(
    `\n${number(problems.total)} rows could not be taken as they stand, ${number(problems.leftOut)} of them were left out: ${codes.join(", ")}\n`,
  );
  for (const { line, code, message, isLeftOut } of problems.first.slice(0, shownProblems)) {
    out.write(`  line ${line}: ${message} (${code}${isLeftOut ? ", left out" : ""})\n`);
  }
  const more = problems.total - Math.min(problems.first.length, shownProblems);
  if (more > 0)
    out.write(`  and ${number(more)} more${report === undefined ? "; `--report FILE` lists them all" : `, all in ${report}`}\n`);
}
