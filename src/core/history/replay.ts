/**
 * A history judged anew: the same events, folded by the same rules, under one agreement from each ticket's opening on, whatever was
 * promised then. What the log itself says of clocks is left out; it is derived again.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Party, Terms } from "#core/agreement/terms.ts";
import type { Objective, Priority } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { type Clock, isLive, noticeBreach } from "#core/sla/clock.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { Ticket, TicketEvent, TicketEventOf } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type ReplayOptions = {
  agreement: string;
  /** What ends the resolution clock; default: as the agreement says. */
  stop?: "resolved" | "closed";
  /** Clocks that still run are judged as of then. */
  now: Instant;
};

export type Outcome = "met" | "breached" | "running" | "void";

/** One line of the attainment: how the clocks of an objective ended for tickets of a priority. */
export type Attainment = {
  party: Party;
  objective: Objective;
  priority: Priority;
  met: number;
  breached: number;
  running: number;
  void: number;
};

/** The old tool's verdict against the replayed one, for tickets that have both. */
export type Confusion = { bothMet: number; bothBreached: number; onlyOldMet: number; onlyNewMet: number; undecided: number };

export type Replay = {
  /** Folds the next event; each ticket's events in their order, tickets may be mixed. */
  take(event: TicketEvent): void;
  readonly events: number;
  tickets(): IterableIterator<Ticket>;
  attainment(): Attainment[];
  confusion(): Confusion;
  /** Tickets on which the verdicts differ, in the order of their numbers. */
  differing(): Ticket[];
  /** The book under which the tickets were judged. */
  readonly book: Book;
};

/** Refuses `unknown-agreement`. */
export function openReplay(book: Book, { agreement, stop, now }: ReplayOptions): Replay {
  const under = bookUnder(book, agreement, stop);
  if (under.termsAt(agreement, now) === null) {
    throw new Refusal("unknown-agreement", `There is no agreement "${agreement}" in the model.`, { agreement });
  }
  const tickets = new Map<number, Ticket>();
  let events = 0;
  return {
    book: under,
    get events() {
      return events;
    },
    take: (event) => {
      events++;
      const before = tickets.get(event.ticketId);
      const after = before === undefined ? opened(event, agreement, under) : fold(before, event, under);
      if (after !== before && after !== undefined) tickets.set(event.ticketId, after);
    },
    tickets: () => tickets.values(),
    attainment: () => attainmentOf(tickets.values(), now),
    confusion: () => confusionOf(tickets.values(), now),
    differing: () => [...tickets.values()].filter((ticket) => differs(ticket, now)).sort((a, b) => a.id - b.id),
  };
}

/** The book with only this agreement in it, ending its resolution clock as asked; nobody is warned of a history, so without thresholds. */
function bookUnder(book: Book, agreement: string, stop: ReplayOptions["stop"]): Book {
  const adapted = new Map<number, Terms>();
  const adapt = (terms: Terms | null): Terms | null => {
    if (terms === null) return terms;
    let known = adapted.get(terms.version);
    if (known === undefined) {
      const agreement = stop === undefined ? terms.agreement : { ...terms.agreement, resolutionMetBy: stop };
      known = { ...terms, thresholds: [], agreement };
      adapted.set(terms.version, known);
    }
    return known;
  };
  return {
    ...book,
    termsAt: (id, at) => (id === agreement ? adapt(book.termsAt(id, at)) : null),
    termsVersion: (id, version) => (id === agreement ? adapt(book.termsVersion(id, version)) : null),
  };
}

function opened(event: TicketEvent, agreementId: string, book: Book): Ticket | undefined {
  if (event.type !== "ticket.opened") return undefined;
  const agreementVersion = book.termsAt(agreementId, event.at)?.version ?? null;
  return applyToTicket(undefined, { ...event, agreementId, agreementVersion }, book);
}

/** Events that neither the clocks nor the verdict depend on leave the ticket as it is. */
function fold(before: Ticket, event: TicketEvent, book: Book): Ticket {
  switch (event.type) {
    case "clock.warned":
    case "clock.breached":
    case "notification.requested":
    case "ticket.terms-changed":
    case "ticket.linked":
    case "ticket.absorbed":
    case "ticket.ranked":
    case "ticket.joined":
    case "ticket.left":
      return before;
    case "ticket.updated":
      return event.verdict === undefined ? before : applyToTicket(before, event, book);
    default:
      return applyToTicket(withNewTerms(before, event.at, book), event, book);
  }
}

/** Versions of the agreement that came into force on the way. */
function withNewTerms(ticket: Ticket, until: Instant, book: Book): Ticket {
  let current = ticket;
  while (current.agreementVersion !== null && current.status !== "closed") {
    const at = book.nextTermsAfter(current.agreementId!, current.agreementVersion);
    if (at === null || at > until) break;
    const { customerId, id, agreementId, agreementVersion } = current;
    const envelope = { customerId, ticketId: id, at, actor: "system" };
    const changed: TicketEventOf<"ticket.terms-changed"> = {
      type: "ticket.terms-changed",
      ...envelope,
      modelVersion: book.latest,
      agreementId,
      agreementVersion: agreementVersion! + 1,
    };
    current = applyToTicket(current, changed, book);
  }
  return current;
}

/** How a clock stands as of `now`; null for one that never had a target. */
export function outcomeOf(clock: Clock, now: Instant): Outcome | null {
  if (clock.target === null) return null;
  const seen = isLive(clock) ? noticeBreach(clock, now) : clock;
  return seen.breachedAt !== null ? "breached" : isLive(seen) ? "running" : (seen.verdict ?? "void");
}

/** The clock whose verdict is compared: the last one of the resolution promised to the customer. */
export const resolutionClock = (ticket: Ticket): Clock | null =>
  ticket.clocks.findLast(({ party, objective }) => party === "sla" && objective === "resolution") ?? null;

function attainmentOf(tickets: Iterable<Ticket>, now: Instant): Attainment[] {
  const lines = new Map<string, Attainment>();
  for (const { clocks, priority: current } of tickets) {
    for (const clock of clocks) {
      const outcome = outcomeOf(clock, now);
      if (outcome === null) continue;
      const { party, objective } = clock;
      const priority = clock.target?.priority ?? current;
      const key = `${party}/${objective}/${priority}`;
      const line = lines.get(key) ?? { party, objective, priority, met: 0, breached: 0, running: 0, void: 0 };
      line[outcome]++;
      lines.set(key, line);
    }
  }
  return [...lines.values()].sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
}

const partyOrder: Record<Party, number> = { sla: 0, ola: 1, uc: 2 };
const orderOf = ({ party, objective, priority }: Attainment): string => `${partyOrder[party]}${objective}${priority}`;

/** Share of the judged that were met, 0–1; null when none was judged. */
export const shareMet = ({ met, breached }: { met: number; breached: number }): number | null =>
  met + breached === 0 ? null : met / (met + breached);

function verdictsOf(ticket: Ticket, now: Instant): { old: boolean; replayed: Outcome | null } | null {
  const old = ticket.external?.verdict ?? null;
  if (old === null) return null;
  const clock = resolutionClock(ticket);
  return { old, replayed: clock === null ? null : outcomeOf(clock, now) };
}

function confusionOf(tickets: Iterable<Ticket>, now: Instant): Confusion {
  const confusion: Confusion = { bothMet: 0, bothBreached: 0, onlyOldMet: 0, onlyNewMet: 0, undecided: 0 };
  for (const ticket of tickets) {
    const verdicts = verdictsOf(ticket, now);
    if (verdicts === null) continue;
    const { old, replayed } = verdicts;
    if (replayed === "met") confusion[old ? "bothMet" : "onlyNewMet"]++;
    else if (replayed === "breached") confusion[old ? "onlyOldMet" : "bothBreached"]++;
    else confusion.undecided++;
  }
  return confusion;
}

/** Share of the compared on which both agree, 0–1; null when none was compared. */
export function shareAgreed({ bothMet, bothBreached, onlyOldMet, onlyNewMet }: Confusion): number | null {
  const compared = bothMet + bothBreached + onlyOldMet + onlyNewMet;
  return compared === 0 ? null : (bothMet + bothBreached) / compared;
}

function differs(ticket: Ticket, now: Instant): boolean {
  const verdicts = verdictsOf(ticket, now);
  return verdicts !== null && ((verdicts.replayed === "met" && !verdicts.old) || (verdicts.replayed === "breached" && verdicts.old));
}
