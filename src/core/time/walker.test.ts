import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendar, spliceCalendars } from "#core/time/calendar.ts";
import type { Duration, Instant } from "#core/time/instant.ts";
import type { BaseSource } from "#core/time/source.ts";
import { anyBase, anyCalendar, at, belongsTo, ownerOf, type Wall, walk, wallsOf, windows } from "#core/time/walker.fixture.ts";

const minute = 60_000;

describe("compiled calendars agree with a walk through every minute", () => {
  it.each(windows)("$zone from $from", (window) => {
    const start = at(`${window.from}T00:00Z`);
    fc.assert(
      fc.property(anyCalendar(window), (source) => {
        const calendar = compileCalendar(source);
        const truth = walk(source, window);
        let open = 0;
        for (const [i, isOpen] of truth.entries()) {
          const t = (start + i * minute) as Instant;
          if (calendar.isOpen(t) !== isOpen) throw new Error(`${new Date(t).toISOString()}: the walk says ${isOpen}`);
          if (calendar.openBetween(start as Instant, t) !== open) throw new Error(`${new Date(t).toISOString()}: the walk counts ${open}`);
          if (isOpen) open += minute;
        }
      }),
      { numRuns: 6, seed: 7 },
    );
  });

  it("sees something open and something closed in most of them", () => {
    const window = windows[0]!;
    const shares = fc.sample(anyCalendar(window), { numRuns: 30, seed: 7 }).map((source) => {
      const truth = walk(source, window);
      return truth.filter(Boolean).length / truth.length;
    });
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(15);
  });
});

describe("questions with an instant for an answer", () => {
  it.each(windows)("$zone from $from", (window) => {
    const start = at(`${window.from}T00:00Z`);
    const position = fc.integer({ min: 0, max: window.days * 1_440 - 1 });
    fc.assert(
      fc.property(anyCalendar(window), position, position, (source, i, j) => {
        const calendar = compileCalendar(source);
        const truth = walk(source, window);
        const t = (start + i * minute) as Instant;
        const opens = truth.indexOf(true, i);
        if (opens >= 0) expect(calendar.nextOpen(t)).toBe(start + opens * minute);
        const closes = opens < 0 ? -1 : truth.indexOf(false, opens);
        if (closes >= 0) expect(calendar.nextClose(t)).toBe(start + closes * minute);
        // The earliest instant after which `j` open minutes lie behind.
        let [end, left] = [i, j];
        while (end < truth.length && left > 0) if (truth[end++]) left--;
        if (left === 0) expect(calendar.addOpen(t, (j * minute) as Duration)).toBe(start + end * minute);
      }),
      { numRuns: 6, seed: 11 },
    );
  });
});

describe("stretches", () => {
  it.each(windows)("of $zone from $from partition it exactly, and the open ones add up", (window) => {
    const start = at(`${window.from}T00:00Z`);
    const position = fc.integer({ min: 0, max: window.days * 86_400_000 - 1 });
    fc.assert(
      fc.property(anyCalendar(window), position, position, (source, i, j) => {
        const calendar = compileCalendar(source);
        const [a, b] = [Math.min(i, j), Math.max(i, j)].map((each) => (start + each) as Instant) as [Instant, Instant];
        const stretches = calendar.stretches(a, b);
        expect(stretches.at(0)?.from ?? a).toBe(a);
        expect(stretches.at(-1)?.to ?? b).toBe(b);
        let open = 0;
        for (const [k, each] of stretches.entries()) {
          expect(each.from).toBeLessThan(each.to);
          if (k > 0) expect(each.from).toBe(stretches[k - 1]!.to);
          expect(calendar.isOpen(each.from)).toBe(each.open);
          expect(calendar.openBetween(each.from, each.to)).toBe(each.open ? each.to - each.from : 0);
          expect(each.why === undefined).toBe(each.open);
          if (each.open) open += each.to - each.from;
        }
        expect(open).toBe(calendar.openBetween(a, b));
      }),
      { numRuns: 6, seed: 13 },
    );
  });
});

describe("business days", () => {
  it.each(windows)("in $zone from $from agree with a count of dates", (window) => {
    const start = at(`${window.from}T00:00Z`);
    const walls = wallsOf(window.zone, window);
    const target = fc.constantFrom("same-time" as const, "close" as const, 990);
    fc.assert(
      fc.property(
        anyBase(window),
        fc.integer({ min: 0, max: 4 * 1_440 }),
        fc.integer({ min: 0, max: 3 }),
        target,
        (source, i, days, at) => {
          const wanted = countedDue(source, walls, i, days, at);
          if (wanted === undefined) return;
          const due = compileCalendar(source).due((start + i * minute) as Instant, { kind: "business-days", days, at });
          expect(new Date(due).toISOString()).toBe(new Date(start + wanted * minute).toISOString());
        },
      ),
      { numRuns: 8, seed: 17 },
    );
  });
});

/** The minute at which business days are over, counted by hand; undefined when it lies too near to the window's end to be sure. */
function countedDue(source: BaseSource, walls: Wall[], i: number, days: number, at: "same-time" | "close" | number): number | undefined {
  const opens = walls.findIndex((wall, k) => k >= i && ownerOf(source, wall) !== undefined);
  if (opens < 0) return undefined;
  if (days === 0 && at === "same-time") return opens;
  const first = ownerOf(source, walls[opens]!)!;
  let last = first;
  for (let left = days; left > 0; ) {
    last++;
    if (last > walls.at(-1)!.date - 2) return undefined;
    if (walls.some((wall) => belongsTo(source, wall, last))) left--;
  }
  const close = walls.findLastIndex((wall) => belongsTo(source, wall, last)) + 1;
  if (at === "close") return close;
  const wanted = typeof at === "number" ? last * 1_440 + at : sum(walls[opens]!) + (last - first) * 1_440;
  // A wall time in a gap moves forward by the gap: it is as far past the gap as it was into it.
  let found = walls.findIndex((each) => sum(each) === wanted);
  if (found < 0) {
    const after = walls.findIndex((each, k) => k > 0 && sum(each) > wanted && sum(walls[k - 1]!) < wanted);
    found = after + (wanted - sum(walls[after - 1]!) - 1);
  }
  return typeof at === "number" ? found : Math.min(found, close);
}

const sum = (wall: Wall): number => wall.date * 1_440 + wall.minute;

describe("spliced versions", () => {
  it.each(windows)("in $zone from $from each rule from their instant on", (window) => {
    const start = at(`${window.from}T00:00Z`);
    const change = fc.integer({ min: 0, max: window.days * 1_440 - 1 });
    fc.assert(
      fc.property(anyCalendar(window), anyCalendar(window), anyCalendar(window), change, change, (first, second, third, i, j) => {
        const changes = [Math.min(i, j), Math.max(i, j)];
        const [a, b, c] = [first, second, third].map((source) => compileCalendar(source));
        const spliced = spliceCalendars([
          { from: 0 as Instant, calendar: a! },
          { from: (start + changes[0]! * minute) as Instant, calendar: b! },
          { from: (start + changes[1]! * minute) as Instant, calendar: c! },
        ]);
        let open = 0;
        for (let k = 0; k < window.days * 1_440; k += 7) {
          const t = (start + k * minute) as Instant;
          const ruling = k < changes[0]! ? a! : k < changes[1]! ? b! : c!;
          if (spliced.isOpen(t) !== ruling.isOpen(t)) throw new Error(new Date(t).toISOString());
        }
        const end = (start + window.days * 86_400_000) as Instant;
        const marks = [start, start + changes[0]! * minute, start + changes[1]! * minute, end] as Instant[];
        for (const [k, calendar] of [a!, b!, c!].entries()) open += calendar.openBetween(marks[k]!, marks[k + 1]!);
        expect(spliced.openBetween(start as Instant, end)).toBe(open);
        const stretches = spliced.stretches(start as Instant, end);
        expect(stretches.filter((each) => each.open).reduce((all, each) => all + each.to - each.from, 0)).toBe(open);
        expect(stretches.reduce((all, each) => all + each.to - each.from, 0)).toBe(end - start);
      }),
      { numRuns: 3, seed: 19 },
    );
  });
});
