/** Money as people read it; kept in whole minor units everywhere else. */
import type { Money } from "#core/model/document.ts";

const minorDigits = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

export const moneyText = ({ amount, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount / 10 ** minorDigits(currency));

/** `1200.50` in EUR is 120050; null for what is no amount of that currency. */
export function readMoney(text: string, currency: string): Money | null {
  const digits = minorDigits(currency);
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim().replaceAll(/\s/g, ""));
  if (found === null || (found[2]?.length ?? 0) > digits) return null;
  return { amount: Number(`${found[1]}${(found[2] ?? "").padEnd(digits, "0")}`), currency };
}
