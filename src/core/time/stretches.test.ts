import { describe, expect, it } from "vitest";
import { type CalendarSource, compileCalendar } from "#core/time/calendar.ts";
import { instant } from "#core/time/instant.ts";

const office = { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-12:00", "13:00-17:00"] } };

/** `FROM name` of each stretch, in UTC: `06T16:00 weekend`. */
const named = (source: CalendarSource, from: string, to: string): string[] =>
  compileCalendar(source)
    .stretches(instant(`${from}:00Z`), instant(`${to}:00Z`))
    .map(
      (each) =>
        `${new Date(each.from).toISOString().slice(8, 16)} ${each.open ? "open" : [each.why?.kind, each.why?.name].filter(Boolean).join(" ")}`,
    );

describe("closed stretches say why", () => {
  it("nights, breaks and weekends", () => {
    expect(named(office, "2026-03-05T15:00", "2026-03-09T09:00")).toEqual([
      "05T15:00 open",
      "05T16:00 night",
      "06T08:00 open",
      "06T11:00 break",
      "06T12:00 open",
      "06T16:00 weekend",
      "09T08:00 open",
    ]);
  });

  it("whatever the window", () => {
    expect(named(office, "2026-03-05T18:00", "2026-03-05T19:00")).toEqual(["05T18:00 night"]);
    expect(named(office, "2026-03-05T11:10", "2026-03-05T11:20")).toEqual(["05T11:10 break"]);
    expect(named(office, "2026-03-06T18:00", "2026-03-06T19:00")).toEqual(["06T18:00 weekend"]);
    expect(named(office, "2026-03-05T18:00", "2026-03-05T18:00")).toEqual([]);
  });

  it("holidays by name, whole and in part", () => {
    const source = { ...office, holidays: ["FR", { date: "2026-12-24", from: "12:00", name: "Christmas Eve" }] };
    expect(named(source, "2026-12-23T15:00", "2026-12-28T09:00")).toEqual([
      "23T15:00 open",
      "23T16:00 night",
      "24T08:00 open",
      "24T11:00 holiday Christmas Eve",
      "24T23:00 holiday Noël",
      "25T23:00 weekend",
      "28T08:00 open",
    ]);
  });

  it("exceptions, over holidays", () => {
    const exceptions = [
      { date: "2026-03-04", closed: true, name: "Moving" },
      { date: "2026-03-05", closed: ["10:00-11:00"] },
    ];
    expect(named({ ...office, exceptions, holidays: ["2026-03-04"] }, "2026-03-03T15:00", "2026-03-05T11:00")).toEqual([
      "03T15:00 open",
      "03T16:00 night",
      "03T23:00 exception Moving",
      "04T23:00 night",
      "05T08:00 open",
      "05T09:00 exception",
      "05T10:00 open",
    ]);
  });

  it("the night that a holiday takes along is the holiday's", () => {
    const nights = { zone: "UTC", hours: { daily: ["22:00-06:00"] }, holidays: [{ date: "2026-03-04", name: "Feast" }] };
    expect(named(nights, "2026-03-04T00:00", "2026-03-06T00:00")).toEqual([
      "04T00:00 open",
      "04T06:00 holiday Feast",
      "05T06:00 break",
      "05T22:00 open",
    ]);
  });

  it("validity", () => {
    expect(named({ ...office, from: "2026-03-03", until: "2026-03-03" }, "2026-03-02T00:00", "2026-03-05T00:00")).toEqual([
      "02T00:00 outside-validity",
      "02T23:00 night",
      "03T08:00 open",
      "03T11:00 break",
      "03T12:00 open",
      "03T16:00 night",
      "03T23:00 outside-validity",
    ]);
    expect(named({ anyOf: ["always"], until: "2026-03-02" }, "2026-03-02T00:00", "2026-03-04T00:00")).toEqual([
      "02T00:00 open",
      "03T00:00 outside-validity",
    ]);
  });

  it("a calendar without hours, and a day of rest in the middle of the week", () => {
    expect(named({ zone: "UTC", hours: {} }, "2026-03-02T00:00", "2026-03-04T00:00")).toEqual(["02T00:00 closed"]);
    const shop = { zone: "UTC", hours: { "thu-tue": ["08:00-16:00"] } };
    expect(named(shop, "2026-03-03T16:00", "2026-03-05T08:00")).toEqual(["03T16:00 night", "04T00:00 closed", "05T00:00 night"]);
    const tehran = { zone: "Asia/Tehran", hours: { "sat-thu": ["08:00-16:00"] } };
    expect(named(tehran, "2026-03-05T13:00", "2026-03-07T04:30")).toEqual(["05T13:00 weekend"]);
  });

  it("compositions by their members", () => {
    const feast = { zone: "UTC", hours: { daily: ["00:00-24:00"] }, holidays: [{ date: "2026-03-03", name: "Feast" }] };
    expect(named({ allOf: [feast, office] }, "2026-03-02T15:00", "2026-03-04T09:00")).toEqual([
      "02T15:00 open",
      "02T16:00 night",
      "03T00:00 holiday Feast",
      "04T00:00 night",
      "04T08:00 open",
    ]);
    expect(named({ except: [office, feast] }, "2026-03-02T15:00", "2026-03-03T09:00")).toEqual([
      "02T15:00 exception",
      "02T16:00 night",
      "03T08:00 open",
    ]);
    expect(named({ anyOf: [office, { ...office, zone: "America/New_York" }] }, "2026-03-02T20:00", "2026-03-03T09:00")).toEqual([
      "02T20:00 open",
      "02T22:00 night",
      "03T08:00 open",
    ]);
  });

  it("a clock put back over midnight leaves no hole", () => {
    const source = { zone: "America/St_Johns", hours: { "mon-fri": ["09:00-17:00"] } };
    expect(named(source, "2010-11-05T20:00", "2010-11-08T13:00")).toEqual(["05T20:00 weekend", "08T12:30 open"]);
  });
});
