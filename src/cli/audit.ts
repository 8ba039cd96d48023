/** `guardia audit export|verify`: the log taken away in an open format, and proved untampered without a database. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Command } from "commander";
import { withConnection } from "#cli/connection.ts";
import { type Out, printJson, progress } from "#cli/print.ts";
import type { Seal } from "#core/audit/chain.ts";
import { type Problem, type Verified, verifyLines } from "#core/audit/verify.ts";
import { Refusal } from "#core/refusal.ts";
import { type Audit, chainedCustomers, exportLines, verifyStored } from "#server/audit/read.ts";
import { sealEverything } from "#server/worker/sealer.ts";

export function auditCommand(out: Out = process.stdout): Command {
  const command = new Command("audit").description("the append-only log: take it away, verify it");
  command
    .command("export")
    .description("write a customer's log as JSON lines, each hash in it recomputable by anybody")
    .option("--customer <key>", "whose log")
    .option("--installation", "the installation's own log instead: models, tokens, people")
    .option("--out <file>", "write to this file (.gz compresses) instead of standard output")
    .action(exportLog);
  command
    .command("verify")
    .description("prove a file untampered, offline; or, with --database, the stored rows")
    .argument("[file]", "an export, gzip too; - reads standard input")
    .option("--anchor <number:hash>", "a head that you noted at an earlier time: finds a log rewritten as a whole")
    .option("--database", "verify the rows of the database, every customer's")
    .option("--json", "print JSON")
    .action((file: string | undefined, options: VerifyOptions) => verify(out, file, options));
  return command;
}

async function exportLog(options: { customer?: string; installation?: true; out?: string }): Promise<void> {
  const { customer, installation, out: file } = options;
  if ((customer === undefined) === (installation === undefined)) {
    throw new Refusal("bad-flags", "Say whose log: --customer KEY, or --installation for the installation's own.", {});
  }
  const told = progress("Exporting the log");
  let lines = 0;
  await withConnection(async ({ door, pool }) => {
    requireLog(await chainedCustomers(door), customer ?? "");
    // No server may be running that would do it within a second.
    await sealEverything(pool);
    const text = async function* () {
      for await (const line of exportLines(door, customer ?? "")) {
        lines++;
        told.at(`${lines} lines`);
        yield `${line}\n`;
      }
    };
    await (file === undefined ? pipeline(Readable.from(text()), process.stdout, { end: false }) : writeFile(Readable.from(text()), file));
  });
  if (file !== undefined) process.stderr.write(`${lines - 2} entries are in ${file}.\n`);
}

function requireLog(known: readonly string[], customer: string): void {
  if (customer === "" || known.includes(customer)) return;
  const customers = known.filter((each) => each !== "").join(", ") || "none";
  throw new Refusal("unknown-customer", `There is no log of "${customer}"; there are those of ${customers}.`, { customer });
}

/** Beside and renamed: a file that bears the name is whole. */
async function writeFile(text: Readable, file: string): Promise<void> {
  const beside = `${file}.part`;
  try {
    const target = createWriteStream(beside);
    await (file.endsWith(".gz") ? pipeline(text, createGzip(), target) : pipeline(text, target));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    const { code } = error as { code?: string };
    if (code === "ENOENT" || code === "EACCES")
      throw new Refusal("bad-file", `${file} cannot be written (${code}): name a file in a folder that is yours.`, { file });
    throw error;
  }
}

type VerifyOptions = { anchor?: string; database?: true; json?: true };

async function verify(out: Out, file: string | undefined, { anchor, database, json }: VerifyOptions): Promise<void> {
  if ((file === undefined) === (database === undefined)) {
    throw new Refusal("bad-flags", "Name the file to verify, or give --database to verify the stored rows.", {});
  }
  if (database) return verifyDatabase(out, json);
  const result = await verifyFile(file!, anchor === undefined ? undefined : anchorOf(anchor));
  if (json) printJson(out, result);
  else out.write(`${file}: ${inWords(result)}\n`);
  if (!result.ok) process.exitCode = 1;
}

function anchorOf(written: string): Seal {
  const parts = /^(\d{1,15}):([0-9a-f]{64})$/.exec(written);
  if (parts === null)
    throw new Refusal("bad-anchor", "An anchor is written NUMBER:HASH, as `guardia audit verify` prints the head: 4711:9f86d0…", {});
  return { number: Number(parts[1]), hash: parts[2]! };
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

async function verifyFile(file: string, anchor: Seal | undefined): Promise<Verified | Problem> {
  const verifier = verifyLines(sha256, anchor === undefined ? {} : { anchor });
  const told = progress("Verifying");
  let bytes = 0;
  const decoder = new TextDecoder();
  try {
    for await (const piece of plainPieces(file)) {
      bytes += piece.length;
      told.at(`${Math.round(bytes / 1_048_576)} MB`);
      verifier.feedText(decoder.decode(piece, { stream: true }));
    }
    verifier.feedText(decoder.decode());
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    if (code.startsWith("Z_")) throw new Refusal("bad-file", `${file} is not whole as a gzip file: ${message}.`, { file });
    if (/^(ENOENT|EACCES|EISDIR)$/.test(code))
      throw new Refusal("bad-file", `${file} cannot be read (${code}): name the export's file.`, { file });
    throw error;
  }
  return verifier.finish();
}

/** The pieces of a file, gunzipped when it begins as gzip does (RFC 1952). */
async function* plainPieces(file: string): AsyncGenerator<Buffer> {
  const source: AsyncIterable<Buffer> = file === "-" ? process.stdin : createReadStream(file);
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const all = async function* () {
    yield first.value;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* all();
  const plain = createGunzip();
  const unpacking = pipeline(Readable.from(all()), plain).catch(() => undefined);
  for await (const piece of plain) yield piece as Buffer;
  await unpacking;
}

function inWords(result: Verified | Problem): string {
  if (!result.ok) {
    const where = result.number === null ? `line ${result.line}` : `line ${result.line}, entry ${result.number}`;
    return `BROKEN at ${where} (${result.code}). ${result.message}`;
  }
  const { entries, head, unsealed, erased } = result;
  const tail = unsealed === 0 ? "" : `, and ${unsealed} not sealed yet`;
  const gone = erased === 0 ? "" : `; the personal values of ${erased} were erased`;
  return `intact: ${entries} entries${tail}${gone}. Head ${head.number}:${head.hash}`;
}

async function verifyDatabase(out: Out, json: true | undefined): Promise<void> {
  const results = await withConnection(async ({ door }) => {
    const found: ({ customer: string } & Audit)[] = [];
    const told = progress("Verifying the database");
    for (const customer of await chainedCustomers(door)) {
      told.at(customer === "" ? "the installation" : customer);
      found.push({ customer, ...(await verifyStored(door, customer)) });
    }
    return found;
  });
  if (json) printJson(out, { items: results });
  else if (results.length === 0) out.write("The log is empty.\n");
  for (const { customer, strays, ...result } of json ? [] : results) {
    const name = customer === "" ? "(installation)" : customer;
    const lost =
      strays.length === 0 ? "" : ` BROKEN: rows at positions ${strays.slice(0, 5).join(", ")} were inserted or deleted outside of the log.`;
    out.write(`${name}: ${inWords(result as Verified | Problem)}${lost}\n`);
  }
  if (results.some(({ ok, strays }) => !ok || strays.length > 0)) process.exitCode = 1;
}
