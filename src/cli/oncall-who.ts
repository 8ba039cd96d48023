/** `guardia oncall who` and `guardia oncall load`: who is on call and why, and how it is spread over people. */
import type { Command } from "commander";
import { type Connection, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { type Breach, breachesOf, type Finding, findingsOf } from "#core/oncall/limits.ts";
import { loadOf, type Measure, measures } from "#core/oncall/load.ts";
import { momentIn } from "#core/oncall/stretch.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, type Instant, instant, toIso } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";
import { wire } from "#server/http/wire.ts";
import { disturbancesIn } from "#server/oncall/disturbances.ts";
import { whoIsOnCall } from "#server/oncall/who.ts";
import type { OnCallWhy } from "#server/oncall/who-schema.ts";

type Options = { at?: string; schedule?: string; why?: true; from?: string; to?: string; json?: true };

export function addWho(command: Command, out: Out): void {
  command
    .command("who")
    .description("who is on call now or at any instant, past or to come")
    .option("--at <moment>", "2026-03-01T00:00:00Z, or a date or time in the model's zone (default: now)")
    .option("--schedule <key>", "one schedule alone")
    .option("--why", "tell why: override, layer, whose turn, who is on leave")
    .option("--json", "print JSON, with why")
    .action(async ({ at, schedule, why, json }: Options) => {
      await withConnection(async (connection) => {
        const asked = at === undefined ? connection.door.clock() : await momentOf("--at", at, connection);
        const found = await whoIsOnCall(connection.door, asked, schedule ?? null);
        if (json) return printJson(out, { items: found });
        const rows = found.map((each) => [each.schedule, each.personName ?? "nobody", groundOf(each), clock(each.until, each.zone)]);
        printTable(out, ["schedule", "on call", "by", "until"], rows, "The model has no schedules.");
        if (why)
          for (const each of found)
            out.write(
              `\n${each.schedule}\n${whyOf(each)
                .map((line) => `  ${line}\n`)
                .join("")}`,
            );
      });
    });
}

const groundOf = ({ ground, layer }: OnCallWhy): string => (ground === "layer" || ground === "feed" ? `${ground} ${layer}` : ground);

/** `2026-03-01 08:00 Europe/Paris` */
function clock(iso: string | null, zone: string): string | null {
  if (iso === null) return null;
  const at = instant(iso);
  return `${toIso((at + zoneNamed(zone).offsetAt(at)) as Instant)
    .slice(0, 16)
    .replace("T", " ")} ${zone}`;
}

/** The explanation as sentences, what decides first. */
export function whyOf(told: OnCallWhy): string[] {
  const when = (iso: string | null): string => clock(iso, told.zone) ?? "further notice";
  const { override, lost, layers, next, notes } = told;
  const lines: string[] = [];
  if (override !== null) {
    const by = override.recordedByName === null ? "the model says so" : `recorded by ${override.recordedByName}`;
    lines.push(`${override.personName} stands in from ${when(override.from)} to ${when(override.to)}, ${by}${reasonOf(override.reason)}.`);
  }
  for (const each of lost) {
    const why = each.lostTo === "on-leave" ? `is on leave until ${when(each.until)}` : "a later override wins";
    lines.push(`${each.personName} was to stand in, but ${each.lostTo === "on-leave" ? why : `does not: ${why}`}.`);
  }
  for (const layer of layers) lines.push(`${layer.layer}: ${layerOf(layer, when)}`);
  if (told.person === null)
    lines.push(next === null ? "Nobody follows within 400 days." : `${next.personName} follows at ${when(next.from)}.`);
  for (const note of notes) lines.push(`Note of ${note.authorName}: ${note.text}`);
  return lines;
}

const reasonOf = (reason: string | null): string => (reason === null || reason === "" ? "" : ` (${reason})`);

function layerOf({ personName, reason, changesAt, turn, away }: OnCallWhy["layers"][number], when: (iso: string | null) => string): string {
  const passed = away.map((each) => `${each.personName} is on leave until ${when(each.until)}`).join(", ");
  switch (reason) {
    case null:
      if (turn === null) return `${personName}, by the calendar.`;
      return `${personName}${passed === "" ? "" : ` steps in: ${passed}`}; the turn of ${turn.personName} ends at ${when(turn.to)}.`;
    case "nobody-in-it":
      return "nobody takes part in it.";
    case "not-begun":
      return `begins at ${when(changesAt)}.`;
    case "ended":
      return `ended at ${when(changesAt)}.`;
    case "restricted":
      return changesAt === null ? "is never open." : `is closed until ${when(changesAt)}.`;
    case "all-away":
      return `all are on leave: ${passed}.`;
    case "no-event":
      return "the calendar has no event then.";
  }
}

const headings: Record<Measure, string> = {
  ...{ hours: "hours", nights: "nights", weekendDays: "weekend days", holidays: "holidays", pages: "pages", nightPages: "pages at night" },
};
const defaultDays = 90;

export function addLoad(command: Command, out: Out): void {
  command
    .command("load")
    .description("hours, nights, weekends, holidays and pages of each person, and the limits that are broken")
    .option("--from <moment>", `an instant, or a date in the model's zone (default: ${defaultDays} days ago)`)
    .option("--to <moment>", `the same (default: ${defaultDays} days after --from)`)
    .option("--schedule <key>", "the table of one schedule alone; limits are judged over all")
    .option("--json", "print JSON")
    .action(async ({ from, to, schedule, json }: Options) => {
      await withConnection(async (connection) => {
        const { door } = connection;
        const now = door.clock();
        const start = from === undefined ? ((now - hours(24 * defaultDays)) as Instant) : await momentOf("--from", from, connection);
        const end = to === undefined ? after(start, hours(24 * defaultDays)) : await momentOf("--to", to, connection);
        if (end <= start || end - start > hours(24 * 400))
          throw new Refusal("bad-window", "Ask for a stretch that ends after it begins and has at most 400 days.", { days: 400 });
        const book = await door.book();
        const disturbances = await door.read("*", (db) => disturbancesIn(db, start, end));
        const load = loadOf({ book, from: start, to: end, now, disturbances, schedule: schedule ?? null });
        const findings = findingsOf(breachesOf({ book, from: start, to: end, now, disturbances }));
        if (json) return printJson(out, wire({ from: start, to: end, ...load, limits: findings }));
        const rows = load.rows.map((row) => [row.person, ...measures.map((measure) => rounded(row[measure]))]);
        const mean = ["average", ...measures.map((measure) => rounded(load.shares[measure].mean))];
        printTable(
          out,
          ["person", ...measures.map((each) => headings[each])],
          rows.length === 0 ? [] : [...rows, mean],
          "Nobody is on call then.",
        );
        if (findings.length > 0) out.write(`\n${findings.map((each) => `${sentenceOf(each)}\n`).join("")}`);
      });
    });
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** A limit that is broken, as a sentence. */
function sentenceOf({ limit, of, person, found, allowed, count, isHard, isIfDisturbed, from }: Finding): string {
  const times = count === 1 ? "" : `, ${count} times`;
  const first = `first at ${toIso(from).slice(0, 16).replace("T", " ")} UTC`;
  const said: Record<Breach["limit"], string> = {
    rest: `has ${rounded(found)} h of rest between shifts where ${allowed} h are due${isIfDisturbed ? ", should the first be disturbed" : ""}`,
    "week-hours": `is on call for ${rounded(found)} h a week on average, ${allowed} h are the most`,
    pages: `is called ${rounded(found)} times in 12 h on average, ${allowed} are the most`,
    nights: `has ${found} nights in a month, ${allowed} are the most`,
    spread: `has ${Math.round(found)} % more ${headings[of ?? "nights"]} than the average, ${allowed} % are the most`,
  };
  return `${isHard ? "LIMIT" : "warning"}: ${person} ${said[limit]} (${first}${times}).`;
}

async function momentOf(flag: string, written: string, { door }: Connection): Promise<Instant> {
  const zone = (await door.book()).documentAt(door.clock())?.zone ?? "UTC";
  const found = momentIn(written, zoneNamed(zone), "from");
  if (found !== null) return found;
  throw new Refusal("bad-instant", `${flag} ${written} is no moment: write 2026-03-01T00:00:00Z, 2026-03-01T08:00 or 2026-03-01.`, {
    text: written,
  });
}
