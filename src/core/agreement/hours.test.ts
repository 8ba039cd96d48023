import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type BundleTerms, balanceOf, bundlesOf, type Use, weighTime } from "#core/agreement/hours.ts";
import type { Rate } from "#core/model/document.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const perHour = { amount: 9_000, currency: "EUR" };

describe("weighing", () => {
  const rates: Rate[] = [
    { tier: 1, perHour },
    { perHour, weight: 2, activity: "on-site" },
    { perHour, weight: 1.5, hours: "outside" },
  ];
  test.each([
    ["inside of the hours", 60, 60, "analysis", { weight: 1, countedMinutes: 60, isAfterHours: false }],
    ["outside of them", 60, 0, "analysis", { weight: 1.5, countedMinutes: 90, isAfterHours: true }],
    ["a third outside", 90, 60, "analysis", { weight: 1.1667, countedMinutes: 105, isAfterHours: false }],
    ["an activity of its own, whatever the hour", 60, 0, "on-site", { weight: 2, countedMinutes: 120, isAfterHours: true }],
    ["half a minute counts up", 15, 0, "analysis", { weight: 1.5, countedMinutes: 23, isAfterHours: true }],
    ["exactly half is not after hours", 60, 30, "analysis", { weight: 1.25, countedMinutes: 75, isAfterHours: false }],
    ["taken back", 0, 0, "analysis", { weight: 1, countedMinutes: 0, isAfterHours: false }],
  ] as const)("%s", (_, minutes, inside, activity, expected) => {
    expect(weighTime({ minutes, tier: 1, activity }, inside, rates)).toEqual(expected);
  });

  it("is 1 where no rate names a weight", () => {
    expect(weighTime({ minutes: 40, tier: 2, activity: "analysis" }, 0, [])).toEqual({ weight: 1, countedMinutes: 40, isAfterHours: true });
  });
});

const at = (date: string): Instant => instant(`2026-${date}T12:00:00Z`);
const bundle = (id: string, hours: number, from: string, until: string, rollsOver = false): BundleTerms => ({
  ...{ id, minutes: hours * 60, rollsOver },
  from: instant(`2026-${from}T00:00:00Z`),
  until: instant(`2026-${until}T00:00:00Z`),
});
const use = (date: string, minutes: number, id = date): Use => ({ id, at: at(date), minutes });

describe("the balance", () => {
  it("reads an agreement's dates in the customer's zone, the last day included", () => {
    const [read] = bundlesOf(
      { bundles: [{ id: "s1", hours: 7.5, from: "2026-01-01", until: "2026-06-30", rollOver: true }] },
      "Europe/Paris",
    );
    expect(read).toEqual({
      ...{ id: "s1", minutes: 450, rollsOver: true },
      ...{ from: instant("2025-12-31T23:00:00Z"), until: instant("2026-06-30T22:00:00Z") },
    });
  });

  it("takes from the bundle that expires first, then from the next, and what is left over is said", () => {
    const bundles = [bundle("year", 2, "01-01", "12-31"), bundle("spring", 1, "01-01", "06-01")];
    const { bundles: used, overMinutes } = balanceOf(bundles, [use("03-01", 90), use("04-01", 120)], at("05-01"));
    expect(used.map(({ id, used: taken, left }) => [id, taken, left])).toEqual([
      ["spring", 60, 0],
      ["year", 120, 0],
    ]);
    expect(overMinutes).toBe(30);
  });

  it("expires what is left, or rolls it into the bundle that expires next", () => {
    const second = bundle("s2", 10, "07-01", "12-31");
    for (const [rollsOver, left, expired] of [
      [true, 900, 0],
      [false, 600, 300],
    ] as const) {
      const { bundles } = balanceOf([bundle("s1", 10, "01-01", "07-01", rollsOver), second], [use("03-01", 300)], at("08-01"));
      expect(bundles.map((each) => [each.id, each.used, each.left, each.expired])).toEqual([
        ["s1", 300, 0, expired],
        ["s2", 0, left, 0],
      ]);
    }
  });

  it("lets what rolls over wait for a bundle that is not written yet", () => {
    const { waitingMinutes, overMinutes } = balanceOf([bundle("s1", 10, "01-01", "07-01", true)], [use("08-01", 60)], at("09-01"));
    expect([waitingMinutes, overMinutes]).toEqual([600, 60]);
  });

  it("counts an entry at its own instant: the last of a bundle's, and the first of the next", () => {
    const bundles = [bundle("s1", 1, "01-01", "07-01"), bundle("s2", 1, "07-01", "12-31")];
    const atBorder: Use = { id: "x", at: instant("2026-07-01T00:00:00Z"), minutes: 30 };
    const before: Use = { id: "y", at: (atBorder.at - 1) as Instant, minutes: 30 };
    const { bundles: used } = balanceOf(bundles, [atBorder, before], at("08-01"));
    expect(used.map((each) => each.used)).toEqual([30, 30]);
  });
});

const day = 86_400_000;
const someBundles = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 40 }),
      from: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 1, max: 20 }),
      rollsOver: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((list) =>
    list.map(({ minutes, from, length, rollsOver }, n): BundleTerms => {
      return { id: `b${n}`, minutes, rollsOver, from: (from * day) as Instant, until: ((from + length) * day) as Instant };
    }),
  );
const someUses = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 45 }), minutes: fc.integer({ min: 0, max: 30 }) }), { maxLength: 12 })
  .map((list) => list.map(({ at: on, minutes }, n): Use => ({ id: `u${n}`, at: (on * day) as Instant, minutes })));

describe("no minute is lost or counted twice", () => {
  test("hours bought are used, left, expired or waiting; hours worked are used or over", () => {
    fc.assert(
      fc.property(someBundles, someUses, fc.integer({ min: 0, max: 50 }), (bundles, uses, on) => {
        const now = (on * day) as Instant;
        const { bundles: after, overMinutes, waitingMinutes } = balanceOf(bundles, uses, now);
        const sum = (pick: (each: (typeof after)[number]) => number): number => after.reduce((total, each) => total + pick(each), 0);
        for (const each of after) {
          expect(each.left).toBeGreaterThanOrEqual(0);
          expect(each.minutes + each.rolledIn).toBe(each.used + each.left + each.rolledOut + each.expired);
          if (each.until <= now) expect(each.left).toBe(0);
          if (each.rollsOver) expect(each.expired).toBe(0);
        }
        expect(sum((each) => each.rolledOut)).toBe(sum((each) => each.rolledIn) + waitingMinutes);
        expect(sum((each) => each.minutes)).toBe(sum((each) => each.used + each.left + each.expired) + waitingMinutes);
        const worked = uses.filter((each) => each.at <= now).reduce((total, each) => total + each.minutes, 0);
        expect(worked).toBe(sum((each) => each.used) + overMinutes);
      }),
      { numRuns: 500 },
    );
  });

  test("minute by minute it gives the same: each from the valid bundle that expires first and has one left", () => {
    fc.assert(
      fc.property(someBundles, someUses, (bundles, uses) => {
        const now = (60 * day) as Instant;
        const { bundles: after, overMinutes } = balanceOf(bundles, uses, now);
        expect([new Map(after.map((each) => [each.id, each.used])), overMinutes]).toEqual(spentByTheMinute(bundles, uses));
      }),
      { numRuns: 500 },
    );
  });

  test("the order in which entries are told does not matter", () => {
    fc.assert(
      fc.property(someBundles, someUses, (bundles, uses) => {
        const now = (60 * day) as Instant;
        expect(balanceOf(bundles, [...uses].reverse(), now)).toEqual(balanceOf(bundles, uses, now));
      }),
    );
  });
});

/** Day by day: first what expires that day moves on or is gone, then each minute worked that day is taken. */
function spentByTheMinute(bundles: readonly BundleTerms[], uses: readonly Use[]): [Map<string, number>, number] {
  const left = new Map(bundles.map((each) => [each.id, each.minutes]));
  const spent = new Map(bundles.map((each) => [each.id, 0]));
  const order = [...bundles].sort((a, b) => a.until - b.until || a.from - b.from || (a.id < b.id ? -1 : 1));
  let over = 0;
  for (let today = 0; today <= 60 * day; today += day) {
    for (const gone of order.filter((each) => each.until === today)) {
      const later = order.filter((each) => each.until > today);
      const next = later.find((each) => each.from <= today) ?? [...later].sort((a, b) => a.from - b.from)[0];
      if (gone.rollsOver && next !== undefined) left.set(next.id, left.get(next.id)! + left.get(gone.id)!);
      left.set(gone.id, 0);
    }
    for (const each of uses.filter((one) => one.at === today)) {
      for (let minute = 0; minute < each.minutes; minute++) {
        const from = order.find((one) => one.from <= today && one.until > today && left.get(one.id)! > 0);
        if (from === undefined) over++;
        else {
          left.set(from.id, left.get(from.id)! - 1);
          spent.set(from.id, spent.get(from.id)! + 1);
        }
      }
    }
  }
  return [spent, over];
}
