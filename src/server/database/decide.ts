/** Performs commands on the small world that was loaded for them, in memory: what the door stores is decided here, by the rules. */
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Command, type Event, perform, type World } from "#core/world.ts";
import type { CommandDraft, Scope, TimedCommand } from "#server/database/orders.ts";

export type Performed = {
  events: Event[];
  opened: Ticket[];
  changed: Ticket[];
  /** Each loaded ticket's version before. */
  seqs: Map<number, number>;
  /** Commands that were left out, and why. */
  failures: { index: number; ticketId: number; error: unknown }[];
};

/** What a command that throws does: end everything, or only itself (for a refusal, or for whatever it may be). */
export type OnThrow = "stop" | "skip-refusals" | "skip-failures";

/** Performs commands in order on the tickets loaded. */
export function performAll(
  book: Book,
  loaded: readonly Ticket[],
  commands: readonly TimedCommand[],
  onThrow: OnThrow,
  refusedAt?: (refusal: Refusal, index: number) => Refusal,
): Performed {
  const tickets = new Map<number, Ticket>();
  const seqs = new Map<number, number>();
  for (const ticket of loaded) {
    tickets.set(ticket.id, ticket);
    seqs.set(ticket.id, ticket.seq);
  }
  const world: World = { book, tickets };
  const events: Event[] = [];
  const failures: Performed["failures"] = [];
  for (const [index, { command, now }] of commands.entries()) {
    try {
      for (const event of perform(world, command, now)) events.push(event);
    } catch (error) {
      if (onThrow === "stop" && refusedAt !== undefined && error instanceof Refusal) throw refusedAt(error, index);
      if (onThrow === "stop" || (onThrow === "skip-refusals" && !(error instanceof Refusal))) throw error;
      failures.push({ index, ticketId: command.ticketId, error });
    }
  }
  const touched = [...new Set(events.map(({ ticketId }) => ticketId))].sort((a, b) => a - b).map((id) => tickets.get(id)!);
  return {
    events,
    opened: touched.filter(({ id }) => !seqs.has(id)),
    changed: touched.filter(({ id }) => seqs.has(id)),
    seqs,
    failures,
  };
}

/** The existing tickets that commands name: what has to be loaded and locked. */
export function ticketsNamed(commands: readonly CommandDraft[]): number[] {
  const ids = new Set<number>();
  for (const command of commands) {
    if (command.type !== "open-ticket") ids.add(command.ticketId);
    if (command.type === "merge-ticket") ids.add(command.into);
    if (command.type === "link-ticket" || command.type === "unlink-ticket") ids.add(command.otherId);
    if (command.type === "open-ticket") for (const { otherId } of command.links ?? []) ids.add(otherId);
  }
  for (const id of ids) {
    if (!Number.isSafeInteger(id) || id < 1) throw new Refusal("unknown-ticket", `There is no ticket ${id}.`, { ticketId: id });
  }
  return [...ids];
}

/** How many numbers have to be drawn. */
export const numbersWanted = (commands: readonly CommandDraft[]): number => commands.filter(wantsNumber).length;

const wantsNumber = (command: CommandDraft): boolean =>
  (command.type === "open-ticket" && command.ticketId === 0) || (command.type === "reopen-ticket" && command.newTicketId === 0);

/** Puts drawn numbers where a draft has 0. */
export function numbered(commands: readonly CommandDraft[], numbers: readonly number[]): Command[] {
  const left = [...numbers];
  return commands.map((command) => {
    if (!wantsNumber(command)) return command;
    const number = left.shift();
    if (number === undefined) throw new Error("fewer numbers were drawn than commands want");
    return command.type === "reopen-ticket" ? { ...command, newTicketId: number } : { ...command, ticketId: number };
  });
}

/** A customer's own session opens tickets for the organisations of its scope alone. */
export function requireOwnCustomer(scope: Scope, commands: readonly CommandDraft[]): void {
  if (scope === "*") return;
  const own = new Set(scope.split(","));
  for (const command of commands) {
    if (command.type !== "open-ticket" || own.has(command.customerId)) continue;
    const { customerId } = command;
    throw new Refusal("unknown-customer", `There is no customer "${customerId}" that you may open tickets for.`, { customerId });
  }
}
