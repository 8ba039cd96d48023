import { describe, expect, it } from "vitest";
import type { Refusal } from "#core/refusal.ts";
import { HolidayBook, holidaySet } from "#core/time/holidays.ts";
import { dateOfDay, dayOfDate } from "#core/time/wall.ts";

const book = (code: string, except: string[] = []) => new HolidayBook([{ set: holidaySet(code), except: new Set(except) }], []);
const on = (date: string, code: string, except: string[] = []) => book(code, except).on(dayOfDate(date)!);
const noon = 43_200_000;

describe("named sets", () => {
  it("know the public holidays of a country, in its language", () => {
    const dates = holidaySet("FR")
      .in(2026)
      .map((each) => `${dateOfDay(each.day)} ${each.name}`);
    expect(dates).toHaveLength(11);
    expect(dates).toContain("2026-04-06 Lundi de Pâques");
    expect(dates).toContain("2026-07-14 Fête Nationale de la France");
    expect(on("2026-12-26", "FR")).toBeUndefined();
  });

  it.each([
    ["2026-01-06", "DE-BY", "Heilige Drei Könige"],
    ["2026-04-20", "US-MA", "Patriots' Day"],
    ["2026-07-03", "US-MA", "Independence Day (substitute day)"],
    ["2026-12-26", "FR-57", "Lendemain de Noël"],
  ])("%s in %s is %s", (date, code, name) => {
    expect(on(date, code)?.map((each) => each.name)).toContain(name);
  });

  it("keep parts of days, and the civil dates of days that begin at sunset", () => {
    expect(on("2026-05-01", "CH-SO")).toEqual([expect.objectContaining({ from: noon, until: Number.POSITIVE_INFINITY })]);
    const eid = ["2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23"].map((date) => on(date, "AE")?.[0]?.from);
    expect(eid).toEqual([undefined, 0, 0, 0, undefined]);
  });

  it("run over the end of a year", () => {
    expect(on("2007-01-01", "SA")?.[0]?.name).toBe("عيد الأضحى");
  });

  it("do without days named in their language or in English, or dated; a substitute goes with its day", () => {
    expect(on("2026-04-06", "FR", ["Lundi de Pâques"])).toBeUndefined();
    expect(on("2026-04-06", "FR", ["Easter Monday"])).toBeUndefined();
    expect(on("2026-05-08", "FR", ["05-08"])).toBeUndefined();
    expect(on("2026-05-08", "FR", ["2026-05-08"])).toBeUndefined();
    expect(on("2027-05-08", "FR", ["2026-05-08"])).toBeDefined();
    expect(on("2026-07-03", "US", ["Independence Day"])).toBeUndefined();
  });

  it.each([
    ["France", "FR"],
    ["fr", "FR"],
    ["FR-75", "FR-57"],
    ["DE-by", "DE-BY"],
    ["XX", "MX"],
    ["", "FR"],
  ])("refuse %j and name near ones", (code, near) => {
    const refusal = (() => {
      try {
        return holidaySet(code);
      } catch (error) {
        return error as Refusal;
      }
    })() as Refusal;
    expect(refusal.code).toBe("bad-holiday-set");
    expect(refusal.facts["near"]).toContain(near);
  });
});
