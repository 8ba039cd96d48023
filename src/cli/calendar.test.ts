import { describe, expect, it } from "vitest";
import { evaluateCases } from "#cli/calendar.ts";
import { locateJsonFault } from "#cli/json-fault.ts";

const office = { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-12:00", "13:00-17:00"] } };

describe("evaluateCases", () => {
  it("answers each operation in order", () => {
    const from = "2026-03-28T12:00:00Z";
    expect(
      evaluateCases([
        { calendar: office, op: "add", from, for: "PT4H" },
        { calendar: office, op: "add", from, for: "1bd@close" },
        { calendar: office, op: "between", from, to: "2026-03-30T11:30:00.5Z" },
        { calendar: office, op: "isOpen", from },
        { calendar: office, op: "nextOpen", from: "2026-03-28T12:00:00+01:00" },
        { calendar: office, op: "nextClose", from },
        { calendar: "always", op: "add", from, for: "1h" },
        { calendar: { anyOf: [office, "always"] }, op: "isOpen", from },
      ]),
    ).toEqual([
      { result: "2026-03-30T12:00:00.000Z" },
      { result: "2026-03-31T15:00:00.000Z" },
      { result: "PT12600.5S" },
      { result: false },
      { result: "2026-03-30T07:00:00.000Z" },
      { result: "2026-03-30T10:00:00.000Z" },
      { result: "2026-03-28T13:00:00.000Z" },
      { result: true },
    ]);
  });

  it.each([
    [null, "bad-case"],
    ["add", "bad-case"],
    [{}, "bad-case"],
    [{ calendar: office, op: "sub", from: "2026-03-28T12:00:00Z" }, "bad-case"],
    [{ calendar: office, op: "add", for: "4h" }, "bad-case"],
    [{ calendar: office, op: "add", from: "2026-03-28T12:00:00Z" }, "bad-case"],
    [{ calendar: office, op: "add", from: "2026-03-28T12:00:00Z", for: 4 }, "bad-case"],
    [{ calendar: office, op: "add", from: "2026-03-28T12:00:00Z", for: "2d" }, "bad-duration"],
    [{ calendar: office, op: "between", from: "2026-03-28T12:00:00Z" }, "bad-case"],
    [{ calendar: office, op: "isOpen", from: "2026-03-28T12:00:00" }, "bad-instant"],
    [{ calendar: office, op: "isOpen", from: "2026-02-30T12:00:00Z" }, "bad-instant"],
    [{ calendar: office, op: "isOpen", from: "1850-02-20T12:00:00Z" }, "instant-out-of-range"],
    [{ op: "isOpen", from: "2026-03-28T12:00:00Z" }, "bad-calendar"],
    [{ calendar: { ...office, zone: "Mars/Base" }, op: "isOpen", from: "2026-03-28T12:00:00Z" }, "bad-zone"],
    [{ calendar: { zone: "UTC", hours: {} }, op: "add", from: "2026-03-28T12:00:00Z", for: "1h" }, "calendar-never-open"],
    [{ calendar: "always", op: "add", from: "2026-03-28T12:00:00Z", for: "1000000000h" }, "calendar-never-open"],
  ])("a bad case is its own error only: %j", (bad, error) => {
    const good = { calendar: office, op: "isOpen", from: "2026-03-30T08:00:00Z" };
    expect(evaluateCases([good, bad, bad, good])).toEqual([
      { result: true },
      { error, detail: expect.any(String) },
      { error, detail: expect.any(String) },
      { result: true },
    ]);
  });

  it("refuses what is no array", () => {
    expect(() => evaluateCases({})).toThrow(expect.objectContaining({ code: "bad-cases" }));
  });
});

describe("locateJsonFault", () => {
  it.each([
    ["", 1, 1],
    ["[1 2]", 1, 4],
    ["[1,\n 2,\n x]", 3, 2],
    ["[1,]", 1, 4],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ["{a:1}", 1, 2],
    ['["a\nb"]', 1, 2],
    ["[1", 1, 3],
    ["[]\n]", 2, 1],
    ["[01]", 1, 2],
    ["[1}", 1, 3],
    ['{"a":}', 1, 6],
    ["nul", 1, 1],
  ])("%j at line %d, column %d", (text, line, column) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(locateJsonFault(text)).toEqual({ line, column });
  });
});
