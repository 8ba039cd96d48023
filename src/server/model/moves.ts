/** What a model change does to due times: which agreements it touches at all, and which clocks move. */
import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import type { Document } from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { MovedDue } from "#server/database/orders.ts";

const endOfTime = Number.MAX_SAFE_INTEGER as Instant;

/** Agreements whose terms, or whose calendars, another book knows in a further edition: only their tickets can move. */
export function agreementsTouched(before: Book, after: Book, document: Document): string[] {
  return Object.keys(document.agreements).filter((agreementId) => {
    const [old, terms] = [before.termsAt(agreementId, endOfTime), after.termsAt(agreementId, endOfTime)];
    if (old === null || terms === null || old.version !== terms.version) return true;
    return calendarsOf(terms).some((name) => before.calendarVersionAt(name, endOfTime) !== after.calendarVersionAt(name, endOfTime));
  });
}

function calendarsOf(terms: Terms): string[] {
  const named = [...terms.targets.values()].flatMap((byPriority) => Object.values(byPriority).map(({ calendar }) => calendar));
  return [...new Set([terms.agreement.calendar, ...named])];
}

/** The instant at which a clock is or was due; null while it is paused and where nothing is promised. */
const dueOf = (clock: Clock): Instant | null => clock.breachedAt ?? clock.dueAt;

const sameClock = (a: Clock, b: Clock): boolean => a.objective === b.objective && a.party === b.party && a.round === b.round;

/** The due times that differ between a ticket's record before and after. */
export function movedDues(before: Ticket, after: Ticket, now: Instant): MovedDue[] {
  const { id: ticketId, customerId, subject } = after;
  const moves: MovedDue[] = [];
  for (const clock of after.clocks) {
    const old = before.clocks.find((each) => sameClock(each, clock));
    const [dueBefore, dueAfter] = [old === undefined ? null : dueOf(old), dueOf(clock)];
    if (clock.stoppedAt !== null || dueBefore === dueAfter) continue;
    const wasOverdue = dueBefore !== null && dueBefore < now;
    const wouldBreach = dueAfter !== null && dueAfter < now && !wasOverdue;
    moves.push({ ticketId, customerId, subject, objective: clock.objective, party: clock.party, dueBefore, dueAfter, wouldBreach });
  }
  return moves;
}
