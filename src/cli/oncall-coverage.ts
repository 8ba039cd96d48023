/** `guardia oncall gaps` and `proof`: where nobody could be reached in promised hours. They exit with 1 when there is such an hour. */
import type { Command } from "commander";
import { withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, type Instant, toIso } from "#core/time/instant.ts";
import { mostProvenDays, provenDays, provenWindow } from "#server/oncall/coverage-proof.ts";
import type { GapView, PromiseView } from "#server/oncall/coverage-schema.ts";
import { gapsIn, promisesIn } from "#server/oncall/coverage-view.ts";
import { remedyWords, whatLacks, whyLacking } from "#server/oncall/coverage-words.ts";

type Flags = { customer?: string; days: string; json?: true };
type Asked = { from: Instant; to: Instant; gaps: GapView[]; promises: PromiseView[] };

export function addCoverage(command: Command, out: Out): void {
  verb(
    command,
    "gaps",
    "where nobody could be reached in promised hours, why, and what would close it; exits with 1 if there are any",
  ).action(async (flags: Flags) => {
    const { from, to, gaps } = await prove(flags);
    if (flags.json === true) printJson(out, { from: toIso(from), to: toIso(to), items: gaps });
    else printGaps(out, gaps, to);
    if (gaps.length > 0) process.exitCode = 1;
  });
  verb(
    command,
    "proof",
    "each promise of each customer, service and tier, and how much of it is covered; exits with 1 if not all is",
  ).action(async (flags: Flags) => {
    const { from, to, gaps, promises } = await prove(flags);
    const isCovered = gaps.length === 0;
    if (flags.json === true) printJson(out, { from: toIso(from), to: toIso(to), isCovered, promises, gaps });
    else printProof(out, promises, to);
    if (!isCovered) process.exitCode = 1;
  });
}

const verb = (command: Command, name: string, description: string): Command =>
  command
    .command(name)
    .description(description)
    .option("--customer <key>", "of one customer")
    .option("--days <number>", "how far ahead", String(provenDays))
    .option("--json", "print JSON");

async function prove({ customer, days }: Flags): Promise<Asked> {
  const count = Number(days);
  if (!Number.isInteger(count) || count < 1 || count > mostProvenDays)
    throw new Refusal("bad-flags", `--days ${days} is not a whole number from 1 to ${mostProvenDays}.`, {});
  return withConnection(async ({ door }) => {
    const from = door.clock();
    const to = after(from, hours(24 * count));
    const { proof, book } = await provenWindow(door, from, to);
    const document = book.documentAt(from);
    if (customer !== undefined && !Object.hasOwn(document?.customers ?? {}, customer)) {
      const known = Object.keys(document?.customers ?? {}).slice(0, 20);
      throw new Refusal("unknown-customer", `There is no customer "${customer}"; the model knows ${known.join(", ") || "nobody yet"}.`, {
        customerId: customer,
      });
    }
    const reading = { proof, document, language: "en" as const };
    return { from, to, gaps: gapsIn(reading, customer, from), promises: promisesIn(reading, customer, from) };
  });
}

function printGaps(out: Out, gaps: readonly GapView[], to: Instant): void {
  const rows = gaps.map((gap) => [
    ...[clock(gap.from), clock(gap.to), gap.count, hoursIn(gap.totalMs), whatLacks(gap), whyLacking(gap), whose(gap)],
    gap.remedies[0] === undefined ? null : remedyWords(gap.remedies[0]),
  ]);
  const header = ["from (UTC)", "to", "times", "hours", "who lacks", "why", "promised to", "what closes it"];
  printTable(out, header, rows, `Covered without a gap until ${clock(toIso(to))} UTC.`);
}

const mostCustomers = 3;

function whose({ promises }: GapView): string | null {
  const customers = [...new Set(promises.flatMap(({ customer }) => customer ?? []))];
  if (customers.length === 0) return null;
  const rest = customers.length - mostCustomers;
  return `${customers.slice(0, mostCustomers).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function printProof(out: Out, promises: readonly PromiseView[], to: Instant): void {
  const rows = promises.map(({ customer, service, tier, team, schedule, promisedMs, uncoveredMs, firstDate, days }) => [
    ...[
      customer ?? `schedule ${schedule}`,
      service,
      tier,
      team,
      hoursIn(promisedMs),
      uncoveredMs === 0 ? "all" : hoursIn(promisedMs - uncoveredMs),
    ],
    firstGap(firstDate, days),
  ]);
  printTable(out, ["customer", "service", "tier", "team", "hours promised", "covered", "first gap"], rows, "Nothing is promised.");
  const broken = promises.filter(({ uncoveredMs }) => uncoveredMs > 0).length;
  const until = `until ${clock(toIso(to))} UTC`;
  if (promises.length === 0) return;
  out.write(
    broken === 0
      ? `\nEach hour of ${promises.length === 1 ? "the one promise" : `all ${promises.length} promises`} has somebody who can be reached ${until}.\n`
      : `\n${broken} of ${promises.length} promises ${broken === 1 ? "has" : "have"} gaps ${until}; guardia oncall gaps says why.\n`,
  );
}

function firstGap(firstDate: string, days: string): string | null {
  const day = days.indexOf("g");
  return day < 0 ? null : new Date(Date.parse(`${firstDate}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
}

const clock = (iso: string): string => iso.slice(0, 16).replace("T", " ");
const hoursIn = (ms: number): string => (ms / 3_600_000).toLocaleString("en", { maximumFractionDigits: 1 });
