/** `guardia oncall import`: schedules and escalation policies of another product, tried over a window before anything is applied. */
import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { problemLine } from "#cli/model-check.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { type Peer, peers } from "#core/oncall/import/peer.ts";
import { type Comparison, newPeople, type Trial, tryImport, withImport } from "#core/oncall/import/trial.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { wire } from "#server/http/wire.ts";

type Flags = { from: Peer; compare?: true; days: string; into?: string; write?: string; json?: true };
type Target = { source: string | null; document: Document | null };

const mostDays = 366;
const shownDifferences = 20;

export function addImport(command: Command, out: Out): void {
  command
    .command("import")
    .description("take schedules and escalation policies over from another product: what they become here, and who would have been on call")
    .argument("<file>", "the export as JSON (docs/oncall-import.md says how to make it); - reads standard input")
    .addOption(new Option("--from <product>", "whose export it is").choices(peers).makeOptionMandatory())
    .option("--compare", "also against the schedules of the same keys as they run here")
    .option("--days <number>", "how far one looks", "90")
    .option("--into <model>", "a model file whose people are found again, and into which it goes")
    .option("--write <file>", "where the model with the import in it is written (without --into: people, schedules and policies alone)")
    .option("--json", "print JSON")
    .action(async (file: string, flags: Flags) => {
      const days = daysOf(flags.days);
      const text = textOf(file);
      const target = flags.into === undefined ? { source: null, document: null } : readTarget(flags.into);
      const now = Date.now() as Instant;
      const run = (book: Book | null): Trial => {
        const document = target.document ?? book?.documentAt(now) ?? null;
        return located(file, () => tryImport({ peer: flags.from, text, from: now, document }, book, days));
      };
      const trial = flags.compare === true ? await withBook(run) : run(null);
      const model = withImport(target.source, trial.imported, target.document);
      if (flags.write !== undefined) writeModel(flags.write, model, target.source !== null);
      if (flags.json === true) printJson(out, shown(trial, model));
      else print(out, trial, flags);
    });
}

async function withBook<T>(work: (book: Book) => T): Promise<T> {
  // A file alone needs no database library.
  const { withConnection } = await import("#cli/connection.ts");
  return withConnection(async ({ door }) => work(await door.book()));
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= mostDays) return days;
  throw new Refusal("bad-flags", `--days ${text} is not a whole number from 1 to ${mostDays}.`, { text, most: mostDays });
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Refusal("bad-file", `${file} cannot be read: ${(error as Error).message}.`, { file });
  }
}

function readTarget(file: string): Target {
  const source = textOf(file);
  const { document, problems } = readModel(source);
  if (document !== null) return { source, document };
  const errors = problems.filter(({ severity }) => severity === "error").map((problem) => problemLine(file, problem));
  throw new Refusal("invalid-model", `The model must be sound before anything goes into it.\n${errors.join("\n")}`, {});
}

/** `FILE:12:5` is what editors jump to. */
function located<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal) || !error.code.startsWith("bad-export")) throw error;
    const { line, column, path, said } = error.facts as { line: number; column: number; path: string; said: string };
    throw new Refusal(error.code, `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${said}`, error.facts);
  }
}

/** What would not be accepted is written all the same: its problems are then seen by `guardia model check`. */
function writeModel(file: string, model: string, isWhole: boolean): void {
  writeFileSync(file, model);
  const problems = isWhole ? readModel(model).problems.filter(({ severity }) => severity === "error") : [];
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

const shown = ({ imported, comparisons }: Trial, model: string) => ({
  people: imported.people.flatMap(({ key, person, isKnown, isNeeded }) => (isNeeded ? [{ key, ...person, isKnown }] : [])),
  schedules: imported.schedules.flatMap(({ name, path, schedules }) =>
    schedules.map(({ key, schedule }) => ({ key, name, path, schedule })),
  ),
  escalationPolicies: imported.policies,
  notes: imported.notes,
  comparisons: comparisons.map(({ difference, ours: _ours, theirs: _theirs, ...rest }) => ({
    ...rest,
    ...(wire({ ...difference }) as object),
  })),
  model,
});

function print(out: Out, { imported, comparisons }: Trial, { write, into }: Flags): void {
  const { schedules, policies, notes } = imported;
  const people = imported.people.filter(({ isNeeded }) => isNeeded);
  const rows = schedules.flatMap(({ name, schedules: all }) =>
    all.map(({ key, schedule }) => [key, name, schedule.zone, schedule.layers.length, schedule.overrides?.length ?? 0]),
  );
  printTable(out, ["schedule", "there", "zone", "layers", "overrides"], rows, "No schedule could be read.");
  out.write(
    `\n${policies.length === 1 ? "1 escalation policy" : `${policies.length} escalation policies`}, ${people.length} people (${newPeople(imported).length} new).\n`,
  );
  if (notes.length > 0) out.write(`\nWhat it says otherwise than there, or cannot say:\n`);
  for (const { path, said } of notes) out.write(`  ${path === "" ? "" : `${path}: `}${said}\n`);
  for (const comparison of comparisons) printComparison(out, comparison);
  if (write !== undefined) {
    const next = into === undefined ? "put its parts into your model" : `see what it changes: guardia model diff ${write}`;
    out.write(`\nWritten to ${write}; ${next}.\n`);
  }
}

function printComparison(out: Out, { name, against, schedules, difference }: Comparison): void {
  const { from, to, count, first, differingMs, sameMs } = difference;
  const whom = against === "peer" ? "as the other product reckons" : `as ${schedules.join(", ")} run here`;
  const window = `${minute(from)} to ${minute(to)}`;
  if (count === 0) return void out.write(`\n${name}, ${whom}, ${window}: nobody else would have been on call.\n`);
  const share = ((100 * differingMs) / (differingMs + sameMs)).toFixed(1);
  out.write(`\n${name}, ${whom}, ${window}: ${count} ${count === 1 ? "stretch differs" : "stretches differ"}, ${share} % of the time:\n`);
  const rows = first.slice(0, shownDifferences).map((each) => [minute(each.from), minute(each.to), who(each.ours), who(each.theirs)]);
  printTable(out, ["from", "to", "by the import", against === "peer" ? "there" : "here"], rows, "");
  if (count > rows.length) out.write(`… and ${count - rows.length} more (--json lists up to 200)\n`);
}

const minute = (at: Instant): string => `${toIso(at).slice(0, 16).replace("T", " ")}Z`;
const who = (people: readonly string[]): string => (people.length === 0 ? "nobody" : people.join(", "));
