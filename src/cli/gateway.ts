/** `guardia gateway …`: the accounts at providers by which people are reached, their order, and how they are. */
import { Command } from "commander";
import { knownActorOf } from "#cli/connection.ts";
import { addAsking } from "#cli/gateway-asking.ts";
import { type GatewayParts, withGateways } from "#cli/gateway-parts.ts";
import { addSettings } from "#cli/gateway-settings.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { type Channel, channels } from "#core/notification/channel.ts";
import { Refusal } from "#core/refusal.ts";
import { changeGateway, gatewayNamed, orderGateways, removeGateway } from "#server/channels/gateway-store.ts";
import { gatewayView } from "#server/channels/gateway-view.ts";
import type { GatewayView } from "#server/channels/schema.ts";

type Flags = { as?: string; json?: true };

export function gatewayCommand(out: Out = process.stdout): Command {
  const command = new Command("gateway").description("gateways: the accounts by which people are reached, and how they are");
  addList(command, out);
  addShow(command, out);
  addSwitch(command, out, "enable");
  addSwitch(command, out, "disable");
  addOrder(command, out);
  addAsking(command, out);
  addSettings(command, out);
  addRemove(command, out);
  return command;
}

function addList(command: Command, out: Out): void {
  command
    .command("list")
    .description("all of them by channel, in the order in which they are asked")
    .option("--channel <channel>", channels.join(", "))
    .option("--json", "print JSON")
    .action(async ({ channel, json }: Flags & { channel?: string }) => {
      const wanted = channel === undefined ? undefined : channelNamed(channel);
      const items = (await withGateways(listed)).filter((each) => wanted === undefined || each.channel === wanted);
      if (json) return printJson(out, { items });
      const header = ["channel", "id", "name", "driver", "is", "health", "last sent", "last failed", "why"];
      printTable(out, header, items.map(rowOf), wanted === undefined ? "There is no gateway." : `The channel ${wanted} has no gateway.`);
    });
}

const listed = async ({ gateways }: GatewayParts): Promise<GatewayView[]> =>
  (await gateways.list()).map((each) => gatewayView(gateways, each));

function channelNamed(written: string): Channel {
  const channel = channels.find((each) => each === written);
  if (channel !== undefined) return channel;
  throw new Refusal("bad-flags", `There is no channel "${written}": write one of ${channels.join(", ")}.`, { channel: written });
}

const rowOf = (each: GatewayView): (string | null)[] => [
  ...[each.channel, each.id, each.name, each.driver, each.isEnabled ? "on" : "off", each.isReadable ? each.health.state : "unreadable"],
  ...[momentOf(each.health.lastSentAt), momentOf(each.health.lastFailedAt), whyOf(each)?.slice(0, 80) ?? null],
];

/** Why it is not well; null when it is. */
function whyOf({ isReadable, health }: GatewayView): string | null {
  if (!isReadable) return "its secrets do not open with this GUARDIA_SECRET, or its settings no longer fit";
  if (health.state === "suspect") return "takes messages and reports on none";
  return health.state === "unhealthy" ? (health.lastSaid ?? "it failed again and again") : null;
}

const momentOf = (iso: string | null): string | null => (iso === null ? null : `${iso.slice(0, 19).replace("T", " ")} UTC`);

function addShow(command: Command, out: Out): void {
  command
    .command("show")
    .description("one gateway: its settings without secrets, and how it is")
    .argument("<gateway>", "its id, as in the list")
    .option("--json", "print JSON")
    .action(async (id: string, { json }: Flags) => {
      const [view, own] = await withGateways(async (parts) => {
        const found = gatewayView(parts.gateways, await gatewayNamed(parts.gateways, id));
        return [found, (await listed(parts)).filter(({ channel }) => channel === found.channel)] as const;
      });
      if (json) printJson(out, view);
      else printGateway(out, view, `${own.findIndex((each) => each.id === id) + 1} of ${own.length}`);
    });
}

function printGateway(out: Out, view: GatewayView, place: string): void {
  const { health, settings, keptSecrets } = view;
  const since = health.since === null ? "" : ` since ${momentOf(health.since)}`;
  const facts: [string, string | null][] = [
    ["id", view.id],
    ["driver", view.driver + (view.isBuiltIn ? ", comes with the installation" : "")],
    ["channel", `${view.channel}, asked as number ${place}, ${view.isEnabled ? "switched on" : "switched off"}`],
    ["health", view.isReadable ? health.state + since : "unreadable"],
    ["why", whyOf(view)],
    ["failures in a row", health.failures === 0 ? null : String(health.failures)],
    ["tried again", momentOf(health.retryAt)],
    ["last sent", momentOf(health.lastSentAt) ?? "never"],
    ["last failed", health.lastFailedAt === null ? "never" : `${momentOf(health.lastFailedAt)}: ${health.lastSaid ?? "no reason given"}`],
    ["last receipt", momentOf(health.lastReceiptAt)],
    ["its provider calls", view.hookUrl],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  out.write(`${view.name}\n${known.map(([name, value]) => `    ${name.padEnd(20)}${value}\n`).join("")}`);
  if (view.isBuiltIn) return;
  const rows = [...Object.entries(settings).map(([name, value]) => [name, String(value)]), ...keptSecrets.map((name) => [name, "(kept)"])];
  out.write("\n");
  printTable(out, ["setting", ""], rows, "It has no settings.");
}

const asWhom = ["--as <person>", "who does so, as the model calls them"] as const;

function addSwitch(command: Command, out: Out, word: "enable" | "disable"): void {
  const isEnabled = word === "enable";
  command
    .command(word)
    .description(isEnabled ? "switch a gateway on" : "switch a gateway off: it is asked nothing any more")
    .argument("<gateway>", "its id, as in the list")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (id: string, options: Flags) => {
      const view = await withGateways(async (parts, connection) => {
        await changeGateway(parts, id, { isEnabled }, await knownActorOf(options.as, connection));
        return gatewayView(parts.gateways, await gatewayNamed(parts.gateways, id));
      });
      if (options.json) printJson(out, view);
      else out.write(`${view.name} is switched ${isEnabled ? "on" : "off"}.\n`);
    });
}

function addOrder(command: Command, out: Out): void {
  command
    .command("order")
    .description("in which order a channel asks its gateways")
    .argument("<channel>", channels.join(", "))
    .argument("<gateways...>", "all ids of the channel, the one to be asked first in front")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (written: string, ids: string[], options: Flags) => {
      const channel = channelNamed(written);
      const items = await withGateways(async (parts, connection) => {
        await orderGateways(parts, channel, ids, await knownActorOf(options.as, connection));
        return (await listed(parts)).filter((each) => each.channel === channel);
      });
      if (options.json) return printJson(out, { items });
      out.write(`${channel} asks ${items.map(({ name }) => name).join(", then ")}.\n`);
    });
}

function addRemove(command: Command, out: Out): void {
  command
    .command("remove")
    .description("remove a gateway with its settings; what it sent stays in the ledger")
    .argument("<gateway>", "its id, as in the list")
    .option(...asWhom)
    .action(async (id: string, options: Flags) => {
      const name = await withGateways(async (parts, connection) => {
        const gateway = await gatewayNamed(parts.gateways, id);
        await removeGateway(parts, id, await knownActorOf(options.as, connection));
        return gateway.name;
      });
      out.write(`${name} is removed.\n`);
    });
}
