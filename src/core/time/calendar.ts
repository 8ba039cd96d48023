/** Calendars: when time counts. Written form in, compiled form out; every question is then a binary search. */
import { Refusal } from "#core/refusal.ts";
import type { Duration, Instant } from "#core/time/instant.ts";
import type { CalendarSource } from "#core/time/source.ts";
import type { Span } from "#core/time/span.ts";

export type {
  AllOfSource,
  AnyOfSource,
  BaseSource,
  CalendarSource,
  ExceptionSource,
  ExceptSource,
  HolidaySource,
  Validity,
} from "#core/time/source.ts";

export interface Calendar {
  /** The zone of its local dates; of a composition, the first member's; of `always`, UTC. */
  readonly zone: string;
  isOpen(t: Instant): boolean;
  /** Open milliseconds in `[a, b)`; 0 when `b` is not after `a`. */
  openBetween(a: Instant, b: Instant): Duration;
  /** The earliest instant `u` with `openBetween(t, u) = d`. Refuses `calendar-never-open` when `d` is not open within ten years of `t`. */
  addOpen(t: Instant, d: Duration): Instant;
  /** `t` itself when open. Refuses `calendar-never-open` when there is none within ten years. */
  nextOpen(t: Instant): Instant;
  /** The end of the open stretch that holds `t`, or of the next one when `t` is closed. Refuses `calendar-never-closes`. */
  nextClose(t: Instant): Instant;
  /** When a span that starts at `t` is over: `addOpen`, or the business-day rule. */
  due(t: Instant, span: Span): Instant;
  /** The exact partition of `[a, b)` into open and closed stretches; closed ones are named. */
  stretches(a: Instant, b: Instant): Stretch[];
}

export type ClosedKind = "night" | "weekend" | "break" | "holiday" | "exception" | "outside-validity" | "closed";
export type Stretch = { from: Instant; to: Instant; open: boolean; why?: { kind: ClosedKind; name?: string } };

export type CompileOptions = {
  /** Gives the source of a calendar named inside another one. */
  resolve?: (name: string) => CalendarSource | undefined;
};

/** One thing wrong in a calendar's source: where (keys and indexes from its root), the refusal's code, and what to write instead. */
export type CalendarProblem = { path: (string | number)[]; code: string; message: string };

/** Compiles a calendar; refuses `bad-calendar`, `bad-zone` or `bad-holiday-set` with `facts.path` for the first mistake. */
export function compileCalendar(_source: CalendarSource, _options: CompileOptions = {}): Calendar {
  throw new Refusal("not-built", "Calendars are not built yet.");
}

/** Every mistake of a source at once; an empty list means that it compiles. */
export function checkCalendar(_source: unknown, _options: CompileOptions = {}): CalendarProblem[] {
  return [];
}

/** One logical calendar: each version rules from its `from` (inclusive) until the next one's `from`; the first also before. */
export function spliceCalendars(_versions: readonly { from: Instant; calendar: Calendar }[]): Calendar {
  throw new Refusal("not-built", "Calendars are not built yet.");
}
