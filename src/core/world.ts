/**
 * The heart, assembled: `execute` decides, `apply` changes one record, `react` says what a fact sets in motion, `deadlineOf` when a
 * record next acts by itself. The server runs it on the few rows that a command names, the simulator on a whole world.
 */
import type { Book } from "#core/agreement/book.ts";
import { applyToPage } from "#core/oncall/apply.ts";
import { decidePage } from "#core/oncall/decide.ts";
import type { Page, PageCommand, PageEvent } from "#core/oncall/page.ts";
import { pagesAfterTicket, ticketsAfterPage } from "#core/oncall/react.ts";
import { Refusal } from "#core/refusal.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import { decideTicket, reactToTicket } from "#core/ticket/decide.ts";
import { openTicket } from "#core/ticket/intake.ts";
import type { Scene } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";
import type { Instant } from "#core/time/instant.ts";

/** `pages` is null in a world in which nobody is paged: a history, or a simulation of tickets alone. */
export type World = { book: Book; tickets: Map<number, Ticket>; pages: Map<number, Page> | null };
export type Command = TicketCommand | PageCommand;
export type Event = TicketEvent | PageEvent;

/** The one record an event changes, with its new value. The server writes it as a row; the simulator keeps it in a map. */
export type Change = { table: "tickets"; id: number; record: Ticket } | { table: "pages"; id: number; record: Page };

export const isPageCommand = (command: Command): command is PageCommand => "pageId" in command;
export const isPageEvent = (event: Event): event is PageEvent => "pageId" in event;

/** Decides a command: its events, or a Refusal. Changes nothing. */
export function execute(world: World, command: Command, now: Instant): Event[] {
  const { book } = world;
  if (isPageCommand(command)) {
    const scene = { book, now, actor: command.actor, ticket: (id: number) => world.tickets.get(id) };
    return decidePage(world.pages?.get(command.pageId), command, scene);
  }
  const { actor, watermark } = command;
  const scene: Scene = {
    book,
    now,
    actor,
    other: (id) => requireTicket(world, id),
    ...(watermark === undefined ? {} : { watermark }),
  };
  if (command.type === "open-ticket") return openTicket(command, scene);
  return decideTicket(requireTicket(world, command.ticketId), command, scene);
}

function requireTicket(world: World, ticketId: number): Ticket {
  const ticket = world.tickets.get(ticketId);
  if (ticket === undefined) throw new Refusal("unknown-ticket", `There is no ticket ${ticketId}.`, { ticketId });
  return ticket;
}

export function apply(world: World, event: Event): Change {
  if (isPageEvent(event)) {
    return { table: "pages", id: event.pageId, record: applyToPage(world.pages?.get(event.pageId), event, world.book) };
  }
  return { table: "tickets", id: event.ticketId, record: applyToTicket(world.tickets.get(event.ticketId), event, world.book) };
}

/** What a fact sets in motion, in a world that it has changed already. */
export function react(event: Event, world: World): Command[] {
  if (isPageEvent(event)) {
    const ticketId = world.pages?.get(event.pageId)?.ticketId ?? null;
    return ticketsAfterPage(event, ticketId === null ? undefined : world.tickets.get(ticketId));
  }
  const own = reactToTicket(event);
  if (world.pages === null) return own;
  const raised = pagesAfterTicket(event, world.tickets.get(event.ticketId)!, () => unendedPages(world, event.ticketId));
  return raised.length === 0 ? own : [...own, ...raised];
}

/** A ticket has its own page and few others; a world holds those of the tickets that a command names. */
function unendedPages({ pages }: World, ticketId: number): Page[] {
  const found: Page[] = [];
  for (const page of pages?.values() ?? []) if (page.ticketId === ticketId && page.state !== "resolved") found.push(page);
  return found;
}

/** When this record next changes by itself, and by which command. */
export function deadlineOf(change: Change, book: Book): { command: Command; dueAt: Instant } | null {
  const { id } = change;
  const dueAt = change.table === "pages" ? change.record.nextAt : deadlineOfTicket(change.record, book);
  if (dueAt === null) return null;
  const actor = "system";
  return {
    command: change.table === "pages" ? { type: "wake-page", pageId: id, actor } : { type: "wake-ticket", ticketId: id, actor },
    dueAt,
  };
}

/** A cascade longer than this is a rule that feeds itself. */
const longestCascade = 10_000;

type Cascade = { world: World; log: Event[]; tickets: Map<number, Ticket | undefined>; pages: Map<number, Page | undefined> };

/**
 * Performs a command on a world and gives its events in order. First whatever was due by `now` on what it names happens, dated when it
 * was due, so that a late wake-up never changes a verdict; then the command; then, within the same breath, what its facts set in motion.
 * A refusal leaves the world as it was.
 */
export function perform(world: World, command: Command, now: Instant): Event[] {
  const cascade: Cascade = { world, log: [], tickets: new Map(), pages: new Map() };
  try {
    if (command.type === "wake-ticket") catchUpTicket(cascade, command.ticketId, now);
    else if (command.type === "wake-page") catchUpPage(cascade, command.pageId, now);
    else performNow(cascade, command, now);
  } catch (error) {
    takeBack(world.tickets, cascade.tickets);
    if (world.pages !== null) takeBack(world.pages, cascade.pages);
    throw error;
  }
  return cascade.log;
}

function performNow(cascade: Cascade, command: Command, now: Instant): void {
  const { world, pages } = cascade;
  const ticketId = isPageCommand(command) ? (world.pages?.get(command.pageId)?.ticketId ?? null) : command.ticketId;
  if (ticketId !== null) {
    catchUpTicket(cascade, ticketId, now);
    for (const { id } of unendedPages(world, ticketId)) catchUpPage(cascade, id, now);
  }
  if (isPageCommand(command)) catchUpPage(cascade, command.pageId, now);
  run(cascade, command, now);
  // A new target may have been missed before it came into force.
  if (ticketId !== null) catchUpTicket(cascade, ticketId, now);
  // A page that was raised tells its first step in the same breath.
  for (const pageId of pages.keys()) catchUpPage(cascade, pageId, now);
}

function takeBack<T>(records: Map<number, T>, before: ReadonlyMap<number, T | undefined>): void {
  for (const [id, record] of before) {
    if (record === undefined) records.delete(id);
    else records.set(id, record);
  }
}

function run(cascade: Cascade, command: Command, now: Instant): void {
  const { world, log } = cascade;
  if (log.length > longestCascade) throw new Error(`a cascade of more than ${longestCascade} events began with ${command.type}`);
  for (const event of execute(world, command, now)) {
    keep(cascade, apply(world, event));
    log.push(event);
    for (const next of react(event, world)) run(cascade, next, event.at);
  }
}

function keep({ world, tickets, pages }: Cascade, change: Change): void {
  if (change.table === "tickets") {
    if (!tickets.has(change.id)) tickets.set(change.id, world.tickets.get(change.id));
    world.tickets.set(change.id, change.record);
    return;
  }
  if (world.pages === null) throw new Error("a page changed in a world without pages");
  if (!pages.has(change.id)) pages.set(change.id, world.pages.get(change.id));
  world.pages.set(change.id, change.record);
}

function catchUpTicket(cascade: Cascade, ticketId: number, now: Instant): void {
  const { world, log } = cascade;
  for (;;) {
    const ticket = world.tickets.get(ticketId);
    const dueAt = ticket === undefined ? null : deadlineOfTicket(ticket, world.book);
    if (dueAt === null || dueAt > now) return;
    const length = log.length;
    run(cascade, { type: "wake-ticket", ticketId, actor: "system" }, now);
    if (log.length === length) throw new Error(`ticket ${ticketId} was due and had nothing to do`);
  }
}

function catchUpPage(cascade: Cascade, pageId: number, now: Instant): void {
  const { world, log } = cascade;
  for (;;) {
    const dueAt = world.pages?.get(pageId)?.nextAt ?? null;
    if (dueAt === null || dueAt > now) return;
    const length = log.length;
    run(cascade, { type: "wake-page", pageId, actor: "system" }, now);
    if (log.length === length) throw new Error(`page ${pageId} was due and had nothing to do`);
  }
}
