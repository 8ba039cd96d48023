/** What opening a ticket would give, told before anything is sent: the rules themselves are asked, on a ticket that nobody keeps. */
import type { Book } from "#core/agreement/book.ts";
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Money, Objective, PauseReason, Priority, Text, Tier } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { OpenTicket } from "#core/ticket/command.ts";
import { openTicket } from "#core/ticket/intake.ts";
import type { Calendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";

/** One promise of the agreement, as it would run from now. */
export type Promised = {
  objective: Objective;
  /** As the agreement writes it: `4h`, `2bd`. */
  written: string;
  /** Null while it would wait, for a quote's approval for instance. */
  dueAt: Instant | null;
};

export type OpeningPreview = {
  priority: Priority;
  coverage: CoverageVerdict;
  agreement: { id: string; name: Text } | null;
  /** For what it would wait at first. */
  pause: PauseReason | null;
  /** A quote up to this needs no further approval. */
  preApproved: Money | null;
  /** When it would close by itself unless contested: of what is excluded. */
  closesAt: Instant | null;
  /** Are the agreement's service hours running now, and when they next begin; null without an agreement. */
  hours: { isOpen: boolean; opensAt: Instant | null } | null;
  /** Where its work would start. */
  place: { tier: Tier | null; team: string | null };
  promises: readonly Promised[];
};

export type Question = Omit<OpenTicket, "type" | "ticketId" | "subject" | "description" | "isHistory" | "external" | "agreement">;

/**
 * Asks the rules of intake what they would decide at `now`. Refuses what an opening refuses (`unknown-service`, `no-model`…). The
 * promises are those towards the customer, soonest due first; what waits stands last.
 */
export function previewOpening(book: Book, question: Question, now: Instant): OpeningPreview {
  const scene = { book, now, actor: "system", other: () => fail("an opening names no other ticket") };
  const [opened] = openTicket({ ...question, type: "open-ticket", ticketId: 1, subject: "?", description: "" }, scene);
  if (opened === undefined) return fail("an opening has an event");
  const ticket = applyToTicket(undefined, opened, book);
  const terms = ticket.agreementId === null ? null : book.termsAt(ticket.agreementId, now);
  const promises = ticket.clocks
    .filter(({ party, target }) => party === "sla" && target !== null)
    .map(({ objective, target, dueAt }): Promised => ({ objective, written: target!.written, dueAt }))
    .sort((a, b) => (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY));
  const calendar = terms === null ? null : book.calendar(terms.agreement.calendar);
  return {
    priority: ticket.priority,
    coverage: ticket.coverage ?? fail("an opening that is no history decides its coverage"),
    agreement: terms === null ? null : { id: terms.agreementId, name: terms.agreement.name },
    pause: ticket.pause?.reason ?? null,
    preApproved: terms?.agreement.preApproved ?? null,
    closesAt: ticket.closesAt,
    hours: calendar === null ? null : hoursOf(calendar, now),
    place: { tier: ticket.tier, team: ticket.team },
    promises,
  };
}

function hoursOf(calendar: Calendar, now: Instant): { isOpen: boolean; opensAt: Instant | null } {
  if (calendar.isOpen(now)) return { isOpen: true, opensAt: null };
  try {
    return { isOpen: false, opensAt: calendar.nextOpen(now) };
  } catch (error) {
    // It has ended: nothing to promise, and nothing to refuse either.
    if (error instanceof Refusal && error.code === "calendar-never-open") return { isOpen: false, opensAt: null };
    throw error;
  }
}

function fail(why: string): never {
  throw new Error(why);
}
