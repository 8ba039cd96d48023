import { describe, expect, it } from "vitest";
import { snapped, stepped, todayKey, windowOf } from "./span-window.ts";

const iso = (at: number): string => new Date(at).toISOString();

describe("the window of a span", () => {
  it.each([
    ["day", "2026-11-22", "2026-11-22", "2026-11-22", 1],
    ["week", "2026-11-22", "2026-11-16", "2026-11-22", 7],
    ["fortnight", "2026-11-23", "2026-11-23", "2026-12-06", 14],
    ["month", "2026-02-14", "2026-02-01", "2026-02-28", 28],
    ["quarter", "2026-11-22", "2026-11-01", "2027-01-31", 92],
    ["year", "2027-03-05", "2027-03-01", "2028-02-29", 366],
  ] as const)("a %s holds %s", (span, key, first, last, count) => {
    const { days } = windowOf(span, key, "Europe/Madrid");
    expect([days[0]?.key, days.at(-1)?.key, days.length]).toEqual([first, last, count]);
  });

  it("begins and ends at the reader's midnights, also when a day is 23 or 25 hours long", () => {
    const spring = windowOf("week", "2026-03-29", "Europe/Madrid");
    expect([iso(spring.from), iso(spring.to)]).toEqual(["2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
    expect(spring.days.at(-1)!.to - spring.days.at(-1)!.from).toBe(23 * 3_600_000);
    const autumn = windowOf("day", "2026-10-25", "Europe/Madrid");
    expect(autumn.to - autumn.from).toBe(25 * 3_600_000);
  });

  it("begins a rolling week with the date itself", () => {
    const { days } = windowOf("week", "2026-11-22", "UTC", true);
    expect([days[0]?.key, days.at(-1)?.key]).toEqual(["2026-11-22", "2026-11-28"]);
  });

  it("knows weekends, Mondays and firsts of a month", () => {
    const { days } = windowOf("week", "2026-11-30", "UTC");
    expect(days.filter(({ isWeekend }) => isWeekend).map(({ key }) => key)).toEqual(["2026-12-05", "2026-12-06"]);
    expect(days.filter(({ isMonday }) => isMonday).map(({ key }) => key)).toEqual(["2026-11-30"]);
    expect(days.filter(({ isFirst }) => isFirst).map(({ key }) => key)).toEqual(["2026-12-01"]);
  });
});

it("steps to the window beside", () => {
  expect(stepped("day", "2026-12-31", 1)).toBe("2027-01-01");
  expect(stepped("week", "2026-11-22", -1)).toBe("2026-11-15");
  expect(stepped("fortnight", "2026-11-22", 1)).toBe("2026-12-06");
  expect(stepped("month", "2026-01-31", 1)).toBe("2026-02-01");
  expect(stepped("quarter", "2026-11-22", -1)).toBe("2026-08-01");
  expect(stepped("year", "2026-11-22", 1)).toBe("2027-11-01");
});

it("knows today by the reader's wall", () => {
  const at = Date.parse("2026-11-22T23:30:00Z");
  expect([todayKey(at, "Europe/Madrid"), todayKey(at, "America/Lima")]).toEqual(["2026-11-23", "2026-11-22"]);
});

it("snaps to round times on the wall, never out of the window", () => {
  const week = windowOf("week", "2026-10-25", "Europe/Madrid");
  expect(iso(snapped(Date.parse("2026-10-20T09:40:00Z"), "week", week))).toBe("2026-10-20T10:00:00.000Z");
  expect(snapped(week.to + 9e7, "week", week)).toBe(week.to);
  expect(snapped(week.from - 9e7, "week", week)).toBe(week.from);
  const month = windowOf("month", "2026-11-22", "Europe/Madrid");
  expect(iso(snapped(Date.parse("2026-11-03T09:00:00Z"), "month", month))).toBe("2026-11-03T11:00:00.000Z");
});
