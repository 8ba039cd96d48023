/**
 * Recurrences that no layer of the model says (every second Monday, the first of each month), as shifts on the wall of their zone: the
 * parts of RFC 5545, 3.3.10 that Grafana OnCall uses, day by day.
 */
import type { PersonId, Stretch } from "#core/oncall/import/peer.ts";
import { firstReading } from "#core/oncall/turn.ts";
import type { Instant } from "#core/time/instant.ts";
import { dayMs, weekday } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

export type Frequency = "hourly" | "daily" | "weekly" | "monthly";

export type Recurrence = {
  frequency: Frequency;
  interval: number;
  /** 0 = Monday; `nth` of a month: 1 the first, -1 the last; 0 any. Empty: the day of the start. */
  days: readonly { day: number; nth: number }[];
  monthDays: readonly number[];
  months: readonly number[];
  /** 0 = Monday. */
  weekStart: number;
  /** Whether a turn is a day on which it happens, however many weeks lie between (daily rotations on chosen days). */
  countsDays: boolean;
  /** The first start on the wall of the zone. */
  wall: number;
  durationMs: number;
  groups: readonly (readonly PersonId[])[];
  zone: Zone;
  /** No shift begins before. */
  begins: Instant | null;
  /** No shift begins after, and the last one ends by then. */
  ends: Instant | null;
};

const hourMs = 3_600_000;

/** Shifts by place in their group (`[0]` the first of each group) that meet `[from, to)`. */
export function occurrencesOf(rule: Recurrence, from: Instant, to: Instant): Stretch[][] {
  const columns: Stretch[][] = Array.from({ length: Math.max(0, ...rule.groups.map((group) => group.length)) }, () => []);
  let count = 0;
  for (const { wall, turn } of startsOf(rule, to)) {
    const at = turn ?? Math.floor(count++ / rule.interval);
    const start = firstReading(rule.zone, wall) as Instant;
    const end = Math.min(firstReading(rule.zone, wall + rule.durationMs), rule.ends ?? Number.POSITIVE_INFINITY) as Instant;
    if ((rule.begins !== null && start < rule.begins) || end <= from || start >= end) continue;
    for (const [column, person] of rule.groups[at % rule.groups.length]!.entries()) columns[column]!.push({ person, from: start, to: end });
  }
  return columns;
}

/** Each start on the wall, with the turn that it belongs to; null: counted as they come. */
function* startsOf(rule: Recurrence, to: Instant): Generator<{ wall: number; turn: number | null }> {
  const { frequency, interval, wall: first } = rule;
  const last = Math.min(to, rule.ends ?? to) + rule.zone.offsetAt(to);
  if (frequency === "hourly") {
    for (let turn = 0; first + turn * interval * hourMs <= last; turn++) {
      const wall = first + turn * interval * hourMs;
      if (isOn(rule, Math.floor(wall / dayMs))) yield { wall, turn };
    }
    return;
  }
  const firstDay = Math.floor(first / dayMs);
  const time = first - firstDay * dayMs;
  for (let day = firstDay; day * dayMs + time <= last; day++) {
    if (!isOn(rule, day)) continue;
    const turn = turnOn(rule, day, firstDay);
    if (turn !== "none") yield { wall: day * dayMs + time, turn };
  }
}

/** Of which turn a day is; `none` when it lies between two. */
function turnOn(
  { frequency, interval, weekStart, countsDays, days, monthDays }: Recurrence,
  day: number,
  first: number,
): number | null | "none" {
  if (countsDays) return null;
  const through = (units: number): number | "none" => (units % interval === 0 ? units / interval : "none");
  if (frequency === "daily") return through(day - first);
  if (frequency === "weekly") {
    if (days.length === 0 && weekday(day) !== weekday(first)) return "none";
    return through(Math.floor((day - first + ((weekday(first) - weekStart + 7) % 7)) / 7));
  }
  if (days.length === 0 && monthDays.length === 0 && dateOf(day).getUTCDate() !== dateOf(first).getUTCDate()) return "none";
  return through(monthsOf(day) - monthsOf(first));
}

const dateOf = (day: number): Date => new Date(day * dayMs);
const monthsOf = (day: number): number => dateOf(day).getUTCFullYear() * 12 + dateOf(day).getUTCMonth();

function isOn({ days, monthDays, months }: Recurrence, day: number): boolean {
  const date = dateOf(day);
  const inMonth = date.getUTCDate();
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (months.length > 0 && !months.includes(date.getUTCMonth() + 1)) return false;
  if (monthDays.length > 0 && !monthDays.some((each) => (each > 0 ? each : length + 1 + each) === inMonth)) return false;
  if (days.length === 0) return true;
  const [nth, fromEnd] = [Math.ceil(inMonth / 7), -Math.ceil((length - inMonth + 1) / 7)];
  return days.some((each) => each.day === weekday(day) && (each.nth === 0 || each.nth === nth || each.nth === fromEnd));
}
