/**
 * Commands of a history performed on one ticket, each at its own past instant. The rules decide as they do at the desk, but nothing
 * is set in motion: nobody is told of old news, nothing goes up or closes by itself, as the history says what really happened.
 */
import type { Book } from "#core/agreement/book.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { TicketCommand, TicketVerb } from "#core/ticket/command.ts";
import { decideTicket } from "#core/ticket/decide.ts";
import { openTicket } from "#core/ticket/intake.ts";
import type { Scene } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { deadlineOfTicket, wakeTicket } from "#core/ticket/wake.ts";
import type { Instant } from "#core/time/instant.ts";

export type Recording = {
  readonly ticketId: number;
  readonly ticket: Ticket | null;
  readonly events: readonly TicketEvent[];
  /** Performs at `at`, or at the last instant performed when that is later: a log never goes back. */
  perform(verb: TicketVerb, at: Instant, watermark: string): void;
  /** What its clocks had to say up to `until`: warnings and breaches dated when they were due, and new versions of its agreement. */
  catchUp(until: Instant): void;
  /** Takes back what a row did so far. */
  attempt(work: () => void): void;
};

/** @param since the latest instant that the ticket's log already holds, when it exists */
export function openRecording(ticketId: number, before: Ticket | null, since: Instant | null, book: Book): Recording {
  let ticket = before;
  let events: TicketEvent[] = [];
  let last = since;
  const scene = (now: Instant, actor: string): Scene => ({ book, now, actor, other: noOther });
  const take = (told: readonly TicketEvent[]): void => {
    for (const event of told) {
      ticket = applyToTicket(ticket ?? undefined, event, book);
      events.push(event);
    }
  };
  const catchUp = (until: Instant): void => {
    while (ticket !== null && ticket.agreementId !== null) {
      // Its own closing time is left to what the history says, or to the desk afterwards.
      const awake: Ticket = { ...ticket, closesAt: null };
      const due = deadlineOfTicket(awake, book);
      if (due === null || due > until) return;
      const told = wakeTicket(awake, scene(due, "system"));
      if (told.length === 0) return;
      take(told.map((event) => (event.type === "notification.requested" ? { ...event, recipients: [] } : event)));
    }
  };
  return {
    ticketId,
    get ticket() {
      return ticket;
    },
    get events() {
      return events;
    },
    perform: (verb, at, watermark) => {
      const now = last !== null && last > at ? last : at;
      catchUp(now);
      // Into the verb itself, which its caller words anew each time: copies are what an import would spend its time on.
      const command = verb as TicketCommand;
      command.ticketId = ticketId;
      command.actor = "import";
      command.watermark = watermark;
      const asked: Scene = { book, now, actor: "import", watermark, other: noOther };
      take(command.type === "open-ticket" ? openTicket(command, asked) : decideTicket(ticket!, command, asked));
      last = now;
    },
    catchUp,
    attempt: (work) => {
      const saved = { ticket, count: events.length, last };
      try {
        work();
      } catch (error) {
        ticket = saved.ticket;
        events = events.slice(0, saved.count);
        last = saved.last;
        throw error;
      }
    },
  };
}

const noOther = (id: number): never => {
  throw new Error(`a history names no other ticket (${id})`);
};
