/** `guardia oncall shifts`: the shifts of a schedule, from a file or as things stand. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { problemLine } from "#cli/model-check.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import type { Problem } from "#core/model/problem.ts";
import { readModel } from "#core/model/read.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import { compileSchedule, type Shift } from "#core/oncall/shift.ts";
import { momentIn } from "#core/oncall/stretch.ts";
import { readSchedule } from "#core/oncall/written.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, type Instant, toIso } from "#core/time/instant.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

type Options = { schedule?: string; from?: string; to?: string; json?: true };

/** What can be asked for shifts. */
type Rota = { zone: Zone; shifts(from: Instant, to: Instant): readonly Shift[] };

/** Longer ones are typing mistakes, and would only fill the memory. */
const longestYears = 50;
const defaultDays = 28;
const modelSign = /(^|[{,]\s*)["']?guardia["']?\s*:/m;

export function addShifts(command: Command, out: Out): void {
  command
    .command("shifts")
    .description("who is on call from when to when, [from, to); gaps are left out")
    .argument("[file]", "a schedule, or a model with --schedule, in YAML or JSON; - reads standard input (default: what runs here)")
    .option("--schedule <key>", "which one (default: the only one there is)")
    .option("--from <moment>", "2026-03-01T00:00:00Z, or 2026-03-01 or 2026-03-01T08:00 on the schedule's wall (default: now)")
    .option("--to <moment>", `the same; a bare date: its midnight (default: ${defaultDays} days after --from)`)
    .option("--json", "print JSON")
    .action(async (file: string | undefined, options: Options) => {
      if (file === undefined) return runningShifts(options, out);
      const rota = await rotaOf(file, options.schedule);
      if (rota !== null) print(rota, options, out);
    });
}

async function runningShifts(options: Options, out: Out): Promise<void> {
  // A file needs no database library.
  const { withConnection } = await import("#cli/connection.ts");
  await withConnection(async ({ door }) => {
    const book = await door.book();
    const schedules = book.documentAt(door.clock())?.schedules ?? {};
    const name = chosen(Object.keys(schedules), options.schedule);
    print({ zone: zoneNamed(schedules[name]!.zone), shifts: (from, to) => shiftsIn(book, name, from, to) }, options, out);
  });
}

/** Says on stderr what is wrong; null, and exit code 2, when that stops it. */
async function rotaOf(file: string, schedule: string | undefined): Promise<Rota | null> {
  const text = textOf(file);
  if (!modelSign.test(text)) {
    if (schedule !== undefined) throw new Refusal("bad-flags", `${file} is one schedule, not a model: leave --schedule out.`, {});
    const read = readSchedule(text);
    say(file, read.problems);
    return read.schedule;
  }
  const { document, problems } = readModel(text);
  say(file, problems);
  if (document === null) return null;
  const schedules = document.schedules ?? {};
  return compileSchedule(schedules[chosen(Object.keys(schedules), schedule)]!);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Refusal("unreadable-file", `${file} cannot be read: ${(error as Error).message}. Name a file, or - for standard input.`, {
      file,
    });
  }
}

function say(file: string, problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`);
  if (problems.some(({ severity }) => severity === "error")) process.exitCode = 2;
}

function chosen(names: readonly string[], wanted: string | undefined): string {
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  const known = names.length === 0 ? "the model has none" : `write one of ${names.slice(0, 20).join(", ")}`;
  const message = name === undefined ? `Say which schedule with --schedule: ${known}.` : `There is no schedule "${name}": ${known}.`;
  throw new Refusal("unknown-schedule", message, { schedule: name ?? "", known: names });
}

function print(rota: Rota, options: Options, out: Out): void {
  const from = options.from === undefined ? (Date.now() as Instant) : momentOf("--from", options.from, rota.zone);
  const to = options.to === undefined ? after(from, hours(24 * defaultDays)) : momentOf("--to", options.to, rota.zone);
  if (to < from) throw new Refusal("bad-window", `--to ${toIso(to)} is before --from ${toIso(from)}: exchange the two.`, {});
  if (to - from > hours(24 * 366 * longestYears)) {
    throw new Refusal("bad-window", `From ${toIso(from)} to ${toIso(to)} is more than ${longestYears} years: ask for less.`, {});
  }
  const shifts = rota.shifts(from, to);
  if (options.json) {
    const items = shifts.map((each) => ({
      from: toIso(each.from),
      to: toIso(each.to),
      person: each.person,
      layer: each.layer ?? "override",
    }));
    return printJson(out, items);
  }
  const rows = shifts.map((each) => [onWall(each.from, rota.zone), onWall(each.to, rota.zone), each.person, each.layer ?? "override"]);
  printTable(out, [`from (${rota.zone.name})`, "to", "person", "layer"], rows, "Nobody is on call in that time.");
}

function momentOf(flag: string, written: string, zone: Zone): Instant {
  const found = momentIn(written, zone, "from");
  if (found !== null) return found;
  const message = `${flag} ${written} is no moment: write 2026-03-01T00:00:00Z, 2026-03-01T08:00 or 2026-03-01.`;
  throw new Refusal("bad-instant", message, { text: written });
}

/** `2026-03-01 08:00` as the wall of the zone reads. */
const onWall = (at: Instant, zone: Zone): string =>
  toIso((at + zone.offsetAt(at)) as Instant)
    .slice(0, 16)
    .replace("T", " ");
