import { describe, expect, it } from "vitest";
import { type CalendarSource, compileCalendar } from "#core/time/calendar.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { parseSpan } from "#core/time/span.ts";

const office = { zone: "Europe/Paris", hours: { "mon-thu": ["09:00-12:00", "13:00-17:00"], fri: ["09:00-15:00"] } };
const nights = { zone: "Europe/Paris", hours: { "mon-fri": ["22:00-06:00"] } };
const daily = (zone: string, ...hours: string[]) => ({ zone, hours: { daily: hours } });

describe("business days", () => {
  it.each([
    ["the same wall time a business day later", office, "2026-03-02T10:00:00Z", "1bd", "2026-03-03T10:00:00.000Z"],
    ["over a weekend", office, "2026-03-05T10:00:00Z", "2bd", "2026-03-09T10:00:00.000Z"],
    ["over a change of clocks the wall stays", office, "2026-03-27T10:00:00Z", "1bd", "2026-03-30T09:00:00.000Z"],
    ["that day's last closing where it closes earlier", office, "2026-03-05T15:30:00Z", "1bd", "2026-03-06T14:00:00.000Z"],
    ["closed counts from the next opening", office, "2026-03-07T10:00:00Z", "1bd", "2026-03-10T08:00:00.000Z"],
    ["a lunch break is closed too", office, "2026-03-02T11:30:00Z", "1bd", "2026-03-03T12:00:00.000Z"],
    ["a holiday is no business day", { ...office, holidays: ["FR"] }, "2026-04-03T10:00:00Z", "1bd", "2026-04-07T10:00:00.000Z"],
    [
      "half a holiday is one",
      { ...office, holidays: [{ date: "2026-03-03", from: "11:00" }] },
      "2026-03-02T13:00:00Z",
      "1bd",
      "2026-03-03T10:00:00.000Z",
    ],
    [
      "an exception makes one",
      { ...office, exceptions: [{ date: "2026-03-07", open: ["10:00-12:00"] }] },
      "2026-03-06T10:00:00Z",
      "1bd",
      "2026-03-07T10:00:00.000Z",
    ],
    ["none at all", office, "2026-03-02T10:00:00Z", "0bd", "2026-03-02T10:00:00.000Z"],
    ["none at all when closed", office, "2026-03-07T10:00:00Z", "0bd", "2026-03-09T08:00:00.000Z"],
    ["until today's closing", office, "2026-03-02T10:00:00Z", "0bd@close", "2026-03-02T16:00:00.000Z"],
    ["until the closing after the weekend", office, "2026-03-06T10:00:00Z", "1bd@close", "2026-03-09T16:00:00.000Z"],
    ["until a wall time, open or not", office, "2026-03-02T10:00:00Z", "1bd@18:00", "2026-03-03T17:00:00.000Z"],
    ["until the end of the day", office, "2026-03-02T10:00:00Z", "1bd@24:00", "2026-03-03T23:00:00.000Z"],
    ["a wall time already past on day 0 stays where it is", office, "2026-03-02T14:00:00Z", "0bd@10:00", "2026-03-02T09:00:00.000Z"],
    ["into the gap: forward by it", daily("Europe/Paris", "00:00-24:00"), "2026-03-28T01:30:00Z", "1bd", "2026-03-29T01:30:00.000Z"],
    [
      "a gap beyond the closing stops at it",
      daily("Europe/Paris", "01:00-02:45"),
      "2026-03-28T01:30:00Z",
      "1bd",
      "2026-03-29T01:00:00.000Z",
    ],
    ["into the overlap: the first pass", daily("Europe/Paris", "00:00-24:00"), "2026-10-24T00:30:00Z", "1bd", "2026-10-25T00:30:00.000Z"],
    [
      "from the second pass: none is at once",
      daily("Europe/Paris", "00:00-24:00"),
      "2026-10-25T01:30:00Z",
      "0bd",
      "2026-10-25T01:30:00.000Z",
    ],
    ["a night belongs to its evening", nights, "2026-03-03T02:00:00Z", "1bd", "2026-03-04T02:00:00.000Z"],
    ["Friday's night to Monday's", nights, "2026-03-07T02:00:00Z", "1bd", "2026-03-10T02:00:00.000Z"],
    ["the close of a night is next morning", nights, "2026-03-02T22:00:00Z", "0bd@close", "2026-03-03T05:00:00.000Z"],
    [
      "two shifts that share an hour: the hour is today's",
      { zone: "UTC", hours: { "mon-fri": ["22:00-06:00", "05:00-12:00"] } },
      "2026-03-03T05:30:00Z",
      "1bd@close",
      "2026-03-05T06:00:00.000Z",
    ],
    ["a composition's dates end at midnight", { anyOf: [nights] }, "2026-03-07T02:00:00Z", "1bd", "2026-03-09T02:00:00.000Z"],
    [
      "a composition counts in its first member's zone",
      { anyOf: [daily("Asia/Tokyo", "08:00-09:00"), daily("America/New_York", "20:00-23:00")] },
      "2026-03-02T01:30:00Z",
      "1bd@close",
      "2026-03-03T04:00:00.000Z",
    ],
    ["always has every date of UTC", "always", "2026-03-07T10:00:00Z", "2bd", "2026-03-09T10:00:00.000Z"],
    [
      "a date that the zone skipped is none",
      daily("Pacific/Apia", "08:00-16:00"),
      "2011-12-29T19:00:00Z",
      "1bd",
      "2011-12-30T19:00:00.000Z",
    ],
    ["two hundred of them", office, "2026-03-02T10:00:00Z", "200bd", "2026-12-07T10:00:00.000Z"],
  ] as const)("%s", (_, source, from, span, due) => {
    expect(toIso(compileCalendar(source as never as CalendarSource).due(instant(from), parseSpan(span)))).toBe(due);
  });

  it("are counted alike whichever year is asked first", () => {
    const [early, late] = [compileCalendar(office), compileCalendar(office)];
    const ask = (calendar: typeof early, year: number) => toIso(calendar.due(instant(`${year}-12-30T10:00:00Z`), parseSpan("3bd")));
    const up = [2024, 2025, 2026].map((year) => ask(early, year));
    const down = [2026, 2025, 2024].map((year) => ask(late, year));
    expect(down.reverse()).toEqual(up);
    expect(up).toEqual(["2025-01-02T10:00:00.000Z", "2026-01-02T10:00:00.000Z", "2027-01-04T10:00:00.000Z"]);
  });
});
