/** The stretch of time whose load is shown: whole local days of the reader. */
import { dateKey, instantOfWall } from "../../kit/time-text.ts";
import type { LoadAddress } from "./address.ts";

export type LoadWindow = {
  from: number;
  to: number;
  /** Local dates, both included: what stands in the fields of an own window. */
  first: string;
  last: string;
};

const dayMs = 86_400_000;
/** The server answers for no more. */
export const mostDays = 400;
const nextDays = 90;

const dayOf = (key: string): number => Date.parse(`${key}T00:00:00Z`) / dayMs;
const keyOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** Last month and this quarter by the calendar; the next ninety days with today; own dates as they are given, at most 400 days. */
export function loadWindow({ time = "quarter", from, to }: LoadAddress, now: number, zone: string): LoadWindow {
  const today = dateKey(now, { locale: "sv-SE", zone });
  const [year = 1970, month = 1] = today.split("-").map(Number);
  const month0 = (shift: number): number => Date.UTC(year, month - 1 + shift, 1) / dayMs;
  const quarterBegan = -((month - 1) % 3);
  const bounds: Record<NonNullable<LoadAddress["time"]>, () => [number, number]> = {
    "last-month": () => [month0(-1), month0(0)],
    quarter: () => [month0(quarterBegan), month0(quarterBegan + 3)],
    next: () => [dayOf(today), dayOf(today) + nextDays],
    own: () => ownBounds(from ?? keyOf(month0(0)), to ?? today),
  };
  const [first, end] = bounds[time]();
  const midnight = (day: number): number => instantOfWall(`${keyOf(day)}T00:00`, zone) ?? day * dayMs;
  return { from: midnight(first), to: midnight(end), first: keyOf(first), last: keyOf(end - 1) };
}

/** Dates that were exchanged are put in order: a field half changed is no mistake. */
function ownBounds(from: string, to: string): [number, number] {
  const [first, last] = [dayOf(from), dayOf(to)].sort((a, b) => a - b) as [number, number];
  return [first, Math.min(last + 1, first + mostDays - 1)];
}
