/** Time worked on a ticket: who, how long, at what; what it takes from a bundle follows from the agreement's rates. */
import { weighTime } from "#core/agreement/hours.ts";
import type { Tier } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent, WeighedTime } from "#core/ticket/ticket.ts";
import { type Instant, minutes as spanOf } from "#core/time/instant.ts";

/** One entry is the work of one day at most, and a ticket holds so many. */
const mostMinutes = 1_440;
const mostEntries = 1_000;

/** Logs minutes that ended at `endedAt` (default: now), on a closed ticket too. They count under the agreement as it was then. */
export function logTime(ticket: Ticket, command: TicketCommandOf<"log-time">, scene: Scene): TicketEvent[] {
  const { entry, minutes, activity, note = null } = command;
  const { id: ticketId, timeEntries, agreementId } = ticket;
  requireText(activity, "activity");
  requireMinutes(minutes, 1);
  const endedAt = command.endedAt ?? scene.now;
  if (endedAt > scene.now) {
    throw new Refusal("time-in-future", "This work would end later than now: log it when it is done.", { endedAt });
  }
  if (endedAt < ticket.openedAt) {
    const { openedAt } = ticket;
    throw new Refusal("time-before-ticket", `This work would have ended before ticket ${ticketId} was opened.`, {
      ...{ ticketId, endedAt, openedAt },
    });
  }
  if (timeEntries.some(({ id }) => id === entry)) {
    throw new Refusal("time-entry-exists", `Ticket ${ticketId} has a time entry "${entry}" already: correct it, or give another name.`, {
      ...{ ticketId, entry },
    });
  }
  if (timeEntries.length >= mostEntries) {
    throw new Refusal("too-many-time-entries", `Ticket ${ticketId} has ${mostEntries} time entries, the most that one may have.`, {
      ...{ ticketId, most: mostEntries },
    });
  }
  const tier = command.tier ?? tierAt(ticket, endedAt);
  const weighed = weigh({ minutes, endedAt, tier, activity }, ticket, scene);
  const coverage = ticket.coverage?.decision ?? null;
  return [
    tell(ticket, scene, { type: "ticket.time-logged", entry, minutes, activity, endedAt, tier, note, agreementId, coverage, ...weighed }),
  ];
}

/** Who held the ticket when the work ended: it may have gone up since. */
const tierAt = ({ ball, tier }: Ticket, at: Instant): Tier | null => ball.findLast(({ from }) => from <= at)?.tier ?? tier;

/** Sets what an entry should have said; 0 takes it back. Its end, tier and activity stay. */
export function correctTime(ticket: Ticket, { entry, minutes, reason }: TicketCommandOf<"correct-time">, scene: Scene): TicketEvent[] {
  const { id: ticketId, timeEntries } = ticket;
  requireText(reason, "reason");
  requireMinutes(minutes, 0);
  const found = timeEntries.find(({ id }) => id === entry);
  if (found === undefined) {
    throw new Refusal("unknown-time-entry", `Ticket ${ticketId} has no time entry "${entry}".`, { ticketId, entry });
  }
  if (found.minutes === minutes) return [];
  return [tell(ticket, scene, { type: "ticket.time-corrected", entry, minutes, reason, ...weigh({ ...found, minutes }, ticket, scene) })];
}

type Worked = { minutes: number; endedAt: Instant; tier: Tier | null; activity: string };

/** By the rates in force when the work ended, so that a correction is weighed as the entry was. */
function weigh(worked: Worked, { agreementId }: Ticket, { book }: Scene): WeighedTime {
  const terms = agreementId === null ? null : book.termsAt(agreementId, worked.endedAt);
  const length = spanOf(worked.minutes);
  const inside =
    terms === null ? length : book.calendar(terms.agreement.calendar).openBetween((worked.endedAt - length) as Instant, worked.endedAt);
  return weighTime(worked, inside / 60_000, terms?.agreement.rates ?? []);
}

function requireMinutes(minutes: number, least: number): void {
  if (Number.isSafeInteger(minutes) && minutes >= least && minutes <= mostMinutes) return;
  throw new Refusal("bad-minutes", `Write the time in whole minutes, from ${least} to ${mostMinutes} (a day).`, {
    ...{ minutes, least, most: mostMinutes },
  });
}
