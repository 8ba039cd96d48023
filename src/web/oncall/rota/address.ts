/** What the rota shows, as it stands in the address; and the way in by which other pages open its windows. */

export const spans = ["day", "week", "fortnight", "month", "quarter", "year"] as const;
export type Span = (typeof spans)[number];

export type RotaAddress = {
  /** Rows by schedule when absent. */
  by?: "people";
  span?: Span;
  /** A local date in the window, `2026-11-22`; today when absent. */
  at?: string;
  /** As a table instead of a picture. */
  as?: "table";
  /** Of one schedule alone. */
  schedule?: string;
  /** Opens the form for an override in this schedule, `[from, to)` as ISO instants. */
  override?: string;
  from?: string;
  to?: string;
};

const dated = /^\d{4}-\d{2}-\d{2}$/;
const isSpan = (value: unknown): value is Span => spans.some((each) => each === value);
const isInstant = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value));

export function readRotaAddress(search: Record<string, unknown>): RotaAddress {
  const { by, span, at, as, schedule, override, from, to } = search;
  return {
    ...(by === "people" ? { by } : {}),
    ...(isSpan(span) ? { span } : {}),
    ...(typeof at === "string" && dated.test(at) && !Number.isNaN(Date.parse(at)) ? { at } : {}),
    ...(as === "table" ? { as } : {}),
    ...(typeof schedule === "string" && schedule !== "" ? { schedule } : {}),
    ...(typeof override === "string" && override !== "" ? { override } : {}),
    ...(isInstant(from) ? { from } : {}),
    ...(isInstant(to) ? { to } : {}),
  };
}
