/** `guardia watch`: whether Guardia itself can be relied on, as an exit code too, and who would notice if not. */
import { Command } from "commander";
import { knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { checked } from "#cli/ticket-verbs.ts";
import { addSettings, lengthIn } from "#cli/watch-settings.ts";
import { wire } from "#server/http/wire.ts";
import { readWatch } from "#server/watch/reading.ts";
import { type FindingView, testNowSchema, type WatchSettingsView, type WatchView } from "#server/watch/schema.ts";
import { readSettings } from "#server/watch/store.ts";
import { sendTestNow } from "#server/watch/test-page.ts";
import { findingWords } from "#server/watch/words.ts";

type Flags = { within?: string; as?: string; json?: true };

export function watchCommand(out: Out = process.stdout): Command {
  const command = new Command("watch")
    .description("how Guardia itself stands; exit code 0 when all is well, 1 when something is wrong")
    // `watch test … --json` is the test's, not ours.
    .enablePositionalOptions()
    .option("--json", "print JSON")
    .action(async ({ json }: Flags) => {
      const [watch, settings, now] = await withConnection(async ({ door, settings: { publicUrl } }) => {
        const [standing, own] = [await readWatch(door), await readSettings({ door, publicUrl })];
        return [wire(standing) as WatchView, wire(own) as WatchSettingsView, door.clock()] as const;
      });
      if (json) printJson(out, { ...watch, ...settings });
      else printWatch(out, watch, settings, now);
      if (!watch.isWell || watch.findings.length > 0) process.exitCode = 1;
    });
  addTest(command, out);
  addSettings(command, out);
  return command;
}

function printWatch(out: Out, watch: WatchView, settings: WatchSettingsView, now: number): void {
  out.write(`${verdictOf(watch, now)}\n`);
  for (const finding of watch.findings) out.write(`  ${wordsOf(finding)}\n`);
  out.write("\n");
  if (watch.figures !== null) printTable(out, ["what waits", "", ""], figuresOf(watch.figures), "");
  const hours = watch.latency.slice(-mostHours).reverse();
  const times = hours.map(({ hourAt, deliveries, p50Ms, p95Ms, p99Ms, slowestMs }) => [
    ...[momentOf(hourAt), deliveries, ...[p50Ms, p95Ms, p99Ms, slowestMs].map(lengthOf)],
  ]);
  out.write("\nFrom a page's cause to the provider\n");
  printTable(out, ["hour", "pages", "p50", "p95", "p99", "slowest"], times, "No page was sent in the last 48 hours.");
  out.write("\nWho notices when nothing works at all\n");
  const pings = settings.pings.map((each) => [
    ...["ping", each.id, each.name, hostOf(each.url), `every ${lengthOf(each.everyMs)}`, whenOf(each.takenAt, now), null, each.said],
  ]);
  const witnesses = settings.witnesses.map((each) => [
    ...["witness", each.id, each.name, hostOf(each.url), `every ${lengthOf(each.everyMs)}`],
    ...[whenOf(each.takenAt, now), whenOf(each.heardAt, now), each.said],
  ]);
  const header = ["", "id", "name", "host", "", "last taken", "last heard", "said"];
  printTable(out, header, [...pings, ...witnesses], "Nobody: there is no ping and no witness.");
  if (settings.tests.length > 0 || watch.runs.length > 0) printTests(out, watch, settings);
}

/** Hours of latency that a terminal is shown; JSON has them all. */
const mostHours = 6;
const mostRuns = 5;

/** As the room of the watch in the browser words it. */
function verdictOf({ isWell, auditedAt, findings }: WatchView, now: number): string {
  if (auditedAt === null) return "Not audited yet: look whether a node runs.";
  const ago = `the last audit was ${whenOf(auditedAt, now)}`;
  if (now - Date.parse(auditedAt) > silentAfterMs) return `Nobody audits: ${ago}. Look whether a node runs.`;
  if (!isWell) return `Somebody might not be reached (${ago}):`;
  return findings.length > 0 ? `People are reached, but something is wrong (${ago}):` : `All is well: ${ago} and found nothing.`;
}

const silentAfterMs = 60_000;

function wordsOf(finding: FindingView): string {
  const { subject, text } = findingWords(finding);
  return `${finding.isFatal ? "fatal" : "noted"}  ${subject}, since ${momentOf(finding.beganAt)}\n         ${text}`;
}

function figuresOf(figures: NonNullable<WatchView["figures"]>): (string | number)[][] {
  const oldest = (rows: number, ageMs: number): string => (rows === 0 ? "" : `the oldest for ${lengthOf(ageMs)}`);
  return [
    ["pages not over", figures.openPages, `${figures.overduePages} late`],
    ["messages under way", figures.waitingDeliveries, `${figures.overdueDeliveries} late`],
    ["in the outbox", figures.outboxRows, oldest(figures.outboxRows, figures.outboxAgeMs)],
    ["events to be sealed", figures.unsealedRows, oldest(figures.unsealedRows, figures.unsealedAgeMs)],
  ];
}

function printTests(out: Out, { runs }: WatchView, { tests }: WatchSettingsView): void {
  out.write("\nTest pages\n");
  const hours = tests.map(({ id, target, wallTime, zone, days, nextAt }) => [id, target, wallTime, days.join(","), zone, momentOf(nextAt)]);
  printTable(out, ["hour", "to", "at", "days", "zone", "next"], hours, "No test hour is set up.");
  const rows = runs
    .slice(0, mostRuns)
    .map(({ pageId, target, at, untilAt, acceptedAt, answeredAt, answeredBy, endedAt }) => [
      ...[pageId, target, momentOf(at), acceptedAt === null ? null : lengthOf(Date.parse(acceptedAt) - Date.parse(at))],
      answeredAt !== null
        ? `after ${lengthOf(Date.parse(answeredAt) - Date.parse(at))} by ${answeredBy}`
        : endedAt === null
          ? `awaited until ${momentOf(untilAt)}`
          : "not in time",
    ]);
  printTable(out, ["page", "to", "when", "taken after", "acknowledged"], rows, "None was sent yet.");
}

const momentOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
/** An address may hold a key in its path. */
const hostOf = (url: string | null): string | null => (url === null ? null : new URL(url).host);
const whenOf = (iso: string | null, now: number): string => (iso === null ? "never" : `${lengthOf(now - Date.parse(iso))} ago`);

function lengthOf(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const steps = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ] as const;
  const [unit, name] = steps.find(([size]) => ms >= 2 * size) ?? [1_000, "s"];
  return `${Math.round(ms / unit)} ${name}`;
}

function addTest(command: Command, out: Out): void {
  command
    .command("test")
    .description("send a test page now: it takes the way of a real one, and is to be acknowledged")
    .argument("<target>", "person:alice, schedule:nights, team:dba …")
    .option("--within <minutes>", "until when it is to be acknowledged, 1 to 60", "5")
    .option("--as <person>", "who does so, as the model calls them")
    .option("--json", "print JSON")
    .action(async (written: string, { within, as, json }: Flags) => {
      const order = checked(testNowSchema, { target: written, withinMs: lengthIn("minutes", "within", within, 1, 60) });
      const pageId = await withConnection(async (connection) => sendTestNow(connection.door, order, await knownActorOf(as, connection)));
      if (json) return printJson(out, { pageId });
      out.write(`Test page ${pageId} is on its way to ${order.target}. What becomes of it: guardia page show ${pageId}\n`);
    });
}
