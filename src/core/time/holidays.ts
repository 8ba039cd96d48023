/**
 * Holidays: named sets of countries, states and regions, and dates of one's own, asked by local date.
 * The sets are those of the date-holidays library (data CC BY-SA 3.0), its public holidays only, in the set's own language.
 */
import Holidays from "date-holidays";
import { Refusal } from "#core/refusal.ts";
import { dateOfDay, dayInYear, dayMs, yearOfDay, yearStart } from "#core/time/wall.ts";

/** A holiday on one local date, in milliseconds after its midnight; `until` is Infinity when it takes the rest of the date and its tail. */
export type HolidayPart = { from: number; until: number; name?: string };

/** A date of one's own: one day, or a day of every year. */
export type OwnHoliday = HolidayPart & ({ day: number } | { yearly: { month: number; day: number } });

/** A named set without some of its days: names in the set's language or in English, `MM-DD`, `YYYY-MM-DD`. */
export type ChosenSet = { set: HolidaySet; except: ReadonlySet<string> };

type SetDay = HolidayPart & { day: number; name: string; substitute: boolean };

const sets = new Map<string, HolidaySet>();
/** Where the names that `except` may use are looked for. */
const namedYears = Array.from({ length: 16 }, (_, i) => 2018 + i);

/** The set of a code: `FR`, `DE-BY`, `US-LA-NO`. Refuses `bad-holiday-set`, listing near ones. */
export function holidaySet(code: string): HolidaySet {
  const known = sets.get(code);
  if (known) return known;
  const found = codesOf(code.slice(0, 2)).find(([each]) => each === code);
  if (!found) {
    const near = nearCodes(code);
    throw new Refusal("bad-holiday-set", `"${code}" is no known set of holidays: write ${near.join(", ")}, or dates like 12-26.`, {
      code,
      near,
    });
  }
  const set = new HolidaySet(code, found[1]);
  sets.set(code, set);
  return set;
}

/** One named set; each year is worked out once per process (about 0.5 ms). */
export class HolidaySet {
  readonly code: string;
  readonly #place: string[];
  readonly #library: Holidays;
  readonly #years = new Map<number, SetDay[]>();
  #english: Map<string, string> | undefined;

  constructor(code: string, place: string[]) {
    this.code = code;
    this.#place = place;
    this.#library = libraryOf(place);
  }

  /** The days of holidays that begin in a year; the last may run into the next year. */
  in(year: number): readonly SetDay[] {
    const known = this.#years.get(year);
    if (known) return known;
    const days = this.#library.getHolidays(year).flatMap(daysOf);
    this.#years.set(year, days);
    return days;
  }

  /** Whether `except` takes this day away. */
  excludes(except: ReadonlySet<string>, holiday: SetDay): boolean {
    if (except.size === 0) return false;
    const date = dateOfDay(holiday.day);
    if (except.has(date) || except.has(date.slice(5))) return true;
    const name = plainName(holiday);
    return except.has(name) || except.has(this.#englishNames().get(name) ?? name);
  }

  /** The names that one may write in `except`. */
  names(): Set<string> {
    const own = namedYears.flatMap((year) => this.in(year).map(plainName));
    return new Set([...own, ...this.#englishNames().values()]);
  }

  #englishNames(): Map<string, string> {
    if (this.#english) return this.#english;
    const english = libraryOf(this.#place, ["en"]);
    this.#english = new Map();
    for (const year of namedYears) {
      const inEnglish = new Map(english.getHolidays(year).map((each) => [`${each.rule} ${each.date}`, plainName(each)]));
      for (const each of this.#library.getHolidays(year)) {
        this.#english.set(plainName(each), inEnglish.get(`${each.rule} ${each.date}`) ?? each.name);
      }
    }
    return this.#english;
  }
}

/** Without the "(substitute day)" that the library appends in the set's language. */
const plainName = (holiday: { name: string; substitute?: boolean }): string =>
  holiday.substitute ? holiday.name.replace(/\s*\([^()]*\)$/, "") : holiday.name;

/** In zone UTC the library's instants are wall times, which is how a contract means them. */
function libraryOf([country, state, region]: string[], languages?: string[]): Holidays {
  const options = { types: ["public" as const], timezone: "UTC", ...(languages ? { languages } : {}) };
  if (region) return new Holidays(country!, state!, region, options);
  return state ? new Holidays(country!, state, options) : new Holidays(country!, options);
}

type LibraryHoliday = { date: string; start: Date; end: Date; name: string; substitute?: boolean };

/**
 * Splits a holiday into local dates. The library lets Islamic and Hebrew days begin at 18:00 on the eve and marks them by an offset;
 * laws grant the civil dates, so whole ones are moved back to midnight.
 */
function daysOf(holiday: LibraryHoliday): SetDay[] {
  let [start, end] = [holiday.start.getTime(), holiday.end.getTime()];
  if (/ [+-]\d{4}$/.test(holiday.date) && (end - start) % dayMs === 0) {
    const midnight = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`);
    [start, end] = [midnight, midnight + end - start];
  }
  const days: SetDay[] = [];
  for (let day = Math.floor(start / dayMs); day * dayMs < end; day++) {
    const until = end - day * dayMs;
    days.push({
      day,
      from: Math.max(0, start - day * dayMs),
      until: until >= dayMs ? Number.POSITIVE_INFINITY : until,
      name: holiday.name,
      substitute: holiday.substitute === true,
    });
  }
  return days;
}

/** Every code of a country with the place it stands for. */
function codesOf(country: string): [string, string[]][] {
  const library = new Holidays();
  if (!(country in library.getCountries())) return [];
  const codes: [string, string[]][] = [[country, [country]]];
  for (const state of Object.keys(library.getStates(country) ?? {})) {
    codes.push([`${country}-${state}`, [country, state]]);
    for (const region of Object.keys(library.getRegions(country, state) ?? {})) {
      codes.push([`${country}-${state}-${region}`, [country, state, region]]);
    }
  }
  return codes;
}

/** Up to eight codes that may have been meant: by English name, by the same country, by one letter. */
function nearCodes(code: string): string[] {
  const countries = Object.entries(new Holidays().getCountries("en"));
  const wanted = code.toUpperCase();
  const byName = countries.filter(([, name]) => name.toUpperCase() === wanted).map(([each]) => each);
  const ofCountry = codesOf(wanted.slice(0, 2)).map(([each]) => each);
  const exact = ofCountry.filter((each) => each.toUpperCase() === wanted);
  const byLetter = countries.map(([each]) => each).filter((each) => each[0] === wanted[0] || each[1] === wanted[1]);
  const near = byName.length > 0 ? byName : exact.length > 0 ? exact : ofCountry.length > 0 ? ofCountry : byLetter;
  return (near.length > 0 ? near : ["FR", "DE-BY", "US-MA"]).slice(0, 8);
}

/** All the holidays of one calendar, by local date. */
export class HolidayBook {
  readonly #chosen: readonly ChosenSet[];
  readonly #own: readonly OwnHoliday[];
  readonly #years = new Map<number, Map<number, HolidayPart[]>>();
  /** The year asked for last, from its first day number up to the next year's. */
  #last = { first: 0, end: 0, days: new Map<number, HolidayPart[]>() };

  constructor(chosen: readonly ChosenSet[], own: readonly OwnHoliday[]) {
    this.#chosen = chosen;
    this.#own = own;
  }

  /** The holidays of a local date, sets first; undefined when there are none. */
  on(day: number): readonly HolidayPart[] | undefined {
    if (this.#chosen.length === 0 && this.#own.length === 0) return undefined;
    if (day < this.#last.first || day >= this.#last.end) {
      const year = yearOfDay(day);
      const days = this.#years.get(year) ?? this.#daysIn(year);
      this.#years.set(year, days);
      this.#last = { first: yearStart(year) / dayMs, end: yearStart(year + 1) / dayMs, days };
    }
    return this.#last.days.get(day);
  }

  #daysIn(year: number): Map<number, HolidayPart[]> {
    const days = new Map<number, HolidayPart[]>();
    const add = (day: number, part: HolidayPart) => {
      const parts = days.get(day);
      if (parts) parts.push(part);
      else days.set(day, [part]);
    };
    for (const { set, except } of this.#chosen) {
      for (const each of [...set.in(year - 1), ...set.in(year)]) {
        if (yearOfDay(each.day) === year && !set.excludes(except, each)) add(each.day, each);
      }
    }
    for (const each of this.#own) {
      const day = "day" in each ? each.day : dayInYear(year, each.yearly);
      if (day !== undefined) add(day, each);
    }
    return days;
  }
}
