import fc from "fast-check";
import { expect, it } from "vitest";
import { type Instant, instant, toIso } from "#core/time/instant.ts";

it("an instant is written as every standard library writes it, and read again as itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }), (at) => {
      expect(toIso(at as Instant)).toBe(new Date(at).toISOString());
    }),
  );
  fc.assert(
    fc.property(fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }), (date) => {
      expect(instant(toIso(date.getTime() as Instant))).toBe(date.getTime());
    }),
  );
});

it("what is no instant is never written", () => {
  expect(() => toIso(Number.NaN as Instant)).toThrow(RangeError);
});
