/**
 * The heart, assembled: `execute` decides, `apply` changes one record, `react` says what a fact sets in motion, `deadlineOf` when a
 * record next acts by itself. The server runs it on the few rows that a command names, the simulator on a whole world.
 */
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import { decideTicket, reactToTicket } from "#core/ticket/decide.ts";
import { openTicket } from "#core/ticket/intake.ts";
import type { Scene } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";
import type { Instant } from "#core/time/instant.ts";

export type World = { book: Book; tickets: Map<number, Ticket> };
export type Command = TicketCommand;
export type Event = TicketEvent;

/** The one record an event changes, with its new value. The server writes it as a row; the simulator keeps it in a map. */
export type Change = { table: "tickets"; id: number; record: Ticket };

/** Decides a command: its events, or a Refusal. Changes nothing. */
export function execute(world: World, command: Command, now: Instant): Event[] {
  const { actor, watermark } = command;
  const scene: Scene = {
    book: world.book,
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
  return { table: "tickets", id: event.ticketId, record: applyToTicket(world.tickets.get(event.ticketId), event, world.book) };
}

export const react = (event: Event): Command[] => reactToTicket(event);

/** When this record next changes by itself, and by which command. */
export function deadlineOf(change: Change, book: Book): { command: Command; dueAt: Instant } | null {
  const dueAt = deadlineOfTicket(change.record, book);
  return dueAt === null ? null : { command: { type: "wake-ticket", ticketId: change.id, actor: "system" }, dueAt };
}

/** A cascade longer than this is a rule that feeds itself. */
const longestCascade = 10_000;

type Cascade = { world: World; log: Event[]; before: Map<number, Ticket | undefined> };

/**
 * Performs a command on a world and gives its events in order. First whatever was due by `now` on that ticket happens, dated when it
 * was due, so that a late wake-up never changes a verdict; then the command; then, within the same breath, what its facts set in motion.
 * A refusal leaves the world as it was.
 */
export function perform(world: World, command: Command, now: Instant): Event[] {
  const cascade: Cascade = { world, log: [], before: new Map() };
  try {
    catchUp(cascade, command.ticketId, now);
    if (command.type !== "wake-ticket") {
      run(cascade, command, now);
      // A new target may have been missed before it came into force.
      catchUp(cascade, command.ticketId, now);
    }
  } catch (error) {
    for (const [id, ticket] of cascade.before) {
      if (ticket === undefined) world.tickets.delete(id);
      else world.tickets.set(id, ticket);
    }
    throw error;
  }
  return cascade.log;
}

function run(cascade: Cascade, command: Command, now: Instant): void {
  const { world, log, before } = cascade;
  if (log.length > longestCascade) throw new Error(`a cascade of more than ${longestCascade} events began with ${command.type}`);
  for (const event of execute(world, command, now)) {
    const change = apply(world, event);
    if (!before.has(change.id)) before.set(change.id, world.tickets.get(change.id));
    world.tickets.set(change.id, change.record);
    log.push(event);
    for (const next of react(event)) run(cascade, next, event.at);
  }
}

function catchUp(cascade: Cascade, ticketId: number, now: Instant): void {
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
