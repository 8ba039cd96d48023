import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "#core/refusal.ts";
import type { Duration } from "#core/time/instant.ts";
import { formatSpan, isoSeconds, parseSpan, type Span } from "#core/time/span.ts";

const open = (ms: number): Span => ({ kind: "open", ms: ms as Duration });

describe("parseSpan", () => {
  it.each([
    ["30m", open(1_800_000)],
    ["4h", open(14_400_000)],
    ["1h30m", open(5_400_000)],
    ["154.03h", open(554_508_000)],
    ["345.57h", open(1_244_052_000)],
    ["0.1h", open(360_000)],
    ["4.88h", open(17_568_000)],
    ["90s", open(90_000)],
    ["0.001s", open(1)],
    ["1h0.5s", open(3_600_500)],
    ["0h", open(0)],
    ["PT0S", open(0)],
    ["PT4H", open(14_400_000)],
    ["PT7776000S", open(7_776_000_000)],
    ["PT1H30M", open(5_400_000)],
    ["PT0.5S", open(500)],
    ["PT0,5S", open(500)],
    ["1000000000h", open(3.6e15)],
    ["0.0000001h", open(0)],
    ["0.0000002h", open(1)],
    ["2bd", { kind: "business-days", days: 2, at: "same-time" }],
    ["0bd", { kind: "business-days", days: 0, at: "same-time" }],
    ["2bd@close", { kind: "business-days", days: 2, at: "close" }],
    ["1bd@16:00", { kind: "business-days", days: 1, at: 960 }],
    ["1bd@24:00", { kind: "business-days", days: 1, at: 1_440 }],
  ] as const)("reads %s", (text, span) => {
    expect(parseSpan(text)).toEqual(span);
  });

  it.each([
    ["2d", /days of what/],
    ["P1D", /days of what/],
    ["P2W", /days of what/],
    ["P1DT2H", /days of what/],
    ["2 days", /days of what/],
    ["1w", /days of what/],
    ["-4h", /never negative/],
    ["", /write open time/],
    ["4", /write open time/],
    ["h", /write open time/],
    ["PT", /write open time/],
    ["pt4h", /write open time/],
    ["30m4h", /write open time/],
    ["1e9h", /write open time/],
    ["4h ", /write open time/],
    ["1.5bd", /write open time/],
    ["2bd@noon", /write open time/],
    ["2bd@25:00", /no time of day/],
    ["2bd@12:60", /no time of day/],
    ["10000000000000h", /longer than/],
    ["99999999999999999999bd", /more business days/],
    ["9".repeat(200), /short text/],
  ])("refuses %j", (text, why) => {
    expect(() => parseSpan(text)).toThrow(Refusal);
    expect(() => parseSpan(text)).toThrow(why);
    expect(() => parseSpan(text)).toThrow(expect.objectContaining({ code: "bad-duration" }));
  });

  it("refuses what is no text", () => {
    expect(() => parseSpan(3_600 as never)).toThrow(Refusal);
  });
});

describe("formatSpan and isoSeconds", () => {
  it("write what parseSpan reads back", () => {
    const at = fc.oneof(fc.constantFrom("same-time" as const, "close" as const), fc.integer({ min: 0, max: 1_440 }));
    const span: fc.Arbitrary<Span> = fc.oneof(
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(open),
      fc.integer({ min: 0, max: 100_000 }).map(open),
      fc.record({ kind: fc.constant("business-days" as const), days: fc.nat(), at }),
    );
    fc.assert(
      fc.property(span, (each) => {
        expect(parseSpan(formatSpan(each))).toEqual(each);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ms) => {
        expect(parseSpan(isoSeconds(ms as Duration))).toEqual(open(ms));
      }),
    );
  });

  it.each([
    [0, "PT0S", "0s"],
    [3_600_000, "PT3600S", "1h"],
    [500, "PT0.5S", "0.5s"],
    [1, "PT0.001S", "0.001s"],
    [90_000, "PT90S", "1m30s"],
    [3_661_010, "PT3661.01S", "1h1m1.01s"],
  ])("%d ms is %s, %s", (ms, iso, short) => {
    expect(isoSeconds(ms as Duration)).toBe(iso);
    expect(formatSpan(open(ms))).toBe(short);
  });
});
