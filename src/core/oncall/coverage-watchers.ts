/**
 * Who is there under one version of the model: the people of a team at work in its calendar, whoever of them a schedule of the escalation
 * policy has on call, and those whom a step names outright. Each question is answered once: 200 customers ask the same few.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Document, Team } from "#core/model/document.ts";
import { resolveRecipients } from "#core/notification/recipient.ts";
import type { Concerned, Found } from "#core/oncall/coverage-lack.ts";
import type { Reach } from "#core/oncall/coverage-reach.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import { compileSchedule, type Shift } from "#core/oncall/shift.ts";
import { stretchOf } from "#core/oncall/stretch.ts";
import type { Instant } from "#core/time/instant.ts";
import { clipped, difference, type Intervals, intersection, merged, union } from "#core/time/intervals.ts";
import { zoneNamed } from "#core/time/zone.ts";

/** What one version of the model makes of a promise: its hours, those of them in which nobody is there, and why. Equal ids are equal parts. */
export type Part = { id: string; promised: Intervals; gaps: Intervals; lacks: readonly Found[] };

type Asked = {
  book: Book;
  document: Document;
  from: Instant;
  to: Instant;
  reach: Reach;
  overLimit: ReadonlyMap<string, Intervals>;
};
type TeamQuestion = { calendar: string; team: string; policy: string | null; from: number; to: number };

/** Whom a policy tells: schedules by name, and people whom a step names outright, by themselves, as a team or as its lead. */
type Targets = { schedules: readonly string[]; people: readonly string[] };

export class Watchers {
  readonly #asked: Asked;
  readonly #parts = new Map<string, Part>();
  readonly #hours = new Map<string, Intervals>();
  readonly #away = new Map<string, Intervals>();
  readonly #present = new Map<string, Intervals>();
  readonly #shifts = new Map<string, readonly Shift[]>();
  readonly #turns = new Map<string, ReadonlyMap<string, Intervals>>();
  readonly #targets = new Map<string, Targets>();
  readonly #covered = new Map<string, Intervals>();
  /** Where none of several schedules has anybody. */
  readonly #holes = new Map<string, Intervals>();

  constructor(asked: Asked) {
    this.#asked = asked;
    const { document, book } = asked;
    const stretches = new Map<string, number[]>();
    const add = (person: string, stretch: Intervals) => stretches.set(person, [...(stretches.get(person) ?? []), ...stretch]);
    // Leave takes a person away everywhere, in whichever schedule it was written down.
    for (const { zone, leave } of Object.values(document.schedules ?? {}))
      for (const each of leave ?? []) add(each.person, stretchOf(each.from, each.to, zoneNamed(zone)));
    for (const { person, from, to } of book.rota.leave) if (from < to) add(person, [from, to]);
    for (const [person, list] of stretches) this.#away.set(person, clipped(merged(list), asked.from, asked.to));
  }

  ofTeam({ calendar, team, policy, from, to }: TeamQuestion): Part {
    const id = `${calendar} ${team} ${policy ?? ""} ${from} ${to}`;
    return once(this.#parts, id, () => {
      const promised = clipped(this.hours(calendar), from, to);
      const gaps = difference(promised, this.#coveredBy(team, policy));
      return { id, promised, gaps, lacks: gaps.length === 0 ? [] : this.#whyNobodyOf(team, policy, gaps) };
    });
  }

  /** What a schedule must cover by itself, whoever it has. */
  ofSchedule(schedule: string, calendar: string): Part {
    const id = `${calendar} schedule:${schedule} ${this.#asked.from} ${this.#asked.to}`;
    return once(this.#parts, id, () => {
      const promised = this.hours(calendar);
      const there = [...this.#turnsOf(schedule)].flatMap(([person, turns]) => intersection(turns, this.#ready(person)));
      const gaps = difference(promised, merged(there));
      const sorter = new Sorter(gaps, { team: null, policy: null });
      this.#sortTurns(sorter, schedule, () => true);
      this.#sortAway(sorter, schedule, sorter.rest);
      sorter.take("nobody-on-call", sorter.rest, { schedule });
      return { id, promised, gaps, lacks: sorter.found };
    });
  }

  hours(calendar: string): Intervals {
    const { book, from, to } = this.#asked;
    return once(this.#hours, calendar, () => book.calendar(calendar).openings(from, to));
  }

  #coveredBy(team: string, policy: string | null): Intervals {
    return once(this.#covered, `${team} ${policy ?? ""}`, () => {
      const crew = this.#crewOf(team);
      const calendar = this.#teamOf(team)?.calendar;
      const { schedules, people } = this.#targetsOf(policy);
      const atWork =
        calendar === undefined ? [] : intersection(this.hours(calendar), merged(crew.flatMap((person) => this.#presence(person))));
      const onCall = schedules.flatMap((schedule) =>
        [...this.#turnsOf(schedule)].flatMap(([person, turns]) => (crew.includes(person) ? intersection(turns, this.#ready(person)) : [])),
      );
      const named = people.flatMap((person) => (crew.includes(person) ? this.#ready(person) : []));
      return union(atWork, merged([...onCall, ...named]));
    });
  }

  /** Sorts gaps by their reason: each stretch has the first that holds, from whoever should be there to what was never arranged. */
  #whyNobodyOf(team: string, policy: string | null, gaps: Intervals): Found[] {
    const sorter = new Sorter(gaps, { team, policy });
    const crew = this.#crewOf(team);
    if (crew.length === 0) sorter.take("empty-team", sorter.rest, {});
    const { schedules, people } = this.#targetsOf(policy);
    const isOurs = (person: string): boolean => crew.includes(person);
    for (const schedule of schedules) this.#sortTurns(sorter, schedule, isOurs);
    const calendar = this.#teamOf(team)?.calendar;
    if (calendar !== undefined) this.#sortPeople(sorter, crew, this.hours(calendar));
    const ours = schedules.filter((schedule) => [...this.#turnsOf(schedule).keys()].some(isOurs) || this.#namesAny(schedule, isOurs));
    if (ours.length > 0) this.#sortHoles(sorter, ours, isOurs);
    this.#sortPeople(sorter, people.filter(isOurs), sorter.rest);
    sorter.take(calendar === undefined ? "no-hours" : "outside-hours", sorter.rest, {});
    return sorter.found;
  }

  /** Whoever is on call and does not count: away by another schedule's leave, not to be reached, or beyond a limit. */
  #sortTurns(sorter: Sorter, schedule: string, isMeant: (person: string) => boolean): void {
    for (const [person, turns] of this.#turnsOf(schedule)) {
      if (!isMeant(person)) continue;
      const why = this.#whyUnreachable(person);
      const persons = [{ person, why }];
      if (why !== null) sorter.take("unreachable", turns, { schedule, persons });
      sorter.take("on-leave", intersection(turns, this.#away.get(person) ?? []), { schedule, persons });
      sorter.take("over-limit", intersection(turns, this.#asked.overLimit.get(person) ?? []), { schedule, persons });
    }
  }

  /** People who should be there in `hours` all together: while one who cannot be reached is not away, that is what is to be mended. */
  #sortPeople(sorter: Sorter, people: readonly string[], hours: Intervals): void {
    if (people.length === 0) return;
    const concerned = people.map((person): Concerned => ({ person, why: this.#whyUnreachable(person) }));
    const silent = concerned.filter(({ why }) => why !== null);
    const allAway = silent
      .map(({ person }) => this.#away.get(person) ?? [])
      .reduce<Intervals | null>((a, b) => (a === null ? b : intersection(a, b)), null);
    if (allAway !== null) sorter.take("unreachable", difference(hours, allAway), { persons: silent });
    sorter.take("on-leave", hours, { persons: concerned });
  }

  /** Where their schedules have nobody, and where they have somebody else. */
  #sortHoles(sorter: Sorter, schedules: readonly string[], isOurs: (person: string) => boolean): void {
    const { from, to } = this.#asked;
    const [schedule] = schedules;
    const holes = once(this.#holes, schedules.join(" "), () => {
      const held = schedules.flatMap((each) => this.#shiftsOf(each).flatMap((shift) => [shift.from, shift.to]));
      return difference([from, to], merged(held));
    });
    for (const each of schedules) this.#sortAway(sorter, each, holes);
    sorter.take("nobody-on-call", holes, { schedule: schedule! });
    const others = new Set(schedules.flatMap((each) => [...this.#turnsOf(each).keys()]).filter((person) => !isOurs(person)));
    const persons = [...others].slice(0, 10).map((person) => ({ person, why: null }));
    sorter.take("others-on-call", sorter.rest, { schedule: schedule!, persons, isStanding: true });
  }

  /** Holes that are there only because everybody who could have stepped in is on leave: whose turn it would have been. */
  #sortAway(sorter: Sorter, schedule: string, holes: Intervals): void {
    const { document, from, to } = this.#asked;
    const written = document.schedules?.[schedule];
    if (written === undefined || intersection(sorter.rest, holes).length === 0) return;
    const { leave: _, ...asMeant } = written;
    for (const shift of compileSchedule(asMeant).shifts(from, to)) {
      const away = intersection(holes, intersection(this.#away.get(shift.person) ?? [], [shift.from, shift.to]));
      if (away.length > 0) sorter.take("on-leave", away, { schedule, persons: [{ person: shift.person, why: null }] });
    }
  }

  #teamOf(team: string): Team | undefined {
    return this.#asked.document.teams[team];
  }

  /** Who belongs to a team: its members and its lead. */
  #crewOf(team: string): readonly string[] {
    const { members = [], lead } = this.#teamOf(team) ?? {};
    return lead === undefined || members.includes(lead) ? members : [...members, lead];
  }

  #whyUnreachable(person: string): Concerned["why"] {
    const known = this.#asked.reach.get(person);
    return known === undefined ? "unknown-person" : known;
  }

  /** When somebody can be reached and is not away. */
  #presence(person: string): Intervals {
    const { from, to } = this.#asked;
    return once(this.#present, person, () =>
      this.#whyUnreachable(person) === null ? difference([from, to], this.#away.get(person) ?? []) : [],
    );
  }

  /** The same, within the limits that hold for being on call. */
  #ready(person: string): Intervals {
    const over = this.#asked.overLimit.get(person);
    return over === undefined ? this.#presence(person) : difference(this.#presence(person), over);
  }

  #shiftsOf(schedule: string): readonly Shift[] {
    const { book, from, to } = this.#asked;
    return once(this.#shifts, schedule, () => shiftsIn(book, schedule, from, to));
  }

  /** When each person is on call in a schedule. */
  #turnsOf(schedule: string): ReadonlyMap<string, Intervals> {
    return once(this.#turns, schedule, () => {
      const turns = new Map<string, number[]>();
      for (const { person, from, to } of this.#shiftsOf(schedule)) {
        const known = turns.get(person);
        if (known === undefined) turns.set(person, [from, to]);
        else known.push(from, to);
      }
      return new Map([...turns].map(([person, list]) => [person, merged(list)]));
    });
  }

  /** Whether a schedule is meant to have any of them on call, though it has not in these days. */
  #namesAny(schedule: string, isOurs: (person: string) => boolean): boolean {
    return (this.#asked.document.schedules?.[schedule]?.layers ?? []).some(({ participants }) => participants.some(isOurs));
  }

  #targetsOf(policy: string | null): Targets {
    return once(this.#targets, policy ?? "", () => {
      const { document } = this.#asked;
      const targets = (policy === null ? [] : (document.escalationPolicies?.[policy]?.steps ?? [])).flatMap(({ notify }) => notify);
      const named = (list: readonly string[], kind: string): string[] => [
        ...new Set(list.flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []))),
      ];
      const outright = targets.filter((target) => /^(person|team|lead):/.test(target));
      return { schedules: named(targets, "schedule"), people: named(resolveRecipients(outright, document, ""), "person") };
    });
  }
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

type Details = Partial<Pick<Found, "schedule" | "persons" | "isStanding">>;

/** Gaps on their way to their reasons: what was taken is not taken again. */
class Sorter {
  readonly found: Found[] = [];
  rest: Intervals;
  readonly #about: Pick<Found, "team" | "policy">;

  constructor(gaps: Intervals, about: Pick<Found, "team" | "policy">) {
    this.rest = gaps;
    this.#about = about;
  }

  take(reason: Found["reason"], where: Intervals, { schedule = null, persons = [], isStanding = schedule === null }: Details): void {
    const stretches = intersection(this.rest, where);
    if (stretches.length === 0) return;
    this.rest = difference(this.rest, stretches);
    const { team, policy } = this.#about;
    const who = persons.map(({ person }) => person).join(",");
    const cause = `${reason} ${team ?? ""} ${policy ?? ""} ${schedule ?? ""} ${who}`;
    const known = this.found.find((each) => each.cause === cause);
    if (known === undefined) this.found.push({ cause, reason, team, policy, schedule, persons, isStanding, stretches });
    else known.stretches = union(known.stretches, stretches);
  }
}
