/** A support team's life under a simulated clock: arrivals and staff drive the same rules as the server does. */
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import { perform, type World } from "#core/world.ts";
import { Agenda } from "#simulator/agenda.ts";
import { lifeBeside, nothingBeside } from "#simulator/beside.ts";
import { seededRandom } from "#simulator/random.ts";
import { type Deed, type Move, moveOn, type Plan, plansAtOpening, planTake, type Scene } from "#simulator/staff.ts";
import { arrivalsOf, type Wave } from "#simulator/workload.ts";

export type LifeOptions = {
  book: Book;
  seed: number;
  from: Instant;
  /** Nothing happens at or after this instant; deadlines beyond it stay armed. */
  until: Instant;
  /** How many tickets arrive in between. */
  tickets: number;
  /** Further urgent tickets in the last hours, so that there is something to do at the end whatever the hour of the week. */
  rush?: { tickets: number; hours: number };
  /** Number of the first ticket; the others follow. */
  firstTicketId?: number;
  /** Also what is done beside the course of tickets: time, tasks, calls, ratings, ranks. The course is the same without. */
  hasBeside?: boolean;
};

/** Every event in the order of time, and every ticket as it is at the end. The same options give the same life. */
export type Life = { events: TicketEvent[]; tickets: Map<number, Ticket> };

type Entry = { ticketId: number; move: Move | "open" | "wake" | "rank" };

/** How often one of the customers puts its tickets in order; the last time shortly before the end. */
const ranksEvery = hours(41);

function rankInstants(from: Instant, until: Instant): Instant[] {
  const instants: Instant[] = [];
  for (let at = until - hours(1); at > from; at -= ranksEvery) instants.push(at as Instant);
  return instants;
}

export function simulateLife({ book, seed, from, until, tickets, rush, firstTicketId = 1, hasBeside = false }: LifeOptions): Life {
  const random = seededRandom(seed);
  const beside = hasBeside ? lifeBeside(seed) : nothingBeside;
  const world: World = { book, tickets: new Map(), pages: null };
  const waves: Wave[] = [{ from, until, tickets }];
  if (rush !== undefined) waves.push({ from: (until - hours(rush.hours)) as Instant, until, tickets: rush.tickets, isUrgent: true });
  const arrivals = waves.flatMap((wave) => arrivalsOf(book, wave, random)).sort((a, b) => a.at - b.at);
  const agenda = new Agenda<Entry>();
  const events: TicketEvent[] = [];
  let nextId = firstTicketId + arrivals.length;
  for (const [index, { at }] of arrivals.entries()) agenda.note(at, { ticketId: firstTicketId + index, move: "open" });
  if (hasBeside) for (const at of rankInstants(from, until)) agenda.note(at, { ticketId: 0, move: "rank" });
  const sceneAt = (now: Instant): Scene => ({ book, document: book.documentAt(now)!, random, now, newTicketId: nextId });
  const plan = (ticketId: number, plans: readonly Plan[]): void => {
    for (const { move, at } of plans) agenda.note(at, { ticketId, move });
  };
  const act = (command: TicketCommand, now: Instant): boolean => {
    try {
      // Nobody is paged here, so only tickets have events.
      const happened = perform(world, command, now) as TicketEvent[];
      for (const event of happened) events.push(event);
      for (const id of new Set(happened.map(({ ticketId }) => ticketId))) {
        if (id === nextId) nextId += 1;
        const ticket = world.tickets.get(id)!;
        if (happened.some((event) => event.ticketId === id && event.type === "ticket.opened"))
          plan(id, plansAtOpening(ticket, sceneAt(now)));
        else if (happened.some((event) => event.ticketId === id && event.type === "ticket.handed-over"))
          plan(id, [planTake(ticket, sceneAt(now))]);
        const dueAt = deadlineOfTicket(ticket, book);
        if (dueAt !== null) agenda.note(dueAt, { ticketId: id, move: "wake" });
      }
      return true;
    } catch (error) {
      // Somebody was faster, as in life: what was planned is no longer possible.
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  const does = ({ actor, verbs }: Pick<Deed, "actor" | "verbs">, ticketId: number, at: Instant): boolean =>
    verbs.every((verb) => act({ ...verb, ticketId, actor } as TicketCommand, at));
  for (let entry = agenda.next(); entry !== null && entry.at < until; entry = agenda.next()) {
    const { at, what } = entry;
    const { ticketId, move } = what;
    const ticket = world.tickets.get(ticketId);
    if (move === "rank") for (const command of beside.ranking(world.tickets.values(), book.documentAt(at)!)) act(command, at);
    else if (move === "open") act({ ...arrivals[ticketId - firstTicketId]!.opening, ticketId }, at);
    else if (ticket === undefined) continue;
    else if (move === "wake") {
      if ((deadlineOfTicket(ticket, book) ?? until) <= at) act({ type: "wake-ticket", ticketId, actor: "system" }, at);
    } else {
      const deed = moveOn(move, ticket, sceneAt(at));
      if (deed === null) continue;
      const { before, main, after } = beside.around(deed, move, ticket, sceneAt(at));
      does({ actor: deed.actor, verbs: before }, ticketId, at);
      if (!does(main, ticketId, at)) continue;
      plan(ticketId, deed.next);
      does({ actor: deed.actor, verbs: after }, ticketId, at);
    }
  }
  return { events: inOrder(events), tickets: world.tickets };
}

/**
 * A breach is dated when it was due and known a millisecond later: between other tickets it moves to its place. Within a ticket the
 * order stays as it happened.
 */
function inOrder(events: readonly TicketEvent[]): TicketEvent[] {
  const latest = new Map<number, number>();
  const keyed = events.map((event, index) => {
    const key = Math.max(event.at, latest.get(event.ticketId) ?? 0);
    latest.set(event.ticketId, key);
    return { event, key, index };
  });
  return keyed.sort((a, b) => a.key - b.key || a.index - b.index).map(({ event }) => event);
}
