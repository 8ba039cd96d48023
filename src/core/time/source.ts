/** How a calendar is written, in a model or in a case: shapes only; `rules.ts` reads and checks them. */

/** A calendar as written. A string other than `always` is the name of another calendar, known to a resolver. */
export type CalendarSource = string | BaseSource | AnyOfSource | AllOfSource | ExceptSource;

/** First and last local date on which the calendar holds, both inclusive, `YYYY-MM-DD`. */
export type Validity = { from?: string; until?: string };

/** Open when any member is. */
export type AnyOfSource = Validity & { anyOf: CalendarSource[] };
/** Open when all members are. */
export type AllOfSource = Validity & { allOf: CalendarSource[] };
/** Open when the first member is and the second is not. */
export type ExceptSource = Validity & { except: [CalendarSource, CalendarSource] };

export type BaseSource = Validity & {
  /** IANA zone, like `Europe/Paris`. */
  zone: string;
  /** Day key (`mon-fri`, `sat`, `mon,wed,fri`, `daily`) → wall-clock intervals (`09:00-12:00`). */
  hours: Record<string, string[]>;
  holidays?: HolidaySource[];
  exceptions?: ExceptionSource[];
};

export type HolidaySource =
  /** A named set (`FR`, `DE-BY`), a day of every year (`12-26`) or a date (`2026-12-24`). */
  | string
  /** A day or date, whole or from/until a wall time. */
  | { date: string; from?: string; until?: string; name?: string }
  /** A named set without some of its days (their names or dates). */
  | { set: string; except?: string[] };

export type ExceptionSource = {
  date: string;
  /** `true` takes away the date's own intervals; wall parts close whatever had opened them. Applies before `open`. */
  closed?: boolean | string[];
  /** Wall parts opened in addition. */
  open?: string[];
  name?: string;
};
