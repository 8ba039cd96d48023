import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Leave } from "#core/model/rota.ts";
import type { FeedEvent } from "#core/oncall/calendar-events.ts";
import { awayOf, type FeedShift, keepPast, leaveChange, personFinder, shiftsOfEvents } from "#core/oncall/feed.ts";
import type { Instant } from "#core/time/instant.ts";
import { contains, merged } from "#core/time/intervals.ts";

const people = {
  alice: { name: "Alice Martin", email: "alice@example.com" },
  bob: { name: "Bob Núñez", email: "Bob@Example.com" },
  rob: { name: "Robert" },
  robert: { name: "Robert" },
};
const event = (from: number, to: number, words: string, more: Partial<FeedEvent> = {}): FeedEvent => ({
  ...{ from: from as Instant, to: to as Instant, words, addresses: [], isFree: false },
  ...more,
});
const shift = (person: string, from: number, to: number): FeedShift => ({ person, from: from as Instant, to: to as Instant });
const told = (shifts: readonly FeedShift[]): string[] => shifts.map(({ person, from, to }) => `${person} ${from}-${to}`);

describe("whom an event means", () => {
  const find = personFinder(people, [
    { words: "Piquet nuit", person: "bob" },
    { words: "Left long ago", person: "nobody" },
    { words: "alice martin", person: "rob" },
  ]);
  it.each<[string, string[], string | null]>([
    ["Bob Núñez", [], "bob"],
    ["  bob   NUNEZ ", [], "bob"],
    ["bob", [], "bob"],
    ["PIQUET  nuit", [], "bob"],
    ["Alice Martin", [], "rob"],
    ["Night shift", ["x@example.com", "alice@example.com"], "alice"],
    ["Night shift (bob@example.com)", [], "bob"],
    ["bob@example.com", ["alice@example.com"], "bob"],
    ["Bob Nunez on call", [], null],
    ["Robert", [], null],
    ["rob", [], "rob"],
    ["Left long ago", [], null],
    ["", [], null],
    ["constructor", [], null],
  ])("%s with %j is %s", (words, addresses, expected) => {
    expect(find({ words, addresses })).toBe(expected);
  });
});

describe("shifts of a calendar", () => {
  const person = ({ words }: FeedEvent): string | null => (words === "?" ? null : words);
  it("give what overlaps to whoever began earlier, or was written first", () => {
    const events = [event(0, 10, "alice"), event(5, 15, "bob"), event(5, 12, "carol"), event(6, 8, "dave"), event(15, 20, "bob")];
    expect(told(shiftsOfEvents(events, person).shifts)).toEqual(["alice 0-10", "bob 10-15", "bob 15-20"]);
  });

  it("list the words that mean nobody, which hold no place", () => {
    const { shifts, unknown } = shiftsOfEvents([event(0, 10, "?"), event(5, 15, "bob"), event(20, 30, "?")], person);
    expect(told(shifts)).toEqual(["bob 5-15"]);
    expect(unknown).toEqual([{ words: "?", events: 2, from: 0 }]);
  });

  it("never overlap, whatever is in it", () => {
    const any = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 40 }), fc.constantFrom("alice", "bob", "?"));
    fc.assert(
      fc.property(fc.array(any), (written) => {
        const events = written.map(([from, length, words]) => event(from, from + length, words)).sort((a, b) => a.from - b.from);
        const { shifts } = shiftsOfEvents(events, person);
        for (const [i, each] of shifts.entries()) {
          expect(each.from).toBeLessThan(each.to);
          expect(each.from).toBeGreaterThanOrEqual(shifts[i - 1]?.to ?? 0);
        }
        // Whoever is told of is there: the time covered is that of the events that mean somebody.
        const known = events.filter(({ words }) => words !== "?").flatMap(({ from, to }) => [from, to]);
        expect(merged(shifts.flatMap(({ from, to }) => [from, to]))).toEqual(merged(known));
      }),
    );
  });
});

describe("what has been", () => {
  it("stays, and from now on it is as the calendar says", () => {
    const before = [shift("alice", 0, 10), shift("bob", 10, 20), shift("alice", 20, 30)];
    expect(told(keepPast(before, [shift("carol", 0, 18), shift("alice", 18, 25)], 15 as Instant))).toEqual([
      ...["alice 0-10", "bob 10-15", "carol 15-18", "alice 18-25"],
    ]);
  });

  it("is one shift with what goes on", () => {
    expect(told(keepPast([shift("alice", 0, 20)], [shift("alice", 5, 18), shift("alice", 18, 20)], 10 as Instant))).toEqual([
      ...["alice 0-18", "alice 18-20"],
    ]);
  });

  it("does not begin before it was first read, and does not end when the calendar is empty", () => {
    expect(told(keepPast([], [shift("alice", 0, 20)], 10 as Instant))).toEqual(["alice 10-20"]);
    expect(told(keepPast([shift("alice", 0, 20)], [], 10 as Instant))).toEqual(["alice 0-10"]);
  });
});

describe("leave by a calendar", () => {
  it("is whatever one is busy with", () => {
    const events = [event(0, 10, "Holidays"), event(5, 12, "Trip"), event(20, 30, "Birthday", { isFree: true }), event(40, 50, "")];
    expect(awayOf(events)).toEqual([0, 12, 40, 50]);
  });

  it("changes from now on only", () => {
    const leave = (id: number, from: number, to: number): Leave => ({ id, person: "alice", from: from as Instant, to: to as Instant });
    const standing = [leave(1, 0, 5), leave(2, 8, 20), leave(3, 30, 40), leave(4, 50, 60)];
    expect(leaveChange(standing, [2, 20, 30, 45, 70, 80], 10 as Instant)).toEqual({
      ended: [
        { id: 3, to: 30 },
        { id: 4, to: 50 },
      ],
      added: [
        { from: 30, to: 45 },
        { from: 70, to: 80 },
      ],
    });
    expect(leaveChange([leave(2, 8, 20)], [], 10 as Instant)).toEqual({ ended: [{ id: 2, to: 10 }], added: [] });
    expect(leaveChange([], [0, 20], 10 as Instant)).toEqual({ ended: [], added: [{ from: 10, to: 20 }] });
  });

  it("gives from now on exactly what the calendar says, however often it is read", () => {
    const stretches = fc
      .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 15 })), { maxLength: 6 })
      .map((all) => merged(all.flatMap(([from, length]) => [from, from + length])));
    fc.assert(
      fc.property(fc.array(stretches, { maxLength: 5 }), (readings) => {
        let standing: Leave[] = [];
        let id = 0;
        readings.forEach((away, turn) => {
          const now = (turn * 10) as Instant;
          const past = Array.from({ length: now }, (_, at) => standing.some(({ from, to }) => from <= at && at < to));
          const { ended, added } = leaveChange(standing, away, now);
          standing = standing.map((each) => ({ ...each, to: ended.find((end) => end.id === each.id)?.to ?? each.to }));
          standing.push(...added.map((each) => ({ ...each, id: id++, person: "alice" })));
          for (let at = 0; at < 80; at++) {
            const isAway = standing.some(({ from, to }) => from <= at && at < to);
            expect(isAway).toBe(at < now ? past[at] : contains(away, at));
          }
        });
      }),
    );
  });
});
