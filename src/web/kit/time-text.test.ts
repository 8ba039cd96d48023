import { describe, expect, it } from "vitest";
import { countdown, instantOfWall, lengthText, rangeText, roughLength, shortInstant, wallText } from "./time-text.ts";

const at = (text: string): number => Date.parse(text);
const madrid = { locale: "en-GB", zone: "Europe/Madrid" };
const now = at("2026-11-22T07:00:00Z");

describe("shortInstant", () => {
  it.each([
    ["the same date, only the time", "2026-11-22T13:30:00Z", "14:30"],
    ["just before midnight there is the same date", "2026-11-22T22:59:59Z", "23:59"],
    ["at midnight it is another one", "2026-11-22T23:00:00Z", "Mon 00:00"],
    ["within six days, the weekday", "2026-11-27T13:30:00Z", "Fri 14:30"],
    ["also backwards", "2026-11-20T13:30:00Z", "Fri 14:30"],
    ["further away, the date", "2026-12-24T13:30:00Z", "24 Dec 14:30"],
    ["in another year, the year", "2027-01-05T13:30:00Z", "5 Jan 2027 14:30"],
  ])("%s", (_, instant, expected) => {
    expect(shortInstant(at(instant), now, madrid)).toBe(expected);
  });

  it("reads the same instant in the customer's zone", () => {
    expect(shortInstant(at("2026-11-22T13:30:00Z"), now, { locale: "en-GB", zone: "America/Lima" })).toBe("08:30");
  });
});

describe("rangeText", () => {
  it("names the second date only when it is another one", () => {
    expect(rangeText(at("2026-11-23T07:30:00Z"), at("2026-11-23T11:30:00Z"), madrid)).toBe("Mon 23 Nov, 08:30 – 12:30");
    expect(rangeText(at("2026-11-23T16:30:00Z"), at("2026-11-24T07:30:05Z"), madrid)).toBe("Mon 23 Nov, 17:30 – Tue 24 Nov, 08:30:05");
  });
});

it.each([
  [0, "0:00"],
  [999, "0:00"],
  [59_999, "0:59"],
  [3_599_999, "59:59"],
  [3_600_000, "1 h 00"],
  [-3_900_000, "1 h 05"],
  [172_799_999, "47 h 59"],
  [172_800_000, "2 d 00 h"],
])("counts %d ms down as %s", (ms, expected) => {
  expect(countdown(ms)).toBe(expected);
});

it.each([
  [0, "0 s"],
  [45_000, "45 s"],
  [14_400_000, "4 h"],
  [554_508_000, "154 h 1 min 48 s"],
  [51_746, "51.746 s"],
  [-60_000, "−1 min"],
])("writes %d ms in full as %s", (ms, expected) => {
  expect(lengthText(ms)).toBe(expected);
});

it.each([
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h 00"],
])("writes %d ms at a glance as %s", (ms, expected) => {
  expect(roughLength(ms)).toBe(expected);
});

describe("the wall clock of a zone", () => {
  it.each([
    ["Europe/Madrid", "2026-11-22T22:10", "2026-11-22T21:10:00.000Z"],
    ["Europe/Madrid", "2026-07-01T09:00", "2026-07-01T07:00:00.000Z"],
    ["America/Lima", "2026-01-01T00:00", "2026-01-01T05:00:00.000Z"],
    ["Pacific/Apia", "2026-06-01T12:00", "2026-05-31T23:00:00.000Z"],
  ])("in %s, %s", (zone, wall, instant) => {
    expect(instantOfWall(wall, zone)).toBe(at(instant));
    expect(wallText(at(instant), zone)).toBe(wall);
  });

  it("has no instant for what is no time", () => {
    expect(instantOfWall("soon", "Europe/Madrid")).toBeNull();
  });
});
