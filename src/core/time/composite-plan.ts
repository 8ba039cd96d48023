/** Calendars made of calendars: any of, all of, one except another, and versions one after the other. */
import type { DayRange } from "#core/time/base-rules.ts";
import { clipped, difference, type Intervals, intersection, union } from "#core/time/intervals.ts";
import { appendStretch, type Member, type Plan, type Stretch, type Why } from "#core/time/plan.ts";
import { dayMs } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export type Composition = "anyOf" | "allOf" | "except";

/** Open at every instant; its dates are those of UTC. */
export class AlwaysPlan implements Plan {
  readonly zone = zoneNamed("UTC");
  openings(from: number, to: number): Intervals {
    return from < to ? [from, to] : [];
  }
  closings(): Stretch[] {
    return [];
  }
  dayOf(t: number): number {
    return Math.floor(t / dayMs);
  }
  piecesOf(day: number): Intervals {
    return [day * dayMs, (day + 1) * dayMs];
  }
  zoneAt(): Zone {
    return this.zone;
  }
}

/** Its business days are the local dates of the first member's zone, cut at their midnights. */
export class CompositePlan implements Plan {
  readonly zone: Zone;
  readonly #kind: Composition;
  readonly #members: readonly Member[];
  readonly #from: number;
  readonly #until: number;

  constructor(kind: Composition, members: readonly Member[], valid: DayRange) {
    this.zone = members[0]!.plan.zone;
    this.#kind = kind;
    this.#members = members;
    this.#from = Number.isFinite(valid.first) ? this.zone.startOfDay(valid.first) : valid.first;
    this.#until = Number.isFinite(valid.last) ? this.zone.startOfDay(valid.last + 1) : valid.last;
  }

  openings(from: number, to: number): Intervals {
    const combine = { anyOf: union, allOf: intersection, except: difference }[this.#kind];
    const [first, end] = [Math.max(from, this.#from), Math.min(to, this.#until)];
    if (first >= end) return [];
    return this.#members.map((member) => member.openings(first, end)).reduce((all, next) => combine(all, next));
  }

  closings(from: number, to: number): Stretch[] {
    const outside: Why = { kind: "outside-validity" };
    const [first, end] = [Math.max(from, this.#from), Math.min(to, this.#until)];
    const stretches: Stretch[] = [];
    if (first >= end) {
      appendStretch(stretches, from, to, false, outside);
      return stretches;
    }
    appendStretch(stretches, from, first, false, outside);
    this.#nameClosed(first, end, stretches);
    appendStretch(stretches, end, to, false, outside);
    return stretches;
  }

  /** The first member that is closed says why; what only the excepted calendar takes away is an exception. */
  #nameClosed(from: number, to: number, stretches: Stretch[]): void {
    const named = this.#kind === "except" ? this.#members.slice(0, 1) : this.#members;
    const partitions = named.map((member) => member.partition(from, to));
    const places = partitions.map(() => 0);
    for (let at = from; at < to; ) {
      let end = to;
      let why: Why | undefined;
      for (const [i, partition] of partitions.entries()) {
        while (partition[places[i]!]!.to <= at) places[i]!++;
        const stretch = partition[places[i]!]!;
        end = Math.min(end, stretch.to);
        if (!stretch.open) why ??= stretch.why;
      }
      appendStretch(stretches, at, end, false, why ?? { kind: "exception" });
      at = end;
    }
  }

  dayOf(t: number): number {
    return this.zone.dayAt(t);
  }

  piecesOf(day: number): Intervals {
    const date: Intervals = [];
    this.zone.project(day * dayMs, (day + 1) * dayMs, date);
    const pieces: Intervals = [];
    for (let i = 0; i < date.length; i += 2) pieces.push(...this.openings(date[i]!, date[i + 1]!));
    return pieces;
  }

  zoneAt(): Zone {
    return this.zone;
  }
}

/** Each version rules from its start until the next one's; the first also before. */
export class SplicePlan implements Plan {
  readonly zone: Zone;
  readonly #versions: readonly { from: number; to: number; member: Member }[];

  /** @param versions sorted by `from`; of two with the same `from`, the later one rules */
  constructor(versions: readonly { from: number; member: Member }[]) {
    this.zone = versions[0]!.member.plan.zone;
    this.#versions = versions.map(({ from, member }, i) => ({
      from: i === 0 ? Number.NEGATIVE_INFINITY : from,
      to: versions[i + 1]?.from ?? Number.POSITIVE_INFINITY,
      member,
    }));
  }

  openings(from: number, to: number): Intervals {
    return this.#versions.reduce<Intervals>((all, version) => {
      const [first, end] = [Math.max(from, version.from), Math.min(to, version.to)];
      return first < end ? union(all, version.member.openings(first, end)) : all;
    }, []);
  }

  closings(from: number, to: number): Stretch[] {
    const stretches: Stretch[] = [];
    for (const version of this.#versions) {
      const [first, end] = [Math.max(from, version.from), Math.min(to, version.to)];
      if (first >= end) continue;
      for (const each of version.member.plan.closings(first, end)) appendStretch(stretches, each.from, each.to, false, each.why);
    }
    return stretches;
  }

  dayOf(t: number): number {
    return this.#at(t).plan.dayOf(t);
  }

  piecesOf(day: number): Intervals {
    return this.#versions.flatMap(({ from, to, member }) => clipped(member.plan.piecesOf(day), from, to));
  }

  zoneAt(t: number): Zone {
    return this.#at(t).plan.zoneAt(t);
  }

  #at(t: number): Member {
    return this.#versions.find(({ to }) => t < to)!.member;
  }
}
