/** A clock of a ticket's summary as its bar wants it, and which of them matters most. */
import type { ClockSummary, TicketSummary } from "../../api/wire.ts";
import type { ShownClock } from "../../kit/clock-state.ts";

const instantOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

export const shownClock = (clock: ClockSummary): ShownClock => ({
  objective: clock.objective,
  party: clock.party,
  dueAt: instantOf(clock.dueAt),
  breachedAt: instantOf(clock.breachedAt),
  wouldBeDueAt: null,
  isPaused: clock.isPaused,
  verdict: clock.verdict,
  isLive: true,
  consumedPercent: clock.consumedPercent,
});

/** Breached ones first, the oldest breach before; then by due instant; paused ones last. */
export function byUrgency(a: ShownClock, b: ShownClock): number {
  return weight(a) - weight(b);
}

const weight = ({ breachedAt, dueAt }: ShownClock): number => breachedAt ?? dueAt ?? Number.MAX_SAFE_INTEGER;

export const clocksOf = (ticket: TicketSummary): ShownClock[] => ticket.clocks.map(shownClock).sort(byUrgency);
