import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CalendarSource, compileCalendar, spliceCalendars } from "#core/time/calendar.ts";
import { type Duration, type Instant, instant, toIso } from "#core/time/instant.ts";
import { parseSpan } from "#core/time/span.ts";

const office = { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-12:00", "13:00-17:00"] } };
const nights = { zone: "Europe/Paris", hours: { "mon-fri": ["22:00-06:00"] } };
const round = (zone: string, hours = ["00:00-24:00"]) => ({ zone, hours: { daily: hours } });

const add = (source: CalendarSource, from: string, span: string): string =>
  toIso(compileCalendar(source).due(instant(from), parseSpan(span)));
/** The open stretches of some UTC time, in short: `02T08:00-11:00`. */
const openIn = (source: CalendarSource, from: string, to: string): string[] =>
  compileCalendar(source)
    .stretches(instant(`${from}T00:00Z`), instant(to.includes("T") ? `${to}Z` : `${to}T00:00Z`))
    .filter((each) => each.open)
    .map((each) => `${toIso(each.from).slice(8, 16)}-${toIso(each.to).slice(11, 16)}`);

describe("adding open time", () => {
  it.each([
    ["ends at closing, not at the next opening", office, "2026-03-02T12:00:00Z", "4h", "2026-03-02T16:00:00.000Z"],
    ["a millisecond more waits for the morning", office, "2026-03-02T12:00:00Z", "4h0.001s", "2026-03-03T08:00:00.001Z"],
    ["nothing is due at once, even when closed", office, "2026-03-01T12:00:00Z", "0h", "2026-03-01T12:00:00.000Z"],
    ["starts at the opening when closed", office, "2026-03-01T12:00:00Z", "1h", "2026-03-02T09:00:00.000Z"],
    ["jumps the lunch break", office, "2026-03-02T10:30:00Z", "1h", "2026-03-02T12:30:00.000Z"],
    ["loses the skipped hour of spring", round("Europe/Paris", ["00:00-06:00"]), "2026-03-28T23:00:00Z", "3h", "2026-03-29T02:00:00.000Z"],
    [
      "counts the repeated hour of autumn twice",
      round("Europe/Berlin", ["02:00-03:00"]),
      "2026-10-25T00:00:00Z",
      "2h",
      "2026-10-25T02:00:00.000Z",
    ],
    ["always is elapsed time", "always", "2026-03-28T23:00:00Z", "24h", "2026-03-29T23:00:00.000Z"],
  ] as const)("%s", (_, source, from, span, due) => {
    expect(add(source as CalendarSource, from, span)).toBe(due);
  });

  it("is undone by openBetween, at the earliest instant, and grows with what is added", () => {
    const calendar = compileCalendar({ ...office, holidays: ["FR"], exceptions: [{ date: "2026-12-27", open: ["10:00-14:00"] }] });
    const from = fc.integer({ min: instant("2020-01-01T00:00Z"), max: instant("2031-01-01T00:00Z") });
    const amount = fc.integer({ min: 0, max: 2_000 * 3_600_000 });
    fc.assert(
      fc.property(from, amount, amount, (t, d, e) => {
        const due = calendar.addOpen(t as Instant, d as Duration);
        expect(calendar.openBetween(t as Instant, due)).toBe(d);
        if (d > 0) expect(calendar.openBetween(t as Instant, (due - 1) as Instant)).toBe(d - 1);
        expect(calendar.addOpen(due, e as Duration)).toBe(d + e === d ? due : calendar.addOpen(t as Instant, (d + e) as Duration));
        expect(calendar.addOpen(t as Instant, (d + e) as Duration)).toBeGreaterThanOrEqual(due);
      }),
    );
  });

  it("counts every part once", () => {
    const calendar = compileCalendar({ anyOf: [office, nights] });
    const from = fc.integer({ min: instant("2025-01-01T00:00Z"), max: instant("2027-01-01T00:00Z") });
    fc.assert(
      fc.property(fc.array(from, { minLength: 3, maxLength: 3 }), (marks) => {
        const [a, b, c] = marks.sort((x, y) => x - y) as Instant[];
        expect(calendar.openBetween(a!, b!) + calendar.openBetween(b!, c!)).toBe(calendar.openBetween(a!, c!));
        expect(calendar.openBetween(c!, a!)).toBe(0);
      }),
    );
  });
});

describe("what is open", () => {
  it.each([
    [
      "a night belongs to its evening: none from Saturday to Sunday",
      nights,
      ["05T00:00-05:00", "05T21:00-05:00", "06T21:00-05:00"],
      "2026-03-05",
      "2026-03-09",
    ],
    ["touching intervals are one", round("UTC", ["00:00-12:00", "12:00-24:00"]), ["02T00:00-00:00"], "2026-03-02", "2026-03-04"],
    ["overlapping intervals are one", round("UTC", ["08:00-12:00", "11:00-13:00"]), ["02T08:00-13:00"], "2026-03-02", "2026-03-03"],
    ["equal ends are a whole day", { zone: "UTC", hours: { mon: ["08:00-08:00"] } }, ["02T08:00-08:00"], "2026-03-01", "2026-03-05"],
    [
      "a range of days wraps",
      { zone: "UTC", hours: { "sat-mon": ["08:00-09:00"] } },
      ["07T08:00-09:00", "08T08:00-09:00", "09T08:00-09:00"],
      "2026-03-04",
      "2026-03-12",
    ],
    [
      "days of several keys add up",
      { zone: "UTC", hours: { "mon,wed": ["08:00-09:00"], mon: ["10:00-11:00"] } },
      ["02T08:00-09:00", "02T10:00-11:00", "04T08:00-09:00"],
      "2026-03-02",
      "2026-03-06",
    ],
    [
      "a holiday takes its night along, and leaves the night before",
      { ...nights, holidays: ["2026-03-04"] },
      ["02T21:00-05:00", "03T21:00-05:00", "05T21:00-05:00"],
      "2026-03-02",
      "2026-03-06T12:00",
    ],
    [
      "half a holiday",
      {
        ...office,
        holidays: [
          { date: "2026-12-24", from: "12:00" },
          { date: "12-31", until: "14:00" },
        ],
      },
      ["24T08:00-11:00"],
      "2026-12-24",
      "2026-12-25",
    ],
    [
      "a holiday of every year",
      { ...office, holidays: [{ date: "12-31", until: "14:00" }] },
      ["31T13:00-16:00"],
      "2026-12-31",
      "2027-01-01",
    ],
    [
      "an exception opens a holiday",
      { ...office, holidays: ["2026-03-04"], exceptions: [{ date: "2026-03-04", open: ["10:00-11:00"] }] },
      ["04T09:00-10:00"],
      "2026-03-04",
      "2026-03-05",
    ],
    [
      "an exception opens beside the hours",
      { ...office, exceptions: [{ date: "2026-03-04", open: ["11:30-13:30"] }] },
      ["04T08:00-16:00"],
      "2026-03-04",
      "2026-03-05",
    ],
    [
      "closed and open replaces the day",
      { ...office, exceptions: [{ date: "2026-03-04", closed: true, open: ["10:00-11:00"] }] },
      ["04T09:00-10:00"],
      "2026-03-04",
      "2026-03-05",
    ],
    [
      "a closed part",
      { ...office, exceptions: [{ date: "2026-03-04", closed: ["10:00-14:00"] }] },
      ["04T08:00-09:00", "04T13:00-16:00"],
      "2026-03-04",
      "2026-03-05",
    ],
    [
      "a closed date loses its night and keeps the one before",
      { ...nights, exceptions: [{ date: "2026-03-04", closed: true }] },
      ["02T21:00-05:00", "03T21:00-05:00", "05T21:00-05:00"],
      "2026-03-02",
      "2026-03-06T12:00",
    ],
    [
      "a closed part reaches the night before",
      { ...nights, exceptions: [{ date: "2026-03-04", closed: ["00:00-24:00"] }] },
      ["02T21:00-05:00", "03T21:00-23:00", "04T23:00-05:00", "05T21:00-00:00"],
      "2026-03-02",
      "2026-03-06",
    ],
    [
      "the later exception of a date wins",
      {
        ...office,
        exceptions: [
          { date: "2026-03-04", open: ["18:00-19:00"] },
          { date: "2026-03-04", closed: true },
        ],
      },
      [],
      "2026-03-04",
      "2026-03-05",
    ],
    [
      "from and until hold",
      { ...office, from: "2026-03-03", until: "2026-03-04" },
      ["03T08:00-11:00", "03T12:00-16:00", "04T08:00-11:00", "04T12:00-16:00"],
      "2026-03-01",
      "2026-03-10",
    ],
    [
      "the last night runs out",
      { ...nights, from: "2026-03-03", until: "2026-03-04" },
      ["03T21:00-05:00", "04T21:00-05:00"],
      "2026-03-01",
      "2026-03-10",
    ],
    [
      "a composition ends at midnight",
      { anyOf: [nights], until: "2026-03-03" },
      ["02T21:00-05:00", "03T21:00-23:00"],
      "2026-03-02",
      "2026-03-10",
    ],
    [
      "any of",
      { anyOf: [office, { zone: "America/New_York", hours: { "mon-fri": ["09:00-17:00"] } }] },
      ["02T08:00-11:00", "02T12:00-22:00"],
      "2026-03-02",
      "2026-03-03",
    ],
    [
      "all of",
      { allOf: [office, { zone: "America/New_York", hours: { "mon-fri": ["09:00-17:00"] } }] },
      ["02T14:00-16:00"],
      "2026-03-02",
      "2026-03-03",
    ],
    [
      "one except another",
      { except: ["always", office] },
      ["02T00:00-08:00", "02T11:00-12:00", "02T16:00-00:00"],
      "2026-03-02",
      "2026-03-03",
    ],
    [
      "a date that the zone skipped",
      round("Pacific/Apia", ["08:00-09:00"]),
      ["28T18:00-19:00", "29T18:00-19:00", "30T18:00-19:00"],
      "2011-12-28",
      "2011-12-31",
    ],
  ] as const)("%s", (_, source, open, from, to) => {
    expect(openIn(source as never, from, to)).toEqual(open);
  });

  it("opens and closes", () => {
    const calendar = compileCalendar(office);
    const at = (text: string) => instant(`2026-03-${text}Z`);
    expect(calendar.nextOpen(at("02T08:00"))).toBe(at("02T08:00"));
    expect(calendar.nextOpen(at("02T16:00"))).toBe(at("03T08:00"));
    expect(calendar.nextClose(at("02T08:00"))).toBe(at("02T11:00"));
    expect(calendar.nextClose(at("02T11:00"))).toBe(at("02T16:00"));
    expect(calendar.isOpen(at("02T11:00"))).toBe(false);
    expect(toIso(compileCalendar({ zone: "UTC", hours: { "mon-fri": ["00:00-24:00"] } }).nextClose(at("02T08:00")))).toBe(
      "2026-03-07T00:00:00.000Z",
    );
  });

  it("does not depend on the order of the questions", () => {
    const source: CalendarSource = {
      anyOf: [
        { ...office, holidays: ["FR"] },
        { ...nights, from: "2004-06-15", until: "2024-06-15" },
      ],
    };
    const years = fc.array(fc.integer({ min: 1990, max: 2040 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(years, (order) => {
        const asked = compileCalendar(source);
        for (const year of order) {
          const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)] as [Instant, Instant];
          expect(asked.openBetween(from, to)).toBe(compileCalendar(source).openBetween(from, to));
        }
        const [first, last] = [Math.min(...order), Math.max(...order)].map((year) => Date.UTC(year, 6, 1) as Instant);
        expect(asked.openBetween(first!, last!)).toBe(compileCalendar(source).openBetween(first!, last!));
      }),
      { numRuns: 8, seed: 3 },
    );
  });
});

describe("what a calendar cannot answer", () => {
  const never = { zone: "UTC", hours: {} };
  const at = instant("2026-03-02T12:00:00Z");

  it.each([
    ["addOpen of a calendar that is never open", "calendar-never-open", () => compileCalendar(never).addOpen(at, 1 as Duration)],
    ["nextOpen of a calendar that is never open", "calendar-never-open", () => compileCalendar(never).nextOpen(at)],
    ["nextClose of a calendar that is never open", "calendar-never-open", () => compileCalendar(never).nextClose(at)],
    ["a business day of a calendar that is never open", "calendar-never-open", () => compileCalendar(never).due(at, parseSpan("1bd"))],
    ["10⁹ hours", "calendar-never-open", () => compileCalendar("always").due(at, parseSpan("1000000000h"))],
    ["10⁹ business days", "calendar-never-open", () => compileCalendar(office).due(at, parseSpan("1000000000bd"))],
    ["the end of always", "calendar-never-closes", () => compileCalendar("always").nextClose(at)],
    ["a calendar that ended", "calendar-never-open", () => compileCalendar({ ...office, until: "2025-12-31" }).nextOpen(at)],
    ["1899", "instant-out-of-range", () => compileCalendar(office).isOpen(-2_208_988_800_001 as Instant)],
    ["2200", "instant-out-of-range", () => compileCalendar(office).openBetween(at, 7_258_118_400_000 as Instant)],
    ["past 2199", "instant-out-of-range", () => compileCalendar(office).addOpen(7_258_000_000_000 as Instant, parseMs("100h"))],
    ["no instant", "instant-out-of-range", () => compileCalendar(office).nextOpen(Number.NaN as Instant)],
    ["less than nothing", "bad-duration", () => compileCalendar(office).addOpen(at, -1 as Duration)],
  ])("%s", (_, code, ask) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });

  const parseMs = (text: string) => {
    const span = parseSpan(text);
    return (span.kind === "open" ? span.ms : 0) as Duration;
  };

  it("ten years are the same date ten years later, and that is still in time", () => {
    const once: CalendarSource = { zone: "UTC", hours: {}, exceptions: [{ date: "2036-03-02", open: ["12:00-13:00"] }] };
    const calendar = compileCalendar(once);
    expect(toIso(calendar.nextOpen(at))).toBe("2036-03-02T12:00:00.000Z");
    expect(() => calendar.nextOpen((at - 1) as Instant)).toThrow(expect.objectContaining({ code: "calendar-never-open" }));
    expect(() => calendar.addOpen(at, 1 as Duration)).toThrow(expect.objectContaining({ code: "calendar-never-open" }));
    const tenYears = instant("2036-03-02T12:00:00Z") - at;
    expect(compileCalendar("always").addOpen(at, tenYears as Duration)).toBe(at + tenYears);
    expect(() => compileCalendar("always").addOpen(at, (tenYears + 1) as Duration)).toThrow(
      expect.objectContaining({ code: "calendar-never-open" }),
    );
  });

  it("answers in the first and in the last year", () => {
    const calendar = compileCalendar({ zone: "Pacific/Auckland", hours: { daily: ["08:00-17:00"] } });
    expect(toIso(calendar.nextOpen(instant("1900-01-01T00:00:00Z")))).toBe("1900-01-01T00:00:00.000Z");
    expect(toIso(calendar.nextClose(instant("2199-12-31T00:00:00Z")))).toBe("2199-12-31T04:00:00.000Z");
    expect(compileCalendar("always").openBetween(instant("1900-01-01T00:00:00Z"), instant("2199-12-31T00:00:00Z"))).toBe(
      Date.UTC(2199, 11, 31) - Date.UTC(1900, 0, 1),
    );
  });
});

describe("spliced calendars", () => {
  const at = (text: string) => instant(`2026-03-${text}Z`);
  const spliced = spliceCalendars([
    { from: at("01T00:00"), calendar: compileCalendar(office) },
    { from: at("03T10:00"), calendar: compileCalendar("always") },
    { from: at("03T12:30"), calendar: compileCalendar(office) },
  ]);

  it("change from the very instant on", () => {
    expect(spliced.openBetween(at("03T00:00"), at("04T00:00"))).toBe(8 * 3_600_000);
    expect(spliced.nextClose(at("03T09:00"))).toBe(at("03T16:00"));
    expect(spliced.addOpen(at("02T15:00"), 3_600_001 as Duration)).toBe(at("03T08:00") + 1);
    expect(toIso(spliced.nextOpen(instant("2025-12-31T20:00Z")))).toBe("2026-01-01T08:00:00.000Z");
  });

  it("count business days across the change", () => {
    expect(spliced.due(at("02T10:00"), parseSpan("2bd"))).toBe(at("04T10:00"));
  });

  it("must be sorted, compiled, and some", () => {
    const calendar = compileCalendar("always");
    expect(() => spliceCalendars([])).toThrow(TypeError);
    expect(() =>
      spliceCalendars([
        { from: at("02T00:00"), calendar },
        { from: at("01T00:00"), calendar },
      ]),
    ).toThrow(TypeError);
  });
});
