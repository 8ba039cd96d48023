import { describe, expect, it } from "vitest";
import { type CalendarSource, checkCalendar, compileCalendar } from "#core/time/calendar.ts";
import { instant } from "#core/time/instant.ts";

const office = { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-12:00", "13:00-17:00"] } };
const nights = { zone: "Europe/Paris", hours: { "mon-fri": ["22:00-06:00"] } };

describe("bad calendars are refused with the place and what to write", () => {
  it.each([
    [null, [], "bad-calendar", /"always"/],
    [[], [], "bad-calendar", /"always"/],
    ["office", [], "bad-calendar", /no calendar "office"/],
    [{}, ["zone"], "bad-calendar", /needs its zone/],
    [{ zone: "Europe/Pari", hours: {} }, ["zone"], "bad-zone", /IANA/],
    [{ zone: "+02:00", hours: {} }, ["zone"], "bad-zone", /IANA/],
    [{ zone: "UTC" }, ["hours"], "bad-calendar", /weekly hours/],
    [{ zone: "UTC", hours: { monday: [] } }, ["hours", "monday"], "bad-calendar", /mon-fri/],
    [{ zone: "UTC", hours: { "mon-fri-sat": [] } }, ["hours", "mon-fri-sat"], "bad-calendar", /mon-fri/],
    [{ zone: "UTC", hours: { mon: "09:00-17:00" } }, ["hours", "mon"], "bad-calendar", /list of intervals/],
    [{ zone: "UTC", hours: { mon: ["08:00-25:00"] } }, ["hours", "mon", 0], "bad-calendar", /00:00 to 24:00/],
    [{ zone: "UTC", hours: { mon: ["24:00-06:00"] } }, ["hours", "mon", 0], "bad-calendar", /00:00 to 24:00/],
    [{ zone: "UTC", hours: { mon: ["9-17"] } }, ["hours", "mon", 0], "bad-calendar", /09:00-12:00/],
    [{ ...office, holiday: ["FR"] }, ["holiday"], "bad-calendar", /holidays/],
    [{ ...office, holidays: "FR" }, ["holidays"], "bad-calendar", /list of holidays/],
    [{ ...office, holidays: ["FR", "XQ"] }, ["holidays", 1], "bad-holiday-set", /XK/],
    [{ ...office, holidays: ["02-30"] }, ["holidays", 0], "bad-calendar", /exists/],
    [{ ...office, holidays: ["2026-02-29"] }, ["holidays", 0], "bad-calendar", /exists/],
    [{ ...office, holidays: [{ date: "2026-02-29" }] }, ["holidays", 0, "date"], "bad-calendar", /exists/],
    [{ ...office, holidays: [{ date: "12-24", from: "noon" }] }, ["holidays", 0, "from"], "bad-calendar", /12:00/],
    [{ ...office, holidays: [7] }, ["holidays", 0], "bad-calendar", /12-26/],
    [{ ...office, holidays: [{ set: "FR", except: ["Pentecost"] }] }, ["holidays", 0, "except", 0], "bad-calendar", /Lundi de Pâques/],
    [{ ...office, exceptions: [{ date: "12-24", closed: true }] }, ["exceptions", 0, "date"], "bad-calendar", /2026-12-24/],
    [{ ...office, exceptions: [{ date: "2026-12-24" }] }, ["exceptions", 0], "bad-calendar", /changes nothing/],
    [{ ...office, exceptions: [{ date: "2026-12-24", closed: ["x"] }] }, ["exceptions", 0, "closed", 0], "bad-calendar", /interval/],
    [{ ...office, from: "2026-02-29" }, ["from"], "bad-calendar", /exists/],
    [{ ...office, from: "2026-03-02", until: "2026-03-01" }, ["until"], "bad-calendar", /before it begins/],
    [{ anyOf: [] }, ["anyOf"], "bad-calendar", /at least one/],
    [{ allOf: "always" }, ["allOf"], "bad-calendar", /at least one/],
    [{ except: ["always"] }, ["except"], "bad-calendar", /exactly two/],
    [{ anyOf: ["always", { zone: "X", hours: {} }] }, ["anyOf", 1, "zone"], "bad-zone", /IANA/],
    [{ anyOf: ["always"], zone: "UTC" }, ["zone"], "bad-calendar", /anyOf, from, until/],
  ])("%j", (source, path, code, sentence) => {
    expect(() => compileCalendar(source as never)).toThrow(sentence);
    expect(() => compileCalendar(source as never)).toThrow(expect.objectContaining({ code, facts: expect.objectContaining({ path }) }));
  });

  it("accepts 29 February of every year and of a leap year", () => {
    const calendar = compileCalendar({ zone: "UTC", hours: { daily: ["00:00-24:00"] }, holidays: ["02-29"] });
    expect(calendar.openBetween(instant("2027-02-27T00:00Z"), instant("2028-03-02T00:00Z"))).toBe((369 - 1) * 86_400_000);
    expect(checkCalendar({ ...office, holidays: ["2028-02-29"] })).toEqual([]);
  });

  it("lists all mistakes at once", () => {
    const problems = checkCalendar({ zone: "Nope", hours: { mo: ["09:00-12:00", "x"], tue: ["25:00-26:00"] }, holidays: ["ZZ"], extra: 1 });
    expect(problems.map((each) => each.path.join("."))).toEqual(["extra", "zone", "hours.mo", "hours.mo.1", "hours.tue.0", "holidays.0"]);
  });

  it("nests no deeper than it can follow", () => {
    let source: CalendarSource = "always";
    for (let i = 0; i < 5_000; i++) source = { anyOf: [source] };
    expect(checkCalendar(source).map((each) => each.message)).toEqual([expect.stringMatching(/nested more than 32/)]);
  });
});

describe("calendars by name", () => {
  const sources: Record<string, CalendarSource> = {
    office,
    desk: { anyOf: ["office", "night"] },
    night: nights,
    a: { anyOf: ["b", "always"] },
    b: { except: ["c", "office"] },
    c: "a",
    wrong: { zone: "X", hours: {} },
    uses: { anyOf: ["wrong"] },
  };
  const options = { resolve: (name: string) => sources[name] };

  it("are found by the resolver", () => {
    expect(compileCalendar("desk", options).openBetween(instant("2026-03-02T00:00Z"), instant("2026-03-03T00:00Z"))).toBe(10 * 3_600_000);
  });

  it("may not lead back to themselves", () => {
    for (const name of ["a", "b", "c"]) {
      expect(() => compileCalendar(name, options)).toThrow(/circle/);
      expect(checkCalendar(sources[name], options).map((each) => each.message)).toEqual([expect.stringMatching(/→/)]);
    }
    expect(checkCalendar({ anyOf: ["office", "a"] }, options).map((each) => each.path)).toEqual([["anyOf", 1]]);
  });

  it("are compiled once however often they are named", () => {
    const chain: Record<string, CalendarSource> = { n0: "always" };
    for (let i = 1; i < 15; i++) chain[`n${i}`] = { anyOf: [`n${i - 1}`, `n${i - 1}`, `n${i - 1}`] };
    expect(compileCalendar("n14", { resolve: (name) => chain[name] }).isOpen(instant("2026-03-02T00:00Z"))).toBe(true);
  });

  it("tell of mistakes inside them when compiled, and leave those to their own check", () => {
    expect(() => compileCalendar("uses", options)).toThrow(expect.objectContaining({ code: "bad-zone" }));
    expect(() => compileCalendar({ allOf: ["always", "wrong"] }, options)).toThrow(/In calendar "wrong": At zone: "X" is not a time zone/);
    expect(checkCalendar(sources["uses"], options)).toEqual([]);
  });
});
