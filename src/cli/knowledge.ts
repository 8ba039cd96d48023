/** `guardia knowledge export|import FOLDER`: articles and runbooks as Markdown files, out and back. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { actorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson } from "#cli/print.ts";
import { Refusal } from "#core/refusal.ts";
import { exportKnowledge, importKnowledge } from "#server/knowledge/export.ts";
import { readFolder } from "#server/knowledge/folder.ts";

export function knowledgeCommand(out: Out = process.stdout): Command {
  const command = new Command("knowledge").description("articles and runbooks as Markdown files: take them away, bring them back");
  command
    .command("export")
    .description("write every article (drafts too) and runbook into a folder")
    .argument("<folder>", "made when it is not there; files in it are overwritten, others left alone")
    .option("--json", "print JSON")
    .action(async (folder: string, { json }: { json?: true }) => {
      const files = await withConnection(({ door }) => exportKnowledge(door, "*", "staff"));
      for (const { path, text } of files) write(folder, path, text);
      if (json) printJson(out, { folder, files: files.map(({ path }) => path) });
      else out.write(`Wrote ${files.length} files into ${folder}.\n`);
    });
  command
    .command("import")
    .description("read the Markdown files of a folder: all are checked first, then articles and runbooks are created or changed")
    .argument("<folder>", "with files as the export writes them; harmless when repeated")
    .option("--dry-run", "check them and import nothing")
    .option("--as <person>", "who imports, as the model calls them")
    .option("--json", "print JSON")
    .action((folder: string, options: { dryRun?: true; as?: string; json?: true }) => importFolder(out, folder, options));
  return command;
}

async function importFolder(
  out: Out,
  folder: string,
  { dryRun = false, as, json }: { dryRun?: boolean; as?: string; json?: true },
): Promise<void> {
  const files = readFolder(folder);
  try {
    const tally = await withConnection(({ door }) => importKnowledge(door, files, { actor: actorOf(as), dryRun }));
    if (json) printJson(out, { files: files.length, ...tally });
    else if (dryRun) out.write(`${files.length} files are in order. Nothing was imported.\n`);
    else out.write(`${tally.created} created, ${tally.changed} changed, ${tally.unchanged} as before.\n`);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "invalid-knowledge") throw error;
    const problems = error.facts.problems as { path: string; line: number; message: string }[];
    if (json) printJson(out, { problems });
    else for (const { path, line, message } of problems) out.write(`${join(folder, path)}:${line}: ${message}\n`);
    throw new Refusal("invalid-knowledge", `${problems.length} mistakes in ${folder}: nothing was imported.`, error.facts);
  }
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
