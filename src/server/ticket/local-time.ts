/** An instant as the wall clock of a zone shows it, with its offset. */
import type { Instant } from "#core/time/instant.ts";

export type LocalTime = { zone: string; at: string };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      ...parts,
      fractionalSecondDigits: 3,
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
    formats.set(zone, format);
  }
  return format;
}

/** `2026-03-29T05:00:00.000+02:00` of a zone; `zone` must be one that the platform knows. */
export function localTime(at: Instant, zone: string): LocalTime {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (part.timeZoneName ?? "GMT").slice(3) || "+00:00";
  return {
    zone,
    at: `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}.${part.fractionalSecond}${offset}`,
  };
}

/** Whether the platform knows a zone, so that a reader's wish can be refused in time. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}
