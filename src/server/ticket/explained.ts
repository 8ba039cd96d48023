/** The clocks of a ticket with their explanation, and their due instants in the zones of those whom they concern. */
import type { Book } from "#core/agreement/book.ts";
import { defaultThresholds } from "#core/agreement/terms.ts";
import type { Clock, Measure } from "#core/sla/clock.ts";
import { type Explanation, explainClock } from "#core/sla/explain.ts";
import { sharesOf } from "#core/ticket/ball.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { type LocalTime, localTime } from "#server/ticket/local-time.ts";

/** How clocks are measured by a book. Thresholds are of no account for what is only shown. */
export const measureOf = (book: Book): Measure => ({
  calendar: (name) => book.calendar(name),
  calendarVersionAt: (name, at) => book.calendarVersionAt(name, at),
  thresholds: defaultThresholds,
});

export type Zones = { reader: string; customer: string; resolver: string };

/** The customer's zone, and that of the calendar of the team that has it; the provider's own where the model says nothing. */
export function zonesOf(ticket: Ticket, book: Book, now: Instant, reader: string | null): Zones {
  const document = book.documentAt(now);
  const provider = document?.zone ?? "UTC";
  const calendar = ticket.team === null ? undefined : document?.teams[ticket.team]?.calendar;
  return {
    reader: reader ?? provider,
    customer: document?.customers[ticket.customerId]?.zone ?? provider,
    resolver: calendar === undefined || calendar === "always" ? provider : book.calendar(calendar).zone,
  };
}

export type ExplainedClock = {
  clock: Clock;
  explanation: Explanation;
  due: { reader: LocalTime; customer: LocalTime; resolver: LocalTime } | null;
};

export function explained(clock: Clock, now: Instant, measure: Measure, zones: Zones): ExplainedClock {
  const explanation = explainClock(clock, now, measure);
  const { dueAt } = explanation;
  const due =
    dueAt === null
      ? null
      : { reader: localTime(dueAt, zones.reader), customer: localTime(dueAt, zones.customer), resolver: localTime(dueAt, zones.resolver) };
  return { clock, explanation, due };
}

/** Open time of the ticket's main promise by who held the ball: resolution where there is one, otherwise its longest-lived clock. */
export function shares(ticket: Ticket, measure: Measure, now: Instant): Record<string, number> {
  const promised = ticket.clocks.filter(({ party, target }) => party === "sla" && target !== null);
  const clock =
    promised.find(({ objective }) => objective === "resolution") ??
    promised.find(({ objective }) => objective === "restoration") ??
    promised[0];
  if (clock?.target == null) return {};
  return sharesOf(ticket.ball, clock.segments, measure.calendar(clock.target.calendar), clock.stoppedAt ?? now);
}
