/** `guardia model check|schema|diff|apply|export|versions`: the support model as a document. */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { actorOf, type Connection, withConnection } from "#cli/connection.ts";
import { modelCheckCommand, modelSchemaCommand } from "#cli/model-check.ts";
import { type Out, printJson, printTable, progress, tableLines } from "#cli/print.ts";
import { diffModels, writeDiff } from "#core/model/diff.ts";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import type { ModelOutcome, MovedDue } from "#server/database/orders.ts";
import { wire } from "#server/http/wire.ts";
import { newestDocument } from "#server/model/plan.ts";

type Options = { effective?: string; dryRun?: true; yes?: true; json?: true; note?: string; as?: string };

export function modelCommand(out: Out = process.stdout): Command {
  const command = new Command("model").description("the support model: check it, see what it changes, apply it, take it away");
  command.addCommand(modelCheckCommand(out));
  command.addCommand(modelSchemaCommand(out));
  command
    .command("diff")
    .description("what a model would change: entries, due times of open tickets, breaches; changes nothing")
    .argument("<file>", "the model in YAML or JSON; - reads standard input")
    .option("--effective <instant>", "from when it would hold (default: now)")
    .option("--json", "print JSON")
    .action((file: string, options: Options) => change(out, file, { ...options, dryRun: true }));
  command
    .command("apply")
    .description("show what a model changes, then make it the newest version: all or nothing, harmless when repeated")
    .argument("<file>", "the model in YAML or JSON; - reads standard input (then with --yes)")
    .option("--effective <instant>", "from when it holds, 2027-01-01T00:00:00+01:00 for instance (default: now)")
    .option("--note <text>", "why, for whoever reads the versions")
    .option("--dry-run", "show it and change nothing")
    .option("--yes", "do not ask")
    .option("--as <person>", "who applies it, as the model calls them")
    .option("--json", "print JSON, and do not ask")
    .action((file: string, options: Options) => change(out, file, options));
  command
    .command("export")
    .description("the model as it was applied")
    .option("--version <number>", "which version (default: the newest)")
    .option("--out <file>", "write to this file instead of standard output")
    .action((options: { version?: string; out?: string }) => exportModel(out, options));
  command
    .command("versions")
    .description("all versions, the newest first")
    .option("--json", "print JSON")
    .action((options: { json?: true }) => versions(out, options));
  return command;
}

async function change(out: Out, file: string, options: Options): Promise<void> {
  const { source, document } = read(out, file, options);
  const effectiveAt = options.effective === undefined ? undefined : instant(options.effective);
  await withConnection(async (connection) => {
    const before = await newestDocument(connection.door);
    const order = {
      source,
      document,
      actor: actorOf(options.as),
      note: options.note ?? null,
      ...(effectiveAt === undefined ? {} : { effectiveAt }),
    };
    const run = (dryRun: boolean) => patiently(dryRun ? "Looking at open tickets" : "Applying", connection, { ...order, dryRun });
    if (options.json) return printJson(out, shown(before, document, await run(options.dryRun ?? false)));
    const preview = await run(true);
    printPlan(out, before, document, preview);
    if (options.dryRun || preview.isUnchanged) return;
    if (!options.yes && !(await isAgreed(file))) return void out.write("Nothing was applied.\n");
    const { version, effectiveAt: from } = await run(false);
    out.write(`Version ${version} is applied; it holds ${from <= connection.door.clock() ? "now" : `from ${toIso(from)}`}.\n`);
  });
}

type ModelOrder = Parameters<Connection["door"]["applyModel"]>[0];

async function patiently(what: string, { door }: Connection, order: ModelOrder): Promise<ModelOutcome> {
  const told = progress(what);
  const began = Date.now();
  const timer = setInterval(() => told.at(`${Math.round((Date.now() - began) / 1000)} s`), 1_000);
  try {
    return await door.applyModel(order);
  } finally {
    clearInterval(timer);
  }
}

/** Ends the process with 2 and every problem's place when the model cannot be applied. */
function read(out: Out, file: string, { json }: Options): { source: string; document: Document } {
  let source: string;
  try {
    source = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Refusal("bad-file", `${file} cannot be read: ${(error as Error).message}.`, { file });
  }
  const { document, problems } = readModel(source);
  if (document !== null) return { source, document };
  if (json) printJson(out, { problems });
  const errors = problems.filter(({ severity }) => severity === "error");
  const lines = errors.map(
    ({ line, column, path, message, hint }) =>
      `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${message}${hint === null ? "" : ` (${hint})`}`,
  );
  throw new Refusal(
    "invalid-model",
    `${errors.length === 1 ? "one error" : `${errors.length} errors`}, nothing was applied.\n${lines.join("\n")}`,
    {},
  );
}

const shown = (before: Document | null, after: Document, { moved, effectiveAt, ...rest }: ModelOutcome) => ({
  ...rest,
  ...wire({ effectiveAt, moved }),
  diff: diffModels(before, after).changes,
});

function printPlan(out: Out, before: Document | null, after: Document, outcome: ModelOutcome): void {
  if (outcome.isUnchanged) return void out.write(`Version ${outcome.version} says this already: nothing to apply.\n`);
  const changes = before === null ? [`The first model: ${after.name}.`] : writeDiff(diffModels(before, after));
  out.write(`${changes.join("\n")}\n`);
  const { tickets, moved, earlier, later, wouldBreach } = outcome.counts;
  out.write(
    `\nOf ${tickets} open tickets, ${moved} due times move: ${earlier} earlier, ${later} later; ${wouldBreach} would be past their promise at once.\n`,
  );
  if (outcome.moved.length > 0)
    out.write(
      `${tableLines(["ticket", "customer", "promise", "due before", "due after", "", "subject"], outcome.moved.slice(0, 40).map(movedRow)).join("\n")}\n`,
    );
  if (moved > 40) out.write(`… and ${moved - 40} more (--json lists up to 1,000)\n`);
}

const minute = (at: Instant | null): string | null => (at === null ? null : toIso(at).slice(0, 16).replace("T", " "));

const movedRow = ({ ticketId, customerId, party, objective, dueBefore, dueAfter, wouldBreach, subject }: MovedDue) => [
  ...[ticketId, customerId, `${party} ${objective}`, minute(dueBefore), minute(dueAfter), wouldBreach ? "BREACH" : ""],
  subject.slice(0, 50),
];

async function isAgreed(file: string): Promise<boolean> {
  if (file === "-" || !process.stdin.isTTY) {
    throw new Refusal("bad-flags", "Nobody can be asked here: look at what it changes with `guardia model diff`, then add --yes.", {});
  }
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question("Apply it? [y/N] ")).trim());
  } finally {
    asked.close();
  }
}

async function exportModel(out: Out, { version, out: file }: { version?: string; out?: string }): Promise<void> {
  if (version !== undefined && !/^\d{1,9}$/.test(version))
    throw new Refusal("bad-flags", `--version ${version} is no number: see guardia model versions.`, {});
  const row = await withConnection(({ door }) =>
    door.read("*", (db) => {
      const query = db.selectFrom("model_versions").select("source").orderBy("version", "desc").limit(1);
      return (version === undefined ? query : query.where("version", "=", Number(version))).executeTakeFirst();
    }),
  );
  if (row === undefined)
    throw new Refusal(
      "unknown-model",
      version === undefined
        ? "There is no model yet: guardia model apply FILE."
        : `There is no version ${version}: see guardia model versions.`,
      {},
    );
  if (file === undefined) out.write(row.source.endsWith("\n") ? row.source : `${row.source}\n`);
  else writeFileSync(file, row.source);
}

async function versions(out: Out, { json }: { json?: true }): Promise<void> {
  const rows = await withConnection(({ door }) =>
    door.read("*", (db) =>
      db
        .selectFrom("model_versions")
        .select(["version", "effective_at", "applied_at", "applied_by", "note"])
        .orderBy("version", "desc")
        .execute(),
    ),
  );
  const items = rows.map((row) => ({
    version: row.version,
    effectiveAt: row.effective_at as Instant,
    appliedAt: row.applied_at as Instant,
    appliedBy: row.applied_by,
    note: row.note,
  }));
  if (json) return printJson(out, { items: wire(items) });
  printTable(
    out,
    ["version", "holds from", "applied", "by", "note"],
    items.map((item) => [
      item.version,
      item.effectiveAt <= 0 ? "the beginning" : minute(item.effectiveAt),
      minute(item.appliedAt),
      item.appliedBy,
      item.note,
    ]),
    "There is no model yet.",
  );
}
