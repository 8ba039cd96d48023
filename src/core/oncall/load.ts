/** How being on call is spread over people: hours, nights, weekend days, holidays and pages of each, beside the average. */
import type { Book } from "#core/agreement/book.ts";
import { dutiesOf, holidaysOn, hoursOf, isNight, nightsOf, schedulesWithin, wallOf, weekendDaysOf } from "#core/oncall/duty.ts";
import type { Instant } from "#core/time/instant.ts";

/** A page told a person; `schedule`: through which one, null for another way. */
export type Disturbance = { person: string; at: Instant; pageId: number; schedule: string | null };

export type LoadQuestion = {
  book: Book;
  /** `[from, to)` */
  from: Instant;
  to: Instant;
  /** People are called and live as the model of this instant says. */
  now: Instant;
  disturbances: readonly Disturbance[];
  /** Of one schedule alone; null: of all. */
  schedule: string | null;
};

export const measures = ["hours", "nights", "weekendDays", "holidays", "pages", "nightPages"] as const;
export type Measure = (typeof measures)[number];

export type LoadRow = { person: string } & Record<Measure, number>;

/** Over those who were on call at all. `abovePercent`: by how much the most exceeds the average; null when there is nothing to compare. */
export type Share = { mean: number; least: number; most: number; abovePercent: number | null };

export type Load = {
  /** Everybody who is on call in that time or takes part in a layer, who has most hours first. */
  rows: LoadRow[];
  shares: Record<Measure, Share>;
};

/** A night is a local date of the person's with some time on call from 00:00 to 05:00; a page counts once for each person it told. */
export function loadOf({ book, from, to, now, disturbances, schedule }: LoadQuestion): Load {
  const schedules = schedulesWithin(book, from, to).filter((each) => schedule === null || each === schedule);
  const duties = dutiesOf(book, schedules, from, to);
  const document = book.documentAt(now);
  const told = pagesByPerson(
    disturbances.filter((each) => from <= each.at && each.at < to && (schedule === null || each.schedule === schedule)),
  );
  const people = new Set([...participantsOf(book, schedules, from, to), ...duties.keys()]);
  const rows = [...people].map((person): LoadRow => {
    const [duty, zone] = [duties.get(person) ?? [], wallOf(document, person)];
    const pages = told.get(person) ?? [];
    return {
      person,
      hours: hoursOf(duty),
      nights: nightsOf(duty, zone).length,
      weekendDays: weekendDaysOf(duty, zone).length,
      holidays: holidaysOn(duty, zone, document?.people?.[person]?.holidays).length,
      pages: pages.length,
      nightPages: pages.filter((at) => isNight(zone, at)).length,
    };
  });
  rows.sort((a, b) => b.hours - a.hours || (a.person < b.person ? -1 : 1));
  return { rows, shares: sharesOf(rows) };
}

function participantsOf(book: Book, schedules: readonly string[], from: Instant, to: Instant): string[] {
  const held = book.versions.filter(
    ({ effectiveAt }, i) => (i === 0 || effectiveAt < to) && (book.versions[i + 1]?.effectiveAt ?? Number.POSITIVE_INFINITY) > from,
  );
  return held.flatMap(({ document }) =>
    schedules.flatMap((name) => (document.schedules?.[name]?.layers ?? []).flatMap(({ participants }) => participants)),
  );
}

/** When each page first told a person. */
function pagesByPerson(disturbances: readonly Disturbance[]): Map<string, Instant[]> {
  const first = new Map<string, Map<number, Instant>>();
  for (const { person, at, pageId } of disturbances) {
    const pages = first.get(person) ?? new Map<number, Instant>();
    first.set(person, pages);
    pages.set(pageId, Math.min(pages.get(pageId) ?? at, at) as Instant);
  }
  return new Map([...first].map(([person, pages]) => [person, [...pages.values()]]));
}

function sharesOf(rows: readonly LoadRow[]): Record<Measure, Share> {
  const onCall = rows.filter(({ hours }) => hours > 0);
  return Object.fromEntries(measures.map((measure) => [measure, shareOf(onCall.map((row) => row[measure]))])) as Record<Measure, Share>;
}

function shareOf(values: readonly number[]): Share {
  if (values.length === 0) return { mean: 0, least: 0, most: 0, abovePercent: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const most = Math.max(...values);
  return { mean, least: Math.min(...values), most, abovePercent: values.length < 2 || mean === 0 ? null : (most / mean - 1) * 100 };
}
