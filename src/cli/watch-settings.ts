/** `guardia watch add-ping|add-witness|add-hour|change-witness|remove`: who notices from outside, and when test pages go out. */
import type { Command } from "commander";
import { knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson } from "#cli/print.ts";
import { checked } from "#cli/ticket-verbs.ts";
import { Refusal } from "#core/refusal.ts";
import { wire } from "#server/http/wire.ts";
import { newPingSchema, newTestSchema, newWitnessSchema, witnessChangeSchema } from "#server/watch/schema.ts";
import * as store from "#server/watch/store.ts";

type Flags = Record<string, string | true | undefined>;

export function addSettings(command: Command, out: Out): void {
  addPing(command, out);
  addWitness(command, out);
  addChangeWitness(command, out);
  addHour(command, out);
  addRemove(command, out);
}

const asWhom = ["--as <person>", "who does so, as the model calls them"] as const;

/** Runs one change under the name of who wants it. */
const change = <T>(as: Flags[string], work: (keeper: store.Keeper, actor: string) => Promise<T>): Promise<T> =>
  withConnection(async (connection) => {
    const actor = await knownActorOf(as === true ? undefined : as, connection);
    return work({ door: connection.door, publicUrl: connection.settings.publicUrl }, actor);
  });

/** The milliseconds of a flag that is written in seconds or minutes; undefined without it. Refuses `bad-flags`. */
export function lengthIn(
  unit: "seconds" | "minutes",
  flag: string,
  written: Flags[string],
  least: number,
  most: number,
): number | undefined {
  if (written === undefined) return undefined;
  const count = Number(written);
  if (Number.isInteger(count) && count >= least && count <= most) return count * (unit === "minutes" ? 60_000 : 1_000);
  throw new Refusal("bad-flags", `--${flag} ${String(written)} is not a whole number of ${unit} from ${least} to ${most}.`, {});
}

function addPing(command: Command, out: Out): void {
  command
    .command("add-ping")
    .description("call an address outside regularly, as long as nobody might go unreached")
    .argument("<name>", "what people call it")
    .argument("<url>", "its address")
    .option("--method <method>", "GET or POST", "GET")
    .option("--every <seconds>", "10 to 86400", "60")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (name: string, url: string, { method, every, as, json }: Flags) => {
      const body = checked(newPingSchema, { name, url, method, everyMs: lengthIn("seconds", "every", every, 10, 86_400) });
      const ping = await change(as, (keeper, actor) => store.addPing(keeper, body, actor));
      if (json) printJson(out, wire(ping));
      else out.write(`${ping.name} is called from now on; it is ${ping.id}.\n`);
    });
}

const witnessFlags = (command: Command): Command =>
  command
    .option("--url <address>", "what we call it by, once its side is set up; none: we are only called")
    .option("--every <seconds>", "how often we call it, 10 to 3600")
    .option("--missing-after <seconds>", "after how long a silence it is an alarm, 60 to 86400")
    .option(...asWhom)
    .option("--json", "print JSON");

const witnessOf = ({ url, every, missingAfter }: Flags): Record<string, unknown> => ({
  ...{ url: url === "none" ? null : url, everyMs: lengthIn("seconds", "every", every, 10, 3_600) },
  missingAfterMs: lengthIn("seconds", "missing-after", missingAfter, 60, 86_400),
});

/** The other side's administrator is given the address: it is shown whenever it was asked about. */
function sayWitness(out: Out, witness: store.Witness, json: boolean): void {
  if (json) return printJson(out, wire(witness));
  out.write(`${witness.name} is ${witness.id}. The other side is to call ${witness.ownUrl}\n`);
}

function addWitness(command: Command, out: Out): void {
  witnessFlags(command.command("add-witness").description("watch another installation, and be watched by it"))
    .argument("<name>", "what people call it")
    .action(async (name: string, options: Flags) => {
      const body = checked(newWitnessSchema, { name, ...witnessOf(options) });
      sayWitness(out, await change(options.as, (keeper, actor) => store.addWitness(keeper, body, actor)), options.json === true);
    });
}

function addChangeWitness(command: Command, out: Out): void {
  witnessFlags(command.command("change-witness").description("change a witness; what is not named stays as it is"))
    .argument("<id>", "as guardia watch shows it")
    .option("--name <name>", "what people call it")
    .action(async (id: string, options: Flags) => {
      const body = checked(witnessChangeSchema, { name: options.name, ...witnessOf(options) });
      if (Object.keys(body).length === 0)
        throw new Refusal("bad-flags", "Say what changes: --name, --url, --every or --missing-after.", {});
      sayWitness(out, await change(options.as, (keeper, actor) => store.changeWitness(keeper, id, body, actor)), options.json === true);
    });
}

function addHour(command: Command, out: Out): void {
  command
    .command("add-hour")
    .description("send a test page at an hour of chosen days")
    .argument("<target>", "person:alice, schedule:nights, team:dba …")
    .requiredOption("--wall-time <time>", "10:00")
    .option("--days <days>", "1 Monday to 7 Sunday, several by comma", "1,2,3,4,5,6,7")
    .option("--zone <zone>", "an IANA name (default: the model's)")
    .option("--within <minutes>", "until when it is to be acknowledged, 1 to 60", "5")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (target: string, { wallTime, days, zone, within, as, json }: Flags) => {
      const numbers = String(days).split(",").map(Number);
      const withinMs = lengthIn("minutes", "within", within, 1, 60);
      const body = checked(newTestSchema, { target, wallTime, zone, days: numbers, withinMs });
      const test = await change(as, (keeper, actor) => store.addTest(keeper, body, actor));
      if (json) printJson(out, wire(test));
      else out.write(`The first one goes to ${test.target} at ${wire(test).nextAt}; it is ${test.id}.\n`);
    });
}

function addRemove(command: Command, out: Out): void {
  const tables = { ping: "watch_pings", witness: "watch_witnesses", hour: "watch_tests" } as const;
  command
    .command("remove")
    .description("remove a ping, a witness or a test hour")
    .argument("<what>", "ping, witness or hour")
    .argument("<id>", "as guardia watch shows it")
    .option(...asWhom)
    .action(async (what: string, id: string, { as }: Flags) => {
      const kind = (["ping", "witness", "hour"] as const).find((each) => each === what);
      if (kind === undefined) throw new Refusal("bad-flags", `"${what}" is nothing that is removed here: write ping, witness or hour.`, {});
      await change(as, (keeper, actor) => store.removeOf(keeper, tables[kind], id, actor));
      out.write(`The ${kind} ${id} is removed.\n`);
    });
}
