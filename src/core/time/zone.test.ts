import { describe, expect, it } from "vitest";
import { toIso } from "#core/time/instant.ts";
import { dayMs, dayOfDate } from "#core/time/wall.ts";
import { startOfDate, zoneNamed } from "#core/time/zone.ts";

const hour = 3_600_000;
const iso = (t: number): string => new Date(t).toISOString();
const wall = (date: string, hours: number): number => dayOfDate(date)! * dayMs + hours * hour;

describe("zones", () => {
  it.each([
    ["Europe/Paris", "2026-03-29T00:59:59Z", 1],
    ["Europe/Paris", "2026-03-29T01:00:00Z", 2],
    ["Australia/Lord_Howe", "2026-04-04T14:59:59Z", 11],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", 10.5],
    ["Antarctica/Troll", "2026-07-01T00:00:00Z", 2],
    ["Pacific/Apia", "2011-12-30T09:59:59Z", -10],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", 14],
    ["Asia/Kathmandu", "1985-12-31T18:29:59Z", 5.5],
    ["Asia/Kathmandu", "1985-12-31T18:30:00Z", 5.75],
    ["UTC", "1950-01-01T00:00:00Z", 0],
  ])("%s at %s is %d h from UTC", (name, at, hours) => {
    expect(zoneNamed(name).offsetAt(Date.parse(at))).toBe(hours * hour);
  });

  it("give the same offsets in whichever order they are asked", () => {
    const years = [2026, 1950, 2001, 2100, 1987, 2027];
    const offsets = (order: number[]) => {
      const zone = new (zoneNamed("Europe/London").constructor as new (name: string) => ReturnType<typeof zoneNamed>)("Europe/London");
      return Object.fromEntries(order.map((year) => [year, [0, 6].map((month) => zone.offsetAt(Date.UTC(year, month, 15)))]));
    };
    expect(offsets([...years].reverse())).toEqual(offsets(years));
    expect(offsets(years)[2026]).toEqual([0, hour]);
  });

  it("find the instant of a wall time: after a gap by the gap, in an overlap the first pass", () => {
    const paris = zoneNamed("Europe/Paris");
    expect(iso(paris.instantOfWall(wall("2026-03-29", 2.5)))).toBe("2026-03-29T01:30:00.000Z");
    expect(iso(paris.instantOfWall(wall("2026-10-25", 2.5)))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(zoneNamed("Pacific/Apia").instantOfWall(wall("2011-12-30", 12)))).toBe("2011-12-30T22:00:00.000Z");
  });

  it.each([
    ["Europe/Paris", "2026-03-29", 0, "2026-03-28T23:00:00.000Z"],
    ["Europe/Paris", "2026-03-29", 1, "2026-03-29T22:00:00.000Z"],
    ["America/Santiago", "2026-09-06", 0, "2026-09-06T04:00:00.000Z"],
    ["Pacific/Apia", "2011-12-30", 0, "2011-12-30T10:00:00.000Z"],
    ["America/St_Johns", "2010-11-07", 0, "2010-11-07T02:30:00.000Z"],
    ["UTC", "2028-02-29", 1, "2028-03-01T00:00:00.000Z"],
  ])("start %s %s plus %d days at %s", (zone, date, plus, at) => {
    expect(toIso(startOfDate(zone, date, plus))).toBe(at);
  });

  it.each(["Nope/Zone", "+02:00", "", "2020-01-01T00:00Z", "GMT+1", 7 as never, undefined as never])("refuse %j", (name) => {
    expect(() => zoneNamed(name)).toThrow(expect.objectContaining({ code: "bad-zone" }));
  });

  it.each(["2026-02-29", "2026-13-01", "26-01-01", "1899-12-31", "2200-01-01"])("have no date %s", (date) => {
    expect(() => startOfDate("UTC", date)).toThrow(expect.objectContaining({ code: "bad-date" }));
  });
});
