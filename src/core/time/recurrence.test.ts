import { describe, expect, it } from "vitest";
import { occurrencesOf, readRule } from "#core/time/recurrence.ts";

const wall = (text: string): number => Date.parse(`${text}Z`);
const short = (at: number): string => new Date(at).toISOString().slice(0, 16);
const identity = (at: number): number => at;

/** The first occurrences from the start; dates of nine o'clock are written as dates. */
function first(rule: string, start: string, count: number, from = start, to = "2100-01-01T00:00"): string {
  const read = readRule(rule);
  if (read === null) return "no rule";
  const { walls } = occurrencesOf(read, wall(start), [wall(from), wall(to)], identity);
  return walls
    .slice(0, count)
    .map((at) => short(at).replace("T09:00", ""))
    .join(" ");
}

describe("the examples of RFC 5545 §3.8.5.3", () => {
  it.each<[string, string, string]>([
    ["FREQ=DAILY;COUNT=3", "1997-09-02T09:00", "1997-09-02 1997-09-03 1997-09-04"],
    ["FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"],
    ["FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO", "1998-01-04T09:00", "1998-01-04 1998-01-05 1998-01-11 1998-01-12"],
    ["FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00", "1997-09-02 1997-09-04 1997-09-09 1997-09-11"],
    [
      "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
      "1997-09-01T09:00",
      "1997-09-01 1997-09-03 1997-09-05 1997-09-15",
    ],
    ["FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05T09:00", "1997-09-05 1997-10-03 1997-11-07 1997-12-05"],
    ["FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07T09:00", "1997-09-07 1997-09-28 1997-11-02 1997-11-30"],
    ["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22T09:00", "1997-09-22 1997-10-20 1997-11-17 1997-12-22"],
    ["FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00", "1997-09-28 1997-10-29 1997-11-28 1997-12-29"],
    ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30T09:00", "1997-09-30 1997-10-01 1997-10-31 1997-11-01"],
    ["FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10T09:00", "1997-06-10 1997-07-10 1998-06-10 1998-07-10"],
    ["FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01T09:00", "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09"],
    ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00", "1997-05-19 1998-05-18 1999-05-17"],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00", "1997-05-12 1998-05-11 1999-05-17"],
    ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13T09:00", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13T09:00", "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"],
    ["FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13T09:00", "1997-09-13 1997-10-11 1997-11-08 1997-12-13"],
    ["FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05T09:00", "1996-11-05 2000-11-07 2004-11-02"],
    ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00", "1997-09-04 1997-10-07 1997-11-06"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29T09:00", "1997-09-29 1997-10-30 1997-11-27 1997-12-30"],
    ["FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", "1997-09-02T09:00", "1997-09-02 1997-09-02T12:00 1997-09-02T15:00"],
    [
      "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,40",
      "1997-09-02T09:00",
      "1997-09-02 1997-09-02T09:40 1997-09-02T10:00 1997-09-02T10:40 1997-09-03",
    ],
    ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"],
    ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"],
    ["FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"],
  ])("%s from %s", (rule, start, expected) => {
    const count = expected.split(" ").length;
    expect(first(rule, start, count)).toBe(expected);
  });
});

describe("rules on the edge", () => {
  it.each<[string, string, string]>([
    ["FREQ=MONTHLY", "2026-01-31T09:00", "2026-01-31 2026-03-31 2026-05-31"],
    ["FREQ=YEARLY", "2024-02-29T09:00", "2024-02-29 2028-02-29 2032-02-29"],
    ["FREQ=YEARLY;BYWEEKNO=53", "2020-12-31T09:00", "2020-12-31 2026-12-31 2032-12-30"],
    ["FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "2026-12-28T09:00", "2026-12-28 2027-12-27"],
    ["FREQ=YEARLY;BYYEARDAY=-1", "2026-12-31T09:00", "2026-12-31 2027-12-31"],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-01-07T09:00", "2026-01-07 2026-01-12 2026-01-19"],
    ["freq=weekly; byday = tu", "2026-01-06T09:00", "2026-01-06 2026-01-13"],
    ["FREQ=DAILY;UNTIL=20260103", "2026-01-01T09:00", "2026-01-01 2026-01-02 2026-01-03"],
    ["FREQ=MONTHLY;BYDAY=5MO", "2026-03-30T09:00", "2026-03-30 2026-06-29 2026-08-31"],
  ])("%s from %s", (rule, start, expected) => {
    expect(first(rule, start, expected.split(" ").length)).toBe(expected);
  });

  it("ends with its count, and with its end", () => {
    expect(first("FREQ=DAILY;COUNT=3", "2026-01-01T09:00", 9)).toBe("2026-01-01 2026-01-02 2026-01-03");
    expect(first("FREQ=DAILY;UNTIL=20260102T090000Z", "2026-01-01T09:00", 9)).toBe("2026-01-01 2026-01-02");
  });

  it("is asked far from its start without walking there", () => {
    expect(first("FREQ=HOURLY;INTERVAL=7", "1900-01-01T00:00", 2, "2026-03-01T00:00", "2026-03-01T14:00")).toBe(
      "2026-03-01T03:00 2026-03-01T10:00",
    );
    expect(first("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", "2001-01-01T09:00", 2, "2026-03-01T00:00")).toBe("2026-03-09 2026-03-15");
    expect(first("FREQ=DAILY;COUNT=40000", "1950-01-01T09:00", 1, "2026-03-01T00:00")).toBe("2026-03-01");
  });

  it("gives up a rule that never meets, and says so", () => {
    const never = readRule("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5")!;
    expect(occurrencesOf(never, wall("1970-01-01T00:00"), [0, wall("2126-01-01T00:00")], identity, 400_000).isCut).toBe(true);
    expect(first("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T09:00", 3, "2026-01-02T00:00", "2027-01-01T00:00")).toBe("");
    expect(first("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T09:00", 3, "2026-01-02T00:00", "2027-01-01T00:00")).toBe("");
  });

  it.each([
    "",
    "FREQ=FORTNIGHTLY",
    "FREQ=SECONDLY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;COUNT=-1",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=DAILY;BYHOUR=25",
    "FREQ=DAILY;UNTIL=soon",
  ])("%s is no rule", (text) => {
    expect(readRule(text)).toBeNull();
  });
});
