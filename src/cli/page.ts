/** `guardia page …`: who is being called and whether somebody answered; answering, and calling somebody by hand. */
import { Command } from "commander";
import { type Connection, knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { ticketNumber } from "#cli/ticket.ts";
import type { PageCommand } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import { requireKnownPerson } from "#server/access/actor.ts";
import { findPage, ledgerOf, listPages, summariesOf } from "#server/oncall/read.ts";
import type { LastLine, PageFact, PageLedger, PageSummary } from "#server/oncall/schema.ts";
import { findTicket } from "#server/ticket/read.ts";

type Flags = Record<string, string | true | undefined>;

export function pageCommand(out: Out = process.stdout): Command {
  const command = new Command("page").description("pages: who is called, whether it reached them, who answered");
  addList(command, out);
  addShow(command, out);
  addAck(command, out);
  addOpen(command, out);
  return command;
}

function addList(command: Command, out: Out): void {
  command
    .command("list")
    .description("pages that wait for an answer or are acknowledged, the newest first")
    .option("--all", "those that are over, too")
    .option("--ticket <ticket>", "of one ticket")
    .option("--limit <number>", "how many at most", "50")
    .option("--json", "print JSON")
    .action(async ({ all, ticket, limit, json }: Flags) => {
      const most = Number(limit);
      if (!Number.isInteger(most) || most < 1 || most > 200)
        throw new Refusal("bad-flags", `--limit ${limit} is not a whole number from 1 to 200.`, {});
      const filter = {
        state: all === true ? ("all" as const) : ("unended" as const),
        ...(typeof ticket === "string" ? { ticketId: ticketNumber(ticket) } : {}),
      };
      await withConnection(async ({ door }) => {
        const pages = await door.read("*", (db) => listPages(db, filter, null, most));
        const items = await summariesOf(door, pages);
        if (json) return printJson(out, { items });
        const header = ["#", "state", "urgency", "customer", "told", "what became of it", "summary"];
        printTable(out, header, items.map(rowOf), "Nobody is being called.");
      });
    });
}

const rowOf = (page: PageSummary): (string | number)[] => [
  ...[page.id, page.state, page.urgency, page.customerId, page.told.map(plain).join(", ")],
  ...[truth(page.lastLine), page.summary.slice(0, 60)],
];

/** `bob` of `person:bob`. */
const plain = (recipient: string): string => recipient.replace(/^person:/, "");

/** What became of a page, in one line. */
function truth({ sent, delivered, acknowledged }: LastLine): string {
  const parts = [
    sent === null ? "not sent yet" : `${sent.channel} sent after ${seconds(sent.afterMs)}`,
    ...(delivered === null ? [] : [`delivered after ${seconds(delivered.afterMs)}`]),
    ...(acknowledged === null
      ? []
      : [`acknowledged by ${acknowledged.byName} (${acknowledged.via}) after ${seconds(acknowledged.afterMs)}`]),
  ];
  return parts.join(", ");
}

const seconds = (ms: number): string => {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
};

function addShow(command: Command, out: Out): void {
  command
    .command("show")
    .description("one page with its ledger: every step, attempt, receipt and answer")
    .argument("<page>", "its number")
    .option("--json", "print JSON")
    .action(async (number: string, { json }: Flags) => {
      const id = ticketNumber(number);
      await withConnection(async (connection) => {
        const ledger = await ledgerOf(connection.door, await requirePage(connection, id));
        if (json) printJson(out, ledger);
        else printLedger(out, ledger);
      });
    });
}

async function requirePage({ door }: Connection, id: number) {
  const page = await door.read("*", (db) => findPage(db, id));
  if (page === null) throw new Refusal("unknown-page", `There is no page ${id}.`, { pageId: id });
  return page;
}

function printLedger(out: Out, ledger: PageLedger): void {
  const about = ledger.ticketId === null ? "" : `, ticket ${ledger.ticketId}`;
  out.write(`#${ledger.id}  ${ledger.summary}\n    ${ledger.customerName}${about}, ${ledger.state}, urgency ${ledger.urgency}\n`);
  out.write(`    ${truth(ledger.lastLine)}\n\n`);
  for (const fact of ledger.facts) out.write(`${clock(fact.at)}  ${fact.actorName}  ${said(fact)}\n`);
  const rows = ledger.deliveries.flatMap(({ recipient, state, wantedAt, lines }) => {
    const attempts = (lines ?? []).flatMap((line) => line.attempts);
    if (attempts.length === 0) return [[clock(wantedAt), plain(recipient), null, null, state, null]];
    return attempts.map(({ channel, gatewayName, beganAt, outcome, receipt, mayBeDouble, said: words }) => [
      ...[clock(beganAt), plain(recipient), channel, gatewayName, receipt ?? outcome ?? "under way"],
      [words, mayBeDouble ? "may be double" : null].filter(Boolean).join("; ") || null,
    ]);
  });
  out.write("\n");
  printTable(out, ["when", "whom", "channel", "gateway", "outcome", "said"], rows, "Nobody was to be told.");
}

function said({ type, ...fact }: PageFact): string {
  const told = (fact.told as { recipient: string; via: string }[] | undefined)?.map(({ recipient }) => plain(recipient)).join(", ");
  const gaps = (fact.gaps as { target: string; reason: string }[] | undefined) ?? [];
  const missing = gaps.map(({ target, reason }) => `; ${target}: ${reason.replaceAll("-", " ")}`).join("");
  const words = type.replace(/^page\./, "").replaceAll("-", " ");
  if (type === "page.step-fired") return `step ${Number(fact.step) + 1}, round ${Number(fact.round) + 1}: ${told || "nobody"}${missing}`;
  if (type === "page.exhausted") return `all steps gone through; last resort: ${told}`;
  if (type === "page.unreached") return `${plain(String(fact.recipient))} could not be reached`;
  return typeof fact.via === "string" ? `${words} (${fact.via})` : words;
}

const clock = (iso: string): string => `${iso.slice(0, 19).replace("T", " ")} UTC`;

function addAck(command: Command, out: Out): void {
  command
    .command("ack")
    .description("acknowledge a page: nobody else is told, and its ticket is taken if nobody has it")
    .argument("<page>", "its number")
    .option("--as <person>", "who acts, as the model calls them")
    .option("--json", "print JSON")
    .action(async (number: string, options: Flags) => {
      const pageId = ticketNumber(number);
      await withConnection(async (connection) => {
        const actor = await knownActorOf(textOf(options.as), connection);
        await connection.door.perform({ scope: "*", commands: [{ type: "acknowledge-page", via: "api", pageId, actor }] });
        await printSummary(out, connection, pageId, options.json === true);
      });
    });
}

function addOpen(command: Command, out: Out): void {
  command
    .command("open")
    .description("call somebody by hand")
    .requiredOption("--summary <text>", "in a line, what they have to know")
    .option("--ticket <ticket>", "the ticket it is about")
    .option("--customer <key>", "whose matter it is (default: the ticket's customer)")
    .option("--notify <targets>", "whom: person:alice, schedule:nights, team:dba …; several with commas between them")
    .option("--policy <key>", "an escalation policy of the model, instead of --notify")
    .option("--urgency <urgency>", "high or low", "high")
    .option("--as <person>", "who acts, as the model calls them")
    .option("--json", "print JSON")
    .action(async (options: Flags) => {
      await withConnection(async (connection) => {
        const asked = await openingOf(options, connection);
        const actor = await knownActorOf(textOf(options.as), connection);
        const { pages } = await connection.door.perform({ scope: "*", commands: [{ ...asked, actor }] });
        await printSummary(out, connection, pages[0]!.id, options.json === true);
      });
    });
}

const textOf = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);

async function openingOf(options: Flags, { door }: Connection): Promise<Omit<Extract<PageCommand, { type: "open-page" }>, "actor">> {
  const { ticket, customer, notify, policy, urgency, summary = "" } = options as Record<string, string | undefined>;
  if (urgency !== "high" && urgency !== "low") throw new Refusal("bad-flags", `--urgency ${urgency}: write high or low.`, {});
  const ticketId = ticket === undefined ? null : ticketNumber(ticket);
  const about = ticketId === null ? null : await door.read("*", (db) => findTicket(db, ticketId));
  const customerId = customer ?? about?.customerId;
  if (customerId === undefined) throw new Refusal("bad-flags", "Say whose matter it is: --ticket NUMBER or --customer KEY.", {});
  const targets = notify?.split(",").map((each) => each.trim()) ?? [];
  for (const target of targets) if (target.startsWith("person:")) await requireKnownPerson(door, target.slice("person:".length));
  const whom = { policy: policy ?? null, targets: policy === undefined ? targets : [] };
  return { type: "open-page", pageId: 0, customerId, ticketId, cause: "manual", ...whom, urgency, summary };
}

async function printSummary(out: Out, connection: Connection, id: number, json: boolean): Promise<void> {
  const [page] = await summariesOf(connection.door, [await requirePage(connection, id)]);
  if (json) return printJson(out, page);
  const told = page!.told.map(plain).join(", ") || "nobody yet";
  out.write(`#${page!.id}  ${page!.summary}\n    ${page!.customerName}, ${page!.state}, told: ${told}\n    ${truth(page!.lastLine)}\n`);
}
