import { describe, expect, it } from "vitest";
import { hoursText, localDateText, moneyText, spanText, targetOf } from "./figures.ts";

describe("figures for customers", () => {
  it.each([
    ["4h", { amount: 4, unit: "hour", by: null }],
    ["30m", { amount: 30, unit: "minute", by: null }],
    ["2bd", { amount: 2, unit: "business-day", by: null }],
    ["5bd@close", { amount: 5, unit: "business-day", by: "close" }],
    ["1bd@12:00", { amount: 1, unit: "business-day", by: "12:00" }],
    ["PT4H", null],
  ])("takes the target %s apart", (written, expected) => {
    expect(targetOf(written)).toEqual(expected);
  });

  it("writes hours, money and dates as the reader's language does", () => {
    expect(hoursText(750, "en-GB")).toBe("12.5 hours");
    expect(hoursText(750, "fr").replaceAll(/\s/g, " ")).toBe("12,5 heures");
    expect(spanText(30, "minute", "es").replaceAll(/\s/g, " ")).toBe("30 minutos");
    expect(moneyText({ amount: 123450, currency: "EUR" }, "en-GB")).toBe("€1,234.50");
    expect(moneyText({ amount: 500, currency: "JPY" }, "en-GB")).toBe("JP¥500");
    expect(localDateText("2026-12-31", "en-GB")).toBe("31 Dec 2026");
  });
});
