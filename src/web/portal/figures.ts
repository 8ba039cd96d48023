/** Hours, money and dates as customers read them; Intl does the writing. */
import type { Money } from "#core/model/document.ts";
import type { Zoned } from "../kit/time-text.ts";

/** `12.5 hours`, `12,5 heures`: to a tenth. */
export const hoursText = (minutes: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit: "hour", unitDisplay: "long", maximumFractionDigits: 1 }).format(minutes / 60);

/** `31 December 2026`, in the reader's zone. */
export const dateText = (at: number, { locale, zone }: Zoned): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", ...(zone === undefined ? {} : { timeZone: zone }) }).format(at);

/** A local date as the model writes it, `2026-12-31`: it is that date everywhere. */
export const localDateText = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(`${date}T12:00:00Z`));

/** `€1,500.00` from whole minor units; how many of them make one is the currency's own (ISO 4217). */
export function moneyText({ amount, currency }: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A target as an agreement writes it, taken apart: `4h`, `30m`, `2bd`, `1bd@12:00`, `5bd@close`; null for another form (`PT4H`). */
export function targetOf(written: string): { amount: number; unit: "minute" | "hour" | "business-day"; by: string | null } | null {
  const found = /^(\d+(?:\.\d+)?)(m|h|bd)(?:@(close|\d{2}:\d{2}))?$/.exec(written.trim());
  if (found === null) return null;
  const unit = found[2] === "m" ? "minute" : found[2] === "h" ? "hour" : "business-day";
  return { amount: Number(found[1]), unit, by: found[3] ?? null };
}

/** `30 minutes`, `4 heures`: open time, as the agreement counts it. */
export const spanText = (amount: number, unit: "minute" | "hour", locale: string): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(amount);
