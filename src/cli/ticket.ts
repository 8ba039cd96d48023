/** `guardia ticket …`: everything that can be done with a ticket, from a terminal. */
import { Command } from "commander";
import { type Connection, knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { explainTicket } from "#cli/ticket-explain.ts";
import { checked, type VerbLine, verbLines } from "#cli/ticket-verbs.ts";
import { textIn } from "#core/model/text.ts";
import { Refusal } from "#core/refusal.ts";
import { parseQuery } from "#core/search/query.ts";
import { isLive } from "#core/sla/clock.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { requireKnownPeople } from "#server/access/actor.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import { wire } from "#server/http/wire.ts";
import { findListed } from "#server/search/list.ts";
import { explained, measureOf, zonesOf } from "#server/ticket/explained.ts";
import { type TicketFilter, ticketOrders } from "#server/ticket/list.ts";
import { isZone } from "#server/ticket/local-time.ts";
import { openingSchema } from "#server/ticket/opening.ts";
import { eventsOf, findTicket } from "#server/ticket/read.ts";
import { summaryOf, summaryOfListed } from "#server/ticket/summary.ts";

export function ticketCommand(out: Out = process.stdout): Command {
  const command = new Command("ticket").description("open, work on and explain tickets");
  addOpen(command, out);
  addList(command, out);
  addShow(command, out);
  for (const line of verbLines) addVerb(command, out, line);
  command
    .command("explain")
    .description("why each clock is due when it is: every stretch, adding up to the due instant")
    .argument("<ticket>", "its number")
    .option("--zone <zone>", "the zone to read it in (default: the provider's)")
    .option("--all", "clocks that have ended, too; without a running one they are shown anyway")
    .option("--json", "print JSON")
    .action((number: string, options: { zone?: string; all?: true; json?: true }) => explain(out, number, options));
  return command;
}

export function ticketNumber(written: string): number {
  const number = /^#?(\d{1,15})$/.exec(written)?.[1];
  if (number !== undefined && Number(number) > 0) return Number(number);
  throw new Refusal("bad-number", `"${written}" is no ticket number: write it like 4711.`, { number: written });
}

type OpenOptions = Record<string, string | true | undefined>;

function addOpen(command: Command, out: Out): void {
  command
    .command("open")
    .description("open a ticket: coverage is decided, the owning team found, the clocks set")
    .requiredOption("--customer <key>", "for which customer")
    .requiredOption("--subject <text>", "what it is, in a line")
    .option("--description <text>", "what happened, in full")
    .option("--service <key>", "which service")
    .option("--component <key>", "which component of it")
    .option("--environment <name>", "production, staging, test or development")
    .option("--kind <kind>", "incident, request, problem, change or evolution (default: incident)")
    .option("--class <class>", "corrective, preventive, adaptive, perfective or additive")
    .option("--requester <name>", "a contact's key, or a name")
    .option("--channel <channel>", "how it came: phone, email, portal, chat … (default: phone)")
    .option("--affected <who>", "one, some or everybody: with --at-stake, priority follows from it")
    .option("--at-stake <what>", "nothing, money or safety")
    .option("--workaround", "there is a way around it")
    .option("--priority <priority>", "P1 to P4, instead of facts")
    .option("--as <person>", "who acts, as the model calls them")
    .option("--json", "print JSON")
    .action(async (options: OpenOptions) => {
      const { customer, affected, atStake, workaround, as: person, json, ...fields } = options;
      if ((affected === undefined) !== (atStake === undefined))
        throw new Refusal("bad-flags", "Give both --affected and --at-stake, or neither.", {});
      const facts = affected === undefined ? {} : { facts: { affected, atStake, hasWorkaround: workaround === true } };
      const { attachments: _, ...body } = checked(openingSchema, { channel: "phone", ...fields, ...facts, customerId: customer });
      await withConnection(async (connection) => {
        const actor = await knownActorOf(textOf(person), connection);
        const draft = { type: "open-ticket", description: "", ...body, ticketId: 0, actor } as CommandDraft;
        const { tickets } = await connection.door.perform({ scope: "*", commands: [draft] });
        await printTicket(out, connection, tickets[0]!, json === true);
      });
    });
}

const textOf = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);

function addVerb(command: Command, out: Out, line: VerbLine): void {
  const verb = command.command(line.name).description(line.description).argument("<ticket>", "its number");
  for (const [name, description] of line.arguments ?? []) verb.argument(name, description);
  for (const [flags, description, isRequired] of line.options ?? []) {
    if (isRequired) verb.requiredOption(flags, description);
    else verb.option(flags, description);
  }
  verb.option("--as <person>", "who acts, as the model calls them").option("--json", "print JSON");
  verb.action(async (...given: unknown[]) => {
    const args = given.slice(0, (line.arguments?.length ?? 0) + 1) as string[];
    const options = given.at(-2) as Record<string, string | true | undefined>;
    const ticketId = ticketNumber(args[0]!);
    const draft = line.command(args.slice(1), options);
    await withConnection(async (connection) => {
      await requireKnownPeople(connection.door, draft);
      const order = { ...draft, ticketId, actor: await knownActorOf(textOf(options.as), connection) } as CommandDraft;
      const { tickets } = await connection.door.perform({ scope: "*", commands: [order] });
      const after = tickets.find(({ id }) => id === ticketId) ?? tickets[0] ?? (await requireTicket(connection, ticketId));
      const opened = tickets.find(({ id, seq }) => id !== ticketId && seq === 1);
      await printTicket(out, connection, opened ?? after, options.json === true);
    });
  });
}

async function requireTicket({ door }: Connection, id: number): Promise<Ticket> {
  const ticket = await door.read("*", (db) => findTicket(db, id));
  if (ticket === null) throw new Refusal("unknown-ticket", `There is no ticket ${id}.`, { ticketId: id });
  return ticket;
}

/** One ticket in a few lines. */
async function printTicket(out: Out, { door }: Connection, ticket: Ticket, json: boolean): Promise<void> {
  if (json) return printJson(out, wire(ticket));
  const book = await door.book();
  const now = door.clock();
  const row = summaryOf(ticket, { document: book.documentAt(now), measure: measureOf(book), language: "en", now, names: new Map() });
  const place = row.tier === null ? "no team" : `L${row.tier} ${row.teamName}`;
  const state = row.pause === null ? row.status : `waiting for ${row.pause}`;
  out.write(
    `#${row.id}  ${row.subject}\n    ${row.customerName}, ${row.kind}, ${row.priority}, ${state}, ${place}, ${row.assigneeName ?? "nobody"} has it\n`,
  );
  if (ticket.coverage !== null) {
    const { decision, clause, text } = ticket.coverage;
    out.write(`    ${decision}${clause === "" ? "" : `, ${clause}`}: ${textIn(text, "en")}\n`);
  }
  for (const { objective, dueAt, breachedAt, isPaused, consumedPercent } of row.clocks) {
    const when =
      breachedAt !== null ? `was due ${clock(breachedAt)}` : isPaused ? "paused" : dueAt === null ? "never due" : `due ${clock(dueAt)}`;
    out.write(`    ${objective.padEnd(13)} ${when}${consumedPercent === null ? "" : `, ${Math.round(consumedPercent)} % used`}\n`);
  }
}

const clock = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

function addList(command: Command, out: Out): void {
  command
    .command("list")
    .description("tickets; by default the open ones, what breaks next first")
    .option("--query <query>", "in the query language: 'priority:p1 breach<2h \"login\"' (docs/search.md)")
    .option("--status <status>", "open, resolved or closed (default: open, unless the query speaks of states or numbers)")
    .option("--customer <key>", "of one customer")
    .option("--team <key>", "with one team")
    .option("--assignee <person>", "of one person; nobody for those that nobody has")
    .option("--priority <priority>", "P1 to P4")
    .option("--service <key>", "of one service")
    .option("--order <order>", ticketOrders.join(", "), "next-breach")
    .option("--limit <number>", "how many at most", "50")
    .option("--json", "print JSON")
    .action(async (options: Record<string, string | undefined> & { json?: true }) => list(out, options));
}

/** A query that says itself which states it is about is not narrowed to the open ones. */
const speaksOfStates = (query: string): boolean =>
  parseQuery(query).query.terms.some(({ test }) => ["status", "resolved", "closed", "rated", "firstline", "number"].includes(test.field));

async function list(
  out: Out,
  { json, assignee, limit, query = "", ...rest }: Record<string, string | undefined> & { json?: unknown },
): Promise<void> {
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1 || most > 200)
    throw new Refusal("bad-flags", `--limit ${limit} is not a whole number from 1 to 200.`, {});
  for (const [flag, value, known] of [
    ["status", rest.status, ["open", "resolved", "closed"]],
    ["priority", rest.priority, ["P1", "P2", "P3", "P4"]],
    ["order", rest.order, ticketOrders],
  ] as const) {
    if (value !== undefined && !(known as readonly string[]).includes(value))
      throw new Refusal("bad-flags", `--${flag} ${value}: write one of ${known.join(", ")}.`, {});
  }
  const filter = {
    ...rest,
    status: rest.status ?? (speaksOfStates(query) ? undefined : "open"),
    limit: most,
    ...(assignee === undefined ? {} : { assignee: assignee === "nobody" ? null : assignee }),
  } as TicketFilter;
  await withConnection(async ({ door }) => {
    const caller = { customerIds: null, sight: "everything", id: "", email: null, contact: null } as const;
    const { book, ...page } = await findListed({ door }, { caller, query, zone: null, filter });
    const now = door.clock();
    const scene = {
      document: book.documentAt(now),
      measure: measureOf(book),
      language: "en" as const,
      now,
      names: new Map<string, string>(),
    };
    const rows = page.items.map((ticket) => summaryOfListed(ticket, scene));
    if (json) return printJson(out, { items: rows, next: page.next });
    const header = ["#", "priority", "next due", "customer", "place", "assignee", "state", "subject"];
    const line = (row: (typeof rows)[number]) => [
      ...[row.id, row.priority, row.nextBreachAt === null ? null : clock(row.nextBreachAt), row.customerId],
      ...[row.tier === null ? null : `L${row.tier} ${row.team}`, row.assigneeName, row.pause ?? row.status, row.subject.slice(0, 60)],
    ];
    printTable(out, header, rows.map(line), "No ticket is like that.");
    if (page.next !== null) process.stderr.write("There are more: narrow the list, or raise --limit.\n");
  });
}

function addShow(command: Command, out: Out): void {
  command
    .command("show")
    .description("one ticket with its conversation")
    .argument("<ticket>", "its number")
    .option("--json", "print JSON")
    .action(async (number: string, options: { json?: true }) => {
      const id = ticketNumber(number);
      await withConnection(async (connection) => {
        const ticket = await requireTicket(connection, id);
        const logged = await connection.door.read("*", (db) => eventsOf(db, id, { limit: 1_000 }));
        if (options.json)
          return printJson(out, { ...wire(ticket), events: logged.map(({ event, ...rest }) => ({ ...wire(event), ...wire(rest) })) });
        await printTicket(out, connection, ticket, false);
        for (const { event } of logged) {
          const said =
            "text" in event ? event.text : "description" in event ? event.description : "solution" in event ? event.solution : null;
          const type =
            event.type === "ticket.replied" ? `${event.visibility} reply` : event.type.replace(/^ticket\./, "").replaceAll("-", " ");
          out.write(`\n${clock(toIso(event.at))}  ${event.actor}  ${type}\n`);
          if (said !== null && said !== "") out.write(`${said.replaceAll(/^/gm, "    ")}\n`);
        }
      });
    });
}

async function explain(out: Out, number: string, { zone, all, json }: { zone?: string; all?: true; json?: true }): Promise<void> {
  const id = ticketNumber(number);
  if (zone !== undefined && !isZone(zone))
    throw new Refusal("bad-zone", `"${zone}" is not a zone: write an IANA name, Europe/Paris for instance.`, { zone });
  await withConnection(async (connection) => {
    const ticket = await requireTicket(connection, id);
    const book = await connection.door.book();
    const now: Instant = connection.door.clock();
    const zones = zonesOf(ticket, book, now, zone ?? null);
    const live = ticket.clocks.filter(isLive);
    const clocks = (all || live.length === 0 ? ticket.clocks : live).map((each) => explained(each, now, measureOf(book), zones));
    if (json) return printJson(out, { items: clocks.map(({ clock, explanation, due }) => ({ ...wire({ clock, explanation }), due })) });
    out.write(`${explainTicket(ticket, clocks, { document: book.documentAt(now), zones, now }).join("\n")}\n`);
    const ended = ticket.clocks.length - clocks.length;
    if (ended > 0)
      out.write(`\n${ended} clock${ended === 1 ? " has" : "s have"} ended; --all explains ${ended === 1 ? "it" : "them"} too.\n`);
  });
}
