/** `guardia webhook …`: where events go, switched on and off, with a new secret, tested, and what became of each delivery. */
import { Command } from "commander";
import { type Connection, knownActorOf, withConnection } from "#cli/connection.ts";
import { requireSameSecret } from "#cli/gateway-parts.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { checked } from "#cli/ticket-verbs.ts";
import { addDeliveries } from "#cli/webhook-deliveries.ts";
import { Refusal } from "#core/refusal.ts";
import { toIso } from "#core/time/instant.ts";
import { openSealing } from "#server/access/sealing.ts";
import { newWebhookSchema, type WebhookView, webhookChangeSchema } from "#server/webhook/schema.ts";
import * as store from "#server/webhook/store.ts";
import { webhookView } from "#server/webhook/view.ts";

type Flags = { as?: string; json?: true };
type Given = { name?: string; url?: string; patterns?: string[]; customer?: string; personal?: boolean };

export function webhookCommand(out: Out = process.stdout): Command {
  const command = new Command("webhook").description("webhooks: events that go to other systems, and what became of them");
  addList(command, out);
  addShow(command, out);
  addDeliveries(command, out);
  addSwitch(command, out, "enable");
  addSwitch(command, out, "disable");
  addRotate(command, out);
  addTest(command, out);
  addAdd(command, out);
  addChange(command, out);
  addRemove(command, out);
  return command;
}

/** What seals and opens their secrets. */
const sealed = ({ door, settings }: Connection): store.Sealed => ({ door, sealing: openSealing(door, settings.secret ?? null) });

const momentOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

function addList(command: Command, out: Out): void {
  command
    .command("list")
    .description("all of them")
    .option("--json", "print JSON")
    .action(async ({ json }: Flags) => {
      const items = (await withConnection(({ door }) => store.listWebhooks(door))).map(webhookView);
      if (json) return printJson(out, { items });
      const header = ["id", "name", "state", "host", "customer", "events"];
      printTable(out, header, items.map(rowOf), "There are no webhooks.");
    });
}

/** An address may hold a key in its path: lists have the host alone. */
const rowOf = (each: WebhookView): (string | null)[] => [
  ...[each.id, each.name, stateOf(each), new URL(each.url).host, each.customer ?? "all", each.patterns.join(" ")],
];

const stateOf = ({ state, failingSince }: WebhookView): string =>
  failingSince === null ? state : `${state}, takes nothing since ${momentOf(failingSince)}`;

function addShow(command: Command, out: Out): void {
  command
    .command("show")
    .description("one webhook")
    .argument("<webhook>", "its id, as in the list")
    .option("--json", "print JSON")
    .action(async (id: string, { json }: Flags) => {
      const row = await withConnection(({ door }) => door.read("*", (db) => store.oneWebhook(db, id)));
      const view = webhookView(store.webhookOf(row));
      if (json) printJson(out, view);
      else printWebhook(out, view);
    });
}

function printWebhook(out: Out, view: WebhookView): void {
  const facts = [
    ["id", view.id],
    ["state", stateOf(view)],
    ["address", view.url],
    ["events", view.patterns.join(" ")],
    ["of", view.customer ?? "all customers, and the installation"],
    ["personal words", view.hasPersonal ? "go along" : "stay here"],
    ["added", `${momentOf(view.createdAt)} by ${view.createdBy}`],
  ] as const;
  out.write(`${view.name}\n${facts.map(([name, value]) => `    ${name.padEnd(16)}${value}\n`).join("")}`);
}

const asWhom = ["--as <person>", "who does so, as the model calls them"] as const;

function addSwitch(command: Command, out: Out, word: "enable" | "disable"): void {
  const isEnabled = word === "enable";
  command
    .command(word)
    .description(isEnabled ? "switch a webhook on; it hears of what happens from now on" : "switch a webhook off; what waits is given up")
    .argument("<webhook>", "its id, as in the list")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (id: string, options: Flags) => {
      const webhook = await withConnection(async (connection) =>
        store.changeWebhook(connection.door, id, { isEnabled }, await knownActorOf(options.as, connection)),
      );
      if (options.json) printJson(out, webhookView(webhook));
      else out.write(`${webhook.name} is switched ${isEnabled ? "on" : "off"}.\n`);
    });
}

function addRotate(command: Command, out: Out): void {
  command
    .command("rotate")
    .description("a new secret, shown this once; the old one signs beside it for 24 hours")
    .argument("<webhook>", "its id, as in the list")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (id: string, options: Flags) => {
      const made = await withConnection(async (connection) =>
        store.rotateSecret(sealed(connection), id, await knownActorOf(options.as, connection)),
      );
      const overlapsUntil = toIso(made.overlapsUntil);
      if (options.json) return printJson(out, { secret: made.secret, overlapsUntil });
      out.write(`${made.secret}\n`);
      process.stderr.write(
        `Keep the secret above: it cannot be shown again. The one before it signs beside it until ${momentOf(overlapsUntil)}.\n`,
      );
    });
}

function addTest(command: Command, out: Out): void {
  command
    .command("test")
    .description("send an event of the type webhook.test, of which the log knows nothing")
    .argument("<webhook>", "its id, as in the list")
    .option("--json", "print JSON")
    .action(async (id: string, { json }: Flags) => {
      const delivery = await withConnection(({ door }) => store.testWebhook(door, id));
      if (json) printJson(out, { delivery });
      else out.write(`Delivery ${delivery} is on its way. What became of it: guardia webhook deliveries ${id} ${delivery}\n`);
    });
}

function addAdd(command: Command, out: Out): void {
  describeFields(command.command("add").description("send events to an address from now on; its secret is shown this once"))
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async ({ as, json, ...given }: Given & Flags) => {
      const body = checked(newWebhookSchema, bodyOf(given));
      const { webhook, secret } = await withConnection(async (connection) => {
        const tools = sealed(connection);
        await requireSameSecret(tools, connection);
        return store.createWebhook(tools, body, await knownActorOf(as, connection));
      });
      if (json) return printJson(out, { webhook: webhookView(webhook), secret });
      out.write(`${secret}\n`);
      process.stderr.write(`${webhook.name} is added as ${webhook.id}. Keep the secret above: it cannot be shown again.\n`);
    });
}

function addChange(command: Command, out: Out): void {
  describeFields(command.command("change").description("change a webhook; what is not named stays as it is"))
    .argument("<webhook>", "its id, as in the list")
    .option(...asWhom)
    .option("--json", "print JSON")
    .action(async (id: string, { as, json, ...given }: Given & Flags) => {
      const change = checked(webhookChangeSchema, bodyOf(given));
      if (Object.keys(change).length === 0)
        throw new Refusal("bad-flags", "Say what changes: --name, --url, --patterns, --customer or --personal.", {});
      const webhook = await withConnection(async (connection) =>
        store.changeWebhook(connection.door, id, change, await knownActorOf(as, connection)),
      );
      if (json) printJson(out, webhookView(webhook));
      else printWebhook(out, webhookView(webhook));
    });
}

const collect = (given: string, before: string[] = []): string[] => [...before, ...given.split(",").map((each) => each.trim())];

const describeFields = (command: Command): Command =>
  command
    .option("--name <name>", "what people call it")
    .option("--url <address>", "where events go")
    .option("--patterns <patterns>", "which, several by comma or repeated: *, ticket.*, ticket.opened …", collect)
    .option("--customer <key>", "only this customer's; all: those of all, and of the installation")
    .option("--personal", "let subjects, texts and names go along")
    .option("--no-personal", "keep them here (as it is when nothing is said)");

const bodyOf = ({ name, url, patterns, customer, personal }: Given): Record<string, unknown> => ({
  ...{ name, url, patterns, customer: customer === "all" ? null : customer, hasPersonal: personal },
});

function addRemove(command: Command, out: Out): void {
  command
    .command("remove")
    .description("remove a webhook with its delivery log")
    .argument("<webhook>", "its id, as in the list")
    .option(...asWhom)
    .action(async (id: string, options: Flags) => {
      await withConnection(async (connection) => store.removeWebhook(connection.door, id, await knownActorOf(options.as, connection)));
      out.write(`The webhook ${id} is removed.\n`);
    });
}
