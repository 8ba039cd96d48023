/** `guardia incident …`: major incidents from a terminal: what goes on, declaring one, telling the customer, its review. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { type Connection, knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { ticketNumber } from "#cli/ticket.ts";
import { openStatuses } from "#core/incident/words.ts";
import { Refusal } from "#core/refusal.ts";
import { declareFor } from "#server/incident/declare.ts";
import { type IncidentFilter, listIncidents } from "#server/incident/list.ts";
import { reviewMarkdown } from "#server/incident/markdown.ts";
import { findReview, noReview } from "#server/incident/review-store.ts";
import { reviewView } from "#server/incident/review-view.ts";
import type { IncidentSummary, Room } from "#server/incident/schema.ts";
import { requireIncident, requireTicket } from "#server/incident/store.ts";
import { timelinePage } from "#server/incident/timeline-page.ts";
import { updateOrder } from "#server/incident/update.ts";
import { type Asker, roomOf } from "#server/incident/view.ts";

type Flags = Record<string, string | true | undefined>;

/** Whoever is at the terminal of the installation may do everything, in English. */
const asker: Asker = { person: null, mayWrite: true, mayOverride: true, language: "en" };

export function incidentCommand(out: Out = process.stdout): Command {
  const command = new Command("incident").description("major incidents: rooms, updates to the customer, reviews");
  addList(command, out);
  addShow(command, out);
  addDeclare(command, out);
  addUpdate(command, out);
  addReview(command, out);
  return command;
}

function addList(command: Command, out: Out): void {
  command
    .command("list")
    .description("those that go on, the newest first")
    .option("--all", "those that are over, too")
    .option("--customer <key>", "of one customer")
    .option("--json", "print JSON")
    .action(async ({ all, customer, json }: Flags) => {
      const filter: IncidentFilter = { state: all === true ? "all" : "going-on", customer: textOf(customer), limit: 100 };
      await withConnection(async ({ door }) => {
        const { items } = await listIncidents(door, filter);
        if (json) return printJson(out, { items });
        const header = ["ticket", "status", "customer", "commander", "next update", "review", "subject"];
        printTable(out, header, items.map(rowOf), all === true ? "There was no major incident." : "No major incident goes on.");
      });
    });
}

const rowOf = (each: IncidentSummary): (string | number | null)[] => [
  ...[each.ticketId, each.status, each.customerId, each.commander.name],
  ...[each.isUpdateOverdue ? `overdue since ${clock(each.nextUpdateAt!)}` : each.nextUpdateAt === null ? null : clock(each.nextUpdateAt)],
  ...[each.review === null ? null : `${each.review.state}${each.review.isOverdue ? ", overdue" : ""}`, each.subject.slice(0, 60)],
];

const clock = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
const textOf = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);

function addShow(command: Command, out: Out): void {
  command
    .command("show")
    .description("the room: who leads, where one meets, whom to call, what happened")
    .argument("<ticket>", "the ticket's number")
    .option("--json", "print JSON")
    .action(async (ticket: string, { json }: Flags) => {
      await withConnection(async (connection) => {
        const room = await readRoom(connection, ticketNumber(ticket));
        const { items } = await timelinePage(connection.door, room.ticketId, { order: "newest", limit: 15 });
        if (json) return printJson(out, { room, timeline: items });
        printRoom(out, room);
        const rows = items.map(({ at, actorName, type, text }) => [
          clock(at),
          actorName,
          plain(type),
          (text ?? "").split("\n", 1)[0]!.slice(0, 80),
        ]);
        printTable(out, ["when", "who", "what", ""], rows, "Nothing has happened yet.");
      });
    });
}

const plain = (type: string): string => type.replaceAll(/[.-]/g, " ");

async function readRoom({ door }: Connection, id: number): Promise<Room> {
  const [incident, ticket] = await door.read("*", async (db) => [await requireIncident(db, id), await requireTicket(db, id)] as const);
  return roomOf(door, incident, ticket, asker);
}

function printRoom(out: Out, room: Room): void {
  const { updates } = room;
  const next = updates.dueAt === null ? "none is due" : `${updates.isOverdue ? "overdue since" : "due"} ${clock(updates.dueAt)}`;
  out.write(
    `#${room.ticketId}  ${room.subject}\n    ${room.customerName}, ${room.priority}, ${room.status}${room.isOver ? ", over" : ""}\n`,
  );
  out.write(`    updates to the customer: ${updates.count}, ${next}\n`);
  if (room.conference !== null) out.write(`    conference: ${room.conference.url}\n`);
  out.write("\n");
  const rows = room.people.map(({ group, name, what, phone, email }) => [group, name, what, phone, email]);
  printTable(out, ["side", "who", "as", "phone", "e-mail"], rows, "");
  const open = room.checklist.filter(({ doneAt }) => doneAt === null);
  if (open.length > 0) out.write(`\nStill to do:\n${open.map(({ text }) => `  - ${text}\n`).join("")}`);
  out.write("\n");
}

function addDeclare(command: Command, out: Out): void {
  command
    .command("declare")
    .description("declare a ticket a major incident")
    .argument("<ticket>", "the ticket's number")
    .option("--commander <person>", "who leads it, as the model calls them (default: who acts)")
    .option("--reason <text>", "why")
    .option("--as <person>", "who acts, as the model calls them")
    .option("--json", "print JSON")
    .action(async (ticket: string, options: Flags) => {
      await withConnection(async (connection) => {
        const actor = await knownActorOf(textOf(options.as), connection);
        const own = actor.startsWith("agent:") ? actor.slice("agent:".length) : undefined;
        const commander = textOf(options.commander) ?? own;
        if (commander === undefined) throw new Refusal("bad-flags", "Say who leads it: --commander PERSON, or --as PERSON.", {});
        const ticketId = ticketNumber(ticket);
        const declaration = { ticketId, reason: textOf(options.reason) ?? null, commander: `person:${commander}` };
        await declareFor(connection.door, declaration, actor);
        const room = await readRoom(connection, ticketId);
        if (options.json) printJson(out, room);
        else printRoom(out, room);
      });
    });
}

function addUpdate(command: Command, out: Out): void {
  command
    .command("update")
    .description("tell the customer how it stands: a public reply on the ticket")
    .argument("<ticket>", "the ticket's number")
    .argument("[text]", "what to say, in Markdown; - or nothing reads it from the terminal")
    .option("--status <status>", openStatuses.join(", "))
    .option("--as <person>", "who writes, as the model calls them")
    .option("--json", "print JSON")
    .action(async (ticket: string, text: string | undefined, options: Flags) => {
      const status = openStatuses.find((each) => each === options.status);
      if (options.status !== undefined && status === undefined)
        throw new Refusal("bad-flags", `--status ${String(options.status)}: write ${openStatuses.join(", ")}.`, {});
      const words = text === undefined || text === "-" ? readFileSync(0, "utf8") : text;
      await withConnection(async (connection) => {
        const ticketId = ticketNumber(ticket);
        const actor = await knownActorOf(textOf(options.as), connection);
        const update = { text: words, ...(status === undefined ? {} : { status }) };
        await connection.door.perform(updateOrder(connection.door, { ticketId, update, actor }));
        const room = await readRoom(connection, ticketId);
        if (options.json) printJson(out, room);
        else out.write(`Told. The next update is ${room.updates.dueAt === null ? "not due" : `due ${clock(room.updates.dueAt)}`}.\n`);
      });
    });
}

function addReview(command: Command, out: Out): void {
  command
    .command("review")
    .description("the post-incident review, as Markdown")
    .argument("<ticket>", "the ticket's number")
    .option("--json", "print JSON")
    .action(async (ticket: string, { json }: Flags) => {
      await withConnection(async ({ door }) => {
        const id = ticketNumber(ticket);
        const sides = await door.read("*", async (db) => {
          const [incident, about, review] = [await requireIncident(db, id), await requireTicket(db, id), await findReview(db, id)];
          if (review === null) throw noReview(id);
          return { incident, ticket: about, review };
        });
        const view = await reviewView(door, sides, asker);
        if (json) printJson(out, view);
        else out.write(reviewMarkdown(view, "en"));
      });
    });
}
