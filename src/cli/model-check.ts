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
  const lines = problems.map((problem) => problemLine(file, problem));
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const sum = problems.length === 0 ? `${file}: no problems` : `${file}: ${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  return `${[...lines, sum].join("\n")}\n`;
}

export function problemLine(file: string, { line, column, severity, path, message, hint }: Problem): string {
  const where = path === "" ? "" : `${path}: `;
  return `${file}:${line}:${column} ${severity} ${where}${message}${hint === null ? "" : ` (${hint})`}`;
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** `guardia model schema [--out FILE]`: the JSON Schema of a model, as published in `docs/model.schema.json`. */
export function modelSchemaCommand(out: Out = process.stdout): Command {
  return new Command("schema")
    .description("print the JSON Schema of a model, for editors")
    .option("--out <file>", "write it to this file instead")
    .action((options: { out?: string }) => {
      const text = schemaText();
      if (options.out === undefined) out.write(text);
      else writeFileSync(options.out, text);
    });
}

const lineWidth = 140;

/** The published file, letter by letter: as the formatter of this repository leaves it. */
export const schemaText = (): string => `${inJson(modelJsonSchema(), 0, 0)}\n`;

/** JSON with lists of plain values in one line where they fit. `taken`: characters of the line before and after the value. */
function inJson(value: unknown, indent: number, taken: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = " ".repeat(indent + 2);
  const end = `\n${" ".repeat(indent)}`;
  if (Array.isArray(value)) {
    const line = `[${value.map((each) => JSON.stringify(each)).join(", ")}]`;
    if (value.every((each) => typeof each !== "object") && indent + taken + line.length <= lineWidth) return line;
    return `[\n${value.map((each) => `${inner}${inJson(each, indent + 2, 1)}`).join(",\n")}${end}]`;
  }
  const entries = Object.entries(value).map(([key, each]) => {
    const start = `${JSON.stringify(key)}: `;
    return `${inner}${start}${inJson(each, indent + 2, start.length + 1)}`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}${end}}`;
}
