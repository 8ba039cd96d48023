import { expect, it } from "vitest";
import { moneyText, readMoney } from "./money-text.ts";

it.each([
  ["1200.50", "EUR", 120_050],
  ["1200,5", "EUR", 120_050],
  ["1 200", "EUR", 120_000],
  ["0", "EUR", 0],
  ["1200", "JPY", 1_200],
])("reads %s %s as %d minor units", (text, currency, amount) => {
  expect(readMoney(text, currency)).toEqual({ amount, currency });
});

it.each([
  ["1200.505", "EUR"],
  ["12.5", "JPY"],
  ["-3", "EUR"],
  ["a lot", "EUR"],
  ["", "EUR"],
])("does not take %s %s for an amount", (text, currency) => {
  expect(readMoney(text, currency)).toBeNull();
});

it("writes it as people read it", () => {
  expect(moneyText({ amount: 120_050, currency: "EUR" }, "en-GB")).toBe("€1,200.50");
});
