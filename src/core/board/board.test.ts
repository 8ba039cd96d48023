import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageQuery, openQuery, windowQuery } from "#core/board/figure-query.ts";
import { addHeld, heldNothing, heldSeconds } from "#core/board/held.ts";
import { ages, type OpenTally, openFigures, shareOf, type WindowTally, windowFigures } from "#core/board/sums.ts";
import { bucketsOf } from "#core/board/window.ts";
import { parseQuery } from "#core/search/query.ts";
import { instant } from "#core/time/instant.ts";

const open = (more: Partial<OpenTally>): OpenTally => ({
  ...{ tier: 1, team: "desk", assignee: "alice", priority: "P3", age: 0, isLate: false, isSoon: false, isPaused: false, count: 1 },
  ...more,
});
const ended = (more: Partial<WindowTally>): WindowTally => ({
  ...{ ended: 0, opened: null, isResolved: true, isFirstLine: true, isBreached: false, isReopened: false, rating: null, count: 1 },
  ...more,
});

describe("open figures", () => {
  it("count for person, team and age, and for the team alone what nobody has", () => {
    const figures = openFigures([
      open({ count: 3, isLate: true }),
      open({ assignee: "bob", priority: "P1", count: 5, isSoon: true, age: 5 }),
      open({ assignee: null, tier: 2, team: "apps", count: 2, isPaused: true, age: 2 }),
    ]);
    expect(figures.total).toEqual({ open: 10, late: 3, soon: 5, paused: 2, urgent: 5, unassigned: 2 });
    expect(figures.people.map(({ assignee, open: count }) => [assignee, count])).toEqual([
      ["bob", 5],
      ["alice", 3],
    ]);
    expect(figures.tiers.map(({ team, open: count, unassigned }) => [team, count, unassigned])).toEqual([
      ["desk", 8, 0],
      ["apps", 2, 2],
    ]);
    expect(figures.ageing.map(({ counts }) => counts.P1 + counts.P3)).toEqual([3, 0, 2, 0, 0, 5]);
  });

  it("lose nobody: people, teams and ages each add up to the whole", () => {
    const tally = fc.record({
      tier: fc.constantFrom(1, 2, null),
      team: fc.constantFrom("desk", "apps", null),
      assignee: fc.constantFrom("alice", "bob", null),
      priority: fc.constantFrom("P1", "P2", "P3", "P4"),
      age: fc.integer({ min: 0, max: 5 }),
      isLate: fc.boolean(),
      isSoon: fc.boolean(),
      isPaused: fc.boolean(),
      count: fc.integer({ min: 1, max: 9 }),
    }) as fc.Arbitrary<OpenTally>;
    fc.assert(
      fc.property(fc.array(tally, { maxLength: 40 }), (tallies) => {
        const { total, people, tiers, ageing } = openFigures(tallies);
        const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
        expect(sum(people.map((each) => each.open)) + total.unassigned).toBe(total.open);
        expect(sum(tiers.map((each) => each.open))).toBe(total.open);
        expect(sum(ageing.flatMap(({ counts }) => Object.values(counts)))).toBe(total.open);
        expect(sum(tiers.map((each) => each.late))).toBe(total.late);
      }),
    );
  });
});

describe("a window's figures", () => {
  it("rate what was resolved, and nothing else", () => {
    const figures = windowFigures(
      [
        ended({ count: 6, opened: 0 }),
        ended({ ended: 1, isFirstLine: false, isBreached: true, isReopened: true, rating: 2, count: 2 }),
        ended({ ended: 1, isResolved: false, isFirstLine: null, count: 3 }),
        ended({ ended: null, opened: 1, isResolved: false, isFirstLine: null, count: 4 }),
        ended({ isFirstLine: null, rating: 5, count: 1 }),
      ],
      2,
    );
    expect(figures).toMatchObject({ opened: 10, resolved: 9, otherwiseEnded: 3, reopened: 2 });
    expect(figures.firstLine).toEqual({ of: 8, count: 6 });
    expect(shareOf(figures.firstLine)).toBe(0.75);
    expect(figures.kept).toEqual({ of: 9, count: 7 });
    expect(figures.ratings).toEqual({ count: 3, sum: 9, byScore: [0, 2, 0, 0, 1] });
    expect(figures.trend.map(({ opened, resolved, breached }) => [opened, resolved, breached])).toEqual([
      [6, 7, 0],
      [4, 2, 2],
    ]);
    expect(shareOf({ of: 0, count: 0 })).toBeNull();
  });
});

describe("the window", () => {
  it("ends with today in the reader's zone, without a gap", () => {
    const days = bucketsOf(instant("2026-11-22T23:30:00Z"), 7, "Europe/Madrid");
    expect(days.map(({ from }) => from)).toEqual([
      "2026-11-17",
      "2026-11-18",
      "2026-11-19",
      "2026-11-20",
      "2026-11-21",
      "2026-11-22",
      "2026-11-23",
    ]);
    expect(days.at(-1)).toMatchObject({ to: "2026-11-24", start: instant("2026-11-22T23:00:00Z") });
    expect(days.slice(1).every(({ start }, index) => start === days[index]!.end)).toBe(true);
  });

  it("goes by weeks when it is long, and a day of a clock change has its own length", () => {
    expect(bucketsOf(instant("2026-11-22T12:00:00Z"), 90, "UTC")).toHaveLength(13);
    const autumn = bucketsOf(instant("2026-10-26T12:00:00Z"), 7, "Europe/Madrid").find(({ from }) => from === "2026-10-25")!;
    expect(autumn.end - autumn.start).toBe(25 * 3_600_000);
  });
});

describe("who held it", () => {
  const hold = (from: string, holder: "tier" | "customer" | "nobody", tier: 1 | 2 | null) => ({
    from: instant(from),
    holder,
    tier,
    name: null,
  });
  it("adds up to the time until the end", () => {
    const ball = [
      hold("2026-03-02T09:00:00Z", "nobody", 1),
      hold("2026-03-02T09:10:00Z", "tier", 1),
      hold("2026-03-02T10:10:00Z", "tier", 2),
      hold("2026-03-02T11:10:00Z", "customer", 2),
    ];
    const held = heldSeconds(ball, instant("2026-03-02T12:00:00Z"));
    expect(held).toEqual([3_600, 3_600, 0, 0, 0, 3_000, 600]);
    expect(heldSeconds(ball, instant("2026-03-02T10:00:00Z"))).toEqual([3_000, 0, 0, 0, 0, 0, 600]);
    expect(addHeld(heldNothing, held)).toEqual(held);
  });
});

describe("the query behind a figure", () => {
  const scope = { customer: "Andina Pagos, S.A.", team: "desk" };
  const queries = [
    ...(["open", "late", "soon", "paused", "urgent", "unassigned"] as const).flatMap((figure) => [
      openQuery(scope, figure),
      openQuery({}, figure, { assignee: "alice" }),
      openQuery(scope, figure, { tier: 2, ofTeam: "apps" }),
      openQuery({}, figure, { tier: null, ofTeam: null }),
    ]),
    ...ages.map(({ fromDays, toDays }) => ageQuery(scope, fromDays, toDays, "P2")),
    ...(["opened", "resolved", "firstLine", "escalated", "kept", "breached", "reopened", "rated", 1, 5] as const).map((figure) =>
      windowQuery(scope, figure, { from: "2026-11-01", to: "2026-11-08" }),
    ),
  ];

  it.each(queries)("can be read: %s", (query) => {
    expect(parseQuery(query).problems).toEqual([]);
  });

  it("names the team once", () => {
    expect(openQuery(scope, "late", { ofTeam: "apps" })).toBe('customer:"Andina Pagos, S.A." status:open team:apps breach<0m');
  });
});
