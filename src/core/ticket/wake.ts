/** What a ticket does by itself: thresholds and breaches dated when they were due, silence, closing, and terms that changed. */

import type { Book } from "#core/agreement/book.ts";
import { textIn } from "#core/model/text.ts";
import { firstClockFact, nextClockInstant } from "#core/sla/deadline.ts";
import { stepClocks } from "#core/sla/fold.ts";
import { measureOf, situationOf, termsOf } from "#core/ticket/apply.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { type Scene, tell } from "#core/ticket/scene.ts";
import type { NotificationCause, Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** When this ticket next acts by itself, or null. */
export function deadlineOfTicket(ticket: Ticket, book: Book): Instant | null {
  const clock = nextClockInstant(ticket.clocks);
  const silence = ticket.silences[0]?.at ?? null;
  const terms = nextTerms(ticket, book);
  const next = Math.min(
    clock ?? Number.POSITIVE_INFINITY,
    silence ?? Number.POSITIVE_INFINITY,
    ticket.closesAt ?? Number.POSITIVE_INFINITY,
    terms ?? Number.POSITIVE_INFINITY,
  );
  return next === Number.POSITIVE_INFINITY ? null : (next as Instant);
}

const nextTerms = ({ status, agreementId, agreementVersion }: Ticket, book: Book): Instant | null =>
  status === "closed" || agreementId === null || agreementVersion === null ? null : book.nextTermsAfter(agreementId, agreementVersion);

/** The first thing that was due by now, dated at its own instant; nothing when nothing is due, so late or double calls do no harm. */
export function wakeTicket(ticket: Ticket, scene: Scene): TicketEvent[] {
  const { book, now } = scene;
  const due = deadlineOfTicket(ticket, book);
  if (due === null || due > now) return [];
  const terms = termsOf(ticket, now, book);
  const later = nextTerms(ticket, book);
  if (later !== null && later <= due) return termsChanged(ticket, later, scene);
  const fact = terms === null ? null : firstClockFact(ticket.clocks, terms.thresholds, due);
  if (fact?.kind === "warned") {
    const { objective, party, percent, dueAt } = fact;
    return [tell(ticket, scene, { type: "clock.warned", objective, party, percent, dueAt }, fact.at)];
  }
  if (fact?.kind === "breached") {
    return [tell(ticket, scene, { type: "clock.breached", objective: fact.objective, party: fact.party, dueAt: fact.dueAt }, fact.at)];
  }
  const silence = ticket.silences[0];
  if (silence !== undefined && silence.at <= due) return [silent(ticket, silence, scene)];
  if (ticket.closesAt !== null && ticket.closesAt <= due) return [closedByItself(ticket, scene)];
  return [];
}

const closedByItself = (ticket: Ticket, scene: Scene): TicketEvent =>
  tell(
    ticket,
    scene,
    { type: "ticket.closed", reason: ticket.status === "resolved" ? "automatic" : "excluded", note: null },
    ticket.closesAt!,
  );

function silent(ticket: Ticket, { rule, at }: { rule: number; at: Instant }, scene: Scene): TicketEvent {
  const named = termsOf(ticket, at, scene.book)?.agreement.notify?.[rule];
  const concerns = named !== undefined && (named.priority === undefined || named.priority.includes(ticket.priority));
  const cause: NotificationCause = { kind: "silence", silence: named?.silence ?? "" };
  return tell(ticket, scene, { type: "notification.requested", recipients: concerns ? named.notify : [], cause }, at);
}

/** Hierarchical escalation: whom the agreement wants told of a threshold (100 is the breach). */
export function notifyHierarchy(ticket: Ticket, fact: Extract<NotificationCause, { kind: "threshold" }>, scene: Scene): TicketEvent[] {
  const rules = termsOf(ticket, scene.now, scene.book)?.agreement.notify ?? [];
  const recipients = rules
    .filter(({ at, objective, priority, silence }) => {
      if (silence !== undefined || (at ?? 100) !== fact.percent) return false;
      const concernsClock = objective === undefined ? fact.party === "sla" : objective.includes(fact.objective);
      return concernsClock && (priority === undefined || priority.includes(ticket.priority));
    })
    .flatMap(({ notify }) => notify);
  return recipients.length === 0
    ? []
    : [tell(ticket, scene, { type: "notification.requested", recipients: [...new Set(recipients)], cause: fact })];
}

/** The model changed: the ticket takes the version in force, if anything it was promised is different now. */
export function applyTerms(ticket: Ticket, _command: TicketCommandOf<"apply-terms">, scene: Scene): TicketEvent[] {
  return ticket.status === "closed" ? [] : termsChanged(ticket, scene.now, scene);
}

function termsChanged(ticket: Ticket, at: Instant, scene: Scene): TicketEvent[] {
  const terms = ticket.agreementId === null ? null : scene.book.termsAt(ticket.agreementId, at);
  const agreementVersion = terms?.version ?? ticket.agreementVersion;
  const event = tell(
    ticket,
    scene,
    { type: "ticket.terms-changed", modelVersion: scene.book.latest, agreementId: ticket.agreementId, agreementVersion },
    at,
  );
  return agreementVersion !== ticket.agreementVersion || dueTimesMove(ticket, at, scene) ? [event] : [];
}

/** A calendar may have changed under running clocks without any change of the agreement. */
function dueTimesMove(ticket: Ticket, at: Instant, { book }: Scene): boolean {
  const terms = termsOf(ticket, at, book);
  if (terms === null) return false;
  const step = { terms, situation: situationOf(ticket), at, measure: measureOf(book, terms) };
  const moved = stepClocks(ticket.clocks, { kind: "remeasured" }, step);
  return moved.some(
    (clock, index) => clock.dueAt !== ticket.clocks[index]?.dueAt || clock.nextThresholdAt !== ticket.clocks[index]?.nextThresholdAt,
  );
}

/** An excluded ticket is answered at once with the clause and where to turn; it closes unless contested. */
export function answerExclusion(ticket: Ticket, scene: Scene): TicketEvent[] {
  const { coverage } = ticket;
  if (coverage?.decision !== "excluded") return [];
  const document = scene.book.documentAt(scene.now);
  const language = document?.customers[ticket.customerId]?.language ?? "en";
  const { redirect } = coverage;
  const turnTo =
    redirect === null ? "" : [textIn(redirect.to, language), redirect.phone, redirect.email, redirect.url].filter(Boolean).join(", ");
  const text = [`${coverage.clause}: ${textIn(coverage.text, language)}`, turnTo === "" ? null : `→ ${turnTo}`]
    .filter((line) => line !== null)
    .join("\n");
  return [tell(ticket, scene, { type: "ticket.replied", visibility: "public", by: "machine", channel: ticket.channel, text })];
}
