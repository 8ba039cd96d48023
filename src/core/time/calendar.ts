/** Calendars: when time counts. A written form goes in; what comes out answers every question by binary search. */
import { Refusal } from "#core/refusal.ts";
import { BasePlan } from "#core/time/base-plan.ts";
import { isRecord, onlyKeys, type Path, type Report, readBase, readValidity, shown } from "#core/time/base-rules.ts";
import { type Calendar, CompiledCalendar } from "#core/time/compiled-calendar.ts";
import { AlwaysPlan, CompositePlan, type Composition, SplicePlan } from "#core/time/composite-plan.ts";
import type { Instant } from "#core/time/instant.ts";
import type { CalendarSource } from "#core/time/source.ts";

export type { Calendar } from "#core/time/compiled-calendar.ts";
export type { ClosedKind, Stretch } from "#core/time/plan.ts";
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

export type CompileOptions = {
  /** Gives the source of a calendar named inside another one. */
  resolve?: (name: string) => CalendarSource | undefined;
};

/** One thing wrong in a calendar's source: where (keys and indexes from its root), the refusal's code, and what to write instead. */
export type CalendarProblem = { path: (string | number)[]; code: string; message: string };

/** Compositions within compositions: more is a mistake, and would only exhaust the stack. */
const deepest = 32;

/**
 * Compiles a calendar; years are compiled when they are asked for. Refuses `bad-calendar`, `bad-zone` or `bad-holiday-set` for the first
 * mistake, with `facts.path` into the source and all of them in `facts.problems`.
 */
export function compileCalendar(source: CalendarSource, options: CompileOptions = {}): Calendar {
  const problems: CalendarProblem[] = [];
  const calendar = new Reading(options, true).read(source, [], collect(problems));
  const [first] = problems;
  if (first) throw new Refusal(first.code, placed(first), { path: first.path, problems });
  return calendar!;
}

/** Every mistake of a source at once; an empty list means that it compiles. Mistakes inside a named calendar are left to its own check. */
export function checkCalendar(source: unknown, options: CompileOptions = {}): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  new Reading(options, false).read(source, [], collect(problems));
  return problems;
}

const collect =
  (problems: CalendarProblem[]): Report =>
  (path, code, message) =>
    problems.push({ path: [...path], code, message });

const placed = (problem: CalendarProblem): string =>
  problem.path.length === 0 ? problem.message : `At ${problem.path.join(".")}: ${problem.message}`;

/**
 * One logical calendar: each version rules from its `from` (inclusive) until the next one's `from`; the first also before. So a change of
 * calendar applies from its instant on. Versions come sorted; of two with the same `from` the later one rules.
 */
export function spliceCalendars(versions: readonly { from: Instant; calendar: Calendar }[]): Calendar {
  const members = versions.map(({ from, calendar }) => {
    if (!(calendar instanceof CompiledCalendar)) throw new TypeError("Only compiled calendars can be spliced.");
    return { from, member: calendar };
  });
  if (members.length === 0 || members.some(({ from }, i) => i > 0 && from < members[i - 1]!.from)) {
    throw new TypeError("Versions to splice must be at least one and sorted by their start.");
  }
  return new CompiledCalendar(new SplicePlan(members));
}

/** One reading of a source and of the calendars that it names, each of them compiled once. */
class Reading {
  readonly #resolve: (name: string) => CalendarSource | undefined;
  /** Whether mistakes inside named calendars are reported where they are named. */
  readonly #reportsNamed: boolean;
  readonly #named = new Map<string, CompiledCalendar | undefined>();
  /** Names being read, outermost first. */
  readonly #open: string[] = [];
  #depth = 0;
  #circle: string | undefined;

  constructor(options: CompileOptions, reportsNamed: boolean) {
    this.#resolve = options.resolve ?? (() => undefined);
    this.#reportsNamed = reportsNamed;
  }

  read(source: unknown, path: Path, report: Report): CompiledCalendar | undefined {
    if (source === "always") return new CompiledCalendar(new AlwaysPlan());
    if (typeof source === "string") return this.#readNamed(source, path, report);
    if (!isRecord(source)) {
      report(path, "bad-calendar", `${shown(source)} is not a calendar: write "always", a zone with hours, or anyOf, allOf, except.`);
      return undefined;
    }
    const kind = (["anyOf", "allOf", "except"] as const).find((each) => each in source);
    if (kind) return this.#readComposition(kind, source, path, report);
    const rules = readBase(source, path, report);
    return rules && new CompiledCalendar(new BasePlan(rules));
  }

  #readNamed(name: string, path: Path, report: Report): CompiledCalendar | undefined {
    if (this.#open.includes(name)) {
      this.#circle = [...this.#open.slice(this.#open.indexOf(name)), name].join(" → ");
      return undefined;
    }
    if (this.#named.has(name)) return this.#named.get(name);
    const source = this.#resolve(name);
    if (source === undefined) {
      report(path, "bad-calendar", `There is no calendar "${name}" here: write "always", the name of one, or its zone and hours.`);
      return undefined;
    }
    this.#open.push(name);
    const calendar = this.#deeper(source, path, (inner, code, message) => {
      if (this.#reportsNamed)
        report(path, code, `In calendar "${name}": ${placed({ path: [...inner.slice(path.length)], code, message })}`);
    });
    this.#open.pop();
    this.#named.set(name, calendar);
    // Every calendar of a circle is half read when it closes; the outermost reference is the one to be mended.
    if (this.#open.length === 0 && this.#circle !== undefined) {
      report(path, "bad-calendar", `"${name}" leads round in a circle (${this.#circle}): write one of them without the other.`);
      this.#circle = undefined;
    }
    return calendar;
  }

  #deeper(source: unknown, path: Path, report: Report): CompiledCalendar | undefined {
    if (this.#depth >= deepest) {
      report(path, "bad-calendar", `Calendars are nested more than ${deepest} deep here: write them flatter.`);
      return undefined;
    }
    this.#depth++;
    const calendar = this.read(source, path, report);
    this.#depth--;
    return calendar;
  }

  #readComposition(kind: Composition, source: Record<string, unknown>, path: Path, report: Report): CompiledCalendar | undefined {
    onlyKeys(source, [kind, "from", "until"], path, report);
    const valid = readValidity(source, path, report);
    const list = source[kind];
    const isFitting = Array.isArray(list) && (kind === "except" ? list.length === 2 : list.length > 0);
    if (!isFitting) {
      const wanted = kind === "except" ? "exactly two calendars: the one that is open and the one taken from it" : "at least one calendar";
      report([...path, kind], "bad-calendar", `"${kind}" needs a list of ${wanted}.`);
      return undefined;
    }
    const members = list.map((each, i) => this.#deeper(each, [...path, kind, i], report));
    const compiled = members.filter((each) => each !== undefined);
    return compiled.length === members.length ? new CompiledCalendar(new CompositePlan(kind, compiled, valid)) : undefined;
  }
}
