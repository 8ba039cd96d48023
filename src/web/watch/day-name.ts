/** Days of the week as people call them. */

/** 1 Monday to 7 Sunday, in the reader's language: 2 March 2026 was a Monday. */
export const dayName = (day: number, locale: string, weekday: "short" | "long"): string =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(Date.UTC(2026, 2, 1 + day));
