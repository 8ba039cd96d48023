/** `guardia history generate`: makes a history to try importing and replaying on, where no real one lies. */
import { createWriteStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Command, InvalidArgumentError } from "commander";
import type { Out } from "#cli/print.ts";
import { readModel } from "#core/model/read.ts";
import { Refusal } from "#core/refusal.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import { startOfDate } from "#core/time/zone.ts";
import { generateHistory } from "#simulator/generated.ts";

type Options = { model: string; customer?: string; seed: number; from: string; days: number; tickets: number; out: string };

const wholeNumber = (most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
  return value;
};

export function historyCommand(out: Out = process.stdout): Command {
  const generate = new Command("generate")
    .description("write a generated history as an audit log in CSV; the same seed gives the same file")
    .requiredOption("--model <file>", "the support model under which it is lived")
    .option("--customer <id>", "whose tickets (default: the model's first customer)")
    .option("--seed <n>", "another seed gives another history", wholeNumber(2_147_483_647), 1)
    .option("--from <date>", "its first day, in the model's zone", "2025-01-01")
    .option("--days <n>", "how many days", wholeNumber(3_660), 365)
    .option("--tickets <n>", "how many tickets arrive", wholeNumber(1_000_000), 5_000)
    .requiredOption("--out <file>", "where to write it; a name that ends in .gz is packed")
    .action(async (options: Options) => {
      const rows = await write(options);
      out.write(`Wrote ${rows.toLocaleString("en-US")} rows to ${options.out}.\n`);
    });
  return new Command("history").description("histories to try things on").addCommand(generate);
}

async function write({ model, customer, seed, from, days, tickets, out }: Options): Promise<number> {
  const document = readModelFile(model);
  const start = startOfDate(document.zone, from);
  const until = (start + hours(24 * days)) as Instant;
  const customerId = customer ?? Object.keys(document.customers)[0] ?? "";
  let rows = -1;
  const lines = generateHistory({ document, customerId, seed, from: start, until, tickets });
  const pieces = function* (): Generator<string> {
    for (const line of lines) {
      rows++;
      yield `${line}\n`;
    }
  };
  const file = createWriteStream(out);
  const source = Readable.from(pieces());
  await (out.endsWith(".gz") ? pipeline(source, createGzip(), file) : pipeline(source, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== "open") throw error;
    throw new Refusal("cannot-write", `"${out}" cannot be written (${error.code}): does its folder exist?`, { path: out });
  });
  return rows;
}

function readModelFile(path: string): ReturnType<typeof requireDocument> {
  try {
    return requireDocument(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("no-such-file", `The model "${path}" cannot be read (${(error as NodeJS.ErrnoException).code}): is the path right?`, {
      path,
    });
  }
}

function requireDocument(text: string, path: string) {
  const { document, problems } = readModel(text);
  if (document !== null) return document;
  throw new Refusal(
    "bad-model",
    `The model has mistakes, the first in line ${problems[0]?.line}: ${problems[0]?.message}. \`guardia model check ${path}\` lists them all.`,
    {},
  );
}
