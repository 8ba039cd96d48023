/** The rota as it is drawn: of each schedule who it is in the end, what each layer would give alone, and the hours that nobody covers. */
import type { Book } from "#core/agreement/book.ts";
import type { Document, Person } from "#core/model/document.ts";
import type { Shift } from "#core/oncall/layer.ts";
import { running, shiftsIn } from "#core/oncall/rota.ts";
import { pairsOf, stretchOf } from "#core/oncall/stretch.ts";
import { type Calendar, compileCalendar } from "#core/time/calendar.ts";
import { holidaySet } from "#core/time/holidays.ts";
import type { Instant } from "#core/time/instant.ts";
import { clipped, difference, type Intervals, merged } from "#core/time/intervals.ts";
import { dateOfDay, dayMs } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type LayerPicture = { name: string; shifts: Shift[] };

export type SchedulePicture = {
  name: string;
  zone: string;
  covers: string | null;
  /** Everybody of its layers, in their order. */
  people: string[];
  shifts: Shift[];
  /** Names of the layers that are calendars of somebody else's. */
  feeds: string[];
  /** The lowest first. */
  layers: LayerPicture[];
  /** Hours of the calendar that it covers in which nobody is on call. */
  gaps: { from: Instant; to: Instant }[];
};

export type LeavePicture = {
  /** Null for leave that the model has. */
  id: number | null;
  person: string;
  from: Instant;
  to: Instant;
};

export type HolidayPicture = {
  /** Whose they are: the person's `holidays` of the model. */
  region: string;
  /** Local date. */
  date: string;
  /** In the region's own language. */
  name: string;
};

export type RotaPicture = {
  schedules: SchedulePicture[];
  leave: LeavePicture[];
  overrides: { id: number; schedule: string; person: string; from: Instant; to: Instant }[];
  people: { person: string; name: string; holidays: string | null }[];
  holidays: HolidayPicture[];
};

export type PictureOrder = {
  from: Instant;
  to: Instant;
  /** One schedule alone; null: all that the newest model of that stretch has. */
  schedule: string | null;
  /** Else there are none in the picture: a year of them is a blur. */
  hasLayers: boolean;
};

/** The picture of `[from, to)`. */
export function pictureOf(book: Book, { from, to, schedule: only, hasLayers }: PictureOrder): RotaPicture {
  const document = book.documentAt(Math.max(from, to - 1) as Instant);
  const schedules = Object.keys(document?.schedules ?? {})
    .filter((name) => only === null || name === only)
    .map((name) => scheduleOf(book, name, from, to, hasLayers));
  const meets = (each: { from: Instant; to: Instant }): boolean => each.from < to && from < each.to;
  const leave = [...leaveOfModel(document), ...book.rota.leave].filter(meets);
  const overrides = book.rota.overrides.filter((each) => meets(each) && (only === null || each.schedule === only));
  const keys = new Set([
    ...schedules.flatMap(({ people, shifts }) => [...people, ...shifts.map(({ person }) => person)]),
    ...leave.map(({ person }) => person),
  ]);
  const known = new Map(Object.entries(document?.people ?? {}));
  const people = [...keys].map((person) => ({
    ...{ person, name: known.get(person)?.name ?? person, holidays: known.get(person)?.holidays ?? null },
  }));
  return { schedules, leave, overrides, people, holidays: holidaysOf(people, from, to) };
}

type Edition = { document: Document; from: Instant; to: Instant };

/** The versions of the model that hold within `[from, to)`; the first one also before it was written. */
function editionsOf(book: Book, from: Instant, to: Instant): Edition[] {
  return book.versions.flatMap(({ document, effectiveAt }, i) => {
    const begins = (i === 0 ? from : Math.max(from, effectiveAt)) as Instant;
    const ends = Math.min(to, book.versions[i + 1]?.effectiveAt ?? Number.POSITIVE_INFINITY) as Instant;
    return begins < ends ? [{ document, from: begins, to: ends }] : [];
  });
}

function scheduleOf(book: Book, name: string, from: Instant, to: Instant, hasLayers: boolean): SchedulePicture {
  const editions = editionsOf(book, from, to).filter(({ document }) => document.schedules?.[name] !== undefined);
  const schedule = editions.at(-1)?.document.schedules?.[name];
  const shifts = shiftsIn(book, name, from, to);
  const people = [...new Set(editions.flatMap(({ document }) => document.schedules![name]!.layers.flatMap((layer) => layer.participants)))];
  return {
    ...{ name, zone: schedule?.zone ?? "UTC", covers: schedule?.covers ?? null, people, shifts },
    feeds: book.rota.feeds.filter((feed) => feed.schedule === name).map((feed) => feed.name),
    layers: hasLayers ? layersOf(book, name, editions) : [],
    gaps: pairsOf(difference(coveredHours(editions, name), merged(shifts.flatMap((shift) => [shift.from, shift.to])))).map(
      ([start, end]) => ({ from: start, to: end }),
    ),
  };
}

/** Backwards through the versions, so that the newest one says in which order they lie. */
function layersOf(book: Book, name: string, editions: readonly Edition[]): LayerPicture[] {
  const layers = new Map<string, LayerPicture>();
  for (const edition of [...editions].reverse()) {
    for (const layer of running(edition.document, name, book.rota)?.layers ?? []) {
      const picture = layers.get(layer.name) ?? { name: layer.name, shifts: [] };
      const earlier = layer.shifts(edition.from, edition.to);
      const [last, first] = [earlier.at(-1), picture.shifts[0]];
      // The model changed, and this shift did not.
      if (last !== undefined && first !== undefined && last.to === first.from && last.person === first.person) {
        picture.shifts[0] = { ...first, from: last.from };
        earlier.pop();
      }
      picture.shifts.unshift(...earlier);
      layers.set(layer.name, picture);
    }
  }
  return [...layers.values()];
}

/** What the schedule is to cover, by the versions that hold. */
function coveredHours(editions: readonly Edition[], name: string): Intervals {
  return merged(
    editions.flatMap(({ document, from, to }) => {
      const covers = document.schedules?.[name]?.covers;
      if (covers === undefined) return [];
      const open = calendarOf(document, covers).stretches(from, to);
      return clipped(
        open.flatMap((stretch) => (stretch.open ? [stretch.from, stretch.to] : [])),
        from,
        to,
      );
    }),
  );
}

/** A document never changes, so each of its calendars is compiled once. */
const calendars = new WeakMap<Document, Map<string, Calendar>>();

function calendarOf(document: Document, name: string): Calendar {
  const known = calendars.get(document) ?? new Map<string, Calendar>();
  calendars.set(document, known);
  let calendar = known.get(name);
  if (calendar === undefined) {
    calendar = compileCalendar(document.calendars[name] ?? "always", { resolve: (other) => document.calendars[other] });
    known.set(name, calendar);
  }
  return calendar;
}

/** The same leave may stand in several schedules: it is drawn once. */
function leaveOfModel(document: Document | null): LeavePicture[] {
  const found = new Map<string, LeavePicture>();
  for (const { zone, leave } of Object.values(document?.schedules ?? {})) {
    for (const { person, from, to } of leave ?? []) {
      const [start, end] = stretchOf(from, to, zoneNamed(zone)) as Instant[];
      if (start !== undefined && end !== undefined) found.set(`${person} ${start} ${end}`, { id: null, person, from: start, to: end });
    }
  }
  return [...found.values()];
}

function holidaysOf(people: readonly { holidays: Person["holidays"] | null }[], from: Instant, to: Instant): HolidayPicture[] {
  const regions = [...new Set(people.flatMap(({ holidays }) => (typeof holidays === "string" ? [holidays] : [])))];
  // A day more on either side: the reader's dates may begin before those of UTC, and end after.
  const [first, last] = [Math.floor(from / dayMs) - 1, Math.floor(to / dayMs) + 1];
  const years = [...new Set([dateOfDay(first), dateOfDay(last)].map((date) => Number(date.slice(0, 4))))];
  return regions.flatMap((region) =>
    years.flatMap((year) =>
      holidaySet(region)
        .in(year)
        .filter(({ day }) => first <= day && day <= last)
        .map(({ day, name }) => ({ region, date: dateOfDay(day), name })),
    ),
  );
}
