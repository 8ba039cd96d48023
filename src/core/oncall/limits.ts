/**
 * How much being on call may ask of a person, and where it asks more. The law's numbers are Directive 2003/88/EC's (rest, article 3; the
 * week and its reference period, articles 6 and 16); pages in a shift are those of Site Reliability Engineering, chapter 11.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { type Duties, dutiesOf, hoursOf, nightPieces, nightsOf, schedulesWithin, wallOf } from "#core/oncall/duty.ts";
import { type Disturbance, loadOf } from "#core/oncall/load.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { clipped, type Intervals, merged } from "#core/time/intervals.ts";
import { dateOfDay, dayMs, weekday } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

export const limitNames = ["rest", "week-hours", "pages", "nights", "spread"] as const;
export type LimitName = (typeof limitNames)[number];

/** Whose spread is judged. */
export const spreadMeasures = ["nights", "weekendDays", "holidays"] as const;
export type SpreadMeasure = (typeof spreadMeasures)[number];

export type Breach = {
  limit: LimitName;
  person: string;
  /** Of `spread`: whose. */
  of: SpreadMeasure | null;
  /** The model makes it hard: then the person does not count as there. */
  isHard: boolean;
  /** Of `rest`: only if somebody is called in the shift before, which is yet to end. */
  isIfDisturbed: boolean;
  /** The person's local date: of `rest` when the shift begins, of a week its Monday, of a night its own; null where a whole window is judged. */
  date: string | null;
  /** The time on call beyond the limit. */
  from: Instant;
  to: Instant;
  /** In the limit's own unit: hours of rest, hours a week, pages in twelve hours, nights of the month, percent above the average. */
  found: number;
  allowed: number;
};

/** The same limit of the same person broken several times, in one entry. */
export type Finding = Omit<Breach, "from" | "to" | "date"> & {
  /** The first time and the last. */
  from: Instant;
  to: Instant;
  count: number;
  /** The first dozen. */
  times: { date: string | null; from: Instant; to: Instant; found: number }[];
};

export type LimitsInForce = {
  restHours: { least: number; isHard: boolean };
  weekHours: Bound;
  /** How much of an hour on call counts as worked. */
  standby: number;
  pagesPerShift: Bound;
  nightsPerMonth: Bound;
  spreadPercent: Bound;
};
type Bound = { most: number; isHard: boolean };

export function limitsOf(document: Pick<Document, "limits"> | null): LimitsInForce {
  const { restHours, weekHours, standby = 1, pagesPerShift, nightsPerMonth, spreadPercent } = document?.limits ?? {};
  const bound = (limit: { most: number; hard?: boolean } | undefined, most: number): Bound => ({
    most: limit?.most ?? most,
    isHard: limit?.hard ?? false,
  });
  return {
    restHours: { least: restHours?.least ?? 11, isHard: restHours?.hard ?? false },
    weekHours: bound(weekHours, 48),
    standby,
    pagesPerShift: bound(pagesPerShift, 2),
    nightsPerMonth: bound(nightsPerMonth, 10),
    spreadPercent: bound(spreadPercent, 50),
  };
}

/** The reference period of the week's hours: four months. */
const averagedWeeks = 17;
const shiftHours = 12;

export type LimitsQuestion = {
  book: Book;
  /** Breaches within `[from, to)`; what counts towards them may lie outside of it. */
  from: Instant;
  to: Instant;
  now: Instant;
  disturbances: readonly Disturbance[];
};

/** What one person is asked about. */
type Case = LimitsQuestion & { person: string; duty: Intervals; zone: Zone; limits: LimitsInForce };

/** Over all schedules together: a person has one life. In the order of people and limits, then of time. */
export function breachesOf(question: LimitsQuestion): Breach[] {
  const { book, from, to, now } = question;
  const document = book.documentAt(now);
  const limits = limitsOf(document);
  const [first, last] = [(from - (averagedWeeks + 1) * 7 * dayMs) as Instant, (to + 33 * dayMs) as Instant];
  const duties: Duties = dutiesOf(book, schedulesWithin(book, first, last), first, last);
  const cases = [...duties].map(([person, duty]): Case => ({ ...question, person, duty, limits, zone: wallOf(document, person) }));
  const own = cases.flatMap((each) => [...restBroken(each), ...weeksBeyond(each), ...nightsBeyond(each), ...pagesBeyond(each)]);
  return [...own, ...spreadBeyond(question, limits)];
}

const breach = (
  limit: LimitName,
  person: string,
  more: Omit<Breach, "limit" | "person" | "of" | "isIfDisturbed" | "date"> & Partial<Breach>,
): Breach => ({
  ...{ limit, person, of: null, isIfDisturbed: false, date: null },
  ...more,
});

function restBroken({ person, duty, zone, limits, from, to, now, disturbances }: Case): Breach[] {
  const { least, isHard } = limits.restHours;
  const calls = disturbances.filter((each) => each.person === person);
  const found: Breach[] = [];
  for (let i = 2; i < duty.length; i += 2) {
    const [before, ended, begins, ends] = [duty[i - 2]!, duty[i - 1]!, duty[i]!, duty[i + 1]!];
    const rest = (begins - ended) / 3_600_000;
    if (rest >= least || begins < from || begins >= to) continue;
    const isDisturbed = calls.some(({ at }) => before <= at && at < ended);
    if (!isDisturbed && ended <= now) continue;
    const until = Math.min(ends, ended + hours(least)) as Instant;
    const date = dateOfDay(zone.dayAt(begins));
    const stretch = { date, from: begins as Instant, to: until };
    found.push(breach("rest", person, { isHard, isIfDisturbed: !isDisturbed, ...stretch, found: rest, allowed: least }));
  }
  return found;
}

/** Each local week, averaged over the seventeen that end with it. */
function weeksBeyond({ person, duty, zone, limits, from, to }: Case): Breach[] {
  const { most, isHard } = limits.weekHours;
  const found: Breach[] = [];
  const today = zone.dayAt(from);
  for (let monday = today - weekday(today); zone.startOfDay(monday) < to; monday += 7) {
    const [begins, ends] = [zone.startOfDay(monday), zone.startOfDay(monday + 7)];
    const period = clipped(duty, zone.startOfDay(monday - (averagedWeeks - 1) * 7), ends);
    const average = (hoursOf(period) / averagedWeeks) * limits.standby;
    const here = clipped(duty, Math.max(begins, from), Math.min(ends, to));
    if (average <= most || here.length === 0) continue;
    const stretch = { date: dateOfDay(monday), from: here[0] as Instant, to: here.at(-1) as Instant };
    found.push(breach("week-hours", person, { isHard, ...stretch, found: average, allowed: most }));
  }
  return found;
}

/** The nights of a local month that come after the last one allowed. */
function nightsBeyond({ person, duty, zone, limits, from, to }: Case): Breach[] {
  const { most, isHard } = limits.nightsPerMonth;
  const months = new Map<string, number>();
  return nightsOf(duty, zone).flatMap((day) => {
    const date = dateOfDay(day);
    const month = date.slice(0, 7);
    const count = (months.get(month) ?? 0) + 1;
    months.set(month, count);
    const pieces = clipped(nightPieces(duty, zone, day), from, to);
    if (count <= most || pieces.length === 0) return [];
    return [
      breach("nights", person, { isHard, date, from: pieces[0] as Instant, to: pieces.at(-1) as Instant, found: count, allowed: most }),
    ];
  });
}

/** On average over what of the window is past; whoever was on call for less than a shift is judged as if it had been a whole one. */
function pagesBeyond({ person, duty, limits, from, to, now, disturbances }: Case): Breach[] {
  const { most, isHard } = limits.pagesPerShift;
  const past = clipped(duty, from, Math.min(to, now));
  const calls = disturbances.filter(
    (each) => each.person === person && past.some((start, i) => i % 2 === 0 && start <= each.at && each.at < past[i + 1]!),
  );
  const pages = new Set(calls.map(({ pageId }) => pageId)).size;
  const average = pages / Math.max(1, hoursOf(past) / shiftHours);
  if (average <= most) return [];
  return [breach("pages", person, { isHard, from: past[0] as Instant, to: past.at(-1) as Instant, found: average, allowed: most })];
}

/** Whoever has more than their share, and at least one whole night, weekend day or holiday more than the average. */
function spreadBeyond({ book, from, to, now }: LimitsQuestion, limits: LimitsInForce): Breach[] {
  const { rows, shares } = loadOf({ book, from, to, now, disturbances: [], schedule: null });
  const { most, isHard } = limits.spreadPercent;
  if (rows.filter((row) => row.hours > 0).length < 2) return [];
  return rows.flatMap((row) =>
    spreadMeasures.flatMap((of) => {
      const { mean } = shares[of];
      const above = mean === 0 ? 0 : (row[of] / mean - 1) * 100;
      if (above <= most || row[of] - mean < 1) return [];
      return [breach("spread", row.person, { of, isHard, from, to, found: above, allowed: most })];
    }),
  );
}

const mostTimes = 12;

/** Breaches of one limit by one person together, in the order in which they first happen. */
export function findingsOf(breaches: readonly Breach[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { from, to, date, ...each } of [...breaches].sort((a, b) => a.from - b.from)) {
    const key = `${each.limit} ${each.of} ${each.isIfDisturbed} ${each.person}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { ...each, from, to, count: 1, times: [{ date, from, to, found: each.found }] });
      continue;
    }
    known.count++;
    known.to = Math.max(known.to, to) as Instant;
    known.found = each.limit === "rest" ? Math.min(known.found, each.found) : Math.max(known.found, each.found);
    if (known.times.length < mostTimes) known.times.push({ date, from, to, found: each.found });
  }
  return [...found.values()];
}

/**
 * Limits that a change of `[from, to)` would break and that are not broken so far: what whoever edits the rota should know. A week's hours
 * are averaged and nights counted by the month, so what follows is looked at too.
 */
export function limitsMade(before: Book, later: Book, asked: Pick<LimitsQuestion, "from" | "to" | "now" | "disturbances">): Finding[] {
  const to = after(asked.to, hours(24 * 7 * averagedWeeks));
  const keyOf = (each: Breach): string => `${each.limit} ${each.of} ${each.person} ${each.date}`;
  const known = new Set(breachesOf({ ...asked, to, book: before }).map(keyOf));
  return findingsOf(breachesOf({ ...asked, to, book: later }).filter((each) => !known.has(keyOf(each))));
}

/**
 * When people are beyond a limit that the model makes hard, by person: then they do not count as there. What is broken only if somebody
 * calls, what is an average of the past, and how work is spread take nobody off.
 */
export function beyondHardLimits(question: LimitsQuestion): Map<string, Intervals> {
  const { restHours, weekHours, nightsPerMonth } = limitsOf(question.book.documentAt(question.now));
  if (!restHours.isHard && !weekHours.isHard && !nightsPerMonth.isHard) return new Map();
  const stretches = new Map<string, number[]>();
  for (const { limit, person, isHard, isIfDisturbed, from, to } of breachesOf(question)) {
    if (!isHard || isIfDisturbed || limit === "pages" || limit === "spread") continue;
    const known = stretches.get(person) ?? [];
    stretches.set(person, known);
    known.push(from, to);
  }
  return new Map([...stretches].map(([person, list]) => [person, merged(list)]));
}
