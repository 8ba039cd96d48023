/** `guardia gateway drivers|add|change`: what a gateway is made of. Secrets come from a file or standard input, never from the command line. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { knownActorOf } from "#cli/connection.ts";
import { type GatewayParts, requireSameSecret, withGateways } from "#cli/gateway-parts.ts";
import { locateJsonFault } from "#cli/json-fault.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { checked } from "#cli/ticket-verbs.ts";
import { Refusal } from "#core/refusal.ts";
import { driverNamed, drivers } from "#server/channels/drivers.ts";
import { addGateway, changeGateway, gatewayNamed } from "#server/channels/gateway-store.ts";
import { driverView, gatewayView } from "#server/channels/gateway-view.ts";
import { type DriverView, type GatewayView, gatewayChangeSchema, newGatewaySchema } from "#server/channels/schema.ts";

type Flags = { name?: string; set: string[]; settings?: string; disabled?: true; as?: string; json?: true };
type Settings = Record<string, string | number | boolean | null>;

export function addSettings(command: Command, out: Out): void {
  addDrivers(command, out);
  addAdd(command, out);
  addChange(command, out);
}

function addDrivers(command: Command, out: Out): void {
  command
    .command("drivers")
    .description("what a gateway can be made of")
    .argument("[driver]", "the settings of this one")
    .option("--json", "print JSON")
    .action((name: string | undefined, { json }: Pick<Flags, "json">) => {
      if (name === undefined) {
        if (json) return printJson(out, { items: drivers.map(driverView) });
        const rows = drivers.map((driver) => [driver.channel, driver.name, driver.title]);
        return printTable(out, ["channel", "driver", ""], rows, "There are no drivers.");
      }
      const view = driverView(driverNamed(name));
      if (json) return printJson(out, view);
      printTable(out, ["setting", "", "", "what it is"], fieldsOf(view).map(fieldRow), `${view.title} has no settings.`);
    });
}

/** As `driverView` describes a setting. */
type Field = {
  name: string;
  type: string | undefined;
  isRequired: boolean;
  isSecret: boolean;
  about: string;
  values: readonly unknown[];
  otherwise: unknown;
};

function fieldsOf({ settings, secrets }: DriverView): Field[] {
  const { properties = {}, required = [] } = settings as { properties?: Record<string, Record<string, unknown>>; required?: string[] };
  return Object.entries(properties).map(([name, field]) => ({
    ...{ name, type: field.type as string | undefined, isRequired: required.includes(name), isSecret: secrets.includes(name) },
    ...{ about: String(field.description ?? field.title ?? ""), values: (field.enum ?? []) as unknown[], otherwise: field.default },
  }));
}

const fieldRow = ({ name, isRequired, isSecret, about, values, otherwise }: Field): string[] => [
  ...[name, isRequired ? "required" : "", isSecret ? "secret" : ""],
  [
    about.split("\n", 1)[0]!,
    ...(values.length === 0 ? [] : [`One of ${values.join(", ")}.`]),
    ...(otherwise === undefined || otherwise === "" ? [] : [`Default: ${String(otherwise)}.`]),
  ].join(" "),
];

function addAdd(command: Command, out: Out): void {
  command
    .command("add")
    .description("add a gateway, the last of its channel")
    .argument("<driver>", "as in guardia gateway drivers")
    .requiredOption("--name <name>", "what people call it")
    .option(...set)
    .option(...settingsFile)
    .option("--disabled", "do not switch it on yet")
    .option("--as <person>", "who does so, as the model calls them")
    .option("--json", "print JSON")
    .action(async (called: string, { name, disabled, as, json, ...given }: Flags) => {
      const driver = driverView(driverNamed(called));
      const settings = settingsGiven(driver, given);
      const body = checked(newGatewaySchema, { name, driver: called, settings, isEnabled: disabled !== true });
      const view = await withGateways(async (parts, connection) => {
        if (driver.secrets.some((each) => body.settings[each] !== undefined)) await requireSameSecret(parts, connection);
        const id = await addGateway(parts, body, await knownActorOf(as, connection));
        return shown(parts, id);
      });
      if (json) return printJson(out, view);
      out.write(`${view.name} is added as ${view.id}, the last of its channel.\n`);
      if (view.hookUrl !== null) out.write(`Its provider is to call ${view.hookUrl}\n`);
    });
}

function addChange(command: Command, out: Out): void {
  command
    .command("change")
    .description("change a gateway's name or settings; what is not named stays as it is, secrets too")
    .argument("<gateway>", "its id, as in the list")
    .option("--name <name>", "what people call it")
    .option(...set)
    .option(...settingsFile)
    .option("--as <person>", "who does so, as the model calls them")
    .option("--json", "print JSON")
    .action(async (id: string, { name, as, json, ...given }: Flags) => {
      if (name === undefined && given.set.length === 0 && given.settings === undefined)
        throw new Refusal("bad-flags", "Say what changes: --name, --set NAME=VALUE or --settings FILE.", {});
      const view = await withGateways(async (parts, connection) => {
        const gateway = await gatewayNamed(parts.gateways, id);
        const changes = settingsGiven(driverView(gateway.driver), given);
        if (gateway.driver.secrets.length > 0 && Object.keys(changes).length > 0) await requireSameSecret(parts, connection);
        const before = gatewayView(parts.gateways, gateway).settings;
        const settings = Object.keys(changes).length === 0 ? undefined : { ...before, ...changes };
        await changeGateway(parts, id, checked(gatewayChangeSchema, { name, settings }), await knownActorOf(as, connection));
        return shown(parts, id);
      });
      if (json) printJson(out, view);
      else out.write(`${view.name} is changed.\n`);
    });
}

const collect = (given: string, before: string[]): string[] => [...before, given];
const set = ["--set <name=value>", "a setting, repeated for each; NAME= forgets it", collect, [] as string[]] as const;
const settingsFile = ["--settings <file>", "settings as a JSON object, secrets too; - reads standard input"] as const;

const shown = async ({ gateways }: GatewayParts, id: string): Promise<GatewayView> =>
  gatewayView(gateways, await gatewayNamed(gateways, id));

/** What `--settings` and `--set` come to together; the latter wins. */
function settingsGiven(driver: DriverView, { set: assignments, settings: file }: Pick<Flags, "set" | "settings">): Settings {
  const fields = fieldsOf(driver);
  const named = assignments.map((written) => assignment(written, driver, fields));
  return { ...(file === undefined ? {} : settingsIn(file)), ...Object.fromEntries(named) };
}

function assignment(written: string, driver: DriverView, fields: readonly Field[]): [string, Settings[string]] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
  // It may hold a secret: only the name is repeated.
  if (name === undefined || value === undefined)
    throw new Refusal("bad-flags", "--set is written NAME=VALUE, from=+34911123456 for instance.", {});
  if (driver.secrets.includes(name) && value !== "") {
    throw new Refusal(
      "secret-on-command-line",
      `${name} is a secret, which others on this machine could read here: write {"${name}": "…"} into a file for --settings FILE, or give it to --settings - by standard input.`,
      { setting: name },
    );
  }
  const type = fields.find((field) => field.name === name)?.type;
  if (value === "") return [name, null];
  if (type === "boolean" && /^(true|false)$/.test(value)) return [name, value === "true"];
  if ((type === "number" || type === "integer") && Number.isFinite(Number(value))) return [name, Number(value)];
  return [name, value];
}

function settingsIn(file: string): Settings {
  const from = file === "-" ? "Standard input" : file;
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Refusal("unreadable-file", `${from} cannot be read: ${(error as Error).message}. Name a file, or - for standard input.`, {
      file: from,
    });
  }
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // The engine's own message repeats what stands there.
    const { line, column } = locateJsonFault(text);
    throw new Refusal("bad-settings-file", `${from}:${line}:${column} is not JSON from here on: write an object like {"authToken": "…"}.`, {
      ...{ file: from, line, column },
    });
  }
  if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Settings;
  throw new Refusal("bad-settings-file", `${from} holds no JSON object: write one like {"authToken": "…"}.`, { file: from });
}
