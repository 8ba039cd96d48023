/** Stories told to the pure core: a world in memory, with literal dates instead of a clock. */
import { type ModelVersion, openBook } from "#core/agreement/book.ts";
import type { Document, Objective } from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { TicketCommand, TicketVerb } from "#core/ticket/command.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { perform, type World } from "#core/world.ts";
import { baseModel } from "./model.ts";

export type Edition = { from: string; document: Document };

export function coreStory(model: Document | readonly Edition[] = baseModel) {
  const editions: readonly Edition[] = "guardia" in model ? [{ from: "2026-01-01T00:00:00Z", document: model }] : model;
  const versions: ModelVersion[] = editions.map(({ from, document }, index) => ({
    version: index + 1,
    effectiveAt: instant(from),
    document,
  }));
  const world: World = { book: openBook(versions), tickets: new Map(), pages: null };
  const log: TicketEvent[] = [];
  const act = (at: string, command: TicketCommand): TicketEvent[] => {
    const events = perform(world, command, instant(at)) as TicketEvent[];
    log.push(...events);
    return events;
  };
  return {
    world,
    log,
    /** Opens ticket `ticketId` (default 1) on the shop front at P2, unless told otherwise. */
    open: (at: string, draft: Partial<Extract<TicketVerb, { type: "open-ticket" }>> = {}): TicketEvent[] =>
      act(at, {
        type: "open-ticket",
        actor: "contact:ana",
        ticketId: 1,
        customerId: "acme",
        subject: "The shop is slow",
        description: "Since this morning.",
        channel: "portal",
        service: "shop",
        component: "web",
        priority: "P2",
        ...draft,
      }),
    does: (at: string, verb: Exclude<TicketVerb, { type: "open-ticket" }>, actor = "agent:alice", ticketId = 1): TicketEvent[] =>
      act(at, { ...verb, actor, ticketId } as TicketCommand),
    /** Lets time pass for a ticket: everything due by then happens. */
    until: (at: string, ticketId = 1): TicketEvent[] => act(at, { type: "wake-ticket", actor: "system", ticketId }),
    ticket: (ticketId = 1): Ticket => {
      const ticket = world.tickets.get(ticketId);
      if (ticket === undefined) throw new Error(`no ticket ${ticketId} in this story`);
      return ticket;
    },
    clock: (objective: Objective, ticketId = 1): Clock => {
      const clock = world.tickets.get(ticketId)?.clocks.findLast((each) => each.objective === objective);
      if (clock === undefined) throw new Error(`ticket ${ticketId} has no ${objective} clock`);
      return clock;
    },
    due: (objective: Objective, ticketId = 1): string | null => {
      const clock = world.tickets.get(ticketId)?.clocks.findLast((each) => each.objective === objective);
      return clock === undefined || clock.dueAt === null ? null : toIso(clock.dueAt);
    },
    types: (): string[] => log.map(({ type }) => type),
  };
}
