import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendar } from "#core/time/calendar.ts";
import { yearOf } from "#core/time/calendar-year.ts";
import { startOfDate } from "#core/time/zone.ts";

const office = compileCalendar({
  zone: "Europe/Paris",
  hours: { "mon-fri": ["09:00-12:00", "13:00-18:00"] },
  holidays: ["FR"],
  exceptions: [{ date: "2026-12-24", closed: ["12:00-24:00"], name: "Christmas Eve" }],
});
const dayOf = (calendar: Parameters<typeof yearOf>[0], date: string) =>
  yearOf(calendar, Number(date.slice(0, 4))).days.find((day) => day.date === date);

describe("a calendar's year", () => {
  it("has every date once, with its open pieces by the wall clock", () => {
    const { days, zone } = yearOf(office, 2026);
    expect([zone, days.length, days[0]?.date, days.at(-1)?.date]).toEqual(["Europe/Paris", 365, "2026-01-01", "2026-12-31"]);
    expect(dayOf(office, "2026-11-23")).toEqual({
      date: "2026-11-23",
      open: [
        ["09:00", "12:00"],
        ["13:00", "18:00"],
      ],
      openMs: 28_800_000,
      special: null,
    });
  });

  it("names what closes a day", () => {
    expect(dayOf(office, "2026-07-14")).toMatchObject({ open: [], openMs: 0, special: { kind: "holiday" } });
    expect(dayOf(office, "2026-12-24")).toMatchObject({
      open: [["09:00", "12:00"]],
      special: { kind: "exception", name: "Christmas Eve" },
    });
    expect(dayOf(office, "2026-11-22")).toMatchObject({ open: [], special: null });
  });

  it("knows the day of 23 hours, that of 25, and the end of a day", () => {
    const always = compileCalendar({ zone: "Europe/Paris", hours: { daily: ["00:00-24:00"] } });
    expect(dayOf(always, "2026-03-29")).toMatchObject({ open: [["00:00", "24:00"]], openMs: 23 * 3_600_000 });
    expect(dayOf(always, "2026-10-25")).toMatchObject({ openMs: 25 * 3_600_000 });
  });

  it("counts as the calendar itself counts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1990, max: 2040 }),
        fc.constantFrom("Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"),
        (year, zone) => {
          const calendar = compileCalendar({ zone, hours: { "mon-fri": ["08:00-20:00"], sat: ["22:00-06:00"] } });
          const [from, to] = [startOfDate(zone, `${year}-01-01`), startOfDate(zone, `${year + 1}-01-01`)];
          expect(yearOf(calendar, year).openMs).toBe(calendar.openBetween(from, to));
        },
      ),
      { numRuns: 40 },
    );
  });
});
