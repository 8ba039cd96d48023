/** `guardia model check` and `guardia model schema`: what needs no server and no database. */
import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import type { Problem } from "#core/model/problem.ts";
import { readModel } from "#core/model/read.ts";
import { modelJsonSchema } from "#core/model/schema.ts";

/** Where a verb writes: the terminal, or a test. */
export type Out = { write(text: string): void };

type CheckOptions = { json?: true };

/** `guardia model check FILE [--json]`: lists every problem; exit code 2 when any is an error or the file cannot be read. */
export function modelCheckCommand(out: Out = process.stdout): Command {
  return new Command("check")
    .description("report everything that is wrong with a model, with line and column")
    .argument("<file>", "the model in YAML or JSON; - reads standard input")
    .option("--json", "print the problems as JSON")
    .action((file: string, options: CheckOptions) => {
      const problems = problemsOf(file);
      out.write(options.json ? `${JSON.stringify({ file, problems }, null, 2)}\n` : inLines(file, problems));
      if (problems.some(({ severity }) => severity === "error")) process.exitCode = 2;
    });
}

function problemsOf(file: string): Problem[] {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const message = `the file cannot be read: ${(error as Error).message}`;
    return [
      {
        severity: "error",
        line: 1,
        column: 1,
        path: "",
        code: "unreadable-file",
        message,
        hint: "name a YAML file, or - for standard input",
      },
    ];
  }
  return readModel(text).problems;
}

/** One line per problem, as editors and build tools parse them, and a line that sums up. */
function inLines(file: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ line, column, severity, path, message, hint }) => {
    const where = path === "" ? "" : `${path}: `;
    return `${file}:${line}:${column} ${severity} ${where}${message}${hint === null ? "" : ` (${hint})`}`;
  });
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const sum = problems.length === 0 ? `${file}: no problems` : `${file}: ${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  return `${[...lines, sum].join("\n")}\n`;
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** `guardia model schema [--out FILE]`: the JSON Schema of a model, as published in `docs/model.schema.json`. */
export function modelSchemaCommand(out: Out = process.stdout): Command {
  return new Command("schema")
    .description("print the JSON Schema of a model, for editors")
    .option("--out <file>", "write it to this file instead")
    .action((options: { out?: string }) => {
      const text = `${JSON.stringify(modelJsonSchema(), null, 2)}\n`;
      if (options.out === undefined) out.write(text);
      else writeFileSync(options.out, text);
    });
}
