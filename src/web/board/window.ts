/** The whole window of a board as two dates, and a stretch of it as its reader names it. */
import type { Board } from "../api/board.ts";

export const windowOf = ({ buckets }: Board): { from: string; to: string } => ({
  from: buckets[0]?.from ?? "",
  to: buckets.at(-1)?.to ?? "",
});

/** `16 Nov`: a date without a zone is the same day everywhere. */
export const dateText = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(`${date}T00:00:00Z`));
