/** Performs commands on the small world that was loaded for them, in memory: what the door stores is decided here, by the rules. */
import type { Book } from "#core/agreement/book.ts";
import type { Page } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Command, type Event, isPageCommand, isPageEvent, perform, type World } from "#core/world.ts";
import type { CommandDraft, Scope, TimedCommand } from "#server/database/orders.ts";

export type Performed = {
  events: Event[];
  opened: Ticket[];
  changed: Ticket[];
  /** Opened or changed. */
  pages: Page[];
  /** Each loaded ticket's version before. */
  seqs: Map<number, number>;
  /** Commands that were left out, and why. */
  failures: { index: number; command: Command; error: unknown }[];
};

/** What a command that throws does: end everything, or only itself (for a refusal, or for whatever it may be). */
export type OnThrow = "stop" | "skip-refusals" | "skip-failures";

/** Performs commands in order on the tickets and pages loaded. */
export function performAll(
  book: Book,
  loaded: { tickets: readonly Ticket[]; pages: readonly Page[] },
  commands: readonly TimedCommand[],
  onThrow: OnThrow,
  refusedAt?: (refusal: Refusal, index: number) => Refusal,
): Performed {
  const tickets = new Map<number, Ticket>();
  const seqs = new Map<number, number>();
  for (const ticket of loaded.tickets) {
    tickets.set(ticket.id, ticket);
    seqs.set(ticket.id, ticket.seq);
  }
  const pages = new Map(loaded.pages.map((page) => [page.id, page]));
  const world: World = { book, tickets, pages };
  const events: Event[] = [];
  const failures: Performed["failures"] = [];
  for (const [index, { command, now }] of commands.entries()) {
    try {
      for (const event of perform(world, command, now)) events.push(event);
    } catch (error) {
      if (onThrow === "stop" && refusedAt !== undefined && error instanceof Refusal) throw refusedAt(error, index);
      if (onThrow === "stop" || (onThrow === "skip-refusals" && !(error instanceof Refusal))) throw error;
      failures.push({ index, command, error });
    }
  }
  const touched = new Set<number>();
  const touchedPages = new Set<number>();
  for (const event of events) {
    if (isPageEvent(event)) touchedPages.add(event.pageId);
    else touched.add(event.ticketId);
  }
  const records = inOrder(touched, tickets);
  return {
    events,
    opened: records.filter(({ id }) => !seqs.has(id)),
    changed: records.filter(({ id }) => seqs.has(id)),
    pages: inOrder(touchedPages, pages),
    seqs,
    failures,
  };
}

const inOrder = <T>(ids: ReadonlySet<number>, records: ReadonlyMap<number, T>): T[] =>
  [...ids].sort((a, b) => a - b).map((id) => records.get(id)!);

/** What commands name: the existing tickets and pages that have to be loaded and locked. */
export type Named = {
  tickets: number[];
  pages: number[];
  /** Of these pages, the tickets are changed too. */
  answered: number[];
};

export function recordsNamed(commands: readonly CommandDraft[]): Named {
  const pages = commands.filter(isPageCommand).filter(({ pageId }) => pageId !== 0);
  for (const { pageId } of pages) {
    if (!Number.isSafeInteger(pageId) || pageId < 1) throw new Refusal("unknown-page", `There is no page ${pageId}.`, { pageId });
  }
  return {
    tickets: ticketsNamed(commands),
    pages: [...new Set(pages.map(({ pageId }) => pageId))],
    answered: [...new Set(pages.flatMap(({ type, pageId }) => (type === "acknowledge-page" ? [pageId] : [])))],
  };
}

export function ticketsNamed(commands: readonly CommandDraft[]): number[] {
  const ids = new Set<number>();
  for (const command of commands) {
    if (isPageCommand(command)) {
      if (command.type === "open-page" && command.ticketId !== null) ids.add(command.ticketId);
      continue;
    }
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
  (command.type === "open-ticket" && command.ticketId === 0) ||
  (command.type === "reopen-ticket" && command.newTicketId === 0) ||
  (command.type === "open-page" && command.pageId === 0);

/** Puts drawn numbers where a draft has 0. */
export function numbered(commands: readonly CommandDraft[], numbers: readonly number[]): Command[] {
  const left = [...numbers];
  return commands.map((command) => {
    if (!wantsNumber(command)) return command;
    const number = left.shift();
    if (number === undefined) throw new Error("fewer numbers were drawn than commands want");
    if (isPageCommand(command)) return { ...command, pageId: number };
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
